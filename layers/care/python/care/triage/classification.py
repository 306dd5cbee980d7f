"""What a message is about: its words are read once, left to right, and what they speak for is added up."""

from typing import Final, Literal, cast

from care.triage.languages import ALSO_READ, ANY, LANGUAGES, detected, ours, points
from care.triage.learned import shipped_model
from care.triage.letters import by_letters
from care.triage.lexicon import Rule
from care.triage.rules import BREAKS, BRIDGES, DEFAULT, NEGATES, SMALL, Node, Rules, Tree
from care.triage.verdict import Evidence, RuleTopic, ToldBy, Topic, Verdict
from care.triage.words import BREAK, Word, words

# So many points make a topic ...
ENOUGH: Final = 3
# ... and so many a complaint out of hints alone, each less than enough, when the message also asks, praises or thanks:
# "still" and "not" stand in many a friendly question.
ENOUGH_OF_HINTS: Final = 4
# Design 4.4: who complains comes first, whatever else the message says. "asked" is a question by its form alone.
_PRECEDENCE: Final = ("complaint", "after_sales", "question", "lead", "asked", "praise", "thanks", "noise")
# Praise that names an order or a technician and asks nothing is praise: the one exception to the order above.
_ASKS: Final = frozenset({"complaint", "question", "lead", "asked"})
_URGENCY: Final = {
    "complaint": 6,
    "after_sales": 4,
    "unsure": 3,
    "lead": 3,
    "question": 2,
    "praise": 1,
    "thanks": 0,
    "noise": 0,
}
# One phrase of this weight decides alone. What hints and the form of a question say is asked of the model too.
_DECIDES: Final = 4
# The model finds the complaints that no rule knows, also where a rule saw something else; below the second probability
# nobody is told that it knew.
_COMPLAINS: Final = 0.65
_SURE: Final = 0.35
# More is wanted where it would cost a customer the answer, or raise an alarm for a word.
_SURE_OF: Final[dict[str, float]] = {"complaint": 0.45, "thanks": 0.5, "noise": 0.6}
_SURE_OF_ONE_WORD: Final = 0.55
# So many points more are firm; below, letters are asked. X's marks for "no language" stand beside none at all.
_FIRM: Final = 4
_SURE_OF_LANGUAGE: Final = 0.6
_SURE_AGAINST_WORDS: Final = 0.75
_NOT_TOLD: Final = frozenset({"und", "zxx", "qam", "qct", "qht", "qme", "qst", "art"})
# So few words beside what was set aside say nothing of their own: "no tengo" in "no tengo ningún problema".
_REST: Final = 3
# Emoji alone are thanks from so many points on.
_WARM: Final = 2
# What thanks for what is over may name: "gracias por solucionar el error de la factura".
_NAMED: Final = frozenset({"complaint", "after_sales"})
# A thank-you with more words than this that no rule knows says something besides.
_THANKS_ALONE: Final = 4


class _Read:
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
        self.because.append(Evidence(text, rule_id, speaks_for, weight))
        self.totals[speaks_for] = self.totals.get(speaks_for, 0) + weight
        self.most[speaks_for] = max(weight, self.most.get(speaks_for, 0))
        if weight >= ENOUGH:
            self.clear.add(speaks_for)

    def tally(self, phrase: list[Word], *, known: bool) -> None:
        self.word_count += len(phrase)
        for written, _ in phrase:
            if written.isupper() and len(written) > 1:
                self.loud += 1
        if not known:
            self.unknown += 1


def classify(text: str, language: str | None = None, rules: Rules = DEFAULT) -> Verdict:
    """What the message is about, how urgent it is and in which language, by our rules or an account's.

    `language` is X's `lang` or the customer's last one; what is not one of ours is detected. Any text is read, in time
    linear in its length.
    """
    tree = rules.tree
    read_as = words(text)
    found = [(written, tree.resolve(key)) for written, key in read_as]
    spoken = points(text, (key for _, key in found), tree.hints)
    known, told_by = _known(text, language, spoken)
    mask = LANGUAGES[known] if known else ANY
    for other, score in spoken.items():
        if score >= ALSO_READ:
            mask |= LANGUAGES[other]
    read = _read(found, tree, mask)
    if not known and not (read.unknown and _is_another(language)):
        known, told_by = detected(_languages_of(read)), "rules"
    told_by = told_by if known else ""
    by_rules = _topic(read)
    if _decided(by_rules, read):
        return Verdict(by_rules, _urgency(by_rules, read), known, tuple(read.because), told_by=told_by)
    told = [one for at, one in enumerate(read_as) if at not in read.aside and one[1] not in tree.silent]
    topic, sure, because = _learned(told, by_rules, read)
    return Verdict(topic, _urgency(topic, read, learned=sure < 1), known, (*read.because, *because), sure, told_by)


def _known(text: str, language: str | None, spoken: dict[str, int]) -> tuple[str, ToldBy]:
    """The language that is given, else the one that is told, and how."""
    given = ours(language)
    return (given, "given") if given else _told(text, language, spoken)


def _told(text: str, language: str | None, spoken: dict[str, int]) -> tuple[str, ToldBy]:
    """The language of a text that X tells none of ours for: by its words, and where they say little by its letters.

    Where X tells another language, letters are not asked: one of ours would always be the nearest.
    """
    by_words = detected(spoken)
    first, second = sorted(spoken.values(), reverse=True)[:2]
    if by_words and first - second >= _FIRM:
        return by_words, "words"
    if _is_another(language):
        return "", ""
    by_their_letters, probable = by_letters(text)
    if probable >= (_SURE_AGAINST_WORDS if by_words else _SURE_OF_LANGUAGE):
        return by_their_letters, "letters"
    return by_words, "words"


