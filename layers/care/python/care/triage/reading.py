"""A message's words, read once, left to right: what they speak for is added up."""

from collections.abc import Sequence
from typing import Final, Literal

from care.triage.languages import LANGUAGES
from care.triage.lexicon import Rule
from care.triage.rules import BREAKS, BRIDGES, NEGATES, SMALL, Node, Tree
from care.triage.verdict import Evidence
from care.triage.words import BREAK, Word

# So many points make a topic.
ENOUGH: Final = 3
# What thanks for what is over may name: "gracias por solucionar el error de la factura".
_NAMED: Final = frozenset({"complaint", "after_sales"})


class Read:
    """What was found so far in one message."""

    __slots__ = (
        "aside",
        "because",
        "clear",
        "loud",
        "most",
        "negated",
        "over",
        "seen",
        "shared",
        "totals",
        "unknown",
        "word_count",
    )

    def __init__(self) -> None:
        self.totals: dict[str, int] = {}
        self.because: list[Evidence] = []
        self.seen: set[tuple[str, bool]] = set()
        self.clear: set[str] = set()
        self.most: dict[str, int] = {}
        # Places of words that a rule read and set aside: they say nothing to the model either.
        self.aside: set[int] = set()
        self.shared: set[str] = set()
        self.negated = ""
        # In thanks for what is over: before its matter is named, or while it is.
        self.over: Literal["", "begun", "named"] = ""
        self.unknown = 0
        self.word_count = 0
        self.loud = 0

    def count(self, text: str, rule_id: str, speaks_for: str, weight: int) -> None:
        """Count what speaks for a topic."""
        self.because.append(Evidence(text, rule_id, speaks_for, weight))
        self.totals[speaks_for] = self.totals.get(speaks_for, 0) + weight
        self.most[speaks_for] = max(weight, self.most.get(speaks_for, 0))
        if weight >= ENOUGH:
            self.clear.add(speaks_for)

    def tally(self, phrase: Sequence[Word], *, known: bool) -> None:
        """Count words, and which of them shout or are known to no rule."""
        self.word_count += len(phrase)
        for written, _ in phrase:
            if written.isupper() and len(written) > 1:
                self.loud += 1
        if not known:
            self.unknown += 1

    @property
    def languages(self) -> dict[str, int]:
        """How much the rules that apply speak for their languages: "no funciona" is Spanish by its rule alone."""
        found = dict.fromkeys(LANGUAGES, 0)
        for reason in self.because:
            language = reason.rule.partition(":")[0]
            if language in found and reason.words not in self.shared:
                found[language] += max(reason.weight, 1)
        return found


def read_words(found: Sequence[Word], tree: Tree, mask: int) -> Read:
    """What the words speak for, by the rules of the languages in `mask`."""
    read = Read()
    root, roles = tree.root, tree.roles_in(mask)
    place, length = 0, len(found)
    while place < length:
        written, key = found[place]
        end, ended = _longest(found, place, root, mask) if key in root else (place + 1, None)
        role = roles.get(key, 0)
        if ended is None and not role:
            _pass_over(read, written, key)
        else:
            _take(read, found, (place, end), ended, role, mask)
        place = end
    if read.loud >= 3 and read.loud * 3 > read.word_count * 2 and "<capitals>" in root:
        _apply(read, root["<capitals>"], "CAPITALS", mask)
    return read


def _take(read: Read, found: Sequence[Word], span: tuple[int, int], ended: Node | None, role: int, mask: int) -> None:
    """Read a phrase that rules know, or a small word by its role."""
    place, end = span
    written, key = found[place]
    aside = False
    if ended is not None:
        aside = bool(ended.aside & mask) or (
            read.over != "" and any(rule.section in _NAMED and rule.mask & mask for rule in ended.rules)
        )
    if read.over == "named" and not aside and key[0].isalnum() and not role & (SMALL | BRIDGES):
        read.over = ""
    if ended is not None:
        _apply(read, ended, written if end - place == 1 else " ".join([word for word, _ in found[place:end]]), mask)
    if aside:
        read.aside.update(range(place, end))
        read.over = "named" if read.over else ""
    alone = end - place == 1
    if key == BREAK or role & BREAKS:
        read.over = ""
    if role & NEGATES and alone:
        read.negated = written
    elif key == BREAK or role & BREAKS or (key[0].isalnum() and not role & BRIDGES):
        read.negated = ""
    if not alone or key[0].isalnum():
        read.tally(found[place:end], known=ended is not None or role != 0)


def _pass_over(read: Read, written: str, key: str) -> None:
    """Most words are known to no rule: they end what was begun, and are counted."""
    if key[0].isalnum():
        if read.over == "named":
            read.over = ""
        read.negated = ""
        read.word_count += 1
        read.unknown += 1
        if written.isupper() and len(written) > 1:
            read.loud += 1
    elif key == BREAK:
        read.over = ""
        read.negated = ""


def _says_nothing(rule: Rule, read: Read) -> bool:
    """True for what is read and set aside: it says nothing to the model either."""
    return rule.section == "neutral" or (read.over != "" and rule.section in _NAMED)


def _longest(found: Sequence[Word], place: int, root: dict[str, Node], mask: int) -> tuple[int, Node | None]:
    """Where the longest phrase that begins here ends, and its node; else the next place and None."""
    nodes, end, ended = root, place + 1, None
    for at in range(place, len(found)):
        node = nodes.get(found[at][1])
        if node is None:
            break
        if node.mask & mask:
            end, ended = at + 1, node
        nodes = node.next
        if not nodes:
            break
    return end, ended


def _apply(read: Read, node: Node, text: str, mask: int) -> None:
    """Count a phrase's rules, once each; a negation makes a complaint of praise and of what works, and cancels one.

    Who says that they do not want to buy is no lead either.
    """
    sections: list[str] = []
    for rule in node.rules:
        section = rule.section
        # "no" is a hint in two languages, and one word in a message that mixes them.
        if section in sections and rule.mask & mask:
            read.shared.add(text)
        if not rule.mask & mask or section in sections:
            continue
        sections.append(section)
        negated = bool(read.negated) and section in {"works", "praise", "complaint", "lead"}
        if (rule.id, negated) in read.seen:
            continue
        read.seen.add((rule.id, negated))
        if negated:
            text_read = f"{read.negated} … {text}"
            if section in {"complaint", "lead"}:
                read.because.append(Evidence(text_read, rule.id, section, 0))
            else:
                read.count(text_read, rule.id, "complaint", rule.weight)
        elif _says_nothing(rule, read):
            read.because.append(Evidence(text, rule.id, section, 0))
        elif section == "solved":
            read.over = "begun"
            read.count(text, rule.id, "thanks", rule.weight)
        elif section != "works":
            read.count(text, rule.id, section, rule.weight)
