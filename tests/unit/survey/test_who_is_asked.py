"""Who is asked, of which kind, and until when a question still goes out: each reason, and what undoes it."""

from copy import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.there import there
from tests.unit.case.conftest import OPEN, SHOP, Telling, shop
from tests.unit.survey.resolved import resolved_case

from care.model.account import Account
from care.model.case import Case, LastMessage, SelfService, Survey
from care.model.customer import Customer
from care.model.incident import Incident
from care.model.outcomes import Code, outcome
from care.model.selfservice_state import DialogState
from care.survey.rules import ask, is_detractor, kind_of, plan, planned_at, question, still_asked, still_wanted

MINUTE, HOUR, DAY, MOMENT = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
LENIENT = {"inside_hours": False, "quiet_minutes": 5, "cooldown_days": 1}
ACCOUNT = shop(survey=LENIENT)
PLANNED = Survey(state="planned", kind="csat")
SOLVED = SelfService(talk=DialogState(phase="solved"), begun_at=OPEN - HOUR, answering="1", written_at=OPEN - HOUR)
WEEKLY = shop(survey={"cooldown_days": 7, "inside_hours": False, "quiet_minutes": 5})


def resolved(case_id="C1", customer=None, **changes) -> Case:
    at = OPEN - 5 * MINUTE
    values = {
        "state": "resolved",
        "opened_at": at - HOUR,
        "resolved_at": at,
        "person_answered_at": at - MINUTE,
        "private_contact": True,
        "last_message": LastMessage(id="1", channel="private", at=at - HOUR),
    }
    who = Customer(account_id=SHOP, customer_id="1", **(customer or {}))
    return Case(case_id=case_id, account_id=SHOP, customer=who, **(values | changes))


def within(**settings) -> Account:
    return shop(survey=LENIENT | settings)


def asked_before(by):
    case = resolved_case()
    return replace(case, customer=replace(case.customer, surveyed_at=OPEN - by))


UNASKED = [
    (resolved(), within(enabled=False), outcome(Code.surveys_off)),
    (resolved(state="open"), ACCOUNT, outcome(Code.not_resolved)),
    (resolved(person_answered_at=None), ACCOUNT, outcome(Code.no_person_handled)),
    (resolved(private_contact=False), ACCOUNT, outcome(Code.never_wrote_in_private)),
    (resolved(customer={"opted_out_at": OPEN - DAY}), ACCOUNT, outcome(Code.customer_opted_out)),
    (resolved(merged_into="C2"), ACCOUNT, outcome(Code.merged_asked_elsewhere)),
    (resolved(person_answered_at=None, selfservice=SOLVED), ACCOUNT, outcome(Code.self_service_solved)),
    (resolved(topic="noise"), ACCOUNT, outcome(Code.nothing_the_matter)),
    (resolved(), within(sampling=0.0), outcome(Code.not_in_sample)),
]


@pytest.mark.parametrize(("case", "account", "reason"), UNASKED, ids=[reason.code for *_, reason in UNASKED])
def test_who_is_not_asked_is_not_planned_not_asked_when_due_and_not_wanted_any_more(case, account, reason):
    assert planned_at(case, account) == reason
    waiting = replace(case, survey=PLANNED)
    assert ask(waiting, account, OPEN) == (case, None, reason)
    assert not still_wanted(waiting, account, OPEN)


@pytest.mark.parametrize(
    ("case", "account"),
    [
        (resolved(), ACCOUNT),
        (resolved(person_answered_at=None, selfservice=SOLVED), within(self_served=True)),
        # A person had a part in it after all.
        (resolved(selfservice=SOLVED), ACCOUNT),
        (resolved(topic="noise"), within(noise=True)),
        (resolved(), within(during_incidents="none")),
        (resolved(customer={"surveyed_at": OPEN - DAY}), ACCOUNT),
    ],
)
def test_who_is_asked_is_planned_and_asked_when_due(case, account):
    waiting = plan(case, account)
    assert (waiting.survey, waiting.timers["survey"]) == (PLANNED, OPEN)
    assert still_wanted(waiting, account, OPEN)
    _, command, because = ask(waiting, account, OPEN)
    command = there(command)
    assert (command.survey_kind, command.asked_at, because) == ("csat", OPEN, outcome(Code.customer_asked))


@pytest.mark.parametrize("ended", [None, OPEN])
def test_an_incident_withholds_surveys_until_it_has_ended(ended):
    incident = Incident.model_validate(
        {
            "incident_id": "web",
            "terms": ["web"],
            "texts": {"es": "Falla la web."},
            "started_at": OPEN - HOUR,
            "ended_at": ended,
        }
    )
    account = replace(within(during_incidents="none"), incidents=(incident,))
    assert planned_at(resolved(), account) == (OPEN if ended else outcome(Code.incident_open))


@pytest.mark.parametrize("state", ["asked", "answered", "expired"])
def test_a_survey_that_went_out_is_left_as_it_is_when_plans_are_made_anew(state):
    case = resolved(survey=Survey(state=state, kind="nps"))
    assert plan(case, ACCOUNT) == case


def test_a_question_keeps_the_kind_that_was_planned_though_the_account_asks_another_now():
    waiting = plan(resolved(), ACCOUNT)
    assert there(ask(waiting, within(kind="nps"), OPEN)[1]).survey_kind == "csat"
    assert question(resolved(), within(kind="nps"), OPEN).survey_kind == "nps"


