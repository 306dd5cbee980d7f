"""What an account's profile on X says of the brand's own data: suggested to a supervisor, and never taken by itself."""

from collections.abc import Iterator
from typing import Final

from care.desk.links import host_of
from care.model.account import Account
from care.privacy.finder import find
from care.privacy.kinds import Kind

_OWN: Final = frozenset({Kind.PHONE, Kind.EMAIL, Kind.ADDRESS})
_LONGEST: Final = 120
_SHORTEST: Final = 3
MOST_SUGGESTED: Final = 10
# Pages that belong to no brand, and so does no mail there.
_SHARED: Final = ("x.com", "twitter.com", "t.co", "linktr.ee", "bit.ly", "wa.me", "t.me", "facebook.com", "instagram.com", "youtube.com", "linkedin.com", "tiktok.com", "google.com", "goo.gl", "apple.com", "whatsapp.com")  # fmt: skip  # noqa: E501


def suggested(account: Account, name: str, description: str, location: str, links: tuple[str, ...]) -> tuple[str, ...]:
    """Telephones, mails and addresses of the profile, the mails of its website, and its name; what is new of them."""
    known = {one.casefold() for one in account.own}
    found = dict.fromkeys(
        one
        for one in _read(account, name, description, location, links)
        if _SHORTEST <= len(one) <= _LONGEST and one.casefold() not in known
    )
    return tuple(found)[:MOST_SUGGESTED]


def _read(account: Account, name: str, description: str, location: str, links: tuple[str, ...]) -> Iterator[str]:
    for text in (description, location):
        for one in find(text, account.countries, by_customer=False):
            if one.kind in _OWN:
                yield " ".join(text[one.start : one.end].split()).strip(" ,.;:")
    for link in links:
        host = host_of(link).removeprefix("www.")
        if "." in host and not any(host == shared or host.endswith(f".{shared}") for shared in _SHARED):
            yield f"@{host}"
    plain = " ".join("".join(c for c in name if c.isalnum() or c in " .&'-").split())
    if any(c.isalpha() for c in plain):
        yield plain
