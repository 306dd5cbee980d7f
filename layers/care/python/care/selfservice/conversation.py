"""An automatic conversation in a DM that the customer began: each answer, and when a person takes over.

Pure and total: every text and every state has an answer. To one message of the customer there is at most one automatic
message, and in a conversation `most_messages` at most; the hand-over is the last of them and is final. The caller sees
to it that this is a DM, that the customer wrote first, and puts the note of automatic messages under what is said.
"""

from datetime import datetime
from typing import Final

from care.hours import Hours
from care.model.lookup_outcome import Failed, LookupFound
from care.model.selfservice_state import DialogState, DialogStep
from care.model.settings.occasions import Language, Variety, language_of
from care.model.settings.placeholders import PLACEHOLDER
from care.model.settings.selfservice import Article, Lookup, SelfServiceSettings
from care.selfservice.dialog import Talk, moved
from care.selfservice.intents import greets, keys, says_no, says_yes, wants_person
from care.selfservice.matches import LONGEST, Match, best
from care.triage.classification import classify
from care.triage.opt_out import wants_out
from care.triage.rules import DEFAULT, Rules
from care.triage.verdict import Topic

__all__ = ["DialogState", "DialogStep", "looked_up", "step"]

# Entries whose scores lie so near are offered and not guessed.
_AS_NEAR: Final = 0.08


def step(
    state: DialogState,
    text: str,
    spoken: Variety,
    settings: SelfServiceSettings,
    now: datetime,
    hours: Hours,
    incident_text: str | None = None,
    rules: Rules = DEFAULT,
) -> DialogStep:
    """What follows from one message of the customer.

    `incident_text` is that of an open incident that the message is about, told once. `rules` are the account's rules of
    triage, by which a complaint goes to a person.
    """
    talk, language = Talk(settings, spoken, now, hours, incident_text), language_of(spoken)
    if state.phase == "handed_over":
        return DialogStep(state, because="with_person")
    if not settings.enabled:
        return talk.leave(state, "switched_off")
    if wants_out(text):
        return talk.leave(state, "opted_out")
    said = keys(text[:LONGEST])
    if (entry := talk.pick(state, said)) is not None:
        return talk.open(state, entry, "", "picked")
    matches = best(text, settings.entries, language, 3, settings.threshold)
    first = settings.entry(matches[0].article_id) if matches else None
    if wants_person(said, settings.hand_over, _words_of(first, language)):
        return talk.hand_over(state, "asked_for_person")
    # People mix languages: what the message says in its own counts beside what it says in the customer's.
    # What the rules are not sure about is asked of the articles first.
    verdicts = (classify(text, language, rules), classify(text, None, rules))
    topics: set[Topic] = {verdict.topic if verdict.sure == 1 else "question" for verdict in verdicts}
    if "complaint" in topics:
        return talk.hand_over(state, "complaint")
    return (
        _after_answer(talk, state, said, topics)
        or _given(talk, state, text)
        or _quiet(talk, state, text, topics)
        or _asked(talk, state, text, said, first, matches)
    )


def _after_answer(talk: Talk, state: DialogState, said: list[str], topics: set[Topic]) -> DialogStep | None:
    thanks = not topics.isdisjoint({"thanks", "praise"}) or says_yes(said)
    if state.phase == "solved" and says_yes(said):
        return DialogStep(state, because="nothing_asked")
    if state.phase == "answered" and thanks:
        return DialogStep(moved(state, "solved"), solved=True, article_id=state.entry, because="thanks")
    if state.phase == "answered" and says_no(said):
        return talk.hand_over(state, "not_helped")
    return None


def _given(talk: Talk, state: DialogState, text: str) -> DialogStep | None:
    return talk.value(state, text) if state.phase == "asking" else None


def _quiet(talk: Talk, state: DialogState, text: str, topics: set[Topic]) -> DialogStep | None:
    # A message without text is a picture, which somebody should look at.
    if text.strip() and not topics.isdisjoint({"thanks", "noise"}):
        return DialogStep(state, because="nothing_asked")
    return talk.wait(state) if state.phase == "looking" else None


def _asked(
    talk: Talk, state: DialogState, text: str, said: list[str], first: Article | Lookup | None, matches: list[Match]
) -> DialogStep:
    if first is None:
        if (lookup := talk.meant_by(text)) is not None:
            return talk.open(state, lookup, text, "value_given")
        if greets(said):
            return talk.offer(state, (), talk.menu, "greeting")
        return talk.miss(state)
    near = [match.article_id for match in matches if matches[0].score - match.score < _AS_NEAR]
    if len(near) > 1:
        return talk.offer(state, tuple(near), talk.words.which, "unclear")
    return talk.open(state, first, text, "matched")


def _words_of(entry: Article | Lookup | None, language: Language) -> set[str]:
    return {key for phrase in entry.phrases(language) for key in keys(phrase)} if entry else set()


def looked_up(
    state: DialogState,
    outcome: LookupFound | Failed,
    spoken: Variety,
    settings: SelfServiceSettings,
    now: datetime,
    hours: Hours,
    incident_text: str | None = None,
) -> DialogStep:
    """What follows from what the brand's API answered; nothing, if the conversation no longer waits for it."""
    if state.phase != "looking":
        return DialogStep(state, because="with_person" if state.phase == "handed_over" else "nothing_asked")
    talk, language = Talk(settings, spoken, now, hours, incident_text), language_of(spoken)
    lookup = settings.entry(state.entry)
    if not isinstance(outcome, LookupFound) or not isinstance(lookup, Lookup):
        return talk.hand_over(state, "lookup_failed")
    values = {**state.values, **{name: talk.shown(value) for name, value in outcome.fields.items()}}
    text = lookup.answer.to(language)
    if not all(values.get(name) for name in PLACEHOLDER.findall(text)):
        return talk.hand_over(state, "lookup_failed")
    return talk.answer(state, lookup, PLACEHOLDER.sub(lambda found: values[found[1]], text), "looked_up")
