"""Whom some customers are led to: specialists for those who may buy, contacts for journalists and for partners."""

from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from care import late
from care.faults import Fault, fault
from care.model.settings.fetch_addresses import checked_template, places

_MAIL: Final = late.pattern(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+")
_Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=40, pattern=r"[^\W\d_]")]
_Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60, pattern=r"^[^{}\n@]*$")]


class _Settings(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class Specialist(_Settings):
    """Somebody whom a customer can meet, by a link where they choose the time."""

    name: Annotated[_Name, StringConstraints(min_length=1)]
    link: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        _checked_link(self.link)
        return self


class KnownSettings(_Settings):
    """How journalists, or partners, are known without a person's word, and the contact that answers offer them.

    A customer is one whose description on X or whose message holds one of the `words`, or whom X verified as one of
    `verified`. The contact is a mail address or an https address.
    """

    words: Annotated[tuple[_Word, ...], Field(max_length=30)] = ()
    verified: Annotated[tuple[Literal["business", "government"], ...], Field(max_length=2)] = ()
    contact_name: _Name = ""
    contact: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if self.contact and not _MAIL.fullmatch(self.contact):
            if "@" in self.contact and "/" not in self.contact:
                raise fault(Fault.not_a_mail_address, given=self.contact)
            _checked_link(self.contact)
        return self


class ContactSettings(_Settings):
    """Specialists for customers who may buy, and what is for journalists and for partners."""

    specialists: Annotated[tuple[Specialist, ...], Field(max_length=10)] = ()
    journalists: KnownSettings = KnownSettings.model_construct()
    partners: KnownSettings = KnownSettings.model_construct()

    @property
    def addresses(self) -> tuple[str, ...]:
        """The account's own mail addresses among them."""
        return tuple(one.contact for one in (self.journalists, self.partners) if "@" in one.contact)


def _checked_link(link: str) -> None:
    checked_template(link)
    if places(link):
        raise fault(Fault.address_brace_open)
