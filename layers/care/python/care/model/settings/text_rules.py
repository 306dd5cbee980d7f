"""What a text may not say, checked when it is saved: each problem says how to mend it."""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from pydantic_core import PydanticCustomError

from care import late
from care.faults import Fault, fault
from care.model.settings.occasions import (
    LONGEST_INCIDENT,
    PLACEHOLDERS,
    REQUIRED,
    Language,
    Occasion,
    Variety,
    language_of,
    rooms,
)
from care.model.settings.placeholder_values import has_link, sensitive, unseen
from care.model.settings.placeholders import PLACEHOLDER, fill, placeholders

NOTE_PLACEHOLDERS: Final = frozenset({"brand", "privacy"})
NOTE_LIMIT: Final = 600
# Each of them ends automatic messages when it is all that a customer writes (care.triage.opt_out).
STOP_WORDS: Final[dict[Language, tuple[str, ...]]] = {
    "es": ("BAJA", "PARAR", "STOP"),
    "pt": ("SAIR", "PARAR", "STOP"),
    "en": ("STOP",),
}

_HELD = late.pattern(r"para|de|del|a|con|por|y|ao|do|da|com|e|for|of|to|with|by|from|and", re.IGNORECASE)
_BEFORE = late.pattern(r"([^\W\d_]+)\s+$")
# What would make one word, link, mention or tag of a placeholder and its neighbour.
_GLUED_BEFORE = late.pattern(r"[\w@＠#＃$./\\=&%+~_}-]$")  # noqa: RUF001  X takes both forms of each sign
_GLUED_AFTER = late.pattern(r"[.,:;/@=&%+~_'’-]*[\w{@]|[/@=&%+~_]")  # noqa: RUF001  both apostrophes are written
_AUTOMATIC = late.pattern(r"\bautom[aá]t|\bautomated\b|\brobot|\bbot\b", re.IGNORECASE)
# A stand-in for each value while links and personal data are looked for; a case's id is like a real one.
_SAMPLES: Final = {
    "name": "Marta",
    "brand": "Centralita",
    "return": "mañana a las 9:00, hora de Madrid",
    "case": "7K3M9QX2TB4W",
    "label": "vacaciones",
    "incident": "incidencia",
    "privacy": "https://example.com/privacy",
    "today": "de 9:00 a 14:00",
}


class TextUse(NamedTuple):
    """Where a text is used, and what the account allows itself."""

    occasion: Occasion
    language: Variety
    public: bool
    allow_links: bool = False
    without_return: bool = False


def problems(text: str, place: TextUse) -> list[PydanticCustomError]:
    """What is wrong with a text of an occasion; empty if it may be saved."""
    known = PLACEHOLDERS[place.occasion]
    if found := list(_malformed(text, known, f"a text for {place.occasion}")):
        return found
    found = list(_badly_placed(text))
    required = REQUIRED.get(place.occasion)
    if required and required not in placeholders(text):
        if place.occasion != "absence":
            found.append(fault(Fault.hole_missing, hole=f"{{{required}}}"))
        elif not place.without_return:
            found.append(fault(Fault.return_missing, hole="{return}"))
    if place.public:
        found += _unfit_for_public(fill(text, _SAMPLES), allow_links=place.allow_links)
    found += _too_long(text, place)
    return found


def note_problems(text: str, language: Variety) -> list[PydanticCustomError]:
    """What is wrong with an account's wording of the note under automatic DMs; X's policy asks for what must stay."""
    if found := list(_malformed(text, NOTE_PLACEHOLDERS, "the note")):
        return found
    found = list(_badly_placed(text))
    if "privacy" not in placeholders(text):
        found.append(fault(Fault.privacy_missing, hole="{privacy}"))
    if not _AUTOMATIC.search(text):
        found.append(fault(Fault.not_said_automatic))
    words = STOP_WORDS[language_of(language)]
    if not any(re.search(rf"(?<!\w){word}(?!\w)", text) for word in words):
        found.append(fault(Fault.not_said_how_to_stop, words=", ".join(words)))
    length = len(unicodedata.normalize("NFC", text))
    if length > NOTE_LIMIT:
        found.append(fault(Fault.too_many_characters, length=length, limit=NOTE_LIMIT))
    return found


