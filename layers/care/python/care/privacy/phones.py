"""Phone numbers: international ones always, national ones as they are dialled in the account's countries.

What counts as a number is libphonenumber's (`phonenumberslite`). Numbers that only a business has (freephone, premium,
shared-cost, universal access: 900, 902, 0800) are nobody's personal data and are not found; neither are short ones
(112, 1004).
"""

# ruff: noqa: E501  a grammar is read by its lines

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import accumulate

from care import late
from care.privacy.kinds import Hit, Kind, Sure
from care.privacy.tokens import FoldedText

# So many numbers of one text are looked up. A run of digits after them that is long enough counts as a phone.
MOST_LOOKUPS = 48

# Looking at a stretch that needs no look-up costs about a tenth of one.
_LOOK, _LOOKUP = 1, 10

_FEWEST, _MOST = 7, 15
_RUN = late.pattern(
    r"(?:(?<!\w)(?<!\d[.,])|(?<=tel)|(?<=tlf)|(?<=movil))(?:\(\+|\+[ ]?\(?|\()?\d(?:[ .()/-]{0,3}\d){6,}+"
)
# One number may end and another begin at a space, a slash or a bracket, not at a mere dot or dash.
_PIECE = late.pattern(r"\d(?:[.-]{0,3}\d)*+")
_NO_DIGIT = late.pattern(r"\D+")
_CALLED_PHONE = late.pattern(
    r"(?<!\w)(?:tel(?:e?f(?:ono|one)?s?|s)?|tlfn?o?|tlm|m[oo]vil|cel(?:u(?:lar)?)?|telemovel|whats(?:app)?|wh?as+ap+|wpp|zap|phone"
    r"|fono|landline|fixo|ddd|lada|mobile|cell|fijo|contact[aeo]?(?:rme|dme|nme)?|llama(?!d[ao]s?\b)\w*|marque\w*"
    r"|ligu?\w{1,4}|call|ring|text|(?:mi|my|meu|mio|nuestro) (?:numero|number|nro)|numero(?! de)|number)(?!\w)[^\d\n.!?]{0,34}$"
)
# After such a word digits are no phone, whatever stands before it.
_CALLED_ELSE = late.pattern(
    r"(?<!\w)(?:pedidos?|encomenda|order|reserva|booking|factura|fatura|invoice|contrato|contract|caso|case|ticket|codigo|code"
    r"|protocolo|incidencia|cuenta|conta|account|serie|serial|modelo|model|poliza|cliente|customer|referencia|reference|ref)(?!\w)"
)
_OF_BUSINESSES = late.pattern(r"(?:00?)?(?:1?800|1?8[4-8]{2}|90[0-2]|80[0-9])")
_AMOUNT = late.pattern(r"\d{1,3}(?:[. ]\d{3})*[. ]000|\d+0{5}")
# Codes of the countries that our customers live in or come from.
_CODES = {
    "ES": "34",
    "PT": "351",
    "BR": "55",
    "MX": "52",
    "AR": "54",
    "CO": "57",
    "CL": "56",
    "PE": "51",
    "VE": "58",
    "EC": "593",
    "UY": "598",
    "GB": "44",
    "US": "1",
    "FR": "33",
    "DE": "49",
    "IT": "39",
    "IE": "353",
}
_PARTED = late.pattern(r"\d[ ()/.-]{1,3}\d")
_MEXICAN = late.pattern(r"521(\d{10})")
_YEARS = late.pattern(r"(?:(?:19|20)\d\d[ /.-]{1,3}){1,}(?:19|20)\d\d")


def phones(reading: FoldedText, countries: Sequence[str]) -> Iterator[Hit]:
    """Phone numbers with 7 to 15 digits; a number that the text calls a phone need not be a valid one."""
    lookups = _Lookups(countries)
    for run in _RUN.finditer(reading.bare):
        yield from _in_run(reading.bare, run, lookups)


def _in_run(text: str, run: re.Match[str], lookups: "_Lookups") -> Iterator[Hit]:
    pieces = [piece.span() for piece in _PIECE.finditer(text, *run.span())]
    if _glued(text, pieces[-1]):
        pieces.pop()
    # Fewer than three characters are digits alone.
    sizes = [end - begin if end - begin < 3 else sum(map(str.isdecimal, text[begin:end])) for begin, end in pieces]
    place = 0
    while place < len(pieces):
        start = run.start() if place == 0 else pieces[place][0]
        if lookups.spent:
            if sum(sizes[place:]) >= _FEWEST:
                yield Hit(Sure.PHONE, start, pieces[-1][1], Kind.PHONE)
            return
        last, whose = _longest(text, start, pieces, sizes, place, lookups)
        if whose is _Whose.PERSON:
            yield Hit(Sure.PHONE, start, pieces[last][1], Kind.PHONE)
        place = last + 1


