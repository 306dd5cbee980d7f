"""From a text as people type it on a telephone to the words that rules are looked up by.

Each word comes with its key: without accents or capitals, numbers as "0", emoji without skin tone. Links and @names are
left out, the words of a #HashTag are taken apart, and what ends a clause becomes ",". One pass, linear in the text.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from care import late
from care.triage.kept import LONGEST_KEPT, Kept

type Word = tuple[str, str]

BREAK: Final = ","
NUMBER: Final = "0"
# The one figure kept, because it is a mark: "un 10", "10/10".
TEN: Final = "10"

_TOKEN = late.pattern(
    r"""(?:https?://|www\.)\S+      # a link
    | [@＠][\w.]*                    # a name, or the rest of an e-mail address
    | [#＃]\w+                       # a hashtag
    | \d+(?:[.,:]\d+)*\w*            # a number, a price, an hour, "24h"
    | \w+(?:['’´`]\w+)*              # a word
    | >?[:=]['-]?[()]+               # :) and :(
    | [!¡?¿]+                        # marks
    | [^\s]                          # an emoji, a stop, anything else
    """,  # noqa: RUF001  X takes both forms of each sign, and telephones write each of these apostrophes
    re.VERBOSE,
)
# Combining accents, what has no width, what chooses the look or the colour of an emoji.
_UNSEEN = late.pattern(
    "[\u0300-\u036f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff]"
)
_IN_HASHTAG = late.pattern(r"[^\W\d_a-z]+(?![a-z])|[^\W\d_]?[^\W\d_A-Z]+|\d+")
_LINKS = ("http://", "https://", "www.")
_STOPS = frozenset('.,;:…()"“”«»')
_PLAIN = str.maketrans(
    {
        chr(code): base
        for code in range(0xC0, 0x250)
        if (base := unicodedata.normalize("NFKD", chr(code))[0]) != chr(code) and base.isascii()
    }
    | dict.fromkeys("'’´`")  # noqa: RUF001  as above
)


# One message is read for its topic, its language, wishes to hear no more, an incident's words.
@lru_cache(maxsize=8)
def words(text: str) -> tuple[Word, ...]:
    """The words and signs of a text in order, each as written and with its key."""
    if not _is_plain(text):
        text = _UNSEEN.sub("", text)
    found: list[Word] = []
    for token in _TOKEN.findall(text):
        found += _kept[token]
    return tuple(found)


def _is_plain(text: str) -> bool:
    """True for what holds nothing unseen; sooner told than looked through, and so most messages are written."""
    try:
        return b"\xad" not in text.encode("latin-1")
    except UnicodeEncodeError:
        return False


def _of_token(token: str) -> tuple[Word, ...]:
    """The words of a token: one, none of a link or a @name, all of a #HashTag."""
    first = token[0]
    if first.isalpha():
        return () if token.startswith(_LINKS) else ((token, key_of(token)),)
    if first in "#＃" and len(token) > 1:  # noqa: RUF001  as above
        parts = _IN_HASHTAG.findall(token)
        return tuple((part, key_of(part) if part[0].isalpha() else NUMBER) for part in parts)
    if first in "@＠":  # noqa: RUF001  as above
        return ()
    return ((token, _key_of_sign(token)),)


_kept: Final = Kept(_of_token, 16_384)


def _key_of_sign(token: str) -> str:
    first = token[0]
    if len(token) > 1 and token[-1] in "()":
        return ">:(" if first == ">" else ":(" if "(" in token else ":)"
    if first in _STOPS:
        return BREAK
    if first in "!¡?¿":
        return "?" if "?" in token or "¿" in token else "!!!" if len(token) > 2 else BREAK
    if first.isdecimal():
        if token == TEN:
            return TEN
        return NUMBER + key_of(rest) if (rest := token.lstrip("0123456789.,:")) else NUMBER
    return key_of(token) if len(token) > 1 else token


def key_of(word: str) -> str:
    """The word without capitals, accents and apostrophes: "Avería" and "averia" have one key."""
    return _kept_key(word) if len(word) <= LONGEST_KEPT else _key_of(word)


def _key_of(word: str) -> str:
    key = word.casefold().translate(_PLAIN).strip("_")
    if not key.isascii():
        key = _UNSEEN.sub("", unicodedata.normalize("NFKD", key).casefold())
    return key or BREAK


_kept_key = lru_cache(maxsize=16_384)(_key_of)


_RUN = late.pattern(r"(.)\1+")
_LONG_RUN = late.pattern(r"(.)\1\1")


def loose_key(key: str) -> str:
    """What a word shares with its misspellings by a slipping thumb: letters doubled, drawn out, or swapped inside it.

    Short words keep their order and their double letters, which tell them apart ("pero" and "perro").
    """
    if len(key) < 6:
        return _RUN.sub(r"\1", key) if _LONG_RUN.search(key) else key
    single = _RUN.sub(r"\1", key)
    return single if len(single) < 6 else single[0] + "".join(sorted(single[1:-1])) + single[-1]
