"""Dates of birth: a date is one only behind the words that say so, since most dates in a message are of orders."""

from collections.abc import Iterator
from typing import Final

from care import late
from care.privacy.kinds import Hit, Kind, Sure
from care.privacy.tokens import FoldedText

_MONTHS: Final = (
    r"(?:ene(?:ro)?|jan(?:eiro|uary)?|feb(?:rero|ruary)?|fev(?:ereiro)?|mar(?:zo|co|ch)?|abr(?:il)?|apr(?:il)?|may(?:o)?|maio"
    r"|jun(?:io|ho|e)?|jul(?:io|ho|y)?|ago(?:sto)?|aug(?:ust)?|sep(?:t|tiembre|tember)?|set(?:embro|iembre)?|oct(?:ubre|ober)?"
    r"|out(?:ubro)?|nov(?:iembre|embro|ember)?|dic(?:iembre)?|dez(?:embro)?|dec(?:ember)?)\.?"
)
_DATE: Final = (
    r"(?:\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?(?:19|20)?\d\d|(?:19|20)\d\d[/.-]\d{1,2}[/.-]\d{1,2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|o)? (?:de |of )?{_MONTHS},? (?:de |del |do )?(?:19|20)\d\d"
    rf"|{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d)"
)
_CUE: Final = (
    r"(?:naci(?:o|da|do|miento)?|nasci(?:da|do|mento)?|nasceu|fecha de nac\w*\.?|f\. ?nac\w*\.?|data de nasc\w*\.?|fdn"
    r"|date of birth|birth ?date|birthday|d\.?o\.?b\.?|born|cumplo(?: los)? anos|cumpleanos|aniversario)"
)
_BETWEEN: Final = r"(?:[ :,]{1,2}(?:es|e|is|was|el|em|en|a|no|on|dia|o|the|mi|my))*[ :,]{0,2}"
_BIRTH: Final = late.pattern(rf"(?<!\w){_CUE}(?!\w){_BETWEEN}(?P<date>{_DATE})(?![\w/])")


def births(reading: FoldedText) -> Iterator[Hit]:
    """Dates with a year, behind "nací el", "data de nascimento", "dob" and their like."""
    # Where dates are struck out for the other rules there is none left.
    for match in _BIRTH.finditer(reading.low):
        yield Hit(Sure.NAMED_IDENTITY, *match.span("date"), Kind.IDENTITY)
