"""The signing secrets of each X app: read when first needed, and again now and then."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from care.x.oauth_signature import SigningSecrets, UnreadableSecret, read_signing_secrets

# Seconds that a secret is used before it is read again, so that a rotation needs no deploy: usually, and where a wrong
# answer would be believed (a CRC) or where the secret does not fit what came.
_KEPT = 300
_KEPT_IN_DOUBT = 30


class Keys:
    """Secrets of several apps, through a Secrets Manager client that is made when the first one is asked for."""

    def __init__(
        self, client: Callable[[], Any], arns: Mapping[str, str], tell: Callable[[str, str, bool], None]
    ) -> None:
        self._client = client
        self._arns = arns
        self._tell = tell
        self._kept: dict[str, tuple[float, SigningSecrets]] = {}

    def known(self, app: str) -> bool:
        """True if the stack has this app."""
        return app in self._arns

    def of(self, app: str, *, in_doubt: bool = False) -> SigningSecrets | None:
        """An app's secrets, read again if they are old; None if they cannot be read and never were.

        A secret that cannot be read any more is told, and the one that was read before goes on serving: the fault of a
        moment, or of an operator's hand, must not cost events.
        """
        kept = self._kept.get(app)
        if kept is not None and time.monotonic() - kept[0] <= (_KEPT_IN_DOUBT if in_doubt else _KEPT):
            return kept[1]
        try:
            value = self._client().get_secret_value(SecretId=self._arns[app])
            secrets = read_signing_secrets(value["SecretString"])
        except (BotoCoreError, ClientError, UnreadableSecret, KeyError) as error:
            self._tell(app, type(error).__name__, kept is not None)
            return kept[1] if kept is not None else None
        self._kept[app] = (time.monotonic(), secrets)
        return secrets
