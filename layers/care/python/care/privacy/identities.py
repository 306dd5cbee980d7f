"""National ids: of the account's countries wherever they stand, of all countries with their word in front.

A number that stands alone is found when its check digits hold (`python-stdnum`). With its word in front ("mi DNI
es …") it is found even where they do not, because people mistype their own.
"""

# ruff: noqa: E501  a grammar is read by its lines

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module

from care import late
from care.privacy.kinds import Hit, Kind, Sure
from care.privacy.links import LINKS
from care.privacy.tokens import FoldedText, accepted

# So many check digits are computed for one text; what comes after them and has the right shape counts as found.
MOST_CHECKS = 100

_LONGEST = 40
# A form of so many signs is no number of another kind.
_SHORT = 12


@dataclass(frozen=True, slots=True)
class _Form:
    """How an id is written, and what checks it: modules of `stdnum`, of which one must agree if there are any."""

    pattern: re.Pattern[str]
    checks: tuple[str, ...]
    sure: Sure = Sure.NAMED_IDENTITY


def _form(pattern: str, *checks: str, sure: Sure = Sure.NAMED_IDENTITY) -> _Form:
    return _Form(late.pattern(rf"(?<![a-z0-9])(?<!\d[.-])(?:{pattern})(?![a-z0-9])(?!-?\d)"), checks, sure)


_FORMS = {
    "ES": (
        _form(
            r"(?:\d{8}|\d{2}\.\d{3}\.\d{3}|\d{1,2} \d{3} \d{3})[ -]{0,2}[a-z]|[xyz][ -]?\d{7}[ -]?[a-z]"
            r"|[a-hjklmnpqrsuvw]-?\d{7}[0-9a-j]|[a-hj-nqs]-?\d{8}",
            "es.nif",
        ),
    ),
    "PT": (
        _form(r"\d{8}[ ]?\d[ ]?[a-z][a-z0-9]\d", "pt.cc"),
        _form(r"(?:[123568]\d|45|7[0124579]|9[0189])\d(?:\d{6}|[ ]\d{3}[ ]\d{3})", "pt.nif", sure=Sure.WEAK_IDENTITY),
    ),
    "BR": (
        _form(r"\d{3}\.?\d{3}\.?\d{3}[ -]?\d{2}", "br.cpf"),
        _form(r"[a-z0-9]{2}\.?[a-z0-9]{3}\.?[a-z0-9]{3}[/ ]?[a-z0-9]{4}[ -]?\d{2}", "br.cnpj"),
    ),
    "AR": (_form(r"(?:2[03-7]|3[034])[ -]?\d{8}[ -]?\d", "ar.cuit"),),
    "CL": (_form(r"\d{1,2}\.?\d{3}\.?\d{3}-[\dk]", "cl.rut"),),
    "MX": (
        _form(r"[a-z]{4}\d{6}[hm][a-z]{5}[a-z0-9]\d", "mx.curp"),
        _form(r"[a-z&]{3,4}[ -]?\d{6}[ -]?[a-z0-9]{3}", "mx.rfc"),
    ),
    "CO": (_form(r"\d{3}\.?\d{3}\.?\d{3}-\d", "co.nit"),),
    "PE": (_form(r"(?:1[0567]|20)\d{9}", "pe.ruc"),),
    "GB": (
        _form(r"\d{3}[ -]?\d{3}[ -]?\d{4}", "gb.nhs", sure=Sure.WEAK_IDENTITY),
        _form(r"[abceghj-prstw-z][abceghj-nprstw-z][ ]?(?:\d\d[ ]?){3}[a-d]"),
    ),
    "US": (_form(r"\d{3}-\d{2}-\d{4}", "us.ssn"),),
    # Looked for where the text names an id, as all forms are there.
    "IN": (_form(r"[a-z]{5}\d{4}[a-z]", "in_.pan"), _form(r"[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}", "in_.aadhaar")),
    "IT": (_form(r"[a-z]{6}\d{2}[a-z]\d{2}[a-z]\d{3}[a-z]", "it.codicefiscale"),),
    "IE": (_form(r"\d{7}[a-w][a-iw]?", "ie.pps"),),
}
# Forms whose digits one number in ten passes for are looked for where a text names an id, or in their own country.
_EVERYWHERE = tuple(form for forms in _FORMS.values() for form in forms)
_WORDS = (
    r"d\.?n\.?i|n\.?i\.?[ef]|c\.?i\.?f|nipc|contribuinte|passaporte|pasaporte|passport|c\.?p\.?f|cnpj|cnh|ru[tn]|cui[tl]"
    r"|c\.?c\.?(?= ?(?:n?[o.]{0,2} ?)?\d)|pan(?= (?:is |no\.? |number |card )?[a-z]{5}\d{4}[a-z](?!\w))|aadhaa?r|codice fiscale|curp|rfc|nit|ruc|rg|cedula|cartao (?:de|do) cidadao|cartao sus|documento|documento nacional de identidad|nuss|niss|nino"
    r"|pis|ssn|social security(?: number)?|social|national insurance(?: number)?|ni number|pps(?:n| number)?|nhs(?: number)?"
    r"|seguridad social|tarjeta sanitaria|seguranca social|id card|(?:numero de )?utente|tie|carnet de (?:identidad|conducir)"
    r"|driver'?s licen[cs]e|driving licen[cs]e|licencia de conducir|carta de conducao|titulo de eleitor|clave de elector"
)
_NAMED = late.pattern(rf"(?<!\w)(?:{_WORDS})\.?(?!\w){LINKS}(?:(?:sin letra|de identidad)[ :]{{1,2}})?")
# A number that comes later in the sentence: "mi pasaporte, que caduca pronto, es el XDC112233".
_NAMED_BEFORE = late.pattern(
    rf"(?<!\w)(?:{_WORDS})(?!\w)(?P<between>[^\d\n?!\x01]{{1,48}}?)(?<![a-z0-9.,-])(?P<number>"
    r"[a-z]{2,3}\d{6}[a-z]?|[a-z]\d{8}|(?:[a-z]{2}[ ]?)?\d(?:[ ./-]?\d){7,14}(?:[ -]?[a-z](?![a-z0-9]))?)(?![a-z0-9])(?![.,]\d)"
)
_ANOTHER = late.pattern(
    r"(?<!\w)(?:pedidos?|encomenda|order|reserva|booking|factura|fatura|invoice|contrato|contract|codigo|code|protocolo"
    r"|incidencia|cuenta|conta|account|tel\w*|movil|celular|phone|mobile|llam\w+|call|ligu?\w+|numero de (?!documento)|whatsapp"
    r"|tarjeta|cartao|card|seguimiento|tracking|caso|case|expediente)(?!\w)"
)
_NAMES_ONE = late.pattern(rf"(?<!\w)(?:{_WORDS})(?!\w)")
_ANY_NUMBER = late.pattern(
    r"(?=[a-z]{0,4}[ -]?\d(?:[ ./-]?\d){5})[a-z]{0,4}[ -]?\d(?:[ ./-]{0,2}\d){5,15}+(?:[ -]?[a-z](?![a-z0-9]))?"
)


