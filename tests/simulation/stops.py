"""Where a function can be stopped: before and after each of its effects on AWS and on X."""

from typing import Protocol


class Stops(Protocol):
    """Asked at each effect; what it raises is what the caller meets."""

    def before(self, service: str, call: str) -> None:
        """The effect is about to happen."""

    def after(self, service: str, call: str) -> None:
        """The effect has happened, and its caller is about to hear of it."""

    def met(self, trouble: str) -> bool:
        """Whether an effect meets a trouble of AWS (`tests.simulation.troubles`), which is used up by one."""


class _NoStops:
    def before(self, service: str, call: str) -> None:
        """Nothing stops anybody."""

    def after(self, service: str, call: str) -> None:
        """Nothing stops anybody."""

    def met(self, trouble: str) -> bool:
        """AWS is as one would have it."""
        return False


NO_STOPS: Stops = _NoStops()
