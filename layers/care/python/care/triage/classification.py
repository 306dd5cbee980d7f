"""What a message is about: by what its words speak for, and where that says little by the learned model."""

from collections.abc import Mapping, Sequence
from typing import Final, cast

from care.triage.features import Seen, bucket, see
from care.triage.languages import ALSO_READ, ANY, LANGUAGES, detected, is_another, points, told_language
from care.triage.learned import shipped_model
from care.triage.reading import ENOUGH, Read, read_words
from care.triage.rules import DEFAULT, Rules
from care.triage.taught import NOTHING, Taught
from care.triage.verdict import TAUGHT, Evidence, RuleTopic, Topic, Verdict
from care.triage.words import Word, words

# So many points make a complaint out of hints alone, each less than enough, when the message also asks, praises or
# thanks: "still" and "not" stand in many a friendly question.
ENOUGH_OF_HINTS: Final = 4
# Design 4.4: who complains comes first, whatever else the message says. "asked" is a question by its form alone.
_PRECEDENCE: Final = ("complaint", "after_sales", "question", "lead", "asked", "praise", "thanks", "noise")
# Praise that names an order or a technician and asks nothing is praise: the one exception to the order above.
_ASKS: Final = frozenset({"complaint", "question", "lead", "asked"})
_ASKED: Final = frozenset({"question", "asked"})
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
_COMPLAINS: Final = 0.5
# ... and where no rule saw the least hint of one.
_COMPLAINS_UNHINTED: Final = 0.55
_COMPLAINS_OF_THANKS: Final = 0.8
# Who asks may name what might fail: below this, what the rules take for a complaint in a question is none ...
_ASKS_CALMLY: Final = 0.3
# ... and below this where nobody asks,
_TELLS_CALMLY: Final = 0.1
# ... or below this where somebody thanks for what is over, and the model takes it for thanks too,
_THANKS_CALMLY: Final = 0.3
# ... where none of these says that it is not,
_GOES_ON: Final = frozenset(
    [
        "pero",
        "but",
        "mas",
        "porem",
        "aunque",
        "though",
        "however",
        "sigo",
        "sigue",
        "siguen",
        "seguimos",
        "seguis",
        "todavia",
        "aun",
        "ainda",
        "continua",
        "continuo",
        "continuam",
        "continuamos",
        "still",
        "yet",
        "again",
        "novo",
        "nuevo",
    ]
)
# ... if the model is so sure of what it is instead,
_SURE_INSTEAD: Final = 0.5
# ... the rules see no more than this, in one phrase or in all,
_PLAINLY: Final = 6
_TWICE: Final = 10
# ... and the text has so many words: the model's guess of "tengo un problema" does not count.
_SAYS_ENOUGH: Final = 5
# So sure it must be of something else than what one phrase decides that is no complaint.
_KNOWS_BETTER: Final = 0.8
_WARMLY: Final = frozenset({"praise", "thanks"})
_SURE: Final = 0.3
# More is wanted where it would cost a customer the answer, or raise an alarm for a word.
_SURE_OF: Final[dict[str, float]] = {"complaint": 0.35, "thanks": 0.5, "noise": 0.6}
_SURE_OF_ONE_WORD: Final = 0.65
# So few words beside what was set aside say nothing of their own: "no tengo" in "no tengo ningún problema".
_REST: Final = 3
# Emoji alone are thanks from so many points on.
_WARM: Final = 2
# People's corrections overrule a rule where they move a topic by so much more than the rule's; never where anger, money
# or a threat makes the complaint more than a plain one.
OVERRULES: Final = 2.0
_SURE_OF_TAUGHT: Final = 0.5
# A thank-you with more words than this that no rule knows says something besides.
_THANKS_ALONE: Final = 4


def classify(text: str, language: str | None = None, rules: Rules = DEFAULT) -> Verdict:
    """What the message is about, how urgent it is and in which language, by our rules or an account's.

    `language` is X's `lang` or the customer's last one; what is not one of ours is detected. Any text is read, in time
    linear in its length.
    """
    tree = rules.tree
    read_as = words(text)
    found = tree.read(read_as)
    spoken = points(text, read_as, [key for _, key in found], tree.hints)
    known, told_by = told_language(text, read_as, language, spoken)
    mask = LANGUAGES[known] if known else ANY
    for other, score in spoken.items():
        if score >= ALSO_READ:
            mask |= LANGUAGES[other]
    read = read_words(found, tree, mask)
    if not known and told_by != "another" and not (read.unknown and is_another(language)):
        known, told_by = detected(read.languages), "rules"
    told_by = told_by if known or told_by == "another" else ""
    by_rules = _topic(read)
    taught = rules.taught
    if _decided(by_rules, read) and not (taught != NOTHING and read.word_count):
        return Verdict(by_rules, _urgency(by_rules, read), known, tuple(read.because), told_by=told_by)
    told: Sequence[Word] = read_as
    if read.aside or tree.silent:
        told = [one for at, one in enumerate(read_as) if at not in read.aside and one[1] not in tree.silent]
    topic, sure, because = _learned(told, by_rules, read, taught)
    urgency = _urgency(topic, read, learned=sure < 1)
    if taught.urgency:
        urgency, why = _moved(urgency, topic, read, see(told), taught)
        because = (*because, *why)
    return Verdict(topic, urgency, known, (*read.because, *because), sure, told_by)


