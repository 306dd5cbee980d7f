"""Several cases at once: each for itself, and none that is not the visitor's."""

from html import unescape

import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import OTHER, Desk
from tests.functions.desk.settings_forms import BASE, form_of

from care.model.case import Case


def cases(desk: Desk, *ids: str) -> list[Case]:
    found = [desk.world.conversations.case(one) for one in ids]
    assert all(found)
    return [one for one in found if one is not None]


def chosen(*ids: str) -> dict[str, str]:
    return {f"case.{one}": "true" for one in ids}


def test_several_cases_are_assigned_snoozed_and_resolved_with_a_press_each(desk: Desk):
    ids = [desk.writes(f"@tiendaluna caso {number}") for number in range(3)]
    left = desk.writes("@tiendaluna otro")
    for kind, more in (("assign", {"to": "luis@shop.example"}), ("snooze", {"preset": "next_week"}), ("resolve", {})):
        answer = desk.post("/desk/cases/bulk", "agent", kind=kind, bulk_id=f"b{kind}", **chosen(*ids), **more)
        assert answer.status == 200, answer.body
        desk.apply()
    done = cases(desk, *ids)
    assert {(one.assignee, one.state, one.snoozed_until is not None) for one in done} == {
        ("luis@shop.example", "resolved", True)
    }
    [other] = cases(desk, left)
    assert (other.assignee, other.state) == ("", "open")


def test_a_press_that_is_sent_twice_is_done_once(desk: Desk):
    case = desk.writes("hola", private=True)
    for _ in range(2):
        body = chosen(case) | {"kind": "reply", "text": "Hola", "sure": "true", "bulk_id": "same"}
        assert desk.post("/desk/cases/bulk", "agent", **body).status == 200
        desk.apply()
    replies = [item for item in desk.world.outbox.of_case(SHOP, case) if item.purpose == "reply"]
    assert len(replies) == 1


def test_another_brands_case_is_left_alone_and_not_named(desk: Desk):
    mine = desk.writes("@tiendaluna mía")
    theirs = desk.writes("@otra suya", account=OTHER)
    answer = desk.post("/desk/cases/bulk", "agent", kind="resolve", **chosen(mine, theirs, "NOSUCHCASE"))
    desk.apply()
    assert theirs not in answer.body
    assert [one.state for one in cases(desk, mine, theirs)] == ["resolved", "open"]


def test_an_answer_to_many_is_shown_with_its_price_before_it_goes_to_those_that_may_have_it(desk: Desk):
    dm = desk.writes("hola", private=True, name="Marta Gil")
    post = desk.writes("@tiendaluna hola", name="Luis Pi")
    shut = desk.writes("@tiendaluna hola", name="Eva So", addressed="restricted")
    body = chosen(dm, post, shut) | {"kind": "reply", "text": "Hola, {name}: ya está arreglado"}
    page = unescape(desk.post("/desk/cases/bulk", "agent", **body).body)
    assert "Hola, Marta: ya está arreglado" in page
    assert "Together $0.025" in page
    assert page.count("Not done:") == 1
    for case in (dm, post, shut):
        assert not [item for item in desk.world.outbox.of_case(SHOP, case) if item.purpose == "reply"], "not yet"
    done = unescape(desk.post("/desk/cases/bulk", "agent", **body, sure="true").body)
    desk.apply()
    assert done.count("On its way") == 2
    went = {
        case: [item.text for item in desk.world.outbox.of_case(SHOP, case) if item.purpose == "reply"]
        for case in (dm, post, shut)
    }
    assert went == {dm: ["Hola, Marta: ya está arreglado"], post: ["Hola, Luis: ya está arreglado"], shut: []}


def test_what_the_guard_refuses_goes_to_nobody(desk: Desk):
    fields = form_of(desk, "targets")
    assert desk.post(f"{BASE}/targets", "supervisor", **fields, do="save").status == 303
    case = desk.writes("@tiendaluna hola")
    body = chosen(case) | {"kind": "reply", "text": "Su DNI es 12345678Z", "sure": "true"}
    assert "Not done" in desk.post("/desk/cases/bulk", "agent", **body).body
    desk.apply()
    assert not [item for item in desk.world.outbox.of_case(SHOP, case) if item.purpose == "reply"]


@pytest.mark.parametrize("form", [{"kind": "burn", "case.A": "true"}, {"kind": "resolve"}])
def test_what_is_no_choice_is_refused_with_the_reason(desk: Desk, form: dict[str, str]):
    assert desk.post("/desk/cases/bulk", "agent", **form).status == 400


def test_more_than_a_page_at_once_is_refused(desk: Desk):
    ids = {f"case.A{number}": "true" for number in range(51)}
    answer = desk.post("/desk/cases/bulk", "agent", kind="resolve", **ids)
    assert answer.status == 400
    assert "50 at most" in answer.body


def test_each_thing_done_to_many_stands_in_the_trail(desk: Desk):
    ids = [desk.writes(f"@tiendaluna caso {number}") for number in range(2)]
    desk.post("/desk/cases/bulk", "agent", kind="resolve", **chosen(*ids))
    trail = desk.get(f"/desk/steer/{SHOP}/trail", "supervisor").body
    assert all(one in trail for one in ids)


def test_who_was_answered_by_a_colleague_after_the_look_is_not_answered_again(desk: Desk):
    case = desk.writes("hola", private=True)
    body = chosen(case) | {"kind": "reply", "text": "Hola a todos", "bulk_id": "late"}
    page = desk.post("/desk/cases/bulk", "agent", **body).body
    seen = desk.field(page, f"case.{case}")
    desk.post(f"/desk/cases/{case}/do/reply", "colleague", channel="private", text="Ya te ayudo yo")
    desk.apply()
    desk.post("/desk/cases/bulk", "agent", **{**body, f"case.{case}": seen}, sure="true")
    desk.apply()
    texts = [item.text for item in desk.world.outbox.of_case(SHOP, case) if item.purpose == "reply"]
    assert texts == ["Ya te ayudo yo"]


def test_two_presses_without_a_name_of_their_own_are_two(desk: Desk):
    case = desk.writes("@tiendaluna hola")
    for kind in ("resolve", "snooze"):
        desk.post("/desk/cases/bulk", "agent", kind=kind, preset="next_week", **chosen(case))
        desk.apply()
    desk.post(f"/desk/cases/{case}/do/reopen", "agent")
    desk.apply()
    desk.post("/desk/cases/bulk", "agent", kind="resolve", **chosen(case))
    desk.apply()
    assert [one.state for one in cases(desk, case)] == ["resolved"]


def test_an_answer_that_is_too_long_is_refused_and_not_cut(desk: Desk):
    case = desk.writes("hola", private=True)
    answer = desk.post("/desk/cases/bulk", "agent", **chosen(case), kind="reply", text="a" * 10_001)
    assert answer.status == 400
