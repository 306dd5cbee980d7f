"""What an alarm is: what is watched, its threshold, and what the runbook says about it."""

from dataclasses import dataclass
from typing import Literal

type Source = Literal["own", "queue", "dlq", "api", "function", "scheduled"]


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm. `metric` is one of ours (sums of `service`, or of all that count it), or of AWS for each resource.

    It goes off when the statistic passes `above` in `of` of the last `within` periods of `minutes`. One of `scheduled`
    goes off when the functions of `services` were not called in any of them: no figure at all is the trouble.
    """

    name: str
    source: Source
    metric: str
    above: float
    means: str
    noticed: str
    mend: str
    services: tuple[str, ...] = ()
    minutes: int = 5
    within: int = 1
    of: int = 1
    statistic: Literal["Sum", "Maximum", "Average", "SampleCount"] = "Sum"
