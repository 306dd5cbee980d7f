"""An account's permission by OAuth 2.0 through its last hour: renewed by `reconcile`, which may die at any step.

Refresh tokens of the simulated X work once, and who shows one twice loses the permission. What must hold is read from
X's own books. A stream of its own weaves such an hour into some stories.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from infra.local.x.permissions import Permission
from pydantic import SecretStr
from tests.simulation.acts import let_pass
from tests.simulation.brands import BRANDS
from tests.simulation.dynamodb import Wire
from tests.simulation.lambdas import Plan
from tests.simulation.promise_once import instant
from tests.simulation.secret_store import GRANTS
from tests.simulation.steps import Step
from tests.simulation.world import World

from care.grants.rules import SCOPES
from care.model.grant import TokenPair
from care.tables.grants import Grants
from care.x.authorization import challenge_of
from care.x.user_tokens import UserTokens

_TIMES, _IN = 3, 0.3  # how often a story may have such an hour, and in how many it does each time
_RUNS = 15 * 60.0
_HOUR = 3600.0
_LAST_TRY = 20 * 60.0  # so near the end of an access token a refresh token that may be used up is shown again
_WEATHER = ("lost", "timeout", "500", "503", "429", "500 done", "cut", "connect")
_ENDS = ("die", "die+", "fail", "fail+")


def woven(random: Random, steps: list[Step]) -> list[Step]:
    """The steps with an hour of renewal now and then."""
    found = list(steps)
    for _ in range(_TIMES):
        if random.random() < _IN:
            numbers = [random.randrange(1 << 16) for _ in range(4)]
            found.insert(random.randrange(len(found) + 1), Step("renewal", *numbers))
    return found


@dataclass
class _Hour:
    """A permission at X and here, with what X was asked in this hour."""

    world: World
    account_id: str
    permission: Permission

    @property
    def stored(self) -> dict[str, Any]:
        """The pair that the account has."""
        stored: dict[str, Any] = json.loads(self.world.secrets.held[GRANTS + self.account_id])
        return stored

    @property
    def row(self) -> Wire:
        """What is known of the permission."""
        row: Wire = self.world.db.tables["accounts"].items["GRANTS", self.account_id]
        return row

    @property
    def works(self) -> bool:
        """X takes the access token, and gives another pair for the refresh token."""
        stored, x = self.stored, self.world.x.x
        speaks = x.permissions.account_of(stored["access"], self.world.clock.now) == self.account_id
        return speaks and stored["refresh"] == self.permission.refresh

    @property
    def lost(self) -> bool:
        """X gave a pair that is not here."""
        return self.permission.refresh != self.stored["refresh"]


def renewal(world: World, step: Step) -> str:
    """A person connects an account; an hour before its access token ends, runs of `reconcile` meet all kinds of ends.

    The last two runs are let be, the first of them so late that what is unclear is tried once more.
    """
    if any(until > world.clock.seconds for until in world.lambdas.outages.values()):
        return ""
    with _calm(world):
        return _renewed(world, step)


@contextmanager
def _calm(world: World) -> Iterator[None]:
    """The other troubles of the story wait for so long."""
    functions, weather = world.lambdas, world.x.weather
    before = (dict(functions.troubles), functions.spread, world.late_until, vars(weather).copy())
    functions.troubles.clear()
    functions.spread, world.late_until, weather.times, weather.hangs_until = 0, 0.0, 0, 0.0
    try:
        yield
    finally:
        functions.troubles.update(before[0])
        functions.spread, world.late_until = before[1], before[2]
        vars(weather).update(before[3])


def _renewed(world: World, step: Step) -> str:
    hour = _connected(world, BRANDS[step.a % len(BRANDS)][0])
    let_pass(world, _HOUR + 30)
    happened, was_lost = [], False
    for number in range(3):
        happened.append(_run(world, step.b >> (4 * number), step.c >> (3 * number)))
        was_lost = was_lost or hour.lost
        _shown_twice(hour)
        let_pass(world, _RUNS)
    world.x.weather.times = 0
    for _ in range(2):
        world.tick("reconcile")
        was_lost = was_lost or hour.lost
        _shown_twice(hour)
        let_pass(world, _RUNS)
    _ended(hour, was_lost=was_lost)
    _disconnected(hour)
    return f"the tokens of account {hour.account_id[-1]} are renewed: {', '.join(happened)}"


def _connected(world: World, account_id: str) -> _Hour:
    x, now, verifier = world.x.x, world.clock.now, "v" * 43
    asked = {"scope": " ".join(SCOPES), "redirect_uri": "http://127.0.0.1/", "code_challenge": challenge_of(verifier)}
    code = x.permissions.allow(account_id, asked, now)
    told = x.permissions.exchange({**asked, "code": code, "code_verifier": verifier}, now)
    assert told is not None
    pair = TokenPair(
        access=SecretStr(told["access_token"]),
        refresh=SecretStr(told["refresh_token"]),
        expires_at=now + timedelta(seconds=told["expires_in"]),
        renewed_at=now,
        scopes=SCOPES,
    )
    UserTokens(world.secrets.client, GRANTS).begin(account_id, pair)
    Grants(world.db.client, "accounts").record(account_id, pair, now, granted=True)
    return _Hour(world, account_id, x.permissions.newest())


def _run(world: World, what: int, where: int) -> str:
    """One run, with its end; or two at once."""
    world.x.weather.times = 0
    match what % 8:
        case 0 | 1 | 2 | 3:
            of = ("x", "secretsmanager", "", "x")[what % 4]
            most = {"x": 1, "secretsmanager": 2}.get(of, 12)
            plan = Plan(1 + where % most, _ENDS[(what >> 3) % len(_ENDS)], of)
            return f"{plan.what} at effect {plan.at} {plan.of}: {world.tick('reconcile', plan).ended}"
        case 4 | 5:
            world.x.weather.kind, world.x.weather.times = _WEATHER[where % len(_WEATHER)], 1
            return f"{world.x.weather.kind}: {world.tick('reconcile').ended}"
        case _:
            first = world.tick("reconcile", Plan(1 + where % 12, "wait"))
            second = world.tick("reconcile")
            if first in world.lambdas.waiting:
                world.lambdas.go_on(first, Plan())
            return f"two at once: {first.ended} and {second.ended}"


def _shown_twice(hour: _Hour) -> None:
    """No refresh token that X has taken is shown again while the access token beside it lasts for long."""
    for at, known, until in hour.world.x.shown_again:
        if until - at > _LAST_TRY + 2 * hour.world.facts.skewed:
            left = (until - at) / 60
            hour.world.fresh.unmet.append((9, f"{known} showed X a refresh token again, {left:.0f} minutes too early"))
    hour.world.x.shown_again.clear()


def _ended(hour: _Hour, *, was_lost: bool) -> None:
    """The first access token has ended: there is another that works, or a person sees that there is none."""
    unmet, row = hour.world.fresh.unmet, hour.row
    seen = "refused_at" in row or ("asked_at" in row and instant(row["asked_at"]["S"]) < hour.world.clock.seconds - 120)
    if hour.works:
        if seen:
            unmet.append((9, f"the tokens of {hour.account_id} work, and a person is told that they do not"))
        return
    if not was_lost:
        unmet.append((9, f"{hour.account_id} is left without a token that works, although no answer of X was lost"))
    if not seen:
        unmet.append((9, f"{hour.account_id} is left without a token that works, and nobody sees it"))


def _disconnected(hour: _Hour) -> None:
    world = hour.world
    del world.secrets.held[GRANTS + hour.account_id]
    Grants(world.db.client, "accounts").withdrawn(hour.account_id)
    world.x.x.permissions.end_of(hour.account_id)
