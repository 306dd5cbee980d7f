"""What each command of a decision does: on which queue it goes, which item it makes or changes, and whom it wakes."""

import hashlib
import json
from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP
from tests.unit.outbox.making import item

from care.batches import Retry
from care.model.case import Handed, LastMessage
from care.model.commands import (
    Absorb,
    Acknowledge,
    AnswerByDm,
    AskSurvey,
    CountShare,
    FetchContext,
    FetchMedia,
    HandOverCase,
    Introduce,
    LookUp,
    ReleaseHeld,
    Repost,
    SendReply,
    SettleUnclear,
    Tell,
    Thank,
    WithdrawReply,
)
from care.model.events import CaseAbsorbed, read_event
from care.model.media import Media
from care.model.messages import Author
from care.model.outbox_item import Item
from care.model.x_events import Reposted
from cases.dispatch_commands import perform

WHOSE = {"account_id": SHOP, "customer_id": MARTA, "case_id": "C1", "item_id": "C1:x:1", "language": "es"}
ASKED = {**WHOSE, "asked_at": NIGHT, "correlation_id": "m9"}
ANSWERS = {"channel": "public", "in_reply_to": "9", "answers_at": NIGHT}
MINUTE = timedelta(minutes=1)


class Scene:
    """The queues and the outbox as they are asked; `items` are in the outbox, and `known` are X's ids that it knows."""

    def __init__(self, *items: Item, known: tuple[str, ...] = (), undo: int = 0, refuses: bool = False) -> None:
        self.sent: list[dict[str, Any]] = []
        self.did: list[tuple[Any, ...]] = []
        self._items, self._known, self._refuses = items, known, refuses
        self._account = replace(ACCOUNT, undo_seconds=undo)

    def perform(self, command: Any) -> None:
        names = ("acknowledgements", "surveys", "lookups", "facts", "media", "chats", "sends", "wakes", "events")
        settings: Any = SimpleNamespace(**{f"{name}_queue_url": name for name in names})
        sqs: Any = SimpleNamespace(send_message=self._send, send_message_batch=self._send_batch)
        outbox: Any = SimpleNamespace(
            add=lambda one: self.did.append(("add", one)),
            item=self._item,
            approve=lambda one, by: self.did.append(("approve", one.item_id, by)),
            cancel=lambda one, now: self.did.append(("cancel", one.item_id, now)),
            decide=lambda one, verdict, now, x_id: self.did.append(("decide", one.item_id, verdict, now, x_id)),
            knows=lambda queue, x_id: queue == f"{SHOP}#public" and x_id in self._known,
        )
        accounts: Any = SimpleNamespace(get=lambda account_id: self._account if account_id == SHOP else None)
        perform(command, accounts, settings, sqs, outbox, NIGHT + MINUTE)

    def _send(self, **told: Any) -> None:
        self.sent.append(told)

    def _send_batch(self, QueueUrl: str, Entries: Any) -> Any:  # noqa: N803
        self.sent += [{"QueueUrl": QueueUrl, **one} for one in Entries]
        return {"Failed": Entries} if self._refuses else {}

    def _item(self, queue: str, item_id: str) -> Item | None:
        return next((one for one in self._items if (one.queue, one.item_id) == (queue, item_id)), None)

    @property
    def to(self) -> list[str]:
        return [one["QueueUrl"] for one in self.sent]


def performed(command: Any, *items: Item, **how: Any) -> Scene:
    scene = Scene(*items, **how)
    scene.perform(command)
    return scene


@pytest.mark.parametrize(
    ("command", "queue"),
    [
        (Acknowledge(**ASKED, **ANSWERS, occasion="closed", name="Ma\ufffe"), "acknowledgements"),
        (Thank(**ASKED, **ANSWERS), "acknowledgements"),
        (AnswerByDm(**ASKED, text="ya va", answers_at=NIGHT), "acknowledgements"),
        (AskSurvey(**ASKED, survey_kind="csat"), "surveys"),
        (LookUp(**ASKED, lookup_id="pedido", values={"n": "7"}), "lookups"),
        (Tell(**ASKED, facts=()), "facts"),
        (HandOverCase(**ASKED, to="crm", begun_at=NIGHT), "facts"),
        (Introduce(**ASKED), "media"),
        (FetchContext(**ASKED, message_id="9", wanted=("7",)), "media"),
        (FetchMedia(**ASKED, message_id="9", media=(Media(id="1", type="photo"),)), "media"),
    ],
    ids=lambda one: one if isinstance(one, str) else one.kind,
)
def test_what_another_function_does_goes_on_its_queue_as_one_message_of_the_account(command: Any, queue: str):
    [message] = performed(command).sent
    assert (message["QueueUrl"], message["MessageGroupId"]) == (queue, SHOP)
    assert message["MessageBody"].isascii()
    assert type(command).model_validate_json(message["MessageBody"]) == command


def test_a_reply_is_put_in_the_outbox_and_its_publisher_is_woken():
    command = SendReply(**ASKED, channel="public", text="ya va", in_reply_to="9", by="ana")
    scene = performed(command)
    [(_, made)] = scene.did
    assert (made.item_id, made.queue, made.purpose, made.text) == ("C1:x:1", f"{SHOP}#public", "reply", "ya va")
    assert (made.in_reply_to, made.written_by, made.created_at) == ("9", "ana", NIGHT)
    [message] = scene.sent
    assert (message["QueueUrl"], json.loads(message["MessageBody"])["queue"]) == ("sends", made.queue)
    assert message["MessageDeduplicationId"] == hashlib.sha256(f"{made.queue}|C1:x:1".encode()).hexdigest()


