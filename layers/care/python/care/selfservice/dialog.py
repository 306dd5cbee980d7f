"""The ways in which a conversation goes on: a menu, an answer, a question for a value, a person."""

from copy import replace
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from care.hours import Hours
from care.hours.clock import moment
from care.model.selfservice_state import Because, DialogState, DialogStep, Phase
from care.model.settings.occasions import Language, Variety, language_of
from care.model.settings.patterns import value_in
from care.model.settings.selfservice import MENU_ENTRIES, Article, Lookup, SelfServiceSettings
from care.selfservice.intents import picked
from care.selfservice.phrases import WORDINGS, Sentences

MISSES: Final = 2
"""So many messages in a row that are not understood bring a person."""
_BARE: Final = 3


def moved(state: DialogState, phase: Phase, entry: str | None = None) -> DialogState:
    """The state in another phase, without what was asked and given."""
    return replace(state, phase=phase, entry=entry or state.entry, asking=None, values={}, offered=())


@dataclass(frozen=True, slots=True)
class Talk:
    """What the moment of a message brings: the settings, the customer's language, the hours, an incident."""

    settings: SelfServiceSettings
    spoken: Variety
    now: datetime
    hours: Hours
    incident_text: str | None

    def __post_init__(self) -> None:
        moment(self.now)  # also where nothing is said of hours

    @property
    def language(self) -> Language:
        """The language in which the account's own texts are looked up."""
        return language_of(self.spoken)

    @property
    def words(self) -> Sentences:
        """The sentences of the customer's language."""
        return WORDINGS[self.spoken]

    @property
    def menu(self) -> str:
        """What stands above the entries."""
        return self.settings.menu.to(self.language) if self.settings.menu else self.words.menu

    def pick(self, state: DialogState, said: list[str]) -> Article | Lookup | None:
        """The entry whose number or name the message is, if a menu was offered."""
        entries = [self.settings.entry(entry_id) for entry_id in state.offered]
        place = picked(said, [entry.title(self.language) if entry else "" for entry in entries])
        return None if place is None else entries[place]

    def open(self, state: DialogState, entry: Article | Lookup, text: str, because: Because) -> DialogStep:
        """An article's answer, or the next thing that a look-up needs; what was answered before goes to a person."""
        if entry.id in state.answered:
            return self.hand_over(state, "said_before")
        if isinstance(entry, Article):
            return self.answer(state, entry, entry.told(self.language), because)
        values: dict[str, str] = {}
        for parameter in entry.parameters:
            value = value_in(text, parameter.pattern, plain=True)
            if value is not None and value not in values.values():
                values[parameter.name] = value
        return self.ask(replace(moved(state, "asking", entry.id), values=values), entry, because)

    def ask(self, state: DialogState, lookup: Lookup, because: Because) -> DialogStep:
        """The prompt of the first value that is missing; with all of them, the look-up."""
        for parameter in lookup.parameters:
            if parameter.name not in state.values:
                asked = replace(state, phase="asking", asking=parameter.name, misses=0)
                return self.say(asked, parameter.prompt.to(self.language), because, lookup.id)
        if state.sent + 1 >= self.settings.most_messages:
            return self.hand_over(state, "most_messages")
        looking = replace(state, phase="looking", asking=None, misses=0)
        return DialogStep(looking, lookup=lookup, article_id=lookup.id, because=because)

    def meant_by(self, text: str) -> Lookup | None:
        """The only look-up that asks for such a value, if a message of a few words gives one: a bare order number."""
        if len(text.split()) > _BARE:
            return None
        asking = [lookup for lookup in self.settings.lookups if lookup.parameters]
        meant = [one for one in asking if value_in(text, one.parameters[0].pattern, plain=True) is not None]
        return meant[0] if len(meant) == 1 else None

    def value(self, state: DialogState, text: str) -> DialogStep | None:
        """The step that a value leads to; None if the message gives none that fits."""
        lookup = self.settings.entry(state.entry)
        asked = lookup.parameters if isinstance(lookup, Lookup) else ()
        parameter = next((parameter for parameter in asked if parameter.name == state.asking), None)
        value = value_in(text, parameter.pattern, plain=False) if parameter else None
        if not isinstance(lookup, Lookup) or parameter is None or value is None:
            return None
        given = replace(state, values={**state.values, parameter.name: value})
        return self.ask(given, lookup, "value_given")

    def answer(self, state: DialogState, entry: Article | Lookup, text: str, because: Because) -> DialogStep:
        """An answer, and how to reach a person if it does not help."""
        answered = replace(
            moved(state, "answered", entry.id),
            answered=(*state.answered, entry.id),
            misses=0,
            offered=state.offered,
        )
        back = self._back()
        helped = self._with_word(self.words.helped)
        said = self.say(answered, f"{text}\n\n{helped} {back}" if back else f"{text}\n\n{helped}", because, entry.id)
        return replace(said, tells_return=said.tells_return or bool(back))

    def miss(self, state: DialogState) -> DialogStep:
        """What is said to a message that is not understood: once the menu or the value again, then a person."""
        missed = replace(state, misses=state.misses + 1)
        if missed.misses >= MISSES:
            return self.hand_over(missed, "two_misses")
        if state.phase == "asking":
            return self.say(missed, self._with_word(self.words.not_fitting), "not_fitting", state.entry)
        heading = self.menu if state.phase == "new" else f"{self.words.not_understood} {self.menu}"
        return self.offer(missed, (), heading, "no_match")

    def wait(self, state: DialogState) -> DialogStep:
        """Nothing is said while a look-up is under way; who writes on and on gets a person."""
        missed = replace(state, misses=state.misses + 1)
        return (
            self.hand_over(missed, "two_misses") if missed.misses >= MISSES else DialogStep(missed, because="waiting")
        )

    def offer(self, state: DialogState, entry_ids: tuple[str, ...], heading: str, because: Because) -> DialogStep:
        """These entries by number, or those of the menu; without any that could be chosen a person takes over."""
        shown = [entry for entry in self.settings.entries if (entry.id in entry_ids if entry_ids else entry.in_menu)]
        shown = shown[:MENU_ENTRIES]
        if not shown:
            return self.hand_over(state, "no_match")
        lines = [f"{number}. {entry.title(self.language)}" for number, entry in enumerate(shown, start=1)]
        offered = replace(moved(state, "menu"), offered=tuple(entry.id for entry in shown))
        return self.say(offered, "\n".join([heading, *lines, self._with_word(self.words.choose)]), because)

    def say(self, state: DialogState, text: str, because: Because, article_id: str | None = None) -> DialogStep:
        """One automatic message, unless it would take the last place, which is the hand-over's."""
        if state.sent + 1 >= self.settings.most_messages:
            return self.hand_over(state, "most_messages")
        return DialogStep(*self._told(state, text), article_id=article_id, because=because)

    def hand_over(self, state: DialogState, because: Because) -> DialogStep:
        """A person takes over, and the customer is told when."""
        if state.sent >= self.settings.most_messages:
            return self.leave(state, because)
        back = self._back()
        text = back or (self.words.person if self.hours.is_open(self.now) else self.words.later)
        ended, said = self._told(moved(state, "handed_over"), text)
        return DialogStep(ended, said, True, article_id=state.entry, tells_return=bool(back), because=because)

    def leave(self, state: DialogState, because: Because) -> DialogStep:
        """A person takes over, and nothing is said."""
        return DialogStep(moved(state, "handed_over"), hand_over=True, article_id=state.entry, because=because)

    def _back(self) -> str:
        """Where nobody is there now, when a person is; empty in open hours, and where they open no more."""
        if self.hours.is_open(self.now):
            return ""
        back = self.hours.return_phrase(self.now, self.spoken, within=True)
        return self.words.back.format(when=back) if back else ""

    def shown(self, value: str | float | bool) -> str:
        """A field as it stands in a sentence."""
        if isinstance(value, bool):
            return self.words.yes if value else self.words.no
        return str(value)

    def _told(self, state: DialogState, text: str) -> tuple[DialogState, str]:
        told = replace(state, sent=state.sent + 1)
        if self.incident_text and not state.incident_told:
            return replace(told, incident_told=True), f"{self.incident_text}\n\n{text}"
        return told, text

    def _with_word(self, text: str) -> str:
        return text.format(word=self.settings.hand_over.to(self.language)[0])
