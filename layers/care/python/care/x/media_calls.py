"""X's calls that take pictures and videos, in pieces: what they answer is an id that a post or a DM then names.

None of it shows anything to anybody, so each may be made again: what was brought twice is forgotten after a day.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from care.x.answers import Answer
from care.x.arguments import checked_id
from care.x.responses import first, identifier, number, text
from care.x.transport import Wire

_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Begun:
    """X's id of a file, and for how many seconds X keeps it unless a post shows it."""

    id: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Processing:
    """How far X is: `state` is empty where there is nothing to wait for."""

    state: str
    check_after: int | None


class MediaCalls:
    """X's media as one account."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def begin(self, category: str, content_type: str, size: int) -> Begun:
        """Announce a file."""
        body = {"media_category": category, "media_type": content_type, "total_bytes": size}
        answer = self._wire.as_user("media_begin", "POST", "/2/media/upload/initialize", body=body)
        data = answer.body.get("data")
        known = identifier(data, "id")
        if known is None:
            raise answer.unreadable()
        seconds = number(data, "expires_after_secs")
        return Begun(known, seconds if seconds is not None and 0 < seconds <= 10 * _A_DAY else _A_DAY)

    def append(self, media_id: str, index: int, data: bytes) -> None:
        """Bring one piece; the same piece again takes the place of the first."""
        body = {"media": base64.b64encode(data).decode(), "segment_index": index}
        self._wire.as_user("media_append", "POST", f"/2/media/upload/{checked_id(media_id)}/append", body=body)

    def finish(self, media_id: str) -> Processing:
        """Say that all pieces are there."""
        path = f"/2/media/upload/{checked_id(media_id)}/finalize"
        return _processing(self._wire.as_user("media_finish", "POST", path))

    def status(self, media_id: str) -> Processing:
        """How far X is with a file."""
        query = {"command": "STATUS", "media_id": checked_id(media_id)}
        return _processing(self._wire.as_user("media_status", "GET", "/2/media/upload", query=query))

    def describe(self, media_id: str, alt: str) -> None:
        """Give a picture its description for those who do not see it."""
        body: Mapping[str, Any] = {"id": checked_id(media_id), "metadata": {"alt_text": {"text": alt}}}
        self._wire.as_user("media_describe", "POST", "/2/media/metadata", body=body)


def _processing(answer: Answer) -> Processing:
    info = first(answer.body.get("data"), "processing_info")
    return Processing(text(info, "state"), number(info, "check_after_secs"))
