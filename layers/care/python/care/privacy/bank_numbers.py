"""Payment cards (Luhn) and bank accounts (IBAN: ISO 13616; the Spanish account number without its IBAN)."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from care import late
from care.privacy.kinds import Hit, Kind, Sure
from care.privacy.tokens import FoldedText

# So many checksums are computed for one text. What comes after them and has the right shape counts as found.
MOST_CHECKS = 100

_RUN = late.pattern(r"(?<!\w)\d(?:[ .-]{0,3}\d){12,}+")
_GROUP = late.pattern(r"\d+")
_NO_DIGIT = late.pattern(r"\D+")
# Issuers' prefixes (ISO/IEC 7812) by their first digit, with the lengths that they issue, the usual length first.
_ISSUERS = {
    "2": ((late.pattern(r"222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)), (late.pattern(r"220[0-4]"), (16, 19, 18, 17))),
    "3": (
        (late.pattern(r"3[47]"), (15,)),
        (late.pattern(r"30[0-5]|3[689]"), (14, 16)),
        (late.pattern(r"35(?:2[89]|[3-8])"), (16, 19)),
    ),
    "4": ((late.pattern(r"4"), (16, 13, 19)),),
    "5": ((late.pattern(r"5[1-5]"), (16,)), (late.pattern(r"5[0678]"), (16, 19, 18, 17, 15, 14, 13))),
    "6": ((late.pattern(r"6[0234579]"), (16, 19, 18, 17, 15, 14, 13)),),
    "9": ((late.pattern(r"9792"), (16,)),),
}
_IBAN_LENGTHS = {
    country.lower(): length
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI FK FO GL NL SD",
        19: "MK SI",
        20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU YE",
        31: "MT SC",
        32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}
_IBAN_HEAD = late.pattern(r"(?:(?<![a-z0-9])|(?<=iban))([a-z]{2})[ -]?\d[ ]?\d(?=[ -]?[a-z0-9])")
_NAMED_ACCOUNT = late.pattern(r"(?:iban|cuenta|conta|account)[^\n\d]{0,12}$")
_SPANISH_ACCOUNT = late.pattern(r"(?<!\w)\d{4}[ -]?\d{4}[ -]?\d{2}[ -]?\d{10}(?!\w)")
_WEIGHTS = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def cards(reading: FoldedText) -> Iterator[Hit]:
    """Card numbers of 13 to 19 digits, in groups or not, that begin as an issuer's and pass Luhn's check."""
    checks = 0
    for run in _RUN.finditer(reading.bare):
        digits = _NO_DIGIT.sub("", run.group())
        if len(set(digits)) == 1:
            continue  # no issuer gives one digit over and over, and people type such rows
        groups = [group.span() for group in _GROUP.finditer(reading.bare, *run.span())]
        places = list(accumulate([end - start for start, end in groups], initial=0))
        ends = {place: end for place, (_, end) in zip(places[1:], groups, strict=True)}
        free = 0
        for place, (start, _) in zip(places, groups, strict=False):
            if place < free or digits[place] not in _ISSUERS:
                continue
            for length in _lengths(digits, place):
                if place + length not in ends:
                    continue
                checks += 1
                if checks > MOST_CHECKS:
                    yield Hit(Sure.CHECKED, start, run.end(), Kind.CARD)
                    free = len(digits)
                    break
                if _luhn(digits[place : place + length]):
                    yield Hit(Sure.CHECKED, start, ends[place + length], Kind.CARD)
                    free = place + length
                    break


def ibans(reading: FoldedText) -> Iterator[Hit]:
    """IBANs whose check digits hold (mod 97), and those that do not but are called an account's number."""
    text, checks, free = reading.unlinked, 0, 0
    for head in _IBAN_HEAD.finditer(text):
        length = _IBAN_LENGTHS.get(head.group(1))
        whole = _iban(length).match(text, head.start()) if length and head.start() >= free else None
        if whole is None:
            continue
        checks += 1
        if checks > MOST_CHECKS or _mod_97(whole.group()) or _named(text, head.start()):
            yield Hit(Sure.CHECKED, *whole.span(), Kind.IBAN)
            free = whole.end()


def spanish_accounts(reading: FoldedText) -> Iterator[Hit]:
    """Spanish account numbers of 20 digits with their two check digits, as written before the IBAN."""
    for match in _SPANISH_ACCOUNT.finditer(reading.bare):
        number = _NO_DIGIT.sub("", match.group())
        control = _control("00" + number[:8]) + _control(number[10:])
        if control == number[8:10]:
            yield Hit(Sure.CHECKED, *match.span(), Kind.IBAN)


def _lengths(digits: str, place: int) -> tuple[int, ...]:
    for prefix, lengths in _ISSUERS[digits[place]]:
        if prefix.match(digits, place):
            return lengths
    return ()


def _luhn(digits: str) -> bool:
    backwards = [int(digit) for digit in reversed(digits)]
    return (sum(backwards[::2]) + sum(_DOUBLED[digit] for digit in backwards[1::2])) % 10 == 0


@cache
def _iban(length: int) -> re.Pattern[str]:
    """An IBAN of so many characters, in groups or not."""
    return late.pattern(rf"[a-z]{{2}}(?:[ -]?[a-z0-9]){{{length - 2}}}")


def _mod_97(written: str) -> bool:
    number = written.replace(" ", "").replace("-", "")
    return int("".join(str(int(character, 36)) for character in number[4:] + number[:4])) % 97 == 1


def _named(text: str, start: int) -> bool:
    return _NAMED_ACCOUNT.search(text, max(0, start - 20), start) is not None


def _control(digits: str) -> str:
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
    return str({10: 1, 11: 0}.get(rest, rest))
