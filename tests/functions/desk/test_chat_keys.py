"""What an encrypted message's key tells of it stands beside it, in the reader's words."""

from typing import Any

import pytest
from tests.functions.desk.conftest import Desk


@pytest.mark.parametrize("flagged", [True, False])
def test_a_key_of_somebody_unknown_is_said_on_the_page_and_in_the_api_with_what_to_do(desk: Desk, flagged: bool):
    case_id = desk.writes("¿Y mi pedido?", private=True, chat=True, key_unverified=flagged)
    page = desk.get(f"/desk/cases/{case_id}", "agent").body
    assert ("others may be able to read it too. Ask for nothing secret here" in page) == flagged
    [said] = desk.get(f"/desk/api/cases/{case_id}", "agent").json()["story"]
    told: Any = said["key_unverified"]
    assert (told is not None) == flagged
    if flagged:
        assert (told["code"], "Ask for nothing secret" in told["message"]) == ("chat_key_unverified", True)
