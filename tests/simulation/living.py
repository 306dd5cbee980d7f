"""Days of a brand, message by message: customers who write, agents who work the desk's queue, outages and floods.

Time goes from one happening to the next. All functions run as soon as there is something for them, `hours` in each
minute in which something is due, `reconcile` each hour. The promises are checked as in every story.
"""

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from tests.simulation.acts import MACHINE
from tests.simulation.agents import Agents
from tests.simulation.brands import CLOSED, INCIDENT, OPEN, OVER
from tests.simulation.clock import Clock
from tests.simulation.days import Days, Report
from tests.simulation.lambdas import Plan
from tests.simulation.opening import Opening
from tests.simulation.promises import PROMISES
from tests.simulation.steps import Step
from tests.simulation.world import Lines, World

from care.incident_changes import opened
from care.model import actions
from care.model.account import Account
from care.tables.conversations import Conversations
from care.tables.fanout import Sweeps

COMPLAINTS = ("no funciona nada, es una vergüenza", "me habéis cobrado dos veces", "llevo tres días sin servicio")
OTHERS = ("¿dónde está mi pedido?", "¿cuánto cuesta el cambio de tarifa?", "¿a qué hora abrís la tienda?")
# The share of a day's messages that comes in each hour of the local day.
PROFILE = (1, 1, 0.5, 0.5, 0.5, 1, 2, 4, 6, 8, 9, 9, 8, 7, 6, 6, 7, 8, 8, 7, 6, 5, 4, 2)
_SAMPLE = 600.0  # seconds between two looks at the backlog


