"""What a customer's DM says as an answer to a survey. A number that may be something else is not a score."""

import re
from dataclasses import dataclass
from typing import Literal

SCALES = {"csat": (1, 5), "nps": (0, 10)}


@dataclass(frozen=True, slots=True)
class Score:
    """A score on the survey's scale, and what else was said ("" if nothing)."""

    value: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Not a score, or not surely one."""


_ANSWER = re.compile(
    r"""^\W*(?:(?:un|una|um|uma|a|mi\ nota\ es|le\ doy\ un|dou|i'd\ say)\s+)?
        (?P<score>\d{1,2})(?:\s*(?:/|de|of|out\ of)\s*(?P<scale>\d{1,2}))?
        (?P<rest>(?:[\s,.;:!)\-–—]+.*)?)$""",  # noqa: RUF001  customers type dashes
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
# A number before one of these counts something else than contentment.
_COUNTS = re.compile(
    r"^\s*(?:d[ií]as?|horas?|minutos?|meses|mes|veces|vezes|euros?|€|days?|hours?|minutes?|times|pedidos?|%|:)",
    re.IGNORECASE,
)


def read_answer(text: str, kind: Literal["csat", "nps"], language: str = "") -> Score | Unclear:  # noqa: ARG001
    """The score that `text` gives on the scale of `kind` (CSAT 1 to 5, NPS 0 to 10), or Unclear."""
    low, high = SCALES[kind]
    match = _ANSWER.match(text.strip())
    if match is None or _COUNTS.match(match["rest"]):
        return Unclear()
    value = int(match["score"])
    if not low <= value <= high or (match["scale"] and int(match["scale"]) != high):
        return Unclear()
    return Score(value, match["rest"].strip(" \t\n,.;:!)-–—"))  # noqa: RUF001  as above
