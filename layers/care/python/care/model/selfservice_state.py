"""Where a conversation stands, as it is kept between two messages, and what a step of it decides."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from care.model.settings.selfservice import Lookup

Phase = Literal["new", "menu", "asking", "looking", "answered", "handed_over", "solved"]
Because = Literal[
    "greeting",  # a menu, for who has not said yet what it is about
    "picked",
    "matched",
    "unclear",  # two entries come as near: the customer chooses
    "no_match",
    "not_fitting",  # what was asked for has another form
    "value_given",
    "looked_up",
    "thanks",
    "nothing_asked",
    "waiting",  # a look-up is under way
    "asked_for_person",
    "complaint",
    "not_helped",
    "said_before",
    "two_misses",
    "most_messages",
    "lookup_failed",
    "opted_out",
    "switched_off",
    "with_person",
]


class DialogState(BaseModel):
    """A conversation so far. What the customer was asked for is in `values` only until it was looked up.

    `entry` is the article or look-up in hand, `offered` what the numbers of the last menu stand for, `sent` how many
    automatic messages there were, `misses` how many messages in a row were not understood, `answered` the ids of what
    was answered, in order. `model_dump_json` keeps it and `model_validate_json` reads it; no value shows in a repr.
    """

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore", hide_input_in_errors=True)

    phase: Phase = "new"
    entry: str | None = None
    asking: str | None = None
    values: Annotated[dict[str, str], Field(repr=False)] = {}
    offered: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    misses: int = 0
    sent: int = 0
    incident_told: bool = False


@dataclass(frozen=True, slots=True)
class DialogStep:
    """What is decided about one message: at most one thing is said, and only `looked_up` may follow a `lookup`.

    `hand_over` is true once, when a person is to take over; from then on the phase of `state` is "handed_over".
    `lookup` is to be asked with `state.values`. `article_id` is the article or look-up that the step is about.
    `solved` says that the customer was helped, so that the case may be resolved; it is no response of a person.
    `tells_return` says that the customer is told when somebody is back.
    """

    state: DialogState
    say: str | None = field(default=None, repr=False)
    hand_over: bool = False
    lookup: Lookup | None = None
    article_id: str | None = None
    solved: bool = False
    tells_return: bool = False
    because: Because = "nothing_asked"
