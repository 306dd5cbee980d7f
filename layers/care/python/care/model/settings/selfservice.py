"""What an account offers by itself in a DM: articles with their answers, look-ups at its own API, and when to stop.

Nothing here is a secret: a look-up names a key of the app's secret, and its value stays there.
"""

from collections.abc import Iterator
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, HttpUrl, StringConstraints, UrlConstraints, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from care.model.settings.fetch_addresses import checked_template, places
from care.model.settings.localized import LANGUAGES, Frozen, Phrases, Said
from care.model.settings.occasions import Language
from care.model.settings.patterns import checked_pattern
from care.model.settings.placeholders import PLACEHOLDER, placeholders

__all__ = ["Article", "Lookup", "Parameter", "Phrases", "Said", "SelfServiceSettings"]

type Location = tuple[str | int, ...]

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
        raise ValueError("is a header that the connection itself uses; name another, as Authorization")
    return name


class Article(Frozen):
    """A question that customers ask, the ways in which they ask it, and its answer."""

    id: Id
    question: Said
    variants: Phrases = Phrases()
    answer: Said
    link: Link | None = None
    in_menu: bool = True

    def title(self, language: Language) -> str:
        """How the menu calls it."""
        return self.question.to(language)

    @model_validator(mode="after")
    def _fits_into_a_menu(self) -> Self:
        long = [language for language, said in self.question.given().items() if len(said) > LONGEST_QUESTION]
        said = f"is longer than the {LONGEST_QUESTION} characters that a menu's line takes; say more in the answer"
        _refuse("Article", ((("question", language), said) for language in long))
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
        _refuse("Lookup", self._problems())
        return self

    def _problems(self) -> Iterator[tuple[Location, str]]:
        if not any(getattr(self.asks, language) for language in LANGUAGES):
            yield ("asks",), "no language has a phrase; say what customers call it in at least one of es, pt, en"
        names = [parameter.name for parameter in self.parameters]
        for number, name in enumerate(names):
            if name in names[:number] or name in self.fields:
                yield ("parameters", number, "name"), f"{name!r} is there already; give each name once"
            if name not in places(self.url):
                yield ("parameters", number, "name"), f"{name!r} is not in the url; put {{{name}}} there or remove it"
        for name in dict.fromkeys(places(self.url)):
            if name not in names:
                yield ("url",), f"{{{name}}} is no parameter; add it to parameters or take it out"
        yield from self._answer_problems(names)

    def _answer_problems(self, names: list[str]) -> Iterator[tuple[Location, str]]:
        for language, text in self.answer.given().items():
            bare = PLACEHOLDER.sub("", text)
            if "{" in bare or "}" in bare:
                yield ("answer", language), "a brace is not closed or not opened; write fields as {status}"
            if len(placeholders(text)) > MOST_PLACEHOLDERS:
                yield ("answer", language), f"holds more than {MOST_PLACEHOLDERS} fields; say less"
            for name in dict.fromkeys(placeholders(text)):
                if name not in self.fields and name not in names:
                    may = ", ".join(f"{{{known}}}" for known in (*self.fields, *names))
                    yield ("answer", language), f"{{{name}}} is unknown; it may hold {may}"


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
        _refuse("SelfServiceSettings", self._problems())
        return self

    def _problems(self) -> Iterator[tuple[Location, str]]:
        if self.enabled and not self.entries:
            yield ("enabled",), "there is nothing to offer; add an article or a look-up, or leave this off"
        if not any(getattr(self.hand_over, language) for language in LANGUAGES):
            yield ("hand_over",), "no word brings a person; give at least one, as agente"
        seen: set[str] = set()
        for kind in ("lookups", "articles"):
            for number, entry in enumerate(getattr(self, kind)):
                if entry.id in seen:
                    yield (kind, number, "id"), f"{entry.id!r} is there already; give each id once"
                seen.add(entry.id)


def _refuse(title: str, problems: Iterator[tuple[Location, str]]) -> None:
    wrong = [
        InitErrorDetails(type=PydanticCustomError("selfservice", "{said}", {"said": said}), loc=where, input=None)
        for where, said in problems
    ]
    if wrong:
        raise ValidationError.from_exception_data(title, wrong, hide_input=True)
