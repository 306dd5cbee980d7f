"""Asks a brand's own API for self-service and sends the result to the case.

Its queue is its own, because a stranger's server may be slow: whatever becomes of it, nothing else waits. A look-up
that is delivered twice is asked twice and told once.
"""

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

import care.starting
from care import aws
from care.batches import Reject, Retry, Source, work
from care.environment import SelfServiceEnvironment
from care.lookups.brand import brand_client
from care.lookups.request import Failed, LookupFound, fetch
from care.model.account import Account
from care.model.commands import LookUp, read_command
from care.model.events import LookedUp
from care.model.settings.selfservice import Lookup
from care.queues import send_all
from care.selfservice.keys import host_of
from care.tables.account_reads import UnknownAccount
from care.tables.accounts import Accounts
from care.variables import apps_of
from care.x.accounts import XAccounts
from care.x.credentials import UnreadableSecret
from care.x.errors import CredentialsRefused

settings = SelfServiceEnvironment.read()
logger = Logger()
metrics = Metrics()
sqs = aws.client("sqs")
accounts = Accounts(aws.client("dynamodb"), settings.accounts_table)
x_accounts = XAccounts(aws.client("secretsmanager"), apps_of(settings.app_secrets), "")
queue = Source(sqs, settings.source_queue_url, settings.dlq_url)
client = brand_client(settings.local_brand_url)


@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Ask for each look-up of a batch."""
    return work(event, queue, _look_up, logger, metrics)


def _look_up(body: str) -> None:
    command = read_command(body)
    logger.set_correlation_id(command.correlation_id or None)
    if not isinstance(command, LookUp):
        raise Reject(f"{command.kind} is not for this function")
    try:
        account = accounts.get(command.account_id)
    except UnknownAccount as error:
        raise Reject(str(error)) from None
    outcome = _outcome(command, account)
    found = isinstance(outcome, LookupFound)
    event = LookedUp(
        **command.ids,
        fields=outcome.fields if isinstance(outcome, LookupFound) else {},
        failed=None if isinstance(outcome, LookupFound) else outcome.reason,
    )
    if not send_all(sqs, settings.events_queue_url, [event]):
        raise Retry("events.fifo did not take what was looked up")
    metrics.add_metric(name="LookupFound" if found else "LookupFailed", unit=MetricUnit.Count, value=1)
    reason = outcome.reason if isinstance(outcome, Failed) else ""
    logger.info("lookup.asked", item_id=command.item_id, lookup_id=command.lookup_id, found=found, reason=reason)


def _outcome(command: LookUp, account: Account) -> LookupFound | Failed:
    lookup = account.selfservice.entry(command.lookup_id)
    if not isinstance(lookup, Lookup):
        return Failed("fault")  # it was taken out of the settings a moment ago
    try:
        name = lookup.secret
        header = x_accounts.lookup_header(account.id, name, host_of(lookup), account.app) if name else None
    except (UnreadableSecret, CredentialsRefused):
        return Failed("no_secret")
    return fetch(lookup, command.values, header, client=client)


care.starting.over()
