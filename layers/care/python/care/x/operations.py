"""Which tokens X accepts for each call that we make, as X's own description says it (`operations.toml`).

What X answered an account goes before it: that is remembered with the account's permission.
"""

from collections.abc import Collection, Mapping
from functools import cache
from importlib import resources
from typing import Literal

from care.model.envelope import Value
from care.model.grant import TokenKind

type Accepted = Literal["oauth1", "oauth2", "app"]

_ORDER: tuple[TokenKind, ...] = ("oauth1", "oauth2")


class Operation(Value):
    """A call of X: by which tokens it goes, and the scopes that OAuth 2.0 needs for it.

    `as_app` says that we ask it as the app, whichever tokens an account gave. `differs` says where X is known to answer
    otherwise than its description, and what was seen.
    """

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    accepts: tuple[Accepted, ...]
    scopes: tuple[str, ...] = ()
    as_app: bool = False
    differs: str = ""


@cache
def operations() -> Mapping[str, Operation]:
    """The table, by our names of the calls."""
    import tomllib  # noqa: PLC0415  see care.budget.prices

    text = resources.files(__package__).joinpath("operations.toml").read_text("utf-8")
    return {call: Operation.model_validate(row) for call, row in tomllib.loads(text).items()}


def order_of(call: str, learned: TokenKind | None) -> tuple[TokenKind, ...]:
    """The account's tokens in the order in which they are tried for a call.

    What X took before goes first, then what its description says, the older kind before the newer one, and at last what
    the description does not say: X's answer decides.
    """
    row = operations().get(call)
    told = [kind for kind in _ORDER if row is None or kind in row.accepts]
    return tuple(dict.fromkeys([*([learned] if learned else ()), *told, *_ORDER]))


def goes_by(call: str, kinds: Collection[TokenKind], scopes: Collection[str], learned: TokenKind | None) -> str:
    """The token by which a call of an account goes, of those that it gave; "" if X would take none of them."""
    row = operations()[call]
    if learned in kinds:
        return str(learned)
    reach = {"oauth1": "oauth1" in row.accepts, "oauth2": "oauth2" in row.accepts and set(row.scopes) <= set(scopes)}
    return next((kind for kind in _ORDER if kind in kinds and reach[kind]), "")
