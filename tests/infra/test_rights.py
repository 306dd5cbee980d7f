"""Who may do what: the template, the page and the table of rights say the same."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from infra.cdk.right import Right, of_the_key
from infra.cdk.rights import RIGHTS, mail, with_log
from infra.pages import rights_page
from tests.infra.synth import functions, resources

SENDER = "informes@shop.example"
# Both choices of the operator that give rights, and neither.
CHOICES: tuple[dict[str, str], ...] = ({}, {"encryption": "own", "mail_sender": SENDER, "apps": "main,shop"})

type Given = tuple[str, str, str]  # action, resource, condition


def given_to(role: str, **context: Any) -> Iterator[Given]:
    """What a role may do, one by one."""
    for policy in resources("IAM::Policy", **context).values():
        if {"Ref": role} in policy["Roles"]:
            yield from statements(policy["PolicyDocument"])


def statements(document: dict[str, Any]) -> Iterator[Given]:
    for statement in document["Statement"]:
        assert statement["Effect"] == "Allow"
        actions, places = statement["Action"], statement["Resource"]
        for action in [actions] if isinstance(actions, str) else actions:
            for place in places if isinstance(places, list) else [places]:
                yield action, shown(place), shown(statement.get("Condition", {}))


def shown(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def logical(kind: str, name: str, **context: Any) -> str:
    """The one resource of this name; the CDK puts eight hexadecimal digits behind it."""
    [found] = [one for one in resources(kind, **context) if one[:-8] == name]
    return found


def arn(of: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [of, "Arn"]}


def account_of(service: str) -> list[Any]:
    """How an ARN of a service begins, up to the account."""
    return ["arn:", {"Ref": "AWS::Partition"}, f":{service}:", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}]


def places(right: Right, **context: Any) -> list[Any]:
    """A right's things as the template refers to them, said here a second time."""
    kind, _, name = right.on.partition(":")
    table, _, index = name.partition("/")
    title = name.capitalize()
    identity = ["arn:", {"Ref": "AWS::Partition"}, ":ses:", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}]
    queues = list(resources("SQS::Queue", **context))
    tables = [one for one in resources("DynamoDB::Table", **context) if table.capitalize() in one]
    logs = resources("Logs::LogGroup", **context)
    finding: dict[str, Callable[[], list[Any]]] = {
        "table": lambda: [arn(one) for one in tables],
        "index": lambda: [joined(arn(one), f"/index/{index}") for one in tables],
        "queue": lambda: [arn(one) for one in queues if title in one and "Dlq" not in one],
        "dlq": lambda: [arn(one) for one in queues if f"{title}Dlq" in one],
        "queues": lambda: [arn(one) for one in queues],
        "dlqs": lambda: [arn(one) for one in queues if "Dlq" in one],
        "bucket": lambda: [arn(logical("S3::Bucket", "AnalysisBucket", **context))],
        "results": lambda: [joined(arn(logical("S3::Bucket", "AnalysisBucket", **context)), "/results/*")],
        "user-secrets": lambda: [
            {"Fn::Join": ["", [*account_of("secretsmanager"), ":secret:centralita/test/x-user/*"]]}
        ],
        "secrets": lambda: [{"Ref": one} for one in resources("SecretsManager::Secret", **context) if "XApp" in one],
        "facts_secret": lambda: [{"Ref": logical("SecretsManager::Secret", "Facts", **context)}],
        "bus": lambda: [arn(logical("Events::EventBus", "Bus", **context))],
        "topics": lambda: [{"Fn::Join": ["", [*account_of("sns"), ":centralita-told-*"]]}],
        "chat_secret": lambda: [{"Ref": logical("SecretsManager::Secret", "XChat", **context)}],
        "objects": lambda: [
            joined(arn(one), f"/{name}/account_id=*")
            for one in resources("S3::Bucket", **context)
            if one.startswith("AnalysisBucket")
        ],
        "media": lambda: [
            joined(arn(one), "/account_id=*")
            for one in resources("S3::Bucket", **context)
            if one.startswith("MediaBucket")
        ],
        "function": lambda: [{"Ref": logical("Lambda::Alias", f"Functions{title}Live", **context)}],
        "log": lambda: [arn(one) for one in logs if one.startswith(f"Functions{title.replace('_', '')}L")],
        "key": lambda: [arn(one) for one in resources("KMS::Key", **context)],
        "identities": lambda: [joined(*identity, f":identity/{one}") for one in (SENDER, SENDER.rpartition("@")[2])],
        "*": lambda: ["*"],
    }
    found = finding[kind]()
    assert found, right
    return found


