"""The accounts' private keys of encrypted chats, read from their secret when first needed and again now and then."""

import time

from care.aws import SecretsManagerClient
from care.x.chat_keys import Ring, read_chat_secret

_KEPT = 300.0  # seconds
_KEPT_WITHOUT = 30.0  # where an account has none: its operator may be connecting it at this moment


class ChatRings:
    """All accounts' keys, through a Secrets Manager client; `arn` is the secret's."""

    def __init__(self, secrets: SecretsManagerClient, arn: str) -> None:
        self._secrets = secrets
        self._arn = arn
        self._read: tuple[float, dict[str, Ring]] | None = None

    def of(self, account_id: str) -> Ring:
        """An account's keys, the newest first; none if it has none. UnreadableSecret if the secret makes no sense."""
        now, known = time.monotonic(), self._read
        age = now - known[0] if known is not None else 0.0
        kept = _KEPT if known is not None and known[1].get(account_id) else _KEPT_WITHOUT
        if known is None or age > kept:
            value = self._secrets.get_secret_value(SecretId=self._arn)
            known = self._read = (now, read_chat_secret(value["SecretString"]))
        return known[1].get(account_id, ())
