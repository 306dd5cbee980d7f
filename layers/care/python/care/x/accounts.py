"""X as each account and as the app: clients made from the app's secret, which is read again now and then."""

import time
from typing import Any

import httpx
from pydantic import SecretStr

from care.x.client import XClient
from care.x.credentials import AppSecret, read_app_secret
from care.x.errors import CredentialsRefused

_SECRET_KEPT = 300  # seconds


class XAccounts:
    """One client per account and one for the app, over one connection pool."""

    def __init__(self, secrets: Any, secret_arn: str, base_url: str) -> None:
        self._secrets = secrets
        self._secret_arn = secret_arn
        self._base_url = base_url
        self._http = httpx.Client(timeout=httpx.Timeout(5.0, connect=3.0, read=10.0), follow_redirects=False)
        self._app: tuple[float, AppSecret] | None = None

    def client(self, account_id: str) -> XClient:
        """X as this account; CredentialsRefused if the secret holds no token for it."""
        app = self._secret()
        token = app.accounts.get(account_id)
        if token is None:
            raise CredentialsRefused(call="client")
        return XClient(app.keys, token, base_url=self._base_url, http=self._http)

    def lookup_header(self, account_id: str, name: str | None) -> SecretStr | None:
        """The value of a look-up's header that the secret holds for this account under a name, or None."""
        token = self._secret().accounts.get(account_id)
        return token.lookups.get(name) if token is not None and name is not None else None

    def app(self) -> XClient:
        """X as the app alone, by its bearer token: webhooks, subscriptions and replays."""
        return XClient(self._secret().keys, base_url=self._base_url, http=self._http)

    def _secret(self) -> AppSecret:
        now = time.monotonic()
        if self._app is None or now - self._app[0] > _SECRET_KEPT:
            value = self._secrets.get_secret_value(SecretId=self._secret_arn)
            self._app = (now, read_app_secret(value["SecretString"]))
        return self._app[1]
