"""The outbox table.

All of an account's posts, or of its DMs, lie in one partition, `pk` = `<account>#<channel>`:

| what | sk | while |
|---|---|---|
| item | `ITEM#<item>` | until its TTL |
| ready | `READY#<lane>#<created_at>#<item>` | it waits, is claimed, or its end was not reported yet |
| unsure | `UNSURE#<item>` | it may have been sent and we do not know: claimed, unconfirmed, or tried in doubt |
| known | `XID#<X's id>` | until its TTL: which item one of our own posts or DMs was |

Beside them lie what holds a queue (`care.tables.gates`) and the counters of `care.tables.budget`.

Every change of state is conditional on the state before, so of two who try, one fails.
"""

from collections.abc import Sequence
from copy import replace
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from care.aws import DynamoDBClient, Put, TransactWrite, cancelled_for
from care.courtesy.posts import OWN
from care.model.chat import Sealed
from care.model.envelope import Channel, Verdict
from care.model.months import month_of
from care.model.outbox_item import (
    Item,
    ItemState,
    charged_more,
    decided,
    fingerprint,
    lacks_id,
    may_be_decided,
    may_have_become,
    queue_of,
    says_the_same,
    told,
    without,
)
from care.model.outcomes import Code, Outcomes, outcome
from care.outbox.chat_files import unsealed
from care.tables.attributes import attributes_of, expires, item_of, plain
from care.tables.gates import Gates
from care.tables.outbox_keys import KEPT, kept, place, ready
from care.tables.outbox_reads import OutboxReads


@dataclass(frozen=True, slots=True)
class Again:
    """When a failed item is tried again; `counts` if the way to X worked, so that the failure is the item's own."""

    at: datetime
    counts: bool


