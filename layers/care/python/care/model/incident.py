"""Something wrong that many customers ask about: its words, its texts, and which messages it matches."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from care.model.bounded_instants import BoundedInstant
from care.model.settings.occasions import Language
from care.triage.words import words

Term = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=60)]
IncidentText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=240)]


class Incident(BaseModel):
    """An incident of one account. A message that holds one of `terms` is about it.

    `texts` tell customers while it lasts and `end_texts` when it is over, by language; a language that is missing is
    told in the account's. `until` is when people expect it to end, if they know.
    """

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    incident_id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
    terms: Annotated[tuple[Term, ...], Field(min_length=1, max_length=30)]
    texts: dict[Annotated[str, StringConstraints(pattern=r"^(es|pt|en)$")], IncidentText]
    end_texts: dict[Annotated[str, StringConstraints(pattern=r"^(es|pt|en)$")], IncidentText] = {}
    started_at: AwareDatetime
    until: BoundedInstant | None = None
    ended_at: AwareDatetime | None = None
    post: bool = False
    """Whether everybody is told too, by a post when it begins and by one when it is over."""

    def is_open(self, at: datetime) -> bool:
        """True from its start until somebody ends it: an expected end that has passed ends nothing by itself.

        Whoever reads that it has ended asks later than that, also where their clock is behind.
        """
        return self.started_at <= at and self.ended_at is None

    def told(self, language: Language, otherwise: Language, *, ended: bool = False) -> str:
        """What customers are told of it, or of its end, in their language or the account's; empty if nothing."""
        texts = self.end_texts if ended else self.texts
        return texts.get(language) or texts.get(otherwise, "")

    def matches(self, text: str) -> bool:
        """True if the text holds one of the terms as whole words, whatever its case and accents."""
        written = _keys(text)
        return any(_keys(term) in written for term in self.terms)


def _keys(text: str) -> str:
    return f" {' '.join(key for _, key in words(text))} "
