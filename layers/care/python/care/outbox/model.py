"""An outbox item as a value, and the rules that need no table."""

import hashlib
import re
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from care.account import Account
from care.case.model import Case
from care.envelope import Channel
from care.survey import rules as survey_rules

Purpose = Literal["reply", "resolution", "acknowledgement", "survey"]
State = Literal["waiting", "claimed", "released", "sent", "refused", "unconfirmed", "withdrawn", "held"]

# The order in which what waits is sent: a person's reply before all that is automatic.
LANES: dict[Purpose, int] = {"reply": 1, "resolution": 2, "acknowledgement": 3, "survey": 4}


class Item(BaseModel):
    """Something to send once.

    `item_id` is made of case, purpose and a number, so that asking twice makes one item. `wanted_until` is when the
    text stops being true; `answers_at` is when the message was written that an acknowledgement answers. `doubtful`
    says that an earlier attempt may have been done after all.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    item_id: str
    account_id: str
    customer_id: str
    case_id: str
    channel: Channel
    purpose: Purpose
    text: str
    created_at: AwareDatetime
    in_reply_to: str = ""
    answers_at: AwareDatetime | None = None
    wanted_until: AwareDatetime | None = None
    state: State = "waiting"
    attempts: int = 0
    doubtful: bool = False
    claimed_at: AwareDatetime | None = None
    settled_at: AwareDatetime | None = None
    x_id: str = ""
    reason: str = ""
    approved_by: str = ""

    @property
    def queue(self) -> str:
        """The account's posts or DMs: one publisher at a time sends them."""
        return queue_of(self.account_id, self.channel)


def queue_of(account_id: str, channel: Channel) -> str:
    """The name under which one account's posts, or its DMs, are sent."""
    return f"{account_id}#{channel}"


def still_wanted(item: Item, case: Case | None, account: Account, now: datetime) -> str | None:
    """Why an item is not to be sent any more, or None if it is."""
    if case is None:
        return "the case is gone"
    if item.wanted_until is not None and now >= item.wanted_until:
        return "its text is no longer true"
    if item.purpose in {"acknowledgement", "survey"} and case.customer.opted_out_at is not None:
        return "the customer opted out"
    if item.purpose == "acknowledgement":
        answered = case.person_answered_at
        if answered is not None and item.answers_at is not None and answered >= item.answers_at:
            return "a person has answered"
        if case.state == "resolved":
            return "the case is resolved"
    if item.purpose == "survey" and not survey_rules.still_wanted(case, account, now):
        return "the survey was cancelled"
    return None


_LEADING_MENTIONS = re.compile(r"^(?:\s*@[A-Za-z0-9_]{1,20})+\s*")


def fingerprint(text: str) -> str:
    """The same for a text that we sent and for its echo: X adds mentions in front of a reply and may change blanks."""
    plain = " ".join(_LEADING_MENTIONS.sub("", text).split())
    return hashlib.sha256(plain.encode()).hexdigest()
