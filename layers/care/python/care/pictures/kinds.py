"""What a file is, by its first bytes and by nothing that somebody called it; and how large it is shown."""

import struct
from typing import Literal, NamedTuple

Kind = Literal["image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "application/pdf"]

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 20_000
_VIDEO_BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"mmp4"}


class Size(NamedTuple):
    """Width and height in pixels; 0 where a file does not tell."""

    width: int
    height: int

    @property
    def is_bearable(self) -> bool:
        """False for what would take a browser's memory, however few bytes it has."""
        return max(self) <= LONGEST_SIDE and self.width * self.height <= MOST_PIXELS


def kind_of(data: bytes) -> Kind | None:
    """The kind of a file, or None for what is shown to nobody."""
    if data[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR":
        return "image/png"
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        return "image/gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in _VIDEO_BRANDS:
        return "video/mp4"
    if data[:5] == b"%PDF-":
        return "application/pdf"
    return None


def size_of(data: bytes, kind: Kind) -> Size | None:
    """How large it is shown; None for a picture that does not tell, which is none."""
    try:
        match kind:
            case "image/png":
                return Size(*struct.unpack_from(">II", data, 16))
            case "image/gif":
                return Size(*struct.unpack_from("<HH", data, 6))
            case "image/webp":
                return _webp(data)
            case "image/jpeg":
                return _jpeg(data)
            case _:
                return Size(0, 0)
    except (struct.error, IndexError):
        return None


def _jpeg(data: bytes) -> Size | None:
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return Size(width, height) if width and height else None
        elif marker in {0x01, *range(0xD0, 0xD9)}:
            at += 2
        else:
            at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return None


def _webp(data: bytes) -> Size | None:
    form = data[12:16]
    if form == b"VP8X":
        return Size(1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little"))
    if form == b"VP8L":
        bits = struct.unpack_from("<I", data, 21)[0]
        return Size(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if form == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return Size(width & 0x3FFF, height & 0x3FFF)
    return None
