"""What of spam's matter a message has, and how it calls: counted, where no rule of `care.triage.unwanted` knows it.

Spam changes its sentences each week. What stays is what it lures with (coins, gains, prizes, loans, followers, rescue)
and that one is to come somewhere for it. Each matter and each kind of call counts once, with the shouting; what a
customer says of a matter of their own, or asks, counts against it.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from care import late

ENOUGH: Final = 4
"""With so much a message is taken for spam: no matter alone and no call alone has it."""
_MATTER_ALONE: Final = 4  # of all matters no more counts
_SHOUTS: Final = late.pattern(
    "[\U0001f680\U0001f911\U0001f4b0\U0001f4b8\U0001f381\U0001f389\U0001f525\U0001f48e\U0001f4c8\U0001f6a8\U0001f4a5\u2705\U0001f449\U0001f447\u27a1\U0001f3c6\U0001f340\U0001f4b5\U0001f4b2\U0001f92b\U0001f319\u26a1]|!!"
)
_WORD: Final = late.pattern(r"[^\W\d_]{2,}")
_ASKS: Final = late.pattern(r"\?[^\w?]*$")
_FEW_LETTERS: Final = 15
_LONGEST: Final = 1200  # characters that are looked at: what lures is short, and says so soon
_OWN: Final = 3
_ASKED: Final = 2
_GROWTH: Final = 3
# A sum that was put in, and one that came out of it: so many times as much is no refund and no bill.
_TIMES: Final = 3
_LEAST: Final = 20
_CENTS: Final = late.pattern(r"[.,]\d{1,2}$|[.,]$")
_PUT_IN: Final = late.pattern(
    r"\b(?:turned|turned my|put in|put|invest\w*|started with|deposit\w*|from|with just|send|meti|mete|puse|inverti\w*"
    r"|empece con|pase de|con solo|he pasado de|envia|comecei com|coloquei|investi\w*|apliquei|entrei com|passei de"
    r"|com apenas|si te doy|entra con|entra com|manda)\s(?:apenas |solo |only |just )?"
    r"(?:r\$|us\$|\$|€|£)?\s?(\d[\d.,]*)(k?)\b"
    r".{1,80}?(?:r\$|us\$|\$|€|£)?\s?(?<![\d.,])(\d[\d.,]*)(k|mil)?\b"
)


class _Sign(NamedTuple):
    """`sure`: a customer's own words do not speak against it, because frauds speak of exactly these matters."""

    weight: int
    sure: bool
    of: re.Pattern[str]


def is_spam(text: str, folded: str, *, own: bool) -> bool:
    """Whether what speaks for spam is enough. `folded` is the text as patterns want it, without the brand's @name.

    `own` says that the words are those of a customer's own matter.
    """
    folded = folded[:_LONGEST]
    # Most customers call nobody anywhere, and kinds of calls are the fewer.
    call = sum(one.weight for one in _signs()["call"] if one.of.search(folded))
    if not call:
        return False
    found = [one for one in _signs()["matter"] if one.of.search(folded)]
    matter = sum(one.weight for one in found) + _GROWTH * _grew(folded)
    if not matter:
        return False
    score = min(matter, _MATTER_ALONE) + call + _loudness(text)
    # Who ends with a question wants an answer.
    own = own and not any(one.sure for one in found)
    return score - _OWN * own - _ASKED * bool(_ASKS.search(text)) >= ENOUGH


def _grew(folded: str) -> bool:
    """Whether a small sum became a large one."""
    for put_in, thousands, out, more in _PUT_IN.findall(folded):
        before, after = _sum_of(put_in, thousands), _sum_of(out, more)
        if before >= _LEAST and after >= _TIMES * before:
            return True
    return False


def _sum_of(written: str, thousands: str) -> int:
    whole = _CENTS.sub("", written)
    digits = "".join(one for one in whole if one.isdigit())[:12]
    return int(digits or 0) * (1000 if thousands else 1)


def _loudness(text: str) -> int:
    """One for marks that shout or money's own emoji, and one for words in capitals."""
    letters = "".join(_WORD.findall(text))
    capitals = sum(one.isupper() for one in letters)
    return bool(_SHOUTS.search(text)) + (len(letters) >= _FEW_LETTERS and capitals * 3 > len(letters))


@cache
def _signs() -> dict[str, tuple[_Sign, ...]]:
    import tomllib  # noqa: PLC0415  see care.budget.prices

    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return {
        what: tuple(
            _Sign(one["weight"], one.get("sure", False), re.compile("|".join(f"(?:{sign})" for sign in one["signs"])))
            for one in kinds.values()
        )
        for what, kinds in told.items()
    }
