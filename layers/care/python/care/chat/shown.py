"""What a customer of an encrypted chat is shown of people at work: that they looked, and that they write."""

from datetime import datetime, timedelta
from typing import Literal

from care.model.account import Account
from care.model.case import Case
from care.model.chat import ChatShown

# Told later than this it is not true any more.
TRUE_FOR = timedelta(seconds=30)


def shown(case: Case, account: Account, what: Literal["seen", "typing"], now: datetime) -> ChatShown | None:
    """What is to be shown where the customer writes in the chat and the account wants it so; else None."""
    wanted = account.chat.mark_read if what == "seen" else account.chat.typing
    last = case.last_message
    if not wanted or case.customer.writes_by != "chat" or not last.chat or last.shut:
        return None
    whose = {"account_id": account.id, "customer_id": case.customer.customer_id}
    return ChatShown(**whose, what=what, message_id=last.id, at=now)


def is_true(told: ChatShown, now: datetime) -> bool:
    """True if it may still be shown: who looked has looked, and who wrote a while ago may have gone."""
    return told.what == "seen" or now - told.at <= TRUE_FOR
