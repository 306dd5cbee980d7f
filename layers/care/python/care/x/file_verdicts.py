"""Whether a file that was fetched is kept and shown, by its bytes, and what of it is kept."""

from collections.abc import Mapping
from copy import replace

from care.model.media import MediaFault
from care.pictures.checked import Checked, Wrong, checked
from care.pictures.documents import MOST, document_without_notes
from care.x.media_files import NotFetched

_WRONG: Mapping[Wrong, MediaFault] = {
    "unknown_kind": "not_media",
    "broken": "not_media",
    "too_large": "too_large",
    "too_many_pixels": "too_many_pixels",
}


def largest(picture: int, other: int) -> dict[str, int]:
    """The bytes of a file at most, by the kinds that people are shown."""
    pictures = dict.fromkeys(("image/jpeg", "image/png", "image/gif", "image/webp"), picture)
    return pictures | {"video/mp4": other, "application/pdf": min(other, MOST)}


def judged(data: bytes, most: Mapping[str, int]) -> Checked:
    """A file by its bytes, as it may be kept; NotFetched if it is not to be shown."""
    found = checked(data, most)
    if not isinstance(found, Checked):
        raise NotFetched(_WRONG[found])
    if found.kind != "application/pdf":
        return found
    try:
        return replace(found, data=document_without_notes(found.data))
    except ValueError:
        raise NotFetched("not_cleaned") from None
