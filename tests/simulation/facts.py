"""What came to pass in a story, as it can be seen from outside: at X, in tables, dead-letter queues and logs.

Promises are checked on these facts alone. Each step leaves what is new in `fresh`.
"""

import json
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from tests.simulation.dynamodb import DynamoDB, Key, Wire
from tests.simulation.opening import Opening
from tests.simulation.receivers import Receivers
from tests.simulation.releases import Newer, plain
from tests.simulation.s3 import S3
from tests.simulation.sqs import Message, Queue
from tests.simulation.x_side import Done, XSide


class Write(NamedTuple):
    """One write of a table."""

    effect: int
    at: float
    table: str
    key: Key
    before: Wire | None
    after: Wire | None


@dataclass
class Fresh:
    """What is new since the last look."""

    writes: list[Write] = field(default_factory=list)
    sends: list[Done] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    by_report: list[Write] = field(default_factory=list)  # what the report wrote beside its own
    fell: list[str] = field(default_factory=list)  # errors that left a handler
    said_by_ingest: list[tuple[str, int, int, str]] = field(default_factory=list)
    unmet: list[tuple[int, str]] = field(default_factory=list)  # promises that were seen to break at once, and how


@dataclass
class Besides:
    """What came besides texts, as it is at X."""

    # By account and X's id of a message: what each of its pictures is, if anybody may see it.
    shown: dict[tuple[str, str], dict[str, bytes | None]] = field(default_factory=dict)
    chains: dict[str, list[str]] = field(default_factory=dict)  # by X's id of a wording: those of all, oldest first
    says: dict[str, str] = field(default_factory=dict)  # by X's id of a wording: the mark in it
    quotes: dict[tuple[str, str], str] = field(default_factory=dict)  # by account and message: the quoted post
    sent: dict[str, bytes] = field(default_factory=dict)  # by a file that somebody brought: its bytes
    keyed: set[str] = field(default_factory=set)  # accounts with keys of encrypted chats
    reworded: set[str] = field(default_factory=set)  # X's ids of messages of chats that say something else by now
    acknowledged: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # by account and first wording
    unsaid: set[str] = field(default_factory=set)  # X's ids of messages of which an earlier release told words alone
    unanswered: bool = False  # X did not say what it was asked beside a message

    def wordings(self, x_id: str) -> list[str]:
        """X's ids of all wordings of a message, the oldest first."""
        return self.chains.get(x_id, [x_id])

    def is_known_whole(self, chain: list[str]) -> bool:
        """False for wordings of which an earlier release told one as a message of its own."""
        return not self.unsaid.intersection(chain)


