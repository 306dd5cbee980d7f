"""A verdict of triage in the reader's words, a line for each thing that led to it, for integrations."""

from care.triage.verdict import LEARNED, TAUGHT, Verdict
from desk.labels import LABELS, N_
from desk.languages import translated
from desk.settings_labels import SETTINGS_LABELS

_WORDS = LABELS | SETTINGS_LABELS
_SAID_BY = {LEARNED: N_("the learned model"), TAUGHT: N_("people's corrections")}


def lines(language: str, verdict: Verdict) -> list[str]:
    """What it is, who decided, and each word that counted."""

    def say(word: str) -> str:
        return translated(language, _WORDS.get(word, word))

    if verdict.topic == "unsure":
        decided = translated(
            language, N_("Neither a rule nor the learned model (%(share)s%%) is sure: somebody should look.")
        )
    elif verdict.sure < 1:
        decided = translated(
            language, N_("No rule is sure: the learned model decided, with a probability of %(share)s%%.")
        )
    else:
        decided = translated(language, N_("The rules decided."))
    told_by = f" ({say(f'told {verdict.told_by}')})" if verdict.told_by else ""
    spoken = say(verdict.language) if verdict.language else translated(language, N_("language unknown"))
    urgency = translated(language, N_("urgency %(number)s of 9")) % {"number": verdict.urgency}
    found = [
        f"{say(verdict.topic)}, {urgency}, {spoken}{told_by}",
        decided % {"share": round(100 * verdict.sure)},
    ]
    for one in verdict.because:
        counts = f"{say(one.speaks_for)} +{one.weight}"
        effect = counts if one.weight else translated(language, N_("read, and not counted"))
        whence = one.rule.partition(":")[0]
        rule = translated(language, _SAID_BY[whence]) if whence in _SAID_BY else one.rule
        found.append(f"“{one.words}”: {effect} ({rule})")
    return found if verdict.because else [*found, translated(language, N_("No rule applies."))]
