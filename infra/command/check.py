"""One line of `centralita doctor`."""

from dataclasses import dataclass
from typing import Literal

# `advice` is what no machine can look at: it is said once, and is nobody's fault.
type CheckState = Literal["ok", "advice", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it is, and how to mend it where it is not well."""

    name: str
    state: CheckState
    said: str
    mend: str = ""
