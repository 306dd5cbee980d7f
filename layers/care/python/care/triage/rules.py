"""Rules made ready to read with: one tree of words, so that a message is read in one pass, whatever their number."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import mul
from typing import Final

from care.triage.changes import TriageRules, changed_rules
from care.triage.kept import Kept
from care.triage.languages import ANY, LANGUAGES, Hints
from care.triage.lexicon import Lexicon, LexiconPart, Rule, shipped
from care.triage.nodes import Node
from care.triage.taught import NOTHING, Taught, decoded
from care.triage.words import BREAK, NUMBER, TEN, Word, loose_key, words

NEGATES, BRIDGES, SMALL, BREAKS = 1, 2, 4, 8
_ROLES: Final[tuple[tuple[LexiconPart, int], ...]] = (
    ("negators", NEGATES),
    ("bridges", BRIDGES),
    ("small", SMALL),
    ("breaks", BREAKS),
)

LAUGHTER: Final = "<laugh>"
_LAUGHS: Final = tuple(map(frozenset, ("ja", "je", "ji", "ha", "he", "k", "rs", "haj", "hau", "jas")))
_SPEAKS: Final = 3
_HEAVY: Final = 6
_SHORTEST_STEM, _LONGEST_STEM = 3, 14
# So many places in the tree the words may take for which stems and numbers stand: those of one phrase multiply. Ours
# take a third of it.
MOST_FORMS: Final = 30_000
_MOST_RESOLVED: Final = 8192


class Rules:
    """The rules of an account, with its changes; what is costly is made at the first message and kept."""

    def __init__(
        self, changes: TriageRules | None = None, taught: Taught = NOTHING, tree: "Tree | None" = None
    ) -> None:
        self.changes = changes or TriageRules.model_construct()
        self.taught = taught
        self._tree = tree

    @property
    def tree(self) -> "Tree":
        """The rules as a tree of words."""
        if self._tree is None:
            low = {one.id for one in self.changes.changed if one.weight < _SPEAKS}
            off = [shipped().rules[one].phrase for one in {*self.changes.switched_off, *low} & shipped().rules.keys()]
            silenced = frozenset(keys[0] for keys in map(_keys, off) if len(keys) == 1)
            self._tree = Tree(changed_rules(self.changes), shipped(), silenced)
        return self._tree


DEFAULT: Final = Rules()


def compiled(changes: TriageRules, taught: str = "") -> Rules:
    """The rules of an account with these changes, made once for equal changes, and what its people taught."""
    # By identity first: to hash hundreds of rules at each message costs more than to read it.
    known = _kept.get(id(changes))
    if known is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        known = _kept[id(changes)] = (changes, _compiled(changes))
    rules, learned = known[1], decoded(taught)
    # The tree is the same, whatever was taught besides.
    return Rules(changes, learned, rules.tree) if learned != NOTHING else rules


# Holds the changes too, so that their identity stays theirs.
_kept: dict[int, tuple[TriageRules, Rules]] = {}
_MOST_KEPT: Final = 16  # a tree may take some megabytes


@lru_cache(maxsize=16)
def _compiled(changes: TriageRules) -> Rules:
    return DEFAULT if changes == DEFAULT.changes else Rules(changes)


def forms_over(changes: TriageRules) -> int:
    """How many places in the tree an account's rules would take, if these are too many; else 0."""
    forms = compiled(changes).tree.forms
    return forms if forms > MOST_FORMS else 0


