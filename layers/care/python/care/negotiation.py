"""Which of the languages that we speak a reader wants: by an Accept-Language header (RFC 9110, 12.5.4), or by a tag."""

import re
from collections.abc import Collection, Iterable

from care import late

_WEIGHT = late.pattern(r"\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*", re.IGNORECASE)
_COUNTRY = late.pattern(r"[a-z]{2}|[0-9]{3}", re.IGNORECASE)
_MOST = 32  # languages read of one header: a person speaks fewer


def accepted(header: str) -> list[str]:
    """The tags of an Accept-Language header, the most wanted first; what is malformed is passed over.

    Nothing comes after `*`, which leaves the choice to us.
    """
    weighed: list[tuple[float, str]] = []
    for item in header.split(",", _MOST)[:_MOST]:
        tag, _, rest = item.partition(";")
        if (weight := _weight(rest)) > 0:
            weighed.append((weight, tag.strip()))
    # Python sorts stably, so of equal weights the first one counts.
    tags = [tag for _, tag in sorted(weighed, key=lambda pair: -pair[0])]
    return tags[: tags.index("*")] if "*" in tags else tags


def negotiate(wanted: Iterable[str], spoken: Collection[str]) -> str | None:
    """The first wanted tag whose language is spoken, with its country where it names one ("es", "pt-BR", "es-419")."""
    from babel.core import negotiate_locale  # noqa: PLC0415  Babel, for those who are asked for a language

    for tag in wanted:
        hyphened = tag.strip().replace("_", "-")
        if found := negotiate_locale([hyphened], spoken, sep="-"):
            country = next(filter(_COUNTRY.fullmatch, hyphened.split("-")[1:3]), "")
            language = found.partition("-")[0].lower()
            return f"{language}-{country.upper()}" if country else language
    return None


def _weight(text: str) -> float:
    """A tag's weight: 1 where none is given, 0 (not wanted) where it cannot be read."""
    if not text.strip():
        return 1.0
    match = _WEIGHT.fullmatch(text)
    return float(match[1]) if match else 0.0
