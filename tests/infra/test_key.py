"""Encryption with a key of the stack's own: what it covers, and who may use it."""

import json
from typing import Any

from tests.infra.synth import resources, template

OWN = {"encryption": "own"}
KEY = {"Fn::GetAtt": [next(iter(resources("KMS::Key", **OWN))), "Arn"]}


def test_by_default_there_is_no_key_and_everything_is_encrypted_by_aws():
    assert not resources("KMS::Key")
    assert all(table["SSESpecification"] == {"SSEEnabled": True} for table in resources("DynamoDB::Table").values())
    assert all(queue["SqsManagedSseEnabled"] for queue in resources("SQS::Queue").values())
    assert "kms:" not in json.dumps(template())


def test_with_a_key_of_our_own_tables_queues_secrets_logs_alarms_and_files_have_it():
    for table in resources("DynamoDB::Table", **OWN).values():
        assert table["SSESpecification"] == {"KMSMasterKeyId": KEY, "SSEEnabled": True, "SSEType": "KMS"}
    for queue in resources("SQS::Queue", **OWN).values():
        assert queue["KmsMasterKeyId"] == KEY
    for secret in resources("SecretsManager::Secret", apps="main,shop", **OWN).values():
        assert secret["KmsKeyId"] == KEY
    groups = resources("Logs::LogGroup", **OWN)
    assert len(groups) == len(resources("Lambda::Function", **OWN)) + 1
    assert all(group["KmsKeyId"] == KEY for group in groups.values())
    [topic] = resources("SNS::Topic", **OWN).values()
    assert topic["KmsMasterKeyId"] == KEY
    for name, bucket in resources("S3::Bucket", **OWN).items():
        [rule] = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        by = rule["ServerSideEncryptionByDefault"]
        # S3 writes access logs with keys of its own alone.
        expected = (
            {"SSEAlgorithm": "AES256"} if "Access" in name else {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}
        )
        assert by == expected
    [group] = resources("Athena::WorkGroup", **OWN).values()
    result = group["WorkGroupConfiguration"]["ResultConfiguration"]["EncryptionConfiguration"]
    assert result == {"EncryptionOption": "SSE_KMS", "KmsKey": KEY}


def test_the_key_is_rotated_and_kept_with_what_it_encrypts():
    [key] = resources("KMS::Key", **OWN).values()
    assert key["EnableKeyRotation"]
    assert (key["_"]["DeletionPolicy"], key["_"]["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
    [going] = resources("KMS::Key", removal_policy="destroy", **OWN).values()
    assert (going["_"]["DeletionPolicy"], going["PendingWindowInDays"]) == ("Delete", 30)


def test_besides_the_accounts_iam_the_key_believes_logs_of_this_stack_alarms_of_this_account_and_its_secrets():
    [key] = resources("KMS::Key", **OWN).values()
    account = {"Ref": "AWS::AccountId"}
    by_principal: dict[str, list[dict[str, Any]]] = {}
    for statement in key["KeyPolicy"]["Statement"]:
        by_principal.setdefault(json.dumps(statement["Principal"], sort_keys=True), []).append(statement)
    [logs] = [statements for principal, statements in by_principal.items() if "logs." in principal]
    assert "log-group:centralita-test-*" in json.dumps(logs[0]["Condition"])
    [alarms] = [statements for principal, statements in by_principal.items() if "cloudwatch." in principal]
    assert alarms[0]["Condition"] == {"StringEquals": {"aws:SourceAccount": account}}
    others = [
        statement
        for principal, statements in by_principal.items()
        for statement in statements
        if "logs." not in principal and "cloudwatch." not in principal
    ]
    for statement in others:
        assert ":root" in json.dumps(statement["Principal"])
        whole = statement["Action"] == "kms:*" and "Condition" not in statement
        through_secrets = "secretsmanager." in json.dumps(statement.get("Condition", {}))
        assert whole or through_secrets, statement


def test_a_schedule_may_leave_what_failed_in_an_encrypted_queue():
    schedules = resources("Scheduler::Schedule", **OWN).values()
    assert len(schedules) == len(resources("Scheduler::Schedule")) > 0
    for schedule in schedules:
        [policy] = resources("IAM::Role", **OWN)[schedule["Target"]["RoleArn"]["Fn::GetAtt"][0]]["Policies"]
        [statement] = [s for s in policy["PolicyDocument"]["Statement"] if "kms:Decrypt" in s["Action"]]
        assert statement["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
        assert statement["Resource"] == KEY
        assert '"sqs."' in json.dumps(statement["Condition"])
