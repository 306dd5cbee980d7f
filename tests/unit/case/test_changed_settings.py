"""Settings change while a case is open: graces, surveys and clocks go by the new ones; what was used stays used."""

from collections.abc import Callable
from copy import replace
from datetime import timedelta

import pytest
from tests.unit.case.conftest import MARTA, OPEN, SHOP, WEEK, Telling, shop

from care.model.decision import Decision
from care.model.events import SettingsChanged
from care.model.outcomes import Code, codes

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BEFORE = {0: {"timezone": "Europe/Madrid", "weekly": WEEK}, 1: {"timezone": "Europe/Madrid", "weekly": WEEK}}
MADRID = {"timezone": "Europe/Madrid", "weekly": WEEK}


def changed_again(story: Telling, now, version=2, **settings) -> Decision:
    story.account = replace(shop(**settings), version=version)
    event = SettingsChanged(
        account_id=SHOP, customer_id=MARTA, case_id=story.case.case_id, settings_version=version, before=BEFORE
    )
    return story.tell(event, now)


@pytest.fixture
def in_grace(story: Telling) -> Telling:
    story.account = replace(shop(acknowledgement={"grace_minutes": 10}), version=1)
    story.writes("¿dónde está mi pedido?", OPEN)
    assert story.case.timers["acknowledge"] == OPEN + 10 * MINUTE
    return story


def changed(story: Telling, now, version=1, before=None, **settings) -> Decision:
    story.account = replace(shop(**settings), version=version)
    case_id = "C1" if story.last is None or story.last.case is None else story.case.case_id
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": case_id}
    return story.tell(SettingsChanged(**whose, settings_version=version, before=before or {0: MADRID}), now)


@pytest.fixture
def planned(story: Telling) -> Telling:
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    story.answers(OPEN + MINUTE, channel="private")
    story.resolves(OPEN + 2 * MINUTE)
    return story


@pytest.mark.parametrize(("grace", "ends"), [(20, 20), (10, 10), (5, 5), (3, 5)])
def test_a_longer_or_shorter_grace_ends_so_long_after_the_message_but_not_in_the_past(in_grace: Telling, grace, ends):
    changed_again(in_grace, OPEN + 5 * MINUTE, acknowledgement={"grace_minutes": grace})
    assert in_grace.case.timers["acknowledge"] == OPEN + ends * MINUTE
    assert in_grace.case.settings_version == 2


def test_closed_time_uses_nothing_of_a_grace(in_grace: Telling):
    closed = {"timezone": "Europe/Madrid", "weekly": {"wed": [["09:00", "14:00"]]}}
    changed_again(in_grace, OPEN + 4 * MINUTE, acknowledgement={"grace_minutes": 10}, hours=closed)
    assert in_grace.case.timers["acknowledge"] == OPEN.replace(day=25, hour=8, minute=6)


def test_acknowledgements_that_are_switched_off_or_never_come_are_waited_for_no_more(in_grace: Telling):
    changed_again(in_grace, OPEN + MINUTE, acknowledgement={"enabled": False})
    assert "acknowledge" not in in_grace.case.timers
    other = Telling(replace(shop(), version=1))
    other.writes("¿dónde está mi pedido?", OPEN)
    changed_again(other, OPEN + MINUTE, hours={"timezone": "Europe/Madrid", "weekly": {}})
    assert "acknowledge" not in other.case.timers


def test_who_was_answered_gets_no_acknowledgement_by_a_change_of_settings(in_grace: Telling):
    in_grace.answers(OPEN + MINUTE)
    changed_again(in_grace, OPEN + 2 * MINUTE)
    assert "acknowledge" not in in_grace.case.timers


def test_a_case_is_reckoned_anew_once_for_a_version(in_grace: Telling):
    changed_again(in_grace, OPEN + MINUTE)
    reckoned = in_grace.case
    again = changed_again(in_grace, OPEN + 2 * MINUTE)
    assert (again.case, codes(again.because)) == (reckoned, (Code.reckoned_already,))


@pytest.mark.parametrize(("version", "anew"), [(0, False), (1, True), (2, True)])
def test_a_case_is_reckoned_anew_by_later_settings_alone(asked: Telling, version, anew):
    decision = changed(asked, OPEN + 4 * MINUTE, version, acknowledgement={"grace_minutes": 30})
    assert asked.case.timers["acknowledge"] == OPEN + (30 if anew else 10) * MINUTE
    assert (asked.case.settings_version, Code.reckoned_anew in codes(decision.because)) == (
        version if anew else 0,
        anew,
    )


def test_time_by_settings_that_nobody_knows_any_more_is_counted_by_the_present_ones(asked: Telling):
    evening = {"timezone": "Europe/Madrid", "weekly": {"tue": [["18:00", "20:00"]]}}
    changed(asked, OPEN + 4 * MINUTE, before={7: MADRID}, hours=evening)
    assert asked.case.timers["acknowledge"] == OPEN.replace(hour=17, minute=10)  # none of the ten minutes is used


def test_a_grace_of_a_message_from_a_clock_that_goes_ahead_is_whole(asked: Telling):
    changed(asked, OPEN - MINUTE, acknowledgement={"grace_minutes": 5})
    assert asked.case.timers["acknowledge"] == OPEN + 4 * MINUTE


def test_a_planned_survey_moves_with_the_settings_and_one_that_was_asked_stays(
    planned: Telling, surveyed: Callable[[], Telling]
):
    changed(planned, OPEN + HOUR, survey={"quiet_minutes": 60})
    assert planned.case.timers["survey"] == OPEN + HOUR + 2 * MINUTE
    changed(planned, OPEN + HOUR, 2, survey={"enabled": False})
    assert (planned.case.survey, planned.case.timers) == (None, {})
    story = surveyed()
    before = story.case.survey, story.case.timers
    changed(story, OPEN + 4 * HOUR, survey={"enabled": False})
    assert (story.case.survey, story.case.timers) == before


def test_a_case_without_a_survey_gets_none_by_a_change_of_settings(planned: Telling):
    planned.account = shop(survey={"enabled": False})
    planned.reopens(OPEN + HOUR)
    planned.resolves(OPEN + HOUR)
    assert planned.case.survey is None
    changed(planned, OPEN + 2 * HOUR, survey={"enabled": True})
    assert planned.case.survey is None


def test_who_was_acknowledged_has_no_second_grace_by_a_change_of_settings(asked: Telling):
    asked.falls_due()
    assert "acknowledge" not in asked.case.timers
    changed(asked, OPEN + 20 * MINUTE, acknowledgement={"grace_minutes": 30})
    assert "acknowledge" not in asked.case.timers
