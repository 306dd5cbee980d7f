"""Each minute: finds what is due and sends each due thing to the function that acts on it.

The work grows with what falls due, and not with the number of accounts.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

import care.starting
from care import aws, clock
from care.batches import Source, raised_at, work
from care.environment import HoursEnvironment
from care.model.events import CaseDue, IncidentTouched, SettingsChanged
from care.model.formats import NewerFormat
from care.queues import send_all, send_fairly
from care.tables.accounts import Accounts
from care.tables.agenda import Agenda
from care.tables.case_writes import SHARDS
from care.tables.conversations import Conversations, Due
from care.tables.fanout import Sweep, Sweeps
from care.tables.gates import SHARDS as OUTBOX_SHARDS
from care.tables.gift_pools import Pools
from care.tables.gifts import Gifts
from care.tables.kill_switch import Withheld
from care.tables.outbox import Outbox
from care.tables.own_posts import OwnPosts
from care.tables.subscribers import Subscribers
from care.tables.wakes import Wake, wake
from hours.courtesies import Courtesies
from hours.gifts import Given
from hours.holidays import refresh_holidays
from hours.oldest import measure_oldest
from hours.own_posts import Planned

settings = HoursEnvironment.read()
logger = Logger()
metrics = Metrics()
sqs = aws.client("sqs")
dynamodb = aws.client("dynamodb")
conversations = Conversations(dynamodb, settings.conversations_table)
outbox = Outbox(dynamodb, settings.outbox_table)
sweeps = Sweeps(dynamodb, settings.conversations_table)
accounts = Accounts(dynamodb, settings.accounts_table)
subscribers = Subscribers(dynamodb, settings.accounts_table)
queue = Source(sqs, settings.wakes_queue_url, settings.wakes_dlq_url)
courtesies = Courtesies(
    agenda=Agenda(dynamodb, settings.accounts_table),
    accounts=accounts,
    outbox=outbox,
    withheld=Withheld(dynamodb, settings.outbox_table),
    planned=Planned(
        posts=OwnPosts(dynamodb, settings.accounts_table),
        accounts=accounts,
        outbox=outbox,
        sqs=sqs,
        sends_queue_url=settings.sends_queue_url,
        logger=logger,
    ),
    given=Given(
        gifts=Gifts(dynamodb, settings.accounts_table, settings.data_retention_days),
        pools=Pools(dynamodb, settings.accounts_table),
        outbox=outbox,
        conversations=conversations,
        sqs=sqs,
        facts_queue_url=settings.facts_queue_url,
        logger=logger,
    ),
    sqs=sqs,
    sends_queue_url=settings.sends_queue_url,
    logger=logger,
)

# Seconds of the machine's clock for a minute's work: below the function's own time-out of 55.
_RUN_FOR = 45.0
_GATES = 1000  # queues of one shard in one minute: a stack has two for each account


@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Put what is due on the queues, each minute, or what `wakes` held back until now."""
    if "Records" in event:
        return work(event, queue, _woken, logger, metrics)
    return _each_minute()


def _woken(body: str) -> None:
    woken = Wake.model_validate_json(body).queue
    wake(sqs, settings.sends_queue_url, woken, f"woken:{clock.now(settings.local_clock).isoformat()}")


def _each_minute() -> dict[str, int]:
    """What does not fit into one minute is still due in the next; what fails fails alone, and is told at the end."""
    now, started = clock.now(settings.local_clock), time.monotonic()
    tick = _Tick(lambda share: time.monotonic() - started > _RUN_FOR * share)
    cases = _in_turn(tick, "cases", [partial(_cases_due, shard, now) for shard in range(SHARDS)], 0.75)
    gates = _in_turn(tick, "queues", [partial(_gates_due, shard, now) for shard in range(OUTBOX_SHARDS)], 0.85)
    going = tick.alone("sweeps", lambda: sweeps.going_on(now), list[Sweep]())
    swept = sum(tick.alone("sweep", partial(_sweep_on, sweep, now), 0) for sweep in going if not tick.enough(0.95))
    refreshed = tick.alone("holidays", lambda: refresh_holidays(accounts, sweeps, now, logger), 0)
    # The last, because nobody waits for it.
    posts = tick.alone("courtesies", lambda: courtesies.make(now, lambda: tick.enough(1)), 0)
    metrics.add_metric(name="CasesSwept", unit=MetricUnit.Count, value=swept)
    metrics.add_metric(name="HolidaysRefreshed", unit=MetricUnit.Count, value=refreshed)
    metrics.add_metric(name="CourtesiesComposed", unit=MetricUnit.Count, value=posts)
    metrics.add_metric(name="CasesDue", unit=MetricUnit.Count, value=cases)
    metrics.add_metric(name="QueuesDue", unit=MetricUnit.Count, value=gates)
    tick.alone("oldest", lambda: measure_oldest(outbox, now, metrics, logger), None)
    if tick.failed:
        # What failed is still due; the error makes the alarm.
        raise RuntimeError(f"a part of this minute's work failed: {'; '.join(tick.failed)}")
    return {"cases": cases, "queues": gates, "swept": swept}


