"""The deployed stack with IAM enforced: what a role lacks fails here, and what it has too much of is listed.

`centralita local --rights` deploys, restarts ministack over what it kept with `AUTH=true`, and serves the same run.
Each function then calls AWS with its own role's credentials. What this cannot show stands in docs/deployment.md.
"""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.deployed import trail
from tests.local.conftest import preferred_port
from tests.local.running import ROOT, Running

SATURDAY, MONDAY, TUESDAY, WEDNESDAY = 5, 0, 1, 2
# Lambda's poller takes messages with the function's role; ministack's with nobody's.
POLLER = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:GetQueueAttributes"}


@pytest.fixture(scope="module")
def x() -> Iterator[Running]:
    directory = ROOT / ".local" / "tests-rights"
    directory.mkdir(parents=True, exist_ok=True)
    running = Running(preferred_port(8407), directory, "--now", "2026-11-21T18:30:00+01:00", "--rights")
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.end()


@pytest.fixture(scope="module")
def lived(x: Running) -> Running:
    """The run after a week in which every function did what it is there for."""
    _public_and_private(x)
    _survey(x)
    _self_service(x)
    _desk(x)
    _incident_and_settings(x)
    for name in ("Reconcile", "Report", "Export"):
        _invoke(x, name)
    return x


def _invoke(x: Running, name: str, **event: Any) -> Any:
    answer = x.aws("lambda").invoke(FunctionName=x.ready["outputs"][f"{name}Function"], Payload=json.dumps(event))
    body = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, body
    return body


def _public_and_private(x: Running) -> None:
    post = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna ¿me decís dónde está mi pedido?"})
    dm = x.simulate("dm", **{"from": x.customer(), "text": "hola, ¿tenéis la talla 38?"})
    x.settle()
    assert "hora de Madrid" in x.replies_to(post)[0]
    assert "Mensaje automático" in x.dms_to(dm["from"])[0]


def _survey(x: Running) -> None:
    at = x.to_weekday(MONDAY, 9, 30)
    dm = x.simulate("dm", **{"from": x.customer(), "text": "hola, quiero cambiar una talla"})
    x.move(at + timedelta(minutes=2))
    x.simulate("agent/dm", to=dm["from"], text="¡Claro! Ya está hecho.")
    x.move(at + timedelta(minutes=5))
    [case] = x.cases(dm["from"])
    x.centralita("cases", "resolve", case["case_id"])
    x.move(at + timedelta(hours=4))
    assert len([text for text in x.dms_to(dm["from"]) if "del 1 (" in text]) == 1
    x.simulate("dm", **{"from": dm["from"], "text": "un 5, gracias"})
    x.settle()
    assert x.story(case["case_id"])["case"]["survey"]["score"] == 5


def _self_service(x: Running) -> None:
    x.to_weekday(TUESDAY, 10)
    x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna ¿tenéis zapatos verdes?"})
    x.settle()
    x.centralita("selfservice", "on", "tiendaluna")
    x.move(x.now() + timedelta(minutes=2))
    dm = x.simulate("dm", **{"from": x.customer(), "text": "¿dónde está mi pedido LN-12342?"})
    x.settle()
    assert "LN-12342 está en reparto" in x.dms_to(dm["from"])[-1]
    x.centralita("selfservice", "off", "tiendaluna")


def _desk(x: Running) -> None:
    """An agent answers in the browser, and the reply waits its ten seconds."""
    assert x.http.get("/hours/tiendaluna").status_code == 200
    at = x.to_weekday(WEDNESDAY, 9, 10)
    dm = x.simulate("dm", **{"from": x.customer(), "text": "hola, ¿me decís cuándo llega?"})
    x.settle()
    [case] = x.cases(dm["from"])
    http = x.http
    chosen = http.post("/desk/sign-in", data={"person": "ana@demo.example", "to": "/desk"}, headers={"origin": x.base})
    cookies = {"cookie": chosen.headers["set-cookie"].partition(";")[0]}
    page = http.get(f"/desk/cases/{case['case_id']}", headers=cookies)
    assert page.status_code == 200
    x.centralita("cases", "reply", case["case_id"], "Te lo digo hoy mismo.")
    x.move(at + timedelta(minutes=2))
    assert "Te lo digo hoy mismo." in x.dms_to(dm["from"])


def _incident_and_settings(x: Running) -> None:
    texts = ("--text", "es=La web no funciona; lo estamos arreglando.", "--end-text", "es=La web ya funciona.")
    x.centralita("incidents", "open", "tiendaluna", "web", "--term", "la web", *texts)
    dm = x.simulate("dm", **{"from": x.customer(), "text": "hola, la web no me carga"})
    x.move(x.now() + timedelta(minutes=2))
    x.centralita("incidents", "close", "tiendaluna", "web")
    x.move(x.now() + timedelta(minutes=2))
    assert "La web ya funciona." in x.dms_to(dm["from"])[-1]
    x.centralita("customers", "erase", "tiendaluna", dm["from"], "--yes")
    x.settle()


def _log_lines(x: Running) -> Iterator[str]:
    logs = x.aws("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
            yield from (event["message"] for event in page["events"])


def test_the_whole_way_works_with_what_each_role_allows_and_nothing_is_denied(lived: Running):
    denied = [line for line in _log_lines(lived) if re.search("AccessDenied|not authorized|ClientError", line)]
    assert denied == []
    assert {name: lived.dead_letters(name) for name in lived.ready["queues"] if name.endswith("dlq")} == {
        name: [] for name in lived.ready["queues"] if name.endswith("dlq")
    }


def test_zz(lived: Running):
    made, allowed = trail.made(lived.aws, lived.ready["outputs"]), trail.allowed(lived.aws, lived.ready["outputs"])
    for name in sorted(allowed):
        print(name, "UNUSED", sorted(allowed[name] - made[name]))
        print(name, "NOT ALLOWED", sorted(made[name] - allowed[name]))
    raise AssertionError
