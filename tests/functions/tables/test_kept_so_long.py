"""How long each store keeps what it writes, to the second: told by hand, store by store, as it was agreed.

`test_how_long` looks at what a story leaves; here each store writes one row of its own.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.neighbour import others
from tests.unit.outbox.making import account, item

from care.budget.prices import cost_of
from care.model.case import Case, LastMessage
from care.model.chat import Numbered
from care.model.context import ContextPost
from care.model.customer import Customer
from care.model.delivery import Delivery
from care.model.media import KeptMedia, Media
from care.model.messages import Author, Message
from care.model.watch import CaseSpread, Find
from care.outbox.circuit import Circuit
from care.tables.allowances import Allowances
from care.tables.audit import Audit, Deed
from care.tables.budget import Budget
from care.tables.chats import Chats
from care.tables.context import Around
from care.tables.deliveries import Deliveries
from care.tables.drafts import Drafts
from care.tables.erasures import Erasures
from care.tables.fanout import Sweeps
from care.tables.finds import Finds
from care.tables.gates import Gates
from care.tables.here import Here
from care.tables.kill_switch import OneWithheld, Withheld
from care.tables.media import KeptFiles
from care.tables.outbox import Outbox
from care.tables.presence import AnsweringNow
from care.tables.search_index import Place, SearchIndex
from care.tables.sessions import Sessions, Token
from care.tables.spam import SpamPlaces
from care.tables.spreads import Spreads
from care.tables.tags import TagsInUse

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
YEAR_AND_A_MONTH = 395 * DAY
CASE = Case(
    case_id="C1",
    account_id=SHOP,
    customer=Customer(account_id=SHOP, customer_id=MARTA),
    opened_at=NIGHT,
    last_message=LastMessage(id="9", channel="public", at=NIGHT),
)
PAUSED = account(paused_at=NIGHT, paused_by="sara")
MEDIA = KeptMedia(message_id="9", media=Media(id="1", type="photo"), state="kept", place="p", at=NIGHT)
FIND = Find(
    account_id=SHOP,
    search_id="A" * 12,
    author=Author(id=MARTA),
    message=Message(id="77", channel="public", text="x", at=NIGHT),
    found_at=NIGHT,
)


def files(world: World) -> KeptFiles:
    none: Any = None
    return KeptFiles(world.dynamodb, "conversations", none, "media")


KEPT: list[tuple[str, Callable[[World], Any], timedelta]] = [
    ("a try of what is dear", lambda w: Allowances(w.dynamodb, "accounts").take(SHOP, "exports", NIGHT), HOUR),
    (
        "a deed",
        lambda w: Audit(w.dynamodb, "accounts").record(Deed(account_id=SHOP, by="ana", what="x", at=NIGHT)),
        YEAR_AND_A_MONTH,
    ),
    (
        "a deed, as the operator chose",
        lambda w: Audit(w.dynamodb, "accounts", 90).record(Deed(account_id=SHOP, by="ana", what="x", at=NIGHT)),
        90 * DAY,
    ),
    ("what X asked", lambda w: Budget(w.dynamodb, "outbox").meter(SHOP, "event", 1, 5, NIGHT), 400 * DAY),
    (
        "that a limit was told",
        lambda w: Budget(w.dynamodb, "outbox").told_once(SHOP, "2026-11", NIGHT, "soft", 1),
        400 * DAY,
    ),
    (
        "a conversation",
        lambda w: Chats(w.dynamodb, "conversations").keep_talk(SHOP, MARTA, NIGHT, token="t"),
        YEAR_AND_A_MONTH,
    ),
    (
        "a key",
        lambda w: Chats(w.dynamodb, "conversations").keep_keys(SHOP, MARTA, ["k"], NIGHT),
        YEAR_AND_A_MONTH,
    ),
    (
        "the keys of people",
        lambda w: Chats(w.dynamodb, "conversations", 90).keep_people(SHOP, MARTA, {MARTA: []}, NIGHT),
        90 * DAY,
    ),
    (
        "a number of a message",
        lambda w: Chats(w.dynamodb, "conversations").number(SHOP, MARTA, "5", Numbered("9", MARTA), NIGHT),
        YEAR_AND_A_MONTH,
    ),
    (
        "what somebody wrote around",
        lambda w: Around(w.dynamodb, "conversations").keep(SHOP, ContextPost(id="7", author_id="8"), NIGHT),
        30 * DAY,
    ),
    ("a draft", lambda w: Drafts(w.dynamodb, "conversations").keep(CASE, "ana", "hola", NIGHT), 7 * DAY),
    (
        "a receipt of an erasure",
        lambda w: Erasures(w.dynamodb, "accounts").keep(SHOP, "e1", NIGHT, "{}"),
        YEAR_AND_A_MONTH,
    ),
    ("a sweep", lambda w: Sweeps(w.dynamodb, "conversations").begin(SHOP, "settings:2", NIGHT), 30 * DAY),
    ("a find", lambda w: Finds(w.dynamodb, "conversations").add(FIND), 7 * DAY),
    ("a queue that waits", lambda w: Gates(w.dynamodb, "outbox").hold(f"{SHOP}#public", NIGHT), 14 * DAY),
    (
        "how the way to X stands",
        lambda w: Gates(w.dynamodb, "outbox").keep_circuit(f"{SHOP}#public", Circuit(("3",), 1), NIGHT),
        14 * DAY,
    ),
    ("who is here", lambda w: Here(w.dynamodb, "accounts").look(SHOP, "ana", NIGHT), 3 * MINUTE),
    ("who answers", lambda w: AnsweringNow(w.dynamodb, "accounts").take(SHOP, "C1", "ana", NIGHT), 20 * SECOND),
    (
        "what was withheld",
        lambda w: Withheld(w.dynamodb, "outbox").record(PAUSED, OneWithheld(key="k", purpose="survey", at=NIGHT)),
        30 * DAY,
    ),
    ("a picture", lambda w: files(w).tell("C1", MEDIA, NIGHT), YEAR_AND_A_MONTH),
    ("a picture that nobody sent", lambda w: files(w).tell("C1", MEDIA, NIGHT, unsent=True), 10 * DAY),
    ("an item", lambda w: w.outbox.add(item(created_at=NIGHT)), 14 * DAY),
    (
        "an item of the account's own",
        lambda w: w.outbox.add(item("account:post:1", channel="public", customer_id="", case_id="", created_at=NIGHT)),
        400 * DAY,
    ),
    (
        "a word that is found",
        lambda w: SearchIndex(w.dynamodb, "conversations").add(
            SHOP, Place.of(NIGHT, "C1"), ["luna"], NIGHT, is_new=True
        ),
        YEAR_AND_A_MONTH,
    ),
    ("a session", lambda w: Sessions(w.dynamodb, "accounts").begin("ana", ("agents",), NIGHT), 12 * HOUR),
    (
        "a token",
        lambda w: Sessions(w.dynamodb, "accounts").issue(Token(name="crm", accounts=(SHOP,), until=NIGHT + 9 * DAY)),
        9 * DAY,
    ),
    ("a sign-in", lambda w: Sessions(w.dynamodb, "accounts").start("/desk", NIGHT), 10 * MINUTE),
    (
        "where spam led",
        lambda w: SpamPlaces(w.dynamodb, "conversations").learn(SHOP, MARTA, ["x.example"], NIGHT),
        YEAR_AND_A_MONTH,
    ),
    (
        "how far a complaint spread",
        lambda w: Spreads(w.dynamodb, "conversations").keep(
            CaseSpread(account_id=SHOP, case_id="C1", opened_at=NIGHT - DAY, post_id="9"), NIGHT
        ),
        30 * DAY,
    ),
    ("a tag that is offered", lambda w: TagsInUse(w.dynamodb, "accounts").count(SHOP, "talla", NIGHT), 90 * DAY),
    (
        "a delivery",
        lambda w: Deliveries(w.dynamodb, "conversations", "accounts").begin(
            Delivery(
                account_id=SHOP,
                subscriber="crm",
                fact_id="f",
                kind="test",
                case_id="C1",
                at=NIGHT,
                state="waiting",
                next_at=NIGHT,
            )
        ),
        30 * DAY,
    ),
]


def ends(world: World) -> dict[tuple[str, str, str], datetime | None]:
    found: dict[tuple[str, str, str], datetime | None] = {}
    for table in ("conversations", "outbox", "accounts"):
        for row in others(world.dynamodb.scan(TableName=table)["Items"]):
            end = row.get("expires_at", {}).get("N")
            at = datetime.fromtimestamp(int(end), NIGHT.tzinfo) if end else None
            found[(table, row["pk"]["S"], row["sk"]["S"])] = at
    return found


@pytest.mark.parametrize(("write", "kept"), [one[1:] for one in KEPT], ids=[one[0] for one in KEPT])
def test_each_row_is_kept_so_long(world: World, write: Callable[[World], Any], kept: timedelta):
    before = ends(world)
    write(world)
    new = {key: at for key, at in ends(world).items() if before.get(key, "none") != at}
    # What only says that something is to be done goes with it.
    told = {at for (_, _, sk), at in new.items() if not sk.startswith("READY#")}
    assert told == {NIGHT + kept}


def test_what_a_send_is_counted_by_is_kept_three_days_and_what_it_may_have_become_two_weeks(world: World):
    sent = item(created_at=NIGHT)
    outbox: Outbox = world.outbox
    assert outbox.add(sent)
    before = ends(world)
    _, claim = outbox.claiming(sent, NIGHT)
    assert Budget(world.dynamodb, "outbox").take(sent, ACCOUNT, cost_of(sent, ACCOUNT), NIGHT, claim) is None
    new = {key[2].partition("#")[0]: at for key, at in ends(world).items() if key not in before}
    assert new == {"LIMITS": NIGHT + 3 * DAY, "UNSURE": NIGHT + 14 * DAY, "TOTAL": NIGHT + 400 * DAY}
