"""Several pictures as one that moves (APNG): the first whole, the others over a part of it."""

import struct
import zlib
from pathlib import Path
from typing import NamedTuple

_SIGN = b"\x89PNG\r\n\x1a\n"


class Frame(NamedTuple):
    """A picture as PNG, where its corner lies, and how long it is shown."""

    png: bytes
    x: int
    y: int
    milliseconds: int


def write(path: Path, frames: list[Frame]) -> None:
    """Write them as one file; all must have colours of the same kind."""
    heads = [_chunks(one.png) for one in frames]
    kinds = {head[b"IHDR"][0][8:] for head in heads}
    if len(kinds) != 1:
        raise ValueError("the pictures have colours of different kinds")
    out = [_SIGN, _chunk(b"IHDR", heads[0][b"IHDR"][0]), _chunk(b"acTL", struct.pack(">II", len(frames), 0))]
    number = 0
    for place, (one, head) in enumerate(zip(frames, heads, strict=True)):
        wide, high = struct.unpack(">II", head[b"IHDR"][0][:8])
        told = struct.pack(">IIIIIHHBB", number, wide, high, one.x, one.y, one.milliseconds, 1000, 0, 0)
        out.append(_chunk(b"fcTL", told))
        number += 1
        data = zlib.compress(zlib.decompress(b"".join(head[b"IDAT"])), 9)
        if place == 0:
            out.append(_chunk(b"IDAT", data))
            continue
        out.append(_chunk(b"fdAT", struct.pack(">I", number) + data))
        number += 1
    path.write_bytes(b"".join([*out, _chunk(b"IEND", b"")]))


def _chunks(png: bytes) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    at = len(_SIGN)
    while at < len(png):
        (long,) = struct.unpack(">I", png[at : at + 4])
        found.setdefault(png[at + 4 : at + 8], []).append(png[at + 8 : at + 8 + long])
        at += 12 + long
    return found


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
