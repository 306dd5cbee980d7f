"""Files that people bring for an answer: by which id they are kept, and why one is not taken."""

import hashlib

from care.model.outcomes import Code, Outcome, outcome
from care.outbox.files import LARGEST
from care.pictures.checked import Wrong

_WRONG: dict[Wrong, Code] = {
    "unknown_kind": Code.file_unknown_kind,
    "too_many_pixels": Code.file_too_many_pixels,
    "broken": Code.file_broken,
}


def own_name(who: str, name: str) -> str:
    """The id of a file of this person's: a name that somebody made up leads to no file of somebody else's."""
    return hashlib.sha256(f"{who}|{name}".encode()).hexdigest()[:32]


def refused(wrong: Wrong, kind: str | None) -> Outcome:
    """Why a file of this kind is not taken; of one that is too large, how large one of its kind may be."""
    if wrong == "too_large":
        return outcome(Code.file_too_large, kind=kind or "", megabytes=str(LARGEST.get(kind or "", 0) // 1_000_000))
    return outcome(_WRONG[wrong])
