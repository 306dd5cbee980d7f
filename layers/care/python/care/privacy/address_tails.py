"""What follows a street and its number: floor, door, block, neighbourhood, postal code, town, state."""

# ruff: noqa: E501  a grammar is read by its lines

import re
from typing import Final, NamedTuple

from care import late
from care.privacy.address_words import NO_LOW_TOWN, NO_TOWN, OF_TIME, STATES, TOWNS
from care.privacy.tokens import FoldedText

_MOST_PARTS: Final = 14

# Words with a number or a letter after them: "piso 3", "apto 42", "bloque B", "sala 3", "km 8".
_BEFORE_A_SIGN: Final = (
    r"portal|piso|bloque|bloco|blq|blk|block|bl|esc|escalera|escada|puerta|porta|pta|planta|apto?|apt|apartamento"
    r"|apartment|ap|casa|chalet|local|torre|tower|lote|lt|letra|flat|floor|fl|suite|ste|unit|andar|sala|sl|cj|conj"
    r"|conjunto|int|interior|ext|exterior|dep|depto|dpto|departamento|oficina|of|nave|parcela|cs|km|edificio|edif|ed"
    r"|building|bldg|room|rm|quadra|qd|mz|manzana|etapa|sector|setor|fraccao|loja|buzon"
)
# Words with a name after them: "Col. Roma Norte", "bairro Bela Vista".
_BEFORE_A_NAME: Final = (
    r"col|colonia|fracc|fraccionamiento|barrio|bairro|jardim|jd|setor|sector|urb|urbanizacion|urbanizacao|edificio|edif|ed"
    r"|condominio|cond|residencial|vila|parque|localidad|municipio|comuna|distrito|delegacion|alcaldia|poligono|conjunto"
    r"|finca|cortijo|masia|pazo|caserio|villa|quinta|sitio|chacara|hacienda|rancho|aldea|pedania|parroquia|freguesia|fazenda"
)
_FLOORS: Final = (
    r"bajos?|bjo|atico|sobreatico|entresuelo|entlo|entreplanta|principal|pral|semisotano|sotano|duplex|r/c|rc|cave|fundos"
    r"|sobreloja|iz[qd]\w{0,6}|dcha|drcha|derecha|esq\w{0,5}|dto|dta|drt|ezk|esk|fte|frente|traseras?|basement|ground[ ]floor"
    r"|(?:first|second|third|fourth|fifth|top)[ ]floor|primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|sext[oa]|septim[oa]|octav[oa]|noven[oa]|decim[oa]|primeiro|terceiro|quarto|setimo|oitavo|nono"
)
# Of Spain, Mexico, Portugal, Brazil, the United States, the United Kingdom; of Argentina with letters.
POSTAL: Final = r"(?:\d{4}-\d{3}|\d{2}\.\d{3}-\d{3}|\d{5}(?:-\d{3,4})?|[a-z]{1,2}\d[a-z\d]?[ ]?\d[a-z]{2}|[a-z]\d{4}[a-z]{3})(?!\w|-\d)"
_CODE_WORD: Final = r"(?:c\.?p\.?|cep|codigo[ ]postal|zip(?:[ ]code)?|postcode)"
_GAP: Final = r"(?:\.?[ ]?[,;/(-]{1,2}[ ]?|\.?[ ]|\n)"
_DETAIL: Final = late.pattern(
    rf"""
    {_GAP}(?:
        (?:{_BEFORE_A_SIGN})(?:[.:]{{0,2}}[ ]?)(?:n[.o]{{0,2}}[ ]?)?(?:\d{{1,4}}(?:[ ]?[-o][ ]?)?[a-z]?|[a-z]\d{{0,3}}|izq\w{{0,6}}|d?r?cha)(?!\w)
      | (?:n\.?[o.]{{1,2}}|num\.?|numero)[ ]?\d{{1,4}}[a-z]?(?!\w)
      | \#[ ]?\d{{1,5}}[a-z]?(?!\w)
      | \d{{1,2}}[ ]?[.]?(?:[oa°]|er|do|ro|to|mo|st|nd|rd|th|[nr](?![a-z]))\.?[ .-]{{0,2}}
        (?:(?:piso|planta|andar|floor|puerta|pta)(?!\w)(?:[ ]?\d{{1,3}}[a-z]?(?!\w))?|izq\w{{0,6}}|der\w{{0,5}}|d?r?cha|esq\w{{0,5}}|dto|dta|drt|fte
          |frente|centro|ext(?:erior)?|int(?:erior)?|[a-hj-np-z]|\d{{1,2}}[oa°])?\.?(?!\w)
      | \d{{1,3}}[ ]?-?[ ]?(?:izq\w{{0,6}}|dcha|drcha|derecha|esq\w{{0,5}}|dto|dta|drt|ezk|esk|[a-d])\.?(?!\w)
      | (?:{_FLOORS})\.?(?!\w)(?:[ ](?:[a-df-np-xz]|\d{{1,2}}[oa°]?)(?!\w))?
      | (?:{_CODE_WORD}:?[ ]?)?{POSTAL}
      | {_CODE_WORD}:?[ ]?\d{{4,5}}(?!\w)
      )\)?
    | [ ]?[,-][ ]?\d{{1,4}}(?:[ ]?[-o]?[ ]?[a-z])?(?!\w)(?=[ ]?(?:[,;.)-]|\n|$))(?![.,:]\d)
    | [ ](?:[a-d])(?=[,;.])
    """,
    re.VERBOSE,
)
_NAMED_PART: Final = late.pattern(rf"{_GAP}(?:{_BEFORE_A_NAME})\.?[ ]")
_ANY_CASE_NAME: Final = late.pattern(
    r"[a-z][\w'.-]{1,20}(?:[ ](?:de|del|do|da|dos|la|los|las)){0,2}(?:[ ][a-z][\w'-]{2,20})?"
)
_ENDS_IN_POSTAL: Final = late.pattern(rf"(?<![\w-]){POSTAL}\)?$")
# A town, however it is written, is what stands between a street and a postal code.
_TO_POSTAL: Final = late.pattern(
    rf"(?:[ ,./(-]{{1,3}}[a-z][\w'.]{{0,20}}+){{1,6}}?[ ,./(-]{{1,3}}(?:{_CODE_WORD}:?[ ]?)?{POSTAL}\)?"
)
_ARTICLES: Final = frozenset({"la", "las", "los", "el", "a", "as", "o", "os"})
_STATE: Final = late.pattern(r"(?:[ ]?[,/(-][ ]?|[ ])(?:[A-Z]{2})(?!\w)\)?")
_JOIN: Final = r"(?:(?:de|del|do|da|dos|das|la|las|los|el|of|on|upon|i|y|e|le|en)[ ]|d'|l')"
_NAME: Final = rf"[A-Z][\w'.-]*\w(?:[ /-]{{1,3}}{_JOIN}{{0,2}}[A-Z][\w'-]*\w){{0,4}}"
_NAMED: Final = late.pattern(_NAME)
# "A Coruña", "O Porriño", "La Línea", "L'Hospitalet": an article belongs to the town.
_ARTICLE: Final = r"(?:(?:[AO]s?|L[aeo]s?|El|Els|The)[ ](?=[A-Z])|[LD]'(?=[A-Z]))?"
_TOWN: Final = late.pattern(rf"(?:[ ]?[,;/(-][ ]?|[ ](?:de|en|em|in)[ ]|\n)(?P<name>{_ARTICLE}{_NAME})\)?")
_AFTER_POSTAL: Final = late.pattern(rf"[ ,(/-]{{1,3}}(?P<name>{_ARTICLE}{_NAME})\)?")
# After a door a name that ends the sentence is the town: "88, 3º 2ª Calafell".
_AFTER_DOOR: Final = late.pattern(rf"[ ](?P<name>{_ARTICLE}{_NAME})(?=[ ]?(?:[.!?;)]|\n|$))")
_DOOR: Final = late.pattern(r"\d{1,3}[ .]?(?:[oa°]|[a-f])\.?$|(?:iz[qd]\w{0,6}|d?r?cha|derecha|dto|esq\w{0,5})\.?$")
_LOW_AFTER_POSTAL: Final = late.pattern(
    r"[ ,(/-]{1,3}(?P<name>(?:(?:san|santa|santo|sao|las|los|la|el|vila|villa|nova|puerto|porto|new|saint|st|rio)[ ])?"
    r"[a-z][\w'-]{2,20}+)"
)
_LOW_JOINED: Final = late.pattern(r"[ ](?:de|del|do|da|dos)[ ](?:la[ ]|los[ ]|las[ ])?[a-z][\w'-]{3,20}+")
_LOW_TOWN: Final = late.pattern(
    r"(?:[ ]?[,/(-][ ]?|[ ](?:(?:de|en|em|in)[ ])?)(?P<name>[a-z]{2,}+(?:[ ,]{1,2}[a-z]{2,}+){0,3}+)"
)
_OF_TOWN: Final = late.pattern(r"[ ]de[ ](?P<name>[a-z]{4,20}+)")
_NO_LOW_TOWN: Final = NO_LOW_TOWN | {"no", "y", "a", "i"}
_NO_TOWN_AT_ALL: Final = NO_TOWN | NO_LOW_TOWN
_NONE_AFTER_OF: Final = _NO_TOWN_AT_ALL | OF_TIME


