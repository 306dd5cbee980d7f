"""What somebody looks for, as an address has it."""

from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from care.model.envelope import Channel
from care.triage.verdict import Topic

# Before X there is nothing to find, and no calendar here goes further.
_Day = Annotated[date, AfterValidator(lambda day: min(max(day, date(2006, 1, 1)), date(2099, 12, 31)))]


class Question(BaseModel):
    """What somebody looks for; `since` and `until` are days on which a case was opened, in its account's zone."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore")

    q: str = Field(default="", max_length=200)
    account: str = Field(default="", max_length=30)
    state: Literal["", "open", "waiting", "resolved"] = ""
    topic: Literal[Topic, ""] = ""
    channel: Literal[Channel, ""] = ""
    language: Literal["", "es", "pt", "en"] = ""
    tag: str = Field(default="", max_length=30)
    assignee: str = Field(default="", max_length=200)
    since: _Day | None = None
    until: _Day | None = None
    after: str = Field(default="", pattern=r"^(\d{11}#[0-9A-Z]{1,32})?$")

    @model_validator(mode="before")
    @classmethod
    def _empty_is_nothing(cls, given: Any) -> Any:
        return {name: value for name, value in given.items() if value != ""} if isinstance(given, dict) else given

    def href(self, after: str) -> str:
        """The address of a further page."""
        now = {**self.model_dump(mode="json", exclude_none=True), "after": after}
        return f"/desk/search?{urlencode({name: value for name, value in now.items() if value})}"
