"""The report of random histories against a plain recomputation from the events and the messages that were kept."""

from collections import Counter
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.there import there
from tests.unit.case.conftest import OPEN, Telling

from care.model.case import Case
from care.model.count import Count
from care.model.stored_message import StoredMessage
from care.model.tallies import Tallies, by_day, total
from care.report.definitions import measured
from care.report.measures import ReportPeriod

MADRID = ZoneInfo("Europe/Madrid")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["public", "private", "encrypted", "answer", "late answer", "resolve", "reopen", "due", "survey"]
        ),
        st.sampled_from(["¿dónde está mi pedido?", "gracias", "4", "no funciona, quiero mi dinero", "👍", "BAJA"]),
        st.integers(1, 3000),
    ),
    max_size=30,
)


class Kept(Telling):
    """A story whose cases, messages and counts are kept as the tables keep them."""

    def __init__(self) -> None:
        super().__init__()
        self.cases: dict[str, Case] = {}
        self.messages: dict[str, tuple[str, StoredMessage]] = {}
        self.counts: list[Count] = []
        self.reopened = 0

    def tell(self, event: Any, now: Any) -> Any:
        before = self.known
        decision = super().tell(event, now)
        self.counts.extend(decision.counts)
        if decision.case is not None:
            was = before if isinstance(before, Case) and before.case_id == decision.case.case_id else None
            self.reopened += bool(was and was.state == "resolved" and decision.case.state != "resolved")
            self.cases[decision.case.case_id] = decision.case
            for message in decision.messages:
                self.messages.setdefault(message.id, (decision.case.case_id, message))
        return decision


def _play(steps: list[tuple[str, str, int]]) -> Kept:
    story, now = Kept(), OPEN
    for kind, text, minutes in steps:
        now += timedelta(minutes=minutes)
        is_case = isinstance(story.known, Case)
        match kind:
            case "public" | "private":
                story.writes(text, now, channel=kind)
            case "encrypted":
                story.writes("", now, channel="private", encrypted=True)
            case "answer":
                story.answers(now)
            case "late answer":
                # X told us of it only now.
                story.answers(now - timedelta(minutes=minutes // 2))
            case "resolve" if is_case:
                story.resolves(now)
            case "reopen" if is_case:
                story.reopens(now)
            case "due" if is_case and story.case.due_at is not None and story.case.due_at <= now:
                story.falls_due()
            case "survey" if is_case and story.case.survey is not None and story.case.survey.state == "planned":
                story.settles("survey", "sent", now)
            case _:
                pass
    return story


def _open_minutes(story: Kept, start: Any, end: Any) -> int:
    """Open time by counting seconds at its borders, a minute at a time: slow and plain."""
    hours, seconds, at = story.account.hours, 0, start
    while at < end:
        step = min(timedelta(minutes=1), end - at)
        seconds += int(step.total_seconds()) if hours.is_open(at) else 0
        at += step
    return seconds


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_the_report_is_what_a_plain_recomputation_from_what_was_kept_gives(steps):
    story = _play(steps)
    tallies = total(by_day(story.counts).values())
    figures = measured(ReportPeriod(tallies))
    messages = [message for _, message in story.messages.values() if message.channel != "internal"]
    written = [message for message in messages if message.by == "customer"]
    assert there(figures["messages_in"]).value == len(written)
    assert there(figures["messages_encrypted"]).value == sum(m.encrypted for m in written)
    assert there(figures["messages_by_people"]).value == sum(m.by == "person" for m in messages)
    assert there(figures["messages_automatic"]).value == sum(m.by == "centralita" for m in messages)
    assert there(figures["cases_opened"]).value == len(story.cases)
    assert there(figures["cases_resolved"]).value == sum(case.state == "resolved" for case in story.cases.values())
    assert there(figures["cases_reopened"]).value == story.reopened
    assert there(figures["customers"]).value == len({m.at.astimezone(MADRID).strftime("%Y-%m") for m in written})
    assert there(figures["customers_by_day"]).value == len({m.at.astimezone(MADRID).date() for m in written})
    _first_answers(story, tallies)
    _surveys(story, tallies)


def _first_answers(story: Kept, tallies: Tallies) -> None:
    walls: Counter[int] = Counter()
    opens: Counter[int] = Counter()
    for case_id, case in story.cases.items():
        own = [message for owner, message in story.messages.values() if owner == case_id]
        first = min((m.at for m in own if m.by == "customer"), default=case.opened_at)
        answers = [m.at for m in own if m.by == "person" and m.at >= first]
        if answers:
            walls[int((min(answers) - first).total_seconds())] += 1
            opens[_open_minutes(story, first, min(answers))] += 1
    for measure, expected in (("first_wall", walls), ("first_open", opens)):
        found = tallies.sketch(measure)
        assert found.n == expected.total()
        assert found.total == sum(value * n for value, n in expected.items())


def _surveys(story: Kept, tallies: Tallies) -> None:
    surveys = [case.survey for case in story.cases.values() if case.survey and case.survey.asked_at]
    assert tallies.sum("asked_csat") == len(surveys)
    for score in range(1, 6):
        assert tallies.sum(f"score_csat:{score}") == sum(survey.score == score for survey in surveys)


def test_a_topic_that_turns_out_worse_moves_the_case_to_its_cell():
    story = Kept()
    story.writes("¿tenéis talla 38?", OPEN)
    story.writes("¡es una vergüenza, no funciona y quiero mi dinero!", OPEN + timedelta(minutes=1))
    tallies = total(by_day(story.counts).values())
    assert {key: n for key, n in tallies.counts.items() if key[2] == "opened" and n} == {
        ("public", "complaint", "opened"): 1
    }


def test_counts_hold_nothing_that_a_customer_wrote_and_no_id():
    story = Kept()
    story.writes("mi correo es marta@example.com", OPEN)
    text = repr(story.counts)
    assert "marta" not in text
    assert story.case.customer.customer_id not in text
