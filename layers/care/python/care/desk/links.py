"""Links that stand in a profile."""

from urllib.parse import urlsplit


def host_of(link: str) -> str:
    """The host of a link, in small letters; empty where it is no address at all."""
    try:
        return urlsplit(link).hostname or ""
    except ValueError:
        return ""
