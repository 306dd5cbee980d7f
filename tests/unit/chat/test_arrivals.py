"""What an opened event of a chat becomes: whose message it changes, when that was, and as what it counts."""

from copy import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.unit.case.conftest import OPEN, Telling, shop

from care.chat.arrivals import arrived, targets_of
from care.chat.failures import KNOWN, why
from care.chat.shown import TRUE_FOR, is_true, shown
from care.model.case import Case
from care.model.chat import ChatDelivered, ChatShown, Numbered, Opened, Shut
from care.model.outcomes import Code, outcome

SHOP, MARTA = "2000000000000000001", "3000000000000000001"
NOW = datetime(2026, 11, 24, 21, tzinfo=UTC)
SENT, CAME = NOW - timedelta(minutes=9), NOW - timedelta(minutes=4)
HERS, OURS = Numbered("m-hers", MARTA), Numbered("m-ours", SHOP)
KNOWN_ONES = {"1": HERS, "2": OURS}


def delivered(sender: str = MARTA, at: datetime | None = CAME) -> ChatDelivered:
    return ChatDelivered(
        account_id=SHOP, customer_id=MARTA, sender_id=sender, delivery_id="d1", at=at,
        conversation_id=f"{MARTA}:{SHOP}", encoded_event="c2VhbGVk",
    )  # fmt: skip


def opened(kind: Any, *targets: str, sender: str = MARTA, at: datetime | None = SENT, **more: Any) -> Opened:
    return Opened(kind, "e1", "9", sender, f"{MARTA}:{SHOP}", at, targets=targets, **more)


def became(found: Opened | Shut, sender: str = MARTA, at: datetime | None = CAME, late: bool = False) -> Any:
    return arrived(delivered(sender, at), found, KNOWN_ONES, NOW, late=late)


@pytest.mark.parametrize(
    ("kind", "target", "sender", "what", "counted"),
    [
        ("edit", "1", MARTA, "message_edited", "ChatOpened"),
        ("edit", "2", MARTA, "", "ChatForeign"),
        ("edit", "2", SHOP, "message_edited", "ChatOpened"),
        ("edit", "1", SHOP, "", "ChatIgnored"),
        ("edit", "3", MARTA, "", "ChatIgnored"),
        ("deleted", "1", MARTA, "message_deleted", "ChatOpened"),
        ("deleted", "2", MARTA, "", "ChatForeign"),
        ("deleted", "1", SHOP, "", "ChatIgnored"),
        ("reaction", "1", MARTA, "message_reacted", "ChatOpened"),
        ("reaction", "2", MARTA, "message_reacted", "ChatOpened"),
        ("reaction", "1", SHOP, "", "ChatIgnored"),
        ("reaction_removed", "2", MARTA, "message_reacted", "ChatOpened"),
        ("reaction_removed", "3", MARTA, "", "ChatIgnored"),
    ],
)
def test_each_changes_their_own_messages_alone(kind: str, target: str, sender: str, what: str, counted: str):
    result = became(opened(kind, target, sender=sender, text="bien", emoji="👍"), sender)
    assert [one.kind for one in result.events] == ([what] if what else [])
    assert [one.message_id for one in result.events] == ([KNOWN_ONES[target].message_id] if what else [])
    assert (result.counted, result.numbered) == (counted, None)
    if kind == "reaction_removed" and what:
        assert result.events[0].emoji == ""


def test_of_several_targets_those_that_are_unknown_are_passed_over():
    result = became(opened("deleted", "7", "1", "2"))
    assert [one.message_id for one in result.events] == ["m-hers"]
    assert result.counted == "ChatOpened"


@pytest.mark.parametrize(
    ("at", "came", "told"),
    [(SENT, CAME, SENT), (None, CAME, CAME), (None, None, NOW), (NOW + timedelta(hours=1), CAME, NOW)],
)
def test_a_change_was_when_it_was_written_or_else_came_and_never_later_than_now(at: Any, came: Any, told: datetime):
    for kind in ("edit", "reaction"):
        [event] = became(opened(kind, "1", at=at, emoji="👍"), at=came).events
        assert event.at == told


def test_an_edit_by_a_key_of_somebody_unknown_says_so():
    for unknown in (True, False):
        [event] = became(opened("edit", "1", key_unverified=unknown)).events
        assert event.key_unverified is unknown


@pytest.mark.parametrize(("kind", "counted"), [
    *((kind, "ChatIgnored") for kind in ("typing", "read", "keys", "group")), ("other", "ChatUnknown"),
])  # fmt: skip
def test_what_is_no_message_is_counted_and_told_to_nobody(kind: str, counted: str):
    result = became(opened(kind, "1"))
    assert (result.events, result.counted) == ((), counted)


