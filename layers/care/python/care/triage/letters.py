"""The language of a short text by its letters, accents included: "más" is not "mas", and endings tell the rest.

`make train` writes `letters.weights` beside the model of topics, from the same messages.
"""

from functools import lru_cache
from pathlib import Path
from typing import Final
from zlib import crc32

from care import late
from care.triage.weights import read

WEIGHTS: Final = Path(__file__).with_name("letters.weights")
PLACES: Final = 1 << 14
_LONGEST: Final = 60  # characters are enough, and bound the cost
_GRAMS: Final = (1, 2, 3, 4)
# Written in all three.
_TRAVELLED: Final = frozenset(
    {"ok", "okay", "okey", "dm", "lol", "wtf", "sms", "app", "web", "wifi", "internet", "online", "email"}
)
_LEFT_OUT: Final = late.pattern(r"https?://\S+|www\.\S+|[@#]\w+|\d+|[^\w\s¿¡'’]|_")  # noqa: RUF001  telephones write both


def grams(text: str) -> list[int]:
    """The places of the runs of letters of a text, word by word, and of its words; each once."""
    found: set[int] = set()
    for word in _LEFT_OUT.sub(" ", text[: 4 * _LONGEST]).casefold()[:_LONGEST].split():
        if word not in _TRAVELLED:
            found.update(_of_word(word))
    return list(found)


# Words come back from message to message.
@lru_cache(maxsize=4096)
def _of_word(word: str) -> tuple[int, ...]:
    edged = f" {word} "
    runs = {f"={word}"}
    for size in _GRAMS:
        runs.update(edged[at : at + size] for at in range(len(edged) - size + 1))
    return tuple({crc32(run.encode("utf-8", "surrogatepass")) & (PLACES - 1) for run in runs})


def by_letters(text: str) -> tuple[str, float]:
    """The most probable language and its probability, or "" where there is no letter."""
    places = grams(text)
    if not places:
        return "", 0.0
    weights = read(WEIGHTS, PLACES)
    odds = dict(zip(weights.told["languages"], weights.odds(places), strict=True))
    first = max(odds, key=odds.__getitem__)
    return first, odds[first] / sum(odds.values())
