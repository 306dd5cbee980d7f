"""Telephones as people dictate them: "seis dos dos cuatro uno ocho nueve cero cinco", with figures among the words."""

import re
from collections.abc import Iterator
from typing import Final

from care import late
from care.privacy.kinds import Hit, Kind, Sure
from care.privacy.tokens import FoldedText

_ONES: Final = (
    "cero uno una dos tres cuatro cinco seis siete ocho nueve zero um uma dois duas quatro sete oito nove meia "
    "oh one two three four five six seven eight nine"
)
_TENS: Final = (
    "diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte treinta cuarenta cincuenta "
    "sesenta setenta ochenta noventa veintiuno veintidos veintitres veinticuatro veinticinco veintiseis "
    "veintisiete veintiocho veintinueve dez onze doze treze quatorze quinze dezesseis dezassete dezoito vinte trinta "
    "quarenta cinquenta sessenta oitenta ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety"
)
_SIZES: Final = dict.fromkeys(_ONES.split(), 1) | dict.fromkeys(_TENS.split(), 2) | {"double": 1}
_TOKEN: Final = late.pattern(rf"(?<!\w)(?:{'|'.join(sorted(_SIZES, key=len, reverse=True))}|\d{{1,3}})(?!\w)")
_GAP: Final = late.pattern(r"[ ,.;-]{1,3}(?:(?:y|e|and) )?")
_FEWEST_WORDS: Final = 3
_FEWEST, _MOST = 9, 15


def spelled_phones(reading: FoldedText) -> Iterator[Hit]:
    """Nine to fifteen digits in a row of which three at least are words; a list of prices has other words between."""
    text = reading.low
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        if run and _GAP.fullmatch(text, run[-1].end(), token.start()) is None:
            yield from _hit(run)
            run = []
        run.append(token)
    yield from _hit(run)


def _hit(run: list[re.Match[str]]) -> Iterator[Hit]:
    written = [token.group() for token in run]
    spelt = sum(not one.isdecimal() for one in written)
    if spelt < _FEWEST_WORDS:
        return
    digits = sum(_SIZES.get(one, len(one)) for one in written)
    # "Treinta y nueve" is two digits, and counted as three: so much may be too many.
    if _FEWEST <= digits <= _MOST + len(written) // 2:
        yield Hit(Sure.PHONE, run[0].start(), run[-1].end(), Kind.PHONE)
