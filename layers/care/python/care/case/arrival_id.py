"""The id of the case that a message opens."""

import hashlib


def new_case_id(account_id: str, message_id: str) -> str:
    """The id of the case that a message opens: the same at every redelivery, short enough to be read out."""
    digest = int.from_bytes(hashlib.sha256(f"{account_id}#{message_id}".encode()).digest()[:8])
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no letter that is taken for a digit
    return "".join(alphabet[digest >> shift & 31] for shift in range(0, 60, 5))
