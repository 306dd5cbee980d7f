"""What is the brand's own and no customer's: by a list, and by how a customer speaks of it ("en vuestro teléfono …")."""

# ruff: noqa: E501  a grammar is read by its lines

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from care import late
from care.privacy.address_words import words
from care.privacy.kinds import Kind
from care.privacy.tokens import FoldedText, read

_SHORTEST_NUMBER: Final = 7
_LOOK_BACK: Final = 70
_NAME_BEFORE: Final = 30

_MINE: Final = late.pattern(r"(?<!\w)(?:mi|mis|mio|mia|my|mine|meu|meus|minha|minhas|nuestr[oa]|noss[oa]|our)(?!\w)")
# "Os llamo del +44 …": the caller's own.
_MINE_OR_FROM: Final = late.pattern(rf"{_MINE.pattern}|(?<!\w)(?:desde|del?|from|dos?)(?!\w)")
_YOURS: Final = (
    r"(?:(?:vuestr|voss)[oa]s?|your|tus?|sus?|seus?|sua|teus?|tua|(?:atencion|apoio|servicio|servico)(?: (?:al|ao|de))? (?:cliente|atencion al cliente)"
    r"|customer (?:service|services|care|support)|support|help|soporte|suporte|sac|call cent(?:er|re))"
)
_SURELY_YOURS: Final = late.pattern(
    r"(?<!\w)(?:(?:vuestr|voss)[oa]s?|your|vosotros|ustedes|uds|voces|vcs|atencion|soporte|suporte|support|help|sac)"
)
_NOUN: Final = (
    r"(?:telefonos?|telefone|tlf|tel|numeros?|lineas?|linha|contacto|contato|correo|mail|email|e-mail|whatsapp|centralita|fax"
    r"|movil|line|helpline|hotline|number|phone|inbox|buzon)"
)
_OF_YOU: Final = r"(?: (?:de|do|da) (?:vosotros|ustedes|uds|voces|vcs|la tienda|la empresa|la compania|loja|empresa|atencion al cliente|suporte))"
_LINE: Final = late.pattern(
    rf"(?<!\w)(?:{_YOURS}(?: [\w-]+){{0,2}} {_NOUN}|(?:{_YOURS} )?(?:helpline|hotline|atencion al cliente|servicio tecnico|atendimento|apoio ao cliente|customer (?:service|care)|{_NOUN}{_OF_YOU}))(?: [\w-]+){{0,4}}[:,(]? ?\(?$"
)
# "llamé" and "llame" are one word without accents, so the latter counts with what follows only.
_CALLED: Final = late.pattern(
    r"(?<!\w)(?:llam(?:o|ando|amos|ado|aba|abamos)|marc(?:o|ando|ado)|liguei|ligo|ligamos|a ligar|ligando|telefonei"
    r"|called|calling|rang|ringing|phoned|phoning|diall?ed|diall?ing)(?!\w)(?P<between>[^\n.!?]{0,40})$"
)
_MAY_HAVE_CALLED: Final = late.pattern(
    r"(?<!\w)(?:llame|llamas|llamar|llama uno|marque|ligar|liga|call|ring|phone)(?!\w)(?P<between>[^\n.!?]{0,32})$"
)
_NO_ANSWER: Final = late.pattern(
    r"[ ,.]{0,3}(?:\w+,? ){0,3}?(?:nadie|no (?:contesta|responde|coge|descuelga|atiende|funciona|lo coge|hay)\w*|nunca|comunica|salta"
    r"|da (?:ocupado|comunicando|senal)|so da|ninguem|nao (?:atende|responde|funciona)\w*|nobody|no one|no answer|never|rings out"
    r"|goes (?:straight )?to|keeps)(?!\w)"
)
_IS_YOURS: Final = late.pattern(rf"(?: [\w?¿]+){{0,4}} {_YOURS}(?: [\w-]+){{0,2}} {_NOUN}(?!\w)")
# What stands in the street is nobody's home: "hay un socavón en la calle Olmo 14".
_THERE_IS: Final = late.pattern(
    r"(?<!\w)(?<!no )(?<!nao )(?:hay|tem|ha|there'?s|there is) (?:un|una|unos|unas|um|uma|a|an|otr[oa]|outr[oa])(?: \w+){1,5} (?:en|na|no|at|on|in|frente a)(?: (?:la|el|the))?[ ]?$"
)
_WROTE: Final = late.pattern(
    r"(?<!\w)(?:escri(?:bi|bo|to|bimos)|mand(?:e|o|ado|amos)|envi(?:e|o|ado|amos)|escrevi|escrevo|mandei|enviei|emailed|emailing|wrote"
    r"|written|sent|contact(?:ed|e|ado|ei)|reclame|reclamado|reclamei)(?!\w)(?P<between>[^\d\n!?]{0,40}?)(?: (?:a|al|ao|para|pro|to|at|con|com) ?| )$"
)
_MAILBOX: Final = late.pattern(
    r"(?:info|aten(?:cion|dimento)|atencionalcliente|soporte|suporte|support|help|helpdesk|sac|clientes?|contact[oe]?|contato|hola|ola|hello|ventas|vendas"
    r"|sales|pedidos|orders|reclam\w*|no-?reply|ayuda|ajuda|apoio|customer\w*|service|servicio\w*|admin|marketing|rrhh|press|prensa"
    r"|tienda|loja|shop|store|billing|facturacion|privacidad|privacy|dpo)(?:[._-]\w+)*@(?!(?:g|hot)mail|outlook|yahoo|icloud|proton)"
)
_PLACE: Final = (
    r"(?:tiendas?|locales|local|oficinas?|sucursal(?:es)?|centro|gasolinera|supermercado|super|restaurante|bar|hotel|farmacia|clinica"
    r"|establecimiento|almacen|delegacion|kiosco|estanco|parada|estacion|cajero|banco|correos|comisaria|concesionario|taller|lojas?"
    r"|balcao|agencia|posto|mercado|filial|unidade|franquia|quiosque|stores?|shop|branch|restaurant|offices?|outlet|warehouse"
    r"|depot|salon|showroom|bank|station|atm|locker|dealership|pharmacy|clinic|cafe|gym|gimnasio|academia|ginasio|punto de recogida)"
)
_AT: Final = (
    r"(?:de|del|en|da|do|na|no|at|on|in|of|que (?:hay|teneis|tienen|tienes|esta) en|situad[ao] en|sita en|ubicad[ao] en"
    r"|fica na|que fica na)"
)
_SHOP: Final = late.pattern(
    rf"(?<!\w)(?P<whose>\w+ )?{_PLACE}(?: (?!entreg|envi|mand|vivo|moro)[\w'-]+){{0,3}}? {_AT}(?: (?:la|el|los|las|the|a|o))?[ ]?$"
)
_YOUR_ADDRESS: Final = late.pattern(r"(?<!\w)(?:(?:vuestr|voss)[oa]s?|your)(?: [\w-]+){1,4} ?[:,]? ?$")
_JOINING: Final = words(
    """
    de del la las los el do da dos das a o os en em na no the of c calle cl avda avd av avenida paseo plaza pza
    rua r travessa praca street st road rd avenue ave n numero num local bajo cp
    """
)


