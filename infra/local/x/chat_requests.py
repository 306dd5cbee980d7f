"""What a request to X Chat says, read field by field; what cannot be read is an invalid request."""

from typing import Any

from infra.local.x import thrift
from infra.local.x.problems import invalid

LONGEST_ID = 100
SIGNATURE = ("signature", "public_key_version", "signature_version")


def message_id_of(body: dict[str, Any]) -> str:
    """The id that the sender gave."""
    given = body.get("message_id")
    if not isinstance(given, str) or not 0 < len(given) <= LONGEST_ID or not given.isprintable():
        raise invalid(f"$.message_id: is a text of 1 to {LONGEST_ID} characters.")
    return given


def number_of(given: Any) -> int | None:
    """A number that is given as a text, or None for what is none."""
    fits = isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < LONGEST_ID
    return int(given) if fits else None


def decoded(given: Any, place: str) -> dict[int, Any]:
    """The fields of a Thrift struct."""
    try:
        return thrift.decoded(given if isinstance(given, str) else "")
    except ValueError as fault:
        raise invalid(f"{place}: {fault}.") from None


def raw(given: Any, place: str) -> bytes:
    """The bytes of base64."""
    try:
        return thrift.raw(given if isinstance(given, str) else "")
    except ValueError as fault:
        raise invalid(f"{place}: {fault}.") from None


def text_of(value: Any) -> str | None:
    """A text out of Thrift."""
    return value.decode(errors="replace") if isinstance(value, bytes) else None


def shares_of(body: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """For each participant the sealed conversation key, and the version of the key that it is sealed to."""
    shares: dict[str, tuple[str, str]] = {}
    for one in _objects(body, "conversation_participant_keys"):
        sealed = str(one.get("encrypted_conversation_key") or "")
        if not raw(sealed, "$.conversation_participant_keys"):
            raise invalid("$.conversation_participant_keys: encrypted_conversation_key is empty.")
        shares[str(one.get("user_id") or "")] = (sealed, str(one.get("public_key_version") or ""))
    return shares


def shares_in(detail: dict[int, Any]) -> dict[str, tuple[str, str]]:
    """The same, as a signed key change says it."""
    listed = detail.get(2)
    rows = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {str(text_of(one.get(1))): (str(text_of(one.get(2))), str(text_of(one.get(3)))) for one in rows}


def action_of(body: dict[str, Any], kind: int) -> tuple[str, dict[int, Any], bytes, dict[str, str]]:
    """The signed action: its message id, what it says, the same as bytes without the closing one, and the signature."""
    actions = _objects(body, "action_signatures")
    if not actions:
        raise invalid("$.action_signatures: is missing but it is required")
    place = "$.action_signatures[0]."
    given = actions[0].get("encoded_message_event_detail")
    detail = decoded(given, f"{place}encoded_message_event_detail")
    if set(detail) != {kind} or not isinstance(detail[kind], dict):
        raise invalid(f"{place}encoded_message_event_detail: is not the event that this operation takes.")
    signed = actions[0].get("message_event_signature")
    if not isinstance(signed, dict):
        raise invalid(f"{place}message_event_signature: is missing but it is required")
    signature = {name: str(signed.get(name) or "") for name in SIGNATURE}
    raw(signature["signature"], f"{place}message_event_signature.signature")
    if number_of(signature["signature_version"]) is None:
        raise invalid(f"{place}message_event_signature.signature_version: is not a number.")
    union = raw(given, f"{place}encoded_message_event_detail")[:-1]
    return message_id_of(actions[0]), dict(detail[kind]), union, signature


def signature_in(body: dict[str, Any]) -> dict[str, str]:
    """The signature of a message, or nothing where none came."""
    given = body.get("encoded_message_event_signature")
    if given is None:
        return {}
    fields = decoded(given, "$.encoded_message_event_signature")
    return {name: text_of(fields.get(at)) or "" for at, name in enumerate(SIGNATURE, 1)}


def _objects(body: dict[str, Any], name: str) -> list[dict[str, Any]]:
    given = body.get(name) or []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise invalid(f"$.{name}: is a list of objects.")
    return given
