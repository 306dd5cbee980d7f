"""Suggests a shorter wording to an agent, who takes it or not. Nothing is shortened without being asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from care import late
from care.length.abbreviations import WORDINGS, Wordings
from care.length.fit import Edit, edited, in_place_of
from care.length.spans import Span, phrase_pattern, protected, touches
from care.length.weighted import normalised

_GREETING_ENDS = late.pattern(r"[,.!:;\n]|\Z")
_SENTENCE_BEGINS = late.pattern(r"(?:\A|[.!?…\n¡¿:])[\s¡¿\"“«(]*\Z")


@dataclass(frozen=True, slots=True)
class Change:
    """One phrase and what would stand for it, empty where it would go; `at` is its place in the agent's text."""

    at: int
    before: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shortening:
    """A shorter wording, and what changed, in order; without changes the text is the agent's own."""

    text: str = field(repr=False)
    changes: tuple[Change, ...]


def shorten(text: str, language: str, names: Sequence[str] = ()) -> Shortening:
    """A shorter wording of the text in this language (`es`, `pt`, `en`, or a tag that begins so; others: no change).

    Uses the abbreviations customary on X and leaves out filler phrases. The greeting that the text begins with, links,
    @names, #tags, e-mail addresses, numbers and `names` stay; so does a word with a capital within a sentence, because
    it may be a name.
    """
    text = normalised(text)
    wordings = WORDINGS.get(language[:2].casefold())
    if wordings is None:
        return Shortening(text, ())
    kept = [*protected(text, names), *_greeting(text, wordings)]
    edits: list[Edit] = []
    phrases = [*((phrase, "") for phrase in wordings.fillers), *wordings.shorter.items()]
    # A longer phrase holds shorter ones: it goes first.
    for phrase, short in sorted(phrases, key=lambda pair: -len(pair[0])):
        for match in phrase_pattern(phrase).finditer(text):
            if not _is_plain(text, match):
                continue
            if short:
                edit = match.span(), in_place_of(text, match.span(), short)
            elif _is_aside(text, match):
                edit = _without(text, match.span())
            else:
                continue
            if not touches(edit[0], [*kept, *(span for span, _ in edits)]):
                edits.append(edit)
    edits = [edit for edit in edits if len(edit[1]) < edit[0][1] - edit[0][0]]
    changes = tuple(Change(span[0], text[span[0] : span[1]], instead) for span, instead in sorted(edits))
    return Shortening(edited(text, edits), changes)


def _begins_sentence(text: str, match: re.Match[str]) -> bool:
    return _SENTENCE_BEGINS.search(text[: match.start()]) is not None


def _is_plain(text: str, match: re.Match[str]) -> bool:
    """True where no capital hints at a name."""
    return match[0].islower() or (_begins_sentence(text, match) and match[0][1:].islower())


def _is_aside(text: str, match: re.Match[str]) -> bool:
    """True where the sentence stands without it: "Ayer te informamos de que" and "no realmente" do not."""
    apart = _begins_sentence(text, match) or text[: match.start()].rstrip().endswith(",")
    return apart and (" " in match[0] or text[match.end() :].lstrip().startswith(","))


def _without(text: str, span: Span) -> Edit:
    """The edit that takes a filler out with its comma and one space, and hands its capital to the next word."""
    start, end = span
    if before := re.search(r",\s*\Z", text[:start]):
        # ", realmente," is an aside: one comma goes with it, and the other stays where it stood.
        if after := re.match(r"\s*,", text[end:]):
            return (before.start(), end + after.end()), ","
        return (start, end + len(_match(r"\s?", text[end:]))), ""
    end += len(_match(r"\s*,?\s*", text[end:]))
    if text[start].isupper() and end < len(text):
        return (start, end + 1), text[end].upper()
    return (start, end), ""


def _match(pattern: str, text: str) -> str:
    found = re.match(pattern, text)
    return found[0] if found else ""


def _greeting(text: str, wordings: Wordings) -> list[Span]:
    opening = text.lstrip(" \n¡")
    start = len(text) - len(opening)
    for greeting in wordings.greetings:
        if phrase_pattern(greeting).match(opening):
            ends = _GREETING_ENDS.search(opening)
            return [(start, start + (ends.end() if ends else len(opening)))]
    return []
