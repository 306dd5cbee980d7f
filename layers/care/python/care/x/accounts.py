"""Clients of X for each account and each app, made from the apps' secrets, which are read again now and then."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime

import httpx
from pydantic import SecretStr

from care import clock
from care.aws import SecretsManagerClient
from care.environment import XEnvironment
from care.model.grant import TokenKind, TokenPair
from care.variables import apps_of
from care.x.authorization import ClientKeys, TokenAddress
from care.x.client import XClient
from care.x.credentials import AppSecret, Permission, read_app_secret
from care.x.errors import CredentialsRefused
from care.x.user_tokens import UserTokens

_SECRET_KEPT = 300  # seconds


class Permissions:
    """Permissions of accounts, each read when it is needed and kept until its end, for five minutes at most.

    `accepts` and `learned` are the memory of what X takes; readers never renew.
    """

    def __init__(
        self,
        tokens: UserTokens,
        now: Callable[[], datetime],
        accepts: Callable[[str], Mapping[str, TokenKind]] = lambda _account: {},
        learned: Callable[[str, str, TokenKind], None] = lambda _account, _call, _kind: None,
    ) -> None:
        self._tokens = tokens
        self._now = now
        self._accepts = accepts
        self._learned = learned
        self._kept: dict[str, tuple[float, TokenPair | None]] = {}
        self._known: dict[str, tuple[float, dict[str, TokenKind]]] = {}

    def of(self, account_id: str) -> Permission:
        """What an account gave, or will have given by the time that it is needed."""
        known = self._known.get(account_id)
        if known is None or time.monotonic() - known[0] > _SECRET_KEPT:
            known = (time.monotonic(), dict(self._accepts(account_id)))
            self._known[account_id] = known
        accepts = known[1]

        def learned(call: str, kind: TokenKind) -> None:
            accepts[call] = kind
            self._learned(account_id, call, kind)

        return Permission(lambda: self._token(account_id), accepts, learned)

    def _token(self, account_id: str) -> SecretStr | None:
        kept = self._kept.get(account_id)
        ended = kept is not None and kept[1] is not None and kept[1].expires_at <= self._now()
        if kept is None or ended or time.monotonic() - kept[0] > _SECRET_KEPT:
            kept = (time.monotonic(), self._tokens.read(account_id))
            self._kept[account_id] = kept
        pair = kept[1]
        return pair.access if pair is not None and pair.expires_at > self._now() else None


class XAccounts:
    """One client per account and one per app, over one connection pool; `arns` are the secrets' by the apps' names."""

    def __init__(
        self,
        secrets: SecretsManagerClient,
        arns: Mapping[str, str],
        base_url: str,
        permissions: Permissions | None = None,
    ) -> None:
        self._permissions = permissions
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
        permission = self._permissions.of(account_id) if self._permissions else None
        if token is None and (permission is None or permission.token() is None):
            raise CredentialsRefused(call="client")
        return XClient(secret.keys, token, base_url=self._base_url, http=self._http, permission=permission)

    def with_pair(self, pair: TokenPair, app: str = "main") -> XClient:
        """X as whoever has just given these tokens."""
        permission = Permission(lambda: pair.access)
        return XClient(self._secret(app).keys, base_url=self._base_url, http=self._http, permission=permission)

    def token_address(self, app: str = "main") -> TokenAddress:
        """Where the app's OAuth 2.0 client gets tokens; CredentialsRefused if the secret has no such client."""
        secret = self._secret(app)
        if not secret.client_id or secret.client_secret is None:
            raise CredentialsRefused(call="token_address")
        keys = ClientKeys(secret.client_id, secret.client_secret)
        return TokenAddress(keys, self._base_url, self._http)

    def client_id(self, app: str = "main") -> str:
        """The id of the app's OAuth 2.0 client, or "" where it has none whole."""
        secret = self._secret(app)
        return secret.client_id if secret.client_secret is not None else ""

    def lookup_header(self, account_id: str, name: str, host: str, app: str = "main") -> SecretStr | None:
        """The value of a look-up's header that the app's secret holds for this account under a name, for a host."""
        token = self._secret(app).accounts.get(account_id)
        return token.lookup(name, host) if token is not None else None

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


def x_accounts_of(
    settings: XEnvironment,
    secrets: SecretsManagerClient,
    accepts: Callable[[str], Mapping[str, TokenKind]],
    learned: Callable[[str, str, TokenKind], None],
) -> XAccounts:
    """The clients of a function that asks X as accounts; `accepts` and `learned` are the memory of what X takes."""
    tokens = UserTokens(secrets, settings.grants_prefix)
    permissions = Permissions(tokens, lambda: clock.now(settings.local_clock), accepts, learned)
    apps = apps_of(settings.app_secrets)
    return XAccounts(secrets, apps, settings.x_base_url, permissions if tokens.kept else None)
