"""An operator connects an account, asks the doctor, and follows one message, on the local run."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.local.dead_letters import redriven
from tests.local.running import ROOT, Running
from tests.there import there

from care.x.client import XClient
from care.x.credentials import read_app_secret
from care.x.transport import http_client


@pytest.fixture
def secret(x: Running) -> Iterator[dict[str, Any]]:
    """The app's secret, put back at the end."""
    manager, arn = x.aws("secretsmanager"), x.ready["outputs"]["XAppSecretArn"]
    text = manager.get_secret_value(SecretId=arn)["SecretString"]
    yield json.loads(text)
    manager.put_secret_value(SecretId=arn, SecretString=text)


def refused(x: Running, *arguments: str, typed: str = "", **environment: str) -> str:
    """What a command says that ends with exit status 1."""
    made = subprocess.run(
        [str(Path(sys.executable).with_name("centralita")), *arguments],
        cwd=ROOT,
        env={**os.environ, "CENTRALITA_READY": str(x.directory / "ready.json"), **environment},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 1, made.stdout
    assert "Traceback" not in made.stderr
    return made.stdout + made.stderr


@pytest.fixture
def app(x: Running, secret: dict[str, Any]) -> Iterator[XClient]:
    """X as the app alone."""
    with http_client() as http:
        yield XClient(read_app_secret(json.dumps(secret)).keys, base_url=x.base, http=http)


def checked(x: Running, output: str) -> dict[str, tuple[str, str]]:
    return {one["name"]: (one["state"], one["mend"]) for one in json.loads(output)}


def test_an_account_is_connected_from_a_file_of_keys_and_again_without_any(
    x: Running, app: XClient, secret: dict[str, Any], tmp_path
):
    for one in app.activity.subscriptions().items:
        app.activity.delete_subscription(there(one.id))
    for hook in app.activity.webhooks().items:
        app.activity.delete_webhook(hook.id)
    found = checked(x, refused(x, "doctor", "--json"))
    assert found["webhook"][0] == "wrong"
    assert "centralita connect" in found["webhook"][1]
    [(account_id, token)] = secret["accounts"].items()
    names = ("consumer_key", "consumer_secret", "bearer_token", "client_id", "client_secret")
    keys = {name: secret[name] for name in names}
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({**keys, "token": token["token"], "token_secret": token["token_secret"]}))
    x.aws("secretsmanager").put_secret_value(SecretId=x.ready["outputs"]["XAppSecretArn"], SecretString="{}")
    said = x.centralita("connect", "tiendaluna", "--keys", str(file))
    assert "10 kinds of events are subscribed (10 of them now)" in said
    assert not [value for value in (*keys.values(), *token.values()) if str(value) in said]
    again = x.centralita("connect", account_id)
    assert "10 kinds of events are subscribed (0 of them now)" in again
    after = checked(x, x.centralita("doctor", "--json"))
    assert after["webhook"] == ("ok", "")
    assert after["@tiendaluna events"] == ("ok", "")
    post = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna ¿abrís mañana?"})
    x.settle()
    assert len(x.cases(post["from"])) == 1


def test_a_token_of_another_account_is_not_stored(x: Running, secret: dict[str, Any]):
    said = refused(x, "connect", "@otramarca", "--new-keys", typed="".join(f"{value}\n" for value in typed(secret)))
    assert "the token is @tiendaluna's" in said
    assert "sign in at X as @otramarca" in said
    manager = x.aws("secretsmanager")
    kept = manager.get_secret_value(SecretId=x.ready["outputs"]["XAppSecretArn"])["SecretString"]
    assert json.loads(kept) == secret


def test_keys_that_x_refuses_are_told_with_where_to_find_the_right_ones(x: Running, secret: dict[str, Any]):
    environment = {
        f"CENTRALITA_X_{name.upper()}": value
        for name, value in zip(
            ("consumer_key", "consumer_secret", "bearer_token", "token", "token_secret"), typed(secret), strict=True
        )
    }
    said = refused(x, "connect", "tiendaluna", "--new-keys", **{**environment, "CENTRALITA_X_TOKEN_SECRET": "wrong"})
    assert "X refuses the consumer key or the account's token" in said
    assert "Keys and tokens" in said


def test_the_story_of_a_message_tells_its_case_its_decision_and_its_answer_and_no_word_of_it(x: Running):
    post = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna ¿tenéis botas verdes?"})
    x.move(x.now() + timedelta(minutes=16))
    [case] = x.cases(post["from"])
    said = x.centralita("trace", post["id"])
    assert f"case {case['case_id']}" in said
    assert "the customer wrote it; decided:" in said
    assert "botas" not in said
    assert x.replies_to(post)
    assert "acknowledgement" in said
    assert ": sent as " in said
    assert "no case holds message 42" in refused(x, "trace", "42")
    assert "isn't an id of X" in refused(x, "trace", "hola")


def test_x_delivers_again_what_the_operator_asks_for(x: Running):
    since = x.now() - timedelta(hours=3)
    said = x.centralita("replay", "--since", f"{since:%Y-%m-%dT%H:%M:%S}")
    assert f"from {since:%H:%M} to " in said
    assert "24 hours" in refused(x, "replay", "--since", f"{x.now() - timedelta(days=2):%Y-%m-%d}")


def test_a_dead_letter_is_shown_with_its_reason_put_back_when_that_is_mended_and_applied(x: Running, tmp_path):
    redriven(x, tmp_path)


def typed(secret: dict[str, Any]) -> list[str]:
    """The five keys in the order in which they are asked for."""
    [token] = secret["accounts"].values()
    names = ("consumer_key", "consumer_secret", "bearer_token")
    return [*(secret[name] for name in names), token["token"], token["token_secret"]]
