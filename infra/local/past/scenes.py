"""Scenes: who does what and when, as `lately.toml` tells them and `month` makes them."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from care.model.account import Account

_LATELY = Path(__file__).with_name("lately.toml")
_CLOSED_FOR = timedelta(hours=1)
_LOOK_BACK = 14  # days: a working day that is over lies within two weeks, or the account never works


class Scene(BaseModel):
    """One thing that somebody does to the account `at`: a customer (`from`), or one of its people (`by`) `to` one.

    `at` is a local time, of the last working day that is over or of `back` working days before it; `ago` are minutes
    before now. `score` is what the customer answers once a survey has come.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    account: str = ""
    at: time | None = None
    back: int = 0
    ago: int | None = None
    customer: str = Field(default="", alias="from")
    name: str = ""
    followers: int | None = None
    bio: str = ""
    post: str = ""
    dm: str = ""
    chat: bool = False
    picture: str = ""
    alt: str = ""
    score: str = ""
    by: str = ""
    to: str = ""
    channel: str = "private"
    reply: str = ""
    then: str = ""
    note: str = ""
    mention: str = ""
    customer_note: str = ""
    promise: str = ""
    hours: float = 24
    assign: bool = False
    give: str = ""
    tag: tuple[str, ...] = ()
    snooze: bool = False
    topic: str = ""
    resolve: bool = False
    opens: dict[str, Any] | None = None
    ends: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """A scene at its instant, with whose it is."""

    at: datetime
    account_id: str
    scene: Scene


def lately(accounts: dict[str, Account], now: datetime) -> list[Happening]:
    """The scenes of `lately.toml` for accounts (by their names) that are looked at `now`."""
    first = next(iter(accounts))
    told = tomllib.loads(_LATELY.read_text(encoding="utf-8"))["step"]
    scenes = [Scene.model_validate({"account": first, **step}) for step in told]
    found = [(_instant(scene, accounts[scene.account], now), scene) for scene in scenes]
    # An evening that has not come yet, or that lies among the last minutes, is left out.
    first_lately = min((at for at, scene in found if scene.ago is not None), default=now)
    return [
        Happening(at, accounts[scene.account].id, scene)
        for at, scene in found
        if scene.ago is not None or at < first_lately
    ]


def working_days(account: Account, now: datetime, most: int) -> list[date]:
    """The last days on which the account worked and which are over, the newest first."""
    hours, found = account.hours, []
    today = now.astimezone(hours.zone).date()
    for back in range(most * 3 + _LOOK_BACK):
        day = today - timedelta(days=back)
        noon, evening = (datetime.combine(day, time(hour), hours.zone).astimezone(UTC) for hour in (12, 18))
        if hours.is_open(noon) and (hours.next_closing(evening) or now) + _CLOSED_FOR <= now:
            found.append(day)
        if len(found) == most:
            break
    return found or [today - timedelta(days=1)]


def _instant(scene: Scene, account: Account, now: datetime) -> datetime:
    if scene.at is None:
        return now - timedelta(minutes=scene.ago or 0)
    days = working_days(account, now, scene.back + 1)
    return datetime.combine(days[min(scene.back, len(days) - 1)], scene.at, account.hours.zone).astimezone(UTC)
