"""The deployed stack with IAM enforced: what a role lacks fails here, and what it has too much of is listed.

`centralita local --rights` starts ministack with `AUTH=true`: each function calls AWS with its own role's credentials.
What this cannot show stands in docs/deployment.md.
"""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from tests.deployed import trail
from tests.deployed.bare import FUNCTIONS
from tests.local.conftest import preferred_port
from tests.local.dead_letters import redriven
from tests.local.running import ROOT, Running
from tests.local.test_media import png

SATURDAY, MONDAY, TUESDAY, WEDNESDAY = 5, 0, 1, 2
# Lambda's poller takes messages with the function's role; ministack's with nobody's.
POLLER = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:GetQueueAttributes"}


@pytest.fixture(scope="module")
def x() -> Iterator[Running]:
    directory = ROOT / ".local" / "tests-rights"
    directory.mkdir(parents=True, exist_ok=True)
    running = Running(preferred_port(7), directory, "--now", "2026-11-21T18:30:00+01:00", "--rights")
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.end()


@pytest.fixture(scope="module")
def lived(x: Running, tmp_path_factory: pytest.TempPathFactory) -> Running:
    """The run after a week in which every function did what it is there for."""
    _subscribers(x)
    _public_and_private(x)
    _survey(x)
    _self_service(x)
    _desk(x)
    _chat(x)
    _picture(x)
    _incident_and_settings(x)
    _customers_data(x)
    _operator_and_deletion(x)
    redriven(x, tmp_path_factory.mktemp("settings"))
    for name in ("Reconcile", "Report", "Export"):
        _invoke(x, name)
    return x


def _operator_and_deletion(x: Running) -> None:
    post = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna esto lo borro luego"})
    x.settle()
    x.simulate("delete", id=post["id"])
    x.settle()
    health = x.http.get("/desk/health", headers=_signed_in(x, "otto@demo.example"))
    assert health.status_code == 200


def _signed_in(x: Running, person: str) -> dict[str, str]:
    there = {"person": person, "to": "/desk"}
    chosen = x.http.post("/desk/sign-in", data=there, headers={"origin": x.base})
    return {"cookie": chosen.headers["set-cookie"].partition(";")[0]}


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
    """An agent looks at a case, and a reply goes out."""
    assert x.http.get("/hours/tiendaluna").status_code == 200
    at = x.to_weekday(WEDNESDAY, 9, 10)
    dm = x.simulate("dm", **{"from": x.customer(), "text": "hola, ¿me decís cuándo llega?"})
    x.settle()
    [case] = x.cases(dm["from"])
    page = x.http.get(f"/desk/cases/{case['case_id']}", headers=_signed_in(x, "ana@demo.example"))
    assert page.status_code == 200
    x.centralita("cases", "reply", case["case_id"], "Te lo digo hoy mismo.")
    x.move(at + timedelta(minutes=2))
    assert "Te lo digo hoy mismo." in x.dms_to(dm["from"])


def _chat(x: Running) -> None:
    """A customer writes in an encrypted chat, and is answered there."""
    chat = x.simulate("chat", **{"from": x.customer(), "text": "hola, ¿me llega hoy el pedido?"})
    x.settle()
    [case] = x.cases(chat["from"])
    x.centralita("cases", "reply", case["case_id"], "Sí, esta tarde.")
    x.move(x.now() + timedelta(minutes=2))
    assert "Sí, esta tarde." in [one["text"] for one in x.timeline()["chats"] if one["to"] == chat["from"]]


def _picture(x: Running) -> None:
    """A customer shows something, which is fetched and shown to an agent."""
    dm = x.simulate("dm", **{"from": x.customer()}, media=[png()])
    x.settle()
    [case] = x.cases(dm["from"])
    page = x.http.get(f"/desk/cases/{case['case_id']}", headers=_signed_in(x, "ana@demo.example"))
    assert page.status_code == 200


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


def _customers_data(x: Running) -> None:
    """A supervisor exports what is kept of a customer, and erases it."""
    dm = x.simulate("dm", **{"from": x.customer(), "text": "hola, borrad lo mío"})
    x.settle()
    headers = {**_signed_in(x, "sara@demo.example"), "origin": x.base}
    page = f"/desk/steer/{x.account_id}/customers"
    csrf = re.findall(r'name="csrf" value="([^"]+)"', x.http.get(page, headers=headers).text)[0]
    asked = {"csrf": csrf, "customer": dm["from"]}
    assert x.http.post(page, data={**asked, "do": "data"}, headers=headers).status_code == 200
    gone = {**asked, "do": "erase", "confirm": asked["customer"]}
    assert x.http.post(page, data=gone, headers=headers).status_code == 303
    x.settle()
    deadline = time.monotonic() + 60
    receipts = f"/desk/api/accounts/{x.account_id}/erasures"
    while not x.http.get(receipts, headers=headers).json()["erasures"][0]["done_at"]:
        assert time.monotonic() < deadline, "the receipt was not finished within a minute"
        time.sleep(1)


