"""What a stage of its own has to show of an AWS account, step by step (`infra.command.smoke`)."""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from botocore.config import Config

from care.aws import MakeClient, clients, depth_of
from care.model.account import Account
from care.x.signature import LEGACY_HEADER, sign
from infra.cdk.spending import TAG
from infra.command.deployed import Deployed, find

_CONFIG = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 5})
_PATIENCE = 300  # seconds: a schedule of a minute, a cold start and CloudWatch's delay together
_SHOP, _CUSTOMER, _POST = "2000000000000000009", "3000000000000000009", "1999999999999999999"
_CALLED = ("HoursFunction", "ReconcileFunction", "ReportFunction", "ExportFunction")


class Failed(RuntimeError):
    """A step did not show what it was to show."""


@dataclass
class Smoke:
    """A stage on its way, and how AWS, the CDK and time are reached."""

    stage: str
    cdk: Callable[[str], int]
    http: httpx.Client
    wait: Callable[[float], None] = time.sleep
    say: Callable[[str], object] = print
    client: MakeClient = field(default_factory=lambda: clients(_CONFIG))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def name(self) -> str:
        """The stack's name."""
        return f"centralita-{self.stage}"

    @property
    def stack(self) -> Deployed:
        """The stack as it was deployed."""
        return find(self.stage)

    def resources(self) -> list[Any]:
        """All that the stack is made of, and how each stands."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=self.name)
        return [one for page in pages for one in page["StackResourceSummaries"]]

    def until(self, what: str, shown: Callable[[], object]) -> None:
        """Wait for something that AWS does in its own time; Failed if it does not come."""
        for _ in range(_PATIENCE // 5):
            if shown():
                return
            self.wait(5)
        raise Failed(f"{what}: not within {_PATIENCE} seconds")


def deploy(smoke: Smoke) -> None:
    """CloudFormation takes the template, and makes all of it."""
    if smoke.cdk(f"deploy --require-approval never -c stage={smoke.stage} -c removal_policy=destroy"):
        raise Failed("cdk deploy failed; what it said stands above")
    if not smoke.stack.outputs:
        raise Failed("the stack has no outputs")


def set_up(smoke: Smoke) -> None:
    """Secrets and settings are written by the operator's own way, and read by the functions."""
    stack = smoke.stack
    keys = {"consumer_key": "smoke", "consumer_secret": smoke.secret, "bearer_token": "smoke"}
    accounts = {_SHOP: {"token": "smoke", "token_secret": "smoke"}}
    stack.client("secretsmanager").put_secret_value(
        SecretId=stack.outputs["XAppSecretArn"], SecretString=json.dumps({**keys, "accounts": accounts})
    )
    week = {day: [["00:00", "00:01"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    told = {"id": _SHOP, "username": "smoke_account", "name": "Smoke", "hours": {"timezone": "UTC", "weekly": week}}
    stack.accounts.put(Account.model_validate({**told, "privacy_url": "https://example.com/privacy"}))


def webhook(smoke: Smoke) -> None:
    """The webhook answers X's challenge, refuses what nobody signed, and takes what is signed."""
    url, key, token = smoke.stack.outputs["WebhookUrl"], smoke.secret.encode(), "c21va2U="
    answered = smoke.http.get(url, params={"crc_token": token})
    if answered.status_code != 200 or answered.json().get("response_token") != sign(key, token.encode()):
        raise Failed(f"the challenge was answered with {answered.status_code}")
    body = json.dumps(_mention(datetime.now(UTC))).encode()
    forged = smoke.http.post(url, content=body, headers={LEGACY_HEADER: sign(b"another", body)})
    if forged.status_code != 401:
        raise Failed(f"a forged delivery was answered with {forged.status_code}")
    taken = smoke.http.post(url, content=body, headers={LEGACY_HEADER: sign(key, body)})
    if taken.status_code != 200:
        raise Failed(f"a signed delivery was answered with {taken.status_code}")


def outbox(smoke: Smoke) -> None:
    """Queues feed functions, these may use tables and queues, and a delivery becomes a case and an answer to it."""
    conversations, box = smoke.stack.conversations, smoke.stack.outbox

    def shown() -> object:
        case_id = conversations.customer(_SHOP, _CUSTOMER).case_id
        return case_id and box.of_case(_SHOP, case_id)

    smoke.until("an answer in the outbox", shown)


def queues(smoke: Smoke) -> None:
    """Nothing was put aside."""
    sqs = smoke.stack.client("sqs")
    urls = {name: url for name, url in smoke.stack.outputs.items() if name.endswith("DlqUrl")}
    if lie := sorted(name for name, url in urls.items() if any(depth_of(sqs, url))):
        raise Failed(f"dead letters: {', '.join(lie)}")


def schedules(smoke: Smoke) -> None:
    """Each schedule is there, and the clock calls `hours` by its alias."""
    if not _made(smoke, "AWS::Scheduler::Schedule"):
        raise Failed("the stack has no schedules")
    function = smoke.stack.outputs["HoursFunction"]
    smoke.until("a call of `hours` by the clock", lambda: _sum(smoke, function, "Invocations") >= 1)


def rights(smoke: Smoke) -> None:
    """What no delivery reaches is called once: a right that a role lacks ends the call with an error."""
    functions = smoke.stack.client("lambda")
    for output in _CALLED:
        answer = functions.invoke(FunctionName=smoke.stack.outputs[output], Qualifier="live", Payload=b"{}")
        if wrong := answer.get("FunctionError"):
            raise Failed(f"{output} ended with {wrong}: its log says which right it lacks")


def alarms(smoke: Smoke) -> None:
    """Each alarm of the stack is there, and none is on."""
    pages = smoke.stack.client("cloudwatch").get_paginator("describe_alarms")
    found = [one for page in pages.paginate(AlarmNamePrefix=f"{smoke.name}-") for one in page["MetricAlarms"]]
    made = _made(smoke, "AWS::CloudWatch::Alarm")
    if not made or len(found) < len(made):
        raise Failed(f"{len(found)} alarms of {len(made)} are there")
    if on := sorted(one["AlarmName"] for one in found if one["StateValue"] == "ALARM"):
        raise Failed(f"alarms are on: {', '.join(on)}")


def tags(smoke: Smoke) -> None:
    """What costs carries the tag by which billing tells stages apart."""
    stack = smoke.stack
    functions = stack.client("lambda")
    arn = functions.get_function(FunctionName=stack.outputs["IngestFunction"])["Configuration"]["FunctionArn"]
    table = stack.client("dynamodb").describe_table(TableName=stack.outputs["OutboxTable"])["Table"]["TableArn"]
    queue = stack.outputs["EventsQueueUrl"]
    told: dict[str, Any] = {
        "a function": functions.list_tags(Resource=arn)["Tags"],
        "a table": {
            one["Key"]: one["Value"]
            for one in stack.client("dynamodb").list_tags_of_resource(ResourceArn=table)["Tags"]
        },
        "a queue": stack.client("sqs").list_queue_tags(QueueUrl=queue).get("Tags", {}),
    }
    if lacks := sorted(what for what, found in told.items() if found.get(TAG) != smoke.stage):
        raise Failed(f"{', '.join(lacks)} without the tag {TAG}")


STEPS: tuple[tuple[str, Callable[[Smoke], None]], ...] = (
    ("deploy", deploy),
    ("set up", set_up),
    ("webhook", webhook),
    ("outbox", outbox),
    ("schedules", schedules),
    ("rights", rights),
    ("dead letters", queues),
    ("alarms", alarms),
    ("tags", tags),
)


def _made(smoke: Smoke, kind: str) -> list[Any]:
    return [one for one in smoke.resources() if one["ResourceType"] == kind]


def _sum(smoke: Smoke, function: str, metric: str) -> float:
    now = datetime.now(UTC)
    found = smoke.stack.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName=metric,
        Dimensions=[{"Name": "FunctionName", "Value": function}],
        StartTime=now - timedelta(minutes=15),
        EndTime=now + timedelta(minutes=1),
        Period=60,
        Statistics=["Sum"],
    )
    return sum(one["Sum"] for one in found["Datapoints"])


def _mention(now: datetime) -> dict[str, Any]:
    """A delivery as of X's activity API: somebody mentions the account."""
    payload = {
        "id": _POST,
        "conversation_id": _POST,
        "text": "@smoke_account ¿dónde está mi pedido?",
        "lang": "es",
        "author_id": _CUSTOMER,
        "created_at": now.isoformat(),
        "entities": {"mentions": [{"id": _SHOP, "username": "smoke_account", "start": 0, "end": 14}]},
    }
    user = {"id": _CUSTOMER, "username": "smoke_customer", "name": "Smoke", "public_metrics": {"followers_count": 1}}
    data = {"event_type": "post.mention.create", "event_uuid": _POST, "filter": {"user_id": _SHOP}}
    return {"data": {**data, "payload": payload, "includes": {"users": [user]}}}
