"""What a brand with settings at every maximum costs its neighbours in shared workers: `make bench ARGS=neighbours`.

Each message is decided on as `cases` does (classified, matched with self-service, its acknowledgement and clocks), for
the hostile brand and for an ordinary one. A worker takes the accounts of a batch in turn, so that a neighbour's message
waits for one of the hostile brand's at most; what that costs more than the same worker costs between ordinary brands is
printed, and is to be a tenth at most. What waits outside of the batch is reckoned (`crowded`). A Lambda of 256 MB has a
seventh of a processor (`SHARE`), and waits for DynamoDB, six calls of 4 ms for an event (`IO`).
"""
# ruff: noqa: T201  a bench talks to a terminal

import statistics
import sys
import time
from collections.abc import Callable
from copy import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "functions"), str(ROOT / "layers" / "care" / "python")]

from infra.cdk.context import StackContext  # noqa: E402
from infra.cdk.functions import most_at_once  # noqa: E402
from tests.bench.hostile_brand import hostile  # noqa: E402  after the path is set
from tests.functions.conftest import ACCOUNT  # noqa: E402

from care.batches import fairly  # noqa: E402
from care.case.decide import decide  # noqa: E402
from care.model.account import Account  # noqa: E402
from care.model.customer import Customer  # noqa: E402
from care.model.messages import Author, Message  # noqa: E402
from care.model.settings.selfservice import SelfServiceSettings  # noqa: E402
from care.model.x_events import MessageReceived  # noqa: E402

OPEN: Final = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
IO: Final = 6 * 4_000  # microseconds of DynamoDB's answers for one event
SHARE: Final = 256 / 1769
# Of docs/scale.md: seconds of a run of `cases` for one event, events and deliveries of one mention that is answered.
RUN, EVENTS_OF_ONE, DELIVERIES = 0.10, 5, 3
EVENTS, ROUNDS = 200, 5
CROWDS: Final = (5, 17, 40, 67, 200)
TEXTS: Final = (
    "¿dónde está mi pedido 17 que no llega?",
    "llevo dos días sin internet y nadie contesta, quiero una solución ya",
    "hola, ¿cómo va el pedido 4? que sigo esperando desde el lunes y mi madre sin línea",
    "gracias!",
)


def event_of(account: Account, number: int) -> MessageReceived:
    customer = str(10**12 + number)
    return MessageReceived(
        account_id=account.id,
        customer_id=customer,
        author=Author(id=customer, username=f"c{number}", name="Marta", followers=120),
        message=Message(
            id=str(10**15 + number),
            channel="private",
            text=TEXTS[number % len(TEXTS)],
            at=OPEN + timedelta(seconds=number),
            language="es",
        ),
    )


def each(work: Callable[[int], Any], count: int = EVENTS) -> float:
    """The median of the rounds, in microseconds of the processor for one."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for number in range(count):
            work(number)
        rounds.append((time.process_time() - start) * 1e6 / count)
    return statistics.median(rounds)


def deciding(account: Account) -> float:
    events = [event_of(account, number) for number in range(EVENTS)]

    def work(number: int) -> None:
        event = events[number]
        decide(Customer(account_id=account.id, customer_id=event.customer_id), event, account, OPEN)

    work(0)
    return each(work)


def reading(account: Account) -> float:
    stored = account.model_dump_json(by_alias=True)
    return each(lambda _: Account.model_validate_json(stored, context={"stored": True}, extra="ignore"), 10)


def brand_of_few(brand: Account) -> SelfServiceSettings:
    """Self-service as an ordinary brand has it: five articles."""
    return replace(brand.selfservice, articles=brand.selfservice.articles[:5], lookups=())


def crowded(quota: int, mentions: float, seconds: float = 600.0) -> float:
    """How long a neighbour's event waits that comes after so many seconds of a crowd of one brand, in seconds.

    What waits is worked off oldest first, whoever's it is: `events.fifo` knows customers and no brands. `mentions` a
    second are a crowd's; the API lets in `throttle_rate` deliveries, of which each mention makes three.
    """
    let_in = min(mentions, StackContext().throttle_rate / DELIVERIES)
    runs = most_at_once("cases", quota)
    return max(0.0, (let_in * EVENTS_OF_ONE - runs / RUN) * seconds) / (runs / RUN)


def main() -> None:
    """Print the table."""
    brand = hostile()
    ordinary = replace(ACCOUNT, selfservice=brand_of_few(brand))
    print(f"settings of {len(brand.model_dump_json(by_alias=True)) // 1000} KB")
    print(f"{'microseconds of the processor':40}{'ordinary':>12}{'hostile':>12}")
    costs = {}
    for name, of in (("deciding on a message", deciding), ("reading the settings, once while they stay", reading)):
        costs[name] = (of(ordinary), of(brand))
        print(f"{name:40}{costs[name][0]:>12,.0f}{costs[name][1]:>12,.0f}")
    ours, theirs = (one / SHARE for one in costs["deciding on a message"])
    # In turns: of each two messages one is the other brand's.
    more = theirs - ours
    print(f"a neighbour's message in `cases`: {100 * more / (2 * (ours + IO)):.1f} % slower than among ordinary brands")
    batch = [{"attributes": {"MessageGroupId": f"77#{n}"}, "name": "hostile"} for n in range(9)]
    batch.append({"attributes": {"MessageGroupId": "1#1"}, "name": "neighbour"})
    waited = [one["name"] for one in fairly(batch)].index("neighbour")
    print("a neighbour's event after ten minutes of a crowd, by the account's quota and the crowd's mentions a second")
    print(f"{'':10}" + "".join(f"{mentions:>10}" for mentions in CROWDS))
    for quota in (10, 100, 200, 1000):
        print(f"{quota:<10}" + "".join(f"{crowded(quota, mentions):>8,.0f} s" for mentions in CROWDS))
    print(f"in a batch of nine of the hostile brand's and one of another, the other waits for {waited} of them")


if __name__ == "__main__":
    main()
