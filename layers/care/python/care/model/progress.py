"""How far one of X's lists was read.

X gives the newest first. A list that does not end within a run is read on from where the run stopped, and only when
its end is reached the place moves up: what lies between is never passed over.
"""

from datetime import datetime, timedelta

from care.model.envelope import Value
from care.model.snowflake import id_at

# Before the first run nothing is known; what is older than this then stays in X.
HISTORY = timedelta(hours=1)
# X's lists fill a little out of order, so the last minutes are read again.
_OVERLAP = timedelta(minutes=2)


class Progress(Value):
    """All up to the id `since` was read; `resume` is X's page token of a reading that goes on, from `top` downwards."""

    since: str
    top: str = ""
    resume: str = ""

    def after(self, newest: str | None, next_token: str | None, now: datetime) -> "Progress":
        """The place after one more page, whose newest id and following page X told."""
        top = _later(self.top or self.since, newest or self.since)
        if next_token:
            return Progress(since=self.since, top=top, resume=next_token)
        return Progress(since=_later(self.since, min(top, id_at(now - _OVERLAP), key=int)))

    def anew(self) -> "Progress":
        """The place when X does not know the page token any more: from the top again."""
        return Progress(since=self.since)

    def not_before(self, at: datetime) -> "Progress":
        """The same, for a list that X does not serve from before `at`."""
        floor = id_at(at)
        return self if int(self.since) >= int(floor) else Progress(since=floor)


def begun(now: datetime) -> Progress:
    """The place at which a list is read for the first time."""
    return Progress(since=id_at(now - HISTORY))


def _later(one: str, other: str) -> str:
    return max(one, other, key=int)
