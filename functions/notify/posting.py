"""Posting to a subscriber's address: public ones alone, within seconds; of the answer the status is read."""

from collections.abc import Mapping
from contextlib import closing
from copy import replace
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import httpx

from care.lookups.bounded import within
from care.lookups.pinned_addresses import ForbiddenAddress, PinnedClient

SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """HTTP's status, or why there was none; `wait` is for how long the receiver asked not to be asked.

    `body` is what was read of it: nothing, unless somebody wanted some of it.
    """

    status: str
    wait: timedelta | None = None
    body: bytes = b""

    @property
    def arrived(self) -> bool:
        """Whether the receiver has it."""
        return len(self.status) == 3 and self.status.startswith("2")

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants nothing more, as the Standard Webhooks specification has it."""
        return self.status == "410"


def post(
    client: PinnedClient, address: str, body: bytes, headers: Mapping[str, str], agent: str, read: int = 0
) -> Answer:
    """Post a JSON body; nothing is raised or followed, and of an answer that says yes `read` bytes at most are read."""
    # An answer that is packed could be small on the way and vast in memory.
    whole = {"content-type": "application/json", "user-agent": agent, "accept-encoding": "identity", **headers}

    def ask(extensions: Mapping[str, Any]) -> Answer:
        more: dict[str, Any] = {"timeout": SECONDS, "extensions": extensions}
        request = client.build_request("POST", address, content=body, headers=whole, **more)
        try:
            with closing(client.send(request, stream=True, follow_redirects=False)) as response:
                answer = Answer(str(response.status_code), _wait(response.headers.get("retry-after", "")))
                return replace(answer, body=_read(response, read)) if read and answer.arrived else answer
        except ForbiddenAddress:
            return Answer("forbidden_address")
        except httpx.TimeoutException:
            return Answer("timed_out")
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            return Answer("unreachable")

    return within(SECONDS, ask, late=Answer("timed_out"), broken=Answer("fault"))


def _read(response: httpx.Response, most: int) -> bytes:
    """The beginning of an answer; empty where it is longer, or ends in a fault: the receiver has it all the same."""
    found = bytearray()
    try:
        for chunk in response.iter_raw():
            found += chunk
            if len(found) > most:
                return b""
    except (httpx.HTTPError, httpx.StreamError, OSError):
        return b""
    return bytes(found)


def _wait(asked: str) -> timedelta | None:
    """Retry-After in seconds; a date is not read."""
    return timedelta(seconds=int(asked)) if asked.isdecimal() and len(asked) < 8 else None
