"""Actions of people on a case: an agent at the desk, a supervisor, the operator at the terminal.

Each action has an id of its own, made where it is asked, so that a press that is sent twice is applied once. `by` names
who did it, for the audit trail.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from care.model.after_reply import AfterReply
from care.model.bounded_instants import BoundedInstant
from care.model.envelope import Channel, Envelope, Verdict, XId
from care.model.files import OutFile
from care.model.hand_over import Reference
from care.model.tags import MOST_TAGS, Tag
from care.triage.verdict import Topic

Person = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]

ShutsOut = Literal["mute", "unmute", "block_dms", "unblock_dms"]

CustomerNoteText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class _Action(Envelope):
    customer_id: XId
    case_id: str
    action_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    by: Person
    at: AwareDatetime

    @property
    def event_id(self) -> str:
        """One for a press of a person."""
        return f"action:{self.action_id}"


class CaseResolved(_Action):
    """The matter is settled."""

    kind: Literal["case_resolved"] = "case_resolved"


class CaseReopened(_Action):
    """The matter is not settled after all."""

    kind: Literal["case_reopened"] = "case_reopened"


class ReplyWritten(_Action):
    """A person answers, in public or in private.

    `seen_of_others` is how many replies of other people the writer had seen: a reply that was written before another
    person's came is refused, so that a customer is not answered twice. None where nobody looked (the terminal).
    `dm_link` adds X's button for a private message to a public reply. `in_reply_to` is the customer's post that a
    public one answers, if that is not the last; `misplaced` says that there is no such post, filled in by `cases`.
    `files` are pictures and videos that it shows; then it may have no words. `then` is done once it was sent.
    `supervised` says that the writer may approve replies, and needs nobody's word for it.
    """

    kind: Literal["reply_written"] = "reply_written"
    channel: Channel
    seen_of_others: Annotated[int, Field(ge=0)] | None = None
    dm_link: bool = False
    in_reply_to: XId | Literal[""] = ""
    misplaced: bool = False
    files: Annotated[tuple[OutFile, ...], Field(max_length=10)] = ()
    then: AfterReply | None = None
    supervised: bool = False
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)]


class ReplyApproved(_Action):
    """A supervisor lets a reply go that waits for a second pair of eyes."""

    kind: Literal["reply_approved"] = "reply_approved"
    item_id: str


class ReplyCancelled(_Action):
    """A person takes back a reply that has not gone yet."""

    kind: Literal["reply_cancelled"] = "reply_cancelled"
    item_id: str


class SendDecided(_Action):
    """A person decides on a send that is unclear: X has it under `x_id`, it goes again, or it never goes.

    `channel` is the item's, where whoever asks knows it.
    """

    kind: Literal["send_decided"] = "send_decided"
    item_id: str
    verdict: Verdict
    x_id: XId | Literal[""] = ""
    channel: Channel | Literal[""] = ""


class CaseAssigned(_Action):
    """The case is somebody's, or with an empty name nobody's."""

    kind: Literal["case_assigned"] = "case_assigned"
    to: Annotated[str, StringConstraints(max_length=100)]


class NoteWritten(_Action):
    """A word for colleagues; the customer never sees it. `mentions` are those who are named in it."""

    kind: Literal["note_written"] = "note_written"
    text: Note
    mentions: Annotated[tuple[Person, ...], Field(max_length=10)] = ()


class MentionSeen(_Action):
    """Who was named in a note has seen it."""

    kind: Literal["mention_seen"] = "mention_seen"


class PromiseMade(_Action):
    """Something that was promised ("we will tell you by Thursday"), and that somebody must keep by `due_at`."""

    kind: Literal["promise_made"] = "promise_made"
    text: Note
    due_at: BoundedInstant


class PromiseKept(_Action):
    """What was promised was done."""

    kind: Literal["promise_kept"] = "promise_kept"
    promise_id: str


class CaseSnoozed(_Action):
    """Out of sight until then, or until the customer writes; clocks go on."""

    kind: Literal["case_snoozed"] = "case_snoozed"
    until: BoundedInstant


class CaseMerged(_Action):
    """The case is the same matter as another one of the same customer, which goes on for both."""

    kind: Literal["case_merged"] = "case_merged"
    into: str


class CaseLabelled(_Action):
    """A person corrects what triage said of a case, and who its customer is; what is None stays as it is."""

    kind: Literal["case_labelled"] = "case_labelled"
    topic: Topic | None = None
    urgency: Annotated[int, Field(ge=0, le=9)] | None = None
    language: Literal["es", "pt", "en"] | None = None
    influencer: bool | None = None
    lead: bool | None = None
    journalist: bool | None = None
    partner: bool | None = None


class CaseTagged(_Action):
    """A person gives a case tags, or takes some away."""

    kind: Literal["case_tagged"] = "case_tagged"
    add: Annotated[tuple[Tag, ...], Field(max_length=MOST_TAGS)] = ()
    remove: Annotated[tuple[Tag, ...], Field(max_length=MOST_TAGS)] = ()


class CustomerNoted(_Action):
    """A person writes down something of the customer, for whoever serves them next."""

    kind: Literal["customer_noted"] = "customer_noted"
    text: CustomerNoteText


class CustomerNoteRemoved(_Action):
    """A person takes away what was written down of the customer."""

    kind: Literal["customer_note_removed"] = "customer_note_removed"
    note_id: str


class AutomaticMessagesSet(_Action):
    """A person says for the customer whether automatic messages are wanted."""

    kind: Literal["automatic_messages_set"] = "automatic_messages_set"
    wanted: bool


class SpamMarked(_Action):
    """A person says that the customer is a spammer, or that they are none.

    `places` are where the links of what they wrote lead, filled in by `cases`.
    """

    kind: Literal["spam_marked"] = "spam_marked"
    spam: bool
    places: Annotated[tuple[Annotated[str, StringConstraints(max_length=200)], ...], Field(max_length=10)] = ()


class AbuseSeen(_Action):
    """A supervisor has seen how the customer treats those who answer: replies go as usual again."""

    kind: Literal["abuse_seen"] = "abuse_seen"


class ShutOut(_Action):
    """The account mutes the customer at X, blocks their private messages, or takes that back: X has done it."""

    kind: Literal["shut_out"] = "shut_out"
    what: ShutsOut


class CaseHandedOver(_Action):
    """Another system or team takes the case; `note` is a word for them, and `tell` has the customer told of it."""

    kind: Literal["case_handed_over"] = "case_handed_over"
    to: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    tell: bool = True


class HandOverTriedAgain(_Action):
    """A hand-over that did not arrive is tried once more, under the id that it had."""

    kind: Literal["hand_over_tried_again"] = "hand_over_tried_again"
    hand_over_id: Annotated[str, StringConstraints(max_length=64)]


class ReferenceTyped(_Action):
    """A person says by which reference the other system knows the case; with an empty one by none."""

    kind: Literal["reference_typed"] = "reference_typed"
    hand_over_id: Annotated[str, StringConstraints(max_length=64)]
    reference: Reference | Literal[""] = ""


class ThanksReposted(_Action):
    """A person shows everybody what a content customer wrote."""

    kind: Literal["thanks_reposted"] = "thanks_reposted"


class CustomerErased(Envelope):
    """Everything that is kept of a customer goes; what they wrote until then stays gone if X delivers it again."""

    kind: Literal["customer_erased"] = "customer_erased"
    customer_id: XId
    action_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    by: Person
    at: AwareDatetime

    @property
    def event_id(self) -> str:
        """One for a request."""
        return f"action:{self.action_id}"


Action = Annotated[
    CaseResolved
    | CaseReopened
    | ReplyWritten
    | ReplyApproved
    | ReplyCancelled
    | SendDecided
    | CaseAssigned
    | NoteWritten
    | PromiseMade
    | PromiseKept
    | CaseSnoozed
    | CaseMerged
    | ThanksReposted
    | AutomaticMessagesSet
    | SpamMarked
    | AbuseSeen
    | ShutOut
    | CaseLabelled
    | CaseTagged
    | MentionSeen
    | CustomerNoted
    | CustomerNoteRemoved
    | CaseHandedOver
    | HandOverTriedAgain
    | ReferenceTyped,
    Field(discriminator="kind"),
]
