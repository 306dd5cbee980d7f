"""The client that brands are asked and told with; in the local run, one that also reaches those of its examples.

Names under `.example` are reserved (RFC 2606): they lead nowhere on the internet. The local run answers for them on its
own door, so that look-ups and webhooks work there without a hole for any name that could be real. Whatever else is
asked goes by the same guard as in a deployed stack, which refuses to be built with that door.
"""

import httpx

from care.lookups.pinned_addresses import PinnedClient, PinnedTransport, pinned_client

_RESERVED = ".example"


class _Door(httpx.BaseTransport):
    """Asks for the hosts of examples at the run's door, as /local/brand/<host>/<path>, and guards all others."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._plain = httpx.HTTPTransport()
        self._guarded = PinnedTransport(inner=httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0)))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        if not host.endswith(_RESERVED):
            return self._guarded.handle_request(request)
        address = f"{self._url}/local/brand/{host}{request.url.raw_path.decode('ascii')}"
        headers = [(name, value) for name, value in request.headers.raw if name.lower() != b"host"]
        headers.append((b"host", httpx.URL(self._url).netloc))
        return self._plain.handle_request(
            httpx.Request(
                request.method, address, headers=headers, stream=request.stream, extensions=request.extensions
            )
        )

    def close(self) -> None:
        self._plain.close()
        self._guarded.close()


def brand_client(local_door: str) -> PinnedClient:
    """A client for `lookup.fetch`: it reaches public addresses alone, and with `local_door` the run's examples."""
    return pinned_client() if not local_door else pinned_client(transport=_Door(local_door))
