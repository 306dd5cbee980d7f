"""What deciding on one event costs: `python tests/bench/bench_decide.py`.

A thousand messages of as many customers, and a second one of each, go through `decide` with a real account; beside it,
in the same process, reading the same event with pydantic, and writing the case as DynamoDB items. Medians of the
rounds, in microseconds of processor time an event.
"""
# ruff: noqa: T201  a bench talks to a terminal

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "functions"), str(ROOT / "layers" / "care" / "python")]

from tests.functions.conftest import ACCOUNT, SHOP  # noqa: E402  after the path is set

from care.case.decide import decide  # noqa: E402
from care.model.customer import Customer  # noqa: E402
from care.model.events import read_event  # noqa: E402
from care.model.messages import Author, Message  # noqa: E402
from care.model.x_events import MessageReceived  # noqa: E402
from care.tables.case_writes import CaseWrites  # noqa: E402

EVENTS, ROUNDS = 1_000, 7
OPEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TEXTS = (
    "@tiendaluna ¿dónde está mi pedido?",
    "@tiendaluna llevo dos días sin internet y nadie contesta, quiero una solución ya",
    "@tiendaluna minha encomenda não chegou, podem ajudar?",
    "@tiendaluna gracias!",
)


def event_of(number: int, minute: int) -> MessageReceived:
    """One message of one customer."""
    customer = str(10**12 + number)
    return MessageReceived(
        account_id=SHOP,
        customer_id=customer,
        author=Author(id=customer, username=f"c{number}", name="Marta", followers=120),
        message=Message(
            id=str(10**15 + number * 100 + minute),
            channel="public",
            text=TEXTS[number % len(TEXTS)],
            at=OPEN + timedelta(minutes=minute),
            summons=True,
            language="es",
        ),
    )


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """The median and the spread of a round, in microseconds an event."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        rounds.append((time.process_time() - start) * 1e6 / EVENTS)
    return statistics.median(rounds), max(rounds) - min(rounds)


def main() -> None:
    """Print the table."""
    first = [event_of(number, 0) for number in range(EVENTS)]
    second = [event_of(number, 5) for number in range(EVENTS)]
    nobody = [Customer(account_id=SHOP, customer_id=event.customer_id) for event in first]
    decided = [decide(known, event, ACCOUNT, OPEN) for known, event in zip(nobody, first, strict=True)]
    cases = [one.case for one in decided if one.case is not None]
    bodies = [event.as_json() for event in first]
    writes, later = CaseWrites("conversations"), OPEN + timedelta(minutes=5)
    works: dict[str, Callable[[], Any]] = {
        "decide, a first message": lambda: [
            decide(known, event, ACCOUNT, OPEN) for known, event in zip(nobody, first, strict=True)
        ],
        "decide, a further message": lambda: [
            decide(case, event, ACCOUNT, later) for case, event in zip(cases, second, strict=True)
        ],
        "reading the event (pydantic)": lambda: [read_event(body) for body in bodies],
        "writing the case as items": lambda: [list(writes.case(case, OPEN)) for case in cases],
    }
    for work in works.values():
        work()
    print(f"{'':32} {'µs an event':>12} {'spread':>8}")
    for name, work in works.items():
        median, spread = timed(work)
        print(f"{name:32} {median:>12.0f} {spread:>8.0f}")


if __name__ == "__main__":
    main()
