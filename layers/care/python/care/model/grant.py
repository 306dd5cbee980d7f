"""The permission that an account gave by OAuth 2.0, as values: the pair of tokens, and what is known beside it."""

from typing import Literal

from pydantic import AwareDatetime, Field, SecretStr

from care.model.envelope import Value

TokenKind = Literal["oauth1", "oauth2"]


class TokenPair(Value):
    """An access token with its end, and the refresh token that gives the next pair and works once."""

    access: SecretStr
    refresh: SecretStr | None = None
    expires_at: AwareDatetime
    scopes: tuple[str, ...] = ()
    renewed_at: AwareDatetime


class Grant(Value):
    """What everybody may know of a permission; it holds no token.

    `refused_at` is when X refused to renew it: somebody must connect the account again. `asked_at` is when X was asked
    for a new pair of which no answer was stored: it may have been given, and lost. `accepts` names, for a call of
    X, the kind of token that X took after it refused the other.
    """

    account_id: str
    granted_at: AwareDatetime | None = None
    expires_at: AwareDatetime | None = None
    renewed_at: AwareDatetime | None = None
    refused_at: AwareDatetime | None = None
    asked_at: AwareDatetime | None = None
    scopes: tuple[str, ...] = ()
    accepts: dict[str, TokenKind] = Field(default_factory=dict)
