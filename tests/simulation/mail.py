"""What X has to deliver, in place of the local run's deliveries: it waits until the scheduler hands it over."""

import re
from dataclasses import dataclass
from datetime import datetime

from tests.simulation.clock import Clock

_ACCOUNT = re.compile(rb'"filter":\{"user_id":"(\d+)"')


@dataclass
class Parcel:
    """One delivery that X has to make."""

    event_type: str
    account_id: str
    body: bytes
    at: float
    attempts: int = 0


class Mail:
    """In place of the local run's deliveries: what happened waits until the scheduler delivers it."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.waiting: list[Parcel] = []
        self.delivered: list[Parcel] = []
        self.log: list[Parcel] = []

    def add(self, event_type: str, url: str | None, body: bytes, *, again: bool = False) -> None:
        """X wants to deliver; without a valid webhook it drops it."""
        if url is not None:
            found = _ACCOUNT.search(body)
            account = found[1].decode() if found else ""
            self.waiting.append(Parcel(event_type, account, body, self.clock.seconds))

    def replay(self, start: datetime, end: datetime, _url: str) -> int:
        """What was tried to be delivered between the instants comes once more."""
        chosen = [one for one in self.log if start.timestamp() <= one.at < end.timestamp()]
        self.waiting.extend(Parcel(one.event_type, one.account_id, one.body, self.clock.seconds) for one in chosen)
        return len(chosen)
