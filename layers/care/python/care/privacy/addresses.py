"""Postal addresses, by how they are written in Spanish, Portuguese and English: a street with its number.

A place without a number ("la tienda de la Gran Vía") is no one's address and is not found. What follows a street and its
number belongs to the address: floor, door, postal code and town (`care.privacy.address_tails`).
"""

# ruff: noqa: E501  a grammar is read by its lines

import re
from collections.abc import Iterator

from care import late
from care.privacy.address_heads import before_postcode
from care.privacy.address_tails import POSTAL, Tails
from care.privacy.address_words import words
from care.privacy.kinds import Hit, Kind, Sure
from care.privacy.tokens import FoldedText, accepted

_STREETS = (
    r"c/|c\.|calle|cl\.|avda\.?|avd\.?|av\.?|avenida|paseo|p\.o|pso\.|plaza|pza\.?|plza\.?|pl\.|ronda|rda\.|camino|cno\."
    r"|carretera|ctra\.?|crta\.?|travesia|urbanizacion|urb\.?|glorieta|gta\.|rambla|pasaje|pje\.?|psje\.?|carrer|callejon"
    r"|costanilla|plazuela|plazoleta|bulevar|boulevard|blvd\.?|barriada|bda\.?|pol\.?[ ]?ind\.?|poligono(?:[ ]industrial)?"
    r"|prolongacion|calzada|calz\.|jiron|jr\.?|gran[ ]via|via(?=[ ](?:augusta|la[iy]etana|carpetana|complutense|lusitana))"
    r"|rua|r\.|travessa|tv\.|praca|pc\.|largo|alameda|al\.|estrada|estr\.|rodovia|rod\.|beco|calcada|ladeira|viela|praceta"
    r"|azinhaga|escadinhas|servidao|avinguda|passeig|passatge|praza|urbanizacao"
    r"|(?P<weak>cuesta|impasse|placa|carrera|privada|priv\.|cerrada|circuito|andador|diagonal|transversal|senda|vereda|parque|quinta|bairro|barrio"
    r"|colonia|residencial|partida|paraje|lugar|vila|rotunda)"
)
# What stands before the number: "nº 6", "lote 14", "parcela 3".
_SIGN = (
    r"(?:n\.?[o.]{1,2}|num(?:ero)?\.?|\#|lote|lt\.?|parcela|bloque|bloco|nave|casa|chalet|portal|edificio|calle|km\.?"
    r"|manzana|mz\.?)"
)
# "Avenida da Liberdade, 25 de Abril": a day, not a door.
_MONTHS = "ener|jane|febr|fever|mar[zc]o|abri|may|maio|juni|junh|juli|julh|ago|se[pt]|oct|out|nov|dic|dez"
_STREET = late.pattern(
    rf"""
    (?<![\w@#/.])(?:{_STREETS})(?:[ ]|(?<=[/.])|(?<=calle):[ ]|(?<=rua):[ ])
    (?P<name>(?:[\w'.]{{1,24}}+(?:[ ]?,[ ]|[ ,]{{1,2}})){{0,7}}?)
    (?P<sign>{_SIGN}[ ]?)?
    (?P<number>\d{{1,5}}(?:[ -]?[a-gi-z](?![\w/])|-\d{{1,3}}(?!\w))?|s/n)(?![\w]|[.,:/]\d|[ ]de[ ](?:{_MONTHS}))
    """,
    re.VERBOSE,
)
_GRID = late.pattern(
    r"(?<!\w)(?:calle|carrera|cra|cr|cll?|kra?|transversal|tv|diagonal|dg|avenida|av)\.? ?\d{1,3} ?[a-z]?(?: ?bis)? ?"
    r"(?:(?:sur|norte|este|oeste|oriente|occidente) ?)?(?:#|no?\.?|num\.?|n[o°]\.?) ?\d{1,3} ?[a-z]?(?: ?(?:sur|norte|este|oeste|bis))? ?- ?\d{1,3}(?: (?:sur|norte|este|oeste))?(?!\w)"
    # Numbered streets with a door: "calle 50 n° 780", "Andador 7 casa 12".
    r"|(?<!\w)(?:calle|diagonal|avenida|av\.?|diag\.?) ?\d{1,3}(?: bis)?,? (?:n[o°]\.?|nro\.?|num\.?|numero|#) ?\d{1,5}(?![\w-])(?:,? (?:e/|entre|esq\.?) ?\d{1,3}(?: y \d{1,3})?(?!\w))?"
    r"|(?<!\w)(?:andador|privada|priv\.|cerrada|retorno|manzana|mz\.?|supermanzana|sm|pasaje|calle|avenida|sendero|bloque|bloco|quadra) \d{1,3} ?[a-z]?,? "
    r"(?:casa|lote|lt\.?|depto\.?|dpto\.?|edificio|edif\.?|int\.?|interior|torre|apto?\.?) ?\d{1,4}(?!\w)"
    # "Unit 4, Riverside Business Park".
    r"|(?<!\w)(?:unit|suite|office|block) \w{1,4},? (?:[a-z][\w']{1,20}+ ){1,3}(?:business|industrial|retail|trading|science|office|enterprise) (?:park|estate|centre|center)(?!\w)"
    # Brasilia's superblocks, and lots: "SQN 305 bloco K", "Quadra 12, lote 7".
    r"|(?<!\w)(?:(?:sq|cl|qn|qe|qi|ql|sh|sc)[a-z]{1,3} \d{1,3}|(?:quadra|qd\.?) \d{1,3})(?=,? (?:bloco|bl\.?|lote|lt\.?|casa|conj))"
)
# Roads by their number: "Estrada Nacional 10, km 3", "N-340 km 1120".
_ROAD = late.pattern(
    r"(?<!\w)(?:(?:estrada|carretera) nacional|en|n|br|ctra\.?|carretera)[ -]?\d{1,4},? km\.? ?\d{1,4}(?:[.,]\d)?(?!\w)"
)
_BASQUE = late.pattern(
    r"(?<!\w)(?P<name>[a-z]{3,24}(?: [a-z]{3,24})?) (?:kalea|etorbidea|hiribidea|plaza),? \d{1,3}(?![\w.,]\d)"
)
_IS_BASQUE = late.pattern(r" (?:kalea|etorbidea|hiribidea)")
# Whether it is worth looking for English ones at all.
_ENGLISH_STREET = late.pattern(
    r"[ ](?:st|road|rd|ave|la?n|boul|blv|terr|cres|gard|dr|sq|cour|ct|way|pl|close|row|hill|park|mews|grove|pkwy|h(?:igh)?w"
    r"|walk|green|rise|trail|trl|cir|mount|coun|parade|quay|wharf)"
)
_ENGLISH = late.pattern(
    r"""
    (?:(?<!\w)(?:flat|apartment|apt|unit|suite|room)\.?[ ]\#?\w{1,4},?[ ](?:(?:[a-z][\w']{1,20}+[ ]){0,2}(?:house|court|building|lodge),?[ ]|(?:[a-z][\w']{1,20}+[ ]?){1,3},[ ])?
      |(?<!\w)(?:the[ ])?(?:[a-z][\w']{1,20}+[ ]){1,2}(?:house|cottage|farm|barn|lodge|court|mill|bakery|vicarage|building),[ ])?
    (?<![\w.,$-])\d{1,5}[a-z]?,?[ ](?P<name>(?:(?:[a-z][\w'.]{0,20}+|\d{1,3}(?:st|nd|rd|th))[ ]){1,4}?)
    (?P<street>street|road|rd|avenue|ave|lane|boulevard|blvd|terrace|crescent|gardens|parkway|pkwy|highway|hwy|mews
      |(?P<weak>st|ln|drive|dr|square|sq|court|ct|way|place|pl|close|row|hill|park|grove|walk|green|rise|trail|trl|circle
      |cir|mount|parade|quay|wharf|yard|view|croft))(?!\w)\.?
    (?:[ ](?:nw|ne|sw|se|north|south|east|west|[nsew](?=[ ,]))(?!\w)\.?)?
    (?:(?<=[yd])[ ]\d{1,4}(?!\w))?
    """,
    re.VERBOSE,
)
_BOX = late.pattern(
    r"(?<!\w)(?:p\.?o\.? box|(?:apartado|apdo\.?)(?: de correos| postal)?|caixa postal) (?:n?[o.]{0,2} ?)?\d{2,6}(?!\w)"
    r"|(?<!\w)cep:? ?\d{5}-?\d{3}(?!\d)"
)
_OWN_POSTAL = late.pattern(
    rf"(?<!\w)(?:my (?:postcode|post code|zip(?: code)?)|mi (?:codigo postal|c\.?p\.?)|(?:o )?meu (?:cep|codigo postal))"
    rf"(?: is| es| e|:)? (?P<code>{POSTAL})"
)


