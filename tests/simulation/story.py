"""Telling a story: its steps one after the other, the promises after each, and rest at the end."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from tests.simulation import besides, dealings, planned, races, renewals
from tests.simulation.acts import MACHINE
from tests.simulation.besides import OF_BESIDES
from tests.simulation.clock import Clock
from tests.simulation.dealings import OF_DEALINGS
from tests.simulation.lambdas import Plan
from tests.simulation.people import OF_PEOPLE
from tests.simulation.planned import OF_PLANNED
from tests.simulation.promises import ALWAYS, PROMISES
from tests.simulation.steps import Step, steps_of, woven
from tests.simulation.troubles import OF_AWS_AND_X
from tests.simulation.world import Lines, World

ACTS = MACHINE | OF_PEOPLE | OF_AWS_AND_X | OF_BESIDES | OF_DEALINGS | OF_PLANNED
ACTS |= {"race": races.race, "renewal": renewals.renewal}
WITHOUT = "SIMULATE_WITHOUT"
LENGTH = 600  # steps of a story, before it is brought to rest
_SEVERAL = {"race", "renewal"}
_MOST_AT_REST = 1500
_NEAR = 200.0  # seconds between minutes, while one recipient fails
_PATIENT = 12  # turns of a rest that are waited for in any case


@dataclass
class Told:
    """How a story went: how many events, what broke, and (if it was asked for) what happened, in sentences."""

    seed: int
    events: int = 0
    broken: list[tuple[int, str]] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)


def story_of(seed: int, length: int = LENGTH) -> list[Step]:
    """The steps of a seed, with all that is woven among them but kinds that WITHOUT of the environment names."""
    steps = steps_of(Random(f"story {seed}"), length)
    without = frozenset(os.environ.get(WITHOUT, "").split(","))
    troubled = races.woven(Random(f"races {seed}"), woven(Random(f"troubles {seed}"), steps, without))
    told = renewals.woven(Random(f"renewals {seed}"), besides.woven(Random(f"besides {seed}"), troubled, without))
    return planned.woven(seed, dealings.woven(seed, told, without), without)


def tell(seed: int, steps: Sequence[Step], clock: Clock, lines: Lines, *, aloud: bool = False) -> Told:
    """Let the steps happen in the world of a seed, until a promise breaks or all is at rest."""
    world = World(seed, clock, lines)
    told = Told(seed)
    try:
        if world.deals:
            dealings.begin(world)
        _reported(world)
        for step in steps:
            before = world.lambdas.counts["invocations"]
            said = ACTS[step.kind](world, step)
            if said:
                # A race is several runs, each of which is a step of its own elsewhere.
                told.events += max(1, world.lambdas.counts["invocations"] - before) if step.kind in _SEVERAL else 1
                told.counts[step.kind] += 1
                if aloud:
                    told.sentences.append(said)
            if not _kept(world, told):
                return told
        _come_to_rest(world, told, aloud=aloud)
    finally:
        told.counts.update(world.lambdas.all_counts())
        told.counts["sent at X"] += len(world.x.done)
        told.counts["simulated seconds"] += int(world.clock.seconds - world.started)
        told.errors = world.lambdas.fell
        world.close()
    return told


def _reported(world: World) -> None:
    """The report is called each hour; before all else, so that it knows which day it has to begin with."""
    if world.clock.seconds % 86_400 < 900:
        world.clock.move(900)  # yesterday may not be over for every function
    world.tick("report")


def _kept(world: World, told: Told) -> bool:
    fresh, facts = world.look(), world.facts
    for number, promise, looks_at in PROMISES if facts.settled or facts.quiet else ALWAYS:
        if not looks_at or getattr(fresh, looks_at):
            for what in promise(facts, fresh):
                told.broken.append((number, what))
    told.broken.extend(fresh.unmet)
    return not told.broken


def _come_to_rest(world: World, told: Told, *, aloud: bool) -> None:
    """Fine weather, and time: all that waits is delivered, worked off and looked up; nothing is left behind."""
    if aloud:
        told.sentences.append("fine weather from here on; everything is given its time")
    _clear_up(world)
    for turn in range(40):
        before = told.events
        if not _worked_off(world, told) or (turn and not _settled(world, told)):
            return
        working = [queue for name, queue in world.queues.items() if not name.endswith("_dlq")]
        # What was worked off now may make something due.
        idle = told.events == before and not any(queue.messages for queue in working)
        if turn >= _PATIENT and idle and not world.x.mail.waiting:
            break
        if not _time_passes(world, told, turn):
            return
        if turn == 9:
            world.tick("reconcile")
            told.events += 1
        if not _rested(world, told):
            return
        if turn == 7:
            _redrive(world)
    if not _worked_off(world, told):
        return
    world.tick("report")
    world.facts.quiet = True
    _kept(world, told)


def _time_passes(world: World, told: Told, turn: int) -> bool:
    """Minutes first, for what is held, hidden or unclear; then hours, for windows of X to open.

    Who always fails is tried again each time, and has the others wait for some minutes: these are called, too.
    """
    waits = 65 if turn < 3 else 500 if turn < 8 else 1000 if turn < _PATIENT else 3700
    if waits == 1000 and world.x.fails:
        if not _minutes(world, told, waits - _NEAR, _NEAR):
            return False
        waits = int(_NEAR)
    world.clock.move(waits)
    world.tick("hours")
    return waits <= 1000 or not world.x.fails or _minutes(world, told, 3 * _NEAR, _NEAR)


def _clear_up(world: World) -> None:
    if world.facts.taken_back:
        MACHINE["deploy"](world, Step("deploy"))
    world.x.weather.times, world.x.weather.hangs_until = 0, 0.0
    world.lambdas.outages.clear()
    world.lambdas.troubles.clear()
    world.late_until = 0.0
    world.facts.calm_since = world.clock.seconds
    for account in world.accounts.all():
        if account.paused_at is not None:
            world.accounts.resume(account.id)
    world.facts.paused.clear()
    for one in list(world.lambdas.waiting):
        world.lambdas.go_on(one, Plan())


def _worked_off(world: World, told: Told) -> bool:
    """Everything that can be delivered or received now is; False if a promise broke."""
    while world.x.mail.waiting:
        MACHINE["deliver"](world, Step("deliver", 0, 1))
        if not _rested(world, told):
            return False
    for _ in range(_MOST_AT_REST):
        if not any(world.run(name, Plan()) for name in world.waiting_work()):
            break
        if not _rested(world, told):
            return False
    return True


def _rested(world: World, told: Told) -> bool:
    told.events += 1
    return _kept(world, told)


def _minutes(world: World, told: Told, seconds: float, each: float) -> bool:
    """Time passes, with minutes called in it: what is tried again soon is tried before what waits for longer."""
    while seconds > 0:
        world.clock.move(each)
        world.tick("hours")
        seconds -= each
        if not _worked_off(world, told):
            return False
    return True


def _settled(world: World, told: Told) -> bool:
    """Whatever could be done now is done: what is left waits for a reason."""
    working = [queue for name, queue in world.queues.items() if not name.endswith("_dlq") and name != "facts"]
    # What is told to others once more waits on its queue, for hours, and holds nothing else.
    busy = world.lambdas.waiting or any(queue.messages for queue in working) or "notify" in world.waiting_work()
    world.facts.settled = not busy
    try:
        return _kept(world, told)
    finally:
        world.facts.settled = False


def _redrive(world: World) -> None:
    """An operator gives what SQS itself gave up another try."""
    for name, queue in world.queues.items():
        if name.endswith("_dlq"):
            source = world.queues[name.removesuffix("_dlq")]
            for message in [one for one in queue.messages.values() if not one.reason]:
                del queue.messages[message.message_id]
                message.receives, message.visible_at = 0, world.clock.seconds
                source.messages[message.message_id] = message
