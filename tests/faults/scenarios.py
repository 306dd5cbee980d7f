"""What is done to the stack in the middle of the load; each gives its story, and recovery counts from its end."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from tests.faults.load import Load
from tests.faults.stand import Stand
from tests.faults.workers import kill_busy

_DOWN = 8.0  # seconds: longer than X goes on trying to deliver
_FROZEN = 20.0  # seconds: longer than every time-out of a call
_KEPT = "kept"
_BESIDE = ("Ingest", "Cases", "Acknowledge")
_POST, _DM = "/2/tweets", "/2/dm_conversations"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A name for the table, and what happens."""

    name: str
    happens: Callable[[Stand, Load], str]


def functions_killed(stand: Stand, load: Load) -> str:
    """SIGKILL for the workers of four functions while they work, one after the other, twice; publish in a send."""
    load.middle()
    killed = []
    for path in (_POST, _DM):
        killed += [one.lower() for one in _BESIDE if kill_busy(stand.running, one, within=10)]
        # X does what is asked and does not answer: the publisher dies between the send and its record.
        stand.simulate("faults", {"path": path, "method": "POST", "kind": "lost"})
        met = _wait(lambda: not stand.shown("faults")["faults"], stand.visibility + 30)
        if met and kill_busy(stand.running, "Publish", within=10):
            killed.append("publish")
    stand.http.delete("/x/simulate/faults").raise_for_status()
    return f"killed {', '.join(f'{killed.count(one)} x {one}' for one in dict.fromkeys(killed))}"


def publisher_and_echo(stand: Stand, load: Load) -> str:
    """The publisher dies in the middle of a DM, and X tells nobody that it has it: its webhook is held invalid."""
    load.writes(_KEPT, private=True)
    load.middle()
    _wait(lambda: bool(stand.conversations.customer(stand.account.id, load.ids[_KEPT]).case_id), 60)
    stand.simulate("webhook", {"valid": False})
    stand.simulate("faults", {"path": f"{_DM}/with/{load.ids[_KEPT]}", "method": "POST", "kind": "lost"})
    load.replies(_KEPT, private=True)
    met = _wait(lambda: not stand.shown("faults")["faults"], stand.visibility + 60)
    killed = met and kill_busy(stand.running, "Publish", within=10)
    # Until the next publisher has found what the dead one had claimed.
    _wait(lambda: bool(stand.outbox("unconfirmed")), stand.visibility + 60)
    stand.reconcile()
    return f"publish {'killed in a DM' if killed else 'not met'}, no echo of it, webhook mended by reconcile"


def aws_stopped(stand: Stand, load: Load) -> str:
    """All functions die, the emulator ends with its state on disk and is back some seconds later."""
    load.middle()
    stand.stop_aws()
    time.sleep(_DOWN)
    stand.start_aws()
    return f"down for {_DOWN:.0f} s"


def aws_frozen(stand: Stand, load: Load) -> str:
    """The emulator stands still; the functions in the middle of a call run into their time-outs."""
    load.middle()
    stand.freeze(stand.aws, _FROZEN)
    return f"frozen for {_FROZEN:.0f} s"


def x_killed(stand: Stand, load: Load) -> str:
    """X is killed three times in the middle of a send: one that it has done, one that it has not, and a DM."""
    load.middle()
    met = []
    *_, last = sends = ((_POST, "lost"), (_POST, "timeout"), (_DM, "lost"))
    for path, kind in sends:
        stand.simulate("faults", {"path": path, "method": "POST", "kind": kind})
        if _wait(lambda: not stand.shown("faults")["faults"], 20):
            met.append(f"{'post' if path == _POST else 'DM'} {'done' if kind == 'lost' else 'not done'}")
        stand.kill_x()
        time.sleep(2)
        stand.start_x()
        if (path, kind) != last:
            # What could not connect waits for a minute; here not, so that there is a send to cut.
            stand.skip(timedelta(minutes=1, seconds=1))
    return f"killed 3 times, in the middle of: {', '.join(met) or 'nothing'}"


def x_frozen(stand: Stand, load: Load) -> str:
    """X stands still for longer than a call to it may take."""
    load.middle()
    stand.freeze(stand.x, _FROZEN)
    return f"frozen for {_FROZEN:.0f} s"


def everything(stand: Stand, load: Load) -> str:
    """X, all functions and the emulator at once."""
    load.middle()
    stand.kill_x()
    stand.stop_aws()
    time.sleep(_DOWN)
    stand.start_aws()
    stand.start_x()
    return f"down for {_DOWN:.0f} s"


def _wait(holds: Callable[[], bool], within: float) -> bool:
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


SCENARIOS = {
    "functions": Scenario("functions killed", functions_killed),
    "publisher": Scenario("publisher and echo", publisher_and_echo),
    "aws-stopped": Scenario("ministack stopped", aws_stopped),
    "aws-frozen": Scenario("ministack frozen", aws_frozen),
    "x-killed": Scenario("X killed", x_killed),
    "x-frozen": Scenario("X frozen", x_frozen),
    "everything": Scenario("everything at once", everything),
}
