"""What `doctor` says of a permission by OAuth 2.0: good, lost on the way, refused, ended, and what to press."""

from datetime import timedelta

import pytest
from infra.command.at_x import permission
from tests.functions.conftest import ACCOUNT, NIGHT

from care.grants.rules import SCOPES
from care.model.grant import Grant

ENDS = NIGHT + timedelta(hours=1)
GOOD = Grant(account_id=ACCOUNT.id, granted_at=NIGHT, expires_at=ENDS, scopes=SCOPES)


@pytest.mark.parametrize(
    ("more", "after", "state", "says"),
    [
        ({}, 0, "ok", "renewed by itself"),
        ({"asked_at": NIGHT}, 1, "ok", "renewed by itself"),
        (
            {"asked_at": NIGHT},
            5,
            "wrong",
            "X was asked to renew it at 21:00 UTC and the answer was lost; it serves until",
        ),
        ({"refused_at": NIGHT}, 5, "wrong", "X does not renew it, and it serves until 22:00 UTC"),
        ({"refused_at": NIGHT}, 90, "wrong", "X does not renew it"),
        ({}, 90, "wrong", "it has ended"),
        ({"scopes": ("dm.read",)}, 0, "warning", "not granted"),
    ],
)
def test_a_permission_is_told_as_it_stands_with_what_to_press(more, after: int, state: str, says: str):
    grant = Grant.model_validate({**GOOD.model_dump(), **more})
    check = permission(ACCOUNT, grant, NIGHT + timedelta(minutes=after))
    assert check.state == state
    assert says in check.said
    assert bool(check.mend) == (state != "ok")
    if state == "wrong":
        assert "--browser" in check.mend
        assert "the desk: Settings, Connection" in check.mend
