"""What checks that X signed something, from the secret of an X app: all that `ingest` needs of it, without pydantic.

`care.x.credentials` reads the other part of the same secret, by which X is called.
"""

import json
from dataclasses import dataclass, field

_CONSUMER = ("consumer_secret", "previous_consumer_secret")
_CLIENT = ("client_secret", "previous_client_secret")


class UnreadableSecret(RuntimeError):
    """The app's secret is not what it must be; the message names the fields and never their values."""


@dataclass(frozen=True, slots=True)
class SigningSecrets:
    """Secrets by which a delivery may be signed, the present one first; none of them shows in a repr.

    The previous ones are accepted too, so that a rotation loses no event. `client` is empty for an app without an
    OAuth 2.0 client.
    """

    consumer: tuple[bytes, ...] = field(repr=False)
    client: tuple[bytes, ...] = field(repr=False)


def read_signing_secrets(text: str) -> SigningSecrets:
    """The signing secrets in the JSON that Secrets Manager holds."""
    try:
        secret = json.loads(text)
    except (ValueError, RecursionError):
        secret = None
    if not isinstance(secret, dict):
        raise UnreadableSecret("the secret of the X app is missing or wrong in: the JSON itself")
    known = {name: secret.get(name) for name in (*_CONSUMER, *_CLIENT)}
    if wrong := sorted(name for name, value in known.items() if value is not None and not isinstance(value, str)):
        raise UnreadableSecret(f"the secret of the X app is missing or wrong in: {', '.join(wrong)}")
    if not known["consumer_secret"]:
        raise UnreadableSecret("the secret of the X app has no consumer_secret: fill it in Secrets Manager")
    return SigningSecrets(
        consumer=tuple(value.encode() for name in _CONSUMER if (value := known[name])),
        client=tuple(value.encode() for name in _CLIENT if (value := known[name])),
    )
