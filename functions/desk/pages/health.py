"""The operator's page: queues, dead letters, webhooks, silence, limits left, and how old keys are."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import TypeAdapter

from care import aws
from care.aws import CloudWatchClient, MetricQuery, SecretsManagerClient
from care.desk.health import AccountHealth, Health, Left, account_health, app_health, queue_health
from care.model.envelope import Channel
from care.variables import apps_of
from desk.dependencies import accounts, budget, logger, remembered, settings, sqs
from desk.renderer import render
from desk.requests import Request
from desk.responses import Response, as_json, page

_CHANNELS: tuple[Channel, ...] = ("public", "private")
_ACCOUNTS = 50  # on one page; each takes five reads
_SPAN = timedelta(minutes=15)
_HEALTH = TypeAdapter(Health)


def show(request: Request) -> Response:
    """The page."""
    values = {"health": _health(request), "zone": ZoneInfo("UTC"), "page_number": _page_of(request)}
    return page(render(request, "health.html", **values))


def as_data(request: Request) -> Response:
    """The same as JSON, for a monitor: `wrong` counts what somebody has to look at."""
    health = _health(request)
    return as_json({**_HEALTH.dump_python(health, mode="json"), "wrong": health.wrong})


def _page_of(request: Request) -> int:
    asked = request.query.get("page", "1")
    return min(int(asked), 1000) if asked.isascii() and asked.isdigit() and len(asked) < 5 and int(asked) else 1


def _health(request: Request) -> Health:
    now, start = request.now, (_page_of(request) - 1) * _ACCOUNTS
    urls: dict[str, str] = json.loads(settings.watched_queues)
    ages = _oldest({name: url.rpartition("/")[2] for name, url in urls.items()})
    who = request.who.person
    # Who looks after the stack and names no account looks after all of them.
    every = who.all_accounts or not who.accounts
    everybody = sorted(
        (account for account in accounts.known() if every or who.sees(account.id)),
        key=lambda account: account.username.lower(),
    )
    shown = everybody[start : start + _ACCOUNTS]
    return Health(
        stage=settings.stage,
        release=settings.release,
        at=now,
        queues=tuple(queue_health(name, *_depth(url), ages.get(name)) for name, url in urls.items()),
        apps=tuple(
            app_health(app, remembered.webhook(app), _changed_at(arn), now)
            for app, arn in apps_of(settings.app_secrets).items()
        ),
        accounts=tuple(
            account_health(
                account.id,
                account.username,
                account.app,
                remembered.profile(account.id),
                [
                    Left(channel, limit, left, most)
                    for channel in _CHANNELS
                    for limit, (left, most) in budget.left(account.id, channel, now, app=account.app).items()
                ],
                now,
            )
            for account in shown
        )
        + tuple(
            AccountHealth(one, one, "", wrong=("settings unreadable",))
            for one in accounts.unreadable()
            if every or who.sees(one)
        ),
        further=len(everybody) > start + _ACCOUNTS,
    )


def _depth(url: str) -> tuple[int, int]:
    """How many messages wait in a queue, and how many are in work or held back."""
    waiting, in_work, held_back = aws.depth_of(sqs, url)
    return waiting, in_work + held_back


def _oldest(names: Mapping[str, str]) -> dict[str, int]:
    """The age of the oldest message of each queue in seconds, as CloudWatch knows it: a few minutes late, or not."""
    at = datetime.now(UTC)  # CloudWatch has the machine's clock
    asked: list[MetricQuery] = [
        {
            "Id": f"q{place}",
            "MetricStat": {
                "Metric": {
                    "Namespace": "AWS/SQS",
                    "MetricName": "ApproximateAgeOfOldestMessage",
                    "Dimensions": [{"Name": "QueueName", "Value": name}],
                },
                "Period": 60,
                "Stat": "Maximum",
            },
        }
        for place, name in enumerate(names.values())
    ]
    try:
        found = _cloudwatch().get_metric_data(
            MetricDataQueries=asked, StartTime=at - _SPAN, EndTime=at, ScanBy="TimestampDescending"
        )["MetricDataResults"]
    except (BotoCoreError, ClientError) as error:
        logger.warning("desk.ages_unknown", error=type(error).__name__)
        return {}
    newest = {result["Id"]: result["Values"][0] for result in found if result.get("Values")}
    return {name: int(newest[f"q{place}"]) for place, name in enumerate(names) if f"q{place}" in newest}


def _changed_at(arn: str) -> datetime | None:
    """When a secret was changed last; what it holds is not asked for. None if it cannot be told."""
    try:
        found = _secrets().describe_secret(SecretId=arn)
    except (BotoCoreError, ClientError) as error:
        logger.warning("desk.keys_unknown", error=type(error).__name__)
        return None
    changed: datetime | None = found.get("LastChangedDate") or found.get("CreatedDate")
    return changed


@cache
def _cloudwatch() -> CloudWatchClient:
    return aws.client("cloudwatch")


@cache
def _secrets() -> SecretsManagerClient:
    return aws.client("secretsmanager")
