"""Agents at the desk of a simulated brand: each who is free takes the first case that nobody works on."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from random import Random
from typing import Any

from tests.simulation.indexed import Table
from tests.simulation.opening import Opening
from tests.simulation.world import World

from care.model import actions
from care.model.envelope import Channel
from care.model.outbox_item import queue_of
from care.queues import send_all
from care.tables.outbox import Outbox


class Agents:
    """`asked` holds who waits for a first answer: since when, and whether it is a complaint."""

    def __init__(
        self,
        world: World,
        account_id: str,
        opening: Opening,
        number: int,
        minutes: tuple[float, float],
        random: Random,
        numbers: Iterator[int],
        at: Callable[[float, Callable[[], object]], None],
    ) -> None:
        self.world, self.account_id, self.opening = world, account_id, opening
        self.idle, self.minutes, self.random, self.numbers, self.at = number, minutes, random, numbers, at
        self.asked: dict[str, tuple[float, bool]] = {}
        self.free: set[str] = set()  # customers who wait and whom nobody works on
        self.outbox = Outbox(world.db.client, "outbox")

    def asks(self, customer: str, *, complaint: bool) -> None:
        """Somebody waits from now on."""
        self.asked[customer] = (self.world.clock.seconds, complaint)
        self.free.add(customer)

    def answered(self, customer: str) -> tuple[float, bool]:
        """Since when a customer waited who waits no more, and whether it was a complaint."""
        self.free.discard(customer)
        return self.asked.pop(customer)

    def act(self, kind: Any, customer: str, case_id: str, **more: Any) -> str:
        """What somebody does at the desk; the id of the action."""
        action = kind(
            account_id=self.account_id,
            customer_id=customer,
            case_id=case_id,
            action_id=f"press{next(self.numbers)}",
            by="ana",
            at=self.world.clock.now,
            **more,
        )
        send_all(self.world.sqs.client, self.world.queues["events"].url, [action])
        return str(action.action_id)

    def work(self) -> None:
        """Each agent who is free takes the first case of the desk's queue that nobody works on."""
        if not (self.idle and self.free and self.opening.is_open(self.world.clock.seconds)):
            return
        table = self.world.db.tables["conversations"]
        for pk, customer in self._waiting(table):
            if customer not in self.free:
                continue
            self.free.discard(customer)
            self.idle -= 1
            row = table.items[pk, "CASE"]
            low, high = self.minutes
            takes = (high if self.asked[customer][1] else low) * 60 * (0.5 + self.random.random())
            private = row["last_message"]["M"]["channel"]["S"] == "private"
            answers = partial(self._answers, row["case_id"]["S"], customer, private=private)
            self.at(self.world.clock.seconds + takes, answers)
            if not (self.idle and self.free):
                return

    def _waiting(self, table: Table) -> Iterable[tuple[str, str]]:
        """Cases that are open and their customers, in the desk's own order, read where the desk reads it.

        Where nearly all of them are being worked on, those of the others are put in order instead.
        """
        queue = f"{self.account_id}#open"
        rows = table.indexes["queue"].rows.get(queue, ())
        if len(rows) < 8 * len(self.free):
            return ((pk, table.items[pk, sk]["customer_id"]["S"]) for _, pk, sk in rows)
        found = []
        for customer in self.free:
            for key in table.keys.get(f"CUSTOMER#{self.account_id}#{customer}", ()):
                case = table.items.get((key, "CASE"))
                if case and case["queue"]["S"] == queue:
                    found.append((case["queue_key"]["S"], key, customer))
        return ((key, customer) for _, key, customer in sorted(found))

    def _answers(self, case_id: str, customer: str, *, private: bool) -> None:
        self.idle += 1
        text = f"Respuesta R{next(self.numbers)}: ya está."
        channel: Channel = "private" if private else "public"
        action_id = self.act(actions.ReplyWritten, customer, case_id, channel=channel, text=text)
        look = partial(self._again, customer, queue_of(self.account_id, channel), f"{case_id}:reply:{action_id}")
        self.at(self.world.clock.seconds + 6 * 3600, look)

    def _again(self, customer: str, queue: str, item_id: str) -> None:
        """Nobody takes a case whose reply waits for X's limits, which the desk shows; else it is anybody's again."""
        item = self.outbox.item(queue, item_id)
        if item and item.state in {"waiting", "claimed", "released"}:
            self.at(self.world.clock.seconds + 6 * 3600, partial(self._again, customer, queue, item_id))
        elif customer in self.asked:
            self.free.add(customer)
