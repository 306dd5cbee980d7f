"""The ways to authorise at X: as an account (OAuth 1.0a, or an access token of OAuth 2.0) and as the app (bearer).

OAuth 1.0a tokens neither expire nor rotate, so no function ever has to refresh one. A JSON body takes no part in the
signature (RFC 5849, 3.4.1.3): method, address and query do.
"""

import logging
from collections.abc import Generator
from typing import Literal, cast

import httpx
from oauthlib.oauth1 import Client
from pydantic import SecretStr

from care.x.credentials import AppKeys, UserToken

type _Method = Literal["DELETE", "GET", "POST", "PUT"]

# At DEBUG oauthlib logs each signature and the string that it signs, with the tokens in it.
logging.getLogger("oauthlib").setLevel(logging.INFO)


class AsUser(httpx.Auth):
    """Signs each request by OAuth 1.0a (HMAC-SHA1, in the Authorization header) for one account."""

    def __init__(self, keys: AppKeys, user: UserToken) -> None:
        self._client = Client(
            keys.consumer_key.get_secret_value(),
            client_secret=keys.consumer_secret.get_secret_value(),
            resource_owner_key=user.token.get_secret_value(),
            resource_owner_secret=user.token_secret.get_secret_value(),
        )

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        """Adds the header and sends the request once; a refusal is not tried again."""
        _, headers, _ = self._client.sign(str(request.url), http_method=cast(_Method, request.method))
        request.headers["Authorization"] = headers["Authorization"]
        yield request


class AsBearer(httpx.Auth):
    """Carries a bearer token: the app's own, or an access token that an account gave by OAuth 2.0."""

    def __init__(self, token: SecretStr) -> None:
        self._header = f"Bearer {token.get_secret_value()}"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        """Adds the header and sends the request once."""
        request.headers["Authorization"] = self._header
        yield request
