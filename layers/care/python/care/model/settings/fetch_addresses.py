"""The address of a look-up: a template of the account's, checked when it is saved, filled with what a customer gave.

A value fills one place in the path or in the query, and can neither leave it nor add to the address.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote, urlsplit

_PLACE: Final = re.compile(r"\{([^{}]*)\}")
_HOST: Final = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_WRITTEN: Final = re.compile(r"[A-Za-z0-9/._~:@!$&'()*+,;=?%{}-]+")


class BadValue(ValueError):
    """A value cannot stand in an address. The message holds no value."""


def checked_template(template: str) -> str:
    """The template, or ValueError saying what is wrong with it."""
    try:
        parts = urlsplit(template)
        port = parts.port
    except ValueError:
        raise ValueError("is no address; write as in https://api.brand.example/orders/{order}") from None
    if parts.scheme != "https":
        raise ValueError("does not begin with https://")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise ValueError("holds a user or password; name a header and a key of the app's secret instead")
    if parts.fragment or "#" in template:
        raise ValueError("holds a #; take it out")
    host = parts.hostname or ""
    if _is_address(host):
        raise ValueError("names an IP address; name the host, whose certificate is checked")
    if not _HOST.fullmatch(host) or parts.netloc not in {host, f"{host}:{port}"}:
        raise ValueError("has no full host name in small letters, as api.brand.example, without {placeholders}")
    rest = template[len(f"https://{parts.netloc}") :]
    if not rest.startswith("/") or not _WRITTEN.fullmatch(rest):
        raise ValueError(
            "goes on after the host with something else than a path; write spaces and accents as %20, %C3%A9"
        )
    if "{" in _PLACE.sub("", template) or "}" in _PLACE.sub("", template):
        raise ValueError("has a brace that is not closed or not opened")
    if any(segment.replace("%2e", ".").replace("%2E", ".") in {".", ".."} for segment in parts.path.split("/")):
        raise ValueError("holds . or .. as a part of its path; write the path that is meant")
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
