"""The stack as CloudFormation gets it: who may do what, what is kept, and what catches failures."""

import json
from pathlib import Path

import aws_cdk as cdk
import pytest
from infra import ROOT
from infra.cdk import bundles
from infra.cdk.alarms import ALARMS
from infra.cdk.context import StackContext, WrongContext
from infra.cdk.functions import Functions
from infra.cdk.packages import layers_of
from infra.pages import runbook
from tests.bench.bench_neighbours import crowded
from tests.infra.synth import functions, resources, template
from tests.synthesized import _synthesize

from care import environment
from care.report.rows import CASES, MESSAGES
from care.variables import Environment

# Errors of X that are counted by their names.
NAMED = {"CredentialsRefused", "OutOfCredit"}

SETTINGS: dict[str, type[Environment]] = {
    "Desk": environment.DeskEnvironment,
    "Ingest": environment.IngestEnvironment,
    "Cases": environment.CasesEnvironment,
    "Chat": environment.ChatEnvironment,
    "Hours": environment.HoursEnvironment,
    "Acknowledge": environment.AcknowledgeEnvironment,
    "Survey": environment.SurveyEnvironment,
    "Selfservice": environment.SelfServiceEnvironment,
    "Media": environment.MediaEnvironment,
    "Publish": environment.PublishEnvironment,
    "Reconcile": environment.ReconcileEnvironment,
    "Hours_page": environment.HoursPageEnvironment,
    "Report": environment.ReportEnvironment,
    "Export": environment.ExportEnvironment,
    "Erase": environment.EraseEnvironment,
    "Notify": environment.NotifyEnvironment,
}


def test_there_is_a_function_for_each_folder_with_a_handler():
    assert set(functions()) == set(SETTINGS)


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_a_functions_environment_is_what_its_settings_read(name):
    variables = functions()[name]["Environment"]["Variables"]
    read = SETTINGS[name].read({key: str(value) for key, value in variables.items()})
    assert set(read.to_environment()) <= set(variables)
    required = {field.upper() for field in SETTINGS[name].kinds() if not hasattr(SETTINGS[name], field)}
    assert required <= set(variables)


def test_the_movable_clock_and_the_simulated_x_exist_in_the_local_run_alone():
    deployed = json.dumps(template())
    assert "LOCAL_CLOCK" not in deployed
    assert "X_BASE_URL" not in deployed
    assert "LOCAL_BRAND_URL" not in deployed
    assert "LOCAL_MEDIA_URL" not in deployed
    assert "LOCAL_CLOCK" in json.dumps(template(local=True, local_clock="/tmp/clock"))
    for doors in ({"local_clock": "/tmp/clock"}, {"local_x_url": "http://127.0.0.1:1"}):
        with pytest.raises(WrongContext, match="belong to the local run"):
            template(**doors)


