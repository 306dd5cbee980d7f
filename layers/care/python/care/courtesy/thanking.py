"""Whether a customer who thanks is thanked too. Each "no" is one line here and one test."""

from copy import replace
from datetime import datetime, timedelta

from care.account import Account
from care.acknowledgement.rules import DAY
from care.case.commands import Thank
from care.case.model import Case
from care.events import Message
from care.pausing import PAUSED

_ONCE_IN = timedelta(days=7)


def thank(case: Case, message: Message, account: Account, now: datetime) -> tuple[Case, Thank] | str:
    """The thanks to ask for, after people had their minutes, and the case that remembers it; or why not.

    `message` says nothing but thanks. What people answer meanwhile makes the thanks unwanted.
    """
    if reason := _never(case, message, account, now):
        return reason
    if account.paused_at is not None:
        return f"courtesy withheld: {PAUSED}"
    recent = (*(at for at in case.customer.automatic_at if now - at < DAY), now)
    customer = replace(case.customer, thanked_at=now, automatic_at=recent)
    command = Thank(
        account_id=case.account_id,
        customer_id=customer.customer_id,
        case_id=case.case_id,
        item_id=f"{case.case_id}:thanks:{message.id}",
        language=case.language,
        asked_at=now,
        channel=message.channel,
        in_reply_to=message.id,
        answers_at=message.at,
    )
    return replace(case, customer=customer), command


def _never(case: Case, message: Message, account: Account, now: datetime) -> str | None:
    customer, wanted = case.customer, account.courtesy.thanks
    if wanted == "nobody" or (message.channel == "public" and wanted != "everybody"):
        return "thanks are not answered automatically"
    if customer.opted_out_at is not None:
        return "the customer opted out"
    if message.encrypted:
        return "an encrypted chat cannot be answered by the API"
    if message.channel == "public" and (customer.protected or not message.summons):
        return "X lets nobody reply who was not summoned"
    if case.unanswered_since is not None and case.unanswered_since < message.at and case.topic != "thanks":
        return "the customer waits for an answer, and thanks are none"
    if customer.thanked_at is not None and now - customer.thanked_at < _ONCE_IN:
        return "thanked already within a week"
    if now - message.at > timedelta(minutes=account.acknowledgement.max_age_minutes):
        return "the thanks are too old to be answered"
    if len([at for at in customer.automatic_at if now - at < DAY]) >= account.acknowledgement.per_day:
        return "enough automatic messages for one day"
    return None
