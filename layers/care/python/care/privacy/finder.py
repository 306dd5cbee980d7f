"""Finds personal data and secrets, and decides which finding counts where two overlap."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from operator import itemgetter

from care import late
from care.privacy.kinds import Found, Hit, Kind

_COUNTRY = late.pattern(r"[A-Z]{2}")


def find(
    text: str, countries: Sequence[str] = ("ES",), own: Sequence[str] = (), *, by_customer: bool = True
) -> list[Found]:
    """Each e-mail, phone, card, IBAN, national id, address, reference and secret, in order, without overlaps.

    `countries` (ISO 3166 alpha-2, the account's) say whose phone numbers without prefix and whose national ids are
    looked for; international phones, cards, IBANs, and ids with their word in front are found for all. Where findings
    overlap they become one, of the surer kind, or of the longer where both are as sure.

    `own` are the brand's telephones, mails (or "@domain"), addresses and shops' names: they are no customer's. What a
    customer calls the brand's ("vuestro teléfono …", "la tienda de la calle Mayor 5") is none either, unless
    `by_customer` is false: then the brand wrote.

    Links, @names, #tags, dates, times, prices and amounts are passed over, but for the e-mails, secrets and phones that
    a link names (`?email=`, `?token=`, `wa.me/`). The work is linear: only so many numbers are checked for one text
    (`MOST_LOOKUPS` of phones, `MOST_CHECKS` of cards, IBANs and ids), and beyond that what has the shape counts as
    found, so hostile text can cause a false alarm but not a miss. Raises ValueError for something that is no country
    code, and for no text.

    One text is looked at several times on its way (is it masked, may it be shown, by which words is it found): what was
    found in the last ones is known by their digests. No text is kept.
    """
    for country in countries:
        if not _COUNTRY.fullmatch(country):
            raise ValueError(f"{country!r} is no country: give two capital letters, such as ES.")
    asked = blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest(), tuple(countries), tuple(own)
    if (known := _known.get((*asked, by_customer))) is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        known = _known[*asked, by_customer] = tuple(_found(text, *asked[1:], by_customer=by_customer))
    return list(known)


_MOST_KNOWN = 200
_known: dict[tuple[bytes, tuple[str, ...], tuple[str, ...], bool], tuple[Found, ...]] = {}


def _found(text: str, countries: tuple[str, ...], own: tuple[str, ...], *, by_customer: bool) -> Iterator[Found]:
    from care.privacy.rules import hits, is_the_brands, read  # noqa: PLC0415  20 ms of patterns, where needed only

    reading = read(text)
    for kind, start, end in _settled(hits(reading, countries)):
        if not is_the_brands(reading, kind, start, end, own, by_customer=by_customer):
            yield Found(kind, *reading.span(start, end))


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
