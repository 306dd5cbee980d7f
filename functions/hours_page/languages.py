"""The language of a visitor: as the address asks for it, else as the browser does, else the account's."""

import re

_SPOKEN = ("es", "pt", "en")
_TAG = re.compile(r"([a-z]{2})(?:-(?:[a-z]{4}-)?([a-z]{2}|[0-9]{3})(?:-.*)?)?", re.IGNORECASE)
_WEIGHT = re.compile(r"\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*", re.IGNORECASE)
_MOST = 32  # languages read of one header: a person speaks fewer


def language_of(asked: str, accepted: str, otherwise: str) -> str:
    """A tag of Spanish, Portuguese or English with the visitor's country where one is named: "es", "pt-BR".

    `asked` is the address's `lang`, `accepted` an Accept-Language header (RFC 9110, 12.5.4) and `otherwise` what is
    spoken when neither names one of the three. What is malformed is passed over.
    """
    return _spoken(asked) or _preferred(accepted) or otherwise


def _preferred(accepted: str) -> str | None:
    weighed: list[tuple[float, str]] = []
    for item in accepted.split(",")[:_MOST]:
        tag, _, rest = item.partition(";")
        weight = _weight(rest)
        if weight > 0:
            weighed.append((weight, tag))
    # Python sorts stably, so of equal weights the first one counts; "*" leaves the choice to us.
    for _, tag in sorted(weighed, key=lambda pair: -pair[0]):
        if tag.strip() == "*":
            return None
        if spoken := _spoken(tag):
            return spoken
    return None


def _weight(text: str) -> float:
    if not text.strip():
        return 1.0
    match = _WEIGHT.fullmatch(text)
    return float(match[1]) if match else 0.0


def _spoken(tag: str) -> str | None:
    match = _TAG.fullmatch(tag.strip())
    if match is None or match[1].lower() not in _SPOKEN:
        return None
    return f"{match[1].lower()}-{match[2].upper()}" if match[2] else match[1].lower()
