"""What the API answers of how it goes, now and by month, as types: for its description and the client made of it."""

from typing import Literal, TypedDict

from pydantic import AwareDatetime

from desk.answers import SpreadStep


class BoardLine(TypedDict):
    """So many of one topic or person."""

    of: str
    number: int
    late: int
    since: AwareDatetime


class BoardBand(TypedDict):
    """So many have waited longer than the band before and up to so long; null is without an end."""

    until_seconds: int | None
    number: int


class LongestWait(TypedDict):
    """Who has waited long."""

    case_id: str
    topic: str
    assignee: str
    since: AwareDatetime
    respond_by: AwareDatetime | None


class BoardAnswer(TypedDict):
    """Who waits at this moment; with `more`, of the 1,000 most pressing."""

    number: int
    late: int
    more: bool
    bands: list[BoardBand]
    topics: list[BoardLine]
    people: list[BoardLine]
    longest: list[LongestWait]


class AnsweredShare(TypedDict):
    """The share of `n` cases that people answered within the hour, and how many of the lines it reaches."""

    share: float
    n: int
    lines_reached: int


class WallAnswer(TypedDict):
    """What a board for the wall shows, without anybody's name; the shares are as the report added them up last."""

    open: bool
    changes_at: AwareDatetime | None
    waiting: int
    more: bool
    late: int
    waiting_since: AwareDatetime | None
    within_hour_today: AnsweredShare | None
    within_hour_month: AnsweredShare | None
    lines: list[float]
    surge_since: AwareDatetime | None
    spread: list[SpreadStep]


class MeasureTold(TypedDict):
    """A measure; `n` is what it rests on, `low` and `high` its 95 % interval. Without a value nothing can be told."""

    name: str
    unit: str
    value: float | None
    n: int
    low: float | None
    high: float | None


class ReportAnswer(TypedDict):
    """The report of a period, and the names of its tables."""

    account: str
    view: str
    month: str
    since: str
    until: str
    measures: list[MeasureTold]
    tables: list[str]


class ReportColumn(TypedDict):
    """A column of a table and the unit of its numbers."""

    name: str
    unit: str


class ReportTable(TypedDict):
    """A table of the report: seconds, shares from 0 to 1, micro-dollars."""

    name: str
    columns: list[ReportColumn]
    rows: list[list[str | int | float | None]]


class SpentFor(TypedDict):
    """What one purpose cost in a month."""

    purpose: str
    micro_dollars: int
    sends: int


class SendsLeft(TypedDict):
    """How many sends one of X's limits still lets through."""

    channel: str
    limit: str
    left: int
    most: int


class BudgetAnswer(TypedDict):
    """A month's cost, its forecast and its limits. `version` is that of the settings, for setting other ones."""

    month: str
    micro_dollars: int
    sends: int
    forecast_micro_dollars: int | None
    limit_micro_dollars: int | None
    soft_percent: int
    hard: bool
    stands: Literal["under", "soft", "hard"]
    purposes: list[SpentFor]
    left: list[SendsLeft]
    version: int
