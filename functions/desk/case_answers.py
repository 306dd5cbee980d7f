"""What the API answers about accounts and one case, as types: for its description and the client made of it."""

from typing import Annotated, Literal, TypedDict

from pydantic import AwareDatetime, Field

from desk.refusals import Told


class AccountNamed(TypedDict):
    """An account."""

    id: str
    username: str
    name: str


class AccountsAnswer(TypedDict):
    """The accounts that one sees."""

    accounts: list[AccountNamed]


class Accepted(TypedDict):
    """An action that is on its way; `href` tells what became of it. A reply has what had better be said otherwise."""

    action_id: str
    state: Literal["accepted"]
    href: str
    warned: list[Told]


class ClockLine(TypedDict):
    """A stretch of time of a clock, whether it counts, and why."""

    start: AwareDatetime
    end: AwareDatetime
    open: bool
    open_seconds: int
    sum_seconds: int
    reason: str
    label: str


class ClockTold(TypedDict):
    """A clock of a case, line by line; without a target it is never due."""

    kind: str
    target_minutes: int | None
    state: Literal["stopped", "running", "paused"]
    due: AwareDatetime | None
    lines: list[ClockLine]


class ClocksAnswer(TypedDict):
    """The clocks of a case."""

    clocks: list[ClockTold]


class PreviewAnswer(TypedDict):
    """A text as it would go. Where it is too long in public, `shorter` is a wording to take or leave."""

    length: int
    limit: int
    parts: list[str]
    price: str
    micro_dollars: int
    refused: list[Told]
    held: list[Told]
    warned: list[Told]
    tone: list[Told]
    shorter: str
    signature: str


class TextAnswer(TypedDict):
    """A text as it was written."""

    text: str


class KeptFile(TypedDict):
    """A file that was brought to a case; with `state` "waiting" pieces of it are still to come."""

    id: str


class FileBrought(TypedDict):
    """A file for a case, in base64."""

    data: Annotated[str, Field(json_schema_extra={"contentEncoding": "base64"})]


class Dropped(TypedDict):
    """What is kept no more."""

    id: str
