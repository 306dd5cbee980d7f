"""Sessions of the desk, and tokens of integrations, in the accounts table.

| what | pk | sk |
|---|---|---|
| a session | `SESSION#<SHA-256 of its id>` | `SESSION` |
| a session among its person's, to be listed | `SESSIONS#<person>` | `<SHA-256 of its id>` |
| a token | `TOKEN#<SHA-256 of it>` | `TOKEN` |
| a token among all, to be listed | `TOKENS` | `TOKEN#<SHA-256 of it>` |
| a sign-in under way | `SIGNIN#<SHA-256 of its state>` | `SIGNIN` |
| an account on its way to be connected at X | `CONNECT#<SHA-256 of its state>` | `CONNECT` |

Who reads the table learns no id and no token. All rows carry `expires_at` (TTL), and none is trusted after its time,
whenever the TTL deletes it.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, StringConstraints

from care.aws import DynamoDBClient
from care.instants import utc_text
from care.model.envelope import Value
from care.model.person import AccountRoles, Role
from care.tables.attributes import attributes_of, expires, item_of, plain, values_of

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
_RENEWED_EVERY = timedelta(minutes=1)
_SIGN_IN = timedelta(minutes=10)
_USED_TOLD_EVERY = timedelta(hours=1)
_MOST_SESSIONS = 50


type Journey = Literal["SIGNIN", "CONNECT"]


class Session(Value):
    """Somebody who is signed in: until `until` if nothing is asked before, and never after `ends_at`."""

    person_id: str
    roles: tuple[Role, ...]
    csrf: str
    until: AwareDatetime
    ends_at: AwareDatetime

    @property
    def began_at(self) -> datetime:
        """When its person signed in."""
        return self.ends_at - LONGEST


class OpenSession(Value):
    """A session as whoever looks after its person sees it: when it began, and when it was used last, to a minute."""

    began_at: AwareDatetime
    used_at: AwareDatetime


class Token(AccountRoles):
    """What an integration shows instead of a session."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f#]{1,60}$")]
    until: AwareDatetime


class ListedToken(Token):
    """A token as whoever looks after them sees it: all but itself. `used_at` is when it was used last, to an hour.

    One that was withdrawn is remembered until it would have ended, so that its use is noticed.
    """

    used_at: AwareDatetime | None = None
    withdrawn_at: AwareDatetime | None = None