class _Brand:
    def __init__(self, days: Days, account: Account, opening: Opening, seed: int, clock: Clock, lines: Lines) -> None:
        self.days, self.opening, self.random = days, opening, Random(f"days {seed} {days.name}")
        self.world = World(seed, clock, lines, days.start, [account])
        self.world.facts.openings[account.id].append(opening)
        self.account = account
        self.ends = days.start + days.days * 86_400
        self.report = Report(days.name)
        self.plans: list[tuple[float, int, Callable[[], object]]] = []
        self.number = itertools.count(1)
        self.agents = Agents(
            self.world, account.id, opening, days.agents, days.minutes, self.random, self.number, self.at
        )
        self.acknowledged: set[str] = set()
        self.conversations = Conversations(self.world.db.client, "conversations")
        self.brand = self.world.x.x.world.users[account.id]
        self.due = self.world.db.tables
        self.seen = 0

    def at(self, when: float, what: Callable[[], object]) -> None:
        heapq.heappush(self.plans, (when, next(self.number), what))

    def run(self) -> Report:
        days = self.days
        for hour in range(int(days.days * 24)):
            begins = days.start + hour * 3600
            share = PROFILE[datetime.fromtimestamp(begins).astimezone(self.opening.zone).hour] / sum(PROFILE)
            for _ in range(self._about(days.a_day * share)):
                self.at(
                    begins + self.random.random() * 3600, lambda: self._writes(complaint=self.random.random() < 0.3)
                )
            self.at(begins + 1800, lambda: self._called("reconcile"))
        if days.flood:
            after, count, seconds = days.flood
            for number in range(count):
                moment = days.start + after + seconds * number / count
                self.at(moment, partial(self._writes, complaint=number % 5 == 0, flood=True))
            self.at(days.start + after + 300, self._incident)
        for begins, ends, service in days.outages:
            self.at(days.start + begins, partial(self._outage, service, days.start + ends))
        self.at(days.start, self._sample)
        self.at(days.start + 60, self._minute)
        while self.plans and self.plans[0][0] < self.ends:
            when, _, what = heapq.heappop(self.plans)
            if when > self.world.clock.seconds:
                self.world.clock.set(when)
            what()
            self._work()
        return self._ended()

    def _about(self, mean: float) -> int:
        # A Poisson number would do as well; this one keeps the mean and needs no library.
        return int(mean) + (self.random.random() < mean - int(mean))

    def _writes(self, *, complaint: bool, flood: bool = False) -> None:
        number = next(self.number)
        x = self.world.x.x
        author = x.world.introduce(str(3_000_000_000_000_000_000 + number), f"Nombre{number}zq", 50)
        said = (
            "la fibra no funciona, hay una avería" if flood else self.random.choice(COMPLAINTS if complaint else OTHERS)
        )
        if flood and not complaint:
            said = "¿cuándo vuelve la fibra?"
        self._says(author, f"{said} zq{number}", private=not flood and self.random.random() < 0.35)
        self.agents.asks(author.id, complaint=complaint)
        self.report.customers += 1

    def _says(self, author: Any, text: str, *, private: bool) -> None:
        x = self.world.x.x
        x.dm(author, self.brand, text) if private else x.post(author, f"@{self.brand.username} {text}", lang="es")
        self.report.messages += 1

    def _work(self) -> None:
        world = self.world
        while True:
            while world.x.mail.waiting:
                MACHINE["deliver"](world, Step("deliver", 0, 1))
            ran = [world.run(name, Plan()) for name in world.waiting_work()]
            if not any(ran):
                break
            self._look()
            self._heard()
        self.agents.work()
        self._look()

    def _look(self) -> None:
        fresh = self.world.look()
        for number, promise, _ in PROMISES:
            self.report.broken.extend(f"{number}: {what}" for what in promise(self.world.facts, fresh))
        self.report.broken.extend(f"{number}: {what}" for number, what in fresh.unmet)

    def _heard(self) -> None:
        """What X has just been given: whose wait is over?"""
        done = self.world.x.done
        for one in done[self.seen :]:
            customer = one.item.get("customer_id", "")
            purpose = one.item.get("purpose", "")
            if not one.done:
                self.report.sent["refused by X"] += 1
                continue
            self.report.sent[f"{purpose} {one.channel}"] += 1
            if purpose == "acknowledgement" and customer in self.agents.asked and customer not in self.acknowledged:
                self.acknowledged.add(customer)
                self.report.acknowledged.append(one.at - self.agents.asked[customer][0])
            if purpose == "reply" and customer in self.agents.asked:
                since, complaint = self.agents.answered(customer)
                of = self.report
                (of.complaints if complaint else of.others).append(one.at - since)
                (of.complaints_open if complaint else of.others_open).append(self.opening.open_time(since, one.at))
                self._after_reply(one, customer)
            if purpose == "survey" and one.item["item_id"].rpartition(":")[2].isdigit():
                self._perhaps_scores(customer, one.at)
        self.seen = len(done)

    def _perhaps_scores(self, customer: str, at: float) -> None:
        if self.random.random() < 0.45:
            author = self.world.x.x.world.users[customer]
            self.report.surveys_answered += 1
            score = str(self.random.choice((5, 5, 4, 4, 3, 1)))
            self.at(at + 600, partial(self._says, author, score, private=True))

    def _after_reply(self, one: Any, customer: str) -> None:
        case_id = one.item["case_id"]
        self.at(one.at + 900, lambda: self.agents.act(actions.CaseResolved, customer, case_id))
        if self.random.random() < 0.25:
            author = self.world.x.x.world.users[customer]
            self.at(one.at + 300, lambda: self._says(author, "gracias", private=one.channel == "private"))

    def _minute(self) -> None:
        now = self.world.clock.now
        due = [self.conversations.next_due(shard) for shard in range(4)]
        gates = [row for table in ("conversations", "outbox") for row in self.due[table].indexes["due"].rows.values()]
        waits = any(rows and rows[0][0] <= f"{now:%Y-%m-%dT%H:%M:%S.%fZ}" for rows in gates)
        if waits or any(at is not None and at <= now for at in due):
            self._called("hours")
        self.at(self.world.clock.seconds + 60, self._minute)

    def _called(self, name: str) -> None:
        self.world.tick(name)

    def _incident(self) -> None:
        values = {
            "incident_id": "fibra",
            "terms": ["fibra"],
            "texts": {"es": "La fibra está caída en varias zonas; trabajamos en ello."},
            "end_texts": {"es": f"{OVER}: la fibra funciona."},
        }
        self.world.accounts.change_incidents(self.account.id, lambda one: opened(one, values, self.world.clock.now))
        Sweeps(self.world.db.client, "conversations").begin(
            self.account.id, "incident:fibra:open", self.world.clock.now
        )

    def _outage(self, service: str, ends: float) -> None:
        if service == "x":
            self.world.x.weather.kind, self.world.x.weather.times = "503", 1_000_000
            self.at(ends, lambda: setattr(self.world.x.weather, "times", 0))
        else:
            self.world.lambdas.outages[service] = ends

    def _sample(self) -> None:
        now, oldest = self.world.clock.seconds, {True: 0.0, False: 0.0}
        for since, complaint in self.agents.asked.values():
            oldest[complaint] = max(oldest[complaint], now - since)
        hours = (now - self.days.start) / 3600
        self.report.backlog.append((hours, oldest[True] / 3600, oldest[False] / 3600, len(self.agents.asked)))
        self.at(now + _SAMPLE, self._sample)

    def _ended(self) -> Report:
        report, world = self.report, self.world
        report.unanswered = len(self.agents.asked)
        report.calls = world.lambdas.all_counts()
        report.dollars_sent = world.money() / 1e6
        x = world.x.x.world
        received = sum(one.cost for one in x.posts.values() if not x.users[one.author_id].ours)
        received += sum(one.cost for one in x.messages if not x.users[one.sender_id].ours)
        report.dollars_received = received / 1e6
        report.sent["with the incident's text"] = sum(INCIDENT in one.text for one in world.x.done if one.done)
        report.sent["with the return"] = sum(CLOSED in one.text for one in world.x.done if one.done)
        report.sent["being looked into"] = sum(OPEN in one.text for one in world.x.done if one.done)
        world.close()
        return report


def live(days: Days, account: Account, opening: Opening, seed: int, clock: Clock, lines: Lines) -> Report:
    """Let the days happen."""
    return _Brand(days, account, opening, seed, clock, lines).run()
