"""What may be put into an automatic message: names that strangers chose, made safe or left out."""

import re
import unicodedata
from typing import Final

from care import late
from care.model.settings.occasions import BRAND_ROOM, CASE_ROOM, LABEL_ROOM, LINK_ROOM, LONGEST_INCIDENT, NAME_ROOM

_ISOLATED: Final = "\u2068{}\u2069"
_EDGES: Final = ".,;:!?¡¿()[]«»“”\"'’‘`*~|•·-–—"  # noqa: RUF001  what people put around their names
# What a display name begins with that nobody is called by.
_NO_NAMES: Final = frozenset(
    {"dr", "dra", "sr", "sra", "srta", "don", "doña", "dona", "mr", "mrs", "ms", "miss", "prof", "sir"}
    | {"el", "la", "los", "las", "un", "una", "os", "as", "um", "uma", "the", "an", "soy", "yo", "eu", "sou"}
)
_CASE: Final = late.pattern(rf"[0-9A-Za-z_-]{{1,{CASE_ROOM}}}")
_MOST_MARKS: Final = 3  # accents on one letter: more are there to smear over the lines above


def first_name(name: str) -> str:
    """The first name in a display name of X, as one greets by it; empty if none can be told.

    It holds nothing but letters with their accents, and hyphens and apostrophes between them, so that no name is a
    link, a mention, markup or a placeholder. Emoji and invisible characters are left out; a name written from right
    to left is isolated, so that the text around it stays in order.
    """
    shown = unicodedata.normalize("NFKC", name)
    token = next(iter("".join(map(_visible, shown)).split()), "").strip(_EDGES)
    if not _is_name(token) or token.casefold() in _NO_NAMES:
        return ""
    if token.isupper() or token.islower():
        token = unicodedata.normalize("NFC", token.title())
    if any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in token):
        token = _ISOLATED.format(token)
    return token if fits(token, NAME_ROOM) else ""


def brand(name: str, username: str) -> str:
    """The account's name, or its @name without the @ where the name would be a link, a mention or too long."""
    written = line(name, BRAND_ROOM)
    return written if written and not _acts(written) else username


def case(case_id: str) -> str:
    """A case's id, as it is read out; empty for what is none."""
    return case_id if _CASE.fullmatch(case_id) else ""


def privacy(url: str, *, public: bool) -> str:
    """The link to the privacy policy; empty in public where X would not see a link in it and count all of it."""
    return url if not public or _weight(url) <= LINK_ROOM else ""


def label(text: str | None) -> str:
    """The label of an absence, empty if it cannot stand in a public text."""
    written = line(text or "", LABEL_ROOM)
    return written if written and not _acts(written) and not sensitive(written) else ""


def incident(text: str, *, public: bool, allow_links: bool) -> str:
    """An incident's text, empty if it cannot be told where the customer wrote (see `checking.incident_problems`)."""
    written = line(text, LONGEST_INCIDENT)
    if public and written and ((has_link(written) and not allow_links) or sensitive(written)):
        return ""
    return written


def line(text: str, room: int) -> str:
    """The text in one line of NFC; empty if it is longer than its room or holds braces or what nobody sees."""
    written = " ".join(unicodedata.normalize("NFC", text).split())
    if unseen(written) or "{" in written or "}" in written:
        return ""
    return written if fits(written, room) else ""


def fits(text: str, room: int) -> bool:
    """Whether a text keeps within its room, counted as X counts a post and in code points."""
    return len(text) <= room and _weight(text) <= room


def unseen(text: str) -> str:
    """The first character that nobody sees, or that turns the direction of what follows; empty if there is none.

    New lines are seen, and what joins emoji is a part of them.
    """
    for character in text:
        kind = unicodedata.category(character)
        if kind in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} and character not in {"\n", "\u200d"}:
            return character
    return ""


def has_link(text: str) -> bool:
    """Whether X would make a link of something in the text, for which it takes $0.20 in a public reply."""
    from care.length.weighted import links  # noqa: PLC0415  where an account has no texts of its own nothing is counted

    # The parser's domains are of 2019; a younger one is a link at least where it is written as one.
    return "://" in text or bool(links(unicodedata.normalize("NFC", text)))


def sensitive(text: str) -> str:
    """What kind of personal data the text holds, empty if none."""
    from care.privacy.finder import find  # noqa: PLC0415  as above

    found = find(text, ("ES", "PT", "BR"), by_customer=False)
    return str(found[0].kind) if found else ""


def _acts(text: str) -> bool:
    return has_link(text) or bool(re.search(r"[@＠#＃$]\w", text))  # noqa: RUF001  X takes both forms of each sign


def _weight(text: str) -> int:
    from care.length.weighted import weighted_length  # noqa: PLC0415  as above

    return weighted_length(text)


def _visible(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in {"Cc", "Cf", "Cs", "Co", "Cn", "Me"} or 0xFE00 <= ord(character) <= 0xFE0F:
        return " " if character in "\n\t\r" else ""
    return " " if kind in {"So", "Sk", "Zl", "Zp"} else character


def _is_name(token: str) -> bool:
    letters = marks = 0
    previous = "-"
    for character in token:
        kind = unicodedata.category(character)
        if kind in {"Lu", "Ll", "Lt", "Lo", "Lm"}:
            letters, marks = letters + 1, 0
        elif kind in {"Mn", "Mc"} and previous not in "-'’":  # noqa: RUF001  both apostrophes are written
            marks += 1
            if marks > _MOST_MARKS:
                return False
        elif character not in "-'’" or previous in "-'’":  # noqa: RUF001  as above
            return False
        previous = character
    # One letter is an initial, but a whole name where a letter is a syllable or a word.
    return letters > 1 or (letters == 1 and unicodedata.category(token[0]) == "Lo")
