"""OAuth 2.0 at X: the page where a person allows it, and the address that gives, renews and takes back tokens.

X describes it at https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code. A code lasts 30 seconds;
a refresh token works once. Nothing that X answers is shown: neither tokens nor its sentences.
"""

import base64
import hashlib
from collections.abc import Collection, Mapping
from copy import replace
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

import httpx
from pydantic import SecretStr

from care.model.grant import TokenPair
from care.model.refusals import RefusalReason
from care.x.errors import CredentialsRefused, Malformed, OutcomeUnknown, Refused, RetryLater, ServerFailed, XError

_LONGEST = timedelta(days=1)  # an access token that is said to last longer is renewed all the same
_OUR_KEYS = {"invalid_client", "unauthorized_client"}


@dataclass(frozen=True, slots=True)
class ClientKeys:
    """The app's OAuth 2.0 client; its secret does not show."""

    client_id: str
    client_secret: SecretStr = field(repr=False)


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def authorize_address(
    page: str, client_id: str, redirect_uri: str, scopes: Collection[str], state: str, verifier: str
) -> str:
    """Where a person allows the app to act for their account."""
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(scopes),
        "state": state,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    return f"{page}?{urlencode(asked)}"


def authorize_page(base_url: str) -> str:
    """X's page for people; X's own lies at another host than its API."""
    at_x = base_url.rstrip("/") == "https://api.x.com"
    return f"{'https://x.com' if at_x else base_url.rstrip('/')}/i/oauth2/authorize"


class TokenAddress:
    """X's token endpoint for one app, over a client of httpx with time-outs."""

    def __init__(self, keys: ClientKeys, base_url: str, http: httpx.Client) -> None:
        self._keys = keys
        self._base = base_url.rstrip("/")
        self._http = http

    def exchange(self, code: str, verifier: str, redirect_uri: str, now: datetime) -> TokenPair:
        """The first pair for a code that X sent back with a person."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        return self._pair("exchange", {**form, "code_verifier": verifier, "client_id": self._keys.client_id}, now)

    def refresh(self, pair: TokenPair, now: datetime) -> TokenPair:
        """The next pair; Refused if X gives none any more. The refresh token that is given is used up."""
        if pair.refresh is None:
            raise Refused(RefusalReason.no_permission, call="refresh")
        form = {"grant_type": "refresh_token", "refresh_token": pair.refresh.get_secret_value()}
        new = self._pair("refresh", {**form, "client_id": self._keys.client_id}, now)
        # An answer without scopes leaves them as they were (RFC 6749, 5.1).
        return new if new.scopes else replace(new, scopes=pair.scopes)

    def revoke(self, pair: TokenPair) -> None:
        """Take the permission back, both tokens of it."""
        for hint, token in (("refresh_token", pair.refresh), ("access_token", pair.access)):
            if token is not None:
                form = {"token": token.get_secret_value(), "token_type_hint": hint, "client_id": self._keys.client_id}
                self._answer("revoke", "/2/oauth2/revoke", form)

    def _pair(self, call: str, form: Mapping[str, str], now: datetime) -> TokenPair:
        answer = self._answer(call, "/2/oauth2/token", form)
        pair = _read(answer, now)
        if pair is None:
            raise OutcomeUnknown(call=call, status=answer.status_code)
        return pair

    def _answer(self, call: str, path: str, form: Mapping[str, str]) -> httpx.Response:
        # The secret goes in the Authorization header alone; a form may end in a log.
        secret = self._keys.client_secret.get_secret_value()
        auth = httpx.BasicAuth(self._keys.client_id, secret)
        try:
            request = self._http.build_request("POST", f"{self._base}{path}", data=dict(form))
            answer = self._http.send(request, auth=auth, follow_redirects=False)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError):
            raise RetryLater(call=call) from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise OutcomeUnknown(call=call) from None
        if answer.is_success:
            return answer
        raise _error(call, answer)


def _read(answer: httpx.Response, now: datetime) -> TokenPair | None:
    """The pair in an answer, or None if it holds none."""
    try:
        body = answer.json()
        seconds, access, refresh = int(body["expires_in"]), body["access_token"], body.get("refresh_token")
        scopes = tuple(str(body.get("scope") or "").split())
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None
    if not isinstance(access, str) or not access or seconds <= 0:
        return None
    return TokenPair(
        access=SecretStr(access),
        refresh=SecretStr(refresh) if isinstance(refresh, str) and refresh else None,
        expires_at=now + min(timedelta(seconds=min(seconds, 10**6)), _LONGEST),
        scopes=scopes,
        renewed_at=now,
    )


def _error(call: str, answer: httpx.Response) -> XError:
    status = answer.status_code
    try:
        kind = answer.json().get("error")
    except (ValueError, AttributeError):
        kind = None
    if status in {408, 429, 503}:
        return RetryLater(call=call, status=status)
    if status >= 500:
        return ServerFailed(call=call, status=status)
    if status == 401 or kind in _OUR_KEYS:
        return CredentialsRefused(call=call, status=status)
    if status >= 400:
        return Refused(RefusalReason.no_permission, call=call, status=status)
    return Malformed(call=call, status=status)
