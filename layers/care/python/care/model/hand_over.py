"""A case that was handed to another system, as the case keeps it."""

from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, StringConstraints

from care.model.envelope import Value

MOST: Final = 10
"""Of one case."""

# Letters, digits and what stands in numbers of tickets: no dot and no colon, so that X makes no link of it.
Reference = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9 _#/-]{0,63}$")]

HandOverState = Literal["going", "arrived", "failed"]
DeliveredAs = Literal["arrived", "failed", "delayed"]


class HandOver(Value):
    """One hand-over: to which destination, by whom, and what came of it.

    `status` is what the other side last answered, HTTP's number or a word. While it is going, `given_up_at` is when it
    has failed if nothing is heard of it until then: no timer, which an earlier release could not read. `tell` says that
    the customer is told once it arrived. `reference` is the other system's; `referred_by` typed it, if a
    person did.
    """

    id: str
    to: str
    by: str
    at: AwareDatetime
    state: HandOverState = "going"
    status: str = ""
    settled_at: AwareDatetime | None = None
    given_up_at: AwareDatetime | None = None
    reference: str = ""
    referred_by: str = ""
    tell: bool = True


def joined(mine: tuple[HandOver, ...], others: tuple[HandOver, ...]) -> tuple[HandOver, ...]:
    """Those of two cases that are one now, the newest ten of them."""
    known = {one.id for one in mine}
    found = (*mine, *(one for one in others if one.id not in known))
    return tuple(sorted(found, key=lambda one: one.at)[-MOST:])