def _longest(
    text: str, start: int, pieces: list[tuple[int, int]], sizes: list[int], first: int, lookups: "_Lookups"
) -> tuple[int, "_Whose"]:
    """The last piece of the longest number that begins at `first`, and whose number it is."""
    reach = list(accumulate(sizes[first : first + _MOST + 2]))
    while reach and reach[-1] > _MOST + 2:
        reach.pop()
    if not reach or reach[-1] < _FEWEST:
        return first, _Whose.NOBODY
    said = _CALLED_PHONE.search(text, max(0, start - 60), start) if first == 0 else None
    called = said is not None and _CALLED_ELSE.search(text, said.start(), start) is None
    for index in range(len(reach) - 1, -1, -1):
        if reach[index] < _FEWEST:
            break
        written = text[start : pieces[first + index][1]]
        whose = lookups.whose(written, called=called and index == len(reach) - 1)
        if whose is not _Whose.NOBODY:
            return first + index, whose
    return first, _Whose.NOBODY


def _glued(text: str, piece: tuple[int, int]) -> bool:
    """Whether the last digits belong to a word, as the 5 of "5B" does; a whole number may have a word glued to it."""
    start, end = piece
    return text[end : end + 1].isalnum() and end - start < _FEWEST


class _Whose(Enum):
    PERSON = auto()
    BUSINESS = auto()
    NOBODY = auto()


class _Lookups:
    """The look-ups for one text, counted; the tables are loaded by the first."""

    def __init__(self, countries: Sequence[str]) -> None:
        self._countries = countries
        self._left = MOST_LOOKUPS * _LOOKUP

    @property
    def spent(self) -> bool:
        return self._left <= 0

    def whose(self, written: str, *, called: bool) -> _Whose:
        self._left -= _LOOK
        digits = _NO_DIGIT.sub("", written)
        if _YEARS.fullmatch(written) or (not called and (_AMOUNT.fullmatch(written) or len(set(digits)) == 1)):
            return _Whose.NOBODY
        if written.lstrip("(").startswith(("+", "00")):
            digits = _MEXICAN.sub(r"52\1", digits.removeprefix("00"))
            return self._look_up("+" + digits, None) if _FEWEST < len(digits) <= _MOST else _Whose.NOBODY
        if len(digits) > _MOST - 2:
            return _Whose.NOBODY
        found = {self._look_up(digits, country) for country in self._countries}
        if _Whose.PERSON in found:
            return _Whose.PERSON
        if _Whose.BUSINESS in found:
            return _Whose.BUSINESS
        if self._is_foreign(written, digits, called=called):
            return _Whose.PERSON
        called = called and len(digits) <= 12 and _OF_BUSINESSES.match(digits) is None
        return _Whose.PERSON if called else _Whose.NOBODY

    def _is_foreign(self, written: str, digits: str, *, called: bool) -> bool:
        """Whether it is an international number without its plus: grouped as one, or called one."""
        told = called or _PARTED.search(written) is not None
        codes = tuple(code for country, code in _CODES.items() if told or country in self._countries)
        if not len(digits) > 10 or not digits.startswith(codes) or (digits[0] == "1" and written[1:2].isdecimal()):
            return False
        return self._look_up("+" + _MEXICAN.sub(r"52\1", digits), None, valid=True) is _Whose.PERSON

    def _look_up(self, digits: str, country: str | None, *, valid: bool = False) -> _Whose:
        import phonenumbers as library  # noqa: PLC0415  50 ms that only a text with a long number pays

        self._left -= _LOOKUP
        try:
            number = library.parse(digits, country)
        except library.NumberParseException:
            return _Whose.NOBODY
        # Abroad new ranges open faster than tables are shipped, so there the length decides.
        if not (library.is_valid_number(number) if country or valid else library.is_possible_number(number)):
            return _Whose.NOBODY
        kinds = library.PhoneNumberType
        businesses = {kinds.TOLL_FREE, kinds.PREMIUM_RATE, kinds.SHARED_COST, kinds.UAN}
        return _Whose.BUSINESS if library.number_type(number) in businesses else _Whose.PERSON
