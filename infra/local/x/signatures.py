"""Signatures: of the user calls that come in (OAuth 1.0a) and of the deliveries that go out."""

import base64
import hashlib
import hmac
from collections import OrderedDict
from types import SimpleNamespace
from typing import Any

from oauthlib.oauth1.rfc5849 import signature

from infra.local.x.keys import BrandAccount, DeveloperApp

NONCES_KEPT = 10_000


def webhook_signature(secret: str, message: bytes) -> str:
    """X's `sha256=` form of HMAC-SHA256: for the CRC over the token, for a delivery over its exact bytes."""
    digest = hmac.digest(secret.encode(), message, hashlib.sha256)
    return "sha256=" + base64.b64encode(digest).decode()


def delivery_headers(app: DeveloperApp, body: bytes) -> dict[str, str]:
    """The headers of a delivery: signed with the consumer secret always, and with the client secret if there is one."""
    headers = {
        "content-type": "application/json",
        "x-twitter-webhooks-signature": webhook_signature(app.consumer_secret, body),
    }
    if app.client_secret:
        headers["X-Twitter-Webhooks-Signature-OAuth2"] = webhook_signature(app.client_secret, body)
    return headers


class UserCalls:
    """Verifies OAuth 1.0a user calls (RFC 5849, HMAC-SHA1), and that no nonce is used twice.

    The timestamp is signed but not compared with a clock: the simulation's clock is moved, the caller's is not.
    """

    def __init__(self, app: DeveloperApp) -> None:
        self._app = app
        self._accounts = {account.token: account for account in app.accounts}
        self._nonces: OrderedDict[tuple[str, str, str], None] = OrderedDict()

    def account_of(self, method: str, url: str, authorization: str) -> BrandAccount | None:
        """The account whose token signed the call, or None if the signature does not hold.

        A JSON body is not part of an OAuth 1.0a signature; the query is.
        """
        query = url.partition("?")[2]
        try:
            params = signature.collect_parameters(
                uri_query=query, headers={"Authorization": authorization}, exclude_oauth_signature=False
            )
        except ValueError:
            return None
        oauth = dict(params)
        account = self._accounts.get(oauth.get("oauth_token", ""))
        supported = oauth.get("oauth_signature_method") == "HMAC-SHA1" and oauth.get("oauth_nonce")
        key_is_ours = hmac.compare_digest(oauth.get("oauth_consumer_key", "").encode(), self._app.consumer_key.encode())
        if account is None or not supported or not key_is_ours:
            return None
        signed = [(name, value) for name, value in params if name != "oauth_signature"]
        given = oauth.get("oauth_signature", "")
        call: Any = SimpleNamespace(uri=url, http_method=method, params=signed, signature=given)
        if not signature.verify_hmac_sha1(call, self._app.consumer_secret, account.token_secret):
            return None
        used = (account.token, oauth.get("oauth_timestamp", ""), oauth["oauth_nonce"])
        if used in self._nonces:
            return None
        self._nonces[used] = None
        if len(self._nonces) > NONCES_KEPT:
            self._nonces.popitem(last=False)
        return account