_POSTCODE = late.pattern(r"(?<![\w-])[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?![\w-])")
_SPEAKS_OF_HOME = late.pattern(r"(?<!\w)(?:post ?code|address|live|living|house|home|deliver\w*|send it|moved)(?!\w)")
# Of whom somebody says that they live there no type of street is needed: "vivo en Juramento 2089".
_LIVES = late.pattern(
    r"(?<!\w)(?:vivo en|mi (?:direccion|domicilio)(?: es)?:?|direccion:|domicilio:|moro n[ao]|meu endereco e:?|i live at|my address is) (?:la |el )?"
    r"(?P<where>(?P<name>(?:[a-z][\w'.]{1,20}+ ){1,4}?)\d{1,5}(?:[ -]?[a-gi-z](?!\w))?)(?![\w]|[.,:/]\d)"
)


# A name, a number and a flat need no type of street either: "Los Leones 1245, depto 802".
_WITH_A_FLAT = late.pattern(
    r"(?<![\w@#/.])(?P<name>[A-Z][\w']{1,20}(?: (?:de |del |la |las |los )?[A-Z][\w']{1,20}){0,3}) \d{1,5}(?=,? (?:[Dd]epto|[Dd]pto|departamento"
    r"|[Aa]pto|[Aa]pt|[Pp]iso|[Tt]orre|[Bb]loque|[Bb]loco)\.? ?\w{1,4}(?!\w)"
    r"|,? ?\d{1,2} ?(?:[oaºª°]|[rdt]o|er)?\.? ?-? ?(?:iz[qd]\w{0,6}|d?r?cha|der\w{0,5}|dto|[A-F](?!\w))|,? (?:PB|[Bb]ajo|[Áá]tico|[Ee]ntlo|[Pp]ral)(?!\w))"
)
_JOINING = words("d da das de del der do dos e el i la las los o van y")
_NO_NAME = words(
    """a abierta abre ahora al ate cada cerrada cheia cierra com como con cortada cuando desde donde em en era es esta estan
    estou estoy fica foi fue ha hace hasta hay he llena llega llegan llevo lo lotada mais mas me mi mi muy na no onde para parou
    pero plazo por porque quando que se sem si sigue sigo sin solo son su te tem todas todos tu un una vamos voy ya"""
)
_NO_ENGLISH_NAME = words(
    """a an and any are at days down first for from her his hours i in is it miles minute minutes months more my no of
    off on or other our people per some star stars stuck that the this times to up was weeks were with years your"""
)
_YEAR = late.pattern(r"(?:19|20)\d\d")
_NAMELESS = late.pattern(r"gran via|diagonal")
# "Urb. Los Olivos, parcela 14": whoever names a lot lives there.
_LOT = late.pattern(r"lote|lt|parcela|nave|casa|chalet|bloque|bloco|manzana|mz")


