"""An account's profile on X as a customer meets it: what is there, what is missing, and what could be written."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from care import late
from care.desk.links import host_of
from care.model.account import Account
from care.model.settings.occasions import Language

CheckName = Literal["open", "name", "handle", "purpose", "hours", "site", "location", "private", "label", "pinned"]
_PURPOSE = late.pattern(
    r"atenci[oó]n|ayuda|soporte|consultas|atendimento|suporte|ajuda|d[uú]vidas|help|support|customer (?:care|service)",
    re.IGNORECASE,
)
_WRITE: Final[dict[Language, str]] = {
    "es": "Atención al cliente, aquí y por mensaje privado. Horario: {hours}",
    "pt": "Atendimento ao cliente, aqui e por mensagem privada. Horário: {hours}",
    "en": "Customer care, here and by private message. Hours: {hours}",
}


class Seen(NamedTuple):
    """What X tells of the account's own profile."""

    name: str
    description: str
    location: str
    links: tuple[str, ...]
    protected: bool | None


class Check(NamedTuple):
    """One thing that a customer looks for. `good` is None where X tells it to nobody: a person looks.

    `write` is what could stand there, to be copied.
    """

    name: CheckName
    good: bool | None
    write: str = ""


def checks(account: Account, seen: Seen, hours_page: str) -> list[Check]:
    """Each check in the order in which a customer meets them; `hours_page` is the address of the account's hours."""
    return list(_checked(account, seen, hours_page))


def _checked(account: Account, seen: Seen, hours_page: str) -> Iterator[Check]:
    write = _WRITE[account.language].format(hours=hours_page)
    yield Check("open", not seen.protected)
    yield Check("name", _plain(account.name) in _plain(seen.name), account.name)
    parts = [part for part in re.findall(r"[a-z0-9]+", _plain(account.name)) if len(part) > 2]
    yield Check("handle", any(part in account.username.casefold() for part in parts) if parts else None)
    yield Check("purpose", bool(_PURPOSE.search(seen.description)), write)
    where = [*seen.links, seen.description]
    short = hours_page.partition("://")[2].casefold()
    yield Check("hours", any(short in one.casefold() for one in where), hours_page)
    own = host_of(hours_page)
    hosts = {host_of(link) for link in seen.links} - {own, ""}
    yield Check("site", bool(hosts))
    yield Check("location", bool(seen.location.strip()))
    yield Check("private", None)
    yield Check("label", None)
    yield Check("pinned", None, write)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