class _Part(NamedTuple):
    """Where a part ends, whether in a postal code, and whether a town may follow that without more: not a British one."""

    end: int
    postal: bool = False
    town: bool = False


class Tails:
    """The ends of the addresses of one text. What follows a place is read once, however many streets stand before it."""

    def __init__(self, reading: FoldedText) -> None:
        self._reading = reading
        self._parts: dict[tuple[int, bool], _Part | None] = {}

    def end(self, place: int) -> tuple[int, bool]:
        """Where the address ends whose street and number end at `place`, and whether it has a postal code."""
        postal = town = False
        for _ in range(_MOST_PARTS):
            at = place, town
            if at not in self._parts:
                self._parts[at] = _part(self._reading, place, after_postal=town)
            part = self._parts[at]
            if part is None:
                break
            place, town, postal = part.end, part.town, postal or part.postal
        return place, postal


def _part(reading: FoldedText, place: int, *, after_postal: bool) -> _Part | None:
    text, cased = reading.tagged, reading.cased
    if (match := _DETAIL.match(text, place)) is not None:
        if _ends_in_postal(match.group()):
            return _with_postal(match)
        return _Part(_town_after_door(reading, match) or match.end())
    if (match := _TO_POSTAL.match(text, place)) is not None and _may_be_towns(match.group()):
        return _with_postal(match)
    if (match := _STATE.match(cased, place)) is not None and match.group().strip(" ,/(-)") in STATES:
        return _Part(match.end())
    end = _named_part(reading, place) or _town(reading, place, after_postal=after_postal)
    return _Part(end) if end else None


