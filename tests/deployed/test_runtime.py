"""Each function's bundle under Lambda's own runtime client, with its layers alone and nothing of development.

A customer's post goes from function to function as in the deployed stack, and only what carries it differs: here the
test takes messages from the queues. AWS is ministack, X the simulated one.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
import uvicorn
from infra.local.aws import Endpoint, start_ministack
from infra.local.x import BrandAccount, DeveloperApp, SimulatedX, routes
from infra.local.x.events import envelope, post_content
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from tests.deployed.bare import FUNCTIONS, Bare
from tests.deployed.runtime_api import Failed, started
from tests.functions.conftest import ACCOUNT, SECRET, SHOP
from tests.template_tables import make_queues, make_tables

from care.erasure.receipts import Asked, Receipt
from care.erasure.whose import Whose
from care.model.chat import ChatDelivered
from care.model.commands import AskSurvey, LookUp
from care.model.person import Person
from care.tables.accounts import Accounts
from care.tables.conversations import Conversations
from care.tables.people import People

ARN = "arn:aws:sqs:eu-south-2:000000000000:queue"
DONE: dict[str, Any] = {"batchItemFailures": []}
# Closed whenever this runs, and back in three days.
BACK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[(datetime.now(UTC).weekday() + 3) % 7]
CLOSED = ACCOUNT.model_validate(
    {
        **ACCOUNT.model_dump(mode="json", exclude={"hours"}),
        "hours": {"timezone": "Europe/Madrid", "weekly": {BACK: [["09:00", "14:00"]]}},
    }
)


@dataclass
class Stack:
    """AWS and X for the bundles."""

    bare: Bare
    endpoint: Endpoint
    queues: dict[str, str]
    values: dict[str, str]
    x: SimulatedX

    def start(self, function: str, source: str = "") -> Any:
        more = {"SOURCE_QUEUE_URL": self.queues[source], "DLQ_URL": self.queues[f"{source}_dlq"]} if source else {}
        return started(self.bare, function, {**self.values, **more})

    def take(self, queue: str) -> dict[str, Any]:
        """What waits in a queue, as Lambda hands it to a function."""
        found = self.endpoint.client("sqs").receive_message(
            QueueUrl=self.queues[queue], MaxNumberOfMessages=10, WaitTimeSeconds=5, AttributeNames=["All"]
        )["Messages"]
        return {"Records": [record(m["Body"], m["MessageId"], m["ReceiptHandle"], m["Attributes"]) for m in found]}


def record(
    body: str, message_id: str = "1", handle: str = "h", attributes: Mapping[Any, str] | None = None
) -> dict[str, Any]:
    return {
        "messageId": message_id,
        "receiptHandle": handle,
        "body": body,
        "attributes": attributes or {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": ARN,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def x() -> Iterator[tuple[SimulatedX, str]]:
    mine = SECRET["accounts"][SHOP]
    account = BrandAccount(SHOP, ACCOUNT.username, ACCOUNT.name, mine["token"], mine["token_secret"])
    keys = DeveloperApp(SECRET["consumer_key"], SECRET["consumer_secret"], None, SECRET["bearer_token"], (account,))
    simulated, port = SimulatedX(keys, lambda: datetime.now(UTC)), free_port()
    app = Starlette(routes=routes(simulated))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield simulated, f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def stack(here: Bare, x: tuple[SimulatedX, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    endpoint = Endpoint(free_port())
    child = start_ministack(endpoint, tmp_path_factory.mktemp("aws"), {})
    try:
        dynamodb = endpoint.client("dynamodb")
        queues = make_queues(endpoint.client("sqs"))
        make_tables(dynamodb)
        endpoint.client("s3").create_bucket(
            Bucket="analysis", CreateBucketConfiguration={"LocationConstraint": "eu-south-2"}
        )
        secrets = endpoint.client("secretsmanager")
        arn = secrets.create_secret(Name="x-app", SecretString=json.dumps(SECRET))["ARN"]
        chat_arn = secrets.create_secret(Name="x-chat", SecretString="{}")["ARN"]
        Accounts(dynamodb, "accounts").put(CLOSED)
        values = {
            "AWS_ENDPOINT_URL": endpoint.url,
            "CONVERSATIONS_TABLE": "conversations",
            "OUTBOX_TABLE": "outbox",
            "ACCOUNTS_TABLE": "accounts",
            "BUCKET": "analysis",
            "APP_SECRETS": json.dumps({"main": arn}),
            "CHAT_SECRET": chat_arn,
            "FACTS_SECRET": arn,
            "BUS": "default",
            "X_BASE_URL": x[1],
            "EVENTS_DLQ_URL": queues["events_dlq"],
            "WAKES_DLQ_URL": queues["wakes_dlq"],
            "STAGE": "test",
            "RELEASE": "1",
            "REPORT_FUNCTION": "report",
            "ERASE_FUNCTION": "erase",
            "DEAD_LETTERS": json.dumps({name: url for name, url in queues.items() if name.endswith("dlq")}),
            **{f"{name.upper()}_QUEUE_URL": url for name, url in queues.items() if not name.endswith("dlq")},
        }
        yield Stack(here, endpoint, queues, values, x[0])
    finally:
        child.end()


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_written_into_a_bundle(here: Bare) -> Iterator[None]:
    """Lambda's are read-only: what is not compiled there is compiled again at each start."""
    before = {function: here.files(function) for function in FUNCTIONS}
    yield
    assert {function: here.files(function) for function in FUNCTIONS} == before