class Tree:
    """The rules by their words.

    `roles` says for each language (by its bit) what a small word does: negate, carry a negation on, weigh nothing, end
    a clause. `hints` are the words that tell a language. `forms` is how many places stems and numbers ask for: what
    is over `MOST_FORMS` is read as it is spelt only, so that no lexicon costs more than a moment and some megabytes.
    """

    def __init__(self, rules: list[Rule], lexicon: Lexicon, silenced: frozenset[str] = frozenset()) -> None:
        self.root: dict[str, Node] = {}
        self.roles: dict[str, list[tuple[int, int]]] = {}
        phrases = [(rule, _keys(rule.phrase)) for rule in rules]
        self._known: set[str] = {NUMBER, BREAK}
        for _, keys in phrases:
            self._known.update(keys)
        for language, parts in lexicon.parts.items():
            for part, role in _ROLES:
                for word in parts.get(part, ()):
                    self.roles.setdefault(_key(word), []).append((LANGUAGES.get(language, ANY), role))
        self.hints: Hints = _hints(phrases, lexicon)
        self._known.update(self.roles, self.hints)
        self._stems = {key[:-1] for key in self._known if key.endswith("*") and len(key) > 1}
        # A word that alone makes an angry complaint is taken as it is spelt: "Mérida" is a town, and no swear word.
        self._heavy = {keys[0] for rule, keys in phrases if len(keys) == 1 and rule.weight >= _HEAVY}
        self._loose = self._misspelt()
        # A word whose rule an account switched off, or left a hint, says nothing to the model either.
        spoken = {keys[0] for rule, keys in phrases if len(keys) == 1 and rule.weight >= _SPEAKS}
        self.silent: frozenset[str] = frozenset(silenced - spoken)
        numbers = {
            language: (NUMBER, TEN, *map(_key, parts.get("numbers", ()))) for language, parts in lexicon.parts.items()
        }
        by_stem = self._words_by_stem()
        self.forms = 0
        self._resolved = Kept(self._work_out, _MOST_RESOLVED)
        self._roles_in: dict[int, dict[str, int]] = {}
        # What is spelt out comes before what a stem or a number stands for, so that it is not taken twice.
        for exact in (True, False):
            for rule, keys in phrases:
                forms = [
                    (key,) if exact else numbers[rule.language] if key == NUMBER else by_stem.get(key, (key,))
                    for key in keys
                ]
                if not exact:
                    self.forms += sum(accumulate(map(len, forms), mul))
                if exact or self.forms <= MOST_FORMS:
                    self._plant(rule, forms, spelt_out=exact)

    def roles_in(self, mask: int) -> dict[str, int]:
        """What the small words of the languages in `mask` do."""
        if mask not in self._roles_in:
            found: dict[str, int] = {}
            for key, given in self.roles.items():
                for bits, part in given:
                    if bits & mask:
                        found[key] = found.get(key, 0) | part
            self._roles_in[mask] = found
        return self._roles_in[mask]

    def read(self, found: Sequence[Word]) -> list[Word]:
        """The words with the keys that the tree knows them by."""
        resolved = self._resolved
        return [(written, resolved[key]) for written, key in found]

    def resolve(self, key: str) -> str:
        """The key of the known word that this one is, by its beginning or as a misspelling, else its own."""
        return self._resolved[key]

    def _work_out(self, key: str) -> str:
        return key if key in self._known or not key[0].isalnum() else self._nearest(key)

    def _nearest(self, key: str) -> str:
        if key[0] in "jhkr" and len(key) > 2 and frozenset(key) in _LAUGHS:
            return LAUGHTER
        for length in range(min(len(key), _LONGEST_STEM), _SHORTEST_STEM - 1, -1):
            if key[:length] in self._stems:
                return key[:length] + "*"
        return self._loose.get(loose_key(key), key) if len(key) < 40 else key

    def _plant(self, rule: Rule, forms: list[tuple[str, ...]], *, spelt_out: bool) -> None:
        level = [self.root]
        ends: list[Node] = []
        for form in forms:
            ends = [nodes.setdefault(key, Node()) for nodes in level for key in form]
            level = [node.next for node in ends]
        for node in ends:
            if spelt_out or not any(other.section == rule.section and other.mask & rule.mask for other in node.rules):
                node.end(rule)

    def _words_by_stem(self) -> dict[str, tuple[str, ...]]:
        """For each stem, itself and the known words and longer stems that begin so: a known word is found as itself."""
        found: dict[str, list[str]] = {}
        for key in self._known:
            bare = key.removesuffix("*")
            for length in range(_SHORTEST_STEM, len(bare) + 1):
                if bare[:length] in self._stems:
                    found.setdefault(bare[:length] + "*", []).append(key)
        return {stem: (stem, *sorted(set(keys) - {stem})) for stem, keys in found.items()}

    def _misspelt(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for key in sorted(self._known):
            if key.isalpha() and key not in self._heavy:
                found.setdefault(loose_key(key), key)
                if len(key) < 6:
                    found.setdefault(loose_key(key + key[-1] * 2), key)
        return found


def _key(word: str) -> str:
    return words(word)[0][1]


def _keys(phrase: str) -> list[str]:
    found: list[str] = []
    for part in phrase.split():
        if part.startswith("<") and part.endswith(">"):
            found.append(part)
        else:
            keys = [key for _, key in words(part.replace("#", NUMBER).removesuffix("*"))]
            found += [*keys[:-1], keys[-1] + "*"] if part.endswith("*") and len(part) > 1 else keys
    return found


def _hints(phrases: list[tuple[Rule, list[str]]], lexicon: Lexicon) -> Hints:
    """Two points for the words that a file lists, one for a word that is a rule in one language alone."""
    speaks: dict[str, set[str]] = {}
    for rule, keys in phrases:
        for key in keys:
            if key.isalpha() and len(key) > 3:
                speaks.setdefault(key, set()).add(rule.language)
    alone = {key: (min(by), 1) for key, by in speaks.items() if len(by) == 1 and "any" not in by}
    listed: dict[str, set[str]] = {}
    for language, word in _listed(lexicon):
        listed.setdefault(_key(word), set()).add(language)
    return alone | {key: (min(by), 2) for key, by in listed.items() if len(by) == 1}


def _listed(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    for language, parts in lexicon.parts.items():
        for word in parts.get("detect", ()):
            yield language, word