def addresses(reading: FoldedText) -> Iterator[Hit]:
    """Streets with a number, with floor, postal code and town where they follow; boxes at a post office; a CEP."""
    text, tails = reading.tagged, Tails(reading)
    for match in _streets(reading, tails):
        yield Hit(Sure.ADDRESS, match.start(), tails.end(match.end())[0], Kind.ADDRESS)
    for match in accepted(_LIVES, text, lambda match: _has_capital(reading, match)):
        yield Hit(Sure.ADDRESS, match.start("where"), tails.end(match.end())[0], Kind.ADDRESS)
    for match in _WITH_A_FLAT.finditer(reading.cased):
        yield Hit(Sure.ADDRESS, match.start(), tails.end(match.end())[0], Kind.ADDRESS)
    if _SPEAKS_OF_HOME.search(text) or _ENGLISH_STREET.search(text):
        for match in _POSTCODE.finditer(reading.cased):
            yield Hit(Sure.ADDRESS, before_postcode(reading.cased, match.start()), match.end(), Kind.ADDRESS)
    # Elsewhere "10, km" is a distance, and struck out.
    for match in _ROAD.finditer(reading.low):
        yield Hit(Sure.ADDRESS, match.start(), tails.end(match.end())[0], Kind.ADDRESS)
    for match in _OWN_POSTAL.finditer(text):
        yield Hit(Sure.ADDRESS, *match.span("code"), Kind.ADDRESS)


def _streets(reading: FoldedText, tails: Tails) -> Iterator[re.Match[str]]:
    text = reading.tagged
    yield from accepted(_STREET, text, lambda match: _names_a_street(reading, match))
    if _ENGLISH_STREET.search(text):
        yield from accepted(_ENGLISH, text, lambda match: _names_an_english_street(reading, match, tails))
    if _IS_BASQUE.search(text):
        yield from _BASQUE.finditer(text)
    yield from _GRID.finditer(text)
    yield from _BOX.finditer(text)


def _names_a_street(reading: FoldedText, match: re.Match[str]) -> bool:
    name = match["name"].replace(",", " ").split()
    sign = (match["sign"] or "").rstrip(" .")
    if not any(len(word) > 1 and word not in _JOINING and not word[0].isdigit() for word in name):
        return not name and _NAMELESS.match(match.group()) is not None and len(match["number"]) < 4
    if _NO_NAME.intersection(name) or (match["weak"] and not (_LOT.fullmatch(sign) or _has_capital(reading, match))):
        return False
    signed = bool(sign) or match["name"].rstrip().endswith(",")
    return signed or (len(match["number"]) < 5 and _YEAR.fullmatch(match["number"]) is None)


def _names_an_english_street(reading: FoldedText, match: re.Match[str], tails: Tails) -> bool:
    name = match["name"].split()
    if _NO_ENGLISH_NAME.intersection(name) and name != ["the"]:
        return False
    if match["weak"] is None and name != ["the"]:
        return True
    return (_has_capital(reading, match) and name != ["the"]) or tails.end(match.end())[1]


def _has_capital(reading: FoldedText, match: re.Match[str]) -> bool:
    return any(word[0].isupper() for word in reading.cased[match.start("name") : match.end("name")].split())
