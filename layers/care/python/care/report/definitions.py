"""Every measure of the report, defined once: its name, unit, formula, what is left out, an example, and how it is read.

The docs page, the desk, the command and the monthly summary all read this table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from care.model.count import Count
from care.report.measures import (
    Figure,
    ReportPeriod,
    kept,
    moved,
    never_answered,
    number,
    part_of,
    per_case,
    percentile,
    spent,
    survey_figure,
    within_hour,
)
from care.survey import measures as survey

type Unit = Literal["messages", "customers", "cases", "promises", "seconds", "share", "points", "micro-dollars"]


@dataclass(frozen=True, slots=True)
class Definition:
    """A measure as people may read it. `example` holds counts, and `gives` what they make of it."""

    name: str
    unit: Unit
    formula: str
    excluded: str
    example: tuple[Count, ...]
    gives: float
    read: Callable[[ReportPeriod], Figure | None]


def measured(period: ReportPeriod) -> dict[str, Figure | None]:
    """Every measure of a period; None where nothing can be told, so that nothing divides by zero."""
    return {definition.name: definition.read(period) for definition in DEFINITIONS}


def _seen(measure: str, *values: int, channel: str = "public", topic: str = "complaint") -> tuple[Count, ...]:
    return tuple(Count("2026-11-24", 10, channel, topic, measure, value) for value in values or (0,))


_MERGED: Final = "cases merged into another"
_UNANSWERABLE: Final = (
    "cases opened in public that X lets nobody answer by its API: not summoned, no DM, not answered in X's app"
)
_AUTOMATIC: Final = "acknowledgements, surveys, incident texts and every other automatic message"
_WAITING: Final = "thanks and noise; cases merged into another; answers in other channels than X"
_FIRST: Final = (
    "from the customer's first message of a case to the first answer of a person, of cases opened in the period"
)
_OPEN: Final = "the account's open time between them"
_WALL: Final = "all time between them, as the customer felt it"


def _first_responses() -> list[Definition]:
    clocks = {"open": _OPEN, "wall": _WALL}
    times = [
        Definition(
            f"first_response_{name}_p{percent}",
            "seconds",
            f"{_FIRST}: {clock}; what {percent} % of the answered cases do not pass, to 1 %",
            f"{_WAITING}; cases not answered (see never_answered); {_AUTOMATIC}",
            _seen(f"first_{name}", 600, 600, 600),
            600,
            partial(percentile, f"first_{name}", percent / 100),
        )
        for name, clock in clocks.items()
        for percent in (50, 90, 95)
    ]
    shares = [
        Definition(
            f"first_response_{name}_within_hour",
            "share",
            f"cases answered by a person within an hour ({clock}) / cases opened that wait for an answer",
            f"{_WAITING}; a case that was never answered is not left out: it counts as not within the hour",
            (*_seen("opened", 0, 0), *_seen(f"first_{name}", 600)),
            0.5,
            partial(within_hour, f"first_{name}"),
        )
        for name, clock in clocks.items()
    ]
    return [*times, *shares]


def _resolutions() -> list[Definition]:
    clocks = {
        "open": "open time in which the case was ours to answer",
        "wall": "all time from its first message",
    }
    return [
        Definition(
            f"resolution_{name}_p{percent}",
            "seconds",
            f"{clock} until it was resolved, of cases resolved and not reopened; {percent} %, to 1 %",
            "thanks and noise; merged cases; cases not resolved",
            _seen(f"resolution_{name}", 7200),
            7200,
            partial(percentile, f"resolution_{name}", percent / 100),
        )
        for name, clock in clocks.items()
        for percent in (50, 90, 95)
    ]


def _numbers() -> list[Definition]:
    def one(name: str, unit: Unit, measure: str, formula: str, excluded: str = _MERGED) -> Definition:
        return Definition(name, unit, formula, excluded, _seen(measure, 0, 0), 2, partial(number, measure))

    unseen = "reposts; messages of other served accounts"
    erased = "a customer who was erased and writes again counts again"
    return [
        one("messages_in", "messages", "messages_in", "posts and DMs of customers", unseen),
        one(
            "messages_encrypted",
            "messages",
            "messages_encrypted",
            "those of them in X's encrypted chats that stayed shut, which only X's own app can show and answer",
            unseen,
        ),
        one(
            "messages_by_people", "messages", "messages_by_people", "replies of people, here or in X's app", _AUTOMATIC
        ),
        one(
            "messages_automatic", "messages", "messages_automatic", "automatic messages that X took", "people's replies"
        ),
        one("customers", "customers", "customers_in_month", "who wrote in a calendar month, each once", erased),
        one("customers_by_day", "customers", "customers", "who wrote, each once a day, added up", erased),
        one("cases_opened", "cases", "opened", "cases by the day of their first message"),
        one("cases_resolved", "cases", "resolved", "cases by the day they were resolved, reopened ones no more"),
        one("cases_reopened", "cases", "reopened", "reopenings, by people or by a customer who writes again", "none"),
        one("unanswerable", "cases", "unanswerable", _UNANSWERABLE),
    ]


_MEAN: Final = "mean score from 0 to 10 (CSAT: 2.5 x (score - 1))"


def _surveys() -> list[Definition]:
    rows: list[Definition] = []
    kinds: tuple[tuple[survey.SurveyKind, int], ...] = (("csat", 4), ("nps", 9))
    for kind, score in kinds:
        example = (*_seen(f"asked_{kind}", 0, 0), *_seen(f"score_{kind}", score))
        told: list[tuple[str, Unit, str, float, Callable[[survey.SurveyTally], survey.Measure | None]]] = [
            ("response_rate", "share", "answers / surveys sent in the period", 0.5, survey.response_rate),
            ("mean_of_10", "points", _MEAN, 7.5 if kind == "csat" else 9, survey.mean_of_10),
        ]
        if kind == "csat":
            told.append(("top_two", "share", "scores of 4 and 5 / answers", 1, survey.top_two))
        else:
            least = survey.RECOMMENDS_FROM
            told.append(("would_recommend", "share", f"scores from {least} to 10 / answers", 1, survey.would_recommend))
            told.append(("nps", "points", "100 x (scores of 9 and 10 - scores of 0 to 6) / answers", 100, survey.nps))
        for name, unit, formula, gives, own in told:
            called = name if name == kind else f"{kind}_{name}"
            excluded = "surveys not sent; answers without a clear score; scores after the survey expired"
            read = partial(survey_figure, kind, own)
            rows.append(Definition(called, unit, formula, excluded, example, gives, read))
    return rows


def _talks() -> list[Definition]:
    excluded = "conversations in which nothing was said by us; merged cases"
    ends = (
        ("solved", "automatic conversations that ended with the customer content, or silent after an answer"),
        ("handed_over", "automatic conversations that went to a person"),
    )
    return [
        Definition(
            "selfservice_conversations",
            "cases",
            "cases with an automatic conversation, by the day it began; no response of a person",
            excluded,
            _seen("talks", 0, 0),
            2,
            partial(number, "talks"),
        ),
        *(
            Definition(
                f"selfservice_{end}",
                "share",
                f"{what} / all of them",
                excluded,
                (*_seen("talks", 0, 0), *_seen(f"talks_{end}")),
                0.5,
                partial(part_of, f"talks_{end}", "talks"),
            )
            for end, what in ends
        ),
    ]


def _all() -> tuple[Definition, ...]:
    return (
        *_numbers(),
        Definition(
            "never_answered",
            "cases",
            "cases opened in the period that no person has answered yet",
            _WAITING,
            (*_seen("opened", 0, 0), *_seen("first_wall", 60)),
            1,
            never_answered,
        ),
        *_first_responses(),
        *_resolutions(),
        Definition(
            "sla_kept",
            "share",
            "response clocks stopped within their target / those stopped or overdue, by the day they began",
            "clocks that still run within their target; merged cases",
            (*_seen("sla_kept", 0, 0, 0), *_seen("sla_missed")),
            0.75,
            partial(kept, "sla_kept", "sla_missed"),
        ),
        Definition(
            "promises_kept",
            "share",
            "promises kept / promises kept or broken, by the day that was settled",
            "promises still open",
            (*_seen("promises_kept"), *_seen("promises_broken")),
            0.5,
            partial(kept, "promises_kept", "promises_broken"),
        ),
        Definition(
            "moved_to_private",
            "share",
            "cases opened in public that have a DM of the customer / cases opened in public",
            "cases opened by DM; merged cases",
            (*_seen("opened", 0, 0), *_seen("moved_to_private")),
            0.5,
            moved,
        ),
        *_surveys(),
        *_talks(),
        Definition("spent", "micro-dollars", "what X charged in the month, by our price table", "AWS", (), 0, spent),
        Definition(
            "spent_per_case",
            "micro-dollars",
            "spent / cases opened",
            "months in which no case was opened",
            _seen("opened"),
            0,
            per_case,
        ),
    )


DEFINITIONS: Final[tuple[Definition, ...]] = _all()
