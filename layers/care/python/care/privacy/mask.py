"""Masks what was found, so that an agent can tell what it was and cannot use it."""

from collections.abc import Container, Sequence

from care import late
from care.privacy.finder import find
from care.privacy.kinds import Found, Kind

MASK = "•••"

_ROUNDS = 4
_HOST = late.pattern(r"@([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24})(?!\w)")
# How many of its last characters stay, of the digits and letters: enough to tell one from another, as on a receipt.
_SHOWN = {Kind.CARD: 4, Kind.IBAN: 4, Kind.PHONE: 2, Kind.IDENTITY: 2, Kind.REFERENCE: 3}


def redact(
    text: str,
    found: Sequence[Found] | None = None,
    countries: Sequence[str] = ("ES",),
    own: Sequence[str] = (),
    *,
    keep: Container[Kind] = (),
) -> str:
    """The text with each finding masked but those of a kind to `keep`; `find` finds nothing else in it.

    | kind | shown |
    |---|---|
    | email | the first character and the domain: m…@gmail.com; disguised: m… |
    | card, IBAN | the last four: •••• 1234 |
    | phone, identity | the last two: •••78 |
    | reference | the last three, if it has more than six: •••789 |
    | address, secret | nothing: ••• |

    `found` are the findings of this text, where they are known already. What a mask itself would give rise to (a
    domain that is a phone number) is masked whole. Raises ValueError for findings that do not lie in the text in order.
    """
    given = [one for one in (find(text, countries, own) if found is None else found) if one.kind not in keep]
    if not given and found is None:
        return text  # a second look would find no more
    masked = _replaced(text, given, shown=True)
    for _ in range(_ROUNDS):
        left = [one for one in find(masked, countries, own) if one.kind not in keep]
        if not left:
            return masked
        masked = _replaced(masked, left, shown=False)
    # A text made so that masking goes on making findings is no customer's text.
    return MASK


def _replaced(text: str, found: Sequence[Found], *, shown: bool) -> str:
    parts, place = [], 0
    for one in found:
        if not place <= one.start < one.end <= len(text):
            raise ValueError(f"The finding at {one.start} to {one.end} is not of this text, or not in order.")
        parts += [text[place : one.start], _mask(one.kind, text[one.start : one.end]) if shown else MASK]
        place = one.end
    return "".join([*parts, text[place:]])


def _mask(kind: Kind, written: str) -> str:
    from care.privacy.tokens import read  # noqa: PLC0415  its patterns are compiled by then, by `find`

    if kind is Kind.EMAIL:
        low = read(written).low
        host = _HOST.search(low)
        return f"{low[:1]}…@{host.group(1)}" if host else f"{low[:1]}…"
    characters = [character for character in read(written).cased if character.isalnum()]
    shown = _SHOWN.get(kind, 0)
    # Of a short one its end would be most of it.
    if not shown or len(characters) < 2 * shown + 1:
        return MASK
    mask = "•••• " if kind in {Kind.CARD, Kind.IBAN} else MASK
    return mask + "".join(characters[-shown:])
