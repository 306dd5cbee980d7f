"""`make smoke` against AWS as moto plays it: the functions run, and whatever fails midway, nothing is left untold."""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, Literal

import boto3
import httpx
import pytest
from infra.command import smoke as command
from infra.command.deployed import Deployed
from infra.command.smoke_steps import STEPS, Smoke
from moto.cloudwatch.models import MetricDatum, cloudwatch_backends
from moto.core.models import DEFAULT_ACCOUNT_ID
from tests.functions.conftest import World
from tests.functions.starting import clients

TAGGED = {"centralita-stage": "try"}
FUNCTIONS = {name: f"try-{name.lower()}" for name in ("Ingest", "Hours", "Reconcile", "Report", "Export")}


class Cloud:
    """What the CDK would do to the account, and the time that passes while the command waits."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.said: list[str] = []
        self.ran: list[str] = []
        self.deploys = True
        self.destroys = True
        self.alarm: Literal["OK", "ALARM"] = "OK"
        self.tagged = True
        self.clock_calls = True
        self.works = True
        self.error = ""
        self.interrupts = ""

    def smoke(self) -> Smoke:
        transport = httpx.MockTransport(self._asked)
        return Smoke("try", self.cdk, httpx.Client(transport=transport), self.passes, self.said.append)

    def cdk(self, what: str) -> int:
        self.ran.append(what.split(maxsplit=1)[0])
        cloud = boto3.client("cloudformation")
        if what.startswith("destroy"):
            if self.interrupts == "destroy":
                raise KeyboardInterrupt
            if self.destroys:
                cloud.delete_stack(StackName="centralita-try")
            return int(not self.destroys)
        cloud.create_stack(StackName="centralita-try", TemplateBody=json.dumps(self._template()))
        if self.deploys:
            self._made()
        return int(not self.deploys)

    def _template(self) -> dict[str, Any]:
        outputs = {
            "WebhookUrl": "https://api.example/webhook",
            "XAppSecretArn": self.world.environment["APP_SECRET_ARN"],
            "ConversationsTable": "conversations",
            "OutboxTable": "outbox",
            "AccountsTable": "accounts",
            "EventsQueueUrl": self.world.queues["events"],
            "EventsDlqUrl": self.world.queues["events_dlq"],
            **{f"{name}Function": function for name, function in FUNCTIONS.items()},
        }
        return {
            "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
            "Outputs": {name: {"Value": value} for name, value in outputs.items()},
        }

    def _made(self) -> None:
        tags = TAGGED if self.tagged else {"centralita-stage": "another"}
        functions, role = boto3.client("lambda"), _role()
        for name in FUNCTIONS.values():
            functions.create_function(
                FunctionName=name,
                Runtime="python3.13",
                Role=role,
                Handler="h.h",
                Code={"ZipFile": _zipped()},
                Tags=tags,
                Publish=True,
            )
            functions.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
        watch = boto3.client("cloudwatch")
        watch.put_metric_alarm(
            AlarmName="centralita-try-Refused",
            Namespace="Centralita/try",
            MetricName="SendRefused",
            Period=60,
            Statistic="Sum",
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
        )
        watch.set_alarm_state(AlarmName="centralita-try-Refused", StateValue=self.alarm, StateReason="made up")
        table = boto3.client("dynamodb").describe_table(TableName="outbox")["Table"]["TableArn"]
        boto3.client("dynamodb").tag_resource(
            ResourceArn=table, Tags=[{"Key": name, "Value": value} for name, value in tags.items()]
        )
        boto3.client("sqs").tag_queue(QueueUrl=self.world.queues["events"], Tags=tags)

    def listed(self, parsed: dict[str, Any], **_: Any) -> None:
        """moto's CloudFormation makes neither alarms nor schedules."""
        for kind, name in (("CloudWatch::Alarm", "centralita-try-Refused"), ("Scheduler::Schedule", "EachMinute")):
            made = {"ResourceType": f"AWS::{kind}", "PhysicalResourceId": name, "LogicalResourceId": name}
            parsed["StackResourceSummaries"].append({**made, "ResourceStatus": "CREATE_COMPLETE"})

    def _asked(self, request: httpx.Request) -> httpx.Response:
        if self.interrupts == request.method:
            raise KeyboardInterrupt
        event = {
            "requestContext": {"http": {"method": request.method}},
            "rawPath": request.url.path,
            "headers": dict(request.headers),
            "queryStringParameters": dict(request.url.params),
            "body": request.content.decode(),
        }
        answer = self.world.call("ingest", event)
        return httpx.Response(answer["statusCode"], text=answer.get("body", ""))

    def passes(self, _seconds: float) -> None:
        """While it waits the queues feed the functions, and the clock calls them."""
        if self.works:
            self.world.drain("events", "cases")
            self.world.drain("acknowledgements", "acknowledge")
        self.world.at(_after(self.world, minutes=2))
        if self.works:
            self.world.call("hours")
        if self.clock_calls:
            told = MetricDatum(
                "AWS/Lambda",
                "Invocations",
                1.0,
                [{"Name": "FunctionName", "Value": FUNCTIONS["Hours"]}],
                datetime.now(UTC).replace(tzinfo=None),
                "Count",
            )
            cloudwatch_backends[DEFAULT_ACCOUNT_ID]["eu-west-1"].metric_data.append(told)


