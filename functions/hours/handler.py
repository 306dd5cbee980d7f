"""Each minute: finds what is due and sends each due thing to the function that acts on it.

The work grows with what falls due, and not with the number of accounts.
"""

from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from care import aws, clock
from care.batches import Source, work
from care.environment import HoursEnvironment
from care.model.events import CaseDue, IncidentTouched, SettingsChanged
from care.model.formats import NewerFormat
from care.queues import send_all
from care.tables.accounts import Accounts
from care.tables.agenda import Agenda
from care.tables.conversations import SHARDS, Conversations, Due
from care.tables.fanout import Sweep, Sweeps
from care.tables.kill_switch import Withheld
from care.tables.outbox import SHARDS as OUTBOX_SHARDS
from care.tables.outbox import Outbox
from care.tables.wakes import Wake, wake
from hours.courtesies import Courtesies
from hours.holidays import refresh_holidays
from hours.oldest import measure_oldest

settings = HoursEnvironment.read()
logger = Logger()
metrics = Metrics()
sqs = aws.client("sqs")
dynamodb = aws.client("dynamodb")
conversations = Conversations(dynamodb, settings.conversations_table)
outbox = Outbox(dynamodb, settings.outbox_table)
sweeps = Sweeps(dynamodb, settings.conversations_table)
accounts = Accounts(dynamodb, settings.accounts_table)
queue = Source(sqs, settings.wakes_queue_url, settings.wakes_dlq_url)
courtesies = Courtesies(
    agenda=Agenda(dynamodb, settings.accounts_table),
    accounts=accounts,
    outbox=outbox,
    withheld=Withheld(dynamodb, settings.outbox_table),
    sqs=sqs,
    sends_queue_url=settings.sends_queue_url,
    logger=logger,
)

_SWEPT_A_MINUTE = 2000


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
    """What does not fit into one minute is still due in the next."""
    now = clock.now(settings.local_clock)
    cases = sum(_cases_due(shard, now) for shard in range(SHARDS))
    gates = sum(_gates_due(shard, now) for shard in range(OUTBOX_SHARDS))
    swept = sum(_sweep_on(sweep, now) for sweep in sweeps.going_on(now))
    refreshed = refresh_holidays(accounts, sweeps, now, logger)
    # The last, because nobody waits for it.
    posts = courtesies.make(now)
    metrics.add_metric(name="CasesSwept", unit=MetricUnit.Count, value=swept)
    metrics.add_metric(name="HolidaysRefreshed", unit=MetricUnit.Count, value=refreshed)
    metrics.add_metric(name="CourtesiesComposed", unit=MetricUnit.Count, value=posts)
    metrics.add_metric(name="CasesDue", unit=MetricUnit.Count, value=cases)
    metrics.add_metric(name="QueuesDue", unit=MetricUnit.Count, value=gates)
    measure_oldest(outbox, now, metrics, logger)
    return {"cases": cases, "queues": gates, "swept": swept}


def _cases_due(shard: int, now: datetime) -> int:
    due = conversations.due(shard, now)
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
        # They stay due, so the next minute tries again; the error makes the alarm.
        raise RuntimeError("events.fifo did not take all that is due")
    return len(events)


def _sweep_on(sweep: Sweep, now: datetime) -> int:
    """Tell the next cases of a sweep; the rest follows in the next minute."""
    count = 0
    going: Sweep | None = sweep
    while going is not None and count < _SWEPT_A_MINUTE:
        try:
            cases, after = sweeps.next(going)
        except NewerFormat:
            # Nobody may be left out of a sweep: it stays due, and holds nothing else.
            logger.warning("sweep.waits", account_id=sweep.account_id, why=sweep.why)
            break
        events = [_told(case, sweep.why) for case in cases]
        if not send_all(sqs, settings.events_queue_url, events):
            raise RuntimeError("events.fifo did not take a sweep")
        sweeps.swept(going, after, now)
        count += len(events)
        going = after
    return count


def _told(case: Due, why: str) -> SettingsChanged | IncidentTouched:
    whose = {"account_id": case.account_id, "customer_id": case.customer_id, "case_id": case.case_id}
    kind, _, rest = why.partition(":")
    if kind == "settings":
        return SettingsChanged(**whose, settings_version=int(rest))
    incident_id, _, when = rest.rpartition(":")
    return IncidentTouched(**whose, incident_id=incident_id, ended=when == "end")


def _gates_due(shard: int, now: datetime) -> int:
    gates = outbox.due(shard, now)
    for gate in gates:
        wake(sqs, settings.sends_queue_url, gate.queue, f"due:{gate.due_at.isoformat()}")
    return len(gates)
