"""The pairs of tokens that accounts gave by OAuth 2.0: a secret for each account, in Secrets Manager.

One for each account, because each pair is replaced many times a day and Secrets Manager keeps about a hundred versions
of a secret. A new pair becomes the current version, and Secrets Manager keeps the one before it (`AWSPREVIOUS`).
Nothing of a pair shows in a repr or an error.
"""

import json

from pydantic import ValidationError

from care.aws import SecretsManagerClient
from care.model.grant import TokenPair


class UserTokens:
    """The secrets, by the beginning of their names; without one (`prefix` is empty) there are none."""

    def __init__(self, secrets: SecretsManagerClient, prefix: str) -> None:
        self._secrets = secrets
        self._prefix = prefix

    @property
    def kept(self) -> bool:
        """True if the stack keeps such tokens at all."""
        return bool(self._prefix)

    def read(self, account_id: str) -> TokenPair | None:
        """The current pair of an account; None if it has none, or what is there cannot be read."""
        if not self._prefix:
            return None
        try:
            value = self._secrets.get_secret_value(SecretId=self._name(account_id))
            return TokenPair.model_validate_json(value["SecretString"])
        except (self._secrets.exceptions.ResourceNotFoundException, self._secrets.exceptions.InvalidRequestException):
            return None  # there is none, or it is about to be deleted
        except (ValidationError, KeyError):
            return None  # what is there is no pair

    def write(self, account_id: str, pair: TokenPair) -> None:
        """Store a pair as the current one of an account that has one."""
        self._secrets.put_secret_value(SecretId=self._name(account_id), SecretString=_text(pair))

    def begin(self, account_id: str, pair: TokenPair) -> None:
        """Store the first pair of a permission, over that of an earlier one."""
        name, text = self._name(account_id), _text(pair)
        try:
            self._secrets.put_secret_value(SecretId=name, SecretString=text)
        except self._secrets.exceptions.ResourceNotFoundException:
            what = "Tokens that an account gave to the X app by OAuth 2.0: renewed by reconcile"
            self._secrets.create_secret(Name=name, Description=what, SecretString=text)

    def drop(self, account_id: str) -> None:
        """The account has no pair any more; at once, so that it can be connected anew at once."""
        if not self._prefix:
            return
        try:
            self._secrets.delete_secret(SecretId=self._name(account_id), ForceDeleteWithoutRecovery=True)
        except self._secrets.exceptions.ResourceNotFoundException:
            return

    def _name(self, account_id: str) -> str:
        return f"{self._prefix}{account_id}"


def _text(pair: TokenPair) -> str:
    shown = pair.model_dump(mode="json")
    shown["access"] = pair.access.get_secret_value()
    shown["refresh"] = pair.refresh.get_secret_value() if pair.refresh else None
    return json.dumps(shown)
