"""Faults on demand: the next calls to a path hang, are refused, fail, or are done and never answered.

A sealed message can be answered with one of X Chat's own failures (`failure`) instead of being passed on.
"""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from infra.local.x.chats import FAILURES

# `timeout` is the earlier name of `hang`.
KINDS = ("hang", "timeout", "429", "500", "503", "lost", "failure")
_FIELDS = ("path", "kind", "times", "reset_after", "method", "user", "failure")
_LONGEST_RESET = 86_400  # seconds
_SEALED = re.compile(r"/2/chat/conversations/[^/]+/messages")


@dataclass
class InjectedFault:
    """What happens to the next `times` calls whose path starts with `path` (and whose method is `method`, if given).

    With `user` only what is sent to that one meets it: a DM or a chat message, or a reply to one of their posts.
    `failure` is the FailureType of X Chat that a sealed message is answered with, for the kind `failure`.
    """

    path: str
    kind: str
    times: int | Literal["always"] = 1
    reset_after: int = 60
    method: str | None = None
    user: str | None = None
    failure: int | None = None

    def meets(self, method: str, path: str, recipient: str | None) -> bool:
        """Whether this call meets the fault; `recipient` is the id of the one whom it writes to."""
        if self.kind == "failure" and not (method == "POST" and _SEALED.fullmatch(path)):
            return False
        fits = path.startswith(self.path) and self.method in {None, method}
        return fits and self.user in {None, recipient}


def read_fault(given: Any, id_of: Callable[[str], str]) -> InjectedFault:
    """The fault that a JSON object asks for; ValueError says what is wrong with it.

    `id_of` gives the id of a user who is given by name, and raises ValueError for what names nobody.
    """
    if not isinstance(given, dict):
        raise ValueError(  # noqa: TRY004  the endpoint answers every ValueError
            'A fault is an object such as {"path": "/2/tweets", "kind": "503", "times": 1}.'
        )
    if unknown := set(given) - set(_FIELDS):
        raise ValueError(f"Unknown field {min(unknown)!r}: a fault has {', '.join(_FIELDS[:-1])} and {_FIELDS[-1]}.")
    path, kind = given.get("path"), str(given.get("kind"))
    if not isinstance(path, str) or not path.startswith("/"):
        raise ValueError('"path" says which calls fail and starts with a slash, for instance "/2/tweets".')
    if kind not in KINDS:
        raise ValueError(f'Unknown kind {kind!r}: "kind" is one of {", ".join(KINDS)}.')
    times, reset_after, method = given.get("times", 1), given.get("reset_after", 60), given.get("method")
    if times != "always" and (type(times) is not int or times < 1):
        raise ValueError('"times" is a whole number from 1, or "always" until the faults are deleted.')
    if type(reset_after) is not int or not 0 <= reset_after <= _LONGEST_RESET:
        raise ValueError(f'"reset_after" is a whole number of seconds from 0 to {_LONGEST_RESET}.')
    if method is not None and (not isinstance(method, str) or not method.isalpha()):
        raise ValueError('"method" is an HTTP method such as "POST", or is left out.')
    failure = given.get("failure")
    known = type(failure) is int and failure in FAILURES
    if (kind == "failure") != (failure is not None) or (failure is not None and not known):
        raise ValueError(
            f'"failure" belongs to the kind "failure" and is one of X Chat\'s numbers: {", ".join(map(str, FAILURES))}.'
        )
    fault = InjectedFault(path, kind, times, reset_after, method.upper() if method else None, failure=failure)
    return replace(fault, user=_user(given["user"], fault, id_of)) if given.get("user") is not None else fault


def _user(given: Any, fault: InjectedFault, id_of: Callable[[str], str]) -> str:
    if not isinstance(given, str):
        raise ValueError('"user" is the username or the id (in quotes) of the one recipient who fails, or is left out.')  # noqa: TRY004  as above
    if fault.method not in {None, "POST"}:
        raise ValueError('"user" is whom something is sent to, and only a POST sends: leave "method" out.')
    return id_of(given)


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

    def about_users(self) -> bool:
        """True if it matters for whom a call is."""
        return any(fault.user for fault in self._faults)

    def take(self, method: str, path: str, recipient: str | None = None) -> InjectedFault | None:
        """The fault that this call meets, used up by one; `recipient` is the id of the one whom it writes to."""
        for fault in self._faults:
            if fault.meets(method, path, recipient):
                if fault.times != "always":
                    fault.times -= 1
                    if not fault.times:
                        self._faults.remove(fault)
                return fault
        return None
