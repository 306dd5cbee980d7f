"""Tags of a case: short words of people, by which cases are found and counted."""

from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints

from care import late
from care.faults import Fault, fault

MOST_TAGS: Final = 10
"""Of one case: more are no help to find it."""
_BETWEEN: Final = late.pattern(r"[\s_-]+")
_IS_TAG: Final = late.pattern(r"[^\W_]+(?:-[^\W_]+)*")
_LONGEST: Final = 30


def tag_of(written: str) -> str:
    """A tag as it is kept: small letters and numbers of any language, hyphens between words; empty if it is none."""
    tag = _BETWEEN.sub("-", written.strip().lstrip("#").casefold()).strip("-")
    return tag if len(tag) <= _LONGEST and _IS_TAG.fullmatch(tag) else ""


def tags_of(written: str) -> tuple[str, ...]:
    """The tags that somebody wrote with commas between them, each once."""
    return tuple(dict.fromkeys(filter(None, map(tag_of, written.split(",")))))


def _kept(tag: str) -> str:
    if tag != tag_of(tag) or not tag:
        raise fault(Fault.no_tag, written=tag)
    return tag


Tag = Annotated[str, StringConstraints(max_length=_LONGEST), AfterValidator(_kept)]
