"""X's webhook: what it answers, and what reaches the queue."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.functions.conftest import SECRET, World

from care.x.signature import LEGACY_HEADER, OAUTH2_HEADER, sign
from ingest.refusals import Refusals

KEY = SECRET["consumer_secret"].encode()
Mention = Callable[..., dict[str, Any]]


def request(method: str, body: bytes = b"", headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    return {"requestContext": {"http": {"method": method}}, "headers": headers or {}, "body": body.decode(), **more}


def delivery(value: Any, *, encoded: bool = False) -> dict[str, Any]:
    body = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    made = request("POST", b"", {"X-Twitter-Webhooks-Signature": sign(KEY, body)})
    made["isBase64Encoded"] = encoded
    made["body"] = base64.b64encode(body).decode() if encoded else body.decode()
    return made


@pytest.mark.parametrize("encoded", [False, True])
def test_a_signed_delivery_reaches_the_queue_and_gets_an_empty_200(world: World, mention: Mention, encoded):
    answer = world.call("ingest", delivery(mention("1"), encoded=encoded))
    assert answer == {"statusCode": 200}
    [record] = world.received("events")
    event = json.loads(record["body"])
    assert (event["kind"], event["message"]["text"]) == ("message_received", "@tiendaluna ¿dónde está mi pedido?")
    assert record["attributes"]["MessageGroupId"] == "2000000000000000001#3000000000000000001"


def test_the_crc_is_answered(world: World):
    answer = world.call("ingest", request("GET", queryStringParameters={"crc_token": "dG9rZW4="}))
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"]) == {"response_token": sign(KEY, b"dG9rZW4=")}


def test_the_crc_is_answered_with_the_client_secret_where_there_is_one(world: World):
    _change_secret(world, client_secret="client secret")
    answer = world.call("ingest", request("GET", queryStringParameters={"crc_token": "dG9rZW4="}))
    assert json.loads(answer["body"]) == {"response_token": sign(b"client secret", b"dG9rZW4=")}


@pytest.mark.parametrize("query", [None, {}, {"crc_token": ""}, {"crc_token": '{"a":1}'}, {"other": "x"}])
def test_a_crc_without_a_base64_looking_token_is_refused(world: World, query):
    assert world.call("ingest", request("GET", queryStringParameters=query)) == {"statusCode": 400}


@pytest.mark.parametrize(
    ("event", "status", "metric"),
    [
        (request("POST", b"{}"), 401, "SignatureRefused"),
        (request("POST", b"{}", {LEGACY_HEADER: sign(b"another", b"{}")}), 401, "SignatureRefused"),
        (request("POST", b"{}", {OAUTH2_HEADER: "x", LEGACY_HEADER: sign(KEY, b"{}")}), 401, "SignatureRefused"),
        (delivery(b"not json"), 400, "DeliveryMalformed"),
        (delivery(b"[" * 300_000), 400, "DeliveryMalformed"),
        (request("POST", b"%%%", isBase64Encoded=True), 400, "DeliveryMalformed"),
        (delivery(b" " * (1024 * 1024 + 1)), 413, "DeliveryTooLarge"),
        (request("PUT"), 405, "MethodRefused"),
    ],
)
def test_what_is_wrong_is_refused_counted_and_changes_nothing(world: World, capsys, event, status, metric):
    assert world.call("ingest", event) == {"statusCode": status}
    assert world.received("events") == []
    assert f'"{metric}":[1.0]' in capsys.readouterr().out


def test_in_a_flood_of_forgeries_each_is_counted_and_few_lines_are_written(world: World, capsys, monkeypatch):
    clock = [5.0]
    monkeypatch.setattr(world.handler("ingest").time, "monotonic", lambda: clock[0])
    for _ in range(1, 1011):
        assert world.call("ingest", request("POST", b"{}"))["statusCode"] == 401
    assert world.call("ingest", request("PUT"))["statusCode"] == 405
    clock[0] += 61
    world.call("ingest", request("POST", b"{}"))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = [line["SignatureRefused"][0] for line in lines if "SignatureRefused" in line]
    assert told == [1.0] * 10 + [100.0] * 10 + [1.0]
    assert len([line for line in lines if "MethodRefused" in line]) == 1


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 90)), max_size=400))
def test_no_refusal_is_counted_twice_or_waits_behind_a_hundred(calls):
    refusals, now, told = Refusals(), 0.0, {"a": 0, "b": 0}
    for number, (kind, later) in enumerate(calls, 1):
        now += later
        told[kind] += refusals.told_with(kind, now)
        of_kind = sum(1 for one, _ in calls[:number] if one == kind)
        assert of_kind - 100 < told[kind] <= of_kind


@pytest.mark.parametrize(
    ("header", "secret", "metric"),
    [
        (OAUTH2_HEADER, b"client secret", "SignedByOAuth2"),
        (LEGACY_HEADER, KEY, "SignedByLegacyConsumer"),
        (LEGACY_HEADER, b"client secret", "SignedByLegacyClient"),
        (OAUTH2_HEADER, KEY, None),
    ],
)
def test_either_secret_proves_the_older_header_and_the_metric_tells_which_one_decided(
    world: World, mention: Mention, capsys, header: str, secret: bytes, metric: str | None
):
    _change_secret(world, client_secret="client secret")
    body = json.dumps(mention("1")).encode()
    answer = world.call("ingest", request("POST", body, {header: sign(secret, body)}))
    assert answer == {"statusCode": 200 if metric else 401}
    out = capsys.readouterr().out
    assert [one for one in ("SignedByOAuth2", "SignedByLegacyConsumer", "SignedByLegacyClient") if one in out] == (
        [metric] if metric else []
    )


@pytest.mark.parametrize("where", ["beside", "inside"])
def test_what_x_delivers_once_more_is_applied_and_not_counted_as_x_delivering(
    world: World, mention: Mention, capsys, where: str
):
    value = mention("1")
    (value if where == "beside" else value["data"])["meta"] = {"replay": True}
    assert world.call("ingest", delivery(value)) == {"statusCode": 200}
    assert len(world.received("events")) == 1
    out = capsys.readouterr().out
    assert '"EventReplayed":[1.0]' in out
    assert "EventAccepted" not in out
    assert "DeliveryAccepted" not in out


def test_a_megabyte_exactly_is_taken(world: World):
    body = b'{"data": []}'.ljust(1024 * 1024)
    assert world.call("ingest", delivery(body)) == {"statusCode": 200}


def test_a_secret_that_cannot_be_read_is_a_500_and_never_a_wrong_200(world: World, mention: Mention):
    _change_secret(world, consumer_secret="")
    assert world.call("ingest", delivery(mention("1")))["statusCode"] == 500
    assert world.call("ingest", request("GET", queryStringParameters={"crc_token": "dG9rZW4="}))["statusCode"] == 500


def test_a_queue_that_does_not_take_all_is_a_5xx_so_that_x_delivers_again(world: World, mention: Mention):
    ingest: Any = world.handler("ingest")
    real = ingest.sqs

    class Full:
        def send_message_batch(self, **arguments: Any) -> dict[str, Any]:
            return {"Failed": [{"Id": arguments["Entries"][0]["Id"], "SenderFault": False, "Code": "Throttled"}]}

    ingest.sqs = Full()
    try:
        assert world.call("ingest", delivery(mention("1")))["statusCode"] == 503
    finally:
        ingest.sqs = real


def test_many_events_go_ten_at_a_time(world: World, mention: Mention):
    many = {"data": [mention(str(n), author_id=str(600 + n))["data"] for n in range(1, 24)]}
    assert world.call("ingest", delivery(many)) == {"statusCode": 200}
    assert len({json.loads(record["body"])["message"]["id"] for record in world.received("events")}) == 23


def test_no_text_name_or_signature_is_logged(world: World, mention: Mention, capsys):
    event = delivery(mention("1", text="@tiendaluna mi secreto es 4242"))
    world.call("ingest", event)
    logged = capsys.readouterr()
    for private in ("4242", "marta_gz", event["headers"]["X-Twitter-Webhooks-Signature"], "consumer secret"):
        assert private not in logged.out + logged.err


def test_a_secret_that_was_rotated_is_taken_over_without_a_deploy_and_the_previous_one_holds(
    world: World, mention: Mention
):
    assert world.call("ingest", delivery(mention("1"))) == {"statusCode": 200}
    _change_secret(world, consumer_secret="new", previous_consumer_secret=SECRET["consumer_secret"])
    body = json.dumps(mention("2")).encode()
    signed = request("POST", body, {LEGACY_HEADER: sign(b"new", body)})
    # It was read a moment ago: whoever signs at random must not have it read with each request.
    assert world.call("ingest", signed) == {"statusCode": 401}
    _grow_old(world, 31)
    assert world.call("ingest", signed) == {"statusCode": 200}
    assert world.call("ingest", delivery(mention("3"))) == {"statusCode": 200}


def test_a_crc_is_answered_by_the_secret_of_this_moment(world: World):
    token = request("GET", queryStringParameters={"crc_token": "dG9rZW4="})
    world.call("ingest", token)
    _change_secret(world, consumer_secret="new")
    _grow_old(world, 31)
    answer = world.call("ingest", token)
    assert json.loads(answer["body"]) == {"response_token": sign(b"new", b"dG9rZW4=")}


def test_a_secret_that_cannot_be_read_any_more_costs_no_event_and_is_told(world: World, mention: Mention, capsys):
    world.call("ingest", delivery(mention("1")))
    _change_secret(world, consumer_secret="")
    _grow_old(world, 301)
    assert world.call("ingest", delivery(mention("2"))) == {"statusCode": 200}
    assert "secret.unreadable" in capsys.readouterr().out


def test_each_app_has_its_own_path_and_its_own_secret(world: World, mention: Mention, monkeypatch):
    import boto3

    text = json.dumps(SECRET | {"consumer_secret": "of the shop"})
    arn = boto3.client("secretsmanager").create_secret(Name="x-app/shop", SecretString=text)["ARN"]
    apps = {"main": world.environment["APP_SECRET_ARN"], "shop": arn}
    monkeypatch.setenv("APP_SECRETS", json.dumps(apps))
    body = json.dumps(mention("1")).encode()
    by_the_shop = request("POST", body, {LEGACY_HEADER: sign(b"of the shop", body)})
    assert world.call("ingest", by_the_shop | {"rawPath": "/webhook/shop"}) == {"statusCode": 200}
    assert world.call("ingest", by_the_shop | {"rawPath": "/webhook"}) == {"statusCode": 401}
    assert world.call("ingest", delivery(mention("1")) | {"rawPath": "/webhook/shop"}) == {"statusCode": 401}
    assert world.call("ingest", delivery(mention("1")) | {"rawPath": "/webhook/other"}) == {"statusCode": 404}
    token: dict[str, Any] = {"queryStringParameters": {"crc_token": "dG9rZW4="}, "rawPath": "/webhook/shop"}
    answer = world.call("ingest", request("GET", **token))
    assert json.loads(answer["body"]) == {"response_token": sign(b"of the shop", b"dG9rZW4=")}


def test_neither_pydantic_nor_powertools_is_imported_at_the_start_of_ingest(world: World):
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(root / "functions"), str(root / "layers" / "care" / "python")])
    heavy = ("pydantic", "pydantic_core", "aws_lambda_powertools", "httpx")
    code = f"import sys, ingest.handler; print(*set({heavy}) & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def _grow_old(world: World, seconds: float) -> None:
    """Let what was read of secrets be so much older."""
    kept = world.handler("ingest").keys._kept
    for app, (read_at, secrets) in list(kept.items()):
        kept[app] = (read_at - seconds, secrets)


def _change_secret(world: World, **changes: str) -> None:
    import boto3

    text = json.dumps(SECRET | changes)
    boto3.client("secretsmanager").put_secret_value(SecretId=world.environment["APP_SECRET_ARN"], SecretString=text)