def _subscribers(x: Running) -> None:
    """A system hears of everything by a webhook, and the bus does."""
    x.centralita("subscribers", "add", "tiendaluna", "erp", "--way", "webhook", "--to", "https://hooks.shop.example/x")
    x.centralita("subscribers", "add", "tiendaluna", "lago", "--way", "bus")


def test_whoever_wants_to_hear_of_it_was_told_what_happened_with_ids_and_no_text(lived: Running):
    received = lived.http.get("/local/received").json()["received"]
    kinds = {one["body"]["type"] for one in received}
    assert kinds >= {
        *("case.opened", "message.received", "reply.sent", "case.resolved", "survey.answered", "message.deleted"),
        *("incident.opened", "incident.ended"),
    }
    assert len({one["headers"]["webhook-id"] for one in received}) == len(received), "each once"
    assert {one["to"] for one in received} == {"https://hooks.shop.example/x"}
    assert "pedido" not in json.dumps(received)
    said = lived.centralita("subscribers", "deliveries", "tiendaluna", "erp", "--count", "100")
    assert "sent (204)" in said


def _log_lines(x: Running) -> Iterator[str]:
    logs = x.aws("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
            yield from (event["message"] for event in page["events"])


def _denied(x: Running) -> list[str]:
    return [line for line in _log_lines(x) if re.search("AccessDenied|not authorized|ClientError", line)]


def test_the_whole_way_works_with_what_each_role_allows_and_nothing_is_denied(lived: Running):
    assert _denied(lived) == []
    assert {name: lived.dead_letters(name) for name in lived.ready["queues"] if name.endswith("dlq")} == {
        name: [] for name in lived.ready["queues"] if name.endswith("dlq")
    }


_USERS = "arn:aws:secretsmanager:eu-south-2:000000000000:secret:centralita/local/x-user/*"
_BUS = "arn:aws:events:eu-south-2:000000000000:event-bus/centralita-local"
_TOPICS = "arn:aws:sns:eu-south-2:000000000000:centralita-told-*"
_SENDER, _DOMAIN = (
    f"arn:aws:ses:eu-south-2:000000000000:identity/{one}" for one in ("avisos@centralita.example", "centralita.example")
)
_NO_OAUTH2 = "the demo's account is connected by OAuth 1.0a"
# What a week of this test gives no reason to do, and why the role may do it.
SELDOM = {
    "chat": {
        ("s3:PutObject", "MediaBucket"): "a customer shows a picture in a chat",
        ("s3:DeleteObject", "MediaBucket"): "a message was deleted while what it shows was opened",
        ("dynamodb:DeleteItem", "ConversationsTable"): "what was shut is opened later",
        ("dynamodb:UpdateItem", "AccountsTable"): "X took the other kind of token",
        ("secretsmanager:GetSecretValue", _USERS): _NO_OAUTH2,
    },
    "cases": {
        ("sqs:SendMessage", "EventsQueueUrl"): "a case that was merged into another tells it so",
        ("sqs:SendMessage", "WakesQueueUrl"): "a reply waits while it may be undone",
        ("sqs:SendMessage", "ChatsQueueUrl"): "a customer shows a picture in a chat",
        ("s3:DeleteObject", "MediaBucket"): "a message that showed something is deleted or erased",
    },
    "hours": {
        ("dynamodb:GetItem", "OutboxTable"): "how a queue is held that has something to send",
        ("dynamodb:DeleteItem", "OutboxTable"): "a person decided on an unclear post",
        ("dynamodb:PutItem", "OutboxTable"): "greetings and goodbyes",
        ("dynamodb:UpdateItem", "AccountsTable"): "each December the next year's holidays",
        ("sqs:SendMessage", "SendsQueueUrl"): "what waited for a limit may be sent again",
    },
    "media": {
        ("dynamodb:UpdateItem", "AccountsTable"): "X took the other kind of token",
        ("s3:DeleteObject", "MediaBucket"): "a message was deleted while what it shows was fetched",
        (
            "dynamodb:DeleteItem",
            "ConversationsTable",
        ): "a customer was erased while posts were looked up",
        ("secretsmanager:GetSecretValue", _USERS): _NO_OAUTH2,
    },
    "publish": {
        ("dynamodb:PutItem", "AccountsTable"): "a notice that a limit of dollars is reached",
        ("dynamodb:Query", "AccountsTable"): "a text with an @name may name another served account",
        ("dynamodb:UpdateItem", "AccountsTable"): "X took the other kind of token",
        ("dynamodb:DeleteItem", "ConversationsTable"): "a chat's keys are changed",
        ("s3:GetObject", "MediaBucket"): "an agent sends a picture",
        ("s3:PutObject", "MediaBucket"): "an agent sends a picture to a chat",
        ("s3:PutObjectTagging", "MediaBucket"): "an agent sends a picture to a chat",
        ("s3:DeleteObject", "MediaBucket"): "an agent sends a picture to a chat",
        ("dynamodb:PutItem", "ConversationsTable"): "a chat's keys are changed",
        ("dynamodb:UpdateItem", "ConversationsTable"): "a chat's keys are changed",
        ("secretsmanager:GetSecretValue", _USERS): _NO_OAUTH2,
    },
    "reconcile": {
        ("dynamodb:DeleteItem", "OutboxTable"): "an unclear send is settled",
        ("dynamodb:PutItem", "OutboxTable"): "an unclear send is settled",
        ("sqs:SendMessage", "SendsQueueUrl"): "an unclear send goes on",
        ("sqs:SendMessage", "ChatsQueueUrl"): "what was shut is tried again",
        ("dynamodb:UpdateItem", "AccountsTable"): "a token is renewed",
        ("secretsmanager:GetSecretValue", _USERS): _NO_OAUTH2,
        ("secretsmanager:PutSecretValue", _USERS): _NO_OAUTH2,
        ("sqs:SendMessage", "FactsQueueUrl"): "X takes an account's keys no more, a surge, the budget",
        ("dynamodb:PutItem", "ConversationsTable"): "a saved search finds a post",
    },
    "notify": {
        ("events:PutEvents", _BUS): "it put facts there, in a protocol that ministack's trail cannot name",
        ("sns:Publish", _TOPICS): "somebody is told by a topic of the operator's",
        ("ses:SendEmail", _SENDER): "somebody is told by mail",
        ("ses:SendEmail", _DOMAIN): "somebody is told by mail",
        ("dynamodb:Query", "ConversationsTable"): "a case is handed to another system",
        ("sqs:SendMessage", "EventsQueueUrl"): "a case is handed to another system",
    },
    "export": {
        ("dynamodb:PutItem", "AccountsTable"): "people corrected topics, and triage learns from them",
        ("dynamodb:UpdateItem", "AccountsTable"): "people corrected topics, and triage learns from them",
    },
    "erase": {
        ("dynamodb:Query", "ConversationsTable"): "triage learns anew without the customer",
        ("s3:ListBucket", "AnalysisBucket"): "it looked for files, in a protocol that ministack's trail cannot name",
        ("s3:GetObject", "AnalysisBucket"): "there are files for analysts",
        ("s3:PutObject", "AnalysisBucket"): "there are files for analysts",
        ("s3:DeleteObject", "AnalysisBucket"): "there are files for analysts, or results of their queries",
    },
    "report": {
        ("dynamodb:Query", "OutboxTable"): "the page of a month tells its dollars",
        ("s3:PutObject", "AnalysisBucket"): "the page of a month without mail",
        ("ses:SendEmail", _SENDER): "the page of a month by mail",
        ("ses:SendEmail", _DOMAIN): "the page of a month by mail",
    },
    "desk": {
        ("cloudwatch:GetMetricData", "*"): "the health page asked it, in a protocol that ministack's trail cannot name",
        ("dynamodb:DeleteItem", "AccountsTable"): "people sign out",
        ("dynamodb:PutItem", "ConversationsTable"): "sweeps after saved settings, and files to be sent",
        ("dynamodb:DeleteItem", "ConversationsTable"): "a file that was to be sent is taken away",
        ("s3:PutObject", "MediaBucket"): "an agent adds a picture to an answer",
        ("s3:DeleteObject", "MediaBucket"): "an agent takes a picture away again",
        ("s3:PutObjectTagging", "MediaBucket"): "an agent adds a picture to an answer",
        ("s3:ListMultipartUploadParts", "MediaBucket"): "an agent adds a video to an answer",
        ("lambda:InvokeFunction", "ReportFunction"): "supervisors have the report added up at once",
        ("sqs:SendMessage", "ChatsQueueUrl"): "an agent looks at a chat or writes in it",
        ("s3:GetObject", "MediaBucket"): "an agent's browser loads a picture",
        ("sqs:SendMessage", "MediaQueueUrl"): "an agent has a picture fetched again",
        ("sqs:SendMessage", "FactsQueueUrl"): "a supervisor tries who is told",
        ("secretsmanager:GetSecretValue", "FactsSecretArn"): "a supervisor adds a webhook",
        ("secretsmanager:GetSecretValue", "XAppSecretArn"): "a supervisor connects the account",
        ("secretsmanager:CreateSecret", _USERS): "a supervisor connects the account",
        ("secretsmanager:DeleteSecret", _USERS): "a supervisor disconnects the account",
        ("secretsmanager:GetSecretValue", _USERS): "a supervisor disconnects the account",
        ("secretsmanager:PutSecretValue", _USERS): "a supervisor connects the account again",
    },
}


@pytest.fixture(scope="module")
def called(lived: Running) -> dict[str, set[trail.Call]]:
    """What each function called in that week; the trail is read once for all of them."""
    return trail.made(lived.aws, lived.ready["outputs"])


@pytest.fixture(scope="module")
def granted(lived: Running) -> dict[str, set[trail.Call]]:
    return trail.allowed(lived.aws, lived.ready["outputs"])


@pytest.mark.parametrize("function", [name.replace("_", "") for name in FUNCTIONS])
def test_every_grant_was_used_or_is_told_why(
    called: dict[str, set[trail.Call]], granted: dict[str, set[trail.Call]], function: str
):
    made, allowed = called[function], granted[function]
    assert made
    # What a function prints Lambda writes for it, and ministack keeps that elsewhere.
    left = {call for call in allowed - made if not call[0].startswith("logs:") and "Dlq" not in call[1]}
    idle = {call for call in left if not _of_a_queue_that_feeds_it(call, allowed)}
    assert idle == set(SELDOM.get(function, {})), sorted(idle ^ set(SELDOM.get(function, {})))


def _of_a_queue_that_feeds_it(call: trail.Call, allowed: set[trail.Call]) -> bool:
    fed = ("sqs:ReceiveMessage", call[1]) in allowed
    # The function itself shortens the wait of what failed, which is tested where failures are.
    return fed and call[0] in {*POLLER, "sqs:ChangeMessageVisibility"}


@contextmanager
def _without(x: Running, function: str, action: str) -> Iterator[None]:
    """A function's role without the statements that allow an action."""
    iam, name = x.aws("iam"), x.ready["outputs"][f"{function}Function"]
    role = x.aws("lambda").get_function_configuration(FunctionName=name)["Role"].rpartition("/")[2]
    [policy] = iam.list_role_policies(RoleName=role)["PolicyNames"]
    whole = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    less = {**whole, "Statement": [one for one in whole["Statement"] if action not in one["Action"]]}
    assert len(less["Statement"]) < len(whole["Statement"])
    iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(less))
    try:
        yield
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(whole))


