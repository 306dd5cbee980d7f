"""What a decision asks others to do; each carries the id of its outbox item, so that asking twice is harmless."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from care.events import Channel


class _Command(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    version: Literal[1] = 1
    account_id: str
    customer_id: str
    case_id: str
    item_id: str
    language: str
    asked_at: AwareDatetime


class Acknowledge(_Command):
    """Tell the customer that the message has come: when we are back, or that it is being looked into."""

    kind: Literal["acknowledge"] = "acknowledge"
    occasion: Literal["closed", "open"]
    channel: Channel
    in_reply_to: str
    answers_at: AwareDatetime
    """When the message was written that this acknowledges: a person's answer after it makes this unwanted."""


class AskSurvey(_Command):
    """Ask the customer by DM how the case was handled."""

    kind: Literal["ask_survey"] = "ask_survey"
    survey_kind: Literal["csat", "nps"]


Command = Annotated[Acknowledge | AskSurvey, Field(discriminator="kind")]

_ADAPTER: TypeAdapter[Command] = TypeAdapter(Command)


def read_command(body: str) -> Command:
    """The command in the body of a queue's message; pydantic's ValidationError if it holds none."""
    return _ADAPTER.validate_json(body)
