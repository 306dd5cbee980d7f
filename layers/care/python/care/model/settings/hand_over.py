"""Where an account's cases can be handed over to, and what its customers are told of it."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from care import late
from care.faults import Fault, fault
from care.model.settings.fetch_addresses import checked_template, places
from care.model.settings.occasions import Language
from care.problems import Location, refuse

MOST: Final = 20
LONGEST: Final = 240
_MAIL: Final = late.pattern(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+")
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class _Settings(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True)


class Destination(_Settings):
    """Another system or team that takes cases, by a signed webhook or by mail.

    `words` says whether what was written goes along, masked as people at the desk see it, and the customer's @name;
    without it only ids, codes and times do. A new `secret_number` gives the webhook another secret.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    """What agents read; without one the name."""
    way: Literal["webhook", "mail"]
    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
    words: bool = False
    secret_number: Annotated[int, Field(ge=1, le=10_000)] = 1

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if self.way == "mail" and not _MAIL.fullmatch(self.address):
            raise fault(Fault.not_a_mail_address, given=self.address)
        if self.way == "webhook":
            checked_template(self.address)
            if places(self.address):
                raise fault(Fault.address_brace_open)
        return self

    @property
    def shown(self) -> str:
        """What people call it."""
        return self.title or self.name


def whose(account_id: str, to: Destination) -> tuple[str, ...]:
    """Of what the secret of a webhook's destination is made; a new address or number makes another."""
    return (account_id, "hand-over", to.name, to.address, str(to.secret_number))


class HandOverTexts(_Settings):
    """What the customer is told in one language; what is empty is said with the shipped words.

    `referenced` is said instead in a private message, where the other system gave its `{reference}`.
    """

    told: _Text = ""
    referenced: _Text = ""


def _each_has_a_name_of_its_own(found: tuple[Destination, ...]) -> tuple[Destination, ...]:
    names = [one.name for one in found]
    twice = [number for number, one in enumerate(names) if one in names[:number]]
    refuse(
        "Destinations", (((number, "name"), fault(Fault.destination_twice, given=names[number])) for number in twice)
    )
    return found


class HandOverSettings(_Settings):
    """Who takes cases over, and the account's words for it."""

    destinations: Annotated[
        tuple[Destination, ...], Field(max_length=MOST), AfterValidator(_each_has_a_name_of_its_own)
    ] = ()
    texts: dict[Language, HandOverTexts] = {}

    def destination(self, name: str) -> Destination | None:
        """The one of this name, or None."""
        return next((one for one in self.destinations if one.name == name), None)

    @model_validator(mode="after")
    def _says_what_can_be_said(self) -> Self:
        refuse("HandOverSettings", self._problems())
        return self

    def _problems(self) -> Iterator[tuple[Location, PydanticCustomError]]:
        for language, texts in self.texts.items():
            for field, hole in (("told", ""), ("referenced", "reference")):
                if text := getattr(texts, field):
                    from care.model.settings.text_rules import post_problems  # noqa: PLC0415  nothing to check, nothing to import

                    known = frozenset({hole} - {""})
                    found = post_problems(text, "a hand-over", known, hole, LONGEST)
                    yield from ((("texts", language, field), one) for one in found)
