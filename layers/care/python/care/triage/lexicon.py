"""The rules that come with the code: one TOML file a language in `lexicons/`, made for a supervisor to read and edit.

They are read at the first message and not at import, which most functions pay for without triaging anything.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args

from care.triage.languages import ANY, LANGUAGES
from care.triage.verdict import RuleTopic

# What a rule can speak for besides a topic: `works` is a complaint when negated ("no funciona"), `asked` is a question
# by its form, which yields to a lead, `neutral` is read so that the words inside it do not count.
Section = Literal[RuleTopic, "urgency", "works", "asked", "greeting", "solved", "neutral"]
LexiconPart = Literal["negators", "bridges", "small", "breaks", "detect", "numbers"]

SECTIONS: Final = frozenset(
    {*get_args(RuleTopic), *("urgency", "works", "asked", "greeting", "solved", "neutral")},
)
PARTS: Final = frozenset(get_args(LexiconPart))


@dataclass(frozen=True, slots=True)
class Rule:
    """One phrase of one language, what it speaks for, and its weight from 1 to 9."""

    language: str
    section: Section
    phrase: str
    weight: int

    @property
    def id(self) -> str:
        """How people name the rule: "es:complaint:no funciona"."""
        return f"{self.language}:{self.section}:{self.phrase}"

    @property
    def mask(self) -> int:
        """The languages whose texts the rule reads, as bits."""
        return LANGUAGES.get(self.language, ANY)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All rules of all languages by id, and for each language the lists of words that rules lean on."""

    rules: dict[str, Rule]
    parts: dict[str, dict[LexiconPart, tuple[str, ...]]]


class BadLexicon(ValueError):
    """A lexicon file says something that cannot be a rule; the message names the file and the phrase."""


@cache
def shipped() -> Lexicon:
    """The rules and words of the files beside this one."""
    import tomllib  # noqa: PLC0415  10 ms that only those who triage pay

    rules: dict[str, Rule] = {}
    parts: dict[str, dict[LexiconPart, tuple[str, ...]]] = {}
    folder = Path(__file__).with_name("lexicons")
    for language in ("any", *LANGUAGES):
        written = tomllib.loads(folder.joinpath(f"{language}.toml").read_text(encoding="utf-8"))
        for rule in _rules(language, written):
            if rule.id in rules:
                raise BadLexicon(f"{language}.toml has {rule.phrase!r} twice under [{rule.section}]; keep one of them.")
            rules[rule.id] = rule
        parts[language] = {cast("LexiconPart", name): tuple(written[name]) for name in PARTS & written.keys()}
    return Lexicon(rules, parts)


def _rules(language: str, written: dict[str, Any]) -> list[Rule]:
    found = []
    for section, lines in written.items():
        if section in PARTS or section == "language":
            continue
        if section not in SECTIONS:
            raise BadLexicon(
                f"{language}.toml has a section [{section}]; the sections are {', '.join(sorted(SECTIONS))}."
            )
        for weight, phrases in lines.items():
            if weight not in set("123456789"):
                raise BadLexicon(f"{language}.toml has the weight {weight} under [{section}]; weights go from 1 to 9.")
            found += [Rule(language, cast("Section", section), phrase, int(weight)) for phrase in phrases]
    return found
