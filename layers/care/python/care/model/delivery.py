"""One fact on its way to one subscriber, as a value: the row of the accounts table and the queue's message."""

from typing import Literal

from pydantic import AwareDatetime

from care.model.envelope import Value
from care.model.formats import FORMAT

# `waiting` is to be told, `held` waits for somebody to be there, `paused` came while its subscriber was, `stale` was
# mended before it was told, `erased` is of a customer who is forgotten. The last four may be told again by a person.
DeliveryState = Literal["waiting", "held", "sent", "failed", "paused", "stale", "erased"]


class Delivery(Value):
    """What became of a fact for one subscriber. It holds no customer; `status` is HTTP's, or why there was none."""

    account_id: str
    subscriber: str
    fact_id: str
    kind: str
    case_id: str
    at: AwareDatetime
    state: DeliveryState
    tries: int = 0
    status: str = ""
    next_at: AwareDatetime

    @property
    def is_over(self) -> bool:
        """Whether nothing more is tried by itself."""
        return self.state not in {"waiting", "held"}


class Deliver(Value):
    """The queue's message: which delivery is to be tried."""

    version: Literal[1] = FORMAT
    kind: Literal["deliver"] = "deliver"
    account_id: str
    subscriber: str
    fact_id: str
    case_id: str
    at: AwareDatetime
