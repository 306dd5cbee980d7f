"""Postal addresses, by how they are written in Spanish, Portuguese and English: a street with its number.

A place without a number ("la tienda de la Gran Vía") is no one's address and is not found.
"""

import re
from collections.abc import Iterator
from functools import partial

from care.privacy.kinds import Hit, Kind, Sure
from care.privacy.tokens import FoldedText, accepted

_STREETS = (
    r"c/|c\.|calle|avda\.?|avd\.?|avenida|av\.|paseo|p\.o|plaza|pza\.?|plza\.?|ronda|camino|carretera|ctra\.?|travesia"
    r"|urbanizacion|urb\.|glorieta|rambla|pasaje|carrer|callejon|rua|r\.|travessa|tv\.|praca|pc\.|largo|alameda|al\."
    r"|estrada|rodovia|beco|calcada|avinguda|placa|passeig"
)
_DETAIL = r"""
    (?: (?:portal|piso|bloque|bloco|blq|esc|escalera|puerta|pta|planta|apto?|apartamento|casa|local|torre|lote|letra
          |flat|floor|suite|unit|andar)\.?[ ]?\w{1,4}(?!\w)
      | \d{1,2}[oa]?[ .-]{0,2}(?:izq\w{0,6}|der\w{0,5}|dcha|esq\w{0,5}|dto|dta|drt|fte|frente|centro|[a-z])\.?(?!\w)
      | \d{1,2}[oa](?!\w)
      | (?:bajo|bjo|atico|entresuelo|r/c|cave|izq\w{0,6}|dcha|derecha|esq\w{0,5}|dto|fte|second[ ]floor|first[ ]floor)
          \.?(?:[ ][a-z]\b|(?!\w))
      | (?:cp|cep)?[ ]?(?:\d{4}-\d{3}|\d{5}(?:-\d{3,4})?)(?![\w-])(?:[ ,]{1,2}[a-z][\w'-]{2,20}+)?
    )"""
_TAIL = rf"(?:(?:[ ]?[,;-][ ]?|[ ]){_DETAIL}){{0,8}}+"
# "Avenida da Liberdade, 25 de Abril": a day, not a door.
_MONTHS = "ener|jane|febr|fever|mar[zc]o|abri|may|maio|juni|junh|juli|julh|ago|se[pt]|oct|out|nov|dic|dez"
_STREET = re.compile(
    rf"""
    (?<![\w@#/.])(?:{_STREETS})(?:[ ]|(?<=[/.]))
    (?P<name>(?:[\w'.]{{1,24}}+[ ,]{{1,2}}){{1,7}}?)
    (?P<sign>(?:n\.?[o.]{{1,2}}|num(?:ero)?\.?|\#)[ ]?)?
    (?P<number>\d{{1,5}}(?:[ -]?[a-z](?!\w))?|s/n)(?![\w]|[.,:/]\d|[ ]de[ ](?:{_MONTHS}))
    {_TAIL}
    """,
    re.VERBOSE,
)
_GRID = re.compile(
    r"(?<!\w)(?:calle|carrera|cra|cll?|kra?|transversal|diagonal|avenida)\.? ?\d{1,3}[a-z]? ?(?:#|no?\.?|num\.?) ?"
    r"\d{1,3}[a-z]? ?- ?\d{1,3}(?!\w)"
)
# Whether it is worth looking for English ones at all.
_ENGLISH_STREET = re.compile(
    r"[ ](?:st|road|rd|ave|la?n|boulev|blv|terr|cres|gard|dr|sq|cour|ct|way|pl|close|row|hill|park)"
)
_ENGLISH = re.compile(
    rf"""
    (?<![\w.,$-])\d{{1,5}}[a-z]?,?[ ](?P<name>(?:[\w'.]{{1,20}}+[ ]){{1,4}}?)
    (?P<street>street|road|rd|avenue|ave|lane|boulevard|blvd|terrace|crescent|gardens
      |(?P<weak>st|ln|drive|dr|square|sq|court|ct|way|place|pl|close|row|hill|park))(?!\w)\.?
    (?:[ ](?:nw|ne|sw|se)(?!\w))?{_TAIL}
    """,
    re.VERBOSE,
)
_BOX = re.compile(
    r"(?<!\w)(?:p\.?o\.? box|(?:apartado|apdo\.?)(?: de correos| postal)?|caixa postal) (?:n?[o.]{0,2} ?)?\d{2,6}(?!\w)"
    r"|(?<!\w)cep:? ?\d{5}-?\d{3}(?!\d)"
)


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_JOINING = _words("d da das de del der do dos e el i la las los o van y")
_NO_NAME = _words(
    """a abierta ahora al ate cada cerrada cheia com como con cortada cuando desde donde en era es esta estan fue
    ha hace hasta hay he llena llevo lo mais mas me mi muy na no onde para pero por quando que se sem si sin
    solo son su te tem todas todos tu un una vamos voy ya"""
)
_NO_ENGLISH_NAME = _words(
    """a an and any are at days down first for from her his hours in is miles minute minutes months more my no of
    off on or other our people per some star stars that the this times to up was weeks were with years your"""
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def addresses(reading: FoldedText) -> Iterator[Hit]:
    """Streets with a number, with floor, postal code and town where they follow; boxes at a post office; a CEP."""
    text = reading.tagged
    for match in accepted(_STREET, text, _names_a_street):
        yield _hit(match)
    if _ENGLISH_STREET.search(text):
        for match in accepted(_ENGLISH, text, partial(_names_an_english_street, reading)):
            yield _hit(match)
    for pattern in (_GRID, _BOX):
        for match in pattern.finditer(text):
            yield _hit(match)


def _names_a_street(match: re.Match[str]) -> bool:
    name = match["name"].replace(",", " ").split()
    if not any(len(word) > 1 and word not in _JOINING and not word[0].isdigit() for word in name):
        return False
    if _NO_NAME.intersection(name):
        return False
    signed = match["sign"] or match["name"].rstrip().endswith(",")
    return bool(signed) or (len(match["number"]) < 5 and _YEAR.fullmatch(match["number"]) is None)


def _names_an_english_street(reading: FoldedText, match: re.Match[str]) -> bool:
    if _NO_ENGLISH_NAME.intersection(match["name"].split()):
        return False
    start = match.start("name")
    capital = any(word[0].isupper() for word in reading.cased[start : match.end("name")].split())
    return match["weak"] is None or capital


def _hit(match: re.Match[str]) -> Hit:
    return Hit(Sure.ADDRESS, *match.span(), Kind.ADDRESS)
