"""Files of an answer: which may go together, and the next step of bringing one to X.

X's limits (docs.x.com, media upload): a picture of 5 MB, a GIF of 15 MB, four pictures in a post, or a GIF or
a video of 512 MB alone; one thing in a DM; ten pictures in an encrypted chat, or one of the others.
"""

from collections.abc import Sequence
from copy import replace
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from care.model.envelope import Channel
from care.model.files import OutFile
from care.model.outcomes import Code, Outcome, outcome

MOST_IN_POST: Final = 4
MOST_IN_CHAT: Final = 10
LARGEST: Final[dict[str, int]] = {
    **dict.fromkeys(("image/jpeg", "image/png", "image/webp"), 5_000_000),
    "image/gif": 15_000_000,
    "video/mp4": 512_000_000,
}
"""Bytes of a file by its kind; what is no such kind is not sent."""
LARGEST_IN_CHAT: Final = 40_000_000
"""Bytes of a file for a chat: it is sealed as a whole, in memory. X publishes no limit."""
SEGMENT: Final = 3_000_000
"""Bytes of one piece on its way to X, which takes 5 MB."""

_TURN = 4 * SEGMENT  # bytes of a file between which others go
_MARGIN = timedelta(minutes=30)  # X forgets after a day what no post shows
_MOST_ASKED = 40
_MOST_FAILURES = 6
_LONGEST_WAIT = timedelta(minutes=15)


def wrong_with(files: Sequence[OutFile], channel: Channel, *, chat: bool = False) -> Outcome | None:
    """Why these files cannot go together by this channel; None if they can."""
    if not files:
        return None
    if len({one.id for one in files}) < len(files):
        return outcome(Code.file_twice)
    if channel == "private" and not chat and len(files) > 1:
        return outcome(Code.one_file_in_dm)
    if len(files) > 1 and any(one.type != "photo" for one in files):
        return outcome(Code.video_alone)
    if chat:
        return _wrong_in_chat(files)
    return outcome(Code.too_many_files, most=str(MOST_IN_POST)) if len(files) > MOST_IN_POST else None


def _wrong_in_chat(files: Sequence[OutFile]) -> Outcome | None:
    if len(files) > MOST_IN_CHAT:
        return outcome(Code.too_many_in_chat, most=str(MOST_IN_CHAT))
    large = next((one for one in files if one.size > LARGEST_IN_CHAT), None)
    if large is None:
        return None
    return outcome(Code.file_too_large_for_chat, megabytes=str(LARGEST_IN_CHAT // 1_000_000))


def category_of(file: OutFile, channel: Channel) -> str:
    """X's name of what a file is for."""
    kind = {"photo": "image", "animated_gif": "gif"}.get(file.type, "video")
    return f"{'dm' if channel == 'private' else 'tweet'}_{kind}"


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done about one file of an item: begin, bring bytes from `appended` on, end, describe, ask."""

    what: Literal["begin", "append", "finish", "describe", "ask"]
    file: OutFile


def next_step(files: Sequence[OutFile], now: datetime) -> Step | None:
    """The next step towards a post that may show all of these; None if it may."""
    for file in files:
        known = afresh(file) if is_forgotten(file, now) else file
        if not known.x_id:
            return Step("begin", known)
        if known.appended < known.size:
            return Step("append", known)
        if not known.finished:
            return Step("finish", known)
        if known.alt and not known.described:
            return Step("describe", known)
        if not known.ready:
            return Step("ask", known)
    return None


def is_forgotten(file: OutFile, now: datetime) -> bool:
    """True if X will not know the file any more when a post shows it."""
    return bool(file.x_id) and file.x_until is not None and now >= file.x_until - _MARGIN


def afresh(file: OutFile) -> OutFile:
    """The file as if X had never seen it."""
    return replace(
        file, x_id="", x_until=None, appended=0, finished=False, described=False, ready=False, asked=0, failures=0
    )


def after_asking(file: OutFile, state: str, check_after: int | None, now: datetime) -> OutFile | Outcome | datetime:
    """What X's word on its own work makes of a file: ready, refused, or when to ask again (count it with `asked`)."""
    match state:
        case "" | "succeeded":
            return replace(file, ready=True, failures=0)
        case "failed":
            return outcome(Code.file_not_processed)
    if file.asked >= _MOST_ASKED:
        return outcome(Code.file_not_processed)
    return now + timedelta(seconds=min(max(check_after or 5, 1), 60))


def after_failing(file: OutFile, now: datetime, until: datetime | None = None) -> datetime | None:
    """When a step that X did not take is tried again; None if it failed too often (count it with `failures`)."""
    if file.failures >= _MOST_FAILURES:
        return None
    wait = min(timedelta(minutes=2 ** min(file.failures, 6)), _LONGEST_WAIT)
    return max(now + wait, min(until, now + _LONGEST_WAIT) if until else now)


def gives_way(before: OutFile, after: OutFile) -> bool:
    """True when so much of a large file was brought that others go first: it takes minutes, and they wait for it."""
    was, now = before.sealed or before, after.sealed or after
    return now.appended // _TURN > was.appended // _TURN and now.appended < now.size


def with_file(files: Sequence[OutFile], file: OutFile) -> tuple[OutFile, ...]:
    """The files with this one in the place of its former state."""
    return tuple(file if one.id == file.id else one for one in files)
