"""What a person wants done with a case once their reply has gone."""

from typing import Literal, Self

from pydantic import AwareDatetime, model_validator

from care.faults import Fault, fault
from care.model.bounded_instants import BoundedInstant
from care.model.envelope import Value


class AfterReply(Value):
    """Resolve the case, put it out of sight `until` an instant, or give it `to` somebody. `by` wanted it, `at` then."""

    kind: Literal["resolve", "snooze", "assign"]
    by: str
    at: AwareDatetime
    until: BoundedInstant | None = None
    to: str = ""

    @model_validator(mode="after")
    def _says_until_when(self) -> Self:
        if self.kind == "snooze" and self.until is None:
            raise fault(Fault.snooze_without_end)
        return self
