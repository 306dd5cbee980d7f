"""Proofs between X and us: the answer to a CRC, and the signature of a delivery (docs/design.md, 5).

X describes both at https://docs.x.com/x-api/webhooks/introduction.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Literal

from care import late

type Proof = Literal["OAuth2", "LegacyConsumer", "LegacyClient"]

LEGACY_HEADER = "x-twitter-webhooks-signature"
OAUTH2_HEADER = "x-twitter-webhooks-signature-oauth2"

# The same key and HMAC sign CRC tokens and deliveries, so whoever could have any text signed as a "token" could have a
# forged event signed. JSON cannot be written in this alphabet.
_CRC_TOKEN = late.pattern(r"[A-Za-z0-9+/=_-]{1,256}")


def sign(key: bytes, message: bytes) -> str:
    """`sha256=` and the standard base64 of HMAC-SHA256, as X writes both proofs."""
    return "sha256=" + base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode("ascii")


def crc_answer(token: str, consumer_secrets: Sequence[bytes], client_secrets: Sequence[bytes]) -> str | None:
    """The `response_token` for a CRC, or None for a token that is not base64-looking and must not be signed.

    The key is the OAuth 2.0 client secret when the app has one, else the consumer secret.
    """
    if not _CRC_TOKEN.fullmatch(token):
        return None
    return sign((*client_secrets, *consumer_secrets)[0], token.encode("ascii"))


def signed_by(
    body: bytes, headers: Mapping[str, str], consumer_secrets: Sequence[bytes], client_secrets: Sequence[bytes]
) -> Proof | None:
    """Which header and which secret show that X signed these very bytes; None if nothing does.

    `headers` have lower-case names. When the OAuth 2.0 header is present it alone decides: a wrong one does not fall
    back to the legacy header. With the header but without a client secret nothing can be proved, so the answer is None.
    The legacy header counts under either secret, because apps with OAuth 2.0 were seen to check it with theirs.
    """
    if OAUTH2_HEADER in headers:
        return "OAuth2" if _matches(headers[OAUTH2_HEADER], body, client_secrets) else None
    given = headers.get(LEGACY_HEADER, "")
    by_consumer, by_client = _matches(given, body, consumer_secrets), _matches(given, body, client_secrets)
    return "LegacyConsumer" if by_consumer else "LegacyClient" if by_client else None


def _matches(signature: str, body: bytes, keys: Sequence[bytes]) -> bool:
    given = signature.strip().encode("utf-8", "replace")
    # Every key is tried whatever the first says: the time taken tells nothing.
    return sum(hmac.compare_digest(given, sign(key, body).encode("ascii")) for key in keys) > 0
