"""One message's pictures and videos: looked up where X named only their keys, fetched, judged by their bytes, kept."""

from collections.abc import Callable, Iterator
from copy import replace
from dataclasses import dataclass
from datetime import datetime

from care.model.account import Account
from care.model.commands import FetchMedia
from care.model.media import KeptMedia, Media, MediaFault, MediaState, waiting
from care.pictures.cleaned import cleaned
from care.pictures.kinds import Kind, kind_of, size_of
from care.tables.conversations import Conversations
from care.tables.media import KeptFiles
from care.x.client import XClient
from care.x.media import media_of_post
from care.x.media_files import MediaFiles, NotFetched

_LARGEST_PICTURE = 15_000_000
_LARGEST = 60_000_000  # a video; the function's memory holds it twice
_PICTURES = {"image/jpeg", "image/png", "image/gif", "image/webp"}


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
        """Fetch what is not here yet, and say of each what went wrong, "" for nothing."""
        known = {one.id: one for one in self.files.of_case(command.case_id) if one.message_id == command.message_id}
        wanted = [one for one in command.media if self._is_wanted(known.get(one.id), command)]
        if not wanted or not self._is_there(command):
            return
        for media in self._with_addresses(command, wanted):
            kept = self._kept(command.case_id, waiting(command.message_id, media, self.now))
            if not self._is_there(command):
                self.files.drop(kept)  # it was deleted or erased meanwhile
                return
            self.files.tell(command.case_id, kept, self.now)
            yield kept.fault

    def _is_wanted(self, known: KeptMedia | None, command: FetchMedia) -> bool:
        if known is None:
            return True
        return known.state == "failed" and known.id in command.again

    def _is_there(self, command: FetchMedia) -> bool:
        reference, gone = self.conversations.fate(self.account.id, command.message_id)
        return reference is not None and reference.customer_id == command.customer_id and not gone

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
            data, kind = self._checked(media.url or media.poster, most)
            size = size_of(data, kind)
            place = self.files.keep(self.account.id, case_id, data, kind)
            poster = self._poster(case_id, media) if kind not in _PICTURES else ""
        except NotFetched as error:
            state: MediaState = "failed" if error.again else "refused"
            return replace(kept, state=state, fault=error.fault)
        shown = media
        if size is not None and size.width and not media.width:
            shown = replace(media, width=size.width, height=size.height)
        if media.type == "unknown":
            shown = replace(shown, type="photo" if kind in _PICTURES else "video" if kind == "video/mp4" else "file")
        return replace(
            kept, state="kept", media=shown, content_type=kind, size=len(data), place=place, poster_place=poster
        )

    def _poster(self, case_id: str, media: Media) -> str:
        """Where the still picture of a video is kept; it is shown without one if X has none."""
        if not media.poster or not media.url:
            return ""
        try:
            data, kind = self._checked(media.poster, _LARGEST_PICTURE)
        except NotFetched:
            return ""
        return self.files.keep(self.account.id, case_id, data, kind) if kind in _PICTURES else ""

    def _checked(self, url: str, most: int) -> tuple[bytes, Kind]:
        """The bytes as they are kept, if they are what a browser shows."""
        if not url:
            raise NotFetched("gone", again=True)  # X names it and does not show it
        data = self.found.fetch(url, most)
        kind = kind_of(data)
        if kind is None:
            raise NotFetched("not_media")
        if kind in _PICTURES and len(data) > _LARGEST_PICTURE:
            raise NotFetched("too_large")
        size = size_of(data, kind)
        if size is None:
            raise NotFetched("not_media")
        if not size.is_bearable:
            raise NotFetched("too_many_pixels")
        try:
            return cleaned(data, kind), kind
        except (ValueError, IndexError):
            raise NotFetched("not_media") from None
