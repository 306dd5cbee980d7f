"""Messages that want nothing of the brand: advertising and fraud, and what insults or threatens who answers.

Rules in three languages, and no model. An offer (riches, prizes, followers) is spam only with a call to act beside it,
and never where the words are a customer's own matter: whoever complains of a charge for crypto, asks whether a prize
draw is the brand's, or reports who pretends to be the brand, is served. Swearing at a service insults nobody.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Final

from care import late
from care.triage.spam_links import places
from care.triage.spam_signs import is_spam
from care.triage.verdict import Abuse, Unwanted

_LONGEST: Final = 4000  # characters that are looked at


_RECOVERY: Final = late.pattern(
    r"\b(?:recover|recuper|got (?:all )?my \w+ back).{0,80}"
    r"(?:thanks to @|gracias a @|gracas a(?:o|os)? @|\bwhats ?app\b|\btelegram\b|\bcontact @?\w|\bcontacta)"
)


def spam_of(text: str, marked: Collection[str] = (), brand: str = "") -> Unwanted:
    """Why a message is taken for spam, empty for most: an offer with a call, help for money that is lost, or a link.

    `marked` are places of links that several customers' spam held (`care.triage.spam_links`).
    """
    if marked and any(one in marked for one in places(text)):
        return "link"
    folded = _folded(text)
    if _RECOVERY.search(folded):
        return "recovery"
    if _holds("offer", folded):
        lured = ("?" not in folded and _holds("call", folded)) or _holds("calls", folded) or _holds("elsewhere", folded)
    else:
        lured = "?" not in folded and _holds("lure", folded) and _holds("elsewhere", folded)
    own = _holds("own_matter", folded)
    if lured and not own:
        return "offer"
    others = re.sub(rf"@{re.escape(brand.casefold())}\b", "", folded) if brand else folded
    return "offer" if is_spam(text[:_LONGEST], others, own=own) else ""


def abuse_of(text: str) -> Abuse:
    """Whether a message insults or threatens those who answer; a threat goes before an insult."""
    folded = _folded(text)
    if _holds("threat", folded):
        return "threat"
    return "insult" if _holds("insult", folded) else ""


def _holds(what: str, folded: str) -> bool:
    return _patterns()[what].search(folded) is not None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    import tomllib  # noqa: PLC0415  see care.budget.prices

    found = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return {what: re.compile("|".join(f"(?:{one})" for one in phrases)) for what, phrases in found.items()}


def _folded(text: str) -> str:
    """Without capitals and accents, apostrophes and blanks of one kind."""
    plain = unicodedata.normalize("NFKD", text[:_LONGEST]).casefold()
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return " ".join(plain.translate({0x2019: "'", 0x00B4: "'", 0x60: "'"}).split())