class Outbox(OutboxReads):
    """The table, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        super().__init__(dynamodb, table)
        self.gates = Gates(dynamodb, table)

    def add(self, item: Item) -> bool:
        """Put an item into its lane; False if it is there already, in whatever state."""
        return self._transact([self._new(item), {"Put": self._put(place(item))}])

    def add_unsaid(self, item: Item) -> bool:
        """Keep an item that is not to be sent, and so stands in no lane; False if it is there, in whatever state."""
        return self._transact([self._new(item)])

    def _new(self, item: Item) -> TransactWrite:
        put = self._put({**plain(item), "pk": item.queue, "sk": f"ITEM#{item.item_id}", **kept(item)})
        put["ConditionExpression"] = "attribute_not_exists(pk)"
        return {"Put": put}

    def refit(self, item: Item) -> bool:
        """Keep how an item's text was made to fit; False if somebody else changed it first."""
        return self._transact([self._replace(item, item.state)])

    def seal(self, item: Item, sealed: Sealed, now: datetime) -> Item | None:
        """The item with its sealed message, kept before the first try; None if somebody else changed it first.

        Its id is signed, so that its echo is known whatever it says.
        """
        kept_sealed = replace(item, sealed=sealed)
        done = self._transact([self._replace(kept_sealed, item.state), self._known(item, sealed.message_id, now)])
        return kept_sealed if done else None

    def unseal(self, item: Item, why: Outcomes, uncharged: int = 0) -> Item | None:
        """Back into its lane to be sealed anew: X did nothing with what was sealed; None if somebody was first."""
        afresh = replace(
            item,
            state="released",
            sealed=None,
            files=unsealed(item.files),
            resealed=item.resealed + 1,
            charged=without(item, uncharged),
            **told(*why),
        )
        writes = [self._replace(afresh, item.state), self._delete(item.queue, f"UNSURE#{item.item_id}")]
        return afresh if self._transact(writes) else None

    def claim(self, item: Item, now: datetime, charged: int = 0) -> Item | None:
        """The item as claimed by the caller, or None if somebody else changed it first."""
        claimed, writes = self.claiming(item, now, charged)
        return claimed if self._transact(writes) else None

    def claiming(self, item: Item, now: datetime, charged: int = 0) -> tuple[Item, list[TransactWrite]]:
        """The item as claimed, and the writes that claim it, to be made with those that count its send.

        `charged` micro-dollars are added to what earlier attempts may have cost. The first write fails if somebody else
        changed the item first.
        """
        claimed = replace(
            item,
            state="claimed",
            claimed_at=now,
            attempts=item.attempts + 1,
            charged=charged_more(item, month_of(now), charged),
        )
        unsure = {
            "pk": item.queue,
            "sk": f"UNSURE#{item.item_id}",
            "item_id": item.item_id,
            "customer_id": item.customer_id,
            "in_reply_to": item.in_reply_to,
            "fingerprint": fingerprint(item.act + item.on if item.act else item.text),
            **_ttl(now),
        }
        return claimed, [self._replace(claimed, item.state), {"Put": self._put(unsure)}]

    def release(self, item: Item, again: Again | None = None, *, doubtful: bool, uncharged: int = 0) -> bool:
        """Back to its lane after an attempt; in doubt, an echo that still comes settles it as sent.

        `again` is when the item itself is tried again; None if it goes as soon as its queue does.
        """
        charged = without(item, uncharged)
        released = replace(item, state="released", doubtful=doubtful or item.doubtful, charged=charged)
        if again is not None:
            since = item.failing_since or item.claimed_at
            released = replace(
                released,
                tries_again_at=again.at,
                failing_since=since,
                failures=item.failures + (1 if again.counts else 0),
            )
        sure = [] if released.doubtful else [self._delete(item.queue, f"UNSURE#{item.item_id}")]
        return self._transact([self._replace(released, item.state), *sure])

    def reword(self, item: Item, uncharged: int) -> bool:
        """Back to its lane with its other wording, because X took the first for a duplicate and did nothing."""
        released = replace(item, state="released", text=item.other, other="", charged=without(item, uncharged))
        return self._transact([self._replace(released, item.state), self._delete(item.queue, f"UNSURE#{item.item_id}")])

    def said(self, item: Item, since: datetime, beside: Sequence[dict[str, Any]] | None = None) -> bool:
        """True if another item of the case (or of the account's own) said the very same since then, or may have.

        `beside` are their rows where they were read already.
        """
        rows = self._rows(item.queue, f"ITEM#{item.case_id or OWN}:") if beside is None else beside
        return any(says_the_same(Item.model_validate(row), item, since) for row in rows)

    def settle(
        self,
        item: Item,
        state: ItemState,
        now: datetime,
        *,
        x_id: str = "",
        why: Outcomes = (),
        uncharged: int = 0,
        counted: Sequence[TransactWrite] = (),
    ) -> Item | None:
        """The item at its end, or unconfirmed; None if somebody changed it first. It stays ready until reported.

        Of a part of a thread that turns out to be sent after all, the publisher is to send the rest: it becomes ready
        again. `counted` are the writes that count its cost; where others count the same at this moment they are left to
        its report, because what X has taken is to be known at once.
        """
        if counted:
            try:
                return self._settled(item, state, now, x_id, why, uncharged, counted)
            except ClientError as error:
                if not cancelled_for(error):
                    raise
        return self._settled(item, state, now, x_id, why, uncharged, ())

    def _settled(
        self,
        item: Item,
        state: ItemState,
        now: datetime,
        x_id: str,
        why: Outcomes,
        uncharged: int,
        counted: Sequence[TransactWrite],
    ) -> Item | None:
        charged = without(item, uncharged)
        settled = replace(item, state=state, settled_at=now, x_id=x_id, charged=charged, **told(*why))
        settled = replace(settled, counted=item.counted or bool(counted))
        writes = [self._replace(settled, item.state), *counted]
        if state == "sent" or (state != "unconfirmed" and not item.doubtful):
            writes.append(self._delete(item.queue, f"UNSURE#{item.item_id}"))
        if state == "sent" and item.state != "claimed" and item.rest:
            writes.append({"Put": self._put(place(item))})
        if x_id:
            writes.append(self._known(item, x_id, now))
        return settled if self._transact(writes) else None

    def approve(self, item: Item, by: str) -> bool:
        """Back into its lane what was held for approval; False if somebody else did it first."""
        waiting = replace(item, state="waiting", approved_by=by, settled_at=None, **told())
        return self._transact([self._replace(waiting, item.state), {"Put": self._put(place(item))}])

    def cancel(self, item: Item, now: datetime) -> bool:
        """Withdraw what has not been sent; False if it is too late. Its publisher reports it.

        An item in doubt is not tried again; an echo that still comes settles it as sent.
        """
        if item.state not in {"waiting", "held", "released"} or (item.part > 1 and not item.is_own):
            return False
        why = told(outcome(Code.cancelled_before_it_went))
        withdrawn = replace(item, state="withdrawn", settled_at=now, **why)
        return self._transact([self._replace(withdrawn, item.state), {"Put": self._put(place(item))}])

    def decide(self, item: Item, verdict: Verdict, now: datetime, x_id: str = "") -> bool:
        """What a person says of an item in doubt; False if it was settled first. Its publisher goes on with it.

        A post that was sent is named by X's id.
        """
        if not may_be_decided(item) or lacks_id(item, verdict, x_id):
            return False
        writes: list[TransactWrite] = [
            self._replace(decided(item, verdict, now, x_id), item.state),
            {"Put": self._put(place(item))},
        ]
        if x_id:
            writes += [self._delete(item.queue, f"UNSURE#{item.item_id}"), self._known(item, x_id, now)]
        return self._transact(writes)

    def reported(self, item: Item, counted: Sequence[TransactWrite] = ()) -> bool:
        """The item's end has reached its case: it leaves its lane, together with the writes that count its cost.

        False if it was not in its lane any more or has changed since, so that nothing is counted twice. What was sent
        and counted changes no more: only its place in the lane goes.
        """
        if item.state == "sent" and item.counted and not counted:
            return self._leaves_lane(item)
        leaves = self._delete(item.queue, ready(item))
        leaves["Delete"]["ConditionExpression"] = "attribute_exists(pk)"
        after = replace(item, counted=item.counted or bool(counted))
        return self._transact([self._replace(after, item.state), leaves, *counted])

    def _leaves_lane(self, item: Item) -> bool:
        try:
            self._dynamodb.delete_item(
                TableName=self._table,
                Key=attributes_of({"pk": item.queue, "sk": ready(item)}),
                ConditionExpression="attribute_exists(pk)",
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def recognise(
        self, account_id: str, channel: Channel, to: str, x_id: str, text: str, at: datetime, now: datetime
    ) -> Item | None:
        """The item of which X's message `x_id`, written `at`, is the echo, settled as sent; None if a person wrote it.

        `to` is the customer, or for a post whose reader X does not name, the post that it replies to. An item that is
        being sent to the same place at this moment, with another text than the echo has, raises InFlight: its
        publisher will know X's id in a moment.
        """
        queue = queue_of(account_id, channel)
        if known := self._get(queue, f"XID#{x_id}"):
            return self._told_back(self.item(queue, known["item_id"]), x_id, now)
        rows, print_of = self._unsure(queue), fingerprint(text)
        # A post of the account's own that begins with a name is to nobody here, and to its reader at X.
        own = [row for row in rows if not row["customer_id"] and row["fingerprint"] == print_of]
        unsure = [row for row in rows if to in {row["customer_id"], row["in_reply_to"]} or row in own]
        found = [(row, self.item(queue, row["item_id"])) for row in unsure]
        # An echo may come hours late: what X had before an item was made is another message with the same words.
        doubts = [(row, item) for row, item in found if item is not None and may_have_become(item, at)]
        same = [item for row, item in doubts if row["fingerprint"] == print_of]
        for item in same:
            if settled := self.settle(item, "sent", now, x_id=x_id):
                return settled
        if same and (known := self._get(queue, f"XID#{x_id}")):  # its publisher was quicker
            return self.item(queue, known["item_id"])
        if any(item.state == "claimed" for _, item in doubts):
            raise InFlight("a send to the same customer is under way")
        return None

    def not_passed_on(self, queue: str, x_id: str, why: Outcomes, now: datetime) -> Item | None:
        """The sealed item of this message, refused after all; None if there is none, or its publisher is at it."""
        known = self._get(queue, f"XID#{x_id}")
        item = self.item(queue, known["item_id"]) if known else None
        if item is None or item.sealed is None or item.sealed.message_id != x_id:
            return None
        if item.state not in {"sent", "released", "unconfirmed"}:
            return item if item.state == "refused" and item.x_id else None
        # X says that nobody got it: nothing is in doubt any more.
        return self.settle(replace(item, doubtful=False), "refused", now, x_id=x_id, why=why)

    def _told_back(self, item: Item | None, x_id: str, now: datetime) -> Item | None:
        """A sealed item is known by its id before X has answered: its echo says that it went."""
        if item is None or item.sealed is None or item.state not in {"claimed", "released", "unconfirmed"}:
            return item
        return self.settle(item, "sent", now, x_id=x_id) or self.item(item.queue, item.item_id)

    def forget(self, account_id: str, case_ids: Sequence[str]) -> None:
        """Delete all items of these cases, sent or not."""
        for queue in (queue_of(account_id, "public"), queue_of(account_id, "private")):
            for case_id in case_ids:
                for row in self._rows(queue, f"ITEM#{case_id}:"):
                    item = Item.model_validate(row)
                    keys = [ready(item), f"UNSURE#{item.item_id}", row["sk"]]
                    known = {item.x_id, item.sealed.message_id if item.sealed else ""} - {""}
                    for sk in [*keys, *(f"XID#{x_id}" for x_id in known)]:
                        self._dynamodb.delete_item(TableName=self._table, Key=attributes_of({"pk": queue, "sk": sk}))

    def _replace(self, item: Item, before: ItemState) -> TransactWrite:
        row = {**plain(item), "pk": item.queue, "sk": f"ITEM#{item.item_id}", **kept(item)}
        put = self._put(row)
        put["ConditionExpression"] = "#state = :before"
        put["ExpressionAttributeNames"] = {"#state": "state"}
        put["ExpressionAttributeValues"] = attributes_of({":before": before})
        return {"Put": put}

    def _known(self, item: Item, x_id: str, now: datetime) -> TransactWrite:
        row = {"pk": item.queue, "sk": f"XID#{x_id}", "item_id": item.item_id, **_ttl(now)}
        return {"Put": self._put(row)}

    def _put(self, row: dict[str, Any]) -> Put:
        return {"TableName": self._table, "Item": item_of(row)}

    def _delete(self, pk: str, sk: str) -> TransactWrite:
        return {"Delete": {"TableName": self._table, "Key": attributes_of({"pk": pk, "sk": sk})}}

    def _transact(self, writes: list[TransactWrite]) -> bool:
        """True if all was written; False if a condition did not hold. A clash with another writer is an error."""
        try:
            self._dynamodb.transact_write_items(TransactItems=writes)
        except self._dynamodb.exceptions.TransactionCanceledException as error:
            if "ConditionalCheckFailed" not in cancelled_for(error):
                raise
            return False
        return True


class InFlight(RuntimeError):
    """An echo came while a send to the same customer is under way; try again in a moment."""


def _ttl(at: datetime) -> dict[str, int]:
    return {"expires_at": expires(at, KEPT)}
