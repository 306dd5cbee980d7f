"""Posts that stand around a message: the one that it quotes, the one that it answers, and those above that."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from care.model.envelope import Value, XId

ContextState = Literal["shown", "gone", "protected", "failed"]
"""X showed it; X has it no more; X shows it to others alone; X did not answer, and another try may help."""

MOST_ABOVE = 10
"""Posts of a thread that one request looks up: each is charged."""
_LONGEST = 4_000


class ContextPost(Value):
    """A post as X showed it at `known_at`, or why it did not.

    `answers` is the post that it answers, `quotes` the one that it quotes, `media` how many pictures it shows. `above`
    are the posts above it as far as somebody wanted to see them, the nearest first; `whole` says that they reach the
    beginning of the thread, or the last that X shows.
    """

    id: XId
    state: ContextState = "shown"
    author_id: str = ""
    username: str = ""
    name: Annotated[str, Field(repr=False, max_length=200)] = ""
    text: Annotated[str, Field(repr=False, max_length=_LONGEST)] = ""
    at: AwareDatetime | None = None
    answers: str = ""
    quotes: str = ""
    media: Annotated[int, Field(ge=0, le=100)] = 0
    above: Annotated[tuple[XId, ...], Field(max_length=100)] = ()
    whole: bool = False
    known_at: AwareDatetime | None = None
