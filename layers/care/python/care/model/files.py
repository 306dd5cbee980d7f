"""Pictures and videos that people send: where their bytes wait, and how far X has them."""

from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field

from care.model.envelope import Value
from care.model.media import Media, MediaId, MediaType, type_of

LONGEST_ALT: Final = 1000
"""Characters of a description; X takes no more."""
OUT: Final = "out"
"""Where files that are to go out, or went, lie among a case's media: as of a message of this name."""

FileKind = Literal["image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4"]


class ChosenFile(Value):
    """A file that was brought to the case before, and the description that it goes with."""

    id: MediaId
    alt: Annotated[str, Field(max_length=LONGEST_ALT, repr=False)] = ""


ChosenFiles = Annotated[tuple[ChosenFile, ...], Field(max_length=11)]
"""One more than goes anywhere, so that who chose too many is told how many go."""


class SealedFile(Value):
    """A file as it goes to an encrypted chat: sealed once with the conversation's key of this version.

    The sealed bytes lie in `place` until X has all of them, so that whatever is brought again is the same. `session` is
    X's id of the upload, good until `until`, and `hash_key` the name by which the message shows it; `appended` is how
    many of the sealed bytes X has, and `finished` that it has all.
    """

    key_version: str
    place: str
    size: Annotated[int, Field(ge=1)]
    session: str = ""
    hash_key: str = ""
    until: AwareDatetime | None = None
    appended: int = 0
    finished: bool = False


class OutFile(Value):
    """A file of an answer. `x_id` is X's id of it, good until `x_until`; `appended` is how many bytes X has.

    `finished` says that X has all of it, `described` that it has the description, and `ready` that a post may show it;
    `asked` counts how often X was asked whether it is ready, and `failures` how often in a row X did not take a step.
    `sealed` is how it goes to an encrypted chat, where none of that counts but the failures.
    """

    id: MediaId
    content_type: FileKind
    size: Annotated[int, Field(ge=1)]
    place: str
    alt: Annotated[str, Field(max_length=LONGEST_ALT, repr=False)] = ""
    width: Annotated[int, Field(ge=0)] = 0
    height: Annotated[int, Field(ge=0)] = 0
    x_id: str = ""
    x_until: AwareDatetime | None = None
    appended: int = 0
    finished: bool = False
    described: bool = False
    ready: bool = False
    asked: int = 0
    failures: int = 0
    sealed: SealedFile | None = None

    @property
    def type(self) -> MediaType:
        """What it is, in X's words."""
        return type_of(self.content_type)

    @property
    def as_media(self) -> Media:
        """As a message shows it."""
        return Media(id=self.id, type=self.type, alt=self.alt, width=self.width, height=self.height)
