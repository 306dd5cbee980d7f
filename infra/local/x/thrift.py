"""The Thrift of X Chat, as far as whoever forwards it must write and read it: frames, and fields of what is framed.

Thrift's binary protocol: a field is its type (one byte), its number (two) and its value; a struct ends with a zero.
X sees nothing inside of the encrypted contents, which are bytes to it.
"""

import base64
import binascii
import struct
from typing import Any

CREATED, KEYS_CHANGED, FAILED, TYPING, DELETED = 1, 3, 5, 6, 7
"""Fields of the union MessageEventDetail."""
_BOOL, _BYTE, _DOUBLE, _I16, _I32, _I64, _STRING, _STRUCT, _MAP, _SET, _LIST = 2, 3, 4, 6, 8, 10, 11, 12, 13, 14, 15
_FIXED = {_BOOL: ">b", _BYTE: ">b", _DOUBLE: ">d", _I16: ">h", _I32: ">i", _I64: ">q"}
_DEEPEST = 16
_LONGEST_LIST = 10_000


def text(number: int, value: str | bytes) -> bytes:
    """A field with a text or with bytes."""
    raw = value if isinstance(value, bytes) else value.encode()
    return struct.pack(">bhi", _STRING, number, len(raw)) + raw


def number_field(number: int, value: int) -> bytes:
    """A field with a number of 32 bits."""
    return struct.pack(">bhi", _I32, number, value)


def flag(number: int, *, value: bool) -> bytes:
    """A field that is true or false."""
    return struct.pack(">bhb", _BOOL, number, value)


def structure(number: int, *fields: bytes) -> bytes:
    """A field with a struct of these fields."""
    return struct.pack(">bh", _STRUCT, number) + b"".join(fields) + b"\0"


def encoded(*fields: bytes) -> str:
    """A whole struct of these fields, as base64."""
    return base64.b64encode(b"".join(fields) + b"\0").decode()


def decoded(given: str) -> dict[int, Any]:
    """The fields of a struct that came as base64; ValueError for what is none.

    Texts and bytes are bytes, lists are lists, structs are dicts by the fields' numbers.
    """
    data = raw(given)
    fields, end = _struct(data, 0, 0)
    if end != len(data):
        raise ValueError("goes on after its end")
    return fields


def raw(given: str) -> bytes:
    """The bytes of base64, with its padding or without, in either alphabet; ValueError for anything else."""
    plain = given.translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("is not base64") from None


def _struct(data: bytes, at: int, depth: int) -> tuple[dict[int, Any], int]:
    fields: dict[int, Any] = {}
    while True:
        kind, at = _unpacked(">b", data, at)
        if kind == 0:
            return fields, at
        number, at = _unpacked(">h", data, at)
        fields[number], at = _value(kind, data, at, depth)


def _value(kind: int, data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > _DEEPEST:
        raise ValueError("is nested too deeply")
    if kind in _FIXED:
        return _unpacked(_FIXED[kind], data, at)
    if kind == _STRING:
        length, at = _unpacked(">i", data, at)
        if not 0 <= length <= len(data) - at:
            raise ValueError("ends in the middle of a field")
        return data[at : at + length], at + length
    if kind == _STRUCT:
        return _struct(data, at, depth + 1)
    if kind in {_LIST, _SET}:
        inner, at = _unpacked(">b", data, at)
        return _several([inner], data, at, depth)
    if kind == _MAP:
        key, at = _unpacked(">b", data, at)
        inner, at = _unpacked(">b", data, at)
        return _several([key, inner], data, at, depth)
    raise ValueError("has a field of an unknown type")


def _several(kinds: list[int], data: bytes, at: int, depth: int) -> tuple[list[Any], int]:
    length, at = _unpacked(">i", data, at)
    if not 0 <= length <= min(_LONGEST_LIST, len(data) - at):
        raise ValueError("has a list that is too long")
    found: list[Any] = []
    for _ in range(length):
        for kind in kinds:
            one, at = _value(kind, data, at, depth + 1)
            found.append(one)
    return found, at


def _unpacked(form: str, data: bytes, at: int) -> tuple[Any, int]:
    try:
        (value,) = struct.unpack_from(form, data, at)
    except struct.error:
        raise ValueError("ends in the middle of a field") from None
    return value, at + struct.calcsize(form)
