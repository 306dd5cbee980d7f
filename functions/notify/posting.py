"""Posting to a subscriber's address: public ones alone, within seconds; of the answer the status is read."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import httpx

from care.lookups.bounded import within
from care.lookups.pinned_addresses import ForbiddenAddress, PinnedClient

SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """HTTP's status, or why there was none; `wait` is for how long the receiver asked not to be asked."""

    status: str
    wait: timedelta | None = None

    @property
    def arrived(self) -> bool:
        """Whether the receiver has it."""
        return len(self.status) == 3 and self.status.startswith("2")

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants nothing more, as the Standard Webhooks specification has it."""
        return self.status == "410"


def post(client: PinnedClient, address: str, body: bytes, headers: Mapping[str, str], agent: str) -> Answer:
    """Post a JSON body; nothing is raised, followed or read."""
    whole = {"content-type": "application/json", "user-agent": agent, **headers}

    def ask(extensions: Mapping[str, Any]) -> Answer:
        more: dict[str, Any] = {"timeout": SECONDS, "extensions": extensions}
        request = client.build_request("POST", address, content=body, headers=whole, **more)
        try:
            with closing(client.send(request, stream=True, follow_redirects=False)) as response:
                return Answer(str(response.status_code), _wait(response.headers.get("retry-after", "")))
        except ForbiddenAddress:
            return Answer("forbidden_address")
        except httpx.TimeoutException:
            return Answer("timed_out")
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            return Answer("unreachable")

    return within(SECONDS, ask, late=Answer("timed_out"), broken=Answer("fault"))


def _wait(asked: str) -> timedelta | None:
    """Retry-After in seconds; a date is not read."""
    return timedelta(seconds=int(asked)) if asked.isdecimal() and len(asked) < 8 else None
