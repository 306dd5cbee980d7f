"""An MP4 without what it tells of its maker: where it was taken, with what, by whom.

Such notes lie in boxes of their own. They are made free space of the same length, so that nothing else moves, and so
that of a large video only these bytes have to be read. What is no box ends the looking: no player reads on either.
"""

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

_NOTES = {b"udta", b"meta", b"uuid"}
_HOLDS = {b"moov", b"trak", b"moof", b"traf", b"mdia", b"minf"}
_MOST_BOXES = 20_000
_DEEPEST = 6

type Read = Callable[[int, int], bytes]
"""The bytes from here on, so many of them or fewer at the end."""


class Notes(NamedTuple):
    """A box that tells something of the maker: where it begins, where what it holds begins, and where it ends."""

    start: int
    inside: int
    end: int


def notes_of(read: Read, size: int) -> list[Notes]:
    """The boxes of a file of this size that are to be free space; ValueError if it has more boxes than any video."""
    found: list[Notes] = []
    for number, (name, box) in enumerate(_boxes(read, 0, size, 0)):
        if number >= _MOST_BOXES:
            raise ValueError("a video of too many parts")
        if name in _NOTES:
            found.append(box)
    return found


def freed(part: bytes, at: int, notes: list[Notes]) -> bytes:
    """A part of the file that begins at `at`, with these boxes made free space."""
    whole = bytearray(part)
    for start, inside, end in notes:
        for place, letter in enumerate(b"free", start + 4 - at):
            if 0 <= place < len(whole):
                whole[place] = letter
        first, last = max(inside - at, 0), min(end - at, len(whole))
        if first < last:
            whole[first:last] = bytes(last - first)
    return bytes(whole)


def _boxes(read: Read, at: int, end: int, deep: int) -> Iterator[tuple[bytes, Notes]]:
    while at + 8 <= end:
        head = read(at, 16)
        if len(head) < 8:
            return
        length, name = struct.unpack_from(">I4s", head)
        inside = at + 8
        if length == 1 and len(head) == 16:
            length, inside = struct.unpack_from(">Q", head, 8)[0], at + 16
        elif length == 0:
            length = end - at
        if at + length < inside or at + length > end:
            return
        yield name, Notes(at, inside, at + length)
        if name in _HOLDS and deep < _DEEPEST:
            yield from _boxes(read, inside, at + length, deep + 1)
        at += length
