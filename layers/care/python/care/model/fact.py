"""Facts: what happened with an account's cases, as others are told (`docs/integrations.md`).

A fact has an id, which is the same whenever it is told again, and `sequence`, which grows with its case: whoever needs
the order sorts by it. It holds no name, and no text of customers but where a subscriber is to have texts.

Those of one case are in `care.model.case_facts`; those of an account as a whole stand here.
"""

from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, TypeAdapter

from care.model.case_facts import (
    ApprovalWaiting,
    CaseAssigned,
    CaseHandedOver,
    CaseLabelled,
    CaseMerged,
    CaseOpened,
    CaseReopened,
    CaseResolved,
    ComplaintSpreads,
    CustomerOptedIn,
    CustomerOptedOut,
    HandOverFailed,
    InfluencerComplained,
    MessageDeleted,
    MessageReceived,
    PromiseBroken,
    PromiseDue,
    PromiseKept,
    PromiseMade,
    ReplyRefused,
    ReplySent,
    ReplyUnconfirmed,
    SlaBreached,
    SlaWarned,
    SurveyAnswered,
)
from care.model.fact_envelope import AboutAll


class _AboutIncident(AboutAll):
    incident_id: str


class IncidentOpened(_AboutIncident):
    """An incident began, of which customers are told."""

    kind: Literal["incident.opened"] = "incident.opened"


class IncidentEnded(_AboutIncident):
    """An incident is over."""

    kind: Literal["incident.ended"] = "incident.ended"


class ConnectionLost(AboutAll):
    """X takes the account's keys no more: nothing goes out until somebody connects it again."""

    kind: Literal["connection.lost"] = "connection.lost"
    reason: str


class SurgeBegan(AboutAll):
    """Many more complaints than usual came within the last hour; `usual` is what an hour brings else, rounded up."""

    kind: Literal["surge.began"] = "surge.began"
    complaints: int
    usual: int


class SurgeEnded(AboutAll):
    """The complaints of the last hour are about as many as usual again."""

    kind: Literal["surge.ended"] = "surge.ended"
    complaints: int
    usual: int


class _AboutBudget(AboutAll):
    month: str
    spent_micro_dollars: int
    limit_micro_dollars: int


class BudgetSoft(_AboutBudget):
    """The month's dollars are nearly spent; once for each limit of a month."""

    kind: Literal["budget.soft"] = "budget.soft"


class BudgetHard(_AboutBudget):
    """The month's dollars are spent; once for each limit of a month.

    With `holds` automatic messages stop and replies wait.
    """

    kind: Literal["budget.hard"] = "budget.hard"
    holds: bool


class _AboutPool(AboutAll):
    pool_id: str
    pool: str
    left: int


class GiftsLow(_AboutPool):
    """A pool of codes is nearly used up; once after each load. `pool` is its name."""

    kind: Literal["gifts.low"] = "gifts.low"


class GiftsEmpty(_AboutPool):
    """A pool of codes is used up; once after each load."""

    kind: Literal["gifts.empty"] = "gifts.empty"


class GiftsEnding(_AboutPool):
    """The last day of a pool comes within a week, and codes are left; once for each last day."""

    kind: Literal["gifts.ending"] = "gifts.ending"
    ends_on: date


class SubscriberPaused(AboutAll):
    """Another one who is told is paused, because nothing arrived there (`failing`), or it said that it is `gone`."""

    kind: Literal["subscriber.paused"] = "subscriber.paused"
    name: str
    why: str


class Tried(AboutAll):
    """Somebody tries whether facts arrive at the one subscriber that `only` names."""

    kind: Literal["test"] = "test"
    only: str


type Fact = Annotated[
    CaseOpened
    | CaseReopened
    | CaseResolved
    | CaseAssigned
    | CaseMerged
    | CaseLabelled
    | CaseHandedOver
    | HandOverFailed
    | InfluencerComplained
    | ComplaintSpreads
    | MessageReceived
    | MessageDeleted
    | ReplySent
    | ReplyRefused
    | ReplyUnconfirmed
    | ApprovalWaiting
    | SlaWarned
    | SlaBreached
    | PromiseMade
    | PromiseDue
    | PromiseKept
    | PromiseBroken
    | SurveyAnswered
    | CustomerOptedOut
    | CustomerOptedIn
    | IncidentOpened
    | IncidentEnded
    | ConnectionLost
    | SurgeBegan
    | SurgeEnded
    | BudgetSoft
    | BudgetHard
    | GiftsLow
    | GiftsEmpty
    | GiftsEnding
    | SubscriberPaused
    | Tried,
    Field(discriminator="kind"),
]

TYPES: tuple[type[AboutAll], ...] = get_args(get_args(Fact.__value__)[0])
KINDS: tuple[str, ...] = tuple(one.model_fields["kind"].default for one in TYPES)


FACTS_SCHEMA_VERSION = 1
"""The number in every fact: it rises when a field changes its meaning or goes."""


@cache
def fact_adapter() -> TypeAdapter[Fact]:
    """Reads facts, and describes them as JSON Schema."""
    return TypeAdapter(Fact)


def told(fact: Fact, *, texts: bool) -> dict[str, Any]:
    """A fact as it is told: without its text where a subscriber is to have none."""
    values = fact.model_dump(mode="json")
    if not texts:
        values.pop("text", None)
    return values
