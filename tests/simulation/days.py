"""Days of a brand: what happens in them, and what came of it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Days:
    """What happens: `flood` is (seconds after the start, messages, seconds), `outages` are (from, to, service)."""

    name: str
    start: float
    days: float
    a_day: float
    agents: int
    minutes: tuple[float, float] = (4.0, 6.0)  # that an agent takes for a case, complaints the longer
    flood: tuple[float, int, float] | None = None
    outages: tuple[tuple[float, float, str], ...] = ()


@dataclass
class Report:
    """What came of it. Waits are wall seconds; `backlog` holds (hours since the start, oldest complaint's age in
    hours, oldest other's, how many wait)."""

    name: str
    messages: int = 0
    customers: int = 0
    acknowledged: list[float] = field(default_factory=list)
    complaints: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    complaints_open: list[float] = field(default_factory=list)
    others_open: list[float] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)
    unanswered: int = 0
    dollars_sent: float = 0.0
    dollars_received: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)
    surveys_answered: int = 0
    backlog: list[tuple[float, float, float, int]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {**vars(self), "sent": dict(self.sent), "calls": dict(self.calls)}