def signature(body: bytes) -> str:
    digest = hmac.digest(SECRET["consumer_secret"].encode(), body, hashlib.sha256)
    return f"sha256={base64.b64encode(digest).decode()}"


def request(method: str, path: str, **more: Any) -> dict[str, Any]:
    """A request as the HTTP API hands it over (payload 2.0)."""
    query = more.pop("query", {})
    return {
        "rawPath": path,
        "rawQueryString": "&".join(f"{name}={value}" for name, value in query.items()),
        "queryStringParameters": query,
        "headers": {"host": "desk.example"},
        "requestContext": {"domainName": "desk.example", "http": {"method": method, "path": path}},
        "isBase64Encoded": False,
        **more,
    }


def test_a_post_is_received_decided_acknowledged_and_answered_at_x(stack: Stack):
    world = stack.x.world
    customer = world.user("marta")
    post = stack.x.post(customer, "@tiendaluna ¿dónde está mi pedido?")
    told = {"user_id": SHOP}
    body = envelope("post.mention.create", told, "care", post_content(world, post, "post.mention.create"), post.id)
    with stack.start("ingest") as ingest:
        crc = ingest.invoke(request("GET", "/webhook", query={"crc_token": "bm9uY2U"}))
        assert json.loads(crc["body"]) == {"response_token": signature(b"bm9uY2U")}
        headers = {"x-twitter-webhooks-signature": signature(body)}
        assert ingest.invoke(request("POST", "/webhook", body=body.decode(), headers=headers)) == {"statusCode": 200}
        assert ingest.invoke(request("POST", "/webhook", body=body.decode(), headers={})) == {"statusCode": 401}
    with stack.start("cases") as cases:
        assert cases.invoke(stack.take("events")) == DONE
    with stack.start("acknowledge", "acknowledgements") as acknowledge:
        assert acknowledge.invoke(stack.take("acknowledgements")) == DONE
    with stack.start("publish", "sends") as publish:
        assert publish.invoke(stack.take("sends")) == DONE
    [reply] = [one for one in world.posts.values() if one.in_reply_to == post.id]
    assert reply.author_id == SHOP
    assert "a las 9:00, hora de Madrid" in reply.text
    with stack.start("report") as report:
        assert report.invoke({}) == {"accounts": 1, "days": 1}
    with stack.start("export") as export:
        assert export.invoke({"day": f"{datetime.now(UTC):%Y-%m-%d}"})["rows"] > 1
    keys = [one["Key"] for one in stack.endpoint.client("s3").list_objects_v2(Bucket="analysis")["Contents"]]
    assert len([key for key in keys if key.endswith(".parquet")]) == 2
    gone = Asked(
        whose=Whose(account_id=SHOP, customer_id=customer.id),
        receipt=Receipt(account_id=SHOP, action_id="a", at=datetime.now(UTC), by="sara"),
    )
    Conversations(stack.endpoint.client("dynamodb"), "conversations").erase(SHOP, customer.id, gone.receipt.at)
    with stack.start("erase") as erase:
        assert erase.invoke(gone.model_dump(mode="json"))["files"] > 1
    assert "Contents" not in stack.endpoint.client("s3").list_objects_v2(Bucket="analysis")


def test_the_functions_that_schedules_call_find_nothing_wrong(stack: Stack):
    with stack.start("hours") as hours:
        assert hours.invoke({}) == {"cases": 0, "queues": 0, "swept": 0}
        assert hours.invoke({"Records": [record(json.dumps({"queue": f"{SHOP}#public"}))]}) == DONE
    with stack.start("reconcile") as reconcile:
        done = reconcile.invoke({})
        assert (done["ReconcileRun"], done["AccountLookedAfter"]) == (1, 1)
        assert "AccountFailed" not in done


