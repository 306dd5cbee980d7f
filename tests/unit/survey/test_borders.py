"""Surveys at their borders: the last instant of a cool-down, the last digit of a table, what a look back finds."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.case.conftest import OPEN, SHOP, Telling, shop

from care.model.case import Case, Customer, LastMessage, Survey
from care.model.outcomes import Code, outcome
from care.model.settings.survey import SurveyTexts
from care.survey.answer import Score, Unclear, read_answer
from care.survey.measures import Tally, student, tally
from care.survey.rules import ask, plan, planned_at, still_wanted
from care.tables.past_surveys import resolved_since

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MOMENT = timedelta(microseconds=1)
ACCOUNT = shop(survey={"cooldown_days": 7, "inside_hours": False, "quiet_minutes": 5})


def resolved(number=1, at=OPEN - 5 * MINUTE, **changes):
    customer = Customer(account_id=SHOP, customer_id=str(number))
    case = Case(
        case_id=f"C{number}",
        account_id=SHOP,
        customer=customer,
        state="resolved",
        opened_at=at - HOUR,
        resolved_at=at,
        person_answered_at=at - MINUTE,
        private_contact=True,
        last_message=LastMessage(id="1", channel="private", at=at - HOUR),
    )
    return case.model_copy(update=changes)


def asked_before(by):
    case = resolved()
    return case.model_copy(update={"customer": case.customer.model_copy(update={"surveyed_at": OPEN - by})})


@pytest.mark.parametrize(("by", "lately"), [(7 * DAY - MOMENT, True), (7 * DAY, False)])
def test_a_customer_is_asked_again_when_the_cool_down_is_over_and_not_a_moment_before(by, lately):
    case = asked_before(by)
    assert planned_at(case, ACCOUNT) == (outcome(Code.asked_lately) if lately else OPEN)
    planned = case.model_copy(update={"survey": Survey(state="planned", kind="csat")})
    assert still_wanted(planned, ACCOUNT, OPEN) is not lately
    _, command, because = ask(planned, ACCOUNT, OPEN)
    assert (command is None, because) == (
        lately,
        outcome(Code.asked_lately) if lately else outcome(Code.customer_asked),
    )


@pytest.mark.parametrize("state", [None, "asked", "answered", "expired"])
def test_only_a_planned_survey_is_asked(state):
    survey = state and Survey(state=state, kind="csat")
    case = resolved(survey=survey)
    assert ask(case, ACCOUNT, OPEN) == (case, None, outcome(Code.no_survey_planned))
    assert not still_wanted(case, ACCOUNT, OPEN)
    reopened = resolved(survey=Survey(state="planned", kind="csat"), resolved_at=None)
    assert ask(reopened, ACCOUNT, OPEN)[1] is None


def test_a_question_waits_for_open_hours_and_is_dropped_where_none_ever_come():
    planned = resolved(survey=Survey(state="planned", kind="csat"))
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
    case = plan(resolved(), ACCOUNT)
    assert (case.survey.state, case.timers["survey"]) == ("planned", OPEN)
    off = shop(survey={"enabled": False})
    assert plan(case, off).survey is None
    assert "survey" not in plan(case, off).timers


def test_students_t_is_that_of_the_books_to_the_last_digit_of_the_table():
    table = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281)
    assert tuple(student(freedom) for freedom in range(1, 11)) == table
    further = {11: 2.200985, 12: 2.178813, 15: 2.131450, 20: 2.085963, 30: 2.042272, 100: 1.983972}
    for freedom, quantile in further.items():
        assert student(freedom) == pytest.approx(quantile, abs=2e-5), freedom


@pytest.mark.parametrize(("kind", "counts"), [("csat", (1,) * 4), ("csat", (1,) * 6), ("nps", (0,) * 10 + (-1,))])
def test_a_tally_has_a_count_for_each_score_and_none_below_nothing(kind, counts):
    with pytest.raises(ValueError, match=f"A tally of {kind} has"):
        Tally(kind, counts, 10)


@pytest.mark.parametrize(("kind", "low", "high"), [("csat", 1, 5), ("nps", 0, 10)])
def test_a_score_lies_on_its_scale(kind, low, high):
    assert tally(kind, [low, high], 2).n == 2
    for score in (low - 1, high + 1):
        with pytest.raises(ValueError, match="score lies between"):
            tally(kind, [score], 1)


def test_one_question_or_several_may_be_given():
    one = "Del 1 al 5, ¿qué tal te atendimos? 1 es mal, 5 es bien."
    assert SurveyTexts.model_validate({"csat": {"es": one}}).csat.es == (one,)
    assert SurveyTexts.model_validate({"csat": {"es": [one, f"Hola. {one}"]}}).csat.es == (one, f"Hola. {one}")
    with pytest.raises(ValueError, match=r"csat\.es\.1\n +does not explain its scale"):
        SurveyTexts.model_validate({"csat": {"es": [one, "¿Qué tal te atendimos, del 1 al 4?"]}})


class Resolved:
    """The resolved cases of an account, newest first, two on a page."""

    def __init__(self, cases):
        self.cases = cases
        self.pages = 0

    def queue(self, account_id, state, after=""):
        assert (account_id, state) == (SHOP, "resolved")
        begin = 2 * self.pages
        assert bool(after) == bool(begin)
        self.pages += 1
        return iter(self.cases[begin : begin + 2])

    def customer(self, account_id, customer_id):
        return Customer(account_id=account_id, customer_id=customer_id, name="as known now")


@pytest.mark.parametrize(
    ("most", "found", "more", "pages"),
    [
        (None, [3, 2, 1, 0], False, 3),
        (10, [3, 2, 1, 0], False, 3),
        (4, [3, 2, 1, 0], False, 3),
        (3, [2, 1, 0], True, 2),
        (1, [0], True, 1),
    ],
)
def test_a_look_back_finds_what_was_resolved_since_oldest_first_and_reads_no_page_too_many(most, found, more, pages):
    kept = Resolved([resolved(number, OPEN - number * HOUR) for number in range(8)])
    cases, told = resolved_since(kept, SHOP, OPEN - 3 * HOUR, most)
    assert [case.case_id for case in cases] == [f"C{number}" for number in found]
    assert {case.customer.name for case in cases} == {"as known now"}
    assert (told, kept.pages) == (more, pages)


def test_a_look_back_leaves_out_who_has_no_instant_and_ends_where_nothing_is_left():
    kept = Resolved([resolved(0, OPEN), resolved(1, resolved_at=None)])
    assert [case.case_id for case in resolved_since(kept, SHOP, OPEN)[0]] == ["C0"]
    assert resolved_since(Resolved([]), SHOP, OPEN) == ([], False)
    whole = Resolved([resolved(number) for number in range(2)])
    assert len(resolved_since(whole, SHOP, OPEN - DAY)[0]) == 2
    assert whole.pages == 2


@pytest.mark.parametrize(("text", "language", "comment"), [("8, mas demorou", "pt", "mas demorou")])
def test_a_portuguese_but_leaves_a_score_with_its_comment(text, language, comment):
    assert read_answer(text, "nps", language) == Score(8, comment)


def test_the_customer_is_asked_once_for_each_time_that_the_case_was_resolved():
    story = Telling()
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    story.answers(OPEN + MINUTE, channel="private")
    story.resolves(OPEN + 2 * MINUTE)
    [command] = story.falls_due().commands
    assert command.item_id == f"{story.case.case_id}:survey:{int((OPEN + 2 * MINUTE).timestamp())}"
    assert story.case.survey.state == "planned"
    assert datetime.fromtimestamp(int(command.item_id.rpartition(":")[2]), UTC) == OPEN + 2 * MINUTE


@pytest.mark.parametrize(
    ("text", "kind", "read"),
    [
        ("5 ⭐ entre 1 y 5", "csat", Score(5)),
        ("de 0 a 10 10", "nps", Score(10)),
        ("entre 1 y 5 3", "csat", Score(3)),
        ("es de un 4", "nps", Score(4)),
        ("si ⭐⭐⭐⭐", "csat", Score(4)),
        ("10 mas", "nps", Unclear("no_score")),
        ("muy 8", "csat", Unclear("no_score")),
        ("un 4 %", "nps", Unclear("no_score")),
        ("un 4 €", "nps", Unclear("no_score")),
        ("buenas pero 5", "csat", Unclear("no_score")),
        ("cuatro estrellas por. pero", "csat", Unclear("no_score")),
        ("3 puntos no", "csat", Unclear("ambiguous")),
        ("3 puntos 4", "nps", Unclear("ambiguous")),
        ("trato 10", "nps", Unclear("ambiguous")),
        ("? 10", "nps", Unclear("ambiguous")),
        ("⭐⭐⭐⭐ no mal y doy 4", "csat", Unclear("ambiguous")),
    ],
)
def test_what_stands_around_a_number_decides_whether_it_is_the_score(text, kind, read):
    answer = read_answer(text, kind, "es")
    assert (type(answer), answer.value if isinstance(answer, Score) else answer) == (
        type(read),
        read.value if isinstance(read, Score) else read,
    )
