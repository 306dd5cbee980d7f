"""Fetches what a message shows from X's own hosts, and from nobody else's: a customer chooses no address here.

A file is read piece by piece, so that one without an end costs no more than one that is too large.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

import httpx

from care.model.media import MediaFault

PUBLIC_HOSTS: Final = frozenset({"pbs.twimg.com", "video.twimg.com"})
SIGNED_HOSTS: Final = frozenset({"ton.twitter.com", "ton.x.com"})
_SECONDS = 20.0
# What is packed may unpack to anything; pictures are packed already.
_AS_IT_IS = {"accept-encoding": "identity"}
_TIMEOUT = httpx.Timeout(connect=3.0, read=8.0, write=5.0, pool=3.0)
_GONE = {401, 403, 404, 410, 451}


class NotFetched(Exception):
    """Why there is nothing; `again` says that it may be there another time."""

    def __init__(self, fault: MediaFault, *, again: bool = False) -> None:
        super().__init__(fault)
        self.fault = fault
        self.again = again


@dataclass(frozen=True, slots=True)
class MediaFiles:
    """`local` is where the local run has X's hosts. `signed` gives the account's word for what is private.

    A file may take `seconds` in all.
    """

    http: httpx.Client
    signed: Callable[[], httpx.Auth]
    local: str = ""
    seconds: float = _SECONDS

    def fetch(self, url: str, most: int) -> bytes:
        """The bytes behind an address of X, at most so many; NotFetched otherwise."""
        host = _host(url)
        if host is None:
            raise NotFetched("foreign")
        auth = self._word() if host in SIGNED_HOSTS else None
        until = time.monotonic() + self.seconds
        try:
            with self.http.stream(
                "GET", self._address(url, host), auth=auth, timeout=_TIMEOUT, headers=_AS_IT_IS, follow_redirects=False
            ) as answer:
                return _read(answer, most, until)
        except httpx.TimeoutException:
            raise NotFetched("too_slow", again=True) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
            raise NotFetched("x_failed", again=True) from None

    def _word(self) -> httpx.Auth:
        try:
            return self.signed()
        except ValueError:  # the account gave a permission that signs nothing
            raise NotFetched("gone", again=True) from None

    def _address(self, url: str, host: str) -> str:
        if not self.local:
            return url
        parts = urlsplit(url)
        rest = f"?{parts.query}" if parts.query else ""
        return f"{self.local.rstrip('/')}/x/media/{host}{quote(parts.path)}{rest}"


def _host(url: str) -> str | None:
    """The host, if it is one of X's and nothing else of the address is odd."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    known = host in PUBLIC_HOSTS or host in SIGNED_HOSTS
    plain = parts.username is None and parts.password is None and port in {None, 443}
    return host if known and plain and parts.scheme == "https" and url.isascii() and url.isprintable() else None


def _read(answer: httpx.Response, most: int, until: float) -> bytes:
    if answer.status_code in _GONE:
        raise NotFetched("gone", again=True)
    if answer.status_code != 200:  # a redirect leads nowhere here
        raise NotFetched("x_failed", again=True)
    length = answer.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise NotFetched("too_large")
    read = bytearray()
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise NotFetched("not_media")
    for piece in answer.iter_bytes(65_536):
        read += piece
        if len(read) > most:
            raise NotFetched("too_large")
        if time.monotonic() > until:
            raise NotFetched("too_slow", again=True)
    return bytes(read)
