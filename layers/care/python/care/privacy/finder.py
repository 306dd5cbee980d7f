"""Finds personal data and secrets, and decides which finding counts where two overlap."""

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from care.privacy.kinds import Found, Hit, Kind

_COUNTRY = re.compile(r"[A-Z]{2}")


def find(text: str, countries: Sequence[str] = ("ES",)) -> list[Found]:
    """Each e-mail, phone, card, IBAN, national id, address, reference and secret, in order, without overlaps.

    `countries` (ISO 3166 alpha-2, the account's) say whose phone numbers without prefix and whose national ids are
    looked for; international phones, cards, IBANs, and ids with their word in front are found for all. Where findings
    overlap they become one, of the surer kind, or of the longer where both are as sure.

    Links, @names, #tags, dates, times, prices and amounts are passed over, but for the e-mails, secrets and phones that
    a link names (`?email=`, `?token=`, `wa.me/`). The work is linear: only so many numbers are checked for one text
    (`MOST_LOOKUPS` of phones, `MOST_CHECKS` of cards, IBANs and ids), and beyond that what has the shape counts as
    found, so hostile text can cause a false alarm but not a miss. Raises ValueError for something that is no country
    code, and for no text.
    """
    for country in countries:
        if not _COUNTRY.fullmatch(country):
            raise ValueError(f"{country!r} is no country: give two capital letters, such as ES.")
    from care.privacy.rules import hits, read  # noqa: PLC0415  20 ms of patterns that only those who look for it pay

    reading = read(text)
    settled = _settled(hits(reading, tuple(countries)))
    return [Found(kind, *reading.span(start, end)) for kind, start, end in settled]


def _settled(hits: Iterable[Hit]) -> Iterator[tuple[Kind, int, int]]:
    """Overlapping findings as one: nothing that any of them covers is left open."""
    best: Hit | None = None
    since = until = 0
    for hit in sorted(hits, key=itemgetter(1)):
        _, start, end, _ = hit
        if best is None or start >= until:
            if best is not None:
                yield best.kind, since, until
            best, since, until = hit, start, end
            continue
        until = max(until, end)
        if (hit.sure, start - end) < (best.sure, best.start - best.end):
            best = hit
    if best is not None:
        yield best.kind, since, until
