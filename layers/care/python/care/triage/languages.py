"""The language of a message: as X says where it is one of ours, else as its words and letters say."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from care import late
from care.triage.letters import by_letters
from care.triage.other_languages import speaks_another
from care.triage.verdict import ToldBy
from care.triage.words import Word

# The bits by which a rule says for which texts it is.
LANGUAGES: Final[Mapping[str, int]] = {"es": 1, "pt": 2, "en": 4}
ANY: Final = 7
# A language besides the first is read too when this many points speak for it: people mix.
ALSO_READ: Final = 3

# Letters that only one of the three writes.
_LETTERS: Final = (
    ("ñ", "es"),
    ("¿", "es"),
    ("¡", "es"),
    ("ã", "pt"),
    ("õ", "pt"),
    ("ç", "pt"),
    ("ê", "pt"),
    ("ô", "pt"),
)

# Words that, with this accent, only one of the three writes: "más" is not "mas", nor "qué" "que".
_ACCENTED: Final[Mapping[str, str]] = {
    word: language
    for language, words in {
        "es": "qué cómo cuándo dónde quién quiénes cuánto cuánta cuántos cuántas cuál más así aquí allí ahí según "
        "después además todavía aún sí sé él tú mí día días también están estás estáis adiós razón atención ningún "
        "algún ojalá "
        "tenés podés querés sabés hacés decís "
        "quizá quizás jamás detrás teléfono línea avería",
        "pt": "é já só até às à há lá aí vocês você três mês dá nós após através também péssimo péssima sério "
        "séria ótimo ótima "
        "alguém ninguém além porém então estão não são amanhã manhã olá tá tô bebê serviço preço telemóvel",
    }.items()
    for word in words.split()
}
_WORD: Final = late.pattern(r"[^\W\d_]+")
# Orders with a pronoun, as only Spanish writes them: "arregladlo", "avisadme", "ponedme".
_ORDER: Final = late.pattern(r"\w\w[aei]d(?:me|l[aeo]s?|nos)(?!\w)")
_ACCENT: Final = 4

# So many points more are firm; below, letters are asked. X's marks for "no language" stand beside none at all.
_FIRM: Final = 4
_SURE_OF_LANGUAGE: Final = 0.6
_SURE_AGAINST_WORDS: Final = 0.75
_NOT_TOLD: Final = frozenset({"und", "zxx", "qam", "qct", "qht", "qme", "qst", "art"})

type Hints = Mapping[str, tuple[str, int]]


def ours(language: str | None) -> str:
    """The language of a tag of X when it is one of ours ("pt-BR", "es-419"), else "": X also says und, qme, zxx."""
    known = (language or "").replace("_", "-").partition("-")[0].casefold()
    return known if known in LANGUAGES else ""


def points(text: str, read_as: Iterable[Word], keys: Iterable[str], hints: Hints) -> dict[str, int]:
    """How much speaks for each language: its own words and letters. Repeating a word adds nothing.

    `read_as` are the words as written, `keys` those that they are looked up by.
    """
    found = {"es": 0, "pt": 0, "en": 0}
    for key in hints.keys() & set(keys):
        language, weight = hints[key]
        found[language] += weight
    lower = text.casefold()
    if ("dme" in lower or "dl" in lower or "dnos" in lower) and _ORDER.search(lower):
        found["es"] += 3
    if not text.isascii():
        for letter, language in _LETTERS:
            if letter in lower:
                found[language] += 2
        accented = {written.casefold() for written, _ in read_as if not written.isascii()}
        for word in accented & _ACCENTED.keys():
            found[_ACCENTED[word]] += _ACCENT
    return found


def detected(found: Mapping[str, int]) -> str:
    """The language with the most points, or "" when none has any or two have as many."""
    first, second = sorted(found, key=found.__getitem__, reverse=True)[:2]
    return first if found[first] > found[second] else ""


def told_language(
    text: str, read_as: Sequence[Word], language: str | None, spoken: dict[str, int]
) -> tuple[str, ToldBy]:
    """The language that is given, else the one that is told, and how."""
    given = ours(language)
    # X knows neither Galician nor Asturian, and the language that a customer used last need not be this one.
    if speaks_another(text, read_as, spoken[given] if given else max(spoken.values())):
        return "", "another"
    return (given, "given") if given else _told(text, language, spoken)


def _told(text: str, language: str | None, spoken: dict[str, int]) -> tuple[str, ToldBy]:
    """The language of a text that X tells none of ours for: by its words, and where they say little by its letters.

    Where X tells another language, letters are not asked: one of ours would always be the nearest.
    """
    by_words = detected(spoken)
    first, second = sorted(spoken.values(), reverse=True)[:2]
    if by_words and first - second >= _FIRM:
        return by_words, "words"
    if is_another(language):
        return "", ""
    by_their_letters, probable = by_letters(text)
    if probable >= (_SURE_AGAINST_WORDS if by_words else _SURE_OF_LANGUAGE):
        return by_their_letters, "letters"
    return by_words, "words"


def is_another(language: str | None) -> bool:
    """True if X tells a language that is none of ours, and not only that it does not know."""
    told = (language or "und").replace("_", "-").partition("-")[0].casefold()
    return len(told) in {2, 3} and told not in _NOT_TOLD and not ours(language)
