"""What a stack costs: counts that tests measure, prices of AWS and X, and the month that is reckoned with them."""

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict

from infra import ROOT

COUNTS: Final = ROOT / "infra" / "counts.json"
# A month of 10,000 messages of customers: how many of them belong to each kind of matter. The reference case tells the
# number alone; the mix is ours, and another one is another row of this table.
MATTERS: Final[Mapping[str, tuple[int, str]]] = {
    "answered_in_public": (4_000, "asked in public while open; a person answers within the grace"),
    "acknowledged_in_public": (1_500, "asked in public while closed: acknowledged, answered in the morning"),
    "dm_with_survey": (2_400, "asked by DM, answered by a person, thanks; asked for a score, which is given"),
    "dm_at_night": (1_000, "asked by DM while closed: acknowledged, answered in the morning"),
    "noise": (600, "a mention that needs nothing"),
    "self_served": (500, "a DM that self-service answers without a person"),
}


class Counts(BaseModel):
    """What one matter took: messages of the customer, sends, dollars at X by purpose, calls of AWS."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    messages: int
    sent: int
    x_calls: int = 0
    x_micro_dollars: dict[str, int]
    aws: dict[str, int]
    metrics: list[str]
