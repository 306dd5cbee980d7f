"""Looks up sends that are `unconfirmed` among what X shows of the account.

The report goes out before the item is settled, so a run that dies between the two only reports once more.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from care.model.account import Account
from care.model.envelope import Channel
from care.model.outbox_item import Item, queue_of
from care.model.outcomes import codes
from care.model.snowflake import id_at
from care.outbox.report import report_of
from care.reconcile.sends import (
    AskPerson,
    Confirm,
    Own,
    Step,
    Wait,
    Withdraw,
    candidates,
    is_looked_up,
    looked_up_from,
    plan,
)
from care.x.client import XClient
from care.x.errors import Refused
from care.x.values import DmEvent, Post, ResultPage
from reconcile.run import Run, Waits

# X lets DMs be read 15 times in 15 minutes, and what was missed needs some of them.
_MOST_CUSTOMERS = 8
_CHANNELS: tuple[Channel, ...] = ("public", "private")


@dataclass(frozen=True, slots=True)
class _Shown:
    """Items, and the account's messages where they would be; `whole` if X showed all since the first was claimed."""

    items: Sequence[Item]
    own: Sequence[Own]
    whole: bool


_NOTHING = _Shown((), (), whole=False)


def look_up(run: Run, account: Account, x: XClient, lookups: dict[str, int], waits: Waits) -> dict[str, int]:
    """Look up what is unconfirmed, and give how often each item that still is was looked up."""
    items = [one for channel in _CHANNELS for one in run.outbox.unconfirmed(queue_of(account.id, channel))]
    counted = {item.item_id: lookups.get(item.item_id, 0) for item in items}
    due = [item for item in items if is_looked_up(item, counted[item.item_id], run.now)]
    public = [item for item in due if item.channel == "public"]
    private = [item for item in due if item.channel == "private"]
    looked = [*_posts(run, account, x, public, waits), *_dms(run, account, x, private, waits)]
    shown = {item.item_id: one for one in looked for item in one.items}
    still: dict[str, int] = {}
    # The one that was claimed first has the first of the messages that fit.
    for item in sorted(items, key=lambda one: one.claimed_at or one.created_at):
        seen = shown.get(item.item_id, _NOTHING)
        fitting = candidates(item, seen.own)
        found = next((own for own in fitting if not run.outbox.knows(item.queue, own.x_id)), None)
        times = counted[item.item_id] + seen.whole
        if not _settled(run, item, plan(item, found, times, run.now)):
            still[item.item_id] = times
    return still


def _settled(run: Run, item: Item, step: Step) -> bool:
    """Perform the step; False if the item stays unconfirmed."""
    match step:
        case Confirm(own=own):
            run.enqueue([] if item.is_own else [report_of(item, "sent", own.at, own.x_id)])
            run.outbox.settle(item, "sent", run.now, x_id=own.x_id)
            if item.rest:
                # The parts of its thread that follow waited for this one.
                run.wake(item.queue, f"confirmed:{item.item_id}")
            run.tell("SendConfirmed")
            run.logger.info("send.confirmed", item_id=item.item_id, correlation_id=item.correlation_id)
            return True
        case Withdraw(why=why):
            run.enqueue([] if item.is_own else [report_of(item, "withdrawn", run.now, why=why)])
            run.outbox.settle(item, "withdrawn", run.now, why=why)
            run.tell("UnconfirmedWithdrawn")
            run.logger.warning(
                "send.withdrawn",
                item_id=item.item_id,
                why=codes(why),
                correlation_id=item.correlation_id,
            )
            return True
        case AskPerson():
            run.tell("UnconfirmedOld")
            run.logger.warning("send.unconfirmed", item_id=item.item_id, correlation_id=item.correlation_id)
            return False
        case Wait():
            return False


def _posts(run: Run, account: Account, x: XClient, due: Sequence[Item], waits: Waits) -> Iterator[_Shown]:
    if not due:
        return
    since = id_at(min(looked_up_from(item) for item in due))
    page = _asked(run, "user_posts", partial(x.user_posts, account.id, since_id=since), waits)
    if page is not None:
        run.charge(account, "post", page, item=due[0])
        own = [Own(p.id, p.in_reply_to_id or "", p.text, p.created_at) for p in page.items if p.created_at]
        yield _Shown(due, own, whole=page.next_token is None)


def _dms(run: Run, account: Account, x: XClient, due: Sequence[Item], waits: Waits) -> Iterator[_Shown]:
    by_customer: defaultdict[str, list[Item]] = defaultdict(list)
    for item in due:
        by_customer[item.customer_id].append(item)
    for customer_id, items in list(by_customer.items())[:_MOST_CUSTOMERS]:
        since = id_at(min(looked_up_from(item) for item in items))
        page = _asked(run, "dm_events", partial(x.dm_events, participant_id=customer_id, since_id=since), waits)
        if page is not None:
            run.charge(account, "dm_event", page, item=items[0])
            own = [
                Own(dm.id, customer_id, dm.text, dm.created_at)
                for dm in page.items
                if dm.sender_id == account.id and dm.created_at
            ]
            yield _Shown(items, own, whole=page.next_token is None)


def _asked[Item: (Post, DmEvent)](
    run: Run, call: str, question: Callable[[], ResultPage[Item]], waits: Waits
) -> ResultPage[Item] | None:
    try:
        return run.ask(waits, call, question)
    except Refused as error:
        run.refused(error)
        return None
