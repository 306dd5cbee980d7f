"""What is personal by the words around it: accounts of banks in national forms, and what is left of a masked card."""

# ruff: noqa: E501  a grammar is read by its lines

import re
from collections.abc import Iterator

from care import late
from care.privacy.kinds import Hit, Kind, Sure
from care.privacy.tokens import FoldedText

_NUMBER = r"(?:number|numero|num|no|nr|n[o°])?\.?[ ]?[:#]?[ ]?"
_SORT_CODE = late.pattern(r"(?<![\w./-])(?P<number>\d\d([ -]?)\d\d\2\d\d)(?![\w-])")
_WITH_SORT_CODE = late.pattern(rf"(?<!\w)(?:account|acct|acc)[ ]?{_NUMBER}(?:is[ ])?(?P<number>\d{{7,8}})(?!\w)")
_NATIONAL = late.pattern(
    rf"""
    (?<!\w)(?:
        (?:agencia|ag\.?):?[ ]?{_NUMBER}(?P<branch>\d{{3,4}}(?:-[\dx])?)(?!\w)[ ,;/e]{{1,3}}
          (?:conta(?:[ ](?:corrente|poupanca))?|c/?c|cc|cp)\.?:?[ ]?{_NUMBER}(?P<account>\d[\d.]{{3,12}}-?[\dx])(?!\w)
      | routing[ ]?{_NUMBER}(?:is[ ])?(?P<routing>\d{{9}})(?!\w)
      | (?:acct|checking|savings|bank[ ]account|cuenta[ ]bancaria|conta[ ]bancaria)[ ]?{_NUMBER}(?:is[ ]|es[ ]|e[ ])?(?P<named>\d[\d-]{{6,22}})(?!\w)
      | (?:clabe|cbu|cvu|nib)(?:[ ](?:es|e|interbancaria))?[ ]?{_NUMBER}(?P<long>\d(?:[ .-]?\d){{15,22}})(?!\w)
      | (?:chave[ ])?pix(?:[ ]aleatoria)?(?:[ ](?:e|eh))?:?[ ](?P<key>[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})(?!\w)
    )
    """,
    re.VERBOSE,
)
_MASKED = late.pattern(r"(?<![\w*])(?:[*x#]{3,12}[ .-]{0,2}){1,4}(?P<last>\d{3,4})(?!\w)")
_CARD = r"(?:tarjeta|visa|mastercard|maestro|card|cartao|cartoes|credito|debito|credit|debit|amex|american express)"
# "Terminada en", "final", "ending in", "last four": what a receipt shows of a card.
_ENDING = late.pattern(
    r"(?<!\w)(?:(?P<sure>terminad[ao]s?|acabad[ao]s?|que (?:termina|acaba)n?|com final|terminacion|ending|finalizad[ao]s?|(?:los )?(?:ultim[ao]s|4 ultim[ao]s)"
    r"(?: (?:4|cuatro|quatro))?(?: (?:digitos|numeros|cifras))?|last (?:4|four)(?: digits)?)|final|termina|acaba|finaliza|ends)"
    rf"(?: (?:en|em|in|with|con|com|por|es|son|sao|is|are|of|de|da|do|la|el|los|o|numero|numeros|digitos|my|mi|meu|the|{_CARD})){{0,5}}:? ?(?P<last>\d{{4}})(?![\w,./-]*\d)(?!\w)"
)
_NAMES_CARD = late.pattern(rf"(?<!\w){_CARD}s?(?!\w)")
_YEAR = late.pattern(r"(?:19|20)\d\d")


def named_accounts(reading: FoldedText) -> Iterator[Hit]:
    """Branch and account, sort codes, routing numbers, CLABE, CBU, NIB and keys of Pix, by their words."""
    text = reading.bare
    for match in _NATIONAL.finditer(text):
        spans = [match.span(name) for name, value in match.groupdict().items() if value is not None]
        yield from (Hit(Sure.CHECKED, start, end, Kind.IBAN) for start, end in spans)
    sorts = list(_SORT_CODE.finditer(text)) if "sort" in text else []
    accounts = list(_WITH_SORT_CODE.finditer(text)) if sorts else []
    for match in sorts + accounts:
        yield Hit(Sure.CHECKED, *match.span("number"), Kind.IBAN)


def masked_cards(reading: FoldedText) -> Iterator[Hit]:
    """The last digits of a card: after stars, or named as its end where the text speaks of a card."""
    text = reading.bare
    for match in _MASKED.finditer(text):
        yield Hit(Sure.CHECKED, *match.span(), Kind.CARD)
    if _NAMES_CARD.search(text) is None:
        return
    for match in _ENDING.finditer(text):
        if match["sure"] or not _YEAR.fullmatch(match["last"]):
            yield Hit(Sure.CHECKED, *match.span("last"), Kind.CARD)