def _is_another(language: str | None) -> bool:
    """True if X tells a language that is none of ours, and not only that it does not know."""
    told = (language or "und").replace("_", "-").partition("-")[0].casefold()
    return len(told) in {2, 3} and told not in _NOT_TOLD and not ours(language)


def _decided(topic: RuleTopic, read: _Read) -> bool:
    """True if there is nothing to ask the model: a clear complaint, no word at all, or a greeting alone."""
    if topic == "complaint" or read.word_count == 0:
        return True
    return not read.unknown and read.totals.keys() <= {"greeting", "asked"} and "greeting" in read.totals


def _learned(found: list[Word], by_rules: RuleTopic, read: _Read) -> tuple[Topic, float, tuple[Evidence, ...]]:
    """The topic, its probability where the model decides, and what spoke for it."""
    count = sum(key[0].isalnum() for _, key in found)
    if not count:
        return by_rules, 1.0, ()
    model = shipped_model()
    probable = model.probabilities(found)
    clear = read.most.get(by_rules, 0) >= _DECIDES
    # A word of commerce stands in many a complaint: beside the least hint of one the model is asked.
    clear = clear and not (by_rules == "lead" and read.totals.get("complaint", 0))
    first: RuleTopic = max(probable, key=probable.__getitem__)
    if probable["complaint"] >= _COMPLAINS:
        first = "complaint"
    elif clear:
        return by_rules, 1.0, ()
    if first == "complaint" and read.aside and count <= _REST:
        return by_rules, 1.0, ()
    sure = round(min(probable[first], 0.99), 2)
    least = _SURE_OF_ONE_WORD if count == 1 else _SURE_OF.get(first, _SURE)
    if sure < least or not model.knows(found):
        return "unsure", sure, ()
    return first, sure, model.reasons(found, first)


def _languages_of(read: _Read) -> dict[str, int]:
    """How much the rules that apply speak for their languages: "no funciona" is Spanish by its rule alone."""
    found = dict.fromkeys(LANGUAGES, 0)
    for reason in read.because:
        language = reason.rule.partition(":")[0]
        if language in found and reason.words not in read.shared:
            found[language] += max(reason.weight, 1)
    return found


def _read(found: list[Word], tree: Tree, mask: int) -> _Read:
    read = _Read()
    root, roles = tree.root, tree.roles
    place, length = 0, len(found)
    while place < length:
        written, key = found[place]
        end, ended = _longest(found, place, root, mask)
        role = _role(roles[key], mask) if key in roles else 0
        aside = ended is not None and any(_says_nothing(rule, read) and rule.mask & mask for rule in ended.rules)
        if read.over == "named" and not aside and key[0].isalnum() and not role & (SMALL | BRIDGES):
            read.over = ""
        if ended is not None:
            _apply(read, ended, " ".join([word for word, _ in found[place:end]]), mask)
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
        place = end
    if read.loud >= 3 and read.loud * 3 > read.word_count * 2 and "<capitals>" in root:
        _apply(read, root["<capitals>"], "CAPITALS", mask)
    return read


def _says_nothing(rule: Rule, read: _Read) -> bool:
    """True for what is read and set aside: it says nothing to the model either."""
    return rule.section == "neutral" or (read.over != "" and rule.section in _NAMED)


def _role(given: list[tuple[int, int]], mask: int) -> int:
    """What a small word does in the languages that are read."""
    role = 0
    for bits, part in given:
        if bits & mask:
            role |= part
    return role


def _longest(found: list[Word], place: int, root: dict[str, Node], mask: int) -> tuple[int, Node | None]:
    """Where the longest phrase that begins here ends, and its node; else the next place and None."""
    nodes, end, ended = root, place + 1, None
    for at in range(place, len(found)):
        node = nodes.get(found[at][1])
        if node is None:
            break
        if node.rules and any(rule.mask & mask for rule in node.rules):
            end, ended = at + 1, node
        nodes = node.next
        if not nodes:
            break
    return end, ended


def _apply(read: _Read, node: Node, text: str, mask: int) -> None:
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


def _topic(read: _Read) -> RuleTopic:
    totals = read.totals
    if read.word_count == 0 and "asked" not in totals:
        # An angry face alone is somebody angry; hearts and folded hands are thanks, a thumb says that it was read.
        if totals.get("complaint", 0) >= ENOUGH:
            return "complaint"
        warm = totals.get("thanks", 0) + totals.get("praise", 0)
        return "thanks" if warm >= _WARM and not totals.get("complaint", 0) else "noise"
    holding = [topic for topic in _PRECEDENCE if totals.get(topic, 0) >= ENOUGH]
    if len(holding) > 1 and "complaint" not in read.clear and totals.get("complaint", 0) < ENOUGH_OF_HINTS:
        holding = [topic for topic in holding if topic != "complaint"]
    if not holding:
        return "question"
    first = holding[0]
    if "praise" in holding and totals["praise"] > totals.get("after_sales", 0) and not _ASKS.intersection(holding):
        return "praise"
    if first == "asked" or (first == "thanks" and read.unknown > _THANKS_ALONE):
        return "question"
    return cast("RuleTopic", first)


def urgency_of(topic: Topic) -> int:
    """The urgency of a topic with nothing beside it that raises it."""
    return _URGENCY[topic]


def _urgency(topic: Topic, read: _Read, *, learned: bool = False) -> int:
    urgency = _URGENCY[topic]
    raised = read.totals.get("urgency", 0)
    if topic == "complaint":
        return urgency + min(3, (raised + 1) // 2)
    if topic in {"after_sales", "lead", "question", "unsure"}:
        asks = read.totals.get("asked", 0) + read.totals.get("question", 0)
        if topic == "question" and asks < ENOUGH and not learned:
            return 1
        return urgency + (raised >= ENOUGH)
    return urgency