def test_a_function_fails_without_a_grant_and_works_again_with_it(lived: Running):
    event = json.loads((ROOT / "events" / "post.mention.create.json").read_text(encoding="utf-8"))
    with _without(lived, "Ingest", "sqs:SendMessage"):
        assert lived.deliver(event).status_code >= 500
    assert lived.deliver(event).status_code == 200
    # Of the list of accounts it remembers half a minute: then each account fails, else the list.
    denied = pytest.raises(AssertionError, match=r"could not be added up|AccessDenied")
    with _without(lived, "Report", "dynamodb:Query"), denied:
        _invoke(lived, "Report")
    assert _denied(lived) != []
    _invoke(lived, "Report")
    lived.settle()


def test_the_scheduler_called_by_itself_each_minute(lived: Running):
    """Not by the clock of the run: ministack's Scheduler has its own, which nobody can move."""
    log = lived.directory / f"run-{lived.base.rpartition(':')[2]}" / "ministack.log"
    called = re.compile(r"EventBridge → Lambda \S*FunctionsHours\S*: dispatched")
    deadline = time.monotonic() + 150
    while not called.search(log.read_text(encoding="utf-8", errors="replace")):
        assert time.monotonic() < deadline, "it was not called within two minutes and a half"
        time.sleep(1)
