"""What the learned model sees of a message: its words, their beginnings and ends, and pairs of neighbours."""

from collections.abc import Sequence
from typing import Final
from zlib import crc32

from care.triage.words import BREAK, Word, loose_key

BUCKETS: Final = 1 << 17
# So many words are read, from both ends: a long story says at its beginning what happened, at its end what is wanted.
MOST_WORDS: Final = 60
_BEGINNINGS: Final = (4, 5, 6)
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


def bucket(name: str) -> int:
    """The place in the table of weights that a feature has: the same on every machine."""
    return crc32(name.encode("utf-8", "surrogatepass")) & (BUCKETS - 1)
