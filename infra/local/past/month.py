"""Thirty days of matters that `month.toml` tells: the same for the same day, whenever the run is started."""

import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from care.model.account import Account
from infra.local.past.scenes import Happening, Scene

DAYS = 30
_TOLD = Path(__file__).with_name("month.toml")
_LONGEST_NAME = 15  # of X's usernames
_QUIET = timedelta(hours=20)  # before now: what is lately there tells `lately.toml`
_LATE = 0.12  # of the answers


def month(accounts: dict[str, Account], now: datetime) -> list[Happening]:
    """What happened to the accounts (by their names) in the thirty days before `now`, up to yesterday."""
    told = tomllib.loads(_TOLD.read_text(encoding="utf-8"))
    found: list[Happening] = []
    used: set[str] = set()
    for username, account in accounts.items():
        today = now.astimezone(account.hours.zone).date()
        for back in range(DAYS, 0, -1):
            day = today - timedelta(days=back)
            found += _day(told, account, day, Random(f"{username} {day}"), used)  # noqa: S311  no secret
    return [one for one in found if one.at < now - _QUIET]


def _day(told: dict[str, Any], account: Account, day: date, random: Random, used: set[str]) -> Iterator[Happening]:
    brand = told[account.username]
    matters = [one for one in told["matter"] if one["brand"] == account.username]
    for _ in range(brand["a_day"][day.weekday()]):
        matter = random.choices(matters, [one["weight"] for one in matters])[0]
        begins = datetime.combine(day, time(8), account.hours.zone).astimezone(UTC)
        begins += timedelta(minutes=random.randrange(0, 12 * 60))
        yield from _matter(told, matter, account, begins, random, used)


def _matter(
    told: dict[str, Any], matter: dict[str, Any], account: Account, at: datetime, random: Random, used: set[str]
) -> Iterator[Happening]:
    """One customer's matter: asked, answered in open hours, thanked for, resolved, and scored by some."""
    brand = told[account.username]
    name, username = _somebody(told, matter["language"], random, used)
    agent = random.choice(brand["people"])
    holes = {
        "name": name.split(" ")[0],
        "days": str(random.randrange(3, 9)),
        "product": random.choice(brand["products"]),
    }

    def scene(at: datetime, **values: Any) -> Happening:
        texts = {key: one.format(**holes) if isinstance(one, str) else one for key, one in values.items()}
        return Happening(at, account.id, Scene.model_validate(texts))

    def answered(at: datetime) -> datetime:
        """When somebody who is there answers what was asked then."""
        begins = at if account.hours.is_open(at) else account.hours.next_opening(at) or at
        late = random.random() < _LATE
        after = timedelta(minutes=random.randrange(80, 200) if late else random.randrange(3, 45))
        return account.hours.add_open_time(begins, after)

    who = {"from": username, "name": name, "followers": int(random.paretovariate(0.9) * 60)}
    if score := random.choice([*matter.get("scores", []), ""]):
        yield scene(at, **{"from": username}, score=score)
    if "post" in matter:
        yield scene(at, **who, post=matter["post"])
        at = answered(at)
        if "reply" not in matter:
            # Praise asks for nothing: somebody sees it and is glad.
            yield scene(at, by=agent, to=username, resolve=True)
            return
        yield scene(at, by=agent, to=username, channel="public", reply=matter["reply"])
        at += timedelta(minutes=random.randrange(4, 60))
    if "dm" in matter:
        yield scene(at, **who, dm=matter["dm"])
        at = answered(at)
        yield scene(at, by=agent, to=username, channel="private", reply=matter["answer"])
        at += timedelta(minutes=random.randrange(3, 50))
        if random.random() < 0.7:
            yield scene(at, **{"from": username}, dm=matter["thanks"])
    if tag := matter.get("tag"):
        yield scene(at + timedelta(minutes=1), by=agent, to=username, tag=(tag,))
    yield scene(at + timedelta(minutes=2), by=agent, to=username, resolve=True)


def _somebody(told: dict[str, Any], language: str, random: Random, used: set[str]) -> tuple[str, str]:
    """A name and a username that nobody else has."""
    while True:
        first, last = random.choice(told["names"][language]), random.choice(told["surnames"][language])
        plain = unicodedata.normalize("NFKD", f"{first}_{last}".lower()).encode("ascii", "ignore").decode()
        username = plain[: _LONGEST_NAME - 2]
        username = f"{username}{random.randrange(2, 99)}" if username in used else username
        if username not in used:
            used.add(username)
            return f"{first} {last}", username
