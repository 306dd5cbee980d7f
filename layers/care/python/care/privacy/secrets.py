"""Passwords and codes: only with their word in front ("mi contraseña es …", "PIN: …"), or named in a link's query."""

# ruff: noqa: E501  a grammar is read by its lines

import re
from collections.abc import Iterator

from care import late
from care.privacy.kinds import Hit, Kind, Sure
from care.privacy.links import LINKS
from care.privacy.tokens import STRUCK, FoldedText

_PASSWORDS = r"contrasenas?|contrasenya|passwords?|passwd|passphrase|pwd|pw|pass|senhas?|palavra[ -]passe|clave"
_CODES = r"pin|nip|puk|otp|cv[vcn]2?|token|passcode|codigos?|code|chave(?![ ]pix)"
_ABOUT = (
    r"(?: (?:de|del|da|do|dos|para|for|of|to|que|i|you)(?: [\w'-]{1,20}+){1,5}?| (?:wi-?fi|app|web|router|login|banco))"
)
_COPULA = r"(?= ?[:=]| (?:es|is|e|era|was)(?!\w))"
_NAMED = late.pattern(
    rf"(?<!\w)(?:(?P<password>{_PASSWORDS})|(?P<code>{_CODES}))(?!\w)(?P<about>{_ABOUT}{_COPULA})?(?P<links>{LINKS})"
)
_ASIDE = late.pattern(
    r" (?:temporal|provisional|provisori[ao]|temporari[ao]|temporary|nueva|nova|new|actual|atual|current|secreta|de un solo uso)(?!\w)"
    r"| (?:de|for) (?:acceso|verificacion|verificacao|seguridad|seguranca|acesso|activacion|sms|wifi|la app)(?!\w)"
)
_VALUE = late.pattern(r"[^\s\"<>\x01]{3,64}+")
_SPLIT_CODE = late.pattern(r"\d{3}[ -]\d{3}(?![\w.,])")
# The rest of what is told in groups: "mi clave: 1234 5678".
_MORE_GROUPS = late.pattern(r"(?:[ -]\d{2,4}){1,4}(?![\w/€$£%]|[.,:]\d)")
# A code read out digit by digit, or told some words after its name: "el código del SMS es 4 8 2 1 9 3".
_TOLD = late.pattern(
    r"(?<!\w)(?P<word>sms|otp|codigos?|code|passcode|token|pin|nip|clave|chave(?![ ]pix)|contrasena|password|senha)(?!\w)(?P<between>[^\d\n.!?\x01]{1,44}?)(?<![\w.,-])"
    r"(?P<value>\d(?:[ .-]\d){3,7}(?![ .-]?\d)|\d{2,4}[ -]\d{2,4}(?:[ -]\d{2,3})?(?![ -]?\d)|\d{4,8})(?![\w/€$£%]|[.,:]\d)"
)
_PAIRS = late.pattern(r"\d\d(?:[ -]\d\d){2,3}")  # "o código 61 08 44"
_OF_A_CODE = late.pattern(
    r"(?<!\w)(?:sms|mensaje|mensagem|verifica\w*|acceso|acesso|seguridad|seguranca|llegado|chegou|veio|vino|enviad\w*|recib\w*|receb\w*|mand\w*|sent|sends?|texted|dist\w*|dieron|deram|gave|given|pus\w*|pong\w*|otp|security|verification|dice|diz|says|es|e|is|fue|foi|was)(?!\w)"
)
_MARKED = late.pattern(r"[:=\"'>]")
_SAID = late.pattern(r"(?<!\w)(?:es|is|e|era|was)(?!\w)")
_ARTICLE = late.pattern(r"(?<!\w)(?:el|la|o)(?!\w)")
_OWN = late.pattern(r"(?<!\w)(?:mi|my|minha|nossa|nuestra|our)\s$")
_YEAR = late.pattern(r"(?:19|20)\d\d")
_POSTER = late.pattern(r"[a-z]{3,}\d{1,4}")
_NO_SECRET_CODE = late.pattern(
    r"(?:errore?s?|erro|zip|postal|area|country|promo\w*|discount|coupon|cupon|cupom|pais|barras|qr|descuento|desconto"
    r"|dress|source|artigo|articulo|producto|product|item|reserva|pedido|cliente|customer|seguimiento|rastreio|confirmation|booking|tracking|reference)$"
)
_JUDGEMENT = late.pattern(
    r"(?:in|un)?(?:corre[ct]t?[ao]?|valid[ao]?|segur[ao]|secure)|wrong|not|expired|broken|erronea|errada|mal[ao]?|debil"
    r"|fraca|weak|muy|muito|demasiado|too|facil|dificil|strong|forte|fuerte|nueva|nova|new|imposible|impossivel|mesma"
    r"|misma|same|required|obligatoria|case-sensitive|\w+(?:ada|ado|ida|ido|osa|oso|able|ible)|http.*"
)
_AFTERWARDS = late.pattern(
    r"(?<!\S)[^\s\x01]{4,32}+(?= (?:es|is|e) (?:mi|my|(?:a )?minha|(?:o )?meu|el|the) "
    rf"(?:{_PASSWORDS}|{_CODES})(?!\w))"
)
# "El que llega es G-492017": a letter and figures, as some send them.
_LETTERED = late.pattern(
    r"(?<!\w)(?:sms|otp|codigos?|code|passcode|token)(?!\w)[^\n.!?\x01]{1,60}?(?<![\w-])(?P<value>[a-z]{1,2}-\d{4,8})(?![\w-])"
)
_IN_QUERY = late.pattern(
    r"[?&#][a-z_-]{0,20}(?:token|password|passwd|pwd|secret|otp|api_?key|code|pin|senha|clave|contrasena)=([^&\s#]{4,200}+)"
)


