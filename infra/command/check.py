"""One line of `centralita doctor`."""

from dataclasses import dataclass
from typing import Any, Literal

# `advice` is what no machine can look at: it is said once, and is nobody's fault.
type CheckState = Literal["ok", "advice", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it is, and how to mend it where it is not well.

    `waits` is the same for scripts, of what waits: since when, until when and why. `calls` names, by call of X, the
    token by which it goes for an account.
    """

    name: str
    state: CheckState
    said: str
    mend: str = ""
    waits: dict[str, Any] | None = None
    calls: dict[str, str] | None = None
