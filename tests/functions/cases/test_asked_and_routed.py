"""Which posts are looked up beside a message, which case a message is of, and how often a decision is tried."""

from copy import replace
from types import SimpleNamespace
from typing import Any

import pytest
from tests.changing import changed
from tests.functions.cases.test_written_beside import CASE, CUSTOMER, WROTE
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.test_routes_of_events import Kept, arrives, case

from care.batches import Retry
from care.model.actions import CaseResolved
from care.model.decision import Decision
from care.model.messages import Author
from care.model.x_events import CustomerIntroduced, MessageEchoed, MessageReceived
from care.tables.conversations import Conflict
from cases.enrich import completed
from cases.route import known_of

PEDRO = "3000000000000000002"


class Conversations:
    """What is known of messages: `fate` of the one at hand, and `references` by their ids."""

    def __init__(self, known: Any = None, buried: bool = False, **references: Any) -> None:
        self._known, self._buried = known, buried
        self._references = {one.removeprefix("m"): told for one, told in references.items()}

    def fate(self, _account: str, _message: str) -> tuple[Any, bool]:
        return self._known, self._buried

    def reference(self, _account: str, message_id: str) -> Any:
        return self._references.get(message_id)


def reference(customer: str = MARTA, revised_by: str = "", first_id: str = "5") -> Any:
    return SimpleNamespace(customer_id=customer, revised_by=revised_by, first_id=first_id)


def told(conversations: Conversations, event: Any = WROTE, **message: Any) -> Any:
    event = replace(event, message=changed(event.message, **message))
    return completed(event, conversations, None)  # type: ignore[arg-type]


def test_posts_beside_a_public_message_are_looked_up_unless_they_are_the_customers_own():
    beside = {"quotes": "7", "in_reply_to": "8"}
    assert told(Conversations(), **beside).beside == ("7", "8")
    assert told(Conversations(m7=reference(), m8=reference(PEDRO)), **beside).beside == ("8",)
    assert told(Conversations(), quotes="7", in_reply_to="7").beside == ("7",)
    assert told(Conversations(), quotes="", in_reply_to="uuid-1").beside == ()
    asked_for = replace(WROTE, beside=())
    assert told(Conversations(), asked_for, channel="private", **beside).beside == ()
    assert told(Conversations(buried=True), asked_for, **beside).beside == ()
    assert told(Conversations(known=reference()), asked_for, **beside).beside == ()


def test_what_is_gone_already_comes_without_its_text_and_tells_of_what_was_kept_of_it():
    gone = told(Conversations(buried=True, m3=reference()), earlier=("2", "3"))
    assert (gone.deleted, gone.revises, gone.message.text, gone.message.around) == (True, "3", "", ())
    assert told(Conversations(buried=True)).revises == ""


@pytest.mark.parametrize(
    ("known", "opens", "superseded", "unheard"),
    [
        (reference(), False, True, False),
        (reference(), True, False, False),
        (reference(revised_by="12"), True, True, False),
        (None, True, False, True),
        (None, False, False, False),
    ],
)
def test_what_is_kept_and_comes_again_is_not_new(known: Any, opens: bool, superseded: bool, unheard: bool):
    event = told(Conversations(known), replace(WROTE, opens=opens))
    assert (event.superseded, event.unheard) == (superseded, unheard)


@pytest.mark.parametrize(
    ("newer", "older"),
    [("10", True), ("8", False), ("", False), ("uuid", False)],
    ids=["newer", "older", "none", "no id"],
)
def test_a_wording_between_two_that_are_known_is_superseded(newer: str, older: bool):
    event = told(Conversations(m3=reference(revised_by=newer, first_id="2")), earlier=("3",))
    assert (event.revises, event.superseded) == ("2", older)
    strangers = told(Conversations(m3=reference(PEDRO)), earlier=("3",))
    assert (strangers.revises, strangers.superseded) == ("", False)
    assert (
        told(Conversations(m3=reference(first_id="2"), m4=reference(first_id="4")), earlier=("3", "4")).revises == "4"
    )


def introduced(kept: Kept) -> Any:
    event = CustomerIntroduced(account_id=SHOP, customer_id=MARTA, author=Author(id=MARTA), at=NIGHT)
    return known_of(event, kept, ACCOUNT)  # type: ignore[arg-type]


def test_who_a_customer_is_goes_to_their_present_case_or_to_themselves():
    assert introduced(Kept(case("NOW"), present="NOW")).case_id == "NOW"
    assert introduced(Kept()).customer_id == MARTA


