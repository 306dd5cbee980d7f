"""The wire to X: signs a request, sends it once, and hands on what came back.

Whether a request has left us decides what its failure means. Before the connection stands nothing can have been done;
from the first byte on everything can.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import httpx

from care.model.grant import TokenKind
from care.model.refusals import RefusalReason
from care.x.answers import Answer, understood
from care.x.credentials import AppKeys, Permission, UserToken
from care.x.errors import CredentialsRefused, Malformed, OutcomeUnknown, Refused, RetryLater, TooLarge, XError
from care.x.oauth import AsBearer, AsUser
from care.x.operations import order_of

_TIMEOUT = httpx.Timeout(connect=3.0, read=10.0, write=5.0, pool=3.0)
_MOST_SECONDS = 20.0  # for all of a file

# httpx logs each address at INFO, and a query names users.
logging.getLogger("httpx").setLevel(logging.WARNING)


class Wire:
    """A way to send requests as one account or as the app; without a token there is only the app.

    An account may have both kinds of token. Which goes first says X's table (`care.x.operations`), or what `permission`
    has learned; X says that it does not take one before it does anything, so the other is tried then.
    """

    def __init__(
        self,
        keys: AppKeys,
        user: UserToken | None,
        base_url: str,
        http: httpx.Client | None,
        permission: Permission | None = None,
    ) -> None:
        self._app = AsBearer(keys.bearer_token)
        self._user = AsUser(keys, user) if user else None
        self._permission = permission
        self._base = base_url.rstrip("/")
        self._http = http or http_client()
        self._ours = http is None
        # X sets cookies: one account's must not travel with another's calls, nor an odd one spoil the next request.
        self._http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    @property
    def signature(self) -> httpx.Auth:
        """The account's word for what X shows to it alone."""
        if self._user is None:
            raise ValueError("only an account signs: give XClient that account's token")
        return self._user

    def close(self) -> None:
        """Ends the connections of a client that was made here; one that was given belongs to who gave it."""
        if self._ours:
            self._http.close()

    def as_user(
        self,
        call: str,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        """X's answer to the account."""
        return self._by_either_token(call, lambda auth: self._send(auth, call, method, path, query, body))

    def bytes_as_user(self, call: str, path: str, most: int) -> bytes:
        """The bytes that X gives the account, read piece by piece; TooLarge as soon as there are more than `most`."""
        return self._by_either_token(call, lambda auth: self._read(auth, call, path, most))

    def _by_either_token[T](self, call: str, asks: Callable[[httpx.Auth], T]) -> T:
        """What X answers to the first of the account's tokens that it takes for this call."""
        if self._user is None and self._permission is None:
            raise ValueError(f"{call} acts for an account: give XClient that account's token")
        refused: XError = CredentialsRefused(call=call)
        for number, kind in enumerate(self._kinds(call)):
            auth = self._auth(kind)
            if auth is None:
                continue
            try:
                answer = asks(auth)
            except CredentialsRefused as error:
                refused = error
            except Refused as error:
                if error.reason is not RefusalReason.account_must_ask:
                    raise
                refused = error
            else:
                if number and self._permission is not None and self._user is not None:
                    self._permission.learned(call, kind)
                return answer
        raise refused

    def _read(self, auth: httpx.Auth, call: str, path: str, most: int) -> bytes:
        headers, until = {"accept-encoding": "identity"}, time.monotonic() + _MOST_SECONDS
        try:
            with self._http.stream(
                "GET", self._base + path, auth=auth, headers=headers, follow_redirects=False
            ) as answer:
                if answer.headers.get("content-encoding", "identity") != "identity":
                    raise Malformed(call=call, status=answer.status_code)
                if answer.status_code != 200:
                    answer.read()
                    understood(answer, call=call, changes=False)
                    raise Malformed(call=call, status=answer.status_code)
                read = bytearray()
                for piece in answer.iter_bytes(65_536):
                    read += piece
                    if len(read) > most:
                        raise TooLarge(call=call)
                    if time.monotonic() > until:
                        raise RetryLater(call=call)
                return bytes(read)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
            raise RetryLater(call=call) from None

    def as_app(
        self,
        call: str,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        """X's answer to the app."""
        return self._send(self._app, call, method, path, query, body)

    def as_either(
        self,
        call: str,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        """X's answer to the account where we have its token, to the app otherwise."""
        if self._user is not None or self._permission is not None:
            return self.as_user(call, method, path, query=query, body=body)
        return self._send(self._app, call, method, path, query, body)

    def _kinds(self, call: str) -> tuple[TokenKind, ...]:
        return order_of(call, self._permission.accepts.get(call) if self._permission else None)

    def _auth(self, kind: TokenKind) -> httpx.Auth | None:
        if kind == "oauth1":
            return self._user
        token = self._permission.token() if self._permission else None
        return AsBearer(token) if token is not None else None

    def _send(
        self,
        auth: httpx.Auth,
        call: str,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        body: Mapping[str, Any] | None,
    ) -> Answer:
        headers = {"Accept": "application/json"}
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = _encoded(body, call)
        request = self._http.build_request(method, self._base + path, params=query, content=content, headers=headers)
        try:
            response = self._http.send(request, auth=auth, follow_redirects=False)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError):
            raise RetryLater(call=call) from None
        except (httpx.HTTPError, httpx.InvalidURL):
            # `from None`: the cause holds the request, and the request holds text and token.
            raise OutcomeUnknown(call=call) from None
        return understood(response, call=call, changes=method != "GET")


def http_client() -> httpx.Client:
    """A client with a time-out on each phase and without redirects; making one takes 0.1 s, so share it."""
    return httpx.Client(timeout=_TIMEOUT, follow_redirects=False)


def _encoded(body: Mapping[str, Any], call: str) -> bytes:
    try:
        return json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError(f"{call}: the text holds half a character (a lone surrogate); send whole characters") from None