def incident_problems(text: str, *, allow_links: bool = False) -> list[PydanticCustomError]:
    """What is wrong with an incident's own text, which goes out in public and in private alike."""
    from care.length.weighted import weighted_length  # noqa: PLC0415  it takes longer to import than all else here

    if found := list(_malformed(text, frozenset(), "an incident's text")):
        return found
    found = _unfit_for_public(text, allow_links=allow_links)
    length = max(weighted_length(text), len(unicodedata.normalize("NFC", text)))
    if length > LONGEST_INCIDENT:
        found.append(fault(Fault.too_many_characters, length=length, limit=LONGEST_INCIDENT))
    return found


def post_problems(
    text: str, what: str, known: frozenset[str], required: str, longest: int
) -> list[PydanticCustomError]:
    """What is wrong with a text of courtesy, which may go out in public; `longest` counts without what is filled in."""
    from care.length.weighted import weighted_length  # noqa: PLC0415  see incident_problems

    if found := list(_malformed(text, known, f"a text for {what}")):
        return found
    found = list(_badly_placed(text))
    if required and required not in placeholders(text):
        found.append(fault(Fault.hole_missing, hole=f"{{{required}}}"))
    if any(count > 1 for count in Counter(placeholders(text)).values()):
        found.append(fault(Fault.hole_twice))
    found += _unfit_for_public(fill(text, _SAMPLES), allow_links=False)
    bare = unicodedata.normalize("NFC", PLACEHOLDER.sub("", text))
    length = max(weighted_length(bare), len(bare))
    if length > longest:
        found.append(fault(Fault.too_many_characters, length=length, limit=longest))
    return found


def _malformed(text: str, known: frozenset[str], what: str) -> Iterator[PydanticCustomError]:
    if hidden := unseen(text):
        yield fault(Fault.unseen_character, code=f"U+{ord(hidden):04X}")
    bare = PLACEHOLDER.sub("", text)
    if "{" in bare or "}" in bare:
        yield fault(Fault.brace_open)
        return
    may = ", ".join(f"{{{name}}}" for name in sorted(known)) or "no placeholders"
    for name in dict.fromkeys(placeholders(text)):
        if name not in known:
            near = difflib.get_close_matches(name.strip().lower(), known, n=1)
            told = {"what": what, "known": may, "hole": f"{{{name}}}"}
            if near:
                yield fault(Fault.hole_unknown_near, near=f"{{{near[0]}}}", **told)
            else:
                yield fault(Fault.hole_unknown, **told)
    if not any(character.isalpha() for character in bare):
        yield fault(Fault.says_nothing)


def _badly_placed(text: str) -> Iterator[PydanticCustomError]:
    for found in PLACEHOLDER.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        if _GLUED_BEFORE.search(before) or _GLUED_AFTER.match(after):
            yield fault(Fault.hole_glued, hole=found[0])
        word = _BEFORE.search(before)
        if found[1] == "name" and word and _HELD.fullmatch(word[1]):
            yield fault(Fault.needs_name, held=f"{word[1]} {{name}}")


def _unfit_for_public(text: str, *, allow_links: bool) -> list[PydanticCustomError]:
    found: list[PydanticCustomError] = []
    if not allow_links and has_link(text):
        found.append(fault(Fault.link_is_dear))
    if kind := sensitive(text):
        found.append(fault(Fault.holds_personal_data, kinds=str(kind)))
    return found


def _too_long(text: str, place: TextUse) -> list[PydanticCustomError]:
    from care.length.weighted import DM_LIMIT, POST_LIMIT, weighted_length  # noqa: PLC0415  see incident_problems

    text = unicodedata.normalize("NFC", text)
    # The placeholders are counted as a letter each, so that what stands beside them is counted as it will be.
    letters, holes = PLACEHOLDER.sub("x", text), Counter(placeholders(text))
    count = holes.total()
    wide = rooms(place.language, public=True)
    long = rooms(place.language, public=False)
    note = NOTE_LIMIT + long["brand"] + long["privacy"] + 2
    public = _sum(weighted_length(letters) - count, holes, wide, {}, POST_LIMIT) if place.public else None
    private = _sum(len(letters) - count, holes, long, {"note": note}, DM_LIMIT)
    return [said for said in (public, private) if said is not None][:1]


def _sum(
    text: int, holes: Mapping[str, int], room: Mapping[str, int], also: Mapping[str, int], limit: int
) -> PydanticCustomError | None:
    parts: Iterable[tuple[str, int]] = [(name, room[name] * times) for name, times in holes.items()]
    parts = [("text", text), *parts, *also.items()]
    total = sum(length for _, length in parts)
    if total <= limit:
        return None
    said = " + ".join(f"{length} {name}" for name, length in parts)
    return fault(Fault.could_be_too_long, sum=said, length=total, limit=limit, over=total - limit)