def identities(reading: FoldedText, countries: Sequence[str]) -> Iterator[Hit]:
    """Ids by their form and check digits; where the text names an id, of any country; passports by their word alone."""
    checks = _Checks()
    text = reading.bare
    forms = [form for country in countries for form in _FORMS.get(country, ())]
    if _NAMES_ONE.search(text):
        forms += [form for form in _EVERYWHERE if form not in forms]
    for form in forms:
        for match in accepted(form.pattern, text, partial(_holds, reading, form, checks)):
            yield Hit(form.sure, *match.span(), Kind.IDENTITY)
    for named in _NAMED.finditer(text):
        start = named.end()
        span = _first_whole(text, start, checks)
        if span is None and (anything := _ANY_NUMBER.match(text, start, start + _LONGEST)) is not None:
            span = anything.span()
        if span is not None:
            yield Hit(Sure.NAMED_IDENTITY, *span, Kind.IDENTITY)
    for named in _NAMED_BEFORE.finditer(text):
        if _ANOTHER.search(named["between"]) is None:
            yield Hit(Sure.WEAK_IDENTITY, *named.span("number"), Kind.IDENTITY)


def _first_whole(text: str, start: int, checks: "_Checks") -> tuple[int, int] | None:
    for form in _EVERYWHERE:
        match = form.pattern.match(text, start, start + _LONGEST)
        if match is not None and checks.hold(match.group(), form):
            return match.span()
    # Who mistypes an id with letters still writes all of it.
    shaped = [match for form in _EVERYWHERE if (match := form.pattern.match(text, start, start + _LONGEST)) is not None]
    return max((match.span() for match in shaped if len(match.group()) > _SHORT), default=None, key=lambda one: one[1])


def _holds(reading: FoldedText, form: _Form, checks: "_Checks", match: re.Match[str]) -> bool:
    return not _ends_in_word(reading, match) and checks.hold(match.group(), form)


def _ends_in_word(reading: FoldedText, match: re.Match[str]) -> bool:
    """Whether the letter is a word of the sentence: in "12345678 a las 9" it is no check letter."""
    start, end = match.span()
    return reading.bare[end - 2 : end - 1] == " " and reading.cased[end - 1].islower() and end - start > 2


class _Checks:
    """The checks of one text, counted; each algorithm is loaded by its first number."""

    def __init__(self) -> None:
        self._left = MOST_CHECKS

    def hold(self, written: str, form: _Form) -> bool:
        self._left -= 1
        if self._left < 0:
            return True
        number = "".join(character for character in written.upper() if character.isalnum() or character == "&")
        return not form.checks or any(import_module(f"stdnum.{check}").is_valid(number) for check in form.checks)
