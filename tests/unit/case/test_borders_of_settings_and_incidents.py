"""Settings that change and incidents that begin and end, for cases that they concern and for those that they do not."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import MARTA, NIGHT, OPEN, SHOP, WEEK, Telling, shop

from care.events import IncidentTouched, SettingsChanged
from care.incidents import Incident
from care.outcomes import Code, codes

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MADRID = {"timezone": "Europe/Madrid", "weekly": WEEK}


def changed(story, now, version=1, before=None, **settings):
    story.account = shop(**settings).model_copy(update={"version": version})
    case_id = "C1" if story.last is None or story.last.case is None else story.case.case_id
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": case_id}
    return story.tell(SettingsChanged(**whose, settings_version=version, before=before or {0: MADRID}), now)


def touched(story, now, incident_id="web", **values):
    whose = {"account_id": SHOP, "customer_id": MARTA, "incident_id": incident_id}
    case_id = "C1" if story.last is None or story.last.case is None else story.case.case_id
    return story.tell(IncidentTouched(**whose, case_id=case_id, **values), now)


@pytest.fixture
def asked(story):
    story.writes("¿dónde está mi pedido?", OPEN)
    return story


@pytest.fixture
def planned(story):
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    story.answers(OPEN + MINUTE, channel="private")
    story.resolves(OPEN + 2 * MINUTE)
    return story


def test_changes_that_come_when_the_case_is_gone_concern_nobody():
    assert codes(changed(Telling(), OPEN).because) == (Code.case_gone,)
    assert codes(touched(Telling(), OPEN, ended=True).because) == (Code.case_gone,)


@pytest.mark.parametrize(("version", "anew"), [(0, False), (1, True), (2, True)])
def test_a_case_is_reckoned_anew_by_later_settings_alone(asked, version, anew):
    decision = changed(asked, OPEN + 4 * MINUTE, version, acknowledgement={"grace_minutes": 30})
    assert asked.case.timers["acknowledge"] == OPEN + (30 if anew else 10) * MINUTE
    assert (asked.case.settings_version, Code.reckoned_anew in codes(decision.because)) == (
        version if anew else 0,
        anew,
    )


def test_time_by_settings_that_nobody_knows_any_more_is_counted_by_the_present_ones(asked):
    evening = {"timezone": "Europe/Madrid", "weekly": {"tue": [["18:00", "20:00"]]}}
    changed(asked, OPEN + 4 * MINUTE, before={7: MADRID}, hours=evening)
    assert asked.case.timers["acknowledge"] == OPEN.replace(hour=17, minute=10)  # none of the ten minutes is used


def test_a_grace_of_a_message_from_a_clock_that_goes_ahead_is_whole(asked):
    changed(asked, OPEN - MINUTE, acknowledgement={"grace_minutes": 5})
    assert asked.case.timers["acknowledge"] == OPEN + 4 * MINUTE


def test_a_planned_survey_moves_with_the_settings_and_one_that_was_asked_stays(planned, surveyed):
    changed(planned, OPEN + HOUR, survey={"quiet_minutes": 60})
    assert planned.case.timers["survey"] == OPEN + HOUR + 2 * MINUTE
    changed(planned, OPEN + HOUR, 2, survey={"enabled": False})
    assert (planned.case.survey, planned.case.timers) == (None, {})
    story = surveyed()
    before = story.case.survey, story.case.timers
    changed(story, OPEN + 4 * HOUR, survey={"enabled": False})
    assert (story.case.survey, story.case.timers) == before


def test_a_case_without_a_survey_gets_none_by_a_change_of_settings(planned):
    planned.account = shop(survey={"enabled": False})
    planned.reopens(OPEN + HOUR)
    planned.resolves(OPEN + HOUR)
    assert planned.case.survey is None
    changed(planned, OPEN + 2 * HOUR, survey={"enabled": True})
    assert planned.case.survey is None


def during(story):
    told = {"incident_id": "web", "terms": ["la web"], "texts": {"es": "No va."}, "started_at": OPEN - HOUR}
    story.account = shop().model_copy(update={"incidents": (Incident.model_validate(told),)})


@pytest.mark.parametrize(
    ("hangs_on", "matches", "then", "told"),
    [("", True, "web", True), ("", False, "", False), ("app", True, "app", False), ("web", True, "web", False)],
)
def test_an_incident_that_begins_attaches_cases_about_it_that_hang_on_no_other(asked, hangs_on, matches, then, told):
    during(asked)
    asked.known = asked.case.model_copy(update={"incident_id": hangs_on})
    decision = touched(asked, OPEN + MINUTE, ended=False, matches=matches)
    assert (asked.case.incident_id, len(decision.commands)) == (then, int(told))
    assert codes(decision.because) == (
        (Code.incident_attached, Code.told_of_incident) if told else (Code.not_about_the_incident,)
    )


def test_who_cannot_be_told_of_an_incident_hangs_on_it_all_the_same(story):
    story.writes("la web no va", OPEN, summons=False)
    during(story)
    decision = touched(story, OPEN + MINUTE, ended=False, matches=True)
    because = (Code.incident_attached, Code.not_summoned)
    assert (story.case.incident_id, decision.commands, codes(decision.because)) == ("web", (), because)


@pytest.mark.parametrize(
    ("hangs_on", "state", "because", "told"),
    [
        ("app", "open", (Code.not_about_the_incident,), False),
        ("web", "open", (Code.incident_ended, Code.told_of_end), True),
        ("web", "waiting", (Code.incident_ended, Code.told_of_end), True),
        ("web", "resolved", (Code.incident_ended_unwaited,), False),
    ],
)
def test_its_end_is_told_where_the_matter_is_not_settled(asked, hangs_on, state, because, told):
    if state != "open":
        asked.answers(OPEN + MINUTE)
    if state == "resolved":
        asked.resolves(OPEN + MINUTE)
    asked.known = asked.case.model_copy(update={"incident_id": hangs_on})
    decision = touched(asked, OPEN + HOUR, ended=True)
    assert (codes(decision.because), len(decision.commands)) == (because, int(told))
    assert asked.case.incident_id == ("app" if hangs_on == "app" else "")


def test_who_was_acknowledged_has_no_second_grace_by_a_change_of_settings(asked):
    asked.falls_due()
    assert "acknowledge" not in asked.case.timers
    changed(asked, OPEN + 20 * MINUTE, acknowledgement={"grace_minutes": 30})
    assert "acknowledge" not in asked.case.timers


@pytest.mark.parametrize(("ended", "occasion"), [(None, "incident"), (OPEN + MINUTE, "closed")])
def test_a_message_is_told_of_the_incident_that_its_case_hangs_on_while_it_lasts_and_of_no_other(
    asked, ended, occasion
):
    during(asked)
    [web] = asked.account.incidents
    other = web.model_copy(update={"incident_id": "app", "terms": ("la app",)})
    web = web.model_copy(update={"ended_at": ended})
    asked.account = asked.account.model_copy(update={"incidents": (other, web)})
    asked.known = asked.case.model_copy(update={"incident_id": "web"})
    [command] = asked.writes("¿y mi pedido?", NIGHT).commands
    assert (command.occasion, command.incident_id) == (occasion, "" if ended else "web")
