"""How many refused requests the next line of the log tells of: in a flood of them lines cost more than the answers."""

from dataclasses import dataclass, field

SINGLY = 10
"""So many of a kind are told one by one in a minute; from there on each line tells of a hundred."""
TOGETHER = 100
_MINUTE = 60.0


@dataclass(slots=True)
class _Kind:
    since: float
    told: int = 0
    waiting: int = 0


@dataclass(slots=True)
class Refusals:
    """Of one warm instance. Each refusal is counted once; the last ones wait for the next of their kind."""

    _kinds: dict[str, _Kind] = field(default_factory=dict)

    def told_with(self, kind: str, now: float) -> int:
        """How many, this one among them, are to be told now; 0 for none. `now` is in seconds of any clock."""
        one = self._kinds.setdefault(kind, _Kind(now))
        if now - one.since >= _MINUTE:
            one.since, one.told = now, 0
        one.waiting += 1
        if one.told >= SINGLY and one.waiting < TOGETHER:
            return 0
        told, one.waiting = one.waiting, 0
        one.told += 1
        return told
