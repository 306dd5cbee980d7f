"""What a decision asks others to do; each carries the id of its outbox item, so that asking twice is harmless."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from care.model.after_reply import AfterReply
from care.model.case import Handed
from care.model.envelope import Channel, ItemIds, Value, Verdict, XId
from care.model.files import OutFile
from care.model.formats import FORMAT
from care.model.kinds import Kinds
from care.model.media import Media


class _Command(Value):
    version: Literal[1] = FORMAT
    account_id: str
    customer_id: str
    case_id: str
    item_id: str
    language: str
    asked_at: AwareDatetime
    correlation_id: str = ""

    @property
    def ids(self) -> ItemIds:
        """Whose the item is that comes of it, and which."""
        return {
            "account_id": self.account_id,
            "customer_id": self.customer_id,
            "case_id": self.case_id,
            "item_id": self.item_id,
            "correlation_id": self.correlation_id,
        }


class Acknowledge(_Command):
    """Tell the customer that the message has come: when we are back, or that it is being looked into."""

    kind: Literal["acknowledge"] = "acknowledge"
    occasion: Literal["closed", "open", "private_request", "incident", "incident_end"]
    channel: Channel
    in_reply_to: str
    incident_id: str = ""
    name: str = ""
    invites: bool = False
    """Whether it also invites to write in private, because an order's number stands in public."""
    welcome: bool = False
    """Whether it is the first DM of a new customer, who may be welcomed with it."""
    answers_at: AwareDatetime
    """When the message was written that this acknowledges: a person's answer after it makes this unwanted."""


class Thank(_Command):
    """Thank a customer who thanked, unless a person answers meanwhile."""

    kind: Literal["thank"] = "thank"
    channel: Channel
    in_reply_to: str
    answers_at: AwareDatetime
    """When the customer wrote it: a person's answer after it makes this unwanted."""


class AskSurvey(_Command):
    """Ask the customer by DM how the case was handled."""

    kind: Literal["ask_survey"] = "ask_survey"
    survey_kind: Literal["csat", "nps"]
    says: Literal["question", "again", "thanks"] = "question"
    """`again` explains the scale once more, to a number that it does not hold; `thanks` follows an answer."""


class AnswerByDm(_Command):
    """Say what self-service decided, as the one automatic answer to a customer's DM."""

    kind: Literal["answer_by_dm"] = "answer_by_dm"
    text: str
    noted: bool = True
    """Whether the note stands under it that every automatic DM has; what says that they ended needs none."""
    name: str = ""
    welcome: bool = False
    """Whether it is the first DM of a new customer, who may be welcomed with it."""
    answers_at: AwareDatetime
    """When the message was written that this answers: a person's answer after it makes this unwanted."""
    wanted_until: AwareDatetime | None = None
    """When the text stops being true, because it says when somebody is back."""


class LookUp(_Command):
    """Ask the brand's own API, with what the customer gave, and tell the case what came of it."""

    kind: Literal["look_up"] = "look_up"
    lookup_id: str
    values: Annotated[dict[str, str], Field(repr=False)]


class HandOverCase(_Command):
    """Send a case's story to a destination of the account; `item_id` is the id of the hand-over."""

    kind: Literal["hand_over_case"] = "hand_over_case"
    to: str
    by: str = ""
    begun_at: AwareDatetime
    """When it was asked for first; `asked_at` is the press that it is sent by."""


class SendReply(_Command):
    """Send what a person wrote; it goes before all that is automatic."""

    kind: Literal["send_reply"] = "send_reply"
    channel: Channel
    text: str
    in_reply_to: str = ""
    by: str = ""
    dm_link: bool = False
    files: tuple[OutFile, ...] = ()
    then: AfterReply | None = None


class Repost(_Command):
    """Repost what a customer wrote, as a courtesy: it goes when nothing else waits."""

    kind: Literal["repost"] = "repost"
    post_id: str


class CountShare(_Command):
    """Count on a customer's case that somebody quoted it before others."""

    kind: Literal["count_share"] = "count_share"
    post_id: str
    quoted_by: str
    followers: int | None = None


class Introduce(_Command):
    """Ask X who a customer is, of whom an event told nothing but the id."""

    kind: Literal["introduce"] = "introduce"


class FetchMedia(_Command):
    """Fetch what a message shows. `again` are the ids of those that a person wants to be tried once more."""

    kind: Literal["fetch_media"] = "fetch_media"
    message_id: str
    media: tuple[Media, ...]
    again: tuple[str, ...] = ()


class FetchContext(_Command):
    """Look up what stands around a message: the posts `wanted`, where nobody has yet.

    `above` is a post whose thread above a person wants to see. With `again` what X did not show is asked for once more.
    """

    kind: Literal["fetch_context"] = "fetch_context"
    message_id: str
    wanted: tuple[XId, ...] = ()
    above: XId | Literal[""] = ""
    again: bool = False


class ReleaseHeld(_Command):
    """Let an item go that waited for a supervisor's approval."""

    kind: Literal["release_held"] = "release_held"
    by: str


class WithdrawReply(_Command):
    """Take back a reply, if it has not gone yet."""

    kind: Literal["withdraw_reply"] = "withdraw_reply"
    by: str


class SettleUnclear(_Command):
    """Go on with a send that was unclear, as a person decided."""

    kind: Literal["settle_unclear"] = "settle_unclear"
    verdict: Verdict
    x_id: str = ""


class Absorb(_Command):
    """Hand a merged case's matter to the case that goes on for both."""

    kind: Literal["absorb"] = "absorb"
    into: str
    unanswered_since: AwareDatetime | None
    private_contact: bool
    urgency: int
    handed: Handed | None = None


class Tell(_Command):
    """Tell those who want to hear of it what happened; each is a `care.model.fact.Fact` as JSON."""

    kind: Literal["tell"] = "tell"
    facts: Annotated[tuple[dict[str, Any], ...], Field(repr=False)]


Command = Annotated[
    Acknowledge
    | Thank
    | AskSurvey
    | AnswerByDm
    | LookUp
    | HandOverCase
    | SendReply
    | Repost
    | CountShare
    | Introduce
    | FetchMedia
    | FetchContext
    | ReleaseHeld
    | WithdrawReply
    | SettleUnclear
    | Absorb
    | Tell,
    Field(discriminator="kind"),
]

_KINDS: Kinds[Command] = Kinds(Command)


def read_command(body: str) -> Command:
    """The command in the body of a queue's message; pydantic's ValidationError if it holds none."""
    return _KINDS.read(body)


def read_commands(text: str) -> tuple[Command, ...]:
    """The commands of a stored JSON array."""
    return _KINDS.read_all(text)
