"""A message's words, read once, left to right: what they speak for is added up."""

from collections.abc import Sequence
from typing import Final, Literal

from care.triage.languages import LANGUAGES
from care.triage.nodes import NAMED, Applying, Node
from care.triage.rules import BREAKS, BRIDGES, NEGATES, SMALL, Tree
from care.triage.verdict import Evidence
from care.triage.words import BREAK, Word

# So many points make a topic.
ENOUGH: Final = 3
# What a negation turns into a complaint or cancels.
_NEGATED: Final = frozenset({"works", "praise", "complaint", "lead"})
_CANCELLED: Final = frozenset({"complaint", "lead"})


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

    def tally(self, phrase: Sequence[Word]) -> None:
        """Count words, and which of them shout."""
        self.word_count += len(phrase)
        for written, _ in phrase:
            if len(written) > 1 and written.isupper():
                self.loud += 1

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
        node = root.get(key)
        end, ended = (place + 1, None) if node is None else _longest(found, place, node, mask)
        role = roles.get(key, 0)
        if ended is not None:
            _take(read, found, (place, end), ended, role, mask)
        elif role:
            _take_small(read, written, key, role)
        else:
            _pass_over(read, written, key)
        place = end
    if read.loud >= 3 and read.loud * 3 > read.word_count * 2 and "<capitals>" in root:
        _apply(read, root["<capitals>"].applying(mask), "CAPITALS")
    return read


def _take_small(read: Read, written: str, key: str, role: int) -> None:
    """Read a small word by its role."""
    is_word = key[0].isalnum()
    if role & BREAKS or key == BREAK or (read.over == "named" and is_word and not role & (SMALL | BRIDGES)):
        read.over = ""
    if role & NEGATES:
        read.negated = written
    elif is_word:
        if not role & BRIDGES or role & BREAKS:
            read.negated = ""
    elif key == BREAK or role & BREAKS:
        read.negated = ""
    if is_word:
        read.word_count += 1
        if len(written) > 1 and written.isupper():
            read.loud += 1


def _take(read: Read, found: Sequence[Word], span: tuple[int, int], ended: Node, role: int, mask: int) -> None:
    """Read a phrase that rules know."""
    place, end = span
    written, key = found[place]
    told = ended.applying(mask)
    aside = told.aside or (told.names and read.over != "")
    if read.over == "named" and not aside and key[0].isalnum() and not role & (SMALL | BRIDGES):
        read.over = ""
    _apply(read, told, written if end - place == 1 else " ".join([word for word, _ in found[place:end]]))
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
        read.tally(found[place:end])


def _pass_over(read: Read, written: str, key: str) -> None:
    """Most words are known to no rule: they end what was begun, and are counted."""
    if key[0].isalnum():
        if read.over == "named":
            read.over = ""
        read.negated = ""
        read.word_count += 1
        read.unknown += 1
        if len(written) > 1 and written.isupper():
            read.loud += 1
    elif key == BREAK:
        read.over = ""
        read.negated = ""


def _longest(found: Sequence[Word], place: int, node: Node, mask: int) -> tuple[int, Node | None]:
    """Where the longest phrase ends that begins here, with `node`, and its last node; else the next place and None."""
    end = at = place + 1
    ended = node if node.mask & mask else None
    length = len(found)
    while node.next and at < length:
        after = node.next.get(found[at][1])
        if after is None:
            break
        node, at = after, at + 1
        if node.mask & mask:
            end, ended = at, node
    return end, ended


def _apply(read: Read, told: Applying, text: str) -> None:
    """Count a phrase's rules, once each; a negation makes a complaint of praise and of what works, and cancels one.

    Who says that they do not want to buy is no lead either.
    """
    if told.shared:
        # "no" is a hint in two languages, and one word in a message that mixes them.
        read.shared.add(text)
    for rule, section, weight in told.rules:
        negated = bool(read.negated) and section in _NEGATED
        if (rule, negated) in read.seen:
            continue
        read.seen.add((rule, negated))
        if negated:
            text_read = f"{read.negated} … {text}"
            if section in _CANCELLED:
                read.because.append(Evidence(text_read, rule, section, 0))
            else:
                read.count(text_read, rule, "complaint", weight)
        elif section == "neutral" or (read.over and section in NAMED):
            # It says nothing to the model either.
            read.because.append(Evidence(text, rule, section, 0))
        elif section == "solved":
            read.over = "begun"
            read.count(text, rule, "thanks", weight)
        elif section != "works":
            read.count(text, rule, section, weight)
