"""Signatures of outgoing webhooks, by the Standard Webhooks specification (v1, symmetric)."""

import base64
import hashlib
import hmac
from datetime import datetime

_PREFIX = "whsec_"


def secret_of(key: bytes, account_id: str, name: str, made_at: datetime) -> str:
    """The secret of one receiver, as it is shown to whoever checks signatures there.

    It is made of the stack's key and of who receives: none is stored, and one that is made anew has another.
    """
    return secret_for(key, account_id, name, made_at.isoformat())


def secret_for(key: bytes, *whose: str) -> str:
    """The secret that belongs to these words: nobody else who signs has the same."""
    return _PREFIX + base64.b64encode(hmac.digest(key, "|".join(whose).encode(), hashlib.sha256)).decode()


def signed(secret: str, message_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers by which a receiver knows that a body is ours, and when it was sent."""
    sent_at = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    content = b".".join((message_id.encode(), sent_at.encode(), body))
    signature = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    return {"webhook-id": message_id, "webhook-timestamp": sent_at, "webhook-signature": f"v1,{signature}"}
