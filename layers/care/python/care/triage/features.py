"""What the learned model sees of a message: its words, their beginnings and ends, and pairs of neighbours."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple
from zlib import crc32

from care.triage.kept import Kept
from care.triage.words import BREAK, Word, loose_key

BUCKETS: Final = 1 << 17
# So many words are read, from both ends: a long story says at its beginning what happened, at its end what is wanted.
MOST_WORDS: Final = 60
_BEGINNINGS: Final = (4, 5, 6)
_MASK: Final = BUCKETS - 1
# Before the first word stands "^".
_FIRST: Final = crc32(b"^")
_LENGTHS: Final = (2, 4, 7, 12, 20, 35)


def parts(found: Sequence[Word]) -> list[tuple[str, str]]:
    """The features by name, each with the words as written from which it comes; at most some hundreds."""
    if len(found) > MOST_WORDS:
        found = [*found[: MOST_WORDS // 2], *found[-MOST_WORDS // 2 :]]
    given: dict[str, str] = {}
    before, before_written, count = "^", "", 0
    for written, key in found:
        if key == BREAK:
            continue
        count += 1
        given[key] = written
        given[f"{before} {key}"] = f"{before_written} {written}".lstrip()
        length = len(key)
        if length > 4:
            for cut in _BEGINNINGS:
                if length > cut:
                    given[f"{key[:cut]}*"] = written
            given[f"*{key[-3:]}"] = written
            given[f"~{loose_key(key)}"] = written
        before, before_written = key, written
    given[f"{before} $"] = before_written
    given[f"#{sum(count > most for most in _LENGTHS)}"] = ""
    return list(given.items())


class _OfWord(NamedTuple):
    """What one word gives: the places of its own features, and what the places of its pairs are made from."""

    places: tuple[int, ...]
    crc: int
    after_blank: bytes


def _worked_out(key: str) -> _OfWord:
    names = [key]
    if len(key) > 4:
        names += [f"{key[:cut]}*" for cut in _BEGINNINGS if len(key) > cut]
        names += [f"*{key[-3:]}", f"~{loose_key(key)}"]
    written = key.encode("utf-8", "surrogatepass")
    return _OfWord(tuple({bucket(name) for name in names}), crc32(written), b" " + written)


_kept: Final = Kept(_worked_out, 8192)


class Seen(NamedTuple):
    """A message as the model sees it: its words, the place of each with the one before it, and all places once.

    `pairs` holds one place more: the last word with the end.
    """

    words: list[Word]
    pairs: list[int]
    places: list[int]


def see(found: Sequence[Word]) -> Seen:
    """The places of the features of `parts`, which names them."""
    if len(found) > MOST_WORDS:
        found = [*found[: MOST_WORDS // 2], *found[-MOST_WORDS // 2 :]]
    said = [word for word in found if word[1] != BREAK]
    own: list[tuple[int, ...]] = []
    pairs: list[int] = []
    before = _FIRST
    for _, key in said:
        word = _kept[key]
        own.append(word[0])
        pairs.append(crc32(word[2], before) & _MASK)
        before = word[1]
    pairs.append(crc32(b" $", before) & _MASK)
    places = set(pairs).union(*own)
    places.add(_OF_LENGTH[bisect_left(_LENGTHS, len(said))])
    return Seen(said, pairs, list(places))


def places_of_word(key: str) -> tuple[int, ...]:
    """The places of a word's own features."""
    return _kept[key].places


def bucket(name: str) -> int:
    """The place in the table of weights that a feature has: the same on every machine."""
    return crc32(name.encode("utf-8", "surrogatepass")) & _MASK


# By how many of the lengths a message is longer.
_OF_LENGTH: Final = [bucket(f"#{longer}") for longer in range(len(_LENGTHS) + 1)]
