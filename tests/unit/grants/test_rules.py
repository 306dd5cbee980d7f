"""When a permission is renewed, how it stands, and what it lacks."""

from datetime import UTC, datetime, timedelta

import pytest

from care.grants.rules import SCOPES, is_due, may_chat, missing, standing
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
