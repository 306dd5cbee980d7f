"""A reply as a form, with what is to be done with its case once it has gone."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticKnownError

from care.desk.presets import Preset
from care.model import actions
from care.model.account import Account
from care.model.after_reply import AfterReply
from care.model.bounded_instants import BoundedLocal
from care.model.envelope import Channel
from care.model.files import ChosenFiles
from desk.form import Form, Named, instant


class Reply(Form):
    """Answer the customer, in public or by DM. `seen_of_others`: how many replies of others the writer had seen.

    `in_reply_to` is the post of the customer that a public one answers, if that is not the last. `files` were brought
    to the case before (`POST /desk/api/cases/{case}/files`); with them it may have no words. `then` is done
    once X has the reply: resolve the case, snooze it (`until`, or a `preset`), or assign it (`to`).
    `saved_reply` counts a use of one. `signature` are initials that sign it instead of the writer's own, where the
    account wants replies signed.
    """

    event = actions.ReplyWritten

    channel: Channel
    files: ChosenFiles = ()
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000), Field(validate_default=True)] = ""
    seen_of_others: Annotated[int, Field(ge=0)] | None = None
    dm_link: bool = False
    in_reply_to: Annotated[str, StringConstraints(pattern=r"^[0-9]{0,20}$")] = ""
    then: Literal["", "resolve", "snooze", "assign"] = ""
    until: BoundedLocal | None = None
    preset: Preset | None = None
    to: Named = ""
    saved_reply: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,40}$")] = ""

    signature: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\W\d_]{0,4}$")] = ""

    def values(self, account: Account) -> dict[str, Any]:  # noqa: ARG002  as above
        """Without what is to be done afterwards, which is put in with who wants it, as the signature is."""
        return self.model_dump(exclude={"action_id", "then", "until", "preset", "to", "saved_reply", "signature"})

    def afterwards(self, account: Account, by: str, now: datetime) -> AfterReply | None:
        """What is to be done with the case once the reply has gone."""
        if not self.then:
            return None
        until = instant(self.until, account.hours.zone) if self.then == "snooze" and self.until else None
        return AfterReply(kind=self.then, by=by, at=now, until=until, to=self.to if self.then == "assign" else "")

    @field_validator("text")
    @classmethod
    def _says_something(cls, text: str, info: ValidationInfo) -> str:
        if not text and not info.data.get("files"):
            raise PydanticKnownError("string_too_short", {"min_length": 1})
        return text
