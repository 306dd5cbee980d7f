"""The secret of an X app: what the operator fills in once, and what signs every call to X."""

from pydantic import Field, SecretStr, ValidationError

from care.model.envelope import Value
from care.x.oauth_signature import UnreadableSecret

__all__ = ["AppKeys", "AppSecret", "UnreadableSecret", "UserToken", "read_app_secret"]


class AppKeys(Value):
    """The keys of our app at X; none of them shows in a repr."""

    consumer_key: SecretStr
    consumer_secret: SecretStr
    bearer_token: SecretStr


class UserToken(Value):
    """OAuth 1.0a token by which one account lets our app act for it; it neither expires nor rotates.

    `lookups` are the values of the headers with which the account's look-ups ask its own API, by the name that its
    settings give: they lie with their account, so that no other account's settings can name them.
    """

    token: SecretStr
    token_secret: SecretStr
    lookups: dict[str, SecretStr] = Field(default_factory=dict)


class AppSecret(AppKeys):
    """One X app: its keys, and the tokens of the accounts that authorised it, by account id.

    What deliveries are checked by is read from the same secret by `care.x.oauth_signature`.
    """

    accounts: dict[str, UserToken] = Field(default_factory=dict)

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
