"""The secret of an X app: what the operator fills in once, and what signs every call to X."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pydantic import Field, SecretStr, ValidationError

from care.model.envelope import Value
from care.model.grant import TokenKind
from care.x.oauth_signature import UnreadableSecret

__all__ = ["AppKeys", "AppSecret", "Permission", "UnreadableSecret", "UserToken", "read_app_secret"]


class AppKeys(Value):
    """The keys of our app at X; none of them shows in a repr."""

    consumer_key: SecretStr
    consumer_secret: SecretStr
    bearer_token: SecretStr


@dataclass(frozen=True, slots=True)
class Permission:
    """What an account gave by OAuth 2.0: how to come by its access token, and what X takes it for.

    `token` is asked when it is needed and gives None when there is none, or when it has ended. `accepts` names, by
    call, the kind of token that X took after it refused the other, and `learned` is told when that happens again.
    """

    token: Callable[[], SecretStr | None]
    accepts: Mapping[str, TokenKind] = field(default_factory=dict)
    learned: Callable[[str, TokenKind], None] = lambda _call, _kind: None


class BoundKey(Value):
    """The value of a look-up's header, and the hosts to which it may be shown."""

    value: SecretStr
    hosts: tuple[str, ...]


class UserToken(Value):
    """OAuth 1.0a token by which one account lets our app act for it; it neither expires nor rotates.

    `lookups` are the values of the headers with which the account's look-ups ask its own API, by the name that its
    settings give: they lie with their account, so that no other account's settings can name them. One that is bound to
    hosts is shown to no other.
    """

    token: SecretStr
    token_secret: SecretStr
    lookups: dict[str, SecretStr | BoundKey] = Field(default_factory=dict)

    def lookup(self, name: str, host: str) -> SecretStr | None:
        """The value of a header for a host; None if there is none, or if it is bound to others."""
        key = self.lookups.get(name)
        if isinstance(key, BoundKey):
            return key.value if host.lower() in {one.lower() for one in key.hosts} else None
        return key


class AppSecret(AppKeys):
    """One X app: its keys, and the tokens of the accounts that authorised it, by account id.

    `client_id` and `client_secret` are the app's OAuth 2.0 client, by which accounts are connected in the browser.
    What deliveries are checked by is read from the same secret by `care.x.oauth_signature`.
    """

    accounts: dict[str, UserToken] = Field(default_factory=dict)
    client_id: str = ""
    client_secret: SecretStr | None = None

    @property
    def keys(self) -> AppKeys:
        """The keys alone, for the client that calls X."""
        return AppKeys(**{name: getattr(self, name) for name in AppKeys.model_fields})


def read_app_secret(text: str) -> AppSecret:
    """The app's secret from the JSON that Secrets Manager holds."""
    try:
        secret = AppSecret.model_validate_json(text)
    except ValidationError as error:
        wrong = ", ".join(sorted({".".join(map(str, e["loc"])) or "the JSON itself" for e in error.errors()}))
        raise UnreadableSecret(f"the secret of the X app is missing or wrong in: {wrong}") from None
    if not secret.consumer_secret.get_secret_value():
        raise UnreadableSecret("the secret of the X app has an empty consumer_secret: fill it in Secrets Manager")
    return secret
