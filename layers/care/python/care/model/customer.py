"""What one account knows of one customer, across cases."""

from typing import Literal

from pydantic import AwareDatetime, Field

from care.model.envelope import Value
from care.model.stored_message import StoredMessage

# How somebody is known to be a journalist or a partner; "" is what an earlier release wrote, by a person.
KnownBy = Literal["", "person", "words", "verified"]


class Told(Value):
    """An automatic message (`by`, its outbox item) that told a customer that somebody is back at `until`."""

    by: str
    until: AwareDatetime


class CustomerNote(Value):
    """What somebody of the account wrote down of a customer; it stays with the customer, and goes with them."""

    id: str
    text: str = Field(repr=False)
    by: str
    at: AwareDatetime


class Customer(Value):
    """What one account knows of one customer, across cases.

    `told_until` is the return that the last closed-hours acknowledgement (`told_by`, its outbox item) promised:
    while it is still to come, the customer knows. `told_earlier` are those before it whose return is still to come:
    they stand if it turns out that the last one did not go. `early` holds what people of the account wrote to the
    customer before there was a case: X keeps no order, so an answer may come before its question. `automatic_at`
    holds the instants of automatic messages of the last 24 hours. `wrote_on` and `wrote_in` are the last days and
    months on which the customer wrote. `protected` says that the customer shows posts to followers alone,
    `dm_closed_at` when X refused a DM for good; the customer's next DM opens the way again. `asked_else_at` is when
    a person or self-service last wrote a DM that may have asked something: a number after it answers that, and no
    survey before it. `first_dm_at` is when the customer wrote the very first DM, `welcomed_at` when the automatic
    answer to it could welcome them, `thanked_at` when they were thanked for thanks. `writes_by` is the way of the
    customer's last private message that was read, and answers take the same. `introduced_at` is when X last told
    who the customer is (`bio` is what they say of themselves, `joined_at` since when they are on X, `picture` where
    theirs lies), and `earlier_usernames` are the @names before the present one, the newest first. `stop_unclear`
    says that they were asked, at `stop_asked_at`, whether no more automatic messages are wanted, and have not
    written since. `influencer` and `lead` are what a person said of them, and with `language_said` so is
    `language`; `journalist_by` and `partner_by` say by whom they are known as one, or that a person said that they are
    none; `notes` are what people wrote down of them, the newest first. `spam` says, since `spam_at` and by
    `spam_by`, that they are a spammer, or are none whatever rules say; `spam_places` are where their links led.
    `muted_at` and `dms_blocked_at` are since when the account shuts them out at X.
    """

    account_id: str
    customer_id: str
    username: str = ""
    name: str = ""
    followers: int | None = None
    protected: bool = False
    dm_closed_at: AwareDatetime | None = None
    verified_type: str = ""
    language: str = ""
    case_id: str = ""
    opted_out_at: AwareDatetime | None = None
    stop_asked_at: AwareDatetime | None = None
    stop_unclear: bool = False
    influencer: bool | None = None
    journalist: bool = False
    journalist_by: KnownBy = ""
    partner: bool = False
    partner_by: KnownBy = ""
    lead: bool | None = None
    language_said: bool = False
    spam: bool | None = None
    spam_at: AwareDatetime | None = None
    spam_by: str = ""
    spam_places: tuple[str, ...] = ()
    muted_at: AwareDatetime | None = None
    dms_blocked_at: AwareDatetime | None = None
    erased_at: AwareDatetime | None = None
    told_until: AwareDatetime | None = None
    told_by: str = ""
    told_earlier: tuple[Told, ...] = ()
    automatic_at: tuple[AwareDatetime, ...] = ()
    told_incident: str = ""
    thanked_at: AwareDatetime | None = None
    first_dm_at: AwareDatetime | None = None
    welcomed_at: AwareDatetime | None = None
    early: tuple[StoredMessage, ...] = ()
    bio: str = Field(default="", repr=False)
    joined_at: AwareDatetime | None = None
    picture: str = ""
    notes: tuple[CustomerNote, ...] = ()
    surveyed_at: AwareDatetime | None = None
    survey_case_id: str = ""
    asked_else_at: AwareDatetime | None = None
    wrote_on: tuple[str, ...] = ()
    wrote_in: tuple[str, ...] = ()
    writes_by: Literal["dm", "chat"] = "dm"
    introduced_at: AwareDatetime | None = None
    earlier_usernames: tuple[str, ...] = ()
    version: int = 0

    @property
    def hears_nothing(self) -> bool:
        """True while nothing automatic goes to them: they want none, were asked whether they do, or are spammers."""
        return self.opted_out_at is not None or self.stop_unclear or self.spam is True
