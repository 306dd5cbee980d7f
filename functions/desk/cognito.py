"""Signing in at Amazon Cognito: managed login, code flow with PKCE, and an ID token that is believed only when proved.

The state goes with the browser in a cookie and with Cognito in the address, and both must come back; what the answer
must fit (nonce, verifier) stays in the table and serves once.
"""

import base64
import hashlib
import hmac
import time
from copy import replace
from datetime import datetime
from typing import Any, get_args
from urllib.parse import urlencode

import httpx
from aws_lambda_powertools.shared.cookies import Cookie
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import ValidationError

from care.model.outcomes import Code, outcome
from care.model.person import Person, Role
from desk.dependencies import logger, people, sessions, settings
from desk.requests import BadRequest, Request
from desk.responses import Response, see
from desk.visitors import COOKIE, SIGN_IN_COOKIE, cookie

_TIMEOUT = httpx.Timeout(5.0, connect=2.0)
_KEYS_KEPT = 3600.0  # seconds of the machine's clock
_KEYS_ASKED_EVERY = 30.0  # at most, whatever keys are named
_LEEWAY = 30  # seconds by which Cognito's clock and ours may differ
_ROLES = get_args(Role)
_FAILED = outcome(Code.sign_in_failed)

client = httpx.Client(timeout=_TIMEOUT, follow_redirects=False)
_keys: tuple[float, KeySet] | None = None


def begin(goes_to: str, now: datetime) -> Response:
    """To Cognito's page, with a challenge that only this browser's answer fits."""
    if not settings.login_url:
        raise BadRequest(outcome(Code.no_sign_in))
    state, under_way = sessions.start(goes_to, now)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(under_way.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": settings.login_client_id,
        "redirect_uri": _redirect_uri(),
        "scope": "openid email profile",
        "state": state,
        "nonce": under_way.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    answer = see("/desk/cases", [cookie(SIGN_IN_COOKIE, state, 600)])
    answer.headers["location"] = f"{settings.login_url}/oauth2/authorize?{urlencode(asked)}"
    return answer


def finish(request: Request, now: datetime) -> Response:
    """A session for whom Cognito's answer proves."""
    state = request.query.get("state", "")
    if not state or not hmac.compare_digest(state.encode(), request.cookies.get(SIGN_IN_COOKIE, "").encode()):
        raise BadRequest(_FAILED)
    under_way = sessions.finish(state, now)
    if under_way is None or "code" not in request.query:
        raise BadRequest(_FAILED)
    token = _exchanged(request.query["code"], under_way.verifier)
    claims = _proved(token, under_way.nonce, int(now.timestamp()))
    person = _admitted(claims, now)
    session_id = sessions.begin(person.id, person.roles, now)
    logger.info("desk.signed_in")
    return see(under_way.goes_to, [cookie(COOKIE, session_id), cookie(SIGN_IN_COOKIE, "")])


def leave(cookies: list[Cookie]) -> Response:
    """Out of Cognito, too: else its page would let the next person in without a question."""
    answer = see("/desk/sign-in", cookies)
    if settings.login_url:
        asked = {"client_id": settings.login_client_id, "logout_uri": _own("/desk/sign-in")}
        answer.headers["location"] = f"{settings.login_url}/logout?{urlencode(asked)}"
    return answer


def _exchanged(code: str, verifier: str) -> str:
    asked = {
        "grant_type": "authorization_code",
        "client_id": settings.login_client_id,
        "code": code,
        "redirect_uri": _redirect_uri(),
        "code_verifier": verifier,
    }
    try:
        answer = client.post(f"{settings.login_url}/oauth2/token", data=asked)
        token = answer.json().get("id_token") if answer.status_code == 200 else None
    except (httpx.HTTPError, ValueError, AttributeError):
        token = None
    if not isinstance(token, str):
        logger.warning("desk.sign_in_failed", because="no token")
        raise BadRequest(_FAILED)
    return token


def _proved(token: str, nonce: str, now: int) -> dict[str, Any]:
    """The claims of an ID token of our own pool and client, for this sign-in, at this time."""
    wanted = jwt.JWTClaimsRegistry(
        now=now,
        leeway=_LEEWAY,
        iss={"essential": True, "value": settings.login_issuer},
        aud={"essential": True, "value": settings.login_client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
        token_use={"essential": True, "value": "id"},
    )
    for again in (False, True):
        try:
            read = jwt.decode(token, _key_set(again=again), algorithms=["RS256"])
        except (JoseError, ValueError):
            # Signed by a key that is younger than those we know, perhaps.
            continue
        try:
            wanted.validate(read.claims)
        except JoseError as error:
            logger.warning("desk.sign_in_failed", because=type(error).__name__)
            raise BadRequest(_FAILED) from None
        return dict(read.claims)
    logger.warning("desk.sign_in_failed", because="signature")
    raise BadRequest(_FAILED)


def _key_set(*, again: bool) -> KeySet:
    global _keys  # noqa: PLW0603  what a warm function remembers
    age = time.monotonic() - _keys[0] if _keys else _KEYS_KEPT
    if _keys is None or age >= _KEYS_KEPT or (again and age >= _KEYS_ASKED_EVERY):
        try:
            answer = client.get(f"{settings.login_issuer}/.well-known/jwks.json")
            answer.raise_for_status()
            _keys = (time.monotonic(), KeySet.import_key_set(answer.json()))
        except (httpx.HTTPError, JoseError, ValueError, KeyError):
            logger.warning("desk.keys_unreadable")
            if _keys is None:
                raise BadRequest(_FAILED) from None
    return _keys[1]


def _admitted(claims: dict[str, Any], now: datetime) -> Person:
    """The person of these claims, with the groups they name; who is new sees no account until a supervisor says so."""
    if claims.get("email_verified") not in {True, "true"}:
        raise BadRequest(outcome(Code.mail_not_verified))
    groups = claims.get("cognito:groups")
    roles = tuple(role for role in _ROLES if isinstance(groups, list) and role in groups)
    mail = str(claims.get("email", ""))
    try:
        new = Person(id=mail, name=str(claims.get("name") or mail.partition("@")[0])[:60], roles=roles, since=now)
    except ValidationError:
        raise BadRequest(_FAILED) from None
    # Only the roles: what a supervisor changes at this moment stays.
    known = people.change(new.id, lambda known: replace(known, roles=roles))
    if known is None:
        people.add(new)
    return known or people.get(new.id) or new


def _redirect_uri() -> str:
    return _own("/desk/signed-in")


def _own(path: str) -> str:
    return f"{settings.public_url.rstrip('/')}{path}"
