"""`make faults`: a local run loses functions, AWS and X in the middle of its load, and what is left is looked at.

`ARGS="x-killed functions"` runs those scenarios; `--seed`, `--customers`, `--seconds` say what load; `--visibility 360`
hides what a dead function had in hand for as long as the deployed queues do (30 seconds otherwise, for your patience).
"""
# ruff: noqa: T201  a table is for a terminal

import argparse
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from infra import ROOT
from rich.console import Console
from rich.table import Table
from tests.faults.checks import Found, look
from tests.faults.load import Load
from tests.faults.scenarios import SCENARIOS, Scenario
from tests.faults.stand import NotAtRest, Stand

from care.model.actions import SendDecided
from care.queues import send_all

CLOSED = datetime.fromisoformat("2026-11-21T20:30:00+01:00")
_PORT = 8431


@dataclass(slots=True)
class Told:
    """One line of the table."""

    scenario: Scenario
    story: str
    found: Found
    recovery: float = 0.0
    cut: int = 0
    again: int = 0
    given_up: int = 0


def main(arguments: list[str]) -> int:
    """Print the table; 1 if something was lost or done twice."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=", ".join(SCENARIOS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--customers", type=int, default=36)
    parser.add_argument("--seconds", type=float, default=20.0, help="for how long the load comes")
    parser.add_argument("--visibility", type=int, default=30, help="seconds; the deployed queues have 360")
    parser.add_argument("--port", type=int, default=_PORT)
    given = parser.parse_args(arguments)
    if unknown := set(given.scenarios) - set(SCENARIOS):
        parser.error(f"there is no scenario {min(unknown)}: there are {', '.join(SCENARIOS)}")
    directory = ROOT / ".local" / "faults"
    directory.mkdir(parents=True, exist_ok=True)
    print("Starting a stack and an X of its own …", flush=True)
    told = []
    with Stand(given.port, directory, CLOSED, given.visibility) as stand:
        for number, name in enumerate(given.scenarios or SCENARIOS):
            print(f"{SCENARIOS[name].name} …", flush=True)
            load = Load(stand, f"c{number}", given.seed + number, given.customers, given.seconds)
            told.append(told_of(stand, SCENARIOS[name], load))
            for fault in told[-1].found.faults:
                print(f"  BROKEN: {fault}", flush=True)
    return _shown(told)


def told_of(stand: Stand, scenario: Scenario, load: Load) -> Told:
    """Let it happen in the middle of the load, wait, ask X for what it could not deliver, and look."""
    before = stand.said().count("failed processing SQS batch")
    delivered = len(stand.shown("deliveries")["deliveries"])
    load.start()
    told = Told(scenario, scenario.happens(stand, load), Found())
    began = time.monotonic()
    try:
        load.done()
        stand.rest()
        stand.reconcile()
        load.answered()
        stand.rest()
        told.recovery = time.monotonic() - began
        finish(stand)
        told.found = look(stand, load)
    except NotAtRest as fault:
        told.found.faults.append(str(fault))
    told.cut = stand.said().count("failed processing SQS batch") - before
    heard = stand.shown("deliveries")["deliveries"][delivered:]
    told.again = sum(max(0, one["attempts"] - 1) for one in heard)
    told.given_up = sum(one["status"] == "failed" for one in heard)
    return told


def finish(stand: Stand) -> None:
    """Let the time pass in which X's limits open and unclear sends are looked up, and decide on what is left."""
    for minutes in (3, 16, 16):
        stand.move(timedelta(minutes=minutes))
        stand.reconcile()
        stand.rest()
    for item in stand.outbox("unconfirmed"):
        # X shows it nowhere, so the person at the desk has it sent once more.
        whose = {"account_id": item.account_id, "customer_id": item.customer_id, "case_id": item.case_id}
        values = {"action_id": f"again-{item.item_id}", "by": "Otto", "at": item.settled_at or item.created_at}
        again = SendDecided.model_validate({**whose, **values, "item_id": item.item_id, "verdict": "again"})
        send_all(stand.client("sqs"), stand.stack.outputs["EventsQueueUrl"], [again])
    stand.rest()
    stand.move(timedelta(minutes=16))
    stand.rest()


def _shown(told: list[Told]) -> int:
    table = Table("scenario", "what was done")
    for name in ("messages", "sends", "batches cut", "tried again", "given up", "withdrawn", "at rest after", "broken"):
        table.add_column(name, justify="right")
    for one in told:
        counts = (one.found.messages, one.found.sends, one.cut, one.again, one.given_up, one.found.withdrawn)
        table.add_row(
            one.scenario.name, one.story, *map(str, counts), f"{one.recovery:.0f} s", str(len(one.found.faults))
        )
    Console(highlight=False, width=160 if not sys.stdout.isatty() else None).print(table)
    broken = sum(len(one.found.faults) for one in told)
    messages, sends = sum(one.found.messages for one in told), sum(one.found.sends for one in told)
    verdict = "nothing lost, nothing twice" if not broken else f"{broken} promises broken"
    worst = max((one.recovery for one in told), default=0.0)
    print(f"{len(told)} scenarios, {messages} messages, {sends} sends: {verdict}; at rest after {worst:.0f} s at most")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
