"""A second deploy over the first: what changed is new, and what people wrote is kept."""

import base64
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from infra import ROOT
from infra.local import aws, synth
from infra.local.assembly import STACK, Assembly
from infra.local.aws import Endpoint
from infra.local.stack import LocalStack
from infra.settings_file import read_account
from tests.local.conftest import free_port

SECRET = {"consumer_key": "key", "consumer_secret": "secret", "bearer_token": "bearer", "accounts": {}}


@pytest.fixture(scope="module")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    made, _ = synth.assembly(tmp_path_factory.mktemp("run") / "clock", "http://127.0.0.1:9")
    return made


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    endpoint = Endpoint(free_port())
    child = aws.start_ministack(endpoint, tmp_path_factory.mktemp("aws"), {})
    yield endpoint
    child.end()


def changed(assembly: Assembly, directory: Path) -> Assembly:
    """The same stack with another `ingest`, more memory for it, and logs that are kept for another time."""
    made = directory / "assembly"
    shutil.copytree(assembly.path, made)
    text = (made / f"{STACK}.template.json").read_text(encoding="utf-8")
    template = json.loads(text)
    [ingest] = [
        one["Properties"]
        for one in template["Resources"].values()
        if one["Type"] == "AWS::Lambda::Function" and one["Properties"]["Handler"] == "ingest.handler.handle"
    ]
    old = ingest["Code"]["S3Key"].removesuffix(".zip")
    new = old[::-1]
    ingest["MemorySize"] = 640
    for one in template["Resources"].values():
        if one["Type"] == "AWS::Logs::LogGroup":
            one["Properties"]["RetentionInDays"] = 7
    (made / f"{STACK}.template.json").write_text(json.dumps(template).replace(old, new), encoding="utf-8")
    assets = made / f"{STACK}.assets.json"
    assets.write_text(assets.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    (made / f"asset.{old}").rename(made / f"asset.{new}")
    handler = made / f"asset.{new}" / "ingest" / "handler.py"
    handler.write_text(
        handler.read_text(encoding="utf-8").replace("crc.answered", "crc.answered.anew"), encoding="utf-8"
    )
    shutil.rmtree(handler.parent / "__pycache__")
    return replace(assembly, path=made)


def stored(stack: LocalStack) -> dict[str, Any]:
    """Everything that a deploy must not touch."""
    dynamodb, s3 = stack.endpoint.client("dynamodb"), stack.endpoint.client("s3")
    bucket = stack.outputs["AnalysisBucket"]
    secrets = stack.endpoint.client("secretsmanager")
    return {
        **{name: dynamodb.scan(TableName=table)["Items"] for name, table in stack.tables.items()},
        "secret": secrets.get_secret_value(SecretId=stack.outputs["XAppSecretArn"])["SecretString"],
        "files": [one["Key"] for one in s3.list_objects_v2(Bucket=bucket).get("Contents", [])],
    }


def crc(stack: LocalStack) -> tuple[int, str]:
    """The answer to X's challenge, and what the function logged of it."""
    http = {"http": {"method": "GET", "path": "/webhook"}}
    event = {"requestContext": http, "rawPath": "/webhook", "queryStringParameters": {"crc_token": "bm9uY2U"}}
    answer = stack.endpoint.client("lambda").invoke(
        FunctionName=stack.outputs["IngestFunction"], Payload=json.dumps(event), LogType="Tail"
    )
    line = base64.b64decode(answer["LogResult"]).decode().strip().splitlines()[-1]
    return json.loads(answer["Payload"].read())["statusCode"], json.loads(line)["message"]


def test_a_second_deploy_changes_the_function_and_keeps_tables_files_and_the_secret(
    endpoint: Endpoint, assembly: Assembly, tmp_path
):
    first = LocalStack(endpoint, aws.deploy(endpoint, assembly, tmp_path, lambda _: None))
    first.fill_secret(SECRET)
    first.push(read_account(ROOT / "infra" / "local" / "demo.toml"))
    for table in first.tables.values():
        row = {"pk": {"S": "kept"}, "sk": {"S": "over a deploy"}, "text": {"S": "¿dónde está mi pedido?"}}
        endpoint.client("dynamodb").put_item(TableName=table, Item=row)
    endpoint.client("s3").put_object(Bucket=first.outputs["AnalysisBucket"], Key="summaries/kept", Body=b"x")
    before = stored(first)
    assert min(len(before[name]) for name in first.tables) > 0
    assert crc(first) == (200, "crc.answered")

    second = LocalStack(endpoint, aws.deploy(endpoint, changed(assembly, tmp_path), tmp_path, lambda _: None))
    assert second.outputs == first.outputs
    assert stored(second) == before
    assert crc(second) == (200, "crc.answered.anew")
    name = second.outputs["IngestFunction"]
    assert endpoint.client("lambda").get_function_configuration(FunctionName=name)["MemorySize"] == 640
    client: Any = endpoint.client
    groups = client("logs").describe_log_groups()["logGroups"]
    assert {group["retentionInDays"] for group in groups} == {7}
