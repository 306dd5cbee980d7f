"""What `centralita doctor` looks at: each check is one line with what is wrong and how to mend it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from care.account import Account
from care.budget.months import month_of, stands
from care.budget.prices import dollars
from care.budget.store import Budget
from care.envelope import Channel
from care.x.client import XClient
from care.x.credentials import AppSecret, UnreadableSecret, read_app_secret
from care.x.errors import OutOfCredit, XError
from care.x.subscriptions import EVENT_TYPES, lacking
from infra.deployed import Deployed
from infra.operating import connecting, keys
from infra.operating.connecting import CannotConnect

type State = Literal["ok", "warning", "wrong"]

_MANY = 1000  # messages on a queue: more than a function works off in a minute
_SKEW = timedelta(seconds=60)  # OAuth 1.0a timestamps that are further off are refused


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, how it is, and how to mend it where it is not well."""

    name: str
    state: State
    said: str
    mend: str = ""


def checks(stack: Deployed, accounts: Iterable[Account]) -> Iterator[Check]:
    """Everything about the stack, its X apps and these accounts, one check after the other."""
    yield from _queues(stack)
    yield from _alarms(stack)
    yield _clock(stack)
    served = list(accounts)
    if not served:
        yield Check("accounts", "warning", "no account is served", "`centralita accounts push account.toml`")
    for app in stack.outputs.get("XApps", "main").split(","):
        yield from _app(stack, app, [one for one in served if one.app == app])
    for account in served:
        yield from _spending(stack, account)


def _app(stack: Deployed, app: str, accounts: list[Account]) -> Iterator[Check]:
    name = f"app {app}"
    try:
        client = stack.client("secretsmanager")
        text = client.get_secret_value(SecretId=keys.secret_name(stack.outputs, app))["SecretString"]
        secret = read_app_secret(text)
    except UnreadableSecret as error:
        yield Check(name, "wrong", str(error), "`centralita connect ACCOUNT` fills it")
        return
    except (BotoCoreError, ClientError) as error:
        yield Check(name, "wrong", f"the secret cannot be read ({type(error).__name__})", "check your AWS rights")
        return
    yield Check(name, "ok", "the secret is filled")
    x = XClient(secret.keys, base_url=stack.x_url)
    try:
        hooks = x.webhooks().items
        subscribed = connecting.subscriptions(x)
    except XError as error:
        yield _of_x(name, error)
        return
    url = keys.webhook_url(stack, app)
    hook = next((one for one in hooks if one.url.rstrip("/") == url.rstrip("/")), None)
    if hook is None:
        yield Check("webhook", "wrong", f"X does not know {url}", "`centralita connect ACCOUNT` registers it")
    elif not hook.valid:
        yield Check("webhook", "wrong", "X holds it invalid and delivers nothing", "`centralita reconcile` mends it")
    else:
        yield Check("webhook", "ok", f"valid: {url}")
    ids = frozenset(one.id for one in hooks)
    for account in accounts:
        yield from _account(stack, secret, account, accounts)
        lack = lacking(account.id, subscribed, ids)
        missing = ", ".join(one.event_type for one in lack)
        yield (
            Check(f"@{account.username} events", "wrong", f"not subscribed: {missing}", "`centralita reconcile`")
            if lack
            else Check(f"@{account.username} events", "ok", f"{len(EVENT_TYPES)} kinds are subscribed")
        )


def _account(stack: Deployed, secret: AppSecret, account: Account, others: list[Account]) -> Iterator[Check]:
    name = f"@{account.username}"
    again = f"`centralita connect {account.username} --new-keys`"
    token = secret.accounts.get(account.id)
    if token is None:
        yield Check(name, "wrong", "the secret holds no token for it", f"`centralita connect {account.username}`")
        return
    x = XClient(secret.keys, token, base_url=stack.x_url)
    try:
        user = connecting.owner_of(x, account.id)
        connecting.may_read_messages(x)
    except CannotConnect as error:
        yield Check(name, "wrong", str(error), again)
        return
    yield Check(name, "ok", "the token is the account's and reads direct messages")
    if user.username.casefold() != account.username.casefold():
        yield Check(name, "warning", f"it is called @{user.username} at X now", "push settings with the new username")
    if user.protected:
        yield Check(name, "wrong", "its posts are protected: customers do not see answers", "make it public at X")
    yield from _open_to_messages(stack, secret, account, others)