def test_who_says_to_be_somebody_else_is_heard_by_nobody():
    result = became(opened("text", sender=MARTA, text="x"), sender=SHOP)
    assert (result.events, result.counted) == ((), "ChatForeign")


@pytest.mark.parametrize(("came", "told"), [(CAME, CAME), (None, NOW), (NOW + timedelta(hours=1), NOW)])
def test_a_message_of_ours_that_x_did_not_pass_on_is_told_with_its_name(came: Any, told: datetime):
    result = became(replace(opened("failure", failure="F" * 99), message_id="m-ours"), at=came)
    [event] = result.events
    assert (event.message_id, event.failure, event.at, result.counted) == ("m-ours", "F" * 60, told, "ChatFailed")


@pytest.mark.parametrize("named", ["", "a b", "x" * 65])
def test_a_failure_that_names_no_message_is_of_none(named: str):
    result = became(replace(opened("failure", failure="F"), message_id=named))
    assert (result.events, result.counted) == ((), "ChatFailed")


@pytest.mark.parametrize(("late", "message_id"), [(False, "e1"), (True, "d1")])
@pytest.mark.parametrize(("at", "came", "told"), [(SENT, CAME, SENT), (None, CAME, CAME), (None, None, NOW)])
def test_a_text_has_its_own_id_or_that_under_which_it_was_told_as_shut(
    late: bool, message_id: str, at: Any, came: Any, told: datetime
):
    result = became(opened("text", at=at, text="hola", attachments=2), at=came, late=late)
    [event] = result.events
    assert (event.message.id, event.message.at, event.message.text) == (message_id, told, "hola\n📎📎")
    assert result.numbered == ("9", Numbered(message_id, MARTA))


def test_ten_clips_stand_for_any_number():
    assert became(opened("text", attachments=40)).events[0].message.text == "📎" * 10


@pytest.mark.parametrize(("why_shut", "counted"), [("unverified", "ChatUnverified"), ("no_keys", "ChatShut")])
def test_what_is_shut_is_told_with_its_reason(why_shut: Any, counted: str):
    result = became(Shut(why_shut))
    assert (result.events[0].message.shut, result.events[0].message.at, result.counted) == (why_shut, CAME, counted)
    assert targets_of(Shut(why_shut)) == ()


@pytest.mark.parametrize("failure", KNOWN)
def test_a_failure_that_is_known_is_told_in_our_words(failure: str):
    assert why(failure).code is KNOWN[failure]


def test_one_that_is_not_is_told_by_its_name():
    assert why("Whatever") == outcome(Code.chat_failed, failure="Whatever")
    assert why("") == outcome(Code.chat_failed, failure="Unknown")


def chat_case(**changes: Any) -> Case:
    """A case of a customer who writes in an encrypted chat."""
    telling = Telling()
    telling.writes("hola", OPEN, channel="private")
    last = replace(telling.case.last_message, chat=True, shut=changes.pop("shut", ""), id="77")
    customer = replace(telling.case.customer, writes_by=changes.pop("writes_by", "chat"))
    return replace(telling.case, customer=customer, last_message=replace(last, **changes))  # type: ignore[misc]


@pytest.mark.parametrize("what", ["seen", "typing"])
@pytest.mark.parametrize(("mark_read", "typing"), [(True, False), (False, True), (True, True), (False, False)])
def test_each_of_both_is_shown_where_the_account_wants_that_one(what: Any, mark_read: bool, typing: bool):
    account = shop(chat={"mark_read": mark_read, "typing": typing})
    told = shown(chat_case(), account, what, NOW)
    wanted = mark_read if what == "seen" else typing
    assert (told is not None) is wanted
    if told is not None:
        assert (told.account_id, told.customer_id, told.what, told.message_id, told.at) == (
            SHOP,
            MARTA,
            what,
            "77",
            NOW,
        )
    else:
        assert not wanted


@pytest.mark.parametrize("changes", [{"writes_by": "dm"}, {"chat": False}, {"shut": "no_keys"}])
def test_nothing_is_shown_of_what_is_no_open_message_of_a_chat(changes: dict[str, Any]):
    account = shop(chat={"mark_read": True, "typing": True})
    assert shown(chat_case(), account, "seen", NOW) is not None
    assert shown(chat_case(**changes), account, "seen", NOW) is None


def test_a_look_stays_true_and_a_hand_at_the_keys_for_half_a_minute():
    told = ChatShown(account_id=SHOP, customer_id=MARTA, what="typing", message_id="7", at=NOW)
    assert is_true(told, NOW + TRUE_FOR)
    assert not is_true(told, NOW + TRUE_FOR + timedelta(microseconds=1))
    assert is_true(replace(told, what="seen"), NOW + timedelta(days=1))
    assert timedelta(seconds=30) == TRUE_FOR
