"""A year of a brand that is too large to be lived through message by message: quarter of an hour by quarter of an hour.

What flows are numbers of messages: they come as in `living.py`, wait for agents (complaints first), and then for what X
lets through (replies first, automatic messages with what is left, up to their share). None of our code runs here. A
test holds the flow of three days against the same days as they were lived through with all of it.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.simulation.living import PROFILE
from tests.simulation.opening import Opening
from tests.simulation.reporting import minutes

STEP = 900.0  # seconds
# What X lets one account do in a step by its API, posts and DMs; automatic messages leave a fifth of it.
LIMITS = {"public": 100.0, "private": 15.0}
_AUTOMATIC = 0.8
_COMPLAINTS, _PRIVATE = 0.3, 0.35
_MINUTES = {"complaint": 6.0, "other": 4.0}  # of an agent
# Dollars by message, as the days that were lived through came to: what X takes for a send and for an event, and AWS.
_A_SEND, _AN_EVENT, _AT_AWS = 0.0108, 0.0067, 0.00024
_EVENTS = 1.05  # messages for each first one: some customers thank

type Kind = str
type Queue = deque[tuple[int, float]]  # the step in which so many came


@dataclass(frozen=True)
class Times:
    """A stretch of time: `busy` is how much more or less than usual is written, by week; `accounts` are those on X."""

    name: str
    start: float
    steps: int
    a_day: float
    agents: int
    accounts: int = 1
    busy: Mapping[int, float] = field(default_factory=dict)
    floods: Sequence[tuple[float, float]] = ()  # when, and how many
    away: Sequence[tuple[float, float]] = ()  # from when till when X is away


@dataclass
class Flowed:
    """What came of it. `waits` holds (seconds, open seconds, how many) by kind; `backlog` as in `days.Report`."""

    name: str
    start: float
    came: float = 0.0
    replies: float = 0.0
    acknowledgements: float = 0.0
    waiting: float = 0.0
    waits: dict[Kind, list[tuple[float, float, float]]] = field(default_factory=lambda: {"complaint": [], "other": []})
    backlog: list[tuple[float, float, float, float]] = field(default_factory=list)


def flow(times: Times, opening: Opening) -> Flowed:
    """Let the time pass."""
    return _Flow(times, opening).run()


class _Flow:
    def __init__(self, times: Times, opening: Opening) -> None:
        self.times, self.told = times, Flowed(times.name, times.start)
        instants = [times.start + step * STEP for step in range(times.steps)]
        self.open = [opening.is_open(at) for at in instants]
        self.opened = [0]
        for is_open in self.open:
            self.opened.append(self.opened[-1] + is_open)
        hours = [datetime.fromtimestamp(at, opening.zone).hour for at in instants]
        self.comes = [
            times.a_day * PROFILE[hour] / sum(PROFILE) * STEP / 3600 * times.busy.get(step // 672, 1.0)
            for step, hour in enumerate(hours)
        ]
        for at, count in times.floods:
            self.comes[int((at - times.start) // STEP)] += count
        self.desk: dict[tuple[Kind, str], Queue] = {
            (kind, way): deque() for kind in _MINUTES for way in LIMITS
        }  # complaints stand first
        self.written: dict[str, deque[tuple[Kind, int, float]]] = {way: deque() for way in LIMITS}
        self.to_tell: dict[str, Queue] = {way: deque() for way in LIMITS}

    def run(self) -> Flowed:
        for step in range(self.times.steps):
            self._come(step)
            if self.open[step]:
                self._work()
            at = self.times.start + step * STEP
            if not any(begins <= at < ends for begins, ends in self.times.away):
                for way in LIMITS:
                    self._send(step, way)
            if step % 24 == 0:
                self._look(step)
        self.told.waiting = sum(count for _, count in self._all())
        return self.told

    def _come(self, step: int) -> None:
        self.told.came += self.comes[step]
        for (kind, way), queue in self.desk.items():
            share = _COMPLAINTS if kind == "complaint" else 1 - _COMPLAINTS
            count = self.comes[step] * share * (_PRIVATE if way == "private" else 1 - _PRIVATE)
            queue.append((step, count))
            if not self.open[step]:
                self.to_tell[way].append((step, count))
        if self.open[step]:  # who is told of a return that has come?
            for waiting in self.to_tell.values():
                waiting.clear()

    def _work(self) -> None:
        left = self.times.agents * STEP / 60
        for kind, takes in _MINUTES.items():
            for way in LIMITS:
                queue = self.desk[kind, way]
                # Both ways are one queue at the desk: each gets its part of what is left for the kind.
                mine = left if way == "private" else left * (1 - _PRIVATE)
                while queue and mine > 0:
                    came, count = queue.popleft()
                    done = min(count, mine / takes)
                    self.written[way].append((kind, came, done))
                    mine, left = mine - done * takes, left - done * takes
                    if done < count:
                        queue.appendleft((came, count - done))
                        break

    def _send(self, step: int, way: str) -> None:
        left = LIMITS[way] * self.times.accounts
        automatic = left * _AUTOMATIC
        replies = self.written[way]
        while replies and left > 0:
            kind, came, count = replies.popleft()
            sent = min(count, left)
            left -= sent
            self.told.replies += sent
            open_seconds = (self.opened[step] - self.opened[came]) * STEP
            self.told.waits[kind].append(((step - came) * STEP, open_seconds, sent))
            if sent < count:
                replies.appendleft((kind, came, count - sent))
        left = min(left, automatic)
        waiting = self.to_tell[way]
        while waiting and left > 0:
            came, count = waiting.popleft()
            sent = min(count, left)
            left -= sent
            self.told.acknowledgements += sent
            if sent < count:
                waiting.appendleft((came, count - sent))

    def _all(self) -> list[tuple[Kind, float]]:
        desk = [(kind, count) for (kind, _), queue in self.desk.items() for _, count in queue]
        return desk + [(kind, count) for queue in self.written.values() for kind, _, count in queue]

    def _look(self, step: int) -> None:
        oldest = dict.fromkeys(_MINUTES, step)
        for (kind, _), queue in self.desk.items():
            if queue:
                oldest[kind] = min(oldest[kind], queue[0][0])
        for written in self.written.values():
            # They were written nearly in the order in which they came: the first of each kind is the oldest.
            for kind in _MINUTES:
                first = next((came for of, came, _ in written if of == kind), step)
                oldest[kind] = min(oldest[kind], first)
        ages = [(step - oldest[kind]) * STEP / 3600 for kind in ("complaint", "other")]
        self.told.backlog.append((step * STEP / 3600, ages[0], ages[1], 0.0))


def rows(flowed: Sequence[Flowed]) -> Iterator[str]:
    """The figures as a table in Markdown; what was answered within an open hour is a share of all that came."""
    yield (
        "| stretch | first messages | first answer to a complaint, p50 / p90 | to others | within 1 open hour "
        "| replies | acknowledgements | wait at the end | X: sends + events | AWS |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for one in flowed:
        yield _row(one)


def _row(told: Flowed) -> str:
    opened = [(open_seconds, count) for waits in told.waits.values() for _, open_seconds, count in waits]
    within = sum(count for seconds, count in opened if seconds <= 3600) / max(told.came, 1)
    x = f"${told.acknowledgements * _A_SEND + told.replies * _A_SEND:,.0f} + ${told.came * _EVENTS * _AN_EVENT:,.0f}"
    complaints, others = (_quantiles(told.waits[kind]) for kind in ("complaint", "other"))
    return (
        f"| {told.name} | {told.came:,.0f} | {complaints} | {others} | {within:.0%} | {told.replies:,.0f} "
        f"| {told.acknowledgements:,.0f} | {told.waiting:,.0f} | {x} | ${told.came * _EVENTS * _AT_AWS:,.0f} |"
    )


def _quantiles(waits: Sequence[tuple[float, float, float]]) -> str:
    ordered, told = sorted((wait, count) for wait, _, count in waits), []
    for share in (0.5, 0.9):
        left = share * sum(count for _, count in ordered)
        for wait, count in ordered:
            left -= count
            if left <= 0:
                told.append(minutes(wait) if wait < 7 * 86_400 else f"{wait / 86_400:.0f} days")
                break
    return " / ".join(told)
