"""A post that people have the account make: written, approved, planned; and what they have done with one that stands.

What became of it at X stands in the outbox, under `item_id`, and nowhere else.
"""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from care.instants import utc_text
from care.model.bounded_instants import BoundedInstant
from care.model.envelope import Value, Verdict, XId
from care.model.files import OutFile
from care.model.outcomes import Outcomes
from care.model.settings.occasions import Language

PostState = Literal["draft", "asked", "planned", "queued", "missed", "withdrawn", "tip"]
WHOLE: Final = "account:post:"
"""What the ids of items begin with that people wrote."""
MOST_PARTS: Final = 25
LONGEST: Final = 8_000
LONGEST_DELAY: Final = 7 * 24 * 60


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


class Wish(Value):
    """What a person wants of one of its items that has not gone, or of which nobody knows whether it has."""

    do: Literal["cancel"] | Verdict
    item_id: str
    by: str
    x_id: XId | Literal[""] = ""


class OwnPost(Value):
    """One post, or a thread: lines of three dashes part the posts of a thread.

    `draft` and `tip` are nobody's plan; `asked` waits for a supervisor, `planned` for its time, `queued` is in the
    outbox, `missed` was not posted in time. `at` is when it is to go, at once where there is none, and
    `late_minutes` is how much later it still may. With `in_incidents` it also goes while an incident is open, with
    `only_open` only while people answer. `in_reply_to` is a post of the account's own that it continues, or
    `corrects`. `handed` says that the outbox has it, `wish` what is to be done with what is there. `number` counts its
    changes, so that of two who change it at once one is told.
    """

    post_id: Annotated[str, StringConstraints(pattern=r"^[0-9A-F]{20}$")]
    account_id: XId
    state: PostState = "draft"
    text: Annotated[str, StringConstraints(max_length=LONGEST)] = ""
    language: Language = "es"
    files: tuple[OutFile, ...] = ()
    at: Annotated[BoundedInstant, AfterValidator(_utc)] | None = None
    late_minutes: Annotated[int, Field(ge=1, le=LONGEST_DELAY)] = 60
    in_incidents: bool = False
    only_open: bool = False
    in_reply_to: XId | Literal[""] = ""
    corrects: bool = False
    made_at: AwareDatetime
    changed_at: AwareDatetime
    planned_at: AwareDatetime | None = None
    written_by: str
    changed_by: str = ""
    approved_by: str = ""
    note: Annotated[str, StringConstraints(max_length=500)] = ""
    """Why a supervisor sent it back."""
    why: Outcomes = ()
    """Why it was missed."""
    wish: Wish | None = None
    handed: bool = False
    number: int = 0

    @property
    def item_id(self) -> str:
        """Of its first item; further parts have `:2` and so on behind it."""
        return f"{WHOLE}{self.post_id}"

    @property
    def begins(self) -> datetime:
        """When it is to go."""
        return self.at or self.planned_at or self.changed_at

    @property
    def ends(self) -> datetime:
        """From when it is too late for it."""
        return self.begins + timedelta(minutes=self.late_minutes)

    @property
    def is_open(self) -> bool:
        """True while somebody may still do something with it."""
        return (
            self.state not in {"queued", "withdrawn"}
            or self.wish is not None
            or (self.state == "queued" and not self.handed)
        )

    @property
    def may_change(self) -> bool:
        """True while nothing of it is on its way."""
        return self.state not in {"queued", "withdrawn"}


class PostAct(Value):
    """What a supervisor has done with a post that stands: delete one of the account's, hide or show a reply to one."""

    account_id: XId
    act: Literal["delete", "hide", "show"]
    on: XId
    by: str
    at: AwareDatetime
    customer_id: str = ""
    case_id: str = ""

    @property
    def item_id(self) -> str:
        """One for what is done; a reply may be hidden again after it was shown."""
        again = "" if self.act == "delete" else f":{utc_text(self.at)}"
        return f"{self.case_id or 'account'}:{self.act}:{self.on}{again}"


def new_post_id(now: datetime) -> str:
    """Later ones sort behind earlier ones."""
    return f"{int(now.timestamp() * 1000):012X}{secrets.token_hex(4).upper()}"