def _after(world: World, *, minutes: int) -> datetime:
    return world.now() + timedelta(minutes=minutes)


def _role() -> str:
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    return str(boto3.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=trust)["Role"]["Arn"])


def _zipped() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("h.py", "def h(event, context):\n    return {}\n")
    return made.getvalue()


@pytest.fixture
def cloud(world: World, monkeypatch) -> Cloud:
    made = Cloud(world)
    world.at(datetime.now(UTC))
    clients().listen("after-call.cloudformation.ListStackResources", made.listed)

    def invoked(**asked: Any) -> dict[str, Any]:
        assert asked["Qualifier"] == "live"
        return {"FunctionError": made.error} if made.error else {}

    genuine: Callable[..., Any] = Deployed.client.fget  # type: ignore[attr-defined]

    def client(self: Any) -> Any:
        make = genuine(self)

        def given(service: Any) -> Any:
            found = make(service)
            if service == "lambda":
                monkeypatch.setattr(found, "invoke", invoked, raising=False)
            return found

        return given

    monkeypatch.setattr(Deployed, "client", property(client))
    return made


def test_an_account_that_works_is_proved_and_nothing_is_left(cloud: Cloud):
    assert command.run(cloud.smoke()) == 0, cloud.said
    told = [line.partition(":")[0].removeprefix("ok").strip() for line in cloud.said[:-1]]
    assert told == [name for name, _ in STEPS]
    assert cloud.said[-1] == "ok      nothing is left"
    assert cloud.ran == ["deploy", "destroy"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"deploys": False}, "deploy: cdk deploy failed"),
        ({"works": False}, "outbox: an answer in the outbox: not within 300 seconds"),
        ({"clock_calls": False}, "schedules: a call of `hours` by the clock: not within 300 seconds"),
        ({"error": "Unhandled"}, "rights: HoursFunction ended with Unhandled"),
        ({"alarm": "ALARM"}, "alarms: alarms are on: centralita-try-Refused"),
        ({"tagged": False}, "tags: a function, a queue, a table without the tag"),
        ({"interrupts": "GET"}, "webhook: interrupted"),
    ],
)
def test_what_fails_midway_is_named_and_the_stage_goes_all_the_same(cloud: Cloud, change, said):
    for name, value in change.items():
        setattr(cloud, name, value)
    assert command.run(cloud.smoke()) == 1
    [failed] = [line for line in cloud.said if line.startswith("FAILED")]
    assert said in failed
    assert cloud.ran == ["deploy", "destroy"]
    assert cloud.said[-1] == "ok      nothing is left"


def test_a_dead_letter_is_a_failure(cloud: Cloud):
    cloud.world.sqs.send_message(
        QueueUrl=cloud.world.queues["events_dlq"], MessageBody="{}", MessageGroupId="1", MessageDeduplicationId="1"
    )
    assert command.run(cloud.smoke()) == 1
    assert any("dead letters: EventsDlqUrl" in line for line in cloud.said)


@pytest.mark.parametrize("interrupts", ["", "destroy"])
def test_what_could_not_be_taken_away_is_told_with_how_to_go_on(cloud: Cloud, interrupts):
    cloud.destroys, cloud.interrupts = False, interrupts
    assert command.run(cloud.smoke()) == 1
    left = "\n".join(line for line in cloud.said if not line.startswith("ok "))
    assert "cdk destroy --force -c stage=try" in left
    if not interrupts:
        assert "the stack centralita-try: CREATE_COMPLETE" in left
        assert "AWS::CloudWatch::Alarm centralita-try-Refused" in left


def test_what_outlives_the_stack_is_told_by_name(cloud: Cloud):
    boto3.client("secretsmanager").create_secret(Name="centralita/try/x-chat", SecretString="{}")
    boto3.client("s3").create_bucket(
        Bucket="centralita-try-media", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    assert command.run(cloud.smoke()) == 1
    told = [line for line in cloud.said if line.startswith("LEFT")]
    assert told == ["LEFT    secret centralita/try/x-chat", "LEFT    bucket centralita-try-media"]


def test_a_stage_that_is_somebodys_is_not_touched(cloud: Cloud):
    cloud.cdk("deploy")
    cloud.ran.clear()
    assert command.run(cloud.smoke()) == 2
    assert cloud.ran == []
    assert "stays as it is" in cloud.said[-1]


@pytest.mark.parametrize("stage", ["prod", "Test", "a b", "x; rm"])
def test_only_a_stage_for_trying_is_taken(stage, capsys):
    assert command.main(["--cdk", "false", stage]) == 2
    assert "not prod" in capsys.readouterr().err


def test_an_option_is_no_stage(capsys):
    with pytest.raises(SystemExit):
        command.main(["--cdk", "false", "-c"])
    assert "-c" in capsys.readouterr().err
