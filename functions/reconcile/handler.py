"""The safety net, every 15 minutes and on demand: what X did not deliver, and what became of unclear sends.

It asks X and puts what it finds on `events.fifo`; cases are written by `cases` alone.
"""

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from aws_lambda_powertools import Logger, Metrics

import care.starting
from care import aws, clock
from care.batches import raised_at
from care.environment import ReconcileEnvironment
from care.facts.of_account import tell_of_connection
from care.model.account import Account
from care.model.commands import Tell
from care.model.reconcile_state import Turn
from care.queues import send_fairly
from care.reconcile.turns import in_turn
from care.tables.accounts import Accounts
from care.tables.budget import Budget
from care.tables.chats import Chats
from care.tables.conversations import Conversations
from care.tables.finds import Finds
from care.tables.grants import Grants
from care.tables.outbox import Outbox
from care.tables.reports import Reports
from care.tables.searches import Searches
from care.tables.spreads import Spreads
from care.tables.subscribers import Subscribers
from care.x.accounts import x_accounts_of
from care.x.credentials import UnreadableSecret
from care.x.errors import CredentialsRefused, OutOfCredit
from care.x.user_tokens import UserTokens
from reconcile.accounts import take_turn
from reconcile.memory import Memory
from reconcile.renewal import renew_all
from reconcile.run import Run
from reconcile.spreading import look_at_spread
from reconcile.standing import look
from reconcile.watching import watch
from reconcile.webhook import look_after_webhook

settings = ReconcileEnvironment.read()
logger = Logger()
metrics = Metrics()
sqs = aws.client("sqs")
dynamodb = aws.client("dynamodb")
conversations = Conversations(dynamodb, settings.conversations_table)
chats = Chats(dynamodb, settings.conversations_table)
outbox = Outbox(dynamodb, settings.outbox_table)
budget = Budget(dynamodb, settings.outbox_table)
accounts = Accounts(dynamodb, settings.accounts_table)
subscribers = Subscribers(dynamodb, settings.accounts_table)
memory = Memory(dynamodb, settings.accounts_table)
searches = Searches(dynamodb, settings.accounts_table)
finds = Finds(dynamodb, settings.conversations_table)
spreads = Spreads(dynamodb, settings.conversations_table)
reports = Reports(dynamodb, settings.conversations_table, settings.accounts_table)
grants = Grants(dynamodb, settings.accounts_table)
_secrets = aws.client("secretsmanager")
tokens = UserTokens(_secrets, settings.grants_prefix)
x_accounts = x_accounts_of(settings, _secrets, grants.accepted, grants.accepts)

# Seconds of the machine's clock for a run: with the time-outs of one more call to X, below the function's own.
_RUN_FOR = 40.0


@metrics.log_metrics
def handle(_event: Mapping[str, Any], _context: Any) -> dict[str, int]:
    """See to each app's webhook, then to one account after the other; the answer counts what was done, by metric."""
    started = time.monotonic()
    served = {account.id: account for account in accounts.all()}
    run = Run(
        now=clock.now(settings.local_clock),
        enough=lambda: time.monotonic() - started > _RUN_FOR,
        conversations=conversations,
        outbox=outbox,
        memory=memory,
        budget=budget,
        x=x_accounts,
        served=frozenset(served),
        sqs=sqs,
        events_queue_url=settings.events_queue_url,
        sends_queue_url=settings.sends_queue_url,
        chats_queue_url=settings.chats_queue_url,
        chats=chats,
        connection_lost=_connection_lost,
        notice=lambda account_id, text, why: accounts.notice(account_id, clock.now(settings.local_clock), text, why),
        logger=logger,
        metrics=metrics,
    )
    run.tell("ReconcileRun")
    for account_id in accounts.unreadable():
        # Its messages wait for a release that can read its settings; the others have their turn.
        run.tell("SettingsUnreadable")
        logger.error("account.unreadable", account_id=account_id)
    # First of all: what is not renewed in time cuts an account off.
    renew_all(run, grants, tokens, {account.id: account.app for account in served.values()})
    mine = {app: sorted(one.id for one in served.values() if one.app == app) for app in x_accounts.apps}
    broke = {app for app, account_ids in mine.items() if not _has_credit(run, app, partial(_webhook, app, account_ids))}
    kept = memory.read("TURN", Turn)
    last = kept.value.last if kept else ""
    for number, account_id in enumerate(in_turn(served, last)):
        account = served[account_id]
        if account.app in broke:
            continue
        if run.enough():
            break
        if not _has_credit(run, account.app, partial(_account, account)):
            broke.add(account.app)
            continue
        run.tell("AccountLookedAfter")
        if run.enough() and number:
            break  # its turn was cut short: it is the first of the next run
        last = account_id
    memory.write("TURN", Turn(last=last), kept)
    logger.info("reconcile.done", done=dict(run.done))
    return dict(run.done)


def _has_credit(run: Run, app: str, step: Callable[[Run], None]) -> bool:
    """Take a step; False if the credit of its app is used up, which ends the turns of that app's accounts alone."""
    try:
        step(run)
    except OutOfCredit as error:
        run.tell("OutOfCredit")
        logger.warning("x.out_of_credit", app=app, call=error.call)
        return False
    return True


def _account(account: Account, run: Run) -> None:
    _alone(account, run, partial(_stands, account, run))
    _alone(account, run, partial(take_turn, run, account))
    _alone(account, run, partial(watch, run, account, searches, finds))
    _alone(account, run, partial(look_at_spread, run, account, spreads, _telling(account)))


def _alone(account: Account, run: Run, step: Callable[[], None]) -> None:
    try:
        step()
    except OutOfCredit:
        raise
    except Exception as error:  # noqa: BLE001  whatever is wrong with one account, the others have their turn
        run.tell("AccountFailed")
        # Its place and not its words: those may quote what a customer wrote.
        logger.warning("account.failed", account_id=account.id, error=type(error).__name__, where=raised_at(error))


def _stands(account: Account, run: Run) -> None:
    """See how the account stands, and tell who is to be told; X is not asked for it."""
    if counted := look(account, run.now, memory, reports, budget, _telling(account)):
        run.tell(counted)


def _telling(account: Account) -> Callable[[Tell], None] | None:
    """How those are told who are told of the account's facts; None where nobody is."""

    def tell(command: Tell) -> None:
        send_fairly(sqs, settings.facts_queue_url, command.model_dump_json(), account.id)

    return tell if subscribers.lately(account.id) else None


def _connection_lost(account_id: str, call: str) -> None:
    if subscribers.lately(account_id):
        command = tell_of_connection(account_id, call, clock.now(settings.local_clock))
        send_fairly(sqs, settings.facts_queue_url, command.model_dump_json(), account_id)


def _webhook(app: str, account_ids: list[str], run: Run) -> None:
    try:
        look_after_webhook(run, app, settings.webhook_urls.split(), account_ids)
    except (CredentialsRefused, UnreadableSecret) as error:
        # One app's keys are no reason to leave the others' accounts alone.
        run.tell("CredentialsRefused")
        logger.warning("app.credentials", app=app, error=type(error).__name__)


care.starting.over()
