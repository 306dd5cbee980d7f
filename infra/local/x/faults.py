"""Faults on demand: the next calls to a path time out, are refused, fail, or are done and never answered."""

from dataclasses import asdict, dataclass
from typing import Any

KINDS = ("timeout", "429", "500", "503", "lost")


@dataclass
class InjectedFault:
    """What happens to the next `times` calls whose path starts with `path` (and whose method is `method`, if given)."""

    path: str
    kind: str
    times: int = 1
    reset_after: int = 60
    method: str | None = None


def read_fault(given: Any) -> InjectedFault:
    """The fault that a JSON object asks for; ValueError says what is wrong with it."""
    if not isinstance(given, dict):
        raise ValueError(  # noqa: TRY004  the endpoint answers every ValueError
            'A fault is an object such as {"path": "/2/tweets", "kind": "503", "times": 1}.'
        )
    if unknown := set(given) - {"path", "kind", "times", "reset_after", "method"}:
        raise ValueError(f"Unknown field {min(unknown)!r}: a fault has path, kind, times, reset_after and method.")
    path, kind = given.get("path"), str(given.get("kind"))
    if not isinstance(path, str) or not path.startswith("/"):
        raise ValueError('"path" says which calls fail and starts with a slash, for instance "/2/tweets".')
    if kind not in KINDS:
        raise ValueError(f'Unknown kind {kind!r}: "kind" is one of {", ".join(KINDS)}.')
    times, reset_after, method = given.get("times", 1), given.get("reset_after", 60), given.get("method")
    if type(times) is not int or times < 1:
        raise ValueError('"times" is a whole number from 1.')
    if type(reset_after) is not int or reset_after < 0:
        raise ValueError('"reset_after" is a whole number of seconds from 0.')
    if method is not None and not isinstance(method, str):
        raise ValueError('"method" is an HTTP method such as "POST", or is left out.')
    return InjectedFault(path, kind, times, reset_after, method.upper() if method else None)


class Faults:
    """The faults still to come, oldest first."""

    def __init__(self) -> None:
        self._faults: list[InjectedFault] = []

    def add(self, fault: InjectedFault) -> None:
        """The fault waits behind those already asked for."""
        self._faults.append(fault)

    def clear(self) -> None:
        """The weather is fine again."""
        self._faults.clear()

    def left(self) -> list[dict[str, Any]]:
        """What is still to come."""
        return [asdict(fault) for fault in self._faults]

    def take(self, method: str, path: str) -> InjectedFault | None:
        """The fault that this call meets, used up by one."""
        for fault in self._faults:
            if path.startswith(fault.path) and fault.method in {None, method}:
                fault.times -= 1
                if not fault.times:
                    self._faults.remove(fault)
                return fault
        return None
