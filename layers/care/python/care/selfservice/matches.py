"""Which article a text asks for, by the words that they share, and nothing where too little is shared.

Words count by how few articles hold them; endings fall away, and a misspelt word stands for the nearest one. The score
joins how much of an article's phrase the text says with how much of the text the phrase explains, so that one shared
word among many others claims nothing. The same serves agents, who are shown the three nearest.
"""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from care.model.settings.occasions import Language
from care.model.settings.selfservice import Article, Lookup
from care.selfservice.lists import weightless
from care.triage.words import NUMBER, TEN, words

THRESHOLD: Final = 0.6
LONGEST: Final = 1500
"""Characters of a text that are read: what a long DM is about stands in its beginning."""

# How much the text must explain, beside the phrase being said.
_TEXT_SHARE: Final = 0.4
# A word of the text that no article knows weighs this part of the rarest word.
_UNKNOWN: Final = 0.5
# Misspellings: how alike (0 to 100), of words from which length on; shorter ones have too many neighbours.
_ALIKE: Final = 80
_SHORTEST_MISSPELT: Final = 5
# So many words of a text are compared with so many of the articles': a misspelling costs a look at each of them.
_MOST_MISSPELT, _MOST_COMPARED = 100, 5000
# "Pedio" for "pedido": a stem so short stands for a longer one only if hardly a letter differs.
_SHORTEST_CUT: Final = 4
_CUT_ALIKE: Final = 88
_ENDINGS: Final = (
    *("aciones", "iciones", "amiento", "imiento", "acion", "icion", "ciones", "acoes", "icoes", "cion", "acao", "icao"),
    *(
        "coes",
        "cao",
        "ando",
        "iendo",
        "endo",
        "indo",
        "adas",
        "ados",
        "idas",
        "idos",
        "ing",
        "ado",
        "ada",
        "ido",
        "ida",
    ),
    *("ed", "ar", "er", "ir", "as", "es", "os", "a", "e", "o", "s"),
)
_SHORTEST_STEM: Final = 4
# A number is one of an order or a date, and asks for nothing by itself; "5g" is a word.
_FIGURES: Final = frozenset({NUMBER, TEN})


class Match(NamedTuple):
    """An article that a text may ask for, and how surely, from 0 to 1."""

    article_id: str
    score: float


def best(
    text: str,
    articles: Sequence[Article | Lookup],
    language: Language,
    limit: int = 3,
    threshold: float = THRESHOLD,
) -> list[Match]:
    """The articles that reach the threshold, surest first, at most `limit`; an empty list claims nothing.

    Any text is read, in time linear in its length up to LONGEST.
    """
    index = _index_of(articles, language)
    scores = index.scores(stems(text[:LONGEST], language))
    found = [Match(article_id, score) for article_id, score in scores.items() if score >= threshold]
    return sorted(found, key=lambda match: (-match.score, match.article_id))[:limit]


def stems(text: str, language: Language) -> list[str]:
    """The words of a text that weigh something, each once, without their endings."""
    empty = weightless(language)
    keys = (key for _, key in words(text) if key[0].isalnum() and key not in empty and key not in _FIGURES)
    return list(dict.fromkeys(map(_stem, keys)))


def _stem(key: str) -> str:
    for ending in _ENDINGS:
        if key.endswith(ending) and len(key) - len(ending) >= _SHORTEST_STEM:
            return key[: -len(ending)]
    return key


class _Index:
    """The phrases of some articles by their words, made once and asked often.

    A score is (shared / phrase) ** 0.6 * (shared / text) ** 0.4; the phrase's part of it is kept with the phrase.
    """

    __slots__ = ("_by_stem", "_phrases", "_unknown", "_vocabulary", "_weights")

    def __init__(self, entries: Iterable[tuple[str, list[list[str]]]]) -> None:
        held: dict[str, set[str]] = {}
        self._phrases: list[tuple[str, float]] = []
        self._by_stem: dict[str, list[int]] = {}
        phrases: list[tuple[str, list[str]]] = []
        ids: set[str] = set()
        for entry_id, said in entries:
            ids.add(entry_id)
            for stemmed in said:
                if stemmed:
                    phrases.append((entry_id, stemmed))
                    for stem in stemmed:
                        held.setdefault(stem, set()).add(entry_id)
        self._weights = {stem: math.log(1 + len(ids) / len(by)) for stem, by in held.items()}
        self._unknown = _UNKNOWN * math.log(1 + max(len(ids), 1))
        for place, (entry_id, stemmed) in enumerate(phrases):
            whole = sum(self._weights[stem] for stem in stemmed)
            self._phrases.append((entry_id, whole ** (_TEXT_SHARE - 1)))
            for stem in stemmed:
                self._by_stem.setdefault(stem, []).append(place)
        self._vocabulary = [stem for stem in self._weights if len(stem) >= _SHORTEST_MISSPELT][:_MOST_COMPARED]

    def scores(self, stemmed: Iterable[str]) -> dict[str, float]:
        """For each article that shares a word with the text, the score of its nearest phrase."""
        total, shared = 0.0, [0.0] * len(self._phrases)
        said: dict[str, float] = {}
        compared = 0
        for stem in stemmed:
            known, alike = (stem, 1.0) if stem in self._weights else ("", 0.0)
            if not known and compared < _MOST_MISSPELT:
                known, alike = self._nearest(stem)
                compared += 1
            if known:
                said[known] = max(alike, said.get(known, 0.0))
            else:
                total += self._unknown
        for known, alike in said.items():
            weight = self._weights[known]
            total += weight
            worth = weight * alike
            for place in self._by_stem[known]:
                shared[place] += worth
        found: dict[str, float] = {}
        for weight, (entry_id, of_the_phrase) in zip(shared, self._phrases, strict=True):
            if not weight:
                continue
            score = weight * of_the_phrase
            if score > found.get(entry_id, 0.0):
                found[entry_id] = score
        of_the_text = total**-_TEXT_SHARE if total else 0.0
        return {entry_id: round(min(score * of_the_text, 1.0), 4) for entry_id, score in found.items()}

    def _nearest(self, stem: str) -> tuple[str, float]:
        if len(stem) < _SHORTEST_CUT or not stem.isalpha():
            return "", 0.0
        cutoff = _ALIKE if len(stem) >= _SHORTEST_MISSPELT else _CUT_ALIKE
        from rapidfuzz import fuzz, process  # noqa: PLC0415  loaded by those who meet a misspelling

        found = process.extractOne(stem, self._vocabulary, scorer=fuzz.ratio, score_cutoff=cutoff)
        return (found[0], found[1] / 100) if found else ("", 0.0)


# The index of the very articles that were asked last, which are kept so that their identities stay theirs: to compare
# all phrases of a brand with those of before would cost more than to answer.
_kept: dict[tuple[Language, tuple[int, ...]], tuple[Sequence[Article | Lookup], _Index]] = {}
_MOST_KEPT: Final = 64


def _index_of(articles: Sequence[Article | Lookup], language: Language) -> _Index:
    key = (language, tuple(map(id, articles)))
    found = _kept.get(key)
    if found is None:
        index = _index(tuple([(article.id, article.phrases(language)) for article in articles]), language)
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = _kept[key] = (tuple(articles), index)
    return found[1]


@lru_cache(maxsize=64)
def _index(articles: tuple[tuple[str, tuple[str, ...]], ...], language: Language) -> _Index:
    return _Index((entry_id, [stems(phrase, language) for phrase in phrases]) for entry_id, phrases in articles)
