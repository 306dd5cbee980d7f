"""A picture without what it tells of its maker: where it was taken, when, with what; and without what hangs behind it.

What a browser needs to draw it stays byte for byte. How it is to be turned is all that is kept of a camera's notes. A
file whose frame does not hold together is no picture: ValueError.
"""

import struct
from collections.abc import Callable

from care.pictures.kinds import Kind
from care.pictures.video import freed, notes_of

_PNG_KEPT = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
_WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"}
# Applications' notes and comments of a JPEG; Adobe's (0xEE) tells how colours are meant.
_NOTES = {*range(0xE1, 0xF0), 0xFE} - {0xEE}
_ORIENTATION = 0x0112


def cleaned(data: bytes, kind: Kind) -> bytes:
    """The file without its notes; a document as it is."""
    clean = _CLEAN.get(kind)
    if clean is None:
        return data
    try:
        return clean(data)
    except (struct.error, IndexError):
        raise ValueError("a picture that ends too early") from None


def _jpeg(data: bytes) -> bytes:
    kept, at, turned = [b"\xff\xd8"], 2, 1
    while True:
        if at + 4 > len(data) or data[at] != 0xFF:
            raise ValueError("a JPEG that ends too early")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        length = struct.unpack_from(">H", data, at + 2)[0]
        part = data[at : at + 2 + length]
        if length < 2 or len(part) < 2 + length:
            raise ValueError("a JPEG with a part that ends too early")
        at += len(part)
        if marker == 0xE1:
            turned = _orientation(part[4:]) or turned
        elif marker == 0xDA:
            break
        elif marker not in _NOTES:
            kept.append(part)
    if turned != 1:
        kept.insert(1, _turning(turned))
    ends = _end_of_scans(data, at)
    return b"".join([*kept, part, data[at:ends], b"\xff\xd9"])


def _end_of_scans(data: bytes, at: int) -> int:
    """Where the end of the picture is marked; between scans there may be tables, and no notes."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise ValueError("a JPEG without an end")
        marker = data[at + 1]
        if marker == 0xD9:
            return at
        if marker in {0, 0xFF} or 0xD0 <= marker <= 0xD7:
            at += 1 if marker == 0xFF else 2
        elif marker in {0xC4, 0xDA, 0xDB, 0xDC, 0xDD}:
            at += 2 + struct.unpack_from(">H", data[at : at + 4].ljust(4, b"\0"), 2)[0]
        else:
            raise ValueError("a JPEG with notes between its scans")


def _orientation(notes: bytes) -> int:
    """How the camera was held (1 to 8), or 0 where the notes do not say it."""
    if notes[:6] != b"Exif\0\0":
        return 0
    tiff = notes[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 0
        start = struct.unpack_from(f"{order}I", tiff, 4)[0]
        for entry in range(min(struct.unpack_from(f"{order}H", tiff, start)[0], 200)):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * entry)
            if tag == _ORIENTATION:
                return value if 1 <= value <= 8 else 0
    except struct.error:
        pass
    return 0


def _turning(turned: int) -> bytes:
    """Notes that say how the picture is to be turned, and nothing else."""
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, turned, 0, 0)
    notes = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(notes) + 2) + notes


def _png(data: bytes) -> bytes:
    kept, at = [data[:8]], 8
    while True:
        if at + 12 > len(data):
            raise ValueError("a PNG without an end")
        length, kind = struct.unpack_from(">I4s", data, at)
        part = data[at : at + 12 + length]
        if len(part) < 12 + length:
            raise ValueError("a PNG with a part that ends too early")
        if kind in _PNG_KEPT:
            kept.append(part)
        at += len(part)
        if kind == b"IEND":
            return b"".join(kept)


def _webp(data: bytes) -> bytes:
    kept, at = list[bytes](), 12
    end = min(8 + struct.unpack_from("<I", data, 4)[0], len(data))
    while at + 8 <= end:
        kind, length = struct.unpack_from("<4sI", data, at)
        part = data[at : at + 8 + length + length % 2]
        if len(part) < 8 + length:
            raise ValueError("a WebP with a part that ends too early")
        if kind == b"VP8X" and len(part) >= 18:
            part = part[:8] + bytes([part[8] & ~0b101100]) + part[9:]  # it announces no profile and no notes
        if kind in _WEBP_KEPT:
            kept.append(part)
        at += len(part)
    if not kept:
        raise ValueError("a WebP without a picture")
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _gif(data: bytes) -> bytes:
    at = 13 + _colours(data[10])
    kept = [data[:at]]
    while True:
        if at >= len(data):
            raise ValueError("a GIF without an end")
        begins = data[at]
        if begins == 0x3B:
            return b"".join([*kept, b"\x3b"])
        start = at
        if begins == 0x21:
            label = data[at + 1 : at + 2]
            loops = data[at + 3 : at + 14] in {b"NETSCAPE2.0", b"ANIMEXTS1.0"}
            at = _blocks(data, at + 2)
            if label == b"\xf9" or (label == b"\xff" and loops):
                kept.append(data[start:at])
        elif begins == 0x2C:
            if at + 10 > len(data):
                raise ValueError("a GIF that ends too early")
            at = _blocks(data, at + 11 + _colours(data[at + 9]))
            kept.append(data[start:at])
        else:
            raise ValueError("a GIF with something else in it")


def _colours(packed: int) -> int:
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0


def _blocks(data: bytes, at: int) -> int:
    """Behind the row of blocks that begins here."""
    while True:
        if at >= len(data):
            raise ValueError("a GIF that ends too early")
        length = data[at]
        at += 1 + length
        if length == 0:
            return at


def _mp4(data: bytes) -> bytes:
    notes = notes_of(lambda at, most: data[at : at + most], len(data))
    return freed(data, 0, notes) if notes else data


_CLEAN: dict[Kind, Callable[[bytes], bytes]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
    "image/gif": _gif,
    "video/mp4": _mp4,
}
