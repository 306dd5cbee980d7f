"""Of what the desk tells whom: the marks that the browser compares, and each person's choice."""

import re

from tests.functions.desk.conftest import PEOPLE, Desk

from care.model.events import SendSettled
from care.model.person import NOTICES
from care.queues import send_all
from care.tables.people import People


def marks(desk: Desk, case_id: str, address: str = "/desk/cases") -> list[str]:
    found = re.search(rf'data-case="{case_id}"[^>]*data-is="([^"]*)"', desk.get(address, "agent").body)
    assert found is not None
    return found[1].split()


def settled(desk: Desk, case_id: str, outcome: str) -> None:
    case = desk.world.conversations.case(case_id)
    assert case is not None
    told = SendSettled.model_validate(
        {**case.ids, "item_id": f"{case_id}:reply:x", "purpose": "reply", "channel": "public", "outcome": outcome}
        | {"at": case.opened_at}
    )
    assert send_all(desk.world.sqs, desk.world.queues["events"], [told])
    desk.apply()


def test_a_reply_that_was_refused_or_is_unclear_is_marked_in_both_lists_and_said_in_words(desk: Desk):
    case_id = desk.writes("@tiendaluna la lámpara llegó rota")
    settled(desk, case_id, "refused")
    assert "refused" in marks(desk, case_id)
    assert "refused" in marks(desk, case_id, f"/desk/cases/rows?beside={case_id}")
    assert "reply refused" in desk.get("/desk/cases", "agent").body
    other = desk.writes("@tiendaluna no llega")
    settled(desk, other, "unconfirmed")
    assert "unclear" in marks(desk, other)
    assert "refused" not in marks(desk, other)


def test_everybody_is_told_of_all_until_they_choose_and_nobody_chooses_for_others(desk: Desk):
    told = re.compile(r'data-told="([^"]*)"')

    def of(who: str) -> list[str]:
        found = told.search(desk.get("/desk/cases", who).body)
        assert found is not None
        return found[1].split()

    assert of("agent") == list(NOTICES)
    assert desk.post("/desk/me", "agent", **{"told.late": "true", "told.nonsense": "true"}).status == 303
    assert of("agent") == ["late"]
    assert of("colleague") == list(NOTICES)
    page = desk.get("/desk/me", "agent").body
    assert re.search(r'name="told.late" value="true" checked', page)
    assert not re.search(r'name="told.new" value="true" checked', page)
    assert desk.post("/desk/me", "agent").status == 303
    assert of("agent") == []
    person = People(desk.world.dynamodb, "accounts").get(PEOPLE["agent"].id)
    assert person is not None
    assert person.told == ()


def test_each_notice_has_its_words_on_the_page(desk: Desk):
    page = desk.get("/desk/cases", "agent").body
    for notice in NOTICES:
        name = "refused-send" if notice == "refused" else notice
        assert f'data-says-{name}="' in page, notice
        assert "{name}" in page.partition(f'data-says-{name}="')[2].partition('"')[0], notice
