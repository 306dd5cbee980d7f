"""One thing that was counted, as an event of a case leaves it for the report.

A module of its own, without imports of the case, because decisions carry counts.
"""

from typing import NamedTuple

DURATIONS = ("first_wall", "first_open", "resolution_wall", "resolution_open")
"""Measures whose value is a number of seconds: the report keeps their distribution, not their sum."""


class Count(NamedTuple):
    """`n` more (or fewer) of `measure` on a day of the account's zone.

    `day` is an ISO date and `hour` 0 to 23, both local; `channel` and `topic` are the case's (a message has its own
    channel); `value` is a duration in whole seconds, a score, or 0 where the measure needs none. `n` is negative
    where something that was counted turns out otherwise: a complaint that was taken for a question, a first answer
    of which X told us late.
    """

    day: str
    hour: int
    channel: str
    topic: str
    measure: str
    value: int = 0
    n: int = 1
