"""A case as one row of the desk's queue, and the lists that it is on.

The row is kept beside the case and written with it, so that a page of the queue is one read of slim rows, with the
customer's name and with an excerpt that was masked when it was written. A list ("mine", an incident's …) is a copy of
the row under its own key in the same index, so that no list has to read the whole queue.
"""

from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime

from care.case.handing_over import is_stuck
from care.case.labels import is_lead
from care.case.promises import FOLLOW_UP
from care.instants import utc_text
from care.model.case import Case
from care.model.envelope import Channel, Value
from care.triage.verdict import Abuse, Topic

ListName = Literal[
    "mine",
    "incident",
    "leads",
    "influencers",
    "journalists",
    "partners",
    "unsure",
    "unwanted",
    "snoozed",
    "approvals",
    "follow_ups",
    "abuse",
    "mentions",
]

_CONTENT = frozenset({"praise", "thanks", "noise"})


class Row(Value):
    """What the queue shows of a case."""

    case_id: str
    account_id: str
    customer_id: str
    username: str = ""
    name: str = ""
    followers: int | None = None
    state: Literal["open", "waiting", "resolved"]
    topic: Topic
    urgency: int
    language: str = ""
    channel: Channel
    excerpt: str = ""
    last_at: AwareDatetime
    unanswered_since: AwareDatetime | None = None
    respond_by: AwareDatetime | None = None
    late: bool = False
    warned: bool = False
    reminded: bool = False
    broken: bool = False
    mentions: tuple[str, ...] = ()
    refused: bool = False
    unclear: bool = False
    stuck: bool = False
    assignee: str = ""
    snoozed_until: AwareDatetime | None = None
    incident_id: str = ""
    influencer: bool = False
    journalist: bool = False
    partner: bool = False
    approvals: int = 0
    media: bool = False
    shares: int = 0
    reach: int = 0
    earlier_usernames: tuple[str, ...] = ()
    promised_by: AwareDatetime | None = None
    spam: Literal["", "looks", "marked"] = ""
    abuse: Abuse = ""
    tags: tuple[str, ...] = ()


def row_of(case: Case) -> dict[str, Any]:
    """The row of a case, as plain values without those that stand for nothing: each is read fifty times for a page."""
    promised = [promise.due_at for promise in case.promises if promise.is_pending]
    row = Row(
        case_id=case.case_id,
        account_id=case.account_id,
        customer_id=case.customer.customer_id,
        username=case.customer.username,
        name=case.customer.name,
        followers=case.customer.followers,
        state=case.state,
        topic=case.topic,
        urgency=case.urgency,
        language=case.language.partition("-")[0],
        channel=case.last_message.channel,
        excerpt=case.excerpt,
        last_at=case.last_message.at,
        unanswered_since=case.unanswered_since,
        respond_by=case.respond_by,
        late=_is_late(case),
        warned=_is_warned(case),
        reminded=_is_reminded(case),
        broken=_is_broken(case),
        mentions=case.mentions,
        refused=bool(case.refused_sends),
        unclear=bool(case.unclear_sends),
        stuck=is_stuck(case),
        assignee=case.assignee,
        snoozed_until=case.snoozed_until,
        incident_id=case.incident_id,
        influencer=case.influencer,
        journalist=case.customer.journalist,
        partner=case.customer.partner,
        approvals=len(case.awaiting_approval),
        media=case.shows_media,
        shares=case.spread.shares,
        reach=case.spread.reach,
        earlier_usernames=case.customer.earlier_usernames,
        promised_by=min(promised, default=None),
        spam=case.spam,
        abuse=case.abuse,
        tags=case.tags,
    )
    return row.model_dump(mode="json", exclude_defaults=True)


def queue_key_of(case: Case) -> str:
    """The order of the queue as a text that sorts, and then by urgency and by deadline.

    First what is late and whose promise was broken, then what is about to be, or waits for a supervisor, and
    whose reply did not go or may not have gone; all these also of resolved cases, until somebody has seen to it. So
    stands an open case that did not reach another system. Late praise stands among the latter, behind a complaint. What
    is resolved besides asks for nothing any more: the newest first.
    """
    deadline = utc_text(case.respond_by or case.opened_at)
    late = _is_late(case)
    if (late and case.topic not in _CONTENT) or _is_broken(case):
        return f"0#{9 - case.urgency}#{deadline}#{case.case_id}"
    amiss = case.awaiting_approval or case.refused_sends or case.unclear_sends or is_stuck(case)
    if late or _is_warned(case) or amiss:
        return f"0~{9 - case.urgency}#{deadline}#{case.case_id}"
    if case.state == "resolved" and case.resolved_at is not None:
        return f"2#{10**11 - int(case.resolved_at.timestamp()):011}#{case.case_id}"
    return f"1#{9 - case.urgency}#{deadline}#{case.case_id}"


def _is_late(case: Case) -> bool:
    return any(clock.breached_at and not clock.stopped_at for clock in case.clocks)


def _is_warned(case: Case) -> bool:
    """True if people were warned of the answer or reminded of a promise, and neither has come."""
    soon = any(clock.warned_at and not clock.stopped_at and not clock.breached_at for clock in case.clocks)
    return soon or _is_reminded(case)


def _is_reminded(case: Case) -> bool:
    return any(promise.state == "open" and promise.reminded_at for promise in case.promises)


def _is_broken(case: Case) -> bool:
    return any(promise.state == "broken" and promise.is_pending for promise in case.promises)


def lists_of(case: Case) -> dict[str, str]:
    """The lists that a case is on, with the key of each in the index.

    A resolved case is on none of the agents'; what a supervisor is to decide stays listed until it is decided, and
    where somebody is named until they have seen it.
    """
    on = {} if case.state == "resolved" else _of_agents(case)
    if case.awaiting_approval:
        on["approvals"] = ""
    if case.abuse and case.spam != "marked":
        on["abuse"] = ""
    if any(promise.promise_id == FOLLOW_UP and promise.is_pending for promise in case.promises):
        on["follow_ups"] = ""
    lists = {name: list_key(case.account_id, name, of) for name, of in on.items()}
    return lists | {f"mentions:{one}": list_key(case.account_id, "mentions", one) for one in case.mentions}


def _of_agents(case: Case) -> dict[ListName, str]:
    on: dict[ListName, str] = {}
    if case.assignee:
        on["mine"] = case.assignee
    if case.incident_id:
        on["incident"] = case.incident_id
    if is_lead(case):
        on["leads"] = ""
    if case.influencer:
        on["influencers"] = ""
    if case.customer.journalist:
        on["journalists"] = ""
    if case.customer.partner:
        on["partners"] = ""
    if case.topic == "unsure":
        on["unsure"] = ""
    if case.spam:
        on["unwanted"] = ""
    if case.snoozed_until is not None:
        on["snoozed"] = ""
    return on


def list_key(account_id: str, name: ListName, of: str = "") -> str:
    """The partition of a list in the `queue` index: `of` is the person of "mine", or the incident."""
    return f"{account_id}#list#{name}#{of}"


def is_late(row: Row, now: datetime) -> bool:
    """True if the answer was due and has not come, even where the breach was not recorded yet."""
    return row.late or (row.unanswered_since is not None and row.respond_by is not None and row.respond_by <= now)