@pytest.mark.parametrize("flag", ["opens", "superseded", "deleted"])
def test_what_is_kept_already_is_looked_for_by_its_own_id_too(flag: str):
    kept = Kept(case("OLD"), case("NOW"), present="NOW", m9="OLD")
    message = replace(WROTE.message, conversation_id="9", in_reply_to="")
    event = changed(WROTE, message=message, **{flag: True})
    found: Any = known_of(event, kept, ACCOUNT)  # type: ignore[arg-type]
    assert found.case_id == "OLD"
    fresh: Any = known_of(replace(WROTE, message=message), kept, ACCOUNT)  # type: ignore[arg-type]
    assert fresh.case_id == "NOW"


def test_a_message_of_a_thread_whose_case_is_gone_goes_to_the_present_one():
    kept = Kept(case("NOW"), case("GONE"), present="NOW", m7="GONE")
    kept.cases["GONE"] = case("GONE")
    get = kept.case
    kept.case = lambda case_id: None if case_id == "GONE" else get(case_id)  # type: ignore[method-assign]
    assert arrives(kept) == "NOW"


class Deciding:
    """The handler, with a store that others write to `conflicts` times; `changes` says whether something changes."""

    def __init__(self, world: World, conflicts: int = 0, changes: bool = True, applied: Any = None) -> None:
        self.handler: Any = world.handler("cases")
        self.applied, self.kept = 0, 0
        put = world.monkeypatch.setattr

        def apply(*_: Any) -> None:
            self.applied += 1
            if self.applied <= conflicts:
                raise Conflict("x")

        def keep(*_: Any) -> None:
            self.kept += 1

        put(self.handler, "accounts", SimpleNamespace(get=lambda _: ACCOUNT, served=frozenset))
        store = SimpleNamespace(apply=apply, applied=lambda _: applied if self.applied else None)
        put(self.handler, "conversations", store)
        put(self.handler, "known_of", lambda *_: CASE)
        put(self.handler, "completed", lambda event, *_: event)
        put(self.handler, "_by_these_settings", lambda known, _event, account, _now: (account, known))
        put(self.handler, "_beside", lambda account, *_: account)
        put(self.handler, "_with_facts", lambda decision, *_: decision)
        put(self.handler, "decide", lambda *_: Decision(CUSTOMER, (), replace(CASE, urgency=5) if changes else CASE))
        put(self.handler, "records", SimpleNamespace(keep=keep))

    def decide(self, event: Any = WROTE) -> Any:
        return self.handler._decided(event, NIGHT)


def resolved(number: str = "1") -> CaseResolved:
    return CaseResolved(account_id=SHOP, customer_id=MARTA, case_id="C1", action_id=number, by="ana", at=NIGHT)


def test_a_decision_is_tried_three_times_against_others_and_then_later(world: World):
    scene = Deciding(world, conflicts=2)
    assert scene.decide() == ()
    assert (scene.applied, scene.kept) == (3, 1)
    scene = Deciding(world, conflicts=3)
    with pytest.raises(Retry):
        scene.decide()
    assert (scene.applied, scene.kept) == (3, 0)


def test_what_another_instance_applied_meanwhile_is_not_decided_again(world: World):
    scene = Deciding(world, conflicts=1, applied=("theirs",))
    assert scene.decide() == ("theirs",)
    assert (scene.applied, scene.kept) == (1, 0)


def test_what_changes_nothing_is_written_only_if_a_person_did_it(world: World):
    scene = Deciding(world, changes=False)
    scene.decide()
    assert (scene.applied, scene.kept) == (0, 1)
    scene = Deciding(world, changes=False)
    scene.decide(resolved())
    assert (scene.applied, scene.kept) == (1, 1)


@pytest.mark.parametrize(("deleted", "told_of"), [(True, ["2", "3"]), (False, [])])
def test_with_what_is_gone_the_wordings_before_it_go(world: World, deleted: bool, told_of: list[str]):
    handler: Any = world.handler("cases")
    decided: list[str] = []
    world.monkeypatch.setattr(handler, "conversations", SimpleNamespace(applied=lambda _: None))
    world.monkeypatch.setattr(handler, "_decided", lambda event, _now: decided.append(event.message_id))
    message = replace(WROTE.message, earlier=("2", "3"))
    for event in (
        MessageReceived(account_id=SHOP, customer_id=MARTA, author=WROTE.author, message=message, deleted=deleted),
        MessageEchoed(account_id=SHOP, customer_id=MARTA, message=message, deleted=deleted),
        resolved(),
    ):
        handler._forget_what_is_gone(event, NIGHT)
    assert decided == told_of * 2
