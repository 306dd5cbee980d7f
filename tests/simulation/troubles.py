"""What AWS and X do besides, each kind of step by itself: what a function must live with and seldom meets."""

from collections.abc import Callable

from tests.simulation import desk
from tests.simulation.brands import BRANDS, PEOPLE
from tests.simulation.steps import Step
from tests.simulation.world import World

from care.model import actions

type Act = Callable[[World, Step], str]
_LATE = (1, 4, 15, 50)  # seconds
_OFF = (0.0, 0.02, 0.5, 2.0, 2.0)  # seconds
_CONFLICTS = ("TransactionConflict", "ThrottlingError")


def refuser(world: World, step: Step) -> str:
    """From here on nothing can be sent to one customer: X fails each time. Half of them stay so to the end."""
    fails, one = world.x.fails, PEOPLE[step.a % len(PEOPLE)]
    if fails and step.b % 2:
        fails.clear()
        return "X takes what is sent to everybody"
    fails.clear()
    fails.add(one)
    return f"X fails whatever is sent to customer {one[-1]}"


def hang(world: World, step: Step) -> str:
    """X takes each call and never answers, for some minutes."""
    minutes = (1, 3, 8, 20)[step.a % 4]
    world.x.weather.hangs_until = world.clock.seconds + minutes * 60
    return f"X does not answer for {minutes} minutes"


def late(world: World, step: Step) -> str:
    """Indexes show what was written some seconds later, for some minutes."""
    world.late_by, minutes = float(_LATE[step.a % len(_LATE)]), (2, 10, 60)[step.b % 3]
    world.late_until = world.clock.seconds + minutes * 60
    return f"indexes are late by {world.late_by:.0f} s for {minutes} minutes"


def answer(world: World, step: Step) -> str:
    """AWS does the next writes, its answers are lost, and the SDK asks again."""
    return _next(world, "answer lost", 1 + step.a % 4)


def part(world: World, step: Step) -> str:
    """SQS takes a part of the next batches."""
    return _next(world, "part of a batch", 1 + step.a % 2)


def conflict(world: World, step: Step) -> str:
    """DynamoDB cancels the next transactions, because of another one or of too many."""
    return _next(world, _CONFLICTS[step.a % 2], 1 + step.b % 9)


def spread(world: World, step: Step) -> str:
    """The next runs are spread over several warm instances, each with what it remembers."""
    world.lambdas.spread = 5 + step.a % 20
    return f"the next {world.lambdas.spread} runs are spread over several instances"


def skew(world: World, step: Step) -> str:
    """From here on the instances' clocks are off, each in its own way: Amazon keeps them within milliseconds."""
    world.lambdas.skew = _OFF[step.a % len(_OFF)]
    world.facts.skewed = max(world.facts.skewed, world.lambdas.skew)
    return f"clocks of instances are off by up to {world.lambdas.skew} s"


def unfit(world: World, step: Step) -> str:
    """Something that AWS never takes, however often it is asked: a message, its acknowledgement, or a reply."""
    world.people += 1
    mark, account_id = f"incabible{world.people:05}", BRANDS[step.b % 2][0]
    if step.c % 3 == 0:
        cases = [one for one in world.facts.cases() if one["account_id"] == account_id and not one.get("merged_into")]
        if not cases:
            return ""
        said = desk.press(world, cases[step.a % len(cases)], actions.ReplyWritten, channel="private", text=mark)
        return said and f"{said}, which the outbox never takes{_never(world, 'outbox', mark)}"
    author = world.x.x.world.user(PEOPLE[step.a % len(PEOPLE)])
    made = world.x.x.dm(author, world.x.x.world.users[account_id], f"{mark} zq")
    if step.c % 3 == 1:
        return f"the DM {made.id} comes, which can never be stored{_never(world, 'conversations', mark)}"
    mark = f":acknowledgement:{made.id}"
    return f"the DM {made.id} comes, whose acknowledgement the outbox never takes{_never(world, 'outbox', mark)}"


def _never(world: World, table: str, mark: str) -> str:
    world.facts.unfit.add(mark)
    world.lambdas.unfits.setdefault(table, set()).add(mark.encode())
    return ""


def _next(world: World, trouble: str, times: int) -> str:
    world.lambdas.troubles[trouble] = times
    return f"the next {times}: {trouble}"


OF_AWS_AND_X: dict[str, Act] = {
    "refuser": refuser,
    "hang": hang,
    "late": late,
    "answer": answer,
    "part": part,
    "conflict": conflict,
    "spread": spread,
    "skew": skew,
    "unfit": unfit,
    "anew": desk.anew,
}
