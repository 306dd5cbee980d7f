"""One story's world: X, AWS, the functions, the people; and how it is brought to rest at the end."""

import json
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any
from unittest import mock

import aws_lambda_powertools
from infra.local.x.world import User
from tests.simulation import lambdas as running
from tests.simulation import log_lines, sealing
from tests.simulation.brands import BRANDS, STARTS, account_of, hours_of, opening_of
from tests.simulation.clock import Clock, clock_at
from tests.simulation.dynamodb import DynamoDB
from tests.simulation.facts import Facts, Fresh, Write
from tests.simulation.lambdas import SOURCES, Invocation, Lambdas, Plan
from tests.simulation.loading import done_once, remember
from tests.simulation.lookups import self_service_of
from tests.simulation.outside import KEY, settings_of, takes_part
from tests.simulation.promise_once import instant
from tests.simulation.receivers import Receivers
from tests.simulation.releases import plain
from tests.simulation.s3 import S3
from tests.simulation.secret_store import Secrets
from tests.simulation.sqs import SQS, Message, Queue
from tests.simulation.tables import new_queues
from tests.simulation.x_side import XSide
from tests.template_tables import indexes

from care.model.account import Account
from care.model.settings.courtesy import CourtesySettings
from care.tables.accounts import Accounts
from care.x.chat_keys import ChatKeys, with_keys

_HAVE_CHAT_KEYS = 0.5  # of accounts
_LOOKED_AT = frozenset({"CASE", "CUSTOMER", "MSG#", "EVEN"})  # rows of conversations, or how their names begin
FUNCTIONS = Path(__file__).parents[2] / "functions"


class Lines:
    """Standard output: what functions log."""

    def __init__(self) -> None:
        self.fresh: list[str] = []
        self.heard: Callable[[str], None] = lambda _line: None

    def write(self, text: str) -> int:
        """Keep what was printed."""
        if len(text) > 1:
            self.fresh.append(text)
            self.heard(text)
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""


