"""The secret of an X app: what the operator fills in once, and what signs and checks every exchange with X."""

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError


class UnreadableSecret(RuntimeError):
    """The app's secret is not what it must be; the message names the fields and never their values."""


class AppKeys(BaseModel):
    """The keys of our app at X; none of them shows in a repr."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    consumer_key: SecretStr
    consumer_secret: SecretStr
    bearer_token: SecretStr


class UserToken(BaseModel):
    """OAuth 1.0a token by which one account lets our app act for it; it neither expires nor rotates.

    `lookups` are the values of the headers with which the account's look-ups ask its own API, by the name that its
    settings give: they lie with their account, so that no other account's settings can name them.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    token: SecretStr
    token_secret: SecretStr
    lookups: dict[str, SecretStr] = {}


class AppSecret(AppKeys):
    """One X app: its keys, and the tokens of the accounts that authorised it, by account id.

    `previous_consumer_secret` and `previous_client_secret` are accepted in deliveries too, so that a rotation loses
    no event.
    """

    client_secret: SecretStr | None = None
    previous_consumer_secret: SecretStr | None = None
    previous_client_secret: SecretStr | None = None
    accounts: dict[str, UserToken] = {}

    @property
    def keys(self) -> AppKeys:
        """The keys alone, for the client that calls X."""
        return AppKeys(**{name: getattr(self, name) for name in AppKeys.model_fields})

    @property
    def consumer_secrets(self) -> list[bytes]:
        """Consumer secrets by which a delivery may be signed, the present one first."""
        return _present(self.consumer_secret, self.previous_consumer_secret)

    @property
    def client_secrets(self) -> list[bytes]:
        """OAuth 2.0 client secrets by which a delivery may be signed, the present one first; empty without one."""
        return _present(self.client_secret, self.previous_client_secret)


def _present(*secrets: SecretStr | None) -> list[bytes]:
    return [value.encode() for secret in secrets if secret and (value := secret.get_secret_value())]


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
