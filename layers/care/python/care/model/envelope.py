"""What every event of `events.fifo` shares, and the ids and values that they are made of."""

import hashlib
import json
from abc import abstractmethod
from typing import Annotated, Literal, TypedDict

from pydantic import BaseModel, ConfigDict, StringConstraints

from care.model.formats import FORMAT

XId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")]
Channel = Literal["public", "private"]
# Whether X takes a public answer to a post; "unknown" is found out by trying.
Answerable = Literal["yes", "no", "unknown"]
# How a post speaks to the account; "" is what an earlier release wrote, or not at all.
Addressed = Literal["", "typed", "quoted", "implied", "named", "restricted"]
# What a person decides about a send that is unclear.
Verdict = Literal["sent", "again", "dropped"]


class Ids(TypedDict):
    """Whose something is: `**case.ids` gives them to an item or a command, and mypy looks into it."""

    account_id: str
    customer_id: str
    case_id: str


def answerable_of(*, summons: bool, addressed: Addressed) -> Answerable:
    """Whether X takes an answer to a post, as far as the post tells: a direct reply without a typed handle may pass."""
    if not summons:
        return "no"
    return "unknown" if addressed == "implied" else "yes"


class ItemIds(Ids):
    """Whose an item of the outbox is, and which; it belongs to what happened."""

    item_id: str
    correlation_id: str


class Value(BaseModel):
    """A frozen value; fields of a later version are ignored."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore")


class Envelope(Value):
    """What all events share: whose they are, in which order they are applied, and what makes each one itself."""

    version: Literal[1] = FORMAT
    account_id: XId

    @property
    @abstractmethod
    def event_id(self) -> str:
        """The same at every redelivery of the same happening, and another for every other."""

    @property
    def group(self) -> str:
        """Events of one group are applied in order; a failure in one group holds no other."""
        return f"{self.account_id}#{getattr(self, 'customer_id', '') or self.account_id}"

    @property
    def deduplication_id(self) -> str:
        """The event's id in at most 128 characters that SQS accepts."""
        return hashlib.sha256(self.event_id.encode()).hexdigest()

    def as_json(self) -> str:
        """The body of the queue's message, in ASCII, because SQS refuses some characters that customers can write."""
        return json.dumps(self.model_dump(mode="json"), separators=(",", ":"))