@dataclass
class Facts:
    """All that can be seen, and indexes over it that make looking cheap."""

    db: DynamoDB
    queues: Mapping[str, Queue]
    x: XSide
    s3: S3
    receivers: Receivers
    openings: dict[str, list[Opening]] = field(default_factory=lambda: defaultdict(list))
    changed_hours_at: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    sent: list[Done] = field(default_factory=list)
    recent: dict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque))
    by_item: dict[str, list[Done]] = field(default_factory=lambda: defaultdict(list))
    automatic_for: dict[tuple[str, str], list[Done]] = field(default_factory=lambda: defaultdict(list))
    closed_for: dict[tuple[str, str], list[Done]] = field(default_factory=lambda: defaultdict(list))
    # How many messages of each account were ever stored, by the measure of the report that counts them; and which.
    stored: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    counted: set[tuple[str, str]] = field(default_factory=set)
    messages: dict[tuple[str, str], set[Key]] = field(default_factory=lambda: defaultdict(set))
    # By case: at which effect and instant it knew of a person's answer, and of when that was.
    answered: dict[str, list[tuple[int, float, float]]] = field(default_factory=lambda: defaultdict(list))
    # By queue and lane: since when (counted in effects) an item waits there.
    ready: dict[tuple[str, int], dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    accepted: dict[tuple[str, str], float] = field(default_factory=dict)  # (account, X's id) of customers' messages
    written: dict[str, tuple[str, str]] = field(default_factory=dict)  # by X's id: who wrote it, and what
    chats: dict[str, str] = field(default_factory=dict)  # by X's id: what a customer wrote in an encrypted chat
    account_of: dict[str, str] = field(default_factory=dict)  # by a case's partition
    customer_of: dict[str, str] = field(default_factory=dict)  # the same
    resolved: set[str] = field(default_factory=set)  # partitions of cases that were resolved at some time
    erased: set[str] = field(default_factory=set)  # customers
    orders: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # of each customer, by self-service
    deleted: set[str] = field(default_factory=set)  # X's ids
    poison: dict[str, str] = field(default_factory=dict)  # a mark in a body that nobody can read, and what it was
    unfit: set[str] = field(default_factory=set)  # marks of what AWS never takes
    newer: dict[str, Newer] = field(default_factory=dict)  # by message: written by a release that was taken back
    # By queue: items of customers whose all was erased between the claim and the call to X.
    gone_in_flight: dict[str, list[Wire]] = field(default_factory=lambda: defaultdict(list))
    besides: Besides = field(default_factory=Besides)
    taken_back: bool = False  # a newer release wrote some of what is there, and does not run
    # Items whose end a case hears from an earlier release, which did not say whether an attempt may have been done.
    ends_unsaid: set[str] = field(default_factory=set)
    approved: set[str] = field(default_factory=set)
    spent: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    limits: dict[str, int] = field(default_factory=dict)  # micro-dollars a month, by account
    judged: set[tuple[str, int]] = field(
        default_factory=set
    )  # letters that were looked at: which, after how many receives
    newest_letters: set[tuple[str, str]] = field(default_factory=set)  # of each queue of them, when it was looked at
    tampered: int = 0
    # Of stories whose accounts deal with others: pools with how many codes they have, and who was told which code.
    pools: list[tuple[str, str, int]] = field(default_factory=list)
    holders: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    posts_seen: int = 0
    notices_seen: int = 0
    searched: dict[Key, float] = field(default_factory=dict)  # when searches were first asked
    strangers: dict[str, tuple[str, float]] = field(default_factory=dict)  # by X's id: of which brand, and when
    spam_since: dict[str, int] = field(default_factory=dict)  # by a customer's partition: at which effect
    spammers: set[str] = field(default_factory=set)  # partitions of all who were marked at some time
    # By the action's id: about which customer a person asked for what at the desk.
    asked: dict[str, tuple[str, str]] = field(default_factory=dict)
    # By an item on which a person decided: its queue, the state that it was in, its customer, and the action's id.
    decided: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    paused: dict[str, float] = field(default_factory=dict)  # accounts: since when nothing automatic is to go
    skewed: float = 0.0  # seconds by which clocks of functions were off at most
    hung: set[tuple[str, str]] = field(default_factory=set)  # partitions of cases, and the incidents they hung on
    case_at: dict[str, float] = field(default_factory=dict)  # by a case's partition: when it was written last
    settled: bool = False  # nothing that can be done now is left to do
    calm_since: float = 0.0  # from when on neither X nor AWS had trouble
    ticked_at: float = 0.0  # when the minute was called last
    quiet: bool = False  # the story is over and everything had its time

    @cached_property
    def dead_letters(self) -> tuple[Queue, ...]:
        """The queues of what was put aside or given up."""
        return tuple(queue for name, queue in self.queues.items() if name.endswith("_dlq"))

    def look(self, account_id: str, channel: str, to: str, text: str, began: int) -> tuple[dict[str, Any], str]:
        """The claimed item that is being sent, and what of a higher lane it passes over."""
        outbox, pk = self.db.tables["outbox"], f"{account_id}#{channel}"
        found: dict[str, Any] = {}
        rows = outbox.keys.get(pk, [])
        # What is claimed may have gone from then on, and is marked so.
        for sk in rows[bisect_left(rows, "UNSURE#") : bisect_left(rows, "UNSURE$")]:
            row = outbox.items.get((pk, f"ITEM#{sk[7:]}"))
            if row is not None and row["state"]["S"] == "claimed" and self._is_of(row, channel, to, text):
                found = plain(row)
        if not found:
            erased = (row for row in self.gone_in_flight.get(pk, ()) if self._is_of(row, channel, to, text))
            found = plain(next(erased, {}))
        return found, self._passed_over(pk, found, began)

    def _is_of(self, row: Wire, channel: str, to: str, text: str) -> bool:
        if "reposts" in row and row["reposts"]["S"]:
            return text == f"RT {row['reposts']['S']}"
        if sealed := row.get("sealed", {}).get("M"):
            return bool(sealed["message_id"]["S"] == text)
        place = row["customer_id"]["S"] if channel == "private" else row.get("in_reply_to", {"S": ""})["S"]
        return bool(row["text"]["S"] == text and place == to)

    def _passed_over(self, pk: str, found: dict[str, Any], began: int) -> str:
        if not found:
            return ""
        outbox, lane = self.db.tables["outbox"], LANES[found["purpose"]]
        last = self.sent[-1] if self.sent and self.sent[-1].began == began else None
        since = max(began, last.effect if last else 0)
        # A publisher that stood still between its look and the send did not see what fell due meanwhile.
        one = self.x.lambdas.current
        looked_at = last.at if last else one.started_at if one else self.x.clock.seconds
        for higher in range(1, lane):
            for item_id, at in self.ready[pk, higher].items():
                if at >= since:
                    continue
                row = outbox.items.get((pk, f"ITEM#{item_id}"))
                if row is None or row["state"]["S"] not in {"waiting", "released"}:
                    continue
                if ("sealed" in row or row["resealed"]["N"] != "0") and found.get("by", "dm") == "dm":
                    # It was to go and met the limit of chats, or X did not tell the keys: that holds no plain DM.
                    continue
                if self._may_go(pk, plain(row), looked_at):
                    return item_id
        return ""

    def placed(self, key: Key, before: Wire | None, after: Wire | None, effect: int) -> None:
        """An item was given a place in its lane, or has left it."""
        if not (known := after or before):
            return
        pk, item_id = key[0], known["item_id"]["S"]
        row = self.db.tables["outbox"].items.get((pk, f"ITEM#{item_id}"))
        for lane in range(1, 6):
            self.ready[pk, lane].pop(item_id, None)
        if after is not None and row is not None:
            self.ready[pk, LANES[row["purpose"]["S"]]][item_id] = effect

    def _may_go(self, pk: str, item: dict[str, Any], at: float) -> bool:
        # An undo delay, or minutes that people have: nothing that waits for its time is passed over.
        waits = item["purpose"] == "reply" and item["channel"] == "public" and item.get("part", 1) == 1
        own_time = waits or item.get("not_before") or item.get("follows")
        fails = self.fails(item, at) or self.behind(pk, item, at)
        return not (own_time or fails or self._has_others_try(pk, item))

    def _has_others_try(self, pk: str, item: Mapping[str, Any]) -> bool:
        """While a queue tries its way, a recipient to whom a send failed has another one try it, of whatever lane."""
        circuit = self.db.tables["outbox"].items.get((pk, "CIRCUIT"))
        tried: dict[str, Any] = plain(circuit) if circuit is not None else {"holds": 0, "failed": []}
        return bool(tried["holds"]) and item["customer_id"] in tried["failed"]

    def fails(self, item: Mapping[str, Any], at: float | None = None) -> bool:
        """An item failed and is tried again after `at` (now), by the publisher's clock: it waits by itself."""
        again, by_now = item.get("tries_again_at"), (at or self.x.clock.seconds) - self.x.lambdas.skew
        return bool(again) and datetime.fromisoformat(str(again)).timestamp() > by_now

    def behind(self, pk: str, item: Mapping[str, Any], at: float | None = None) -> str:
        """The item to the same customer that keeps failing, which nothing overtakes; empty if there is none."""
        if not item.get("customer_id"):
            return ""
        outbox = self.db.tables["outbox"].items
        for lane in range(1, 6):
            for item_id in self.ready[pk, lane]:
                row = outbox.get((pk, f"ITEM#{item_id}"))
                if row is None or "tries_again_at" not in row or row["customer_id"]["S"] != item["customer_id"]:
                    continue
                if (
                    item_id != item["item_id"]
                    and row["state"]["S"] in {"waiting", "released"}
                    and self.fails(plain(row), at)
                ):
                    return item_id
        return ""

    def letter_of(self, mark: str) -> Message | None:
        """What was put aside with its reason of what has a mark."""
        letters = (letter for queue in self.dead_letters for letter in queue.messages.values())
        return next((letter for letter in letters if letter.reason and mark in letter.body), None)

    def is_spam(self, pk: str) -> bool:
        """Whether the customer of a case's partition was ever marked as spam: nothing is asked of X for them then."""
        return f"CUSTOMER#{self.account_of.get(pk)}#{self.customer_of.get(pk)}" in self.spammers

    def cases(self) -> Iterator[dict[str, Any]]:
        """All cases as they stand."""
        items = self.db.tables["conversations"].items
        yield from (plain(row) for pk in list(self.case_at) if (row := items.get((pk, "CASE"))) is not None)

    def commands(self) -> Iterator[dict[str, Any]]:
        """All commands that applied events have led to."""
        for (_, sk), row in list(self.db.tables["conversations"].items.items()):
            if sk.startswith("EVENT#"):
                yield from json.loads(row["commands"]["S"])


LANES = {"reply": 1, "resolution": 2, "acknowledgement": 3, "survey": 4, "courtesy": 5, "post": 5}