def test_a_survey_that_is_not_wanted_is_dropped_and_a_look_up_that_is_not_set_up_tells_its_case(stack: Stack):
    about = {"account_id": SHOP, "customer_id": "42", "case_id": "C1", "item_id": "C1:x:1", "language": "es"}
    asked = AskSurvey(**about, asked_at=datetime.now(UTC), survey_kind="csat")
    with stack.start("survey", "surveys") as survey:
        assert survey.invoke({"Records": [record(asked.model_dump_json())]}) == DONE
    wanted = LookUp(**about, asked_at=datetime.now(UTC), lookup_id="orders", values={})
    with stack.start("selfservice", "lookups") as selfservice:
        assert selfservice.invoke({"Records": [record(wanted.model_dump_json())]}) == DONE
    [told] = stack.take("events")["Records"]
    assert json.loads(told["body"])["failed"] == "fault"


def test_an_encrypted_message_that_nobody_can_open_is_told_as_that(stack: Stack):
    sealed = ChatDelivered(
        account_id=SHOP,
        customer_id="4711",
        sender_id="4711",
        delivery_id="d-1",
        conversation_id=f"4711:{SHOP}",
        encoded_event="AAAA",
    )
    with stack.start("chat", "chats") as chat:
        assert chat.invoke({"Records": [record(sealed.as_json())]}) == DONE
    [told] = stack.take("events")["Records"]
    assert json.loads(told["body"])["message"]["shut"] == "no_keys"


def test_the_hours_page_is_made_in_each_of_its_forms(stack: Stack):
    with stack.start("hours_page") as page:
        path = f"/hours/{CLOSED.username}"
        html = page.invoke(request("GET", path, headers={"accept-language": "es"}))
        assert "hora de Madrid" in html["body"]
        assert "BEGIN:VAVAILABILITY" in page.invoke(request("GET", f"{path}.ics"))["body"]
        assert "<svg" in page.invoke(request("GET", f"{path}/qr.svg"))["body"]
        assert "OpeningHoursSpecification" in page.invoke(request("GET", f"{path}.jsonld"))["body"]


class Cognito(BaseHTTPRequestHandler):
    """The token endpoint and the keys of a user pool."""

    key = RSAKey.generate_key(2048, {"kid": "one"})
    claims: ClassVar[dict[str, Any]] = {}

    def do_GET(self) -> None:
        self._answer(KeySet([self.key]).as_dict(private=False))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self._answer({"id_token": jwt.encode({"alg": "RS256", "kid": "one"}, self.claims, self.key)})

    def _answer(self, value: Any) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """A test prints nothing of it."""


@pytest.fixture
def cognito() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Cognito)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_person_signs_in_at_the_desk_by_a_token_that_is_proved_and_sees_the_queue(stack: Stack, cognito: str):
    ana = Person(id="ana@shop.example", name="Ana", roles=("agents",), language="es", all_accounts=True)
    People(stack.endpoint.client("dynamodb"), "accounts").add(ana)
    stack.values |= {
        "LOGIN_URL": cognito, "LOGIN_ISSUER": cognito, "LOGIN_CLIENT_ID": "desk", "PUBLIC_URL": "https://desk.example",
        "WATCHED_QUEUES": json.dumps(stack.queues),
    }  # fmt: skip
    with stack.start("desk") as desk:
        sent = desk.invoke(request("GET", "/desk/sign-in"))
        asked = {name: value[0] for name, value in parse_qs(urlsplit(sent["headers"]["location"]).query).items()}
        now = int(time.time())
        Cognito.claims = {
            "iss": cognito, "aud": "desk", "sub": "1", "token_use": "id", "nonce": asked["nonce"], "iat": now,
            "exp": now + 300, "email": ana.id, "email_verified": True, "name": "Ana", "cognito:groups": ["agents"],
        }  # fmt: skip
        cookies = [cookie.partition(";")[0] for cookie in sent["cookies"]]
        back = request("GET", "/desk/signed-in", query={"code": "good", "state": asked["state"]}, cookies=cookies)
        answer = desk.invoke(back)
        assert answer["statusCode"] == 303, answer
        session = [cookie.partition(";")[0] for cookie in answer["cookies"]]
        seen = desk.invoke(request("GET", "/desk/cases", cookies=session))
        assert (seen["statusCode"], "Ana" in seen["body"]) == (200, True)


def test_a_bundle_whose_layer_is_missing_does_not_start(here: Bare):
    bare = Bare(here.directory, {**here.layers, "dependencies": here.layers["pages"]})
    with started(bare, "cases", {}) as cases, pytest.raises(Failed, match=r"No module named 'aws_lambda_powertools'"):
        cases.invoke({"Records": []})