class TokenWithdrawn(LookupError):
    """Somebody shows a token that was withdrawn; `name` is its own."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class SignIn(Value):
    """A journey under way, to Cognito or to X: what its answer must fit, and where the person wanted to go.

    `bound_to` tells from which session it began, where there was one.
    """

    nonce: str
    verifier: str
    goes_to: str
    until: AwareDatetime
    bound_to: str = ""


class Sessions:
    """The table, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def begin(self, person_id: str, roles: tuple[Role, ...], now: datetime) -> str:
        """Begin a session; what is returned is for the cookie and is stored nowhere."""
        session_id = secrets.token_urlsafe(32)
        session = Session(
            person_id=person_id, roles=roles, csrf=secrets.token_urlsafe(32), until=now + IDLE, ends_at=now + LONGEST
        )
        self._put("SESSION", session_id, session, session.ends_at)
        listed = {"pk": f"SESSIONS#{person_id}", "sk": _digest(session_id)}
        row = {**listed, "expires_at": expires(session.ends_at, timedelta())}
        self._dynamodb.put_item(TableName=self._table, Item=item_of(row))
        return session_id

    def open_of(self, person_id: str, now: datetime, since: datetime | None = None) -> list[OpenSession]:
        """The sessions of a person that are open at `now`, the newest first; those from before `since` are over."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": f"SESSIONS#{person_id}"}),
            Limit=_MOST_SESSIONS,
        )
        opened = []
        for row in map(values_of, found["Items"]):
            key = attributes_of({"pk": f"SESSION#{row['sk']}", "sk": "SESSION"})
            kept = self._dynamodb.get_item(TableName=self._table, Key=key)
            session = Session.model_validate(values_of(kept["Item"])) if "Item" in kept else None
            if session is None or now >= min(session.until, session.ends_at):
                continue
            if since is None or session.began_at >= since:
                opened.append(OpenSession(began_at=session.began_at, used_at=session.until - IDLE))
        return sorted(opened, key=lambda one: one.began_at, reverse=True)

    def find(self, session_id: str, now: datetime) -> Session | None:
        """The session of a cookie while it lasts; being asked for makes it last longer."""
        row = self._get("SESSION", session_id)
        session = Session.model_validate(row) if row else None
        if session is None or now >= min(session.until, session.ends_at):
            return None
        if now + IDLE - session.until >= _RENEWED_EVERY:
            self._renew(session_id, now + IDLE)
        return session

    def end(self, session_id: str) -> None:
        """The session is over; its cookie opens nothing any more."""
        self._dynamodb.delete_item(TableName=self._table, Key=_key("SESSION", session_id))

    def issue(self, token: Token) -> str:
        """Make a token for an integration; what is returned is shown once and is stored nowhere."""
        secret = f"centralita_{secrets.token_urlsafe(32)}"
        self._put("TOKEN", secret, token, token.until)
        self._list(secret, token, None)
        return secret

    def token(self, secret: str, now: datetime) -> Token | None:
        """What a token allows, while it lasts; TokenWithdrawn for one that was withdrawn before its end."""
        row = self._get("TOKEN", secret)
        token = ListedToken.model_validate(row) if row else None
        if token is not None and token.withdrawn_at is not None:
            raise TokenWithdrawn(token.name)
        if token is None or now >= token.until:
            return None
        if token.used_at is None or now - token.used_at >= _USED_TOLD_EVERY:
            self._used(secret, token, now)
        return token

    def tokens(self, now: datetime) -> list[ListedToken]:
        """The tokens that open something at `now`, by name. One of an earlier release is there once it was used."""
        return sorted((token for _, token in self._listed() if now < token.until), key=lambda one: one.name.casefold())

    def withdraw(self, secret: str, now: datetime) -> None:
        """The token opens nothing any more."""
        self._forget(_digest(secret), now)

    def withdraw_named(self, name: str, now: datetime, may: Callable[[Token], bool] = lambda _: True) -> list[Token]:
        """No token of this name opens anything any more, of those that `may` allows; what they were."""
        named = [(digest, token) for digest, token in self._listed() if token.name == name and may(token)]
        for digest, _ in named:
            self._forget(digest, now)
        return [token for _, token in named]

    def rotate(
        self, name: str, until: datetime, now: datetime, may: Callable[[Token], bool] = lambda _: True
    ) -> tuple[Token, str] | None:
        """A new token with what the one of this name opens, and its secret; None unless `may` allows just one.

        The old one is withdrawn when the new one is there, so that a failure in between leaves one that works.
        """
        before = [(digest, token) for digest, token in self._listed() if token.name == name]
        before = [(digest, token) for digest, token in before if now < token.until and may(token)]
        if len(before) != 1:
            return None
        [(digest, old)] = before
        new = Token.model_validate({**old.model_dump(include=set(Token.model_fields)), "until": until})
        secret = self.issue(new)
        self._forget(digest, now)
        return new, secret

    def _listed(self) -> Iterator[tuple[str, ListedToken]]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": "TOKENS"}),
            ConsistentRead=True,
        )
        for row in (values_of(item) for page in pages for item in page["Items"]):
            yield row["sk"].partition("#")[2], ListedToken.model_validate(row)

    def _list(self, secret: str, token: Token, used_at: datetime | None) -> None:
        listed = ListedToken(**token.model_dump(exclude={"used_at"}), used_at=used_at)
        row = {**plain(listed), "pk": "TOKENS", "sk": f"TOKEN#{_digest(secret)}"}
        row["expires_at"] = expires(token.until, timedelta())
        self._dynamodb.put_item(TableName=self._table, Item=item_of(row))

    def _used(self, secret: str, token: Token, now: datetime) -> None:
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key=_key("TOKEN", secret),
                UpdateExpression="SET used_at = :now",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues=attributes_of({":now": utc_text(now)}),
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return  # withdrawn meanwhile
        self._list(secret, token, now)

    def _forget(self, digest: str, now: datetime) -> None:
        # First what opens: a list that names a token too many can be tried again.
        with suppress(self._dynamodb.exceptions.ConditionalCheckFailedException):
            self._dynamodb.update_item(
                TableName=self._table,
                Key=attributes_of({"pk": f"TOKEN#{digest}", "sk": "TOKEN"}),
                # An earlier release knows its end alone.
                UpdateExpression="SET withdrawn_at = :now, #until = :now",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeNames={"#until": "until"},
                ExpressionAttributeValues=attributes_of({":now": utc_text(now)}),
            )
        self._dynamodb.delete_item(TableName=self._table, Key=attributes_of({"pk": "TOKENS", "sk": f"TOKEN#{digest}"}))

    def start(self, goes_to: str, now: datetime, kind: Journey = "SIGNIN", bound_to: str = "") -> tuple[str, SignIn]:
        """A journey to Cognito or to X, and the state by which its answer is known."""
        state = secrets.token_urlsafe(32)
        under_way = SignIn(
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(64),
            goes_to=goes_to,
            until=now + _SIGN_IN,
            bound_to=bound_to,
        )
        self._put(kind, state, under_way, under_way.until)
        return state, under_way

    def finish(self, state: str, now: datetime, kind: Journey = "SIGNIN") -> SignIn | None:
        """The journey that an answer belongs to, once; None for a state that is unknown, used, or too old."""
        gone = self._dynamodb.delete_item(TableName=self._table, Key=_key(kind, state), ReturnValues="ALL_OLD")
        row = gone.get("Attributes")
        under_way = SignIn.model_validate(values_of(row)) if row else None
        return under_way if under_way is not None and now < under_way.until else None

    def _renew(self, session_id: str, until: datetime) -> None:
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key=_key("SESSION", session_id),
                UpdateExpression="SET #until = :until",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeNames={"#until": "until"},
                ExpressionAttributeValues=attributes_of({":until": utc_text(until)}),
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return  # signed out meanwhile, elsewhere

    def _put(self, kind: str, secret: str, kept: Value, until: datetime) -> None:
        row = {**item_of({**plain(kept), "expires_at": expires(until, timedelta())}), **_key(kind, secret)}
        self._dynamodb.put_item(TableName=self._table, Item=row)

    def _get(self, kind: str, secret: str) -> dict[str, Any] | None:
        if not secret or len(secret) > 200:
            return None
        found = self._dynamodb.get_item(TableName=self._table, Key=_key(kind, secret), ConsistentRead=True)
        return values_of(found["Item"]) if "Item" in found else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _key(kind: str, secret: str) -> dict[str, Any]:
    return attributes_of({"pk": f"{kind}#{_digest(secret)}", "sk": kind})
