"""The address of a look-up: a template of the account's, checked when it is saved, filled with what a customer gave.

A value fills one place in the path or in the query, and can neither leave it nor add to the address.
"""

import ipaddress
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote, urlsplit

from care import late
from care.faults import Fault, fault

_PLACE: Final = late.pattern(r"\{([^{}]*)\}")
_HOST: Final = late.pattern(
    r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
_WRITTEN: Final = late.pattern(r"[A-Za-z0-9/._~:@!$&'()*+,;=?%{}-]+")


class BadValue(ValueError):
    """A value cannot stand in an address. The message holds no value."""


def checked_template(template: str) -> str:
    """The template, or the fault that says what is wrong with it."""
    try:
        parts = urlsplit(template)
        port = parts.port
    except ValueError:
        raise fault(Fault.no_address) from None
    if parts.scheme != "https":
        raise fault(Fault.address_not_https)
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise fault(Fault.address_with_login)
    if parts.fragment or "#" in template:
        raise fault(Fault.address_with_mark)
    host = parts.hostname or ""
    if _is_address(host):
        raise fault(Fault.address_by_number)
    if not _HOST.fullmatch(host) or parts.netloc not in {host, f"{host}:{port}"}:
        raise fault(Fault.address_without_host)
    rest = template[len(f"https://{parts.netloc}") :]
    if not rest.startswith("/") or not _WRITTEN.fullmatch(rest):
        raise fault(Fault.address_odd_path)
    if "{" in _PLACE.sub("", template) or "}" in _PLACE.sub("", template):
        raise fault(Fault.address_brace_open)
    if any(segment.replace("%2e", ".").replace("%2E", ".") in {".", ".."} for segment in parts.path.split("/")):
        raise fault(Fault.address_with_dots)
    return template


def places(template: str) -> list[str]:
    """The names of the parameters of a template, in order, each as often as it stands there."""
    return _PLACE.findall(template)


def filled(template: str, values: Mapping[str, str]) -> str:
    """The address with every value encoded to its last character; BadValue for what could still mean another path."""
    return _PLACE.sub(lambda found: _encoded(values.get(found[1])), template)


def _encoded(value: str | None) -> str:
    if not value:
        raise BadValue("a parameter has no value")
    # Some servers decode before they walk the path, so what walks upwards is refused besides being encoded.
    if ".." in value or value.strip(".") == "" or _hidden(value):
        raise BadValue("a value holds what an address may not")
    try:
        return quote(value, safe="").replace(".", "%2E")
    except UnicodeEncodeError:
        raise BadValue("a value holds half a character") from None


def _hidden(characters: Iterable[str]) -> bool:
    return any(unicodedata.category(character)[0] == "C" for character in characters)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
