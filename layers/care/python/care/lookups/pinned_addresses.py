"""An HTTP client that reaches public addresses only, whatever a name resolves to.

A name is resolved once for each request. If one of its addresses is not public, the request is refused; else the
connection is made to the very address that was checked, with the name kept for the certificate and the Host header.
"""

import ipaddress
import logging
import socket
from collections.abc import Callable, Sequence
from http.cookiejar import DefaultCookiePolicy
from typing import Final, NewType

import httpx

type Resolve = Callable[[str, int], Sequence[str]]
"""All addresses of a host, for a port, as they are written; OSError if there are none."""

PinnedClient = NewType("PinnedClient", httpx.Client)
"""A client made by `pinned_client`: no other is safe to send to an address that an account gave."""

_MOST_TRIED: Final = 3
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")

# httpx logs each address at INFO and httpcore headers at DEBUG: both hold what customers gave.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)


class ForbiddenAddress(httpx.RequestError):
    """A request would go where none may. The message names no address."""


def addresses_of(host: str, port: int) -> list[str]:
    """The addresses that the system's resolver has for a host."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """True for a unicast address of the public internet; false for all others, and for what is no address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        # Ways to write or to tunnel to an IPv4 address, which no public name needs.
        if any(way is not None for way in (ip.scope_id, ip.ipv4_mapped, ip.sixtofour, ip.teredo)):
            return False
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip.is_site_local:
            return False
    return ip.is_global and not (
        ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_reserved or ip.is_unspecified
    )


class PinnedTransport(httpx.BaseTransport):
    """Sends https requests to checked addresses, through `inner`, which resolves nothing any more."""

    def __init__(self, inner: httpx.BaseTransport, resolve: Resolve = addresses_of) -> None:
        self._resolve = resolve
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The response of the first checked address that can be reached, of the first three."""
        host, port = request.url.raw_host.decode("ascii"), request.url.port or 443
        if request.url.scheme != "https":
            raise ForbiddenAddress("only https is asked", request=request)
        try:
            addresses = list(dict.fromkeys(self._resolve(host, port)))
        except (OSError, UnicodeError):
            raise httpx.ConnectError("the name has no address", request=request) from None
        if not addresses or not all(map(is_public, addresses)):
            raise ForbiddenAddress("the name leads to what is no public address", request=request)
        *others, last = addresses[:_MOST_TRIED]
        for address in others:
            try:
                return self._inner.handle_request(_to(address, host, request))
            except httpx.ConnectError:
                continue
        return self._inner.handle_request(_to(last, host, request))

    def close(self) -> None:
        """Closes what is beneath."""
        self._inner.close()


def pinned_client(
    resolve: Resolve = addresses_of,
    inner: httpx.BaseTransport | None = None,
    transport: httpx.BaseTransport | None = None,
) -> PinnedClient:
    """A client for `lookup.fetch`, which several threads may share.

    `resolve` and `inner` are there for tests, `transport` for the local run (care.lookups.brand).

    It follows no redirect, keeps no cookie and uses no proxy. It keeps no connection either: one that was checked for
    one name must not serve another at the same address.
    """
    beneath = inner or httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))
    client = httpx.Client(
        transport=transport or PinnedTransport(beneath, resolve),
        follow_redirects=False,
        trust_env=False,
        timeout=httpx.Timeout(5),
    )
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return PinnedClient(client)


def _to(address: str, host: str, request: httpx.Request) -> httpx.Request:
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host},
    )