def secrets(reading: FoldedText) -> Iterator[Hit]:
    """Only the value is the finding, so that a masked text still says what was masked."""
    low = reading.low
    for named in _NAMED.finditer(low):
        span = _code(reading, named) if named["code"] else _password(reading, named)
        if span is not None:
            yield Hit(Sure.SECRET, *span, Kind.SECRET)
    for match in _AFTERWARDS.finditer(low):
        if _has_digit(match.group()):
            yield Hit(Sure.SECRET, *match.span(), Kind.SECRET)
    for match in _TOLD.finditer(reading.bare):
        if _is_told(match):
            yield Hit(Sure.SECRET, *match.span("value"), Kind.SECRET)
    for match in _LETTERED.finditer(low):
        if not any(_NO_SECRET_CODE.search(word.strip(",:;()")) for word in match.group().split()):
            yield Hit(Sure.SECRET, *match.span("value"), Kind.SECRET)
    for match in _IN_QUERY.finditer(low) if "=" in low else ():
        yield Hit(Sure.SECRET, *match.span(1), Kind.SECRET)


def _is_told(match: re.Match[str]) -> bool:
    """Whether the digits are the code's: spaced ones, or others where the words between say that it was sent or is."""
    between, value = match["between"], match["value"]
    words = between.split()
    if any(_NO_SECRET_CODE.search(word.strip(",:;()")) for word in words) or _YEAR.fullmatch(value):
        return False
    if match["word"] == "sms" and words[-1:] and words[-1] in {"de", "del", "do", "da", "from", "al", "to", "ao"}:
        return False  # who sent it, or to whom it goes
    spaced = (len(value) >= 7 and not value[1].isdecimal()) or _PAIRS.fullmatch(value) is not None
    return spaced or match["word"] == "sms" or _OF_A_CODE.search(between) is not None


def _code(reading: FoldedText, named: re.Match[str]) -> tuple[int, int] | None:
    low, start = reading.low, _start(reading, named)
    around = low[max(0, named.start() - 14) : named.start()].rstrip() + " ", (named["about"] or "").rstrip()
    if any(_NO_SECRET_CODE.search(words.rstrip()) for words in around):
        return None
    split = _SPLIT_CODE.match(low, start)
    if split is not None:
        return split.span()
    value = _value(low, start)
    if value is None:
        return None
    end = start + len(value)
    announced = _MARKED.search(named["links"]) or _SAID.search(named["links"])
    if not announced and STRUCK in reading.bare[start:end]:
        return None
    short = named["code"].startswith(("pin", "nip", "cv", "puk"))
    if value.isdecimal():
        if not short and not announced and _YEAR.fullmatch(value):
            return None
        return (start, _end(low, start, value)) if (3 if short else 4) <= len(value) <= 12 else None
    # "Código VERANO20" is on a poster.
    if named["code"].startswith("cod") and (not announced or _POSTER.fullmatch(value)):
        return None
    return (start, end) if len(value) >= 6 and sum(map(str.isdecimal, value)) >= 2 and value[0] != "(" else None


def _password(reading: FoldedText, named: re.Match[str]) -> tuple[int, int] | None:
    low, start = reading.low, _start(reading, named)
    value = _value(low, start)
    if value is None or _JUDGEMENT.fullmatch(value.rstrip("!")):
        return None
    end, links = _end(low, start, value), named["links"]
    telling = _has_digit(value) or any(not character.isalnum() and character not in "!-'()" for character in value)
    own = _OWN.search(low, max(0, named.start() - 12), named.start())
    if _MARKED.search(links):
        # "Contraseña: mínimo ocho letras" is advice.
        return (start, end) if telling or own or _ends_clause(low, end) or links[-1:] in {'"', "'"} else None
    if _SAID.search(links):
        mixed = any(character.isupper() for character in reading.cased[start + 1 : end]) and not value.isupper()
        alone = not low[end : end + 1].strip() and _ends_clause(low, end) and not _ARTICLE.search(links)
        return (start, end) if telling or mixed or (own and alone and not named["about"]) else None
    if named["about"] or not _has_digit(value) or len(value) < 4 or _YEAR.fullmatch(value):
        return None
    return None if STRUCK in reading.bare[start:end] else (start, end)


def _start(reading: FoldedText, named: re.Match[str]) -> int:
    """Where the value begins: "clave de acceso 77aX21" has words in between."""
    aside = _ASIDE.match(reading.low, named.end("links") - len(named["links"]))
    if aside is None:
        return named.end()
    place = aside.end()
    while place < len(reading.low) and reading.low[place] in " :=":
        place += 1
    return place


def _value(low: str, start: int) -> str | None:
    match = _VALUE.match(low, start)
    value = match.group().rstrip(".,;:?)]'…•") if match else ""
    return value if len(value) >= 3 and "•" not in value and not value.startswith(("http", "•")) else None


def _end(low: str, start: int, value: str) -> int:
    """Where the value ends: one of figures alone may go on in further groups."""
    end = start + len(value)
    more = _MORE_GROUPS.match(low, end) if value.isdecimal() else None
    return more.end() if more else end


def _ends_clause(low: str, end: int) -> bool:
    return not low[end : end + 2].strip() or low[end : end + 1] in ".,;!?\n"


def _has_digit(value: str) -> bool:
    return any(map(str.isdecimal, value))
