"""Measures of scores: each with its definition, its n and a 95 % interval.

Pure and additive: a month's `SurveyTally` is the sum of the tallies of its days, and every measure is read off one.
CSAT and NPS are never mixed: a recommendation that nobody was asked for is not reckoned from contentment. What cannot
be told is None: nothing here divides by zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final, Literal

from care.model.settings.survey import SCALES

type SurveyKind = Literal["csat", "nps"]

# Below this many scores an agent's figures are chance, and point at single customers.
AGENT_MINIMUM: Final = 10
RECOMMENDS_FROM: Final = 7
_Z: Final = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class SurveyTally:
    """How many customers were asked, and how many gave each score. `counts` has a place for each score of the scale.

    `asked` is how many surveys were sent, the answered ones among them. Tallies of one kind add up.
    """

    kind: SurveyKind
    counts: tuple[int, ...]
    asked: int

    def __post_init__(self) -> None:
        low, high = SCALES[self.kind]
        if len(self.counts) != high - low + 1 or min(self.counts) < 0:
            raise ValueError(f"A tally of {self.kind} has {high - low + 1} counts, from {low} to {high}, none below 0.")
        if sum(self.counts) > self.asked:
            raise ValueError(
                f"{sum(self.counts)} answers to {self.asked} surveys: count a survey as asked in the period of its "
                "sending, and its answer in that same period."
            )

    def __add__(self, other: "SurveyTally") -> "SurveyTally":
        if self.kind != other.kind:
            raise ValueError("CSAT and NPS are different questions: keep a tally for each.")
        counts = tuple(one + more for one, more in zip(self.counts, other.counts, strict=True))
        return SurveyTally(self.kind, counts, self.asked + other.asked)

    @property
    def n(self) -> int:
        """How many scores there are."""
        return sum(self.counts)

    @property
    def scores(self) -> list[tuple[int, int]]:
        """Each score of the scale with how often it was given."""
        return list(enumerate(self.counts, start=SCALES[self.kind][0]))


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure, its 95 % interval, and how many it rests on; `low` and `high` are None where none can be told."""

    value: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Measures:
    """All measures of one tally; None where there is no answer, or where the question was another."""

    n: int
    asked: int
    response_rate: Measure | None
    mean_of_10: Measure | None
    would_recommend: Measure | None
    top_two: Measure | None
    nps: Measure | None


def tally(kind: SurveyKind, scores: Iterable[int], asked: int) -> SurveyTally:
    """The tally of scores; a score outside the scale of `kind` is a ValueError."""
    low, high = SCALES[kind]
    counts = [0] * (high - low + 1)
    for score in scores:
        if not low <= score <= high:
            raise ValueError(f"A {kind} score lies between {low} and {high}.")
        counts[score - low] += 1
    return SurveyTally(kind, tuple(counts), asked)


def measures(told: SurveyTally, recommends_from: int = RECOMMENDS_FROM) -> Measures:
    """Every measure of a tally; what each means is told in `care.report.definitions`."""
    return Measures(
        n=told.n,
        asked=told.asked,
        response_rate=response_rate(told),
        mean_of_10=mean_of_10(told),
        would_recommend=would_recommend(told, recommends_from),
        top_two=top_two(told),
        nps=nps(told),
    )


def by_agent(tallies: Mapping[str, SurveyTally], recommends_from: int = RECOMMENDS_FROM) -> dict[str, Measures | None]:
    """The measures of each agent, for supervisors only; None for who has fewer than ten scores."""
    return {
        agent: measures(told, recommends_from) if told.n >= AGENT_MINIMUM else None for agent, told in tallies.items()
    }


def response_rate(told: SurveyTally) -> Measure | None:
    """The share, 0 to 1, of the customers asked who gave a score; Wilson's interval.

    It grows until the last survey of the period expires.
    """
    return _share(told.n, told.asked)


def mean_of_10(told: SurveyTally) -> Measure | None:
    """The mean score from 0 to 10; CSAT's 1 to 5 is stretched so that 1 is 0 and 5 is 10, hence 2.5 x (score - 1).

    The interval is Student's t over the sample's standard deviation, kept within 0 and 10; there is none for a single
    score, or where all are alike and so say nothing of how far others may lie.
    """
    if not told.n:
        return None
    low, high = SCALES[told.kind]
    step = 10 / (high - low)
    total = sum(score * count for score, count in told.scores)
    squares = sum(score * score * count for score, count in told.scores)
    value = (total - low * told.n) * step / told.n
    # n times the sum of squares about the mean, in whole numbers: exact, and 0 only if all are alike.
    spread = told.n * squares - total * total
    if not spread:
        return Measure(value, None, None, told.n)
    error = step * sqrt(spread / (told.n * (told.n - 1)) / told.n)
    reach = student(told.n - 1) * error
    return Measure(value, max(0.0, value - reach), min(10.0, value + reach), told.n)


def would_recommend(told: SurveyTally, recommends_from: int = RECOMMENDS_FROM) -> Measure | None:
    """The share, 0 to 1, of NPS scores of at least `recommends_from` (7 of 10 unless stated); Wilson's interval."""
    if told.kind != "nps":
        return None
    if not 0 <= recommends_from <= 10:
        raise ValueError("The threshold of who would recommend lies between 0 and 10.")
    return _share(sum(told.counts[recommends_from:]), told.n)


def top_two(told: SurveyTally) -> Measure | None:
    """The share, 0 to 1, of CSAT scores that are 4 or 5; Wilson's interval."""
    return _share(sum(told.counts[-2:]), told.n) if told.kind == "csat" else None


def nps(told: SurveyTally) -> Measure | None:
    """The percentage of promoters (9, 10) less that of detractors (0 to 6), from -100 to 100.

    The interval is the adjusted Wald one, "Wald(3, T)" in B. Rocks, Interval Estimation for the "Net Promoter Score",
    The American Statistician 70 (2016) 365-372: three answers are added, 3/4 promoters, 3/2 passives and 3/4
    detractors, and the variance is the multinomial one of a difference. It is never empty where all answers are alike.
    Its middle is drawn towards 0; where few answers all lie at one end the value itself is the interval's end.
    """
    if told.kind != "nps" or not told.n:
        return None
    promoters, detractors = sum(told.counts[9:]), sum(told.counts[:7])
    value = 100 * (promoters - detractors) / told.n
    n = told.n + 3
    for_us, against = (promoters + 0.75) / n, (detractors + 0.75) / n
    middle = for_us - against
    reach = _Z * sqrt((for_us + against - middle * middle) / n)
    low, high = max(-100.0, 100 * (middle - reach)), min(100.0, 100 * (middle + reach))
    return Measure(value, min(low, value), max(high, value), told.n)


def wilson(part: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % score interval of the share `part` of `n`, n at least 1 (E. B. Wilson, JASA 22 (1927) 209-212)."""
    share, square = part / n, _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    reach = _Z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    # At the ends the formula gives the end itself but for rounding.
    return (0.0 if part == 0 else middle - reach), (1.0 if part == n else middle + reach)


def student(freedom: int) -> float:
    """The 97.5 % quantile of Student's t with `freedom` >= 1 degrees of freedom, right to 0.0005.

    From a table up to 10; above, the series of Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5.
    """
    if freedom <= len(_STUDENT):
        return _STUDENT[freedom - 1]
    z = _Z
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * freedom**4)
    )


_STUDENT: Final = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281)


def _share(part: int, n: int) -> Measure | None:
    if not n:
        return None
    low, high = wilson(part, n)
    return Measure(part / n, low, high, n)
