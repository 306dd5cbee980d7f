"""Asks the brand's own API once, for one customer, and answers with fields or with the reason for a person.

The address is the account's, the values are a stranger's: nothing but a public host over https is reached
(care.lookups.pinned_addresses), nothing is followed, and neither secret nor value shows in an error, a log or a repr.
"""

import time
from collections.abc import Mapping
from contextlib import closing
from typing import Any, Final

import httpx
from pydantic import SecretStr

from care.lookups.bounded import within
from care.lookups.pinned_addresses import ForbiddenAddress, PinnedClient, pinned_client
from care.model.lookup_outcome import Failed, LookupFailure, LookupFound
from care.model.settings.fetch_addresses import BadValue, filled
from care.model.settings.fields import fields_of
from care.model.settings.selfservice import Lookup

__all__ = ["Failed", "LookupFound", "PinnedClient", "fetch", "pinned_client"]

SECONDS: Final = 5.0
LARGEST: Final = 64 * 1024

_STATUSES: Final[Mapping[int, LookupFailure]] = {
    401: "not_allowed",
    403: "not_allowed",
    404: "not_found",
    410: "not_found",
}


def fetch(
    lookup: Lookup,
    values: Mapping[str, str],
    secret_header: SecretStr | None,
    *,
    client: PinnedClient,
    seconds: float = SECONDS,
) -> LookupFound | Failed:
    """What the API says for these values, within `seconds` in all, names and slow answers included.

    `secret_header` is the whole value of `lookup.header` ("Bearer …"), as the app's secret has it under
    `lookup.secret`; it is asked for only where the look-up names one. Nothing is raised.
    """
    try:
        address = filled(lookup.url, values)
    except BadValue:
        return Failed("bad_value")
    # An answer that is packed could be small on the way and vast in memory.
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if lookup.secret is not None:
        value = secret_header.get_secret_value() if secret_header else ""
        if not value or not value.isascii() or not value.isprintable():
            return Failed("no_secret")
        headers[lookup.header] = value

    def ask(extensions: Mapping[str, Any]) -> LookupFound | Failed:
        until = time.monotonic() + seconds
        more: dict[str, Any] = {"timeout": seconds, "extensions": extensions}
        return _asked(client, client.build_request("GET", address, headers=headers, **more), lookup.fields, until)

    late: LookupFound | Failed = Failed("timed_out")
    return within(seconds, ask, late, Failed("fault"))


def _asked(
    client: httpx.Client, request: httpx.Request, paths: Mapping[str, str], until: float
) -> LookupFound | Failed:
    try:
        with closing(client.send(request, stream=True, follow_redirects=False)) as response:
            if (reason := _unfit(response)) is not None:
                return Failed(reason)
            body = bytearray()
            for chunk in response.iter_raw():
                body += chunk
                if len(body) > LARGEST:
                    return Failed("too_long")
                if time.monotonic() > until:
                    return Failed("timed_out")
        return fields_of(bytes(body), paths)
    except ForbiddenAddress:
        return Failed("forbidden_address")
    except httpx.TimeoutException:
        return Failed("timed_out")
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError):
        return Failed("unreachable")


def _unfit(response: httpx.Response) -> LookupFailure | None:
    if 300 <= response.status_code < 400:
        return "redirected"
    if response.status_code != 200:
        return _STATUSES.get(response.status_code, "bad_status")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        return "not_json"
    if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        return "not_json"
    length = response.headers.get("Content-Length", "0")
    return "too_long" if length.isdecimal() and len(length) < 20 and int(length) > LARGEST else None
