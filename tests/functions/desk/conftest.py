"""The desk over moto: people with sessions, cases that came through `cases`, requests as the HTTP API gives them."""

import base64
import json
import re
import secrets
from copy import replace
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import boto3
import pytest
from tests.functions.conftest import ACCOUNT, SHOP, World
from tests.functions.kept_aws import kept

from care.model.envelope import Addressed
from care.model.messages import Author, Message
from care.model.person import Person
from care.model.x_events import MessageReceived
from care.queues import send_all
from care.tables.accounts import Accounts
from care.tables.people import People
from care.tables.sessions import Sessions, Token

OTHER = "2000000000000000002"
ORIGIN = "https://desk.example"
PEOPLE = {
    "agent": Person(id="ana@shop.example", name="Ana", language="en", roles=("agents",), accounts=(SHOP,)),
    "colleague": Person(id="luis@shop.example", name="Luis", language="en", roles=("agents",), accounts=(SHOP,)),
    "stranger": Person(id="eva@other.example", name="Eva", language="en", roles=("agents",), accounts=(OTHER,)),
    "supervisor": Person(id="sara@shop.example", name="Sara", language="en", roles=("supervisors",), all_accounts=True),
    "rival": Person(id="eve@other.example", name="Eve", language="en", roles=("supervisors",), accounts=(OTHER,)),
    "operator": Person(id="otto@shop.example", name="Otto", language="en", roles=("operators",), all_accounts=True),
}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str
    cookies: list[str]

    def json(self) -> Any:
        return json.loads(self.body)


class _SignedIn(dict[str, str]):
    """Everybody's session, by who they are: each signs in when the test first needs them.

    Sessions and tokens are over in real time, whatever the functions' clock says.
    """

    def __init__(self, store: Sessions) -> None:
        super().__init__()
        self._store = store

    def __missing__(self, who: str) -> str:
        person = PEOPLE[who]
        self[who] = self._store.begin(person.id, person.roles, datetime.now(UTC))
        return self[who]


@dataclass
class Desk:
    world: World
    sessions: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.sessions = _SignedIn(Sessions(self.world.dynamodb, "accounts"))

    def csrf(self, who: str) -> str:
        session = Sessions(self.world.dynamodb, "accounts").find(self.sessions[who], datetime.now(UTC))
        assert session is not None
        return session.csrf

    def get(self, path: str, who: str | None = None, **headers: str) -> Answer:
        return self.call("GET", path, who, headers=headers)

    def post(self, path: str, who: str | None = None, more: dict[str, str] | None = None, /, **form: Any) -> Answer:
        fields = {"csrf": self.csrf(who), **form} if who else form
        headers = {"content-type": "application/x-www-form-urlencoded", "origin": ORIGIN, **(more or {})}
        return self.call("POST", path, who, urlencode(fields), headers)

    def call(
        self,
        method: str,
        path: str,
        who: str | None = None,
        body: str | bytes = "",
        headers: dict[str, str] | None = None,
    ) -> Answer:
        parts = urlsplit(path)
        cookies = [f"__Host-desk={self.sessions[who]}"] if who else []
        event = {
            "version": "2.0",
            "rawPath": parts.path,
            "rawQueryString": parts.query,
            "headers": {"host": "desk.example", **{k.replace("_", "-"): v for k, v in (headers or {}).items()}},
            "cookies": cookies,
            "requestContext": {"http": {"method": method, "path": parts.path}, "domainName": "desk.example"},
            "isBase64Encoded": isinstance(body, bytes),
            **({"body": base64.b64encode(body).decode() if isinstance(body, bytes) else body} if body else {}),
        }
        answer = self.world.call("desk", event)
        json.dumps(answer)  # what Lambda does with it
        return Answer(answer["statusCode"], answer["headers"], answer.get("body", ""), answer.get("cookies", []))

    def token(self, *roles: Any, accounts: tuple[str, ...] = (SHOP,), lasts: timedelta = timedelta(days=1)) -> str:
        token = Token(name="crm", roles=roles, accounts=accounts, until=datetime.now(UTC) + lasts)
        return Sessions(self.world.dynamodb, "accounts").issue(token)

    def apply(self) -> None:
        """Let `cases` apply what waits on events.fifo."""
        assert self.world.drain("events", "cases") == {"batchItemFailures": []}

    def writes(
        self,
        text: str,
        *,
        private: bool = False,
        name: str = "Marta",
        customer: str = "",
        account: str = SHOP,
        addressed: Addressed = "",
        chat: bool = False,
        key_unverified: bool = False,
    ) -> str:
        """A customer's message, applied; the id of its case."""
        customer = customer or str(secrets.randbelow(10**15) + 10**15)
        number = str(secrets.randbelow(10**15) + 10**15)
        event = MessageReceived(
            account_id=account,
            customer_id=customer,
            author=Author(id=customer, username="marta", name=name, followers=12),
            message=Message(
                id=number,
                channel="private" if private else "public",
                text=text,
                at=self.now(),
                summons=not private and addressed != "restricted",
                addressed=addressed,
                language="es",
                chat=chat,
                key_unverified=key_unverified,
            ),
        )
        assert send_all(self.world.sqs, self.world.queues["events"], [event])
        self.apply()
        return self.world.conversations.customer(account, customer).case_id

    def now(self) -> datetime:
        return self.world.now()

    def field(self, html: str, name: str) -> str:
        found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', html)
        assert found, f"the page has no field {name}"
        return found[1]


def _furnished() -> None:
    """The functions that the desk calls, another brand, and the people of both."""
    role = boto3.client("iam").create_role(RoleName="report", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    for name in ("report", "erase"):
        boto3.client("lambda").create_function(
            FunctionName=name, Runtime="python3.13", Role=role, Handler="h.h", Code={"ZipFile": b"-"}
        )
    dynamodb = boto3.client("dynamodb")
    Accounts(dynamodb, "accounts").put(replace(ACCOUNT, id=OTHER, username="otra", name="Otra Tienda"))
    people = People(dynamodb, "accounts")
    for person in PEOPLE.values():
        people.add(person)


@pytest.fixture
def desk(world: World, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("PUBLIC_URL", ORIGIN)
    if world.asked.calls or world.started:
        _furnished()  # another fixture has been here
    else:
        kept("desk", ("dynamodb", "iam", "lambda"), _furnished)
    return Desk(world)
