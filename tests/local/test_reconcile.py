"""The safety net over the run's own stack: X stops delivering, and nobody's message is lost or applied twice."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.local.running import Running

SATURDAY = 5


@pytest.fixture
def silent_x(x: Running) -> Iterator[Running]:
    """X, which holds the webhook invalid and delivers nothing."""
    # In the middle of a quarter of an hour: at its end `reconcile` would mend it.
    x.to_weekday(SATURDAY, 12)
    x.simulate("webhook", valid=False)
    yield x
    x.simulate("webhook", valid=True)


def reconcile(x: Running) -> dict[str, Any]:
    answer = x.aws("lambda").invoke(FunctionName=x.ready["outputs"]["ReconcileFunction"], Payload=b"{}")
    body = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, body
    x.settle()
    return body


def test_what_customers_wrote_while_x_did_not_deliver_is_one_case_and_stays_one_when_x_delivers_it(silent_x: Running):
    x = silent_x
    at = x.now()
    who = x.customer()
    post = x.simulate("post", **{"from": who, "text": "@tiendaluna ¿dónde está mi pedido?"})
    x.simulate("dm", **{"from": who, "text": "os lo digo también por aquí"})
    x.move(at + timedelta(minutes=5))
    assert x.cases(post["from"]) == []

    done = reconcile(x)
    assert (done["WebhookInvalid"], done["WebhookMended"], done["ReplayAsked"]) == (1, 1, 1)
    assert done["EventRecovered"] == 2
    [case] = x.cases(post["from"])
    texts = [m["text"] for m in x.story(case["case_id"])["messages"] if m["by"] == "customer"]
    assert texts == ["@tiendaluna ¿dónde está mi pedido?", "os lo digo también por aquí"]
    assert len(x.replies_to(post)) + len(x.dms_to(post["from"])) == 1

    sent, stored = x.timeline(), x.everything_stored()
    # The post, the DM and what answered: what others wrote in this run is not delivered again.
    x.simulate("redeliver", last=3)
    x.settle()
    assert "EventRecovered" not in reconcile(x)
    assert x.timeline() == sent
    assert x.everything_stored() == stored


def test_the_operators_command_says_what_was_done(x: Running):
    assert "AccountLookedAfter" in x.centralita("reconcile")
