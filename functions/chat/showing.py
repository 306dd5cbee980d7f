"""What a message of a chat shows: fetched sealed, opened with the conversation's key, judged by its bytes, and kept.

The bytes that lie in the bucket are open, as the text in the table is; the key stays in this function's memory.
"""

from collections.abc import Callable
from copy import replace
from dataclasses import dataclass
from datetime import datetime

from care.batches import Retry
from care.model.commands import FetchMedia
from care.model.media import KeptMedia, Media, MediaState, type_of, waiting
from care.pictures.checked import Checked
from care.tables.chats import Chats, Talk
from care.tables.conversations import Conversations
from care.tables.media import KeptFiles
from care.x.chat import opened_file
from care.x.chat_calls import ChatCalls
from care.x.chat_keys import Ring
from care.x.errors import Refused, TooLarge, XError
from care.x.file_verdicts import judged, largest
from care.x.media_files import NotFetched

_LARGEST_PICTURE, _LARGEST = 15_000_000, 40_000_000
_SEALED_MORE = 1_000_000  # the stream's own frames


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
    enough: Callable[[], bool]

    def show(self, command: FetchMedia) -> None:
        """Fetch what is not here yet; a message that is gone shows nothing.

        What is left when time is up comes with the next try, so that nobody else's chat waits for long.
        """
        known = {one.id: one for one in self.files.of_case(command.case_id) if one.message_id == command.message_id}
        wanted = [one for one in command.media if one.id not in known or known[one.id].is_wanted(command.again)]
        if not wanted:
            return
        if not self.conversations.is_kept(self.account_id, command.case_id, command.message_id):
            for one in known.values():
                self.files.lose(command.case_id, one)  # it was deleted or erased while a try that died was at it
            return
        talk = self.chats.talk(self.account_id, command.customer_id)
        for number, media in enumerate(wanted):
            if number and self.enough():
                raise Retry("the rest of what a message shows comes with the next try")
            kept = self._kept(command, waiting(command.message_id, media, self.now, known.get(media.id)), talk)
            if not self.conversations.is_kept(self.account_id, command.case_id, command.message_id):
                self.files.lose(command.case_id, kept)  # it was deleted or erased meanwhile
                return
            self.files.tell_fetched(command.case_id, kept, self.now)
            self.count("MediaFailed" if kept.fault else "MediaKept")

    def _kept(self, command: FetchMedia, kept: KeptMedia, talk: Talk) -> KeptMedia:
        media = kept.media
        try:
            found = self._opened(command.customer_id, media, talk)
        except NotFetched as error:
            state: MediaState = "failed" if error.again else "refused"
            return replace(kept, state=state, fault=error.fault)
        shown = media
        if found.size.width:
            shown = replace(media, width=found.size.width, height=found.size.height)
        if media.type == "unknown":
            shown = replace(shown, type=type_of(found.kind))
        kept = self.files.placed(self.account_id, command.case_id, kept, self.now)
        self.files.put(kept.place, found.data, found.kind)
        return replace(kept, state="kept", media=shown, content_type=found.kind, size=len(found.data))

    def _opened(self, customer_id: str, media: Media, talk: Talk) -> Checked:
        try:
            sealed = self.x.media(self.account_id, customer_id, media.id, _LARGEST + _SEALED_MORE)
        except TooLarge:
            raise NotFetched("too_large") from None
        except XError as error:
            raise NotFetched("gone" if isinstance(error, Refused) else "x_failed", again=True) from None
        data = opened_file(self.ring, sealed, talk.key_changes, media.sealed)
        if data is None:
            raise NotFetched("stays_shut", again=True)
        return judged(data, largest(_LARGEST_PICTURE, _LARGEST))
