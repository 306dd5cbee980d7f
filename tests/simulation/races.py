"""Moments that chance seldom makes: a change, and somebody who is at work when it is told.

Each is played to its end in fine weather, and what must hold then is looked at on the spot. A stream of its own weaves
them in.
"""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from types import ModuleType

from tests.simulation import desk
from tests.simulation.acts import hand_over, let_pass
from tests.simulation.brands import BRANDS
from tests.simulation.dynamodb import Wire
from tests.simulation.lambdas import CLOCK, Plan
from tests.simulation.promise_once import instant
from tests.simulation.steps import Step
from tests.simulation.world import World

from care.incident_changes import ended, opened
from care.tables.fanout import Sweeps

type Race = Callable[[World, Step], str]
EACH = 150  # steps to a race
_MOST = 20  # batches of what a race has put on the queue
_REMEMBERED = 35.0  # seconds after which a function reads settings anew
_ONCE_MORE = 100.0  # after which a sweep comes again
_OFF = 0.5  # seconds by which clocks are off


def woven(random: Random, steps: list[Step]) -> list[Step]:
    """The steps with a race now and then."""
    found = list(steps)
    for _ in range(len(steps) // EACH):
        place = random.randrange(len(found) + 1)
        found.insert(place, Step("race", *(random.randrange(1 << 16) for _ in range(4))))
    return found


def race(world: World, step: Step) -> str:
    """One of them, if nothing else is in its way."""
    if not _fine(world):
        return ""
    return RACES[step.d % len(RACES)](world, step)


def _fine(world: World) -> bool:
    now, functions = world.clock.seconds, world.lambdas
    away = any(until > now for until in functions.outages.values())
    troubled = any(functions.troubles.values()) or functions.spread or world.late_until > now
    return not (away or troubled or world.facts.taken_back)


def by_old_settings(world: World, step: Step) -> str:
    """Settings change and are told; then somebody writes to an instance that remembers the old ones.

    The second round of telling finds that case.
    """
    account_id = BRANDS[step.a % len(BRANDS)][0]
    if not _writes(world, step, "no funciona nada"):
        return ""
    remembers = world.lambdas.warm["cases"].pop()
    desk.settings(world, Step("settings", step.a, step.b))
    told = _is_told(world)
    world.lambdas.warm["cases"].append(remembers)
    case = _writes(world, step, "no funciona nada")
    let_pass(world, _ONCE_MORE)
    told = _is_told(world) and told
    version = world.accounts.fresh(account_id).version
    if told and case and int(_row(world, case)["settings_version"]["N"]) < version:
        world.fresh.unmet.append((11, f"{case} stands by old settings, although a change was told twice"))
    return f"settings of {account_id} change while an instance remembers the old ones"


def by_old_incidents(world: World, step: Step) -> str:
    """An incident begins while an instance remembers that there is none, and tells a case of it."""
    account_id = BRANDS[step.a % len(BRANDS)][0]
    _end(world, step)
    case = _writes(world, step, "sigue la avería de la fibra")
    if not case:
        return ""
    said = desk.incident(world, step)
    name = _going(world, account_id)
    told = _is_told(world)
    if told and name and name != _hangs(world, case):
        world.fresh.unmet.append((11, f"{case} is about {name}, of which it was told, and does not hang on it"))
    return said and f"{said}, while an instance remembers that there is none"


def one_after_another(world: World, step: Step) -> str:
    """An incident ends and the next one begins, and by the clocks of two people's desks the end comes later.

    Whoever hangs on the first is told of the second when the end of the first is told.
    """
    account_id = BRANDS[step.a % len(BRANDS)][0]
    before = _going(world, account_id)
    if not before:
        desk.incident(world, step)
        before = _going(world, account_id)
        _is_told(world)
    let_pass(world, _REMEMBERED)
    case = _writes(world, step, "sigue la avería de la fibra")
    if not case or not before or _hangs(world, case) != before:
        return ""
    world.people += 1
    after, now, sweeps = f"averia-{world.people}", world.clock.now, Sweeps(world.db.client, "conversations")
    late = now + timedelta(milliseconds=1)
    values = {"incident_id": after, **desk.incident_texts(post=step.b % 2 == 0)}
    end, begin = f"incident:{before}:end", f"incident:{after}:open"
    world.accounts.change_incidents(account_id, lambda one: ended(one, before, now))
    world.accounts.change_incidents(account_id, lambda one: opened(one, values, now))
    sweeps.begin(account_id, begin, now)
    sweeps.begin(account_id, end, late)
    if _is_told(world) and _hangs(world, case) != after:
        world.fresh.unmet.append(
            (11, f"{case} hung on {before}, and hangs on {_hangs(world, case) or 'none'}: not {after}")
        )
    return f"@{account_id}: {after} begins and {before} ends at once"


def by_a_slow_clock(world: World, step: Step) -> str:
    """Something falls due by the clock of one function, and is looked at by another one whose clock is behind."""
    now = world.clock.seconds
    timers = (at for case in world.facts.cases() for at in map(instant, case["timers"].values()))
    soon = sorted(at for at in timers if now + 5 < at < now + 10 * 3600)
    if not soon:
        return ""
    let_pass(world, soon[step.a % len(soon)] - now - _OFF / 2)
    functions, before = world.lambdas, world.lambdas.skew
    functions.skew, world.facts.skewed = _OFF, max(world.facts.skewed, _OFF)
    try:
        for name, ahead in (("hours", 1.0), ("cases", -1.0)):
            functions.warm.setdefault(name, []).append(_with_clock(functions.cold(name), ahead))
        world.tick("hours")
        _cases(world)  # at once
    finally:
        functions.skew = before
    return f"what is due at {world.clock.now:%H:%M:%S} is looked at by a clock that is behind"


RACES: tuple[Race, ...] = (by_old_settings, by_old_incidents, one_after_another, by_a_slow_clock)


def _with_clock(module: ModuleType, ahead: float) -> ModuleType:
    vars(module)[CLOCK] = ahead
    return module


def _writes(world: World, step: Step, text: str) -> str:
    """Somebody new posts it, and it becomes a case, whose id is given; empty if X does not deliver it."""
    world.people += 1
    world.clock.move(0.05)
    author = world.x.x.world.introduce(str(3_200_000_000_000_000_000 + world.people), f"Nombre{world.people}zq", None)
    account_id, username, _ = BRANDS[step.a % len(BRANDS)]
    made = world.x.x.post(author, f"@{username} {text} zq{world.people}", lang="es")
    parcel = next((one for one in world.x.mail.waiting if made.id.encode() in one.body), None)
    if parcel is None:
        return ""
    world.x.mail.waiting.remove(parcel)
    hand_over(world, parcel)
    _cases(world)
    customer = world.db.tables["conversations"].items.get((f"CUSTOMER#{account_id}#{author.id}", "CUSTOMER"), {})
    return str(customer.get("case_id", {}).get("S", ""))


def _is_told(world: World) -> bool:
    """A minute is called, by whatever clock it goes, and what it tells is applied; False if it failed."""
    world.clock.move(0.01 + 2 * world.lambdas.skew)
    done = world.tick("hours").ended == "done"
    _cases(world)
    return done


def _cases(world: World) -> None:
    for _ in range(_MOST):
        if world.run("cases", Plan()) is None:
            return


def _row(world: World, case_id: str) -> Wire:
    row: Wire = world.db.tables["conversations"].items[f"CASE#{case_id}", "CASE"]
    return row


def _hangs(world: World, case_id: str) -> str:
    return str(_row(world, case_id).get("incident_id", {}).get("S", ""))


def _going(world: World, account_id: str) -> str:
    going = [one for one in world.accounts.fresh(account_id).incidents if one.ended_at is None]
    return going[0].incident_id if going else ""


def _end(world: World, step: Step) -> None:
    """No incident goes on, and nobody is told of one any more."""
    if _going(world, BRANDS[step.a % len(BRANDS)][0]):
        desk.incident(world, step)
        for _ in range(2):
            _is_told(world)
            let_pass(world, _ONCE_MORE)
