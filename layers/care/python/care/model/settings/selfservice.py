"""What an account offers by itself in a DM: articles with their answers, look-ups at its own API, and when to stop.

Nothing here is a secret: a look-up names a key of the app's secret, and its value stays there.
"""

from collections.abc import Iterator
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, HttpUrl, StringConstraints, UrlConstraints, model_validator
from pydantic_core import PydanticCustomError

from care.faults import Fault, fault
from care.model.settings.fetch_addresses import checked_template, places
from care.model.settings.localized import LANGUAGES, Frozen, Phrases, Said
from care.model.settings.occasions import Language
from care.model.settings.patterns import checked_pattern
from care.model.settings.placeholders import PLACEHOLDER, placeholders
from care.problems import Location, refuse

__all__ = ["Article", "Lookup", "Parameter", "Phrases", "Said", "SelfServiceSettings"]

MENU_ENTRIES: Final = 9
"""More are not shown in a menu; customers reach the rest by asking."""
LONGEST_QUESTION: Final = 200
MOST_PLACEHOLDERS: Final = 20
"""In one answer of a look-up, so that it stays a DM whatever the fields hold."""
SECRET_HEADERS: Final = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding"})

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,29}$")]
Path = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,60}(\.[A-Za-z0-9_-]{1,60}){0,7}$")]
Link = Annotated[HttpUrl, UrlConstraints(allowed_schemes=["https"], max_length=500)]


def _header(name: str) -> str:
    if name.lower() in SECRET_HEADERS:
        raise fault(Fault.own_header)
    return name


class Article(Frozen):
    """A question that customers ask, the ways in which they ask it, and its answer."""

    id: Id
    question: Said
    variants: Phrases = Phrases.model_construct()
    answer: Said
    link: Link | None = None
    in_menu: bool = True

    def title(self, language: Language) -> str:
        """How the menu calls it."""
        return self.question.to(language)

    @model_validator(mode="after")
    def _fits_into_a_menu(self) -> Self:
        long = [language for language, said in self.question.given().items() if len(said) > LONGEST_QUESTION]
        error = fault(Fault.line_too_long, most=LONGEST_QUESTION)
        refuse("Article", ((("question", language), error) for language in long))
        return self

    def told(self, language: Language) -> str:
        """The answer with its link, on a line of its own."""
        answer = self.answer.to(language)
        return f"{answer}\n{self.link}" if self.link else answer

    def phrases(self, language: Language) -> tuple[str, ...]:
        """What is compared with a customer's text, in one language alone."""
        return (self.question.to(language), *self.variants.to(language))


class Parameter(Frozen):
    """Something the customer is asked for once, checked against the pattern as a whole."""

    name: Name
    prompt: Said
    pattern: Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(checked_pattern)]


class Lookup(Frozen):
    """Something to ask the brand's own API: what customers call it, where it is asked, and how the answer is told.

    `url` holds each parameter as {name} in its path or query. `header` carries the value that the app's secret has
    under `secret`; without `secret` nothing is sent. `fields` are dotted paths into the JSON that comes back
    ("order.status", "parcels.0.carrier"); `answer` may hold {field} and {parameter}.
    """

    id: Id
    asks: Phrases
    url: Annotated[str, StringConstraints(max_length=500), AfterValidator(checked_template)]
    header: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,49}$"), AfterValidator(_header)] = (
        "Authorization"
    )
    secret: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")] | None = None
    parameters: Annotated[tuple[Parameter, ...], Field(max_length=4)] = ()
    fields: Annotated[dict[Name, Path], Field(min_length=1, max_length=20)]
    answer: Said
    in_menu: bool = True

    def title(self, language: Language) -> str:
        """How the menu calls it: the first of its phrases."""
        return self.asks.to(language)[0]

    def phrases(self, language: Language) -> tuple[str, ...]:
        """What is compared with a customer's text."""
        return self.asks.to(language)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        refuse("Lookup", self._problems())
        return self

    def _problems(self) -> Iterator[tuple[Location, PydanticCustomError]]:
        if not any(getattr(self.asks, language) for language in LANGUAGES):
            yield ("asks",), fault(Fault.no_phrase)
        names = [parameter.name for parameter in self.parameters]
        for number, name in enumerate(names):
            if name in names[:number] or name in self.fields:
                yield ("parameters", number, "name"), fault(Fault.name_exists, given=name)
            if name not in places(self.url):
                yield ("parameters", number, "name"), fault(Fault.not_in_address, given=name)
        for name in dict.fromkeys(places(self.url)):
            if name not in names:
                yield ("url",), fault(Fault.no_parameter, hole=f"{{{name}}}")
        yield from self._answer_problems(names)

    def _answer_problems(self, names: list[str]) -> Iterator[tuple[Location, PydanticCustomError]]:
        for language, text in self.answer.given().items():
            bare = PLACEHOLDER.sub("", text)
            if "{" in bare or "}" in bare:
                yield ("answer", language), fault(Fault.field_brace_open)
            if len(placeholders(text)) > MOST_PLACEHOLDERS:
                yield ("answer", language), fault(Fault.too_many_fields, most=MOST_PLACEHOLDERS)
            for name in dict.fromkeys(placeholders(text)):
                if name not in self.fields and name not in names:
                    may = ", ".join(f"{{{known}}}" for known in (*self.fields, *names))
                    yield ("answer", language), fault(Fault.field_unknown, known=may, hole=f"{{{name}}}")


class SelfServiceSettings(Frozen):
    """Automatic queries of an account, off until it says otherwise.

    `menu` is what stands above the numbered entries. `hand_over` are words that bring a person at once. A text is
    taken for an article from `threshold` (0 to 1) on. After `most_messages` automatic messages of one conversation a
    person takes over; the hand-over is the last of them.
    """

    enabled: bool = False
    menu: Said | None = None
    articles: Annotated[tuple[Article, ...], Field(max_length=200)] = ()
    lookups: Annotated[tuple[Lookup, ...], Field(max_length=20)] = ()
    hand_over: Phrases = Phrases(
        es=("agente", "humano", "persona", "operador", "hablar con alguien"),
        pt=("atendente", "humano", "pessoa", "falar com alguém"),
        en=("agent", "human", "person", "talk to someone", "speak to someone"),
    )
    threshold: Annotated[float, Field(ge=0.3, le=1)] = 0.6
    most_messages: Annotated[int, Field(ge=2, le=12)] = 6
    resolves_after_minutes: Annotated[int, Field(ge=5, le=7 * 24 * 60)] | None = None
    """Wall minutes of silence after an answer, after which its case is resolved; None leaves it to people."""

    @property
    def entries(self) -> tuple[Article | Lookup, ...]:
        """Everything that is offered: look-ups first, because what is looked up is what most customers want."""
        return (*self.lookups, *self.articles)

    def entry(self, entry_id: str | None) -> Article | Lookup | None:
        """The article or look-up of this id, or None if there is none any more."""
        return next((entry for entry in self.entries if entry.id == entry_id), None)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        refuse("SelfServiceSettings", self._problems())
        return self

    def _problems(self) -> Iterator[tuple[Location, PydanticCustomError]]:
        if self.enabled and not self.entries:
            yield ("enabled",), fault(Fault.nothing_to_offer)
        if not any(getattr(self.hand_over, language) for language in LANGUAGES):
            yield ("hand_over",), fault(Fault.no_word_for_a_person)
        seen: set[str] = set()
        for kind in ("lookups", "articles"):
            for number, entry in enumerate(getattr(self, kind)):
                if entry.id in seen:
                    yield (kind, number, "id"), fault(Fault.id_exists, given=entry.id)
                seen.add(entry.id)