def test_a_case_without_an_instant_of_its_resolution_is_asked_about_by_the_instant_of_the_question():
    assert question(resolved(resolved_at=None), ACCOUNT, OPEN).item_id == f"C1:survey:{int(OPEN.timestamp())}"


def test_alternating_goes_by_the_case_and_never_changes():
    alternating = within(kind="alternating")
    kinds = [kind_of(resolved(f"C{n}"), alternating) for n in range(6)]
    assert kinds == ["csat", "nps", "csat", "nps", "nps", "nps"]


def test_a_share_of_the_cases_is_asked_always_the_same_ones():
    def sampled(share):
        return [n for n in range(10) if planned_at(resolved(f"C{n}"), within(sampling=share)) == OPEN]

    assert sampled(0.2) == [4, 5, 9]
    assert sampled(0.57) == [3, 4, 5, 6, 9]
    assert sampled(1.0) == list(range(10))
    # C0 stands at exactly this share: it is asked from beyond it on, so that a share of nothing asks nobody.
    assert (0 in sampled(0.7835953140165657), 0 in sampled(0.783595315)) == (False, True)


@pytest.mark.parametrize(
    ("kind", "score", "followed_up"),
    [("nps", 0, True), ("nps", 6, True), ("nps", 7, False), ("csat", 1, True), ("csat", 2, True), ("csat", 3, False)],
)
def test_a_supervisor_follows_up_the_scores_of_who_is_discontented(kind, score, followed_up):
    assert is_detractor(kind, score) is followed_up


@pytest.mark.parametrize(
    ("item_id", "state", "wanted"),
    [
        ("C1:survey:again:7", "asked", True),
        ("C1:survey:again:7", "answered", False),
        ("C1:survey:again:7", None, False),
        ("C1:survey:thanks", "answered", True),
        ("C1:survey:thanks", "asked", False),
        ("C1:survey:thanks", None, False),
    ],
)
def test_a_question_is_repeated_until_it_is_answered_and_the_answer_thanked_for(item_id, state, wanted):
    survey = state and Survey(state=state, kind="csat")
    assert still_asked(resolved(survey=survey), item_id) is wanted
    assert not still_asked(resolved(survey=survey, customer={"opted_out_at": OPEN}), item_id)


@pytest.mark.parametrize(("by", "lately"), [(7 * DAY - MOMENT, True), (7 * DAY, False)])
def test_a_customer_is_asked_again_when_the_cool_down_is_over_and_not_a_moment_before(by, lately):
    case = asked_before(by)
    assert planned_at(case, WEEKLY) == (outcome(Code.asked_lately) if lately else OPEN)
    planned = replace(case, survey=Survey(state="planned", kind="csat"))
    assert still_wanted(planned, WEEKLY, OPEN) is not lately
    _, command, because = ask(planned, WEEKLY, OPEN)
    assert (command is None, because) == (
        lately,
        outcome(Code.asked_lately) if lately else outcome(Code.customer_asked),
    )


@pytest.mark.parametrize("state", [None, "asked", "answered", "expired"])
def test_only_a_planned_survey_is_asked(state):
    survey = state and Survey(state=state, kind="csat")
    case = resolved_case(survey=survey)
    assert ask(case, WEEKLY, OPEN) == (case, None, outcome(Code.no_survey_planned))
    assert not still_wanted(case, WEEKLY, OPEN)
    reopened = resolved_case(survey=Survey(state="planned", kind="csat"), resolved_at=None)
    assert ask(reopened, WEEKLY, OPEN)[1] is None


def test_a_question_waits_for_open_hours_and_is_dropped_where_none_ever_come():
    planned = resolved_case(survey=Survey(state="planned", kind="csat"))
    night = OPEN.replace(hour=22)
    waits, command, because = ask(planned, shop(), night)
    assert (waits.timers["survey"], command, because) == (
        OPEN.replace(day=25, hour=8),
        None,
        outcome(Code.survey_waits_for_hours),
    )
    never = shop(hours={"timezone": "Europe/Madrid", "weekly": {}})
    dropped, command, because = ask(planned, never, night)
    assert (dropped.survey, command, because) == (None, None, outcome(Code.never_opens_again))


def test_a_plan_is_dropped_where_the_case_is_not_asked_about_any_more():
    case = plan(resolved_case(), WEEKLY)
    assert (there(case.survey).state, case.timers["survey"]) == ("planned", OPEN)
    off = shop(survey={"enabled": False})
    assert plan(case, off).survey is None
    assert "survey" not in plan(case, off).timers


def test_the_customer_is_asked_once_for_each_time_that_the_case_was_resolved():
    story = Telling()
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    story.answers(OPEN + MINUTE, channel="private")
    story.resolves(OPEN + 2 * MINUTE)
    [command] = story.falls_due().commands
    assert command.item_id == f"{story.case.case_id}:survey:{int((OPEN + 2 * MINUTE).timestamp())}"
    assert there(story.case.survey).state == "planned"
    assert datetime.fromtimestamp(int(command.item_id.rpartition(":")[2]), UTC) == OPEN + 2 * MINUTE