class _Tick:
    """One minute's work: what of it failed, and whether a share of its time is used up."""

    def __init__(self, enough: Callable[[float], bool]) -> None:
        self.enough = enough
        self.failed: list[str] = []

    def alone[T](self, what: str, work: Callable[[], T], otherwise: T) -> T:
        """What a part of the work gives; one that fails holds no other."""
        try:
            return work()
        except Exception as error:  # noqa: BLE001  whatever is wrong with one part, the others are done
            # Our own say what they count; the text of others may hold anything.
            self.failed.append(f"{what}: {error if type(error) is RuntimeError else type(error).__name__}")
            logger.error("tick.failed", part=what, error=type(error).__name__, at=raised_at(error))  # noqa: TRY400  no text
            return otherwise


def _in_turn(tick: _Tick, what: str, shards: Sequence[Callable[[], Iterator[int]]], share: float) -> int:
    """A page of each shard, and again, until all is done or this share of the time is used up."""
    count, left = 0, [one for shard in shards if (one := tick.alone(what, shard, None)) is not None]
    while left and not tick.enough(share):
        for pages in tuple(left):
            done = tick.alone(what, partial(next, pages, None), None)
            if done is None:
                left.remove(pages)
            else:
                count += done
    return count


def _cases_due(shard: int, now: datetime) -> Iterator[int]:
    # What cannot be done comes back, and may be more than fits into a minute: every other minute begins at the newest.
    for due in conversations.due(shard, now, newest_first=now.minute % 2 == 1):
        events = [
            CaseDue(
                account_id=d.account_id,
                customer_id=d.customer_id,
                case_id=d.case_id,
                due_at=d.due_at,
                occurrence=d.occurrence,
            )
            for d in due
        ]
        if not send_all(sqs, settings.events_queue_url, events):
            # They stay due, so the next minute tries again.
            raise RuntimeError("events.fifo did not take all that is due")
        yield len(events)


def _sweep_on(sweep: Sweep, now: datetime) -> int:
    """Tell the next cases of a sweep; the rest follows in the next minute."""
    try:
        cases, after = sweeps.next(sweep)
    except NewerFormat:
        # Nobody may be left out of a sweep: it stays due, and holds nothing else.
        logger.warning("sweep.waits", account_id=sweep.account_id, why=sweep.why)
        return 0
    if not send_all(sqs, settings.events_queue_url, [_told(case, sweep) for case in cases]):
        raise RuntimeError("events.fifo did not take a sweep")
    if sweep.round == 1 and not sweep.after:
        _tell_others(sweep, now)
    sweeps.swept(sweep, after, now)
    return len(cases)


def _tell_others(sweep: Sweep, now: datetime) -> None:
    """That an incident began or ended, to those who want to hear of it."""
    kind, _, rest = sweep.why.partition(":")
    if kind != "incident" or not subscribers.lately(sweep.account_id):
        return
    from care.facts.of_account import tell_of_incident  # noqa: PLC0415  most minutes tell nobody

    incident_id, _, state = rest.rpartition(":")
    command = tell_of_incident(sweep.account_id, incident_id, now, ended=state == "end")
    send_fairly(sqs, settings.facts_queue_url, command.model_dump_json(), sweep.account_id)


def _told(case: Due, sweep: Sweep) -> SettingsChanged | IncidentTouched:
    whose = {"account_id": case.account_id, "customer_id": case.customer_id, "case_id": case.case_id}
    kind, _, rest = sweep.why.partition(":")
    if kind == "settings":
        return SettingsChanged(**whose, settings_version=int(rest), round=sweep.round)
    incident_id, _, when = rest.rpartition(":")
    return IncidentTouched(**whose, incident_id=incident_id, ended=when == "end", round=sweep.round)


def _gates_due(shard: int, now: datetime) -> Iterator[int]:
    for gate in outbox.gates.due(shard, now, _GATES):
        wake(sqs, settings.sends_queue_url, gate.queue, f"due:{gate.due_at.isoformat()}")
        yield 1


care.starting.over()
