"""What outlives updates, rollbacks and the stack itself, and that stages share nothing."""

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from infra.app import build
from tests.infra.synth import resources, template

# The resources that hold data, by the ids under which CloudFormation knows them. A change of one of these would make a
# new, empty table beside the old one: it is no refactoring.
KEPT = {
    "TablesConversationsDFBD939C": "AWS::DynamoDB::Table",
    "TablesOutboxD51CD487": "AWS::DynamoDB::Table",
    "TablesAccounts2D520C9A": "AWS::DynamoDB::Table",
    "XApp2F151DAF": "AWS::SecretsManager::Secret",
    "XAppshop101FB19C": "AWS::SecretsManager::Secret",
    "XChat7A2B8855": "AWS::SecretsManager::Secret",
    "FactsA5EA939F": "AWS::SecretsManager::Secret",
    "MediaBucket4022EBBF": "AWS::S3::Bucket",
    "AnalysisBucket33211C1B": "AWS::S3::Bucket",
    "AnalysisAccessLogs634A3B4C": "AWS::S3::Bucket",
    "PeopleE38C8D03": "AWS::Cognito::UserPool",
    "Key961B73FD": "AWS::KMS::Key",
}
ALL = {"apps": "main,shop", "encryption": "own"}


def kept(**context: Any) -> dict[str, dict[str, Any]]:
    kinds = set(KEPT.values())
    return {name: r for name, r in template(**context)["Resources"].items() if r["Type"] in kinds}


def test_what_holds_data_keeps_its_name_whatever_else_changes():
    assert {name: r["Type"] for name, r in kept(**ALL).items()} == KEPT


def test_what_holds_data_is_kept_when_it_is_replaced_or_taken_out_or_the_stack_goes():
    for name, resource in kept(**ALL).items():
        assert resource["UpdateReplacePolicy"] == "Retain", name
        protected = resource["Type"] in {"AWS::DynamoDB::Table", "AWS::Cognito::UserPool"}
        # A first deploy that fails takes along what has a fixed name and nothing in it: the second one finds it free.
        assert resource["DeletionPolicy"] == ("Retain" if protected else "RetainExceptOnCreate"), name
    for table in resources("DynamoDB::Table").values():
        assert table["DeletionProtectionEnabled"]
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        # A name of our own would keep CloudFormation from ever replacing it beside the old one.
        assert "TableName" not in table
    [pool] = resources("Cognito::UserPool").values()
    assert pool["DeletionProtection"] == "ACTIVE"


@pytest.mark.parametrize(
    "change",
    [
        {"alarm_address": "night@shop.example", "log_retention_days": 7, "data_retention_days": 60},
        {"apps": "main,shop"},
        {"public_url": "https://help.shop.example"},
        {"encryption": "own"},
        {"mfa": "optional"},
    ],
)
def test_no_choice_of_the_operator_replaces_a_table_a_secret_or_the_people(change):
    """CloudFormation replaces these when their name, keys or user attributes change, and nothing of that is chosen."""
    fixed = {
        "AWS::DynamoDB::Table": ("TableName", "KeySchema"),
        "AWS::SecretsManager::Secret": ("Name",),
        "AWS::S3::Bucket": ("BucketName",),
        "AWS::Cognito::UserPool": ("Schema", "UsernameAttributes", "UsernameConfiguration", "AliasAttributes"),
    }
    before, after = kept(), kept(**change)
    assert set(before) <= set(after)
    for name, resource in before.items():
        for property_name in fixed[resource["Type"]]:
            old, new = (r["Properties"].get(property_name) for r in (resource, after[name]))
            assert old == new, (name, property_name)


def test_the_stack_says_what_it_leaves():
    said = json.dumps(template(**ALL)["Outputs"]["KeptOnDestroy"]["Value"])
    for name, kind in KEPT.items():
        assert (f'"{name}"' in said) or (kind == "AWS::SecretsManager::Secret" and "centralita/test/x-app" in said), (
            name
        )
    assert "centralita/test/x-app/shop" in said
    assert "centralita/test/x-chat" in said


def test_a_stage_for_tests_may_go_with_all_that_it_holds():
    going = {**ALL, "removal_policy": "destroy"}
    for name, resource in kept(**going).items():
        assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Delete", name
    assert not any(table["DeletionProtectionEnabled"] for table in resources("DynamoDB::Table", **going).values())
    [pool] = resources("Cognito::UserPool", **going).values()
    assert pool["DeletionProtection"] == "INACTIVE"
    # CloudFormation deletes no bucket that holds something.
    assert len(resources("S3::Bucket", **going)) == 3
    emptied = [r for r in template(**going)["Resources"].values() if r["Type"] == "Custom::S3AutoDeleteObjects"]
    assert len(emptied) == 3
    assert template(**going)["Outputs"]["KeptOnDestroy"]["Value"].startswith("nothing")


def test_what_holds_no_data_goes_with_the_stack():
    left = {name for name, r in template(**ALL)["Resources"].items() if "Retain" in r.get("DeletionPolicy", "")}
    assert left == set(KEPT)


# Names that AWS knows without CloudFormation's own part in them.
NAMES = (
    *("AlarmName", "AliasName", "DashboardName", "Domain", "FunctionName", "GroupName", "LogGroupName", "Name"),
    *("QueueName", "RoleName", "TableName", "TopicName", "UserPoolName", "BucketName"),
)
# Known within their pool, API or function alone; a mapping names the function that another resource is.
_WITHIN = {
    *("AWS::Cognito::UserPoolGroup", "AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Stage"),
    *("AWS::Lambda::Alias", "AWS::Lambda::EventSourceMapping"),
}


def names(stage: str) -> set[str]:
    found: set[str] = set()
    for resource in template(stage=stage, encryption="own", apps="main,shop")["Resources"].values():
        properties = resource.get("Properties", {})
        for name in NAMES:
            value = properties.get(name)
            refers = isinstance(value, dict) and not {"Ref", "Fn::GetAtt"}.isdisjoint(value)
            if value is not None and not refers and resource["Type"] not in _WITHIN:
                found.add(f"{resource['Type']} {json.dumps(value)}")
        if "TableInput" in properties:
            found.add(f"{properties['DatabaseName']}.{properties['TableInput']['Name']}")
    return found


def test_two_stages_stand_side_by_side_in_one_account():
    first, second = names("blue"), names("green")
    assert len(first) > 50
    assert first & second == set()
    assert all("blue" in name for name in first)
    for stage in ("blue", "green"):
        text = json.dumps(template(stage=stage))
        assert f"Centralita/{stage}" in text
        assert "Export" not in {key for output in template(stage=stage)["Outputs"].values() for key in output}
        other = {"blue": "green", "green": "blue"}[stage]
        assert other not in text


def test_the_synth_asks_no_account_for_anything():
    app = cdk.App(
        context={
            "aws:cdk:bundling-stacks": [],
            "domain_name": "a.example",
            "certificate_arn": ("arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"),
        }
    )
    stack = build(app)
    assembly = app.synth()
    manifest = json.loads((Path(assembly.directory) / "manifest.json").read_text())
    assert "missing" not in manifest
    assert assembly.get_stack_by_name(stack.stack_name).environment.account == "unknown-account"
    assert assembly.get_stack_by_name(stack.stack_name).environment.region == "unknown-region"
