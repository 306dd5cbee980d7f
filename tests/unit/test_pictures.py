"""Pictures by their bytes: what they are, how large, and what is left out of what is kept."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.pictures.cleaned import cleaned
from care.pictures.kinds import kind_of, size_of
from care.pictures.video import freed, notes_of


def png(width: int, height: int, *more: tuple[bytes, bytes]) -> bytes:
    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    drawn = part(b"IDAT", zlib.compress(b"\0" + b"\0\0\0" * 4))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(part(*one) for one in more) + drawn + part(b"IEND", b"")


def jpeg(*notes: tuple[int, bytes]) -> bytes:
    def part(marker: int, data: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data

    frame = part(0xC0, struct.pack(">BHHB", 8, 30, 40, 1) + b"\x01\x11\0")
    scan = part(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\0\x34"
    return b"\xff\xd8" + b"".join(part(*one) for one in notes) + frame + scan + b"\xff\xd9"


def exif(turned: int) -> bytes:
    tag = struct.pack(">HHIHH", 0x0112, 3, 1, turned, 0)
    return b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">H", 1) + tag + struct.pack(">I", 0) + b"GPS 40.4,-3.7"


def test_notes_of_a_png_and_what_hangs_behind_it_are_gone():
    data = png(4, 1, (b"tEXt", b"where\0Madrid"), (b"eXIf", b"GPS")) + b"<script>"
    kept = cleaned(data, "image/png")
    assert kept == png(4, 1)
    assert kind_of(kept) == "image/png"


def test_notes_of_a_jpeg_are_gone_but_for_how_it_is_turned():
    kept = cleaned(jpeg((0xE1, exif(6)), (0xFE, b"Madrid"), (0xED, b"caption")) + b"PK\x03\x04", "image/jpeg")
    assert b"GPS" not in kept
    assert b"Madrid" not in kept
    assert kept.endswith(b"\xff\xd9")
    assert b"Exif" in kept
    assert size_of(kept, "image/jpeg") == (40, 30)
    assert cleaned(jpeg((0xE1, exif(1))), "image/jpeg") == jpeg()


def test_a_webp_announces_no_notes_and_has_none():
    def part(kind: bytes, data: bytes) -> bytes:
        return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)

    extended = part(b"VP8X", bytes([0b101100]) + b"\0\0\0" + b"\x09\0\0\x04\0\0")
    body = b"WEBP" + extended + part(b"VP8L", b"\x2f12345") + part(b"EXIF", b"GPS") + part(b"XMP ", b"Madrid")
    kept = cleaned(b"RIFF" + struct.pack("<I", len(body)) + body + b"trailing", "image/webp")
    assert b"GPS" not in kept
    assert b"Madrid" not in kept
    assert kept[20] == 0
    assert size_of(kept, "image/webp") == (10, 5)


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b"<svg xmlns=", b"GIF", b"\x89PNG\r\n\x1a\n", b"MZ", b"RIFF\0\0\0\0AVI "]
)
def test_what_is_no_picture_has_no_kind(data: bytes):
    assert kind_of(data) is None


def test_what_is_small_in_bytes_and_large_in_pixels_is_not_borne():
    for width, height in ((100_000, 1), (1, 100_000), (19_000, 19_000)):
        size = size_of(png(width, height), "image/png")
        assert size is not None
        assert not size.is_bearable


@given(
    st.sampled_from(
        [png(4, 1), jpeg((0xE1, exif(6))), b"GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"]
    ),
    st.data(),
)
def test_whatever_is_broken_is_cleaned_or_refused_and_never_more(whole: bytes, data: st.DataObject):
    cut = data.draw(st.integers(0, len(whole)))
    broken = whole[:cut] + data.draw(st.binary(max_size=40))
    kind = kind_of(broken)
    if kind is None:
        return
    size_of(broken, kind)
    try:
        kept = cleaned(broken, kind)
    except ValueError:
        return
    assert len(kept) <= len(broken) + 40


def box(name: bytes, *held: bytes, large: bool = False) -> bytes:
    inside = b"".join(held)
    if large:
        return struct.pack(">I4sQ", 1, name, len(inside) + 16) + inside
    return struct.pack(">I4s", len(inside) + 8, name) + inside


WHERE = box(b"udta", box(b"\xa9xyz", b"+40.4168-003.7038/"))
FILMED = (
    box(b"ftyp", b"isom\0\0\0\1isom"),
    box(b"uuid", b"XMP: Ana, Madrid"),
    box(b"mdat", b"\1\2\3udta\4" * 9, large=True),
    box(b"moov", box(b"mvhd", b"\5" * 9), box(b"trak", box(b"tkhd"), box(b"meta", b"Ana")), WHERE),
    box(b"meta", b"loci Madrid"),
)


def test_a_video_does_not_tell_where_it_was_filmed_and_nothing_else_of_it_moves():
    data = b"".join(FILMED)
    kept = cleaned(data, "video/mp4")
    assert len(kept) == len(data)
    assert not any(told in kept for told in (b"40.4168", b"Madrid", b"Ana", b"XMP"))
    assert kept.count(b"free") == 4
    assert FILMED[2] in kept
    assert FILMED[0] in kept
    assert cleaned(kept, "video/mp4") == kept


@given(st.integers(1, 400))
def test_a_video_in_parts_is_made_the_same_as_the_whole(length: int):
    data = b"".join(FILMED)
    notes = notes_of(lambda at, most: data[at : at + most], len(data))
    parts = [freed(data[at : at + length], at, notes) for at in range(0, len(data), length)]
    assert b"".join(parts) == cleaned(data, "video/mp4")


@given(st.binary(max_size=200))
def test_whatever_follows_a_videos_beginning_it_stays_as_long_and_ends_the_looking(rest: bytes):
    data = b"".join(FILMED[:1]) + rest
    kept = cleaned(data, "video/mp4")
    assert len(kept) == len(data)


@pytest.mark.parametrize(
    "odd",
    [
        struct.pack(">I4s", 7, b"udta") + b"Madrid",
        struct.pack(">I4s", 0xFFFFFFFF, b"udta") + b"Madrid",
        struct.pack(">I4sQ", 1, b"udta", 2**63) + b"Madrid",
        struct.pack(">I4sQ", 1, b"udta", 3) + b"Madrid",
        struct.pack(">I4s", 0, b"mdat") + b"Madrid",
    ],
)
def test_a_box_that_cannot_be_is_no_box(odd: bytes):
    data = FILMED[0] + odd
    assert cleaned(data, "video/mp4") == data


def test_a_video_of_more_boxes_than_any_has_is_none():
    with pytest.raises(ValueError, match="too many parts"):
        cleaned(FILMED[0] + box(b"free") * 20_001, "video/mp4")
    deep = box(b"udta", b"Madrid")
    for _ in range(2_000):
        deep = box(b"moov", deep)
    cleaned(FILMED[0] + deep, "video/mp4")