def _town_after_door(reading: FoldedText, door: re.Match[str]) -> int:
    if _DOOR.search(door.group()) is None:
        return 0
    match = _AFTER_DOOR.match(reading.cased, door.end())
    return _end_of_name(match) if match else 0


def _with_postal(match: re.Match[str]) -> _Part:
    return _Part(match.end(), postal=True, town=not match.group()[-1].isalpha())


def _ends_in_postal(part: str) -> bool:
    return len(part) > 5 and _ENDS_IN_POSTAL.search(part) is not None


def _may_be_towns(words: str) -> bool:
    return _NO_LOW_TOWN.isdisjoint(re.split(r"[ ,./(-]+", words))


def _named_part(reading: FoldedText, place: int) -> int:
    named = _NAMED_PART.match(reading.tagged, place)
    if named is None:
        return 0
    name = _NAMED.match(reading.cased, named.end()) or _ANY_CASE_NAME.match(reading.tagged, named.end())
    if name is None:
        return 0
    first, _, rest = name.group().partition(" ")
    is_name = first.lower() not in NO_TOWN or (first[0].isupper() and rest[:1].isupper() and first.lower() in _ARTICLES)
    return name.end() if is_name else 0


def _town(reading: FoldedText, place: int, *, after_postal: bool) -> int:
    pattern = _AFTER_POSTAL if after_postal else _TOWN
    match = pattern.match(reading.cased, place)
    if match is not None and (end := _end_of_name(match)):
        return end
    if after_postal and (match := _LOW_AFTER_POSTAL.match(reading.tagged, place)):
        if match["name"].split(" ")[0] in _NO_TOWN_AT_ALL:
            return 0
        joined = _LOW_JOINED.match(reading.tagged, match.end())
        return joined.end() if joined else match.end()
    if (match := _LOW_TOWN.match(reading.tagged, place)) and (end := _known_town(match)):
        return end
    match = _OF_TOWN.match(reading.tagged, place)
    return match.end() if match and match["name"] not in _NONE_AFTER_OF else 0


def _known_town(match: re.Match[str]) -> int:
    """Where a known town ends that the words hold, with a neighbourhood of two words at most before it; else 0."""
    spans = [(word.start(), word.end()) for word in re.finditer("[a-z]+", match["name"])]
    name = match["name"]
    for first in range(min(3, len(spans))):
        if first and name[slice(*spans[first - 1])] in _NO_TOWN_AT_ALL:
            break
        for start, end in ((spans[first][0], end) for _, end in reversed(spans[first:])):
            if name[start:end] in TOWNS:
                return match.start("name") + end
    return 0


def _end_of_name(match: re.Match[str]) -> int:
    """Where the name ends, without a word that begins a new clause; 0 if it is none."""
    words = match["name"].split(" ")
    first = words[0].lower()
    if first in NO_TOWN and (len(words) == 1 or first not in _ARTICLES):
        return 0
    for count, word in enumerate(words[1:], start=1):
        if word[:1].isupper() and word.lower() in NO_TOWN:
            return match.start("name") + len(" ".join(words[:count]))
    return match.end()