def test_every_queue_that_feeds_a_function_has_a_dead_letter_queue_of_its_kind_and_hides_long_enough():
    queues = resources("SQS::Queue")
    mappings = resources("Lambda::EventSourceMapping")
    assert len(mappings) == 9
    for mapping in mappings.values():
        queue = queues[mapping["EventSourceArn"]["Fn::GetAtt"][0]]
        [alias] = [name for name in resources("Lambda::Alias") if name in json.dumps(mapping["FunctionName"])]
        function = resources("Lambda::Function")[resources("Lambda::Alias")[alias]["FunctionName"]["Ref"]]
        dlq = queues[queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]]
        assert queue.get("FifoQueue") == dlq.get("FifoQueue")
        assert queue["VisibilityTimeout"] >= 6 * function["Timeout"]
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert dlq["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_whatever_calls_a_function_calls_its_newest_whole_version():
    handlers, versions = resources("Lambda::Function"), resources("Lambda::Version")
    of = {alias: one["FunctionName"]["Ref"] for alias, one in resources("Lambda::Alias").items()}
    named = {name for name, one in handlers.items() if not one["Handler"].startswith("index.")}
    assert sorted(of.values()) == sorted(named)
    for alias, one in resources("Lambda::Alias").items():
        version = versions[one["FunctionVersion"]["Fn::GetAtt"][0]]
        assert version["FunctionName"]["Ref"] == of[alias]
    kinds = ("EventSourceMapping", "Permission")
    callers = [json.dumps(one["FunctionName"]) for kind in kinds for one in resources(f"Lambda::{kind}").values()]
    callers += [json.dumps(one["IntegrationUri"]) for one in resources("ApiGatewayV2::Integration").values()]
    callers += [json.dumps(one["Target"]["Arn"]) for one in resources("Scheduler::Schedule").values()]
    assert len(callers) >= 8 + 3 + 3 + 4
    assert all(any(f'"{alias}"' in caller for alias in of) for caller in callers)
    assert {one["Qualifier"] for one in resources("Lambda::EventInvokeConfig").values()} == {"live"}
    assert resources("Lambda::Alias", local=True, local_clock="/tmp/clock") == {}  # the emulator knows none


@pytest.mark.parametrize("changed", ["layers/care", "functions/hours", "layers/pages"])
def test_a_change_of_code_or_of_a_layer_makes_a_version_of_each_function_that_it_concerns(changed, monkeypatch):
    told = bundles._digest

    def digest(*files: Path) -> str:
        touched = any(file.is_relative_to(ROOT / changed) for file in files)
        return told(*files)[::-1] if touched else told(*files)

    monkeypatch.setattr(bundles, "_digest", digest)
    versions = {name for name, one in _synthesize({"stage": "test"})["Resources"].items() if "Version" in one["Type"]}
    assert (
        len(set(resources("Lambda::Version")) - versions)
        == {"layers/care": 16, "functions/hours": 1, "layers/pages": 2}[changed]
    )


def test_a_schedule_gives_up_before_its_next_call_and_leaves_what_failed_in_a_queue():
    targets = {s["ScheduleExpression"]: s["Target"] for s in resources("Scheduler::Schedule").values()}
    assert {expression: target["RetryPolicy"] for expression, target in targets.items()} == {
        "rate(1 minute)": {"MaximumEventAgeInSeconds": 60, "MaximumRetryAttempts": 2},
        "cron(30 2 * * ? *)": {"MaximumEventAgeInSeconds": 21600, "MaximumRetryAttempts": 2},
        "rate(1 hour)": {"MaximumEventAgeInSeconds": 3000, "MaximumRetryAttempts": 2},
        "rate(15 minutes)": {"MaximumEventAgeInSeconds": 600, "MaximumRetryAttempts": 2},
    }
    assert all(target["DeadLetterConfig"]["Arn"] for target in targets.values())


def test_a_call_that_nobody_waits_for_is_tried_within_its_time_and_left_in_the_queue_that_an_alarm_watches():
    tries = resources("Lambda::EventInvokeConfig").values()
    found = {
        one["FunctionName"]["Ref"]: (one["MaximumRetryAttempts"], one["MaximumEventAgeInSeconds"]) for one in tries
    }
    handlers = {name: functions()[name] for name in ("Hours", "Reconcile", "Report", "Export", "Erase")}
    assert sorted(found.values()) == [(0, 60), (1, 600), (1, 3000), (1, 21600), (2, 21600)]
    assert len(found) == len(handlers)
    for one in tries:
        [queue] = one["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][:1]
        assert queue in resources("SQS::Queue")


@pytest.mark.parametrize(("quota", "webhook_keeps"), [("10", 0), ("100", 30), ("1000", 300), ("100000", 90_000)])
def test_what_is_worked_off_leaves_the_webhook_its_room_where_the_quota_has_any(quota, webhook_keeps):
    mappings = resources("Lambda::EventSourceMapping", concurrency=quota).values()
    taken = sum(mapping["ScalingConfig"]["MaximumConcurrency"] for mapping in mappings)
    assert int(quota) - taken >= webhook_keeps or quota == "10", "two runs each are the least that Lambda takes"
    assert len(mappings) > 5
    assert all(2 <= mapping["ScalingConfig"]["MaximumConcurrency"] <= 1000 for mapping in mappings)


def test_from_a_quota_of_a_hundred_on_no_crowd_that_the_api_lets_in_makes_the_events_wait():
    crowd = StackContext().throttle_rate
    assert crowded(100, crowd) == crowded(1000, crowd) == 0
    assert crowded(75, crowd) > 0, "the page names the least quota"
    assert crowded(10, 16.7) > 1500


def test_a_budget_of_aws_writes_to_the_address_of_the_alarms_and_is_there_on_request_alone():
    assert not resources("Budgets::Budget")
    [budget] = resources("Budgets::Budget", month_dollars="300", alarm_address="night@shop.example").values()
    [anomaly] = resources("CE::AnomalySubscription", month_dollars="300", alarm_address="night@shop.example").values()
    assert anomaly["Subscribers"] == [{"Address": "night@shop.example", "Type": "EMAIL"}]
    [monitor] = resources("CE::AnomalyMonitor", month_dollars="300", alarm_address="night@shop.example").values()
    # Cost Explorer names a tag by its key, and Budgets by `user:key$value`.
    assert json.loads(monitor["MonitorSpecification"]) == {"Tags": {"Key": "centralita-stage", "Values": ["test"]}}
    assert json.loads(anomaly["ThresholdExpression"])["Dimensions"]["Values"] == ["30"]
    assert budget["Budget"]["BudgetLimit"] == {"Amount": 300, "Unit": "USD"}
    assert budget["Budget"]["CostFilters"] == {"TagKeyValue": ["user:centralita-stage$test"]}
    with pytest.raises(WrongContext, match="give alarm_address too"):
        template(month_dollars="300")


def test_reconcile_watches_the_webhook_that_the_operator_registers():
    [url] = [output["Value"] for name, output in template()["Outputs"].items() if name == "WebhookUrl"]
    assert functions()["Reconcile"]["Environment"]["Variables"]["WEBHOOK_URLS"] == url
    local = functions(local=True, local_x_url="http://127.0.0.1:1")["Reconcile"]["Environment"]["Variables"]
    assert local["WEBHOOK_URLS"] == "http://127.0.0.1:1/webhook"


def test_logs_are_kept_for_the_time_that_was_chosen_and_functions_run_on_arm():
    assert {group["RetentionInDays"] for group in resources("Logs::LogGroup").values()} == {90}
    chosen = resources("Logs::LogGroup", log_retention_days="30")
    assert {group["RetentionInDays"] for group in chosen.values()} == {30}
    assert {tuple(f["Architectures"]) for f in functions().values()} == {("arm64",)}


def test_the_webhook_is_throttled_and_the_public_pages_can_only_be_read():
    assert {route["RouteKey"] for route in resources("ApiGatewayV2::Route").values()} == {
        *("GET /webhook", "POST /webhook"),
        *(f"{method} {path}" for method in ("GET", "HEAD", "POST") for path in ("/desk", "/desk/{rest+}")),
        *("GET /hours/{page}", "HEAD /hours/{page}", "GET /hours/{page}/qr.svg", "HEAD /hours/{page}/qr.svg"),
        *("GET /hours/{page}/badge.svg", "HEAD /hours/{page}/badge.svg"),
    }
    [stage] = resources("ApiGatewayV2::Stage").values()
    assert stage["DefaultRouteSettings"] == {"ThrottlingBurstLimit": 400, "ThrottlingRateLimit": 100}
    pages = {one["RouteKey"] for one in resources("ApiGatewayV2::Route").values() if "/webhook" not in one["RouteKey"]}
    each = {"GET": (50, 200), "POST": (15, 100), "HEAD": (1, 10)}
    of = stage["RouteSettings"].items()
    assert {key: (one["ThrottlingRateLimit"], one["ThrottlingBurstLimit"]) for key, one in of} == {
        key: each[key.partition(" ")[0]] for key in pages
    }
    routes = {name for name, one in resources("ApiGatewayV2::Route").items() if one["RouteKey"] in pages}
    assert routes <= set(stage["_"]["DependsOn"])


def test_no_secret_is_in_the_template():
    text = json.dumps(template())
    assert '"SecretString"' not in text
    assert "{{resolve" not in text


def test_analysts_find_the_columns_that_the_export_writes_and_no_public_bucket():
    tables = {t["TableInput"]["Name"]: t["TableInput"] for t in resources("Glue::Table").values()}
    for name, columns in (("cases", CASES), ("messages", MESSAGES)):
        assert [column["Name"] for column in tables[name]["StorageDescriptor"]["Columns"]] == list(columns)
        assert tables[name]["Parameters"]["projection.day.format"] == "yyyy-MM-dd"
    for bucket in resources("S3::Bucket").values():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}


def test_each_function_has_our_code_and_the_layers_of_packages_that_it_needs_and_not_more_than_lambda_takes():
    all_of_them = functions()
    assert len(all_of_them) > 10
    for title, function in all_of_them.items():
        laid = [layer["Ref"].removeprefix("Functions").lower() for layer in function["Layers"]]
        # The CDK lays them by their names; what two of them bring is the same, because one lock says what.
        named = sorted(("care", *layers_of(title.lower())))
        assert [layer.startswith(name) for layer, name in zip(sorted(laid), named, strict=True)] == [True] * len(laid)
        assert len(laid) <= 5


def test_a_further_app_has_a_secret_and_a_webhook_of_its_own_and_the_main_one_stays_where_it_was():
    alone, both = resources("SecretsManager::Secret"), resources("SecretsManager::Secret", apps="main,shop")
    assert set(alone) < set(both)
    names = {secret["Name"] for secret in both.values()}
    assert names == {f"centralita/test/{name}" for name in ("x-app", "x-app/shop", "x-chat", "facts")}
    routes = {route["RouteKey"] for route in resources("ApiGatewayV2::Route", apps="main,shop").values()}
    paths = ("/webhook", "/webhook/shop")
    assert {f"{method} {path}" for path in paths for method in ("GET", "POST")} <= routes
    assert not any("/webhook/" in route["RouteKey"] for route in resources("ApiGatewayV2::Route").values())


@pytest.mark.parametrize("name", ["Ingest", "Publish", "Reconcile"])
def test_who_needs_an_apps_keys_may_read_exactly_the_secrets_of_the_apps(name):
    role = functions(apps="main,shop")[name]["Role"]["Fn::GetAtt"][0]
    secrets = {one for one in resources("SecretsManager::Secret", apps="main,shop") if "XApp" in one}
    statements = [
        statement
        for policy in resources("IAM::Policy", apps="main,shop").values()
        if {"Ref": role} in policy["Roles"]
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Action"] == "secretsmanager:GetSecretValue" and isinstance(statement["Resource"], list)
    ]
    assert [{one["Ref"] for one in statement["Resource"]} for statement in statements] == [secrets]


def test_x_may_know_the_webhook_by_the_domain_that_the_operator_gave():
    own = "https://help.tiendaluna.example"
    urls = functions(public_url=own)["Reconcile"]["Environment"]["Variables"]["WEBHOOK_URLS"]
    assert f"{own}/webhook " in json.dumps(urls)
    assert template(public_url=own)["Outputs"]["WebhookUrl"]["Value"] == f"{own}/webhook"


def test_no_secret_stands_in_an_environment():
    variables = [
        (name, json.dumps(value))
        for function in functions(apps="main,shop").values()
        for name, value in function["Environment"]["Variables"].items()
    ]
    assert {name for name, _ in variables if "SECRET" in name} == {"APP_SECRETS", "CHAT_SECRET", "FACTS_SECRET"}
    assert [name for name, value in variables if "resolve:secretsmanager" in value] == []


def test_every_alarm_watches_what_a_function_truly_counts_in_the_stages_own_namespace():
    for alarm in ALARMS:
        for service in alarm.services if alarm.metric != "Invocations" else ():
            names = ("batches.py", "lines.py", "chat/arrivals.py")
            shared = [ROOT / "layers" / "care" / "python" / "care" / name for name in names]
            code = "".join(path.read_text() for path in [*(ROOT / "functions" / service).glob("*.py"), *shared])
            # Two are counted by the name of their error.
            assert f'"{alarm.metric}"' in code or f"{alarm.metric}()" in code or alarm.metric in NAMED, alarm
    made = resources("CloudWatch::Alarm").values()
    assert len({alarm["AlarmName"] for alarm in made}) == len(made) > len(ALARMS)
    own = [alarm for alarm in made if alarm.get("Namespace", "").startswith("Centralita")]
    assert {alarm["Namespace"] for alarm in own} == {"Centralita/test"}
    still = {
        alarm["AlarmName"].removeprefix("centralita-test-")
        for alarm in made
        if alarm["TreatMissingData"] == "breaching"
    }
    assert still == {"HoursStill", "ReconcileStill", "ReportStill", "ExportStill"}, (
        "no figure of others means no trouble"
    )
    assert all(alarm["AlarmActions"] == alarm["OKActions"] != [] for alarm in made)


def test_alarms_go_to_the_address_that_the_operator_gave_and_to_nobody_without_one():
    assert not resources("SNS::Subscription")
    [told] = resources("SNS::Subscription", alarm_address="night@tiendaluna.example").values()
    assert (told["Protocol"], told["Endpoint"]) == ("email", "night@tiendaluna.example")
    with pytest.raises(WrongContext, match="alarm_address"):
        template(alarm_address="night")


def test_the_runbook_has_a_paragraph_for_each_alarm():
    assert runbook.PAGE.read_text() == runbook.page(), "run `python -m infra.pages.runbook`"


def test_people_are_admitted_by_an_administrator_and_sign_in_with_a_code_that_needs_its_verifier():
    [pool] = resources("Cognito::UserPool").values()
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert (pool["MfaConfiguration"], pool["EnabledMfas"]) == ("ON", ["SOFTWARE_TOKEN_MFA"])
    [client] = resources("Cognito::UserPoolClient").values()
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["GenerateSecret"] is False
    groups = {group["GroupName"] for group in resources("Cognito::UserPoolGroup").values()}
    assert groups == {"agents", "supervisors", "operators"}
    assert len(resources("Cognito::ManagedLoginBranding")) == 1


def test_demo_people_exist_in_the_local_run_alone():
    assert "LOCAL_PEOPLE" not in json.dumps(template())
    local = template(local=True, local_clock="/tmp/clock")
    assert "LOCAL_PEOPLE" in json.dumps(local)
    assert "AWS::Cognito" not in json.dumps(local)
    with pytest.raises(ValueError, match="LOCAL_PEOPLE belongs to the local run"):
        Functions(cdk.Stack(cdk.App(), "S"), "F", context=StackContext()).function(
            "desk",
            environment.DeskEnvironment(
                conversations_table="c",
                outbox_table="o",
                accounts_table="a",
                events_queue_url="q",
                report_function="r",
                erase_function="e",
                chats_queue_url="c",
                media_queue_url="m",
                media_bucket="b",
                app_secrets="{}",
                facts_queue_url="f",
                facts_secret="s",
                watched_queues="{}",
                stage="s",
                release="1",
                local_people="demo",
            ),
            timeout=cdk.Duration.seconds(1),
        )


def test_each_queue_that_is_worked_off_tries_ten_times_within_the_patience_of_a_function():
    working = {name: queue for name, queue in resources("SQS::Queue").items() if "RedrivePolicy" in queue}
    assert len(working) == 9
    limits = {(q["VisibilityTimeout"], q["RedrivePolicy"]["maxReceiveCount"]) for q in working.values()}
    assert limits == {(360, 10)}
    assert {queue.get("DeduplicationScope") for queue in working.values() if "FifoQueue" in queue} == {"messageGroup"}
