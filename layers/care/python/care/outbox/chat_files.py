"""Files of an answer to an encrypted chat: the next step of sealing one and bringing it to X.

All of a message opens with one key, so what was sealed with an older one is sealed anew before anything shows it.
"""

from collections.abc import Sequence
from copy import replace
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from care.model.files import OutFile, SealedFile

_MARGIN = timedelta(minutes=5)  # an upload that X is about to forget is begun anew


@dataclass(frozen=True, slots=True)
class ChatStep:
    """What is to be done about one file: seal it, begin, bring sealed bytes, end. `sealed` is it as it stands."""

    what: Literal["seal", "begin", "append", "finish"]
    file: OutFile
    sealed: SealedFile | None = None


def next_chat_step(files: Sequence[OutFile], key_version: str, now: datetime) -> ChatStep | None:
    """The next step towards a message under this key that may show all of these; None if it may."""
    for file in files:
        sealed = file.sealed
        if sealed is None or sealed.key_version != key_version:
            return ChatStep("seal", file)
        if sealed.finished:
            continue
        if not sealed.session or (sealed.until is not None and now >= sealed.until - _MARGIN):
            return ChatStep("begin", file, replace(sealed, session="", hash_key="", until=None, appended=0))
        return ChatStep("append" if sealed.appended < sealed.size else "finish", file, sealed)
    return None


def sealed_under(files: Sequence[OutFile]) -> str:
    """The version of the key with which the first of these was sealed; "" if none is."""
    return next((file.sealed.key_version for file in files if file.sealed is not None), "")


def unsealed(files: Sequence[OutFile]) -> tuple[OutFile, ...]:
    """The files as if nothing of them had been sealed."""
    return tuple(replace(file, sealed=None, failures=0) for file in files)
