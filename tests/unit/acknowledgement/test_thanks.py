"""When somebody who thanks is thanked: each border on both of its sides."""

from copy import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.case.conftest import OPEN, Telling, shop

from care.acknowledgement.thanks import thank
from care.model.commands import Thank
from care.model.messages import Message
from care.model.outcomes import Code

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def asked(channel: str = "private", at: Any = OPEN, now: Any = OPEN, wanted: str = "everybody", **changes: Any) -> Any:
    account = shop(courtesy={"thanks": wanted}, acknowledgement={"max_age_minutes": 60, "per_day": 3})
    telling = Telling(account)
    telling.writes("gracias", OPEN, channel=channel)
    case = replace(telling.case, unanswered_since=None)
    customer = changes.pop("customer", {})
    told = {"automatic_at": (), "thanked_at": None, **customer}
    case = replace(case, customer=replace(case.customer, **told))  # type: ignore[misc]
    case = replace(case, **changes)  # type: ignore[misc]
    message = Message(id="78", channel=channel, text="gracias", at=at, summons=channel == "public")
    asked_for = thank(case, message, account, now)
    return asked_for[1] if isinstance(asked_for, tuple) else asked_for.code


def test_who_thanks_is_thanked():
    for channel in ("private", "public"):
        told = asked(channel)
        assert isinstance(told, Thank)
        assert (told.channel, told.in_reply_to, told.answers_at) == (channel, "78", OPEN)


@pytest.mark.parametrize(
    ("channel", "wanted", "thanked"),
    [
        ("private", "nobody", False),
        ("private", "private", True),
        ("public", "private", False),
        ("public", "nobody", False),
    ],
)
def test_thanks_go_where_the_account_wants_them(channel: str, wanted: str, thanked: bool):
    assert isinstance(asked(channel, wanted=wanted), Thank) is thanked


@pytest.mark.parametrize(
    ("since", "topic", "thanked"),
    [
        (OPEN - MINUTE, "complaint", False),
        (OPEN - MINUTE, "thanks", True),
        (OPEN, "complaint", True),
        (None, "complaint", True),
    ],
)
def test_who_still_waits_for_an_answer_is_not_thanked(since: Any, topic: str, thanked: bool):
    told = asked(unanswered_since=since, topic=topic)
    assert (told if not isinstance(told, Thank) else None) == (None if thanked else Code.thanks_while_waiting)


@pytest.mark.parametrize(("ago", "thanked"), [(60 * MINUTE, True), (60 * MINUTE + timedelta(microseconds=1), False)])
def test_thanks_that_are_too_old_are_let_be(ago: timedelta, thanked: bool):
    told = asked(at=OPEN, now=OPEN + ago)
    assert told == Code.thanks_too_old if not thanked else isinstance(told, Thank)


@pytest.mark.parametrize(("ago", "thanked"), [(7 * DAY, True), (7 * DAY - MINUTE, False)])
def test_once_in_a_week_is_enough(ago: timedelta, thanked: bool):
    told = asked(customer={"thanked_at": OPEN - ago})
    assert told == Code.thanked_lately if not thanked else isinstance(told, Thank)


@pytest.mark.parametrize(("hours", "thanked"), [((1, 2, 3), False), ((1, 2, 24), True), ((1, 2), True)])
def test_a_day_has_so_many_automatic_messages(hours: tuple[int, ...], thanked: bool):
    told = asked(customer={"automatic_at": tuple(OPEN - timedelta(hours=one) for one in hours)})
    assert told == Code.enough_for_a_day if not thanked else isinstance(told, Thank)


def test_who_opted_out_hears_no_thanks():
    assert asked(customer={"opted_out_at": OPEN}) == Code.customer_opted_out
