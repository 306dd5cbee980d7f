"""Whether X's recent search takes a query, and the query as X is asked: X's own answer costs a quarter of an hour.

Source: https://docs.x.com/x-api/posts/search/integrate/build-a-query and the list of operators beside it.
"""

from typing import Final

from care import late
from care.faults import Fault, fault

LONGEST: Final = 512
"""Characters of a query, for all who pay by use."""
_TOKEN = late.pattern(r'\s*(-?\(|\)|-?(?:[A-Za-z_]+:)?"[^"]*"|[^\s()"]+|")')
# What may stand alone, and what needs such a one beside it.
ALONE: Final = frozenset({"from", "to", "url", "conversation_id", "context", "entity", "list", "in_reply_to_tweet_id"})
BESIDE: Final = frozenset({"lang", "is", "has"})
_IS: Final = frozenset({"reply", "quote", "verified"})
_HAS: Final = frozenset({"hashtags", "links", "mentions", "media", "images", "videos"})
_NAMED = late.pattern(r"([A-Za-z_]+):(.*)")


def asked(query: str, username: str) -> str:
    """The query as X is asked it; a fault where X would not take it.

    What mentions the account comes by itself and is paid already, and so is what the account wrote; X shows no reposts.
    """
    whole = f"({query}) -@{username} -from:{username} -is:retweet"
    if len(whole) > LONGEST:
        raise fault(Fault.search_too_long, length=len(query), most=LONGEST - (len(whole) - len(query)))
    _check(query)
    return whole


def _check(query: str) -> None:
    tokens = [found[1] for found in _TOKEN.finditer(query)]
    if '"' in tokens:
        raise fault(Fault.search_quote_open)
    if not tokens:
        raise fault(Fault.search_part_empty)
    narrow, rest = _either(tokens)
    if rest:
        raise fault(Fault.search_parenthesis)
    if not narrow:
        raise fault(Fault.search_too_wide)


def _either(tokens: list[str]) -> tuple[bool, list[str]]:
    """Whether each of the alternatives says what is looked for, and the tokens behind them."""
    all_narrow = True
    while True:
        narrow, tokens = _together(tokens)
        all_narrow = all_narrow and narrow
        if not tokens or tokens[0] != "OR":
            return all_narrow, tokens
        tokens = tokens[1:]


def _together(tokens: list[str]) -> tuple[bool, list[str]]:
    narrow, empty = False, True
    while tokens and tokens[0] not in {"OR", ")"}:
        token, tokens = tokens[0], tokens[1:]
        empty = False
        if token == "-(":  # noqa: S105  a token of a query
            raise fault(Fault.search_negated_group)
        if token == "(":  # noqa: S105  as above
            inner, tokens = _either(tokens)
            if not tokens:
                raise fault(Fault.search_parenthesis)
            narrow, tokens = narrow or inner, tokens[1:]
        else:
            narrow = _says_what(token) or narrow
    if empty:
        raise fault(Fault.search_part_empty)
    return narrow, tokens


def _says_what(token: str) -> bool:
    """True for a word or an operator that may stand alone; a fault for what X does not know."""
    plain = token.removeprefix("-")
    if plain.lower() in {"and", "or"}:
        raise fault(Fault.search_and_or, word=plain)
    if not plain.strip('"@#$'):
        raise fault(Fault.search_part_empty)
    if named := _NAMED.fullmatch(plain):
        name, value = named[1], named[2].strip('"')
        known = {"is": _IS | ({"retweet"} if token.startswith("-") else set()), "has": _HAS}.get(name)
        if name not in ALONE | BESIDE or not value or (known is not None and value not in known):
            raise fault(Fault.search_operator_unknown, given=plain, known=", ".join(sorted(ALONE | BESIDE)))
        return name in ALONE and not token.startswith("-")
    if ":" in plain and not plain.startswith('"'):
        raise fault(Fault.search_operator_unknown, given=plain, known=", ".join(sorted(ALONE | BESIDE)))
    return not token.startswith("-")
