"""The picture of a customer as X shows it now: fetched for who looks at the case, and kept nowhere.

A browser that asked X's host itself would tell X which of our customers who looks at.
"""

from functools import cache
from typing import TYPE_CHECKING

from care.pictures.checked import Checked, checked
from desk.dependencies import settings
from desk.dispatch import NotYours
from desk.requests import Request
from desk.responses import Response, as_bytes

_LARGEST = 200_000  # bytes; X's are 48 points wide and have two to five thousand
_KINDS = dict.fromkeys(("image/jpeg", "image/png", "image/gif", "image/webp"), _LARGEST)

if TYPE_CHECKING:
    import httpx

    from care.x.media_files import MediaFiles


def show(request: Request) -> Response:
    """The bytes; not found where X shows none, and the page has the first letter of the name instead."""
    case, _ = request.matter
    if not case.customer.picture:
        raise NotYours
    from care.x.media_files import NotFetched  # noqa: PLC0415  httpx is loaded by who needs it

    try:
        data = _files().fetch(case.customer.picture, _LARGEST)
    except NotFetched:
        raise NotYours from None
    found = checked(data, _KINDS)
    if not isinstance(found, Checked):
        raise NotYours
    return as_bytes(found.data, found.kind, {"cache-control": "private, max-age=86400"})


@cache
def _files() -> "MediaFiles":
    import httpx  # noqa: PLC0415  as above

    from care.x.media_files import MediaFiles  # noqa: PLC0415  as above

    return MediaFiles(httpx.Client(follow_redirects=False), _nobody, settings.local_media_url, seconds=4.0)


def _nobody() -> "httpx.Auth":
    """What is private at X is not asked for here."""
    raise ValueError("a picture of a profile is public")
