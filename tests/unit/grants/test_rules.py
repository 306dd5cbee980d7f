"""When a permission is renewed, how it stands, and what it lacks."""

from datetime import UTC, datetime, timedelta

import pytest

from care.grants.rules import (
    CHAT_SCOPES,
    SCOPES,
    is_due,
    is_renewed,
    is_unclear,
    may_ask,
    may_chat,
    missing,
    needs_somebody,
    standing,
)
from care.model.grant import Grant

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
GOOD = Grant(account_id="1", granted_at=NOW, expires_at=NOW + timedelta(hours=2), scopes=SCOPES)


@pytest.mark.parametrize(("minutes", "due"), [(120, False), (61, False), (60, True), (5, True), (-5, True)])
def test_a_pair_is_renewed_from_an_hour_before_its_end_on(minutes: int, due: bool):
    assert is_due(NOW + timedelta(minutes=minutes), NOW) is due


@pytest.mark.parametrize(
    ("grant", "stands"),
    [
        (None, "none"),
        (Grant(account_id="1"), "none"),
        (GOOD, "good"),
        (Grant(**{**dict(GOOD), "refused_at": NOW}), "refused"),
        (Grant(**{**dict(GOOD), "expires_at": NOW}), "ended"),
    ],
)
def test_how_a_permission_stands(grant: Grant | None, stands: str):
    assert standing(grant, NOW) == stands


def test_what_is_missing_is_told_in_the_order_in_which_it_is_asked_for():
    assert missing(SCOPES) == ()
    assert missing({"tweet.read", "users.read"}) == (
        "tweet.write",
        "tweet.moderate.write",
        "dm.read",
        "dm.write",
        "media.write",
        "offline.access",
    )
    assert may_chat(GOOD)
    assert not may_chat(Grant(**{**dict(GOOD), "scopes": ("tweet.read", "users.read")}))
    assert not may_chat(None)


@pytest.mark.parametrize(
    ("minutes", "asked_at", "may"),
    [
        (61, None, False),
        (60, None, True),
        (60, NOW, False),
        (21, NOW, False),
        (20, NOW, True),
        (-1, NOW, True),
    ],
)
def test_after_an_answer_that_was_lost_the_token_in_hand_is_used_nearly_to_its_end(minutes: int, asked_at, may: bool):
    assert may_ask(NOW + timedelta(minutes=minutes), asked_at, NOW) is may


@pytest.mark.parametrize(
    ("changes", "unclear"),
    [
        ({}, False),
        ({"asked_at": NOW}, False),
        ({"asked_at": NOW - timedelta(seconds=119)}, False),
        ({"asked_at": NOW - timedelta(minutes=2)}, True),
        ({"asked_at": NOW - timedelta(minutes=2), "refused_at": NOW}, False),
        ({"asked_at": NOW - timedelta(minutes=2), "expires_at": NOW}, False),
    ],
)
def test_an_answer_is_lost_when_no_run_can_be_at_it_any_more(changes, unclear: bool):
    assert is_unclear(Grant(**{**dict(GOOD), **changes}), NOW) is unclear


@pytest.mark.parametrize(
    ("changes", "needs"),
    [
        ({}, False),
        ({"refused_at": NOW}, True),
        ({"expires_at": NOW}, True),
        ({"asked_at": NOW - timedelta(minutes=2)}, True),
        ({"granted_at": None, "expires_at": NOW}, False),
    ],
)
def test_somebody_is_needed_where_nothing_renews_it(changes, needs: bool):
    assert needs_somebody(Grant(**{**dict(GOOD), **changes}), NOW) is needs


def test_a_permission_without_an_end_is_good():
    assert standing(Grant(**{**dict(GOOD), "expires_at": None}), NOW) == "good"
    assert standing(Grant(**{**dict(GOOD), "expires_at": NOW + timedelta(microseconds=1)}), NOW) == "good"


@pytest.mark.parametrize(
    ("granted_at", "renewed_at", "renewed"),
    [(None, None, False), (NOW, None, False), (None, NOW, False), (NOW, NOW, False), (NOW, NOW + timedelta(1), True)],
)
def test_a_pair_was_renewed_after_the_permission_was_given(granted_at, renewed_at, renewed: bool):
    assert is_renewed(Grant(account_id="1", granted_at=granted_at, renewed_at=renewed_at)) is renewed


def test_chats_are_reached_with_their_four_scopes_and_with_no_three_of_them():
    assert may_chat(Grant(account_id="1", scopes=tuple(CHAT_SCOPES)))
    for one in CHAT_SCOPES:
        assert not may_chat(Grant(account_id="1", scopes=tuple(CHAT_SCOPES - {one})))