@dataclass(frozen=True, slots=True)
class _Own:
    numbers: tuple[str, ...]
    mails: frozenset[str]
    domains: frozenset[str]
    places: tuple[frozenset[str], ...]
    names: tuple[str, ...]


def is_the_brands(
    reading: FoldedText, kind: Kind, start: int, end: int, own: tuple[str, ...], *, by_customer: bool
) -> bool:
    """Whether a telephone, mail or address is the brand's: listed, or spoken of by a customer as the brand's."""
    if kind not in {Kind.PHONE, Kind.EMAIL, Kind.ADDRESS}:
        return False
    written = reading.low[start:end]
    if own and _listed(reading, kind, written, start, _read_list(own)):
        return True
    if not by_customer:
        return False
    before = reading.low[max(0, start - _LOOK_BACK) : start]
    if kind is Kind.PHONE:
        after = reading.low[end : end + 40]
        return _called(before, after) or _is_yours(before) or _IS_YOURS.match(after) is not None
    if kind is Kind.EMAIL:
        return (
            _is_yours(before) or _written_to(before) or (_MAILBOX.match(written) is not None and not _is_mine(before))
        )
    shop = _SHOP.search(before)
    if shop is not None:
        return (shop["whose"] or "").strip() not in {"mi", "mis", "my", "meu", "minha"}
    return _YOUR_ADDRESS.search(before) is not None or _THERE_IS.search(before) is not None


