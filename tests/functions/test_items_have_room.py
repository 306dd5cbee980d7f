"""Each kind of item stays below what DynamoDB takes of one, whatever people write and however long it goes on.

Cases: tests/unit/case/test_long_stories.py. Settings: tests/unit/settings/test_limits.py.
"""

from copy import replace
from datetime import datetime, timedelta
from typing import Any

from tests.functions.conftest import MARTA, NIGHT, SHOP, World
from tests.functions.metering import _size
from tests.there import there
from tests.unit.outbox.making import item

from care.budget.windows import OF_ACCOUNT, SendCounts, taken
from care.model.decision import Decision
from care.model.events import CaseDue
from care.model.stored_message import StoredMessage
from care.queues import send_all
from care.search.words import words_of
from care.tables.attributes import attributes_of, item_of, plain
from care.tables.search_index import MOST_OF_CASE, Place, SearchIndex
from care.x.delivery import read_delivery

LARGEST = 400 * 1024
LONGEST = "😀" * 25_000  # what X lets somebody write who pays


def row_of(world: World, pk: str, sk: str) -> dict[str, Any]:
    key: Any = {"pk": {"S": pk}, "sk": {"S": sk}}
    return dict(world.dynamodb.get_item(TableName="conversations", Key=key)["Item"])


def test_a_message_that_is_edited_again_and_again_keeps_its_last_wordings(world: World, mention: Any):
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    world.drain("events", "cases")
    case = there(world.conversations.case(world.conversations.customer(SHOP, MARTA).case_id))
    at = NIGHT
    for number in range(12):
        at += timedelta(minutes=1)
        event = CaseDue(account_id=SHOP, customer_id=MARTA, case_id=case.case_id, due_at=at)
        message = StoredMessage(
            id="1", channel="public", by="customer", at=NIGHT, text=f"{LONGEST}{number}", edited_at=at
        )
        decision = Decision(case=case, customer=case.customer, because=(), messages=(message,))
        world.conversations.apply(event, decision, at, case)
        case = replace(case, version=case.version + 1)
    [kept] = world.conversations.messages(case.case_id)
    sort_key = there(world.conversations.reference(SHOP, "1")).sort_key
    assert _size(row_of(world, f"CASE#{case.case_id}", sort_key)) < LARGEST
    assert kept.text == f"{LONGEST}11"
    assert [one.text for one in kept.versions] == [f"{LONGEST}10"]


def test_the_words_of_a_case_of_thousands_of_messages_have_room(world: World):
    place = Place.of(NIGHT, "LONG")
    words = {
        word for n in range(3000) for word in words_of("".join(chr(0x4E00 + (n * 7 + k) % 9000) for k in range(60)))
    }
    assert len(words) > MOST_OF_CASE
    SearchIndex(world.dynamodb, "conversations").add(SHOP, place, words, NIGHT, is_new=True)
    assert _size(row_of(world, "CASE#LONG", "WORDS")) < LARGEST / 2


def test_an_item_of_the_longest_text_with_its_rest_has_room():
    longest = item(text=LONGEST, whole=LONGEST)
    assert _size(item_of({**plain(longest), "pk": longest.queue, "sk": "ITEM#x"})) < LARGEST


def test_the_counters_of_a_day_of_sends_have_room():
    now, most = datetime.fromisoformat("2026-11-24T00:00:00+00:00"), 0
    for limits in OF_ACCOUNT.values():
        row = {}
        for name, limit in limits.items():
            counts = SendCounts()
            for minute in range(1440):
                counts = taken(limit, counts, now + timedelta(minutes=minute))
            row[name] = {str(start): sent for start, sent in counts.grains.items()}
        most = max(most, _size(attributes_of({"counts": row})))
    assert 0 < most < LARGEST / 8
