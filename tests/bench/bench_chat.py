"""How fast 1,000 encrypted chats are opened, applied and sealed, and what that costs a bundle: one core.

The library's own work, as `chat` and `publish` call it: keys are loaded anew for each message, because nothing that
opens a conversation is kept. How long a cold start takes is in `make bench ARGS=cold`.
"""
# ruff: noqa: T201  a bench talks to a terminal

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from infra.cdk import bundles
from infra.pages import sizes

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.unit.x.chatting import Person, Talk

from care.case.decide import decide
from care.chat.arrivals import arrived
from care.model.account import Account
from care.model.chat import ChatDelivered, Opened
from care.model.customer import Customer
from care.x.chat import newest_key, open_event, seal

CHATS = 1_000
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BRAND = Person("2000000000000000001")
ACCOUNT = Account.model_validate(
    {
        "id": BRAND.id,
        "username": "tiendaluna",
        "name": "Tienda Luna",
        "privacy_url": "https://tiendaluna.example/privacidad",
        "hours": {"timezone": "Europe/Madrid", "weekly": {"mon": [["09:00", "14:00"]]}},
    }
)


def timed(what: str, work: Callable[[int], object]) -> None:
    taken = []
    for number in range(CHATS):
        start = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - start) * 1000)
    print(f"{what}: {1000 / statistics.mean(taken):,.0f} a second, p50 {statistics.median(taken):.2f} ms, "
          f"p99 {statistics.quantiles(taken, n=100)[98]:.2f} ms")  # fmt: skip


def main() -> None:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import chat_xdk"], check=True)
    print(f"a process that imports the library: {(time.perf_counter() - start) * 1000:.0f} ms")
    people = [Person(str(700_000 + number), "1790000000002") for number in range(CHATS)]
    talks = [Talk(person, BRAND) for person in people]
    events = [
        talk.says(person, "Hola, mi pedido LN-12345 no llega") for talk, person in zip(talks, people, strict=True)
    ]
    found: dict[int, Opened] = {}

    def opens(number: int) -> None:
        shown = (BRAND.shown, people[number].shown)
        one = open_event((BRAND.keys,), events[number][2], talks[number].key_changes, shown, talks[number].id)
        assert isinstance(one, Opened)
        found[number] = one

    def applies(number: int) -> None:
        whose = {"account_id": BRAND.id, "customer_id": people[number].id, "sender_id": people[number].id}
        told = ChatDelivered(
            **whose, delivery_id=f"d-{number}", conversation_id=talks[number].id, encoded_event=events[number][2]
        )
        [event] = arrived(told, found[number], {}, NOW, late=False).events
        decided = decide(Customer(account_id=BRAND.id, customer_id=people[number].id), event, ACCOUNT, NOW)
        assert decided.case is not None

    def seals(number: int) -> None:
        shown = (BRAND.shown, people[number].shown)
        key = newest_key((BRAND.keys,), talks[number].key_changes, shown, talks[number].id)
        assert key is not None
        seal(BRAND.keys, talks[number].id, "Hemos recibido su mensaje y le respondemos hoy.", key)

    timed(f"opened, {CHATS:,} chats", opens)
    timed("applied", applies)
    timed("sealed", seals)
    with tempfile.TemporaryDirectory() as directory:
        layer = Path(directory) / "xchat"
        bundles.install(layer / "python", "xchat", "arm64")
        print(f"the layer, unpacked, arm64: {sizes.by_package(layer).total() / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
