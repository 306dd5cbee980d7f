"""What is learned of numbers in answers: which is the score. From `scores`, from labelled answers, and from messages.

In the files of `scores` a sign, a blank and a text: ">" leads to a score, "<" follows one, "-" holds none, "#" is the
number and "@" another one. Each is filled with figures and words, and what leads is put together with what follows,
by the digest of the text: nothing by chance. "=" is a text with its scores marked, as customers might write it.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from care.survey.numbers import Piece, normalised, pieces
from care.survey.weighed import candidates
from care.survey.words import roles
from care.triage.words import key_of
from infra.training.answers import written
from infra.training.messages import everything

_FOLDER: Final = Path(__file__).with_name("scores")
_WORDS: Final = {
    "es": ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"],
    "pt": ["zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez"],
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
}
_ARTICLES: Final = {"es": "un ", "pt": "um ", "en": "a "}
_THANKS: Final = {"es": ", gracias", "pt": ", obrigado", "en": ", thanks"}
# What is put together counts for less than what was written; a message is no answer.
_WRITTEN: Final = 2.0
_PUT_TOGETHER: Final = 0.5
_MESSAGE: Final = 0.3
_FRAME: Final = 0.1
_TIMES: Final = 4
_WORD: Final = re.compile(r"[^\W\d_]+")
_SHORT: Final = 3


class Number(NamedTuple):
    """The pieces of a text, the place of a number in them, whether it is the score, and what it counts."""

    found: list[Piece]
    at: int
    is_score: bool
    counts: float


class _Text(NamedTuple):
    language: str
    text: str
    value: int | None
    counts: float


def numbers() -> list[Number]:
    """All that is learned from."""
    learned: list[Number] = []
    for one in _texts():
        found = pieces(normalised(one.text), one.language)
        for at in candidates(found):
            is_score = one.value is not None and one.value in {-1, (found[at].hundredths + 50) // 100}
            learned.append(Number(found, at, is_score, one.counts))
    return learned


def _texts() -> Iterator[_Text]:
    for language in _WORDS:
        yield from _put_together(language)
        for answer in written(language):
            yield _Text(language, answer.text, -1 if answer.meaning == "score" else None, answer.counts)
    for message in everything():
        counts = _FRAME if message.industry == "frames" else _MESSAGE
        yield _Text(message.language, message.text, None, counts)
        if counts == _MESSAGE:
            yield from _counted(message.language, message.text)


def _counted(language: str, text: str) -> Iterator[_Text]:
    """Numbers before and after a word of a message that speaks of no score: what they may count."""
    said = list(_WORD.finditer(text))
    at = [one for one in said if len(one[0]) > _SHORT and not roles(key_of(one[0]))]
    if at:
        word = at[_drawn(text, 0) % len(at)]
        value = _drawn(text, 1) % 11
        number = str(value) if value % 3 else _WORDS[language][value]
        place = said.index(word)
        few = said[place : place + 1 + _drawn(text, 2) % 4]
        back = said[max(0, place - _drawn(text, 3) % 3)]
        after, before = text[word.start() : few[-1].end()], text[back.start() : word.end()]
        for made in (
            f"{number} {after}",
            f"{_ARTICLES[language]}{number} {after}",
            f"{before} {number}",
            f"{before} {number}, {after}",
            f"{text[: word.start()]}{number} {text[word.start() :]}",
            f"{text[: word.end()]} {number}{text[word.end() :]}",
        ):
            yield _Text(language, made, None, _MESSAGE)


def _put_together(language: str) -> Iterator[_Text]:
    lines = [line for line in _FOLDER.joinpath(f"{language}.txt").read_text(encoding="utf-8").splitlines() if line]
    tails = [line[2:] for line in lines if line[0] == "<"]
    for line in lines:
        match line[0]:
            case "=":
                value, _, text = line[2:].partition(" ")
                yield _Text(language, text, None if value == "-" else int(value), _WRITTEN)
            case ">":
                for time in range(_TIMES):
                    tail = tails[_drawn(line, time) // 1000 % len(tails)] if time else ""
                    yield _filled(language, line[2:] + tail, time)
            case "<":
                for time, before in enumerate(("", _ARTICLES[language])):
                    yield _filled(language, f"{before}#{line[2:]}", time)
            case _:
                for time in range(_TIMES):
                    ends = _THANKS[language] if time == _TIMES - 1 else ""
                    yield _filled(language, line[2:] + ends, time)._replace(value=None)


def _filled(language: str, text: str, time: int) -> _Text:
    drawn = _drawn(text, time)
    value = drawn % 11
    other = (value + 1 + drawn // 11 % 9) % 12
    number = _WORDS[language][value] if time == 1 else str(value)
    return _Text(language, re.sub("#", number, text).replace("@", str(other)), value, _PUT_TOGETHER)


def _drawn(text: str, time: int) -> int:
    return int.from_bytes(sha256(f"{text}{time}".encode()).digest()[:6])
