"""One message's pictures and videos: looked up where X named only their keys, fetched, judged by their bytes, kept."""

from collections.abc import Callable, Iterator
from copy import replace
from dataclasses import dataclass
from datetime import datetime

from care.model.account import Account
from care.model.commands import FetchMedia
from care.model.media import KeptMedia, Media, MediaFault, MediaState, type_of, waiting
from care.pictures.checked import Checked
from care.tables.conversations import Conversations
from care.tables.media import KeptFiles
from care.x.client import XClient
from care.x.file_verdicts import judged, largest
from care.x.media import media_of_post
from care.x.media_files import MediaFiles, NotFetched

_LARGEST_PICTURE = 15_000_000
_LARGEST = 60_000_000  # a video; the function's memory holds it twice


@dataclass(frozen=True, slots=True)
class Fetching:
    """What a fetch needs. `charge` tells what X showed besides."""

    account: Account
    x: XClient
    found: MediaFiles
    files: KeptFiles
    conversations: Conversations
    now: datetime
    charge: Callable[[str, int], None]

    def fetch(self, command: FetchMedia) -> Iterator[MediaFault]:
        """Fetch what is not here yet, and say of each what went wrong, "" for nothing.

        It lies with the message: a new wording may have begun another case than the one that keeps the post.
        """
        holds = self.conversations.case_holding(self.account.id, command.message_id)
        command = replace(command, case_id=holds or command.case_id)
        known = {one.id: one for one in self.files.of_case(command.case_id) if one.message_id == command.message_id}
        wanted = [one for one in command.media if one.id not in known or known[one.id].is_wanted(command.again)]
        if not wanted:
            return
        if not holds:
            for one in known.values():
                self.files.lose(command.case_id, one)  # it was deleted or erased while a try that died was at it
            return
        for media in self._with_addresses(command, wanted):
            one = waiting(command.message_id, media, self.now, known.get(media.id))
            kept = self._kept(command.case_id, one)
            if not self.conversations.is_kept(self.account.id, command.case_id, command.message_id):
                self.files.lose(command.case_id, kept)  # it was deleted or erased meanwhile
                return
            self.files.tell_fetched(command.case_id, kept, self.now)
            yield kept.fault

    def _with_addresses(self, command: FetchMedia, wanted: list[Media]) -> list[Media]:
        """The same with their addresses, which X tells when it is asked for the post."""
        if all(one.url for one in wanted) or not command.message_id.isdigit():
            return wanted
        page = self.x.posts([command.message_id])
        self.charge("post", len(page.items))
        includes = {"media": list(page.media)}
        told = {
            one["id"]: Media.model_validate(one) for post in page.items for one in media_of_post(post.raw, includes)
        }
        return [told.get(one.id, one) if not one.url else one for one in wanted]

    def _kept(self, case_id: str, kept: KeptMedia) -> KeptMedia:
        media = kept.media
        try:
            most = _LARGEST if media.type in {"video", "animated_gif", "file"} else _LARGEST_PICTURE
            found = self._checked(media.url or media.poster, most)
            moves = not _is_picture(found) and bool(media.poster and media.url)
            kept = self.files.placed(self.account.id, case_id, kept, self.now, poster=moves)
            self.files.put(kept.place, found.data, found.kind)
            poster = self._poster(kept) if moves and kept.poster_place else ""
        except NotFetched as error:
            state: MediaState = "failed" if error.again else "refused"
            return replace(kept, state=state, fault=error.fault)
        shown = media
        if found.size.width and not media.width:
            shown = replace(media, width=found.size.width, height=found.size.height)
        if media.type == "unknown":
            shown = replace(shown, type=type_of(found.kind))
        return replace(
            kept,
            state="kept",
            media=shown,
            content_type=found.kind,
            size=len(found.data),
            poster_place=poster,
        )

    def _poster(self, kept: KeptMedia) -> str:
        """Where the still picture of a video is kept; it is shown without one if X has none."""
        try:
            found = self._checked(kept.media.poster, _LARGEST_PICTURE)
        except NotFetched:
            return ""
        if not _is_picture(found):
            return ""
        self.files.put(kept.poster_place, found.data, found.kind)
        return kept.poster_place

    def _checked(self, url: str, most: int) -> Checked:
        """The bytes as they are kept, if they are what a browser shows."""
        if not url:
            raise NotFetched("gone", again=True)  # X names it and does not show it
        return judged(self.found.fetch(url, most), largest(_LARGEST_PICTURE, _LARGEST))


def _is_picture(found: Checked) -> bool:
    return found.kind.startswith("image/")
