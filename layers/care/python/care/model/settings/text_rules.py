"""What a text may not be, said when it is saved: each problem says how to mend it."""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from care.model.settings.occasions import LONGEST_INCIDENT, PLACEHOLDERS, REQUIRED, Language, Occasion, rooms
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

_HELD = re.compile(r"para|de|del|a|con|por|y|ao|do|da|com|e|for|of|to|with|by|from|and", re.IGNORECASE)
_BEFORE = re.compile(r"([^\W\d_]+)\s+$")
# What would make one word, link, mention or tag of a placeholder and its neighbour.
_GLUED_BEFORE = re.compile(r"[\w@＠#＃$./\\=&%+~_}-]$")  # noqa: RUF001  X takes both forms of each sign
_GLUED_AFTER = re.compile(r"[.,:;/@=&%+~_'’-]*[\w{@]|[/@=&%+~_]")  # noqa: RUF001  both apostrophes are written
_AUTOMATIC = re.compile(r"\bautom[aá]t|\bautomated\b|\brobot|\bbot\b", re.IGNORECASE)
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


class Place(NamedTuple):
    """Where a text is used, and what the account allows itself."""

    occasion: Occasion
    language: Language
    public: bool
    allow_links: bool = False
    without_return: bool = False


def problems(text: str, place: Place) -> list[str]:
    """What is wrong with a text of an occasion; empty if it may be saved."""
    known = PLACEHOLDERS[place.occasion]
    if found := list(_malformed(text, known, f"a text for {place.occasion}")):
        return found
    found = list(_badly_placed(text))
    required = REQUIRED.get(place.occasion)
    if required and required not in placeholders(text):
        if place.occasion != "absence":
            found.append(f"{{{required}}} is missing; put it where the text says it")
        elif not place.without_return:
            found.append("{return} is missing; put it in, or say absence_without_return = true beside the texts")
    if place.public:
        found += _unfit_for_public(fill(text, _SAMPLES), allow_links=place.allow_links)
    found += _too_long(text, place)
    return found


def note_problems(text: str, language: Language) -> list[str]:
    """What is wrong with an account's wording of the note under automatic DMs; X's policy asks for what must stay."""
    if found := list(_malformed(text, NOTE_PLACEHOLDERS, "the note")):
        return found
    found = list(_badly_placed(text))
    if "privacy" not in placeholders(text):
        found.append("{privacy} is missing; X asks for the privacy policy in automatic DMs")
    if not _AUTOMATIC.search(text):
        found.append("it does not say that the message is automatic; say it (automático, automática, automatic)")
    words = STOP_WORDS[language]
    if not any(re.search(rf"(?<!\w){word}(?!\w)", text) for word in words):
        found.append(f"it does not say how to stop automatic messages; name {' or '.join(words)} in capitals")
    length = len(unicodedata.normalize("NFC", text))
    if length > NOTE_LIMIT:
        found.append(f"{length} of {NOTE_LIMIT} characters; make it shorter")
    return found


def incident_problems(text: str, *, allow_links: bool = False) -> list[str]:
    """What is wrong with an incident's own text, which goes out in public and in private alike."""
    from care.text.lengths import weighted_length  # noqa: PLC0415  it takes longer to import than all else here

    if found := list(_malformed(text, frozenset(), "an incident's text")):
        return found
    found = _unfit_for_public(text, allow_links=allow_links)
    length = max(weighted_length(text), len(unicodedata.normalize("NFC", text)))
    if length > LONGEST_INCIDENT:
        found.append(f"{length} of {LONGEST_INCIDENT} characters; make it shorter")
    return found


def post_problems(text: str, what: str, known: frozenset[str], required: str, longest: int) -> list[str]:
    """What is wrong with a text of courtesy, which may go out in public; `longest` counts without what is filled in."""
    from care.text.lengths import weighted_length  # noqa: PLC0415  see incident_problems

    if found := list(_malformed(text, known, f"a text for {what}")):
        return found
    found = list(_badly_placed(text))
    if required and required not in placeholders(text):
        found.append(f"{{{required}}} is missing; put it where the text says it")
    if any(count > 1 for count in Counter(placeholders(text)).values()):
        found.append("a placeholder stands there twice; once is enough")
    found += _unfit_for_public(fill(text, _SAMPLES), allow_links=False)
    bare = unicodedata.normalize("NFC", PLACEHOLDER.sub("", text))
    length = max(weighted_length(bare), len(bare))
    if length > longest:
        found.append(f"{length} of {longest} characters; make it shorter")
    return found


def _malformed(text: str, known: frozenset[str], what: str) -> Iterator[str]:
    if hidden := unseen(text):
        yield f"the character U+{ord(hidden):04X} cannot be seen; remove it"
    bare = PLACEHOLDER.sub("", text)
    if "{" in bare or "}" in bare:
        yield "a brace is not closed or not opened; write placeholders as {name}, and no other braces"
        return
    may = ", ".join(f"{{{name}}}" for name in sorted(known)) or "no placeholders"
    for name in dict.fromkeys(placeholders(text)):
        if name not in known:
            near = difflib.get_close_matches(name.strip().lower(), known, n=1)
            yield f"{{{name}}} is unknown{f' (did you mean {{{near[0]}}}?)' if near else ''}; {what} may hold {may}"
    if not any(character.isalpha() for character in bare):
        yield "it says nothing; write a text or remove it"


def _badly_placed(text: str) -> Iterator[str]:
    for found in PLACEHOLDER.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        if _GLUED_BEFORE.search(before) or _GLUED_AFTER.match(after):
            yield f"{found[0]} touches the word beside it; put a space between them"
        word = _BEFORE.search(before)
        if found[1] == "name" and word and _HELD.fullmatch(word[1]):
            yield f"“{word[1]} {{name}}” breaks for a customer without a name; write it as in “Hola, {{name}}”"


def _unfit_for_public(text: str, *, allow_links: bool) -> list[str]:
    found = []
    if not allow_links and has_link(text):
        found.append("X takes $0.20 for a public post with a link; remove it, or say allow_links = true")
    if kind := sensitive(text):
        found.append(f"it holds what is kept from public posts ({kind}); take it out")
    return found


def _too_long(text: str, place: Place) -> list[str]:
    from care.text.lengths import DM_LIMIT, POST_LIMIT, weighted_length  # noqa: PLC0415  see incident_problems

    text = unicodedata.normalize("NFC", text)
    # The placeholders are counted as a letter each, so that what stands beside them is counted as it will be.
    letters, holes = PLACEHOLDER.sub("x", text), Counter(placeholders(text))
    count = holes.total()
    wide = rooms(place.language, public=True)
    long = rooms(place.language, public=False)
    note = NOTE_LIMIT + long["brand"] + long["privacy"] + 2
    public = _sum(weighted_length(letters) - count, holes, wide, {}, POST_LIMIT) if place.public else ""
    private = _sum(len(letters) - count, holes, long, {"note": note}, DM_LIMIT)
    return [said for said in (public, private) if said][:1]


def _sum(text: int, holes: Mapping[str, int], room: Mapping[str, int], also: Mapping[str, int], limit: int) -> str:
    parts: Iterable[tuple[str, int]] = [(name, room[name] * times) for name, times in holes.items()]
    parts = [("text", text), *parts, *also.items()]
    total = sum(length for _, length in parts)
    if total <= limit:
        return ""
    said = " + ".join(f"{length} {name}" for name, length in parts)
    return f"{said} = {total} of {limit}; make the text shorter by {total - limit}"
