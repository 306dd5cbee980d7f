"""E-mail addresses: plain ones, and those written to hide from machines."""

# ruff: noqa: E501  a grammar is read by its lines

import re
from collections.abc import Iterator

from care import late
from care.privacy.kinds import Hit, Kind, Sure
from care.privacy.tokens import FoldedText

_LONGEST_LOCAL = 64
_LONGEST_DOMAIN = 253
_BEFORE = late.pattern(r"[\w.+%'-]")
_DOMAIN = late.pattern(r"[\w-][\w.-]{0,252}+")
_WITH_END = late.pattern(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}")
# People leave the end of these out.
_PROVIDER = late.pattern(r"(?:g|hot|proton)mail|outlook|yahoo|icloud")
_AT = (
    r"[ ]{0,2}(?:\([ ]?(?:at?|arroba|aroba|@)[ ]?\)|\[(?:at|arroba|aroba|@)\]|\{at\}|(?<=[ ])(?:arroba|aroba)(?=[ ]))"
    r"[ ]{0,2}"
)
_DOT = r"[ ]{0,2}(?:\.|[(\[](?:dot|punto|ponto|\.)[)\]]|(?<=[ ])(?:dot|punto|ponto)(?=[ ]))[ ]{0,2}"
_SAID_DOT = r"(?:[ ](?:dot|punto|ponto)[ ])"
# Marks within a name, as they are said: "carlos guion bajo ruiz arroba ...".
_SAID_MARK = (
    r"(?:[ ](?:dot|punto|ponto|guion(?:[ ]bajo|[ ]medio)?|barra[ ]baja|under(?:score|line)|dash|hyphen|sublinhado|traco|hifen"
    r")[ ])"
)
_DISGUISED = late.pattern(
    rf"""
    (?<![\w.+-])[\w.+-]{{1,64}}+(?:{_SAID_MARK}[\w.+-]{{1,64}}+){{0,4}}
    (?: {_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{2,63}}){{1,3}}
      | {_AT}(?:(?:g|hot|proton)mail|outlook|yahoo|icloud)(?!\w)(?:[ ](?:com|es|pt|co[ ]uk)(?!\w))?
      | [ ]?@[ ]?[\w-]{{1,63}}[ ]?\.[ ]?[a-z]{{2,10}}(?!\w)
      | [ ]?@[ ]?[\w-]{{1,63}}(?:{_SAID_DOT}[\w-]{{2,63}}){{1,3}}
      | [ ]at[ ][\w-]{{1,63}}(?:{_SAID_DOT}[\w-]{{2,63}}){{1,3}}
    )
    """,
    re.VERBOSE,
)
_MAY_BE_DISGUISED = late.pattern(r"ar?roba|[(\[{ ](?:at?|@)[ )\]}]|@[^\n]{1,66} (?:dot|punto|ponto) ")


def emails(reading: FoldedText) -> Iterator[Hit]:
    """E-mail addresses, in links too (`mailto:`, `?email=`): a link shows them to all. `@user@server` is a name."""
    low = reading.low
    at = low.find("@")
    while at != -1:
        hit = _around(low, at)
        if hit is not None:
            yield hit
        at = low.find("@", at + 1)
    for escaped in re.finditer(r"[\w.+-]{1,64}+%40[\w-][\w.-]{1,252}+", low) if "%40" in low else ():
        yield Hit(Sure.EMAIL, *escaped.span(), Kind.EMAIL)
    if _MAY_BE_DISGUISED.search(low):
        for match in _DISGUISED.finditer(low):
            yield Hit(Sure.EMAIL, *match.span(), Kind.EMAIL)


def _around(low: str, at: int) -> Hit | None:
    start, limit = at, max(0, at - _LONGEST_LOCAL)
    while start > limit and _BEFORE.match(low[start - 1]):
        start -= 1
    while start < at and low[start] in ".'-%+":
        start += 1
    if start == at or (start and low[start - 1] == "@"):
        return None
    domain = _DOMAIN.match(low, at + 1, at + 1 + _LONGEST_DOMAIN)
    if domain is None:
        return None
    name = domain.group().rstrip(".-_")
    whole = _WITH_END.match(name) or _PROVIDER.fullmatch(name)
    return Hit(Sure.EMAIL, start, at + 1 + whole.end(), Kind.EMAIL) if whole else None