def _is_mine(before: str) -> bool:
    return _MINE.search(before[-40:]) is not None


def _is_yours(before: str) -> bool:
    line = _LINE.search(before)
    if line is None or _MINE.search(line.group()) is not None:
        return False
    # "Mi hija os atiende, su número …": "su" and "tu" are also somebody else's.
    return _SURELY_YOURS.search(line.group()) is not None or _MINE.search(before) is None


def _called(before: str, after: str) -> bool:
    called = _CALLED.search(before)
    if called is None and _NO_ANSWER.match(after) is not None and _MINE.search(before) is None:
        called = _MAY_HAVE_CALLED.search(before)
    return called is not None and _MINE_OR_FROM.search(called["between"]) is None


def _written_to(before: str) -> bool:
    wrote = _WROTE.search(before)
    return wrote is not None and _MINE_OR_FROM.search(wrote.group()) is None


def _listed(reading: FoldedText, kind: Kind, written: str, start: int, own: _Own) -> bool:
    if kind is Kind.EMAIL:
        return written in own.mails or written.rpartition("@")[2] in own.domains
    if kind is Kind.PHONE:
        digits = re.sub(r"\D", "", written)
        return len(digits) >= _SHORTEST_NUMBER and any(
            digits.endswith(one) or one.endswith(digits) for one in own.numbers
        )
    words = _words(written)
    if any(any(word.isdecimal() for word in words) and words <= place for place in own.places):
        return True
    around = _plain(reading.low[max(0, start - _NAME_BEFORE) : start + len(written)])
    return any(f" {name} " in f" {around} " for name in own.names)


def _plain(written: str) -> str:
    return " ".join(re.findall(r"\w+", written))


def _words(written: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", written)) - _JOINING


@lru_cache(maxsize=64)
def _read_list(own: tuple[str, ...]) -> _Own:
    """What each line of the list is: with an @ a mail or a domain, mostly digits a telephone, with some a place, else a name."""
    low = [read(one).low.strip() for one in own]
    mails = {one for one in low if "@" in one}
    rest = [one for one in low if "@" not in one]
    numbers = [one for one in rest if _is_number(one)]
    places = [one for one in rest if one not in numbers and any(map(str.isdecimal, one))]
    names = [one for one in rest if not any(map(str.isdecimal, one))]
    return _Own(
        tuple(_bare_numbers(numbers)),
        frozenset(one for one in mails if not one.startswith("@")),
        frozenset(one.removeprefix("@") for one in mails if one.startswith("@")),
        tuple(map(_words, places)),
        tuple(filter(None, map(_plain, names))),
    )


def _is_number(written: str) -> bool:
    return re.fullmatch(r"\+?[\d ()./-]{7,24}", written) is not None


def _bare_numbers(written: Iterable[str]) -> Iterable[str]:
    for one in written:
        digits = re.sub(r"\D", "", one)
        if len(digits) >= _SHORTEST_NUMBER:
            yield digits.removeprefix("00")