def _open_to_messages(stack: Deployed, secret: AppSecret, account: Account, others: list[Account]) -> Iterator[Check]:
    """Whether anybody may begin a DM, which X tells to another account only."""
    name = f"@{account.username} messages"
    where = "in X: Settings, Privacy and safety, Direct messages, allow from everyone"
    token = next(
        (secret.accounts[one.id] for one in others if one.id != account.id and one.id in secret.accounts), None
    )
    if token is None:
        yield Check(
            name, "warning", "whether anybody may begin a DM, X tells to another account only", f"check it {where}"
        )
        return
    try:
        [user] = XClient(secret.keys, token, base_url=stack.x_url).users([account.id]).items
    except (XError, ValueError):
        return
    if user.receives_your_dm is False:
        yield Check(name, "wrong", "customers cannot begin a DM", f"switch it on {where}")
    else:
        yield Check(name, "ok", "anybody may begin a DM")


def _of_x(name: str, error: XError) -> Check:
    if isinstance(error, OutOfCredit):
        return Check(name, "wrong", "the X app has no credit left", "buy credit in X's developer console")
    return Check(name, "wrong", f"X does not answer the app: {error}", "check the bearer token, and X's status page")


def _queues(stack: Deployed) -> Iterator[Check]:
    sqs = stack.client("sqs")
    for output, url in sorted(stack.outputs.items()):
        if output.endswith("DlqUrl"):
            queue = output.removesuffix("DlqUrl").lower()
            lies = _count(sqs, url)
            mend = f"`centralita dlq show {queue}` says why"
            yield Check(f"dead letters {queue}", "wrong" if lies else "ok", f"{lies} lie there", mend if lies else "")
        elif output.endswith("QueueUrl"):
            waits = _count(sqs, url)
            state: State = "warning" if waits > _MANY else "ok"
            mend = "the function's log, and the alarm OldestMessage, say whether it goes on" if state != "ok" else ""
            yield Check(f"queue {output.removesuffix('QueueUrl').lower()}", state, f"{waits} wait", mend)


def _count(sqs: Any, url: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    values = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(values.get(name, 0)) for name in names)


def _alarms(stack: Deployed) -> Iterator[Check]:
    topic = stack.outputs.get("AlarmTopicArn")
    if topic is None:
        return
    mend = "deploy with `-c alarm_address=you@example.com`"
    try:
        found = stack.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    except (BotoCoreError, ClientError) as error:
        yield Check("alarms", "warning", f"cannot be looked at ({type(error).__name__})", "check your AWS rights")
        return
    waiting = [one["Endpoint"] for one in found if one["SubscriptionArn"] == "PendingConfirmation"]
    if not found:
        yield Check("alarms", "warning", "nobody is told when something needs a person", mend)
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


def _spending(stack: Deployed, account: Account) -> Iterator[Check]:
    now = stack.now()
    budget = Budget(stack.client("dynamodb"), stack.outputs["OutboxTable"])
    spent = budget.total(account.id, month_of(now)).micro_dollars
    limit = account.budget.month_micro_dollars
    states: dict[str, State] = {"under": "ok", "soft": "warning", "hard": "wrong"}
    stand = stands(account, spent)
    said = f"{dollars(spent)} spent this month" + (
        f" of {dollars(limit)}" if limit is not None else ", no limit is set"
    )
    mend = "" if stand == "under" else "raise `budget.month_dollars` in the settings, or let it be"
    yield Check(f"@{account.username} budget", states[stand], said, mend)
    channels: tuple[Channel, ...] = ("public", "private")
    for channel in channels:
        left = budget.left(account.id, channel, now, app=account.app)
        short = [f"{name} {rest} of {most}" for name, (rest, most) in left.items() if rest * 10 < most]
        what = "posts" if channel == "public" else "DMs"
        said = f"nearly used up: {', '.join(short)}" if short else "enough left of X's limits"
        mend = "they wait by themselves; fewer parts a reply, or a further X app, help" if short else ""
        yield Check(f"@{account.username} {what}", "warning" if short else "ok", said, mend)
