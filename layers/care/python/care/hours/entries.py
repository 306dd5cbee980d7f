"""What hours are made of: special dates and absences, strict about what they accept."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

from care.faults import Fault, fault
from care.hours.refusals import in_utc, known_keys, written_date, written_instant

type Span = tuple[str, str]
type LocalDate = Annotated[date, BeforeValidator(written_date)]
type Instant = Annotated[datetime, BeforeValidator(written_instant), AfterValidator(in_utc)]


class Strict(BaseModel):
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(
        frozen=True,
        defer_build=True,
        extra="forbid",
        validate_by_name=True,
        serialize_by_alias=True,
        hide_input_in_errors=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, given: Any, info: ValidationInfo) -> Any:
        if (info.context or {}).get("stored"):
            return given
        names = [field.alias or name for name, field in cls.model_fields.items()]
        return known_keys(given, names, cls.model_fields)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A checked copy: unlike pydantic's own, it refuses an update that a new value would refuse."""
        del deep  # nothing in it can be changed
        return type(self).model_validate(self.model_dump(by_alias=False) | dict(update or {}))


class SpecialDate(Strict):
    """The hours of a local date, or of each date from `from` to `to` inclusive, instead of the weekly ones.

    No intervals means closed. What began the evening before still ends as planned. `to` is the same as `from` unless
    it is given.
    """

    first: LocalDate = Field(alias="from")
    last: LocalDate = Field(alias="to")
    open: tuple[Span, ...]
    label: str | None = Field(default=None, exclude_if=lambda label: label is None)

    @model_validator(mode="before")
    @classmethod
    def _last_as_long_as_one_day(cls, given: Any) -> Any:
        if isinstance(given, dict) and not {"to", "last"} & given.keys():
            start = given.get("from", given.get("first"))
            return given if start is None else given | {"to": start}
        return given


class Absence(Strict):
    """Nobody is there from one instant to another (half-open), whatever the week and the dates say."""

    start: Instant = Field(alias="from")
    end: Instant = Field(alias="to")
    label: str | None = Field(default=None, exclude_if=lambda label: label is None)

    @model_validator(mode="after")
    def _refuse_an_end_before_the_start(self) -> Self:
        if self.start >= self.end:
            raise fault(Fault.absence_reversed, start=self.start.isoformat(), end=self.end.isoformat())
        return self