def _moved(urgency: int, topic: Topic, read: Read, seen: Seen, taught: Taught) -> tuple[int, tuple[Evidence, ...]]:
    """The urgency as people's corrections move it, within what its topic may have, and by which words.

    Where anger, money or a threat raised it, it is not lowered; a complaint stays above everything else.
    """
    levels = taught.levels(seen.places)
    if levels < 0 and read.totals.get("urgency", 0):
        levels = 0
    low, high = (_URGENCY["complaint"], 9) if topic == "complaint" else (0, _URGENCY["complaint"] - 1)
    moved = max(low, min(high, urgency + levels))
    if moved == urgency:
        return urgency, ()
    sign = 1 if levels > 0 else -1
    spoke = [(sign * taught.urgency.get(bucket(key), 0.0), written) for written, key in seen.words]
    return moved, (Evidence(max(spoke)[1], f"{TAUGHT}:urgency", "urgency", moved - urgency),)


def _decided(topic: RuleTopic, read: Read) -> bool:
    """True if there is nothing to ask the model: an angry complaint, no word at all, or a greeting alone."""
    if read.word_count == 0 or (topic == "complaint" and _is_plain(read) and "thanks" not in read.clear):
        return True
    return not read.unknown and read.totals.keys() <= {"greeting", "asked"} and "greeting" in read.totals


def _is_plain(read: Read) -> bool:
    """True for a complaint that presses, is said twice, or by a plain phrase where nobody asks."""
    if read.totals.get("urgency", 0) or read.totals.get("complaint", 0) >= _TWICE:
        return True
    return _ASKED.isdisjoint(read.totals) and read.most.get("complaint", 0) >= _PLAINLY


def _learned(
    found: Sequence[Word], by_rules: RuleTopic, read: Read, taught: Taught
) -> tuple[Topic, float, tuple[Evidence, ...]]:
    """The topic, its probability where the model decides, and what spoke for it."""
    count = len([1 for _, key in found if key[0].isalnum()])
    if not count:
        return by_rules, 1.0, ()
    model, seen = shipped_model(), see(found)
    shifts = taught.shifts(seen.places) if taught.weights else {}
    probable = model.probabilities(seen, shifts)
    first = _likeliest(probable, read)
    overruled = _overrules(first, probable[first], by_rules, shifts, read)
    if not overruled:
        if _decided(by_rules, read):
            return by_rules, 1.0, ()
        clear = _is_clear(by_rules, read)
        hinted = read.totals.get("complaint", 0) > 0
        least = _COMPLAINS if hinted else _COMPLAINS_OF_THANKS if by_rules in _WARMLY else _COMPLAINS_UNHINTED
        if by_rules == "complaint":
            if not _is_calm(found, first, probable, read):
                return by_rules, 1.0, ()
        elif probable["complaint"] >= least:
            first = "complaint"
        elif clear and ({first, by_rules} <= _WARMLY or probable[first] < _KNOWS_BETTER or first == by_rules):
            return by_rules, 1.0, ()
    if first == "complaint" and read.aside and count <= _REST:
        return by_rules, 1.0, ()
    sure = round(min(probable[first], 0.99), 2)
    least = max(_SURE_OF.get(first, _SURE), _SURE_OF_ONE_WORD if count == 1 else 0)
    if sure < least or not (overruled or model.knows(found)):
        return "unsure", sure, ()
    return first, sure, model.reasons(seen, first, taught)


def _is_calm(found: Sequence[Word], first: RuleTopic, probable: Mapping[RuleTopic, float], read: Read) -> bool:
    """True where the model knows what the rules take for a complaint as something else, surely enough."""
    # "Ya me llegó el paquete que faltaba, gracias" names a fault that is over.
    goes_on = not _GOES_ON.isdisjoint(key for _, key in found)
    thanked = first == "thanks" and "thanks" in read.clear and not goes_on
    count = len([1 for _, key in found if key[0].isalnum()])
    if first == "complaint" or (_is_plain(read) and not thanked) or count < _SAYS_ENOUGH:
        return False
    if goes_on and first in _WARMLY:  # "obrigada pela troca, mas continua com defeito"
        return False
    asks = not _ASKED.isdisjoint(read.totals)
    calmly = _ASKS_CALMLY if asks else _THANKS_CALMLY if thanked else _TELLS_CALMLY
    return probable["complaint"] < calmly and probable[first] >= _SURE_INSTEAD


def _likeliest(probable: Mapping[RuleTopic, float], read: Read) -> RuleTopic:
    """What the model takes it for. Beside what hints at a fault praise and thanks have a word of their own."""
    cold = read.totals.get("complaint", 0) > 0 and _WARMLY.isdisjoint(read.totals)
    return max((one for one in probable if not (cold and one in _WARMLY)), key=probable.__getitem__)


def _is_clear(by_rules: RuleTopic, read: Read) -> bool:
    """True where one phrase decides, so that the model is asked for complaints only."""
    if read.most.get(by_rules, 0) < _DECIDES:
        return False
    hinted = read.totals.get("complaint", 0) > 0
    # A word of commerce stands in many a complaint: beside the least hint of one the model is asked.
    if by_rules == "lead":
        return not hinted
    # So does the name of what was bought: "el técnico se fue sin terminar" asks for nothing.
    return by_rules != "after_sales" or not hinted or not _ASKED.isdisjoint(read.totals)


def _overrules(
    first: RuleTopic, probable: float, by_rules: RuleTopic, shifts: Mapping[RuleTopic, float], read: Read
) -> bool:
    """True where people have corrected messages like this one so that their word stands against the rules'."""
    if first == by_rules or probable < _SURE_OF_TAUGHT:
        return False
    if by_rules == "complaint" and _urgency(by_rules, read) > _URGENCY["complaint"]:
        return False
    return shifts.get(first, 0.0) - shifts.get(by_rules, 0.0) >= OVERRULES


def _topic(read: Read) -> RuleTopic:
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


def _urgency(topic: Topic, read: Read, *, learned: bool = False) -> int:
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
