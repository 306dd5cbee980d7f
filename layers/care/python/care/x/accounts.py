"""Clients of X for each account and each app, made from the apps' secrets, which are read again now and then."""

import time
from collections.abc import Mapping

import httpx
from pydantic import SecretStr

from care.aws import SecretsManagerClient
from care.x.client import XClient
from care.x.credentials import AppSecret, read_app_secret
from care.x.errors import CredentialsRefused

_SECRET_KEPT = 300  # seconds


class XAccounts:
    """One client per account and one per app, over one connection pool; `arns` are the secrets' by the apps' names."""

    def __init__(self, secrets: SecretsManagerClient, arns: Mapping[str, str], base_url: str) -> None:
        self._secrets = secrets
        self._arns = arns
        self._base_url = base_url
        self._http = httpx.Client(timeout=httpx.Timeout(5.0, connect=3.0, read=10.0), follow_redirects=False)
        self._apps: dict[str, tuple[float, AppSecret]] = {}

    @property
    def apps(self) -> tuple[str, ...]:
        """The names of the apps that the stack has."""
        return tuple(self._arns)

    def client(self, account_id: str, app: str = "main") -> XClient:
        """X as this account through its app; CredentialsRefused if the stack has no such app, or it no such token."""
        secret = self._secret(app)
        token = secret.accounts.get(account_id)
        if token is None:
            raise CredentialsRefused(call="client")
        return XClient(secret.keys, token, base_url=self._base_url, http=self._http)

    def lookup_header(self, account_id: str, name: str | None, app: str = "main") -> SecretStr | None:
        """The value of a look-up's header that the app's secret holds for this account under a name, or None."""
        token = self._secret(app).accounts.get(account_id)
        return token.lookups.get(name) if token is not None and name is not None else None

    def app(self, name: str = "main") -> XClient:
        """X as the app alone, by its bearer token: webhooks, subscriptions and replays."""
        return XClient(self._secret(name).keys, base_url=self._base_url, http=self._http)

    def _secret(self, app: str = "main") -> AppSecret:
        now, kept = time.monotonic(), self._apps.get(app)
        if kept is None or now - kept[0] > _SECRET_KEPT:
            if app not in self._arns:
                raise CredentialsRefused(call="client")
            value = self._secrets.get_secret_value(SecretId=self._arns[app])
            kept = (now, read_app_secret(value["SecretString"]))
            self._apps[app] = kept
        return kept[1]
