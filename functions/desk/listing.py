"""What of the queue an integration asks for: a filter that there is not is refused, where a page shows the usual."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from care.model.envelope import Channel
from care.tables.queue import Sort, View


class Listed(BaseModel):
    """Filters of a list, as an address has them; what is empty was not said."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore")

    account: str = Field(default="", max_length=30)
    view: Literal[View, ""] = ""
    incident: str = Field(default="", max_length=100)
    channel: Literal[Channel, ""] = ""
    language: Literal["", "es", "pt", "en"] = ""
    tag: str = Field(default="", max_length=30)
    sort: Literal[Sort, ""] = ""
    after: str = Field(default="", max_length=100)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_nothing(cls, given: Any) -> Any:
        return {name: value for name, value in given.items() if value != ""} if isinstance(given, dict) else given
