"""What each measure of the surveys means, in one table: for the report, the docs, and whoever doubts a figure."""

from dataclasses import dataclass
from typing import Final

from care.survey.measures import Kind


@dataclass(frozen=True, slots=True)
class Example:
    """Scores that were given to so many surveys, and what the measure makes of them."""

    kind: Kind
    scores: tuple[int, ...]
    asked: int
    value: float


@dataclass(frozen=True, slots=True)
class Definition:
    """A measure as people may read it. `name` is its field in `Measures`."""

    name: str
    unit: str
    formula: str
    exclusions: str
    interval: str
    example: Example


_EXCLUDED: Final = "surveys not sent; answers without a clear score; scores after the survey expired"

DEFINITIONS: Final = (
    Definition(
        "n",
        "scores",
        "the number of scores given",
        _EXCLUDED,
        "none",
        Example("csat", (5, 4, 1), 10, 3),
    ),
    Definition(
        "response_rate",
        "share from 0 to 1",
        "n / surveys sent, each counted in the period of its sending",
        "surveys not sent; comments and unclear answers count as asked and not as answered",
        "Wilson, 95 %",
        Example("csat", (5, 4, 1), 10, 0.3),
    ),
    Definition(
        "mean_of_10",
        "points from 0 to 10",
        "NPS: sum of scores / n; CSAT: 2.5 x (sum of scores / n - 1), so that 1 is 0 and 5 is 10",
        _EXCLUDED,
        "Student's t, 95 %, within 0 and 10; none for one score or where all are alike",
        Example("csat", (5, 4, 3), 3, 7.5),
    ),
    Definition(
        "would_recommend",
        "share from 0 to 1",
        "NPS scores of 7 or more / n; the threshold is a setting and is always stated beside the figure",
        f"{_EXCLUDED}; CSAT, which asks something else",
        "Wilson, 95 %",
        Example("nps", (10, 9, 7, 6), 4, 0.75),
    ),
    Definition(
        "top_two",
        "share from 0 to 1",
        "CSAT scores of 4 and 5 / n",
        f"{_EXCLUDED}; NPS, which asks something else",
        "Wilson, 95 %",
        Example("csat", (5, 4, 3, 1), 4, 0.5),
    ),
    Definition(
        "nps",
        "points from -100 to 100",
        "100 x (scores of 9 and 10 - scores of 0 to 6) / n",
        f"{_EXCLUDED}; CSAT, which asks something else",
        "adjusted Wald with three answers added (Rocks 2016), 95 %",
        Example("nps", (9, 10, 7, 3), 4, 25),
    ),
)
