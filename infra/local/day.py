"""A day of the demo account, told through the real entrances: customers in the simulated X, people on cases.

`day.toml` holds it. Everything goes the way that it goes in earnest, with the clock moved from step to step, so that
acknowledgements, clocks, surveys and the report are as the rules make them, and none of it is made up here.
"""

import tomllib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, Field

from care.model.account import Account
from care.model.actions import Action, CaseAssigned, CaseResolved, NoteWritten, PromiseMade, ReplyWritten
from care.queues import send_all
from care.tables.conversations import Conversations
from infra.local.aws import LocalRunFailed
from infra.local.stack import LocalStack

_DAY = Path(__file__).with_name("day.toml")
_CLOSED_FOR = timedelta(hours=1)
_LOOK_BACK = 14  # days: a working day that is over lies within two weeks, or the account never works


class Scene(BaseModel):
    """One thing that somebody does; `at` is a local time of the day, `ago` minutes before now."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: time | None = None
    ago: int | None = None
    customer: str = Field(default="", alias="from")
    name: str = ""
    followers: int | None = None
    post: str = ""
    dm: str = ""
    chat: bool = False
    called: str = Field(default="", alias="as")
    by: str = ""
    to: str = ""
    channel: str = "private"
    reply: str = ""
    note: str = ""
    promise: str = ""
    hours: int = 24
    assign: str = ""
    resolve: str = ""


@dataclass(frozen=True)
class Day:
    """The steps with their instants, in order."""

    steps: tuple[tuple[datetime, Scene], ...]

    @property
    def begins(self) -> datetime:
        """A moment before the first step."""
        return self.steps[0][0] - timedelta(minutes=1)


def plan(account: Account, now: datetime) -> Day:
    """The day as it would have been for an account that is looked at `now`."""
    text = tomllib.loads(_DAY.read_text(encoding="utf-8"))
    day = _last_working_day(account, now)
    steps = [Scene.model_validate(step) for step in text["step"]]
    told = [(_instant(step, day, account, now), step) for step in steps]
    # An evening that has not come yet, or that lies among the last minutes, is left out.
    first_lately = min((at for at, step in told if step.ago is not None), default=now)
    return Day(tuple(sorted((p for p in told if p[1].ago is not None or p[0] < first_lately), key=lambda p: p[0])))


def _last_working_day(account: Account, now: datetime) -> date:
    hours = account.hours
    today = now.astimezone(hours.zone).date()
    for back in range(_LOOK_BACK):
        day = today - timedelta(days=back)
        noon = datetime.combine(day, time(12), hours.zone).astimezone(UTC)
        evening = datetime.combine(day, time(18), hours.zone).astimezone(UTC)
        if hours.is_open(noon) and (hours.next_closing(evening) or now) + _CLOSED_FOR <= now:
            return day
    return today - timedelta(days=1)


def _instant(step: Scene, day: date, account: Account, now: datetime) -> datetime:
    if step.at is not None:
        return datetime.combine(day, step.at, account.hours.zone).astimezone(UTC)
    return now - timedelta(minutes=step.ago or 0)


def live(day: Day, account: Account, stack: LocalStack, base: str, told: Callable[[str], None]) -> None:
    """Let the day happen, through the run's door at `base`; the clock ends at the last step."""
    dynamodb = stack.endpoint.client("dynamodb")
    conversations = Conversations(dynamodb, stack.outputs["ConversationsTable"])
    with httpx.Client(base_url=base, timeout=120, trust_env=False) as x:
        instants = _instants(day)
        for count, (at, steps) in enumerate(instants.items(), start=1):
            told(f"{count} of {len(instants)}")
            _move(x, at)
            for step in steps:
                if step.customer:
                    _customer(step, account, x)
                else:
                    _person(step, account, at, x, stack, conversations)
        _move(x, day.steps[-1][0] + timedelta(seconds=30))
    # Nobody waits for the hour in which it would be added up.
    stack.invoke("ReportFunction")


def _instants(day: Day) -> dict[datetime, list[Scene]]:
    found: dict[datetime, list[Scene]] = {}
    for at, step in day.steps:
        found.setdefault(at, []).append(step)
    return found


def _move(x: httpx.Client, at: datetime) -> None:
    answer = x.post("/local/clock", json={"now": at.isoformat()})
    if answer.status_code != httpx.codes.OK:
        raise LocalRunFailed(f"the demo account's day stopped: the clock answered {answer.status_code}")


def _customer(step: Scene, account: Account, x: httpx.Client) -> None:
    who: dict[str, Any] = {"from": step.customer}
    if step.name or step.followers is not None:
        _asked(x, "person", {"username": step.customer, "name": step.name, "followers": step.followers})
    if step.chat:
        _asked(x, "chat", {**who, "to": account.username})
    elif step.dm:
        _asked(x, "dm", {**who, "to": account.username, "text": step.dm})
    else:
        _asked(x, "post", {**who, "text": step.post})


def _asked(x: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = x.post(f"/x/simulate/{path}", json=body)
    if answer.is_error:
        raise LocalRunFailed(f"the demo account's day stopped: the simulated X refused {path}")
    found: dict[str, Any] = answer.json()
    return found


def _person(
    step: Scene, account: Account, at: datetime, x: httpx.Client, stack: LocalStack, conversations: Conversations
) -> None:
    customer = step.to or step.assign or step.resolve
    customer_id = _asked(x, "person", {"username": customer})["id"]
    case_id = conversations.customer(account.id, customer_id).case_id
    if not case_id:
        raise LocalRunFailed(f"the demo account's day stopped: {customer} has no case")
    whose = {"account_id": account.id, "customer_id": customer_id, "case_id": case_id}
    common = {**whose, "action_id": str(uuid.uuid4()), "by": step.by, "at": at}
    if not send_all(stack.endpoint.client("sqs"), stack.outputs["EventsQueueUrl"], [_action(step, common)]):
        raise LocalRunFailed("the demo account's day stopped: the queue took no action")


def _action(step: Scene, common: dict[str, Any]) -> Action:
    if step.reply:
        return ReplyWritten(**common, channel=step.channel, text=step.reply)
    if step.note:
        return NoteWritten(**common, text=step.note)
    if step.promise:
        return PromiseMade(**common, text=step.promise, due_at=common["at"] + timedelta(hours=step.hours))
    if step.assign:
        return CaseAssigned(**common, to=step.by)
    return CaseResolved(**common)
