"""Numbers of orders, contracts, invoices, bookings and cases: only with their word in front."""

import re
from collections.abc import Iterator

from care.privacy.kinds import Hit, Kind, Sure
from care.privacy.links import LINKS
from care.privacy.tokens import FoldedText

_WORDS = (
    r"pedidos?|encomendas?|orders?|reservas?|reservation|booking|localizador|contratos?|contract|facturas?|faturas?"
    r"|invoice|cliente|customer|abonado|poliza|apolice|policy|tickets?|casos?|case|protocolo|incidencias?|expediente"
    r"|averia|siniestro|sinistro|referencia|reference|ref|seguimiento|tracking|rastreio|rastreamento|envio|shipment"
    r"|paquete|claim|chamado|solicitud|solicitacao|reclamacion|reclamacao|confirmation|confirmacion|account number"
)
_NAMED = re.compile(
    rf"(?<!\w)(?P<word>{_WORDS})\.?(?!\w)(?: (?:de|del|do|da|of) (?:cliente|pedido|compra|atendimento|reclamacion|envio"
    rf"|seguimiento|reserva|servicio|suporte)(?!\w))?(?P<links>{LINKS})"
)
_SERIES = re.compile(r"[a-z]{1,4}[ ](?=\d)")
_TOKEN = re.compile(r"[a-z0-9](?:[a-z0-9]|[/_.-](?=[a-z0-9])){3,39}+(?![\w@])")
_MORE = re.compile(r"(?:[ ]\d{2,6}(?![\w.,:/])){0,4}+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SURE_LINK = re.compile(r"[:#(=]|n\.?o|num|n[°.]|\bid\b")
_BOOKED = re.compile(r"reserva|booking|localizador|confirma[ct]i|reservation|ref")


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