@pytest.mark.parametrize(("undo", "rest"), [(0, None), (60, None), (61, 1), (90, 30)])
def test_a_reply_that_may_be_taken_back_wakes_its_publisher_again_when_that_is_over(undo: int, rest: int | None):
    # It is performed a minute after it was written.
    scene = performed(SendReply(**ASKED, channel="public", text="ya va", in_reply_to="9"), undo=undo)
    assert scene.to == ["sends"] + (["wakes"] if rest else [])
    assert rest is None or scene.sent[1]["DelaySeconds"] == rest


def test_a_repost_is_a_courtesy_of_two_days():
    scene = performed(Repost(**ASKED, post_id="9"))
    [(_, made)] = scene.did
    assert (made.channel, made.purpose, made.text, made.reposts) == ("public", "courtesy", "", "9")
    assert (made.created_at, made.wanted_until) == (NIGHT, NIGHT + timedelta(hours=48))
    assert made.correlation_id == "m9"
    assert scene.to == ["sends"]


@pytest.mark.parametrize("channel", ["public", "private"])
@pytest.mark.parametrize(("state", "approved"), [("held", True), ("waiting", False), ("sent", False)])
def test_what_is_held_goes_with_a_supervisors_word_and_nothing_else_is_approved(channel: str, state: str, approved):
    one = item("C1:x:1", channel=channel, state=state)
    scene = performed(ReleaseHeld(**ASKED, by="sara"), item("C2:x:1", state="held"), one)
    assert scene.did == ([("approve", "C1:x:1", "sara")] if approved else [])
    [message] = scene.sent
    assert (message["QueueUrl"], message["MessageGroupId"]) == ("sends", one.queue)


def test_what_is_taken_back_is_cancelled_and_its_publisher_tells_of_it():
    scene = performed(WithdrawReply(**ASKED, by="ana"), item("C1:x:1"))
    assert scene.did == [("cancel", "C1:x:1", NIGHT + MINUTE)]
    assert scene.to == ["sends"]


@pytest.mark.parametrize(("x_id", "known", "decided"), [("", (), True), ("77", ("76",), True), ("77", ("77",), False)])
def test_a_person_names_the_post_that_went_unless_that_is_another_items(x_id: str, known: Any, decided: bool):
    one = item("C1:x:1", channel="public", state="unconfirmed")
    scene = performed(SettleUnclear(**ASKED, verdict="sent", x_id=x_id), one, known=known)
    assert scene.did == ([("decide", "C1:x:1", "sent", NIGHT + MINUTE, x_id)] if decided else [])
    assert scene.to == ["sends"]


def test_each_word_of_a_person_wakes_the_publisher_anew():
    one = item("C1:x:1", state="unconfirmed")
    words = [
        ReleaseHeld(**ASKED, by="sara"),
        WithdrawReply(**ASKED, by="sara"),
        *(SettleUnclear(**ASKED | {"asked_at": NIGHT + n * MINUTE}, verdict="sent") for n in (0, 1)),
        SettleUnclear(**ASKED, verdict="again"),
    ]
    assert len({performed(word, one).sent[0]["MessageDeduplicationId"] for word in words}) == 5
    assert performed(words[0], one).sent == performed(words[0], one).sent, "the same word wakes it once"


@pytest.mark.parametrize(
    "command",
    [ReleaseHeld(**ASKED, by="sara"), WithdrawReply(**ASKED, by="ana"), SettleUnclear(**ASKED, verdict="sent")],
)
def test_of_what_the_outbox_does_not_have_nothing_is_done_and_another_accounts_item_is_not_it(command: Any):
    theirs = item("C1:x:1", account_id="2000000000000000002", state="held")
    scene = performed(command, theirs)
    assert (scene.did, scene.sent) == ([], [])


def test_a_quotation_is_counted_on_the_case_of_who_was_quoted_and_names_nobody_else():
    scene = performed(CountShare(**ASKED, post_id="9", quoted_by="88", followers=12))
    [message] = scene.sent
    event = read_event(message["MessageBody"])
    assert isinstance(event, Reposted)
    assert (event.account_id, event.post_id, event.repost_id, event.quotes) == (SHOP, "9", "88", True)
    assert (event.customer_id, event.author) == (MARTA, Author(id=MARTA, followers=12))
    assert message["QueueUrl"] == "events"


def test_a_merged_case_hands_all_that_is_open_to_the_one_that_goes_on():
    handed = Handed(last_message=LastMessage(id="9", channel="public", at=NIGHT))
    command = Absorb(
        **ASKED, into="C2", unanswered_since=NIGHT - MINUTE, private_contact=True, urgency=4, handed=handed
    )
    [message] = performed(command).sent
    event = read_event(message["MessageBody"])
    assert isinstance(event, CaseAbsorbed)
    assert (event.account_id, event.customer_id, event.case_id, event.merged_case_id) == (SHOP, MARTA, "C2", "C1")
    assert (event.at, event.unanswered_since, event.private_contact) == (NIGHT + MINUTE, NIGHT - MINUTE, True)
    assert (event.urgency, event.handed) == (4, handed)


@pytest.mark.parametrize(
    "command",
    [
        CountShare(**ASKED, post_id="9", quoted_by="88"),
        Absorb(**ASKED, into="C2", unanswered_since=None, private_contact=False, urgency=1),
    ],
)
def test_what_the_queue_of_events_does_not_take_is_tried_again(command: Any):
    with pytest.raises(Retry):
        performed(command, refuses=True)