def joined(*parts: Any) -> dict[str, Any]:
    return {"Fn::Join": ["", list(parts)]}


def expected(right: Right, **context: Any) -> Iterator[Given]:
    only = dict(right.only)
    if right.on == "key":
        service = only["StringEquals"]["kms:ViaService"]
        place = joined(f"{service}.", {"Ref": "AWS::Region"}, ".", {"Ref": "AWS::URLSuffix"})
        only = {"StringEquals": {"kms:ViaService": place}}
    for action in right.actions:
        for place in places(right, **context):
            yield action, shown(place), shown(only)


@pytest.mark.parametrize("context", CHOICES)
@pytest.mark.parametrize("name", sorted(RIGHTS))
def test_a_function_may_do_exactly_what_the_table_of_rights_says(name, context):
    role = functions(**context)[name.capitalize()]["Role"]["Fn::GetAtt"][0]
    rights = [*with_log(name)]
    if name in {"report", "notify"} and "mail_sender" in context:
        rights.append(mail(SENDER))
    if "encryption" in context:
        rights += of_the_key(tuple(rights))
    assert set(given_to(role, **context)) == {one for right in rights for one in expected(right, **context)}


def test_only_who_opens_and_who_seals_reads_the_private_keys_of_chats():
    holders = {name for name, rights in RIGHTS.items() if any(right.on == "chat_secret" for right in rights)}
    assert holders == {"chat", "publish"}
    secret = shown({"Ref": logical("SecretsManager::Secret", "XChat")})
    for name, function in functions().items():
        given = {action for action, place, _ in given_to(function["Role"]["Fn::GetAtt"][0]) if place == secret}
        assert given == ({"secretsmanager:GetSecretValue"} if name.lower() in holders else set()), name


def test_the_table_has_each_function_and_no_other():
    assert {name.capitalize() for name in RIGHTS} == set(functions())


@pytest.mark.parametrize("context", CHOICES)
def test_no_role_has_a_policy_of_awss_own_or_is_believed_to_be_somebody_else(context):
    roles = resources("IAM::Role", **context)
    for name, role in roles.items():
        assert "ManagedPolicyArns" not in role, name
        [statement] = role["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] in ({"Service": "lambda.amazonaws.com"}, {"Service": "scheduler.amazonaws.com"})
    assert len(roles) == len(RIGHTS) + 4


def test_a_schedule_may_call_its_one_function_and_leave_what_failed():
    called = set()
    for schedule in resources("Scheduler::Schedule").values():
        role = resources("IAM::Role")[schedule["Target"]["RoleArn"]["Fn::GetAtt"][0]]
        [policy] = role["Policies"]
        dlq = arn(logical("SQS::Queue", "QueuesSchedulesDlq"))
        assert schedule["Target"]["DeadLetterConfig"]["Arn"] == dlq
        assert set(statements(policy["PolicyDocument"])) == {
            ("lambda:InvokeFunction", shown(schedule["Target"]["Arn"]), "{}"),
            ("sqs:SendMessage", shown(dlq), "{}"),
        }
        called.add(schedule["Target"]["Arn"]["Ref"])
    assert len(called) == 4


def test_only_the_api_and_the_schedules_call_functions_from_outside():
    permissions = resources("Lambda::Permission").values()
    assert permissions
    for permission in permissions:
        assert permission["Principal"] == "apigateway.amazonaws.com"
        assert '"Ref": "Api' in json.dumps(permission["SourceArn"])


def test_the_page_of_rights_says_what_the_table_says():
    assert rights_page.PAGE.read_text() == rights_page.page(), "run `python -m infra.pages.rights_page`"
