"""Pictures, videos and files of a message: what X said of them, and what became of fetching them."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from care.model.envelope import Value

MediaType = Literal["photo", "video", "animated_gif", "file", "unknown"]
MediaId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
MediaState = Literal["waiting", "kept", "refused", "failed"]
"""On its way; kept here; never shown, because it is not what it says; not fetched, and worth another try."""
MediaFault = Literal[
    "",
    "stays_shut",
    "foreign",
    "too_large",
    "too_slow",
    "not_media",
    "too_many_pixels",
    "not_cleaned",
    "gone",
    "x_failed",
]

MOST_MEDIA = 16
"""Of one message: X allows four in a post and ten in a chat."""


class Media(Value):
    """One thing that a message shows, as X told of it.

    `url` is empty where X named only its key. `poster` is the still picture of a video. `alt` is its author's
    description, or the name of a file of a chat. `sealed` is the version of the conversation's key that opens it, in an
    encrypted chat.
    """

    id: MediaId
    type: MediaType = "unknown"
    url: Annotated[str, Field(max_length=2000)] = ""
    poster: Annotated[str, Field(max_length=2000)] = ""
    alt: Annotated[str, Field(max_length=2000, repr=False)] = ""
    width: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    height: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    sealed: Annotated[str, Field(max_length=40)] = ""


def type_of(content_type: str) -> MediaType:
    """What a file of this kind is, in X's words."""
    types: dict[str, MediaType] = {"image/gif": "animated_gif", "video/mp4": "video"}
    return types.get(content_type, "photo" if content_type.startswith("image/") else "file")


class KeptMedia(Value):
    """What became of one thing of a message. `place` is where its bytes lie, `poster_place` those of its poster.

    `pieces` are how many pieces of it may lie at `<place>.<number>`, while somebody brings it, and `upload` is S3's id
    of what they are put together to, if they are.
    """

    message_id: str
    media: Media
    state: MediaState = "waiting"
    fault: MediaFault = ""
    content_type: str = ""
    size: int = 0
    place: str = ""
    poster_place: str = ""
    pieces: int = 0
    upload: str = ""
    at: AwareDatetime

    @property
    def id(self) -> str:
        """X's id of it."""
        return self.media.id

    def is_wanted(self, again: Collection[str]) -> bool:
        """True if it is to be fetched: a try that died had begun, or it failed and a person wants it once more."""
        return self.state == "waiting" or (self.state == "failed" and self.id in again)


def waiting(message_id: str, media: Media, at: datetime, begun: KeptMedia | None = None) -> KeptMedia:
    """One of which nothing was fetched yet; its bytes go where those of a try that had begun were to lie."""
    places = {"place": begun.place, "poster_place": begun.poster_place} if begun is not None else {}
    return KeptMedia(message_id=message_id, media=media, at=at, **places)
