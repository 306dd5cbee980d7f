"""What `centralita doctor` looks at: each check is one line with what is wrong and how to mend it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from care.aws import depth_of
from care.budget.months import stands
from care.budget.prices import dollars
from care.model.account import Account
from care.model.envelope import Channel
from care.model.months import month_of
from care.tables.budget import Budget
from care.tables.reports import Reports
from infra import waits
from infra.command import at_x, keys
from infra.command.check import Check, CheckState
from infra.command.deployed import Deployed
from infra.command.questions import questions

_OLD = 600  # seconds, as the alarm OldestMessage
_MANY = 1000  # messages on a queue: more than a function works off in a minute
_LATE = 300  # seconds: what may go is to go within five minutes
_ROOM = 50  # functions at once: the least of which the queues leave 30 %
_SKEW = timedelta(seconds=60)  # OAuth 1.0a timestamps that are further off are refused


def checks(stack: Deployed, accounts: Iterable[Account]) -> Iterator[Check]:
    """Everything about the stack, its X apps and these accounts, one check after the other."""
    yield from _queues(stack)
    yield from ages(stack)
    yield from _alarms(stack)
    yield from ringing(stack)
    yield from quotas(stack)
    yield _clock(stack)
    yield from questions(stack)
    served = list(accounts)
    for account_id in stack.accounts.unreadable():
        mend = "deploy the release that wrote them, or `centralita accounts push account.toml`"
        yield Check(f"settings {account_id}", "wrong", "a newer release wrote them: its messages wait", mend)
    if not served:
        yield Check("accounts", "warning", "no account connected", "`centralita accounts push account.toml`")
    for app in stack.outputs.get("XApps", "main").split(","):
        yield from at_x.checks(stack, app, [one for one in served if one.app == app])
    for account in served:
        yield from paused(account)
        yield from outboxes(stack, account)
        yield from _spending(stack, account)
        yield _encrypted(stack, account)
        yield from subscribers(stack, account)


def paused(account: Account) -> Iterator[Check]:
    """That a supervisor stopped what is automatic, which nobody should look for elsewhere."""
    if account.paused_at is not None:
        said = f"paused by {account.paused_by} since {account.paused_at:%Y-%m-%d %H:%M}Z: nothing automatic goes out"
        yield Check(f"@{account.username} paused", "warning", said, f"`centralita resume {account.username}`")


def subscribers(stack: Deployed, account: Account) -> Iterator[Check]:
    """Who is told what happens, where nothing arrives."""
    if "FactsQueueUrl" not in stack.outputs:
        return  # a stack of an earlier release
    for one in stack.subscribers.all(account.id):
        if one.paused_at is None and one.failing_since is None:
            continue
        since = f"{one.paused_at or one.failing_since:%Y-%m-%d %H:%M}Z"
        said = f"paused since {since}" if one.paused_at else f"nothing arrives since {since}"
        which = f"{account.username} {one.name}"
        mend = f"`centralita subscribers deliveries {which}` says why; `resume` and `replay` tell what it missed"
        yield Check(f"@{account.username} told: {one.name}", "warning", said, mend)


def _queues(stack: Deployed) -> Iterator[Check]:
    sqs = stack.client("sqs")
    for output, url in sorted(stack.outputs.items()):
        if output.endswith("DlqUrl"):
            queue = output.removesuffix("DlqUrl").lower()
            lies = sum(depth_of(sqs, url)[:2])
            mend = f"`centralita dlq show {queue}` says why"
            yield Check(f"dead letters {queue}", "wrong" if lies else "ok", f"{lies} messages", mend if lies else "")
        elif output.endswith("QueueUrl"):
            waits = sum(depth_of(sqs, url)[:2])
            state: CheckState = "warning" if waits > _MANY else "ok"
            mend = "the function's log, and the alarm OldestMessage, say whether it goes on" if state != "ok" else ""
            yield Check(f"queue {output.removesuffix('QueueUrl').lower()}", state, f"{waits} wait", mend)


def ages(stack: Deployed) -> Iterator[Check]:
    """How long the oldest message of each queue waits, as CloudWatch has it; the local run measures nothing."""
    if stack.clock_url:
        return
    urls = {n.removesuffix("QueueUrl").lower(): u for n, u in sorted(stack.outputs.items()) if n.endswith("QueueUrl")}
    now = datetime.now(UTC)
    try:
        found = stack.client("cloudwatch").get_metric_data(
            MetricDataQueries=[
                {
                    "Id": f"q{place}",
                    "Label": name,
                    "MetricStat": {
                        "Metric": {
                            "Namespace": "AWS/SQS",
                            "MetricName": "ApproximateAgeOfOldestMessage",
                            "Dimensions": [{"Name": "QueueName", "Value": url.rpartition("/")[2]}],
                        },
                        "Period": 60,
                        "Stat": "Maximum",
                    },
                }
                for place, (name, url) in enumerate(urls.items())
            ],
            StartTime=now - timedelta(minutes=10),
            EndTime=now + timedelta(minutes=1),
            ScanBy="TimestampDescending",
        )
    except (BotoCoreError, ClientError) as error:
        yield Check("queue ages", "warning", f"can't be checked ({type(error).__name__})", "check your AWS rights")
        return
    for result in found["MetricDataResults"]:
        seconds = round(next(iter(result["Values"]), 0.0))
        old = seconds > _OLD
        mend = "the function's log says why it does not go on; the runbook has `OldestMessage`" if old else ""
        said = f"the oldest message waits for {seconds} s"
        yield Check(f"age {result['Label']}", "wrong" if old else "ok", said, mend)


def ringing(stack: Deployed) -> Iterator[Check]:
    """Each alarm of the stack that is on now."""
    if (topic := stack.outputs.get("AlarmTopicArn")) is None:
        return
    try:
        pages = stack.client("cloudwatch").get_paginator("describe_alarms").paginate(StateValue="ALARM")
        on = [alarm for page in pages for alarm in page["MetricAlarms"] if topic in alarm["AlarmActions"]]
    except (BotoCoreError, ClientError) as error:
        yield Check("alarms on", "warning", f"can't be checked ({type(error).__name__})", "check your AWS rights")
        return
    for alarm in on:
        yield Check(f"alarm {alarm['AlarmName']}", "wrong", "it is on", "docs/runbook.md says what to do")
    if not on:
        yield Check("alarms on", "ok", "none")


def quotas(stack: Deployed) -> Iterator[Check]:
    """What the AWS account may do at most, where less than the stack was told; the local run has no quotas."""
    told = stack.outputs.get("Concurrency")
    if stack.clock_url or told is None:
        return
    try:
        limits = stack.client("lambda").get_account_settings()["AccountLimit"]
        most = limits["ConcurrentExecutions"]
        sandbox = (
            not stack.client("sesv2").get_account()["ProductionAccessEnabled"]
            if stack.outputs.get("MailSender", "-") != "-"
            else False
        )
    except (BotoCoreError, ClientError) as error:
        yield Check("quotas", "warning", f"can't be checked ({type(error).__name__})", "check your AWS rights")
        return
    if most < int(told):
        said = f"Lambda runs {most} functions at once, and `concurrency` says {told}: queues may take all of it"
        mend = (
            f"ask Service Quotas for {told}, or deploy with `concurrency = {most}`: X waits ten seconds for an answer"
        )
        yield Check("quota concurrency", "wrong", said, mend)
    elif most < _ROOM:
        said = f"Lambda runs {most} functions at once: in a rush the webhook has no room of its own"
        yield Check("quota concurrency", "warning", said, "ask Service Quotas for 100 or more")
    else:
        yield Check("quota concurrency", "ok", f"{most} functions at once")
    if sandbox:
        said = "SES is in its sandbox: mails reach confirmed addresses alone"
        yield Check(
            "quota mail", "warning", said, "ask AWS for production access of SES; until then pages lie in the bucket"
        )


def _alarms(stack: Deployed) -> Iterator[Check]:
    topic = stack.outputs.get("AlarmTopicArn")
    if topic is None:
        return
    mend = "deploy with `-c alarm_address=you@example.com`"
    try:
        found = stack.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    except (BotoCoreError, ClientError) as error:
        yield Check("alarms", "warning", f"can't be checked ({type(error).__name__})", "check your AWS rights")
        return
    waiting = [one["Endpoint"] for one in found if one["SubscriptionArn"] == "PendingConfirmation"]
    if not found:
        yield Check("alarms", "warning", "nobody is notified of alarms", mend)
    elif waiting:
        yield Check("alarms", "wrong", f"{', '.join(waiting)} has not confirmed", "open AWS's mail and confirm it")
    else:
        yield Check("alarms", "ok", "they reach an address that confirmed")


def _clock(stack: Deployed, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Check:
    try:
        said = httpx.get(f"{stack.x_url}/2/openapi.json", timeout=5).headers.get("date", "")
        there = datetime.strptime(said, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    except (httpx.HTTPError, ValueError):
        return Check("clock", "warning", "X's clock could not be read", "check this machine's way to X")
    if stack.clock_url:
        return Check("clock", "ok", "the local run moves its own")
    off = abs(there - now())
    if off > _SKEW:
        seconds = round(off.total_seconds())
        return Check("clock", "wrong", f"{seconds} s away from X's: signatures are refused", "set the time by NTP")
    return Check("clock", "ok", "agrees with X's")


def outboxes(stack: Deployed, account: Account) -> Iterator[Check]:
    """What waits to be sent: the oldest that may go, what holds its queue, and what keeps failing."""
    now = stack.now()
    for one in waits.of_account(stack.outbox, account, now):
        name = f"@{account.username} {'posts' if one.channel == 'public' else 'DMs'} waiting"
        if not one.items and not one.unreadable:
            yield Check(name, "ok", "none", waits=one.shown())
            continue
        parts = [f"{len(one.items)}{' and more' if one.more else ''}"]
        first, late = one.may_go, False
        if first is not None:
            late = one.age(first) > _LATE
            parts.append(f"the oldest that may go is {first.item_id}, for {_lasted(one.age(first))}")
        if one.held_until is not None:
            parts.append(f"held until {one.held_until:%Y-%m-%d %H:%M:%S}Z: {one.because}")
        for item in one.failing:
            since = item.failing_since or item.created_at
            tried = f"{item.tries_again_at:%H:%M:%S}Z" if item.tries_again_at else "soon"
            lasted = _lasted((now - since).total_seconds())
            parts.append(f"{item.item_id} keeps failing for {lasted} ({item.failures} times), tried again at {tried}")
        parts += [f"{item_id} cannot be read by this release" for item_id in one.unreadable]
        state: CheckState = "ok"
        if late or one.failing or one.unreadable or one.circuit.holds:
            state = "wrong" if late and one.held_until is None else "warning"
        mend = f"`centralita outbox list {account.username}` says why each waits" if state != "ok" else ""
        yield Check(name, state, "; ".join(parts), mend, one.shown())


def _lasted(seconds: float) -> str:
    return (
        f"{seconds:.0f} s"
        if seconds < 120
        else f"{seconds / 60:.0f} min"
        if seconds < 7200
        else f"{seconds / 3600:.0f} h"
    )


def _spending(stack: Deployed, account: Account) -> Iterator[Check]:
    now = stack.now()
    budget = Budget(stack.client("dynamodb"), stack.outputs["OutboxTable"])
    spent = budget.sent(account, month_of(now))
    limit = account.budget.month_micro_dollars
    states: dict[str, CheckState] = {"under": "ok", "soft": "warning", "hard": "wrong"}
    stand = stands(account, spent)
    said = f"{dollars(spent)} spent on sends this month" + (
        f" of {dollars(limit)}" if limit is not None else ", no limit is set"
    )
    mend = "" if stand == "under" else "raise `budget.month_dollars` in the settings, or leave it"
    yield Check(f"@{account.username} budget", states[stand], said, mend)
    channels: tuple[Channel, ...] = ("public", "private")
    for channel in channels:
        left = budget.left(account.id, channel, now, app=account.app)
        short = [f"{name} {rest} of {most}" for name, (rest, most) in left.items() if rest * 10 < most]
        what = "posts" if channel == "public" else "DMs"
        said = f"nearly used up: {', '.join(short)}" if short else "enough left of X's limits"
        mend = "they wait by themselves; fewer parts a reply, or a further X app, help" if short else ""
        yield Check(f"@{account.username} {what}", "warning" if short else "ok", said, mend)


def _encrypted(stack: Deployed, account: Account) -> Check:
    """Whether messages of encrypted chats stay shut, which only X's own app shows and answers."""
    name = f"@{account.username} chats"
    month = f"{stack.now().astimezone(account.hours.zone):%Y-%m}"
    days = Reports(stack.client("dynamodb"), stack.outputs["ConversationsTable"], stack.outputs["AccountsTable"])
    seen = sum(tallies.sum("messages_encrypted") for tallies in days.days(account.id, month).values())
    if seen <= 0:
        return Check(name, "ok", "no encrypted message stayed shut this month, of the days added up")
    mend = (
        f"{keys.connecting(account.id, account.app, '--chat')} connects the keys; the desk says of each why it is shut"
    )
    messages = "1 message" if seen == 1 else f"{seen:,} messages"
    return Check(name, "warning", f"{messages} in encrypted chats stayed shut this month: they are answered in X", mend)
