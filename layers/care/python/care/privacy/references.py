"""Numbers of orders, contracts, invoices, bookings and cases by their word, and of parcels by their check digits."""

import re
from collections.abc import Iterator

from care import late
from care.privacy.kinds import Hit, Kind, Sure
from care.privacy.links import LINKS
from care.privacy.tokens import FoldedText

_WORDS = (
    r"pedidos?|encomendas?|orders?|reservas?|reservation|booking|localizador|contratos?|contract|facturas?|faturas?"
    r"|invoice|cliente|customer|abonado|poliza|apolice|policy|tickets?|casos?|case|protocolo|incidencias?|expediente"
    r"|averia|siniestro|sinistro|referencia|reference|ref|seguimiento|tracking|rastreio|rastreamento|envio|shipment"
    r"|paquete|parcel|package|gestion|guias?|folio|rastreo|radicado|tramite|consignment|waybill|awb|docket|ordenes"
    r"|orden|claim|chamado|solicitud|solicitacao|reclamacion|reclamacao|confirmation|confirmacion|account number"
)
_NAMED = late.pattern(
    rf"(?<!\w)(?P<word>{_WORDS})\.?(?!\w)(?: (?:de|del|do|da|of) (?:cliente|pedido|compra|atendimento|reclamacion|envio"
    rf"|seguimiento|reserva|servicio|suporte)(?!\w))?(?P<links>{LINKS})"
)
_SERIES = late.pattern(r"[a-z]{1,4}[ ](?=\d)")
_TOKEN = late.pattern(r"[a-z0-9](?:[a-z0-9]|[/_.-](?=[a-z0-9])){3,39}+(?![\w@])")
_MORE = late.pattern(r"(?:[ ]\d{2,6}(?![\w.,:/])){0,4}+")
_YEAR = late.pattern(r"(?:19|20)\d\d")
_SURE_LINK = late.pattern(r"[:#(=]|n\.?o|num|n[°.]|\bid\b")
_BOOKED = late.pattern(r"reserva|booking|localizador|confirma[ct]i|reservation|ref")


_PHRASE = rf"(?<!\w)(?:{_WORDS})(?!\w)"
# A number that comes later in the sentence: "el pedido que hice el martes, 112-3344556".
_LATER = late.pattern(
    rf"{_PHRASE}[^\d\n?!\x01]{{1,48}}?(?<![\w.,-])(?P<number>(?=[a-z/_-]{{0,5}}\d(?:[a-z/_-]{{0,2}}\d){{4}})[a-z0-9](?:[a-z0-9]|[/_-](?=[a-z0-9])){{5,39}})(?![\w@])"
)
# The Universal Postal Union's S10, with its check digit; UPS, with its own; Amazon's parcels and orders, by their form.
_POSTED = late.pattern(r"(?<![a-z0-9])([a-z]{2})[ ]?(\d{2,3}[ ]?\d{3}[ ]?\d{2,3})[ ]?(\d)[ ]?([a-z]{2})(?![a-z0-9])")
_UPS = late.pattern(r"(?<![a-z0-9])1z[ ]?(?:[a-z0-9][ ]?){15}\d(?![a-z0-9])")
_AMAZON = late.pattern(r"(?<![a-z0-9])(?:tba\d{12}|\d{3}-\d{7}-\d{7})(?![a-z0-9])")
_POSTED_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def parcels(reading: FoldedText) -> Iterator[Hit]:
    """Tracking numbers wherever they stand: proved by their check digit, or of a form that nothing else has."""
    text = reading.bare
    for match in _POSTED.finditer(text):
        digits = match[2].replace(" ", "")
        written = reading.cased[match.start() : match.end()]
        if " " in written and not written.isupper():
            continue  # "al 915 123 456 no": two small words around a telephone
        if len(digits) == len(_POSTED_WEIGHTS) and _posted_check(digits) == int(match[3]):
            yield Hit(Sure.REFERENCE, *match.span(), Kind.REFERENCE)
    for match in _UPS.finditer(text):
        if _holds_ups(match.group().replace(" ", "")):
            yield Hit(Sure.REFERENCE, *match.span(), Kind.REFERENCE)
    for match in _AMAZON.finditer(text):
        yield Hit(Sure.REFERENCE, *match.span(), Kind.REFERENCE)
    for match in _LATER.finditer(reading.bare):
        yield Hit(Sure.LATER_REFERENCE, *match.span("number"), Kind.REFERENCE)


def _posted_check(digits: str) -> int:
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(_POSTED_WEIGHTS, digits, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def _holds_ups(number: str) -> bool:
    """Each second one of the 15 after "1Z" counts twice; letters stand for digits from A as 2."""
    values = [int(one) if one.isdecimal() else (ord(one) - ord("a") + 2) % 10 for one in number[2:17]]
    return -sum(value * (1 + place % 2) for place, value in enumerate(values)) % 10 == int(number[17])


def references(reading: FoldedText) -> Iterator[Hit]:
    """Such a number has four or more letters and digits, three of them digits, and is not a year.

    A booking's locator, six capitals and digits, needs one digit.
    """
    for named in _NAMED.finditer(reading.tagged):
        start = named.end()
        span = _number(reading, named, start)
        if span is not None:
            yield Hit(Sure.REFERENCE, *span, Kind.REFERENCE)


def _number(reading: FoldedText, named: re.Match[str], start: int) -> tuple[int, int] | None:
    text = named.string
    series = _SERIES.match(text, start)
    begin = start
    if series is not None and reading.cased[start : series.end()].isupper():
        start = series.end()
    token = _TOKEN.match(text, start)
    if token is None:
        return None
    written, end = token.group(), token.end()
    digits = sum(character.isdigit() for character in written)
    if digits == len(written) <= 4:
        more = _MORE.match(text, end)
        end = more.end() if more is not None else end
    if _YEAR.fullmatch(text, start, end) and not _SURE_LINK.search(named["links"]):
        return None
    if digits >= 3 or (digits and _is_locator(reading.cased[start:end]) and _BOOKED.search(named.group())):
        return begin, end
    return None


def _is_locator(written: str) -> bool:
    return len(written) == 6 and written.isalnum() and written.upper() == written