class World:
    """Everything that a story happens in. `seed` chooses accounts, hours and the beginning, unless they are given."""

    def __init__(
        self, seed: int, clock: Clock, lines: Lines, start: float | None = None, accounts: Sequence[Account] = ()
    ) -> None:
        random = Random(f"world {seed}")
        self.clock, self.lines = clock, lines
        self.deals = takes_part(seed) and not accounts  # with others than customers
        sealing.begin_again()
        clock.set(start or random.choice(STARTS).timestamp() + random.randrange(0, 12 * 3600))
        self.queues = new_queues()
        self.lambdas = Lambdas(clock, self.queues, FUNCTIONS)
        self.db = DynamoDB(indexes(), self.lambdas)
        self.sqs = SQS(list(self.queues.values()), clock, self.lambdas)
        self.s3 = S3(self.lambdas)
        self.lambdas.sqs = self.sqs
        self.late_until, self.late_by = 0.0, 0.0  # the indexes
        self.db.now, self.db.unfit = clock, self.lambdas.unfit
        self.db.lag = lambda: self.late_by if clock.seconds < self.late_until else 0.0
        self.x = XSide(clock, self.lambdas, BRANDS)
        receivers = Receivers(self.lambdas, self.db, {username: account_id for account_id, username, _ in BRANDS})
        self.facts = Facts(self.db, self.queues, self.x, self.s3, receivers)
        receivers.zone = lambda account_id: self.facts.openings[account_id][-1].zone
        self.x.outside.told = receivers.told
        self.x.look = self.facts.look
        self.x.crc = self._challenge
        self.fresh = Fresh()
        self.db.written.append(self._written)
        self._seen_sends = self._seen_fell = 0
        self.accounts = Accounts(self.db.client, "accounts")
        self.served_by_itself: list[int] = []  # accounts that offer self-service
        self.asks: User | None = None  # who last talked to it
        self.people = 0  # numbers of replies, notes and presses
        self.ingest: ModuleType | None = None
        self.rest = 0  # actions that bringing the story to rest took
        self.started = clock.seconds
        self.secrets = Secrets(self._secret, self.lambdas)
        clients = {"dynamodb": self.db, "sqs": self.sqs, "s3": self.s3, "secretsmanager": self.secrets}
        clients |= dict.fromkeys(("events", "sns", "sesv2"), self.facts.receivers)
        self._back = running.use(clients)
        self._reached = self.x.reached()
        self._reached.__enter__()
        for account in accounts or [self._some_account(number, random) for number in range(len(BRANDS))]:
            self.accounts.put(account)
        self.besides = self.facts.besides
        self.x.outside.is_over = self._arrived
        self.chat_secret = "{}"
        keyed = Random(f"chats {seed}")
        for one in self.x.keys.accounts:
            if keyed.random() < _HAVE_CHAT_KEYS:
                self.give_chat_keys(one.id)
        self._fresh_facts()
        lines.heard = self._heard

    def _heard(self, line: str) -> None:
        """A due event was looked at: what it is about is not due any more at that moment."""
        if '"x.not_answered"' in line:
            self.besides.unanswered = True
        if '"nothing_due"' not in line or '"event_id":"due:' not in line:
            return
        told = json.loads(line)
        row = self.db.tables["conversations"].items.get((f"CASE#{told['case_id']}", "CASE"), {})
        _, _, at = told["event_id"].split(":", 2)
        by = instant(at.rpartition(":")[0] if at.count(":") > 3 else at)
        for name, due in plain(row).get("timers", {}).items():
            if instant(due) <= by:
                self.fresh.unmet.append((9, f"{name} of {told['case_id']} was due, was looked at, and is due still"))

    def give_chat_keys(self, account_id: str) -> None:
        """Keys of an account's encrypted chats: public at X, private in their secret and on its people's phones."""
        self.besides.keyed.add(account_id)
        made = sealing.StandIn()
        public = vars(made.generate_keypairs().public_key)
        body = {"public_key": public, "generate_version": True}
        version = self.x.x.chats.public_keys.register(account_id, body, self.clock.now).public_key_version
        keys = ChatKeys(account_id, version, bytes(made.export_keys()))
        self.chat_secret = with_keys(self.chat_secret, keys)
        self.x.x.phones.adopt(self.x.x.world.users[account_id], keys.blob)

    def _some_account(self, number: int, random: Random) -> Account:
        hours = hours_of(random)
        budget = {"month_dollars": "0.20"} if random.random() < 0.15 else {}
        more: dict[str, Any] = {"undo_seconds": random.choice((0, 10)), "budget": budget}
        if random.random() < 0.3:
            more["courtesy"] = CourtesySettings(greeting=True, goodbye=True, thanks="everybody", welcome=True)
        if random.random() < 0.4:
            more["selfservice"] = self_service_of(BRANDS[number][1], random.choice((None, 30)))
            self.served_by_itself.append(number)
        if self.deals:
            more["hand_over"] = settings_of(BRANDS[number][1])
        account = account_of(number, hours, **more)
        self.facts.openings[account.id].append(opening_of(hours, self.clock.seconds))
        if budget:
            self.facts.limits[account.id] = 200_000
        return account

    def _secret(self, arn: str) -> str:
        """The apps' keys, and those of chats."""
        known = {running.CHAT_SECRET_ARN: self.chat_secret, running.FACTS_SECRET_ARN: KEY}
        return known[arn] if arn in known else self.x.secret()

    def _arrived(self, account_id: str, subscriber: str, fact_id: str) -> bool:
        """Whether a fact counts as told to a subscriber."""
        table, pk = self.db.tables["accounts"], f"DELIVERIES#{account_id}"
        there = table.keys.get(pk, [])
        its = there[bisect_left(there, f"{subscriber}#") : bisect_left(there, f"{subscriber}$")]
        mine = (sk for sk in its if sk.endswith(f"#{fact_id}"))
        return any(table.items[pk, sk]["state"]["S"] == "sent" for sk in mine)

    def close(self) -> None:
        """The world is over."""
        for one in list(self.lambdas.waiting):
            self.lambdas.waiting.remove(one)
            one.green.throw(running.Killed)
        self._reached.__exit__(None, None, None)
        self._back()
        self.lines.heard = lambda _line: None
        # What holds each other is let go by hand: to have it found takes a tenth of a story's time.
        self.lambdas.forget()
        for part in (self.db, self.sqs, self.s3, self.lambdas, self.x, self.facts, self):
            vars(part).clear()

    def _written(self, table: str, key: tuple[str, str], before: Any, after: Any) -> None:
        if table == "outbox":
            self._written_to_send(key, before, after)
        elif key[1] == "CASE":
            self.facts.case_at[key[0]] = self.clock.seconds
            if after is not None and (incident := after.get("incident_id", {}).get("S")):
                self.facts.hung.add((key[0], incident))
        looked_at = table == "conversations" and (key[1] in _LOOKED_AT or key[1][:4] in _LOOKED_AT)
        if table == "accounts" and key[0].startswith("DELIVERIES#"):
            self.facts.receivers.written(key, before, after)
        if table == "accounts" and before is None and key[1].startswith("SEEN#"):
            self.facts.searched.setdefault(key, self.clock.seconds)
        by_report = self.lambdas.current is not None and self.lambdas.current.function == "report"
        if looked_at or (by_report and table != "accounts"):
            write = Write(self.lambdas.effects, self.clock.seconds, table, key, before, after)
            if looked_at:
                self.fresh.writes.append(write)
            if by_report:
                self.fresh.by_report.append(write)

    def _written_to_send(self, key: tuple[str, str], before: Any, after: Any) -> None:
        if key[1].startswith("READY#"):
            self.facts.placed(key, before, after, self.lambdas.effects)
        if key[1].startswith("ITEM#") and after is None and before is not None and before["state"]["S"] == "claimed":
            self.facts.gone_in_flight[key[0]].append(before)
        if key[1] == "CIRCUIT" and after is not None and (before is None or before["holds"]["N"] == "0"):
            self._shut(key[0], after)

    def _shut(self, queue: str, circuit: Any) -> None:
        """The way of a queue begins to count as broken: one recipient whose sends fail is no reason."""
        failing, known = self.x.failing[queue], circuit["failed"]["L"]
        if circuit["holds"]["N"] != "0" and "way" not in failing and len(failing) == len(known) == 1:
            self.fresh.unmet.append((10, f"{queue} waits as a whole, because sends to {min(failing)} fail"))

    def look(self) -> Fresh:
        """What is new since the last look."""
        fresh = self.fresh
        fresh.sends = self.x.done[self._seen_sends :]
        self._seen_sends = len(self.x.done)
        fresh.lines = self.lines.fresh
        fresh.fell = self.lambdas.fell[self._seen_fell :]
        self._seen_fell = len(self.lambdas.fell)
        self.lines.fresh = []
        fresh.unmet += self.facts.receivers.unmet
        self.facts.receivers.unmet.clear()
        self.fresh = Fresh()
        return fresh

    def _fresh_facts(self) -> None:
        self.fresh = Fresh()
        self.lines.fresh = []

    def call_ingest(self, event: dict[str, Any]) -> dict[str, Any]:
        """One request to the webhook. It is not stopped midway: X sees no more than its answer."""
        if self.ingest is None:
            self.ingest = self.lambdas.cold("ingest")
        before, self.lambdas.current, self.lambdas.ingests = self.lambdas.current, None, True
        try:
            answer: dict[str, Any] = self.ingest.handle(event, None)
        finally:
            self.lambdas.current, self.lambdas.ingests = before, False
        return answer

    def _challenge(self, token: str) -> tuple[int, str]:
        event = {
            "requestContext": {"http": {"method": "GET"}},
            "rawPath": "/webhook",
            "queryStringParameters": {"crc_token": token},
        }
        answer = self.call_ingest(event)
        return answer["statusCode"], answer.get("body", "")

    def function_of(self, name: str) -> tuple[str, Queue]:
        """A function and its queue."""
        return name, self.queues[SOURCES[name]]

    def waiting_work(self) -> list[str]:
        """The functions whose queues hold something that can be received now."""
        now, found = self.clock.seconds, list[str]()
        for name, source in SOURCES.items():
            for message in self.queues[source].messages.values():
                if message.visible_at <= now:
                    found.append(name)
                    break
        return found

    def run(self, name: str, plan: Plan, most: int = 10, shuffle: int = 0) -> Invocation | None:
        """Give a function a batch of its queue; None if there was nothing for it."""
        queue = self.queues[SOURCES[name]]

        def choose(visible: list[Message]) -> list[Message]:
            # A standard queue keeps no order; a FIFO queue keeps that of each group, and none among groups.
            start = shuffle % len(visible) if visible else 0
            if not queue.fifo:
                return [*visible[start:], *visible[:start]]
            groups = list(dict.fromkeys(message.group for message in visible))
            begin = shuffle % len(groups) if groups else 0
            turn = {group: number for number, group in enumerate([*groups[begin:], *groups[:begin]])}
            return sorted(visible, key=lambda message: turn[message.group])

        messages = self.sqs.take(queue, most, choose if shuffle else None)
        return self.lambdas.start(name, plan, queue, messages) if messages else None

    def tick(self, name: str = "hours", plan: Plan | None = None) -> Invocation:
        """EventBridge calls a function."""
        if name == "hours":
            self.facts.ticked_at = self.clock.seconds
        return self.lambdas.start(name, plan or Plan(), None, [], event={"source": "aws.events"})

    def money(self) -> int:
        """Micro-dollars of what the API did at X."""
        return sum(done.cost for done in self.x.done)


class _Once:
    done = False


@contextmanager
def stage(start: float = 1_767_225_600.0) -> Iterator[tuple[Clock, Lines]]:
    """The process made ready for stories: its clock, its output and its way to X are simulated."""
    lines, before = Lines(), sys.stdout
    if str(FUNCTIONS) not in sys.path:
        sys.path.insert(0, str(FUNCTIONS))
    if not _Once.done:
        _Once.done = True
        remember(FUNCTIONS)
        sys.path_importer_cache.pop(str(FUNCTIONS), None)
    told: dict[str, Any] = {"Logger": log_lines.Logger, "Metrics": log_lines.Metrics}
    cheaper = mock.patch.multiple(aws_lambda_powertools, **told)
    with clock_at(start) as clock, sealing.without_chance(), done_once(), cheaper:
        sys.stdout = lines
        try:
            yield clock, lines
        finally:
            sys.stdout = before


def body_of(message: Message) -> dict[str, Any]:
    """A message's body as a value; empty if it is no JSON object."""
    try:
        read = json.loads(message.body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
