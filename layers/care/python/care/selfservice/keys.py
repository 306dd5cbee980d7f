"""To whom the key of a look-up may be shown: the hosts that its owner, the operator, knows of."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from care.model.settings.selfservice import Lookup, SelfServiceSettings


def host_of(lookup: Lookup) -> str:
    """The host that a look-up asks, in small letters."""
    return (urlsplit(lookup.url).hostname or "").lower()


def moved_key(before: SelfServiceSettings, after: SelfServiceSettings) -> tuple[str, str] | None:
    """A key that these settings would show to another host than those before, and that host; None if there is none."""
    known: dict[str, set[str]] = {}
    for name, host in _shown(before):
        known.setdefault(name, set()).add(host)
    return next((one for one in _shown(after) if one[0] in known and one[1] not in known[one[0]]), None)


def _shown(settings: SelfServiceSettings) -> Iterator[tuple[str, str]]:
    return ((one.secret, host_of(one)) for one in settings.lookups if one.secret is not None)
