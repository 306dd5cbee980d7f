"""How each measure of the report is read off the tallies of some days.

An automatic message is never a response, and a case that nobody answered counts as one that was not answered in time.
Their names, units and words are in `care.report.definitions`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from care.model.settings.survey import SCALES
from care.model.tallies import Tallies, TallyCell
from care.survey import measures as survey

# Nobody waits for an answer to thanks or to noise.
ASKS_NOTHING: Final = frozenset({"thanks", "noise"})


@dataclass(frozen=True)
class ReportPeriod:
    """What measures are read from: the tallies of some days, and the micro-dollars spent in them by purpose."""

    tallies: Tallies = field(default_factory=Tallies)
    spent: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's value; `n` is what it rests on, `low` and `high` its 95 % interval where it has one."""

    value: float
    n: int
    low: float | None = None
    high: float | None = None


def asks(cell: TallyCell) -> bool:
    """True for cases whose customer waits for an answer."""
    return cell[1] not in ASKS_NOTHING


def _in_public(cell: TallyCell) -> bool:
    return cell[0] == "public"


def number(measure: str, period: ReportPeriod) -> Figure:
    """How often something was counted; a correction never takes it below 0."""
    n = max(0, period.tallies.sum(measure))
    return Figure(n, n)


def _share(part: int, n: int) -> Figure | None:
    if n <= 0:
        return None
    part = min(max(0, part), n)
    low, high = survey.wilson(part, n)
    return Figure(part / n, n, low, high)


def never_answered(period: ReportPeriod) -> Figure:
    """Cases that ask for an answer and that no person has answered yet."""
    asked = period.tallies.sum("opened", asks)
    return Figure(max(0, asked - period.tallies.sum("first_wall", asks)), max(0, asked))


def within_hour(measure: str, period: ReportPeriod) -> Figure | None:
    """The share of all that ask for an answer of those answered within an hour, Wilson's interval."""
    return _share(period.tallies.sum(f"{measure}_within_hour", asks), period.tallies.sum("opened", asks))


def percentile(measure: str, share: float, period: ReportPeriod) -> Figure | None:
    """The duration that `share` (0 to 1) of those that ask for an answer do not pass, in seconds, to 1 %."""
    sketch = period.tallies.sketch(measure, asks)
    value = sketch.percentile(share)
    return None if value is None else Figure(value, sketch.n)


def kept(kept: str, missed: str, period: ReportPeriod) -> Figure | None:
    """What was kept of what was kept or missed, with Wilson's interval."""
    n = period.tallies.sum(kept)
    return _share(n, n + period.tallies.sum(missed))


def part_of(part: str, whole: str, period: ReportPeriod) -> Figure | None:
    """The share that was counted as `part` of all that was counted as `whole`, with Wilson's interval."""
    return _share(period.tallies.sum(part), period.tallies.sum(whole))


def moved(period: ReportPeriod) -> Figure | None:
    """The share of the cases opened in public that have a DM of the customer."""
    tallies = period.tallies
    return _share(tallies.sum("moved_to_private", _in_public), tallies.sum("opened", _in_public))


def survey_tally(kind: survey.SurveyKind, tallies: Tallies) -> survey.SurveyTally:
    """The scores of the surveys of one kind that were asked in the period."""
    low, high = SCALES[kind]
    counts = tuple(max(0, tallies.sum(f"score_{kind}:{score}")) for score in range(low, high + 1))
    return survey.SurveyTally(kind, counts, max(tallies.sum(f"asked_{kind}"), sum(counts)))


def survey_figure(
    kind: survey.SurveyKind, read: Callable[[survey.SurveyTally], survey.Measure | None], period: ReportPeriod
) -> Figure | None:
    """A measure of the surveys of one kind."""
    found = read(survey_tally(kind, period.tallies))
    return None if found is None else Figure(found.value, found.n, found.low, found.high)


def spent(period: ReportPeriod) -> Figure:
    """What X charged, in micro-dollars."""
    return Figure(sum(period.spent.values()), len(period.spent))


def per_case(period: ReportPeriod) -> Figure | None:
    """What X charged for each case opened, in micro-dollars."""
    opened = period.tallies.sum("opened")
    return Figure(sum(period.spent.values()) / opened, opened) if opened > 0 else None
