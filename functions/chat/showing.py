"""What a message of a chat shows: fetched sealed, opened with the conversation's key, judged by its bytes, and kept.

The bytes that lie in the bucket are open, as the text in the table is; the key stays in this function's memory.
"""

from collections.abc import Callable, Mapping
from copy import replace
from dataclasses import dataclass
from datetime import datetime

from care.model.commands import FetchMedia
from care.model.media import KeptMedia, Media, MediaFault, MediaState, waiting
from care.pictures.checked import Checked, checked
from care.tables.chats import Chats, Talk
from care.tables.conversations import Conversations
from care.tables.media import KeptFiles
from care.x.chat import opened_file
from care.x.chat_calls import ChatCalls
from care.x.chat_keys import Ring
from care.x.errors import Refused, RetryLater, ServerFailed, TooLarge, XError

_PICTURE, _OTHER = 15_000_000, 40_000_000
_MOST = {
    **dict.fromkeys(("image/jpeg", "image/png", "image/gif", "image/webp"), _PICTURE),
    **dict.fromkeys(("video/mp4", "application/pdf"), _OTHER),
}
_SEALED_MORE = 1_000_000  # the stream's own frames
_FAULTS: Mapping[str, MediaFault] = {
    "unknown_kind": "not_media",
    "broken": "not_media",
    "too_large": "too_large",
    "too_many_pixels": "too_many_pixels",
}


class NotShown(Exception):
    """Why there is nothing; `again` says that it may be there another time."""

    def __init__(self, fault: MediaFault, *, again: bool) -> None:
        super().__init__(fault)
        self.fault = fault
        self.again = again


@dataclass(frozen=True, slots=True)
class Showing:
    """What it takes to have the files of one account's chats."""

    account_id: str
    x: ChatCalls
    ring: Ring
    chats: Chats
    files: KeptFiles
    conversations: Conversations
    now: datetime
    count: Callable[[str], None]

    def show(self, command: FetchMedia) -> None:
        """Fetch what is not here yet; a message that is gone shows nothing."""
        known = {one.id: one for one in self.files.of_case(command.case_id) if one.message_id == command.message_id}
        wanted = [one for one in command.media if one.id not in known or _again(known[one.id], command)]
        if not wanted or not self._is_there(command):
            return
        talk = self.chats.talk(self.account_id, command.customer_id)
        for media in wanted:
            kept = self._kept(command, media, talk)
            if not self._is_there(command):
                self.files.drop(kept)  # it was deleted or erased meanwhile
                return
            self.files.tell(command.case_id, kept, self.now)
            self.count("MediaFailed" if kept.fault else "MediaKept")

    def _is_there(self, command: FetchMedia) -> bool:
        reference, gone = self.conversations.fate(self.account_id, command.message_id)
        return reference is not None and reference.customer_id == command.customer_id and not gone

    def _kept(self, command: FetchMedia, media: Media, talk: Talk) -> KeptMedia:
        kept = waiting(command.message_id, media, self.now)
        try:
            found = self._opened(command.customer_id, media, talk)
        except NotShown as error:
            state: MediaState = "failed" if error.again else "refused"
            return replace(kept, state=state, fault=error.fault)
        shown = media
        if found.size.width:
            shown = replace(media, width=found.size.width, height=found.size.height)
        if media.type == "unknown":
            kind = found.kind.partition("/")[0]
            shown = replace(shown, type="photo" if kind == "image" else "video" if kind == "video" else "file")
        place = self.files.keep(self.account_id, command.case_id, found.data, found.kind)
        return replace(kept, state="kept", media=shown, content_type=found.kind, size=len(found.data), place=place)

    def _opened(self, customer_id: str, media: Media, talk: Talk) -> Checked:
        try:
            sealed = self.x.media(self.account_id, customer_id, media.id, _OTHER + _SEALED_MORE)
        except TooLarge:
            raise NotShown("too_large", again=False) from None
        except (RetryLater, ServerFailed):
            raise NotShown("x_failed", again=True) from None
        except Refused:
            raise NotShown("gone", again=True) from None
        except XError:
            raise NotShown("x_failed", again=True) from None
        data = opened_file(self.ring, sealed, talk.key_changes, media.sealed)
        if data is None:
            raise NotShown("stays_shut", again=True)
        found = checked(data, _MOST)
        if not isinstance(found, Checked):
            raise NotShown(_FAULTS[found], again=False)
        return found


def _again(known: KeptMedia, command: FetchMedia) -> bool:
    return known.state == "failed" and known.id in command.again
