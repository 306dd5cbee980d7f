"""Whether a customer who thanks is thanked too. Each "no" is one line here and one test."""

from copy import replace
from datetime import datetime, timedelta

from care.acknowledgement.rules import DAY
from care.acknowledgement.told import sets_out
from care.acknowledgement.unwanted import unwanted
from care.model.account import Account
from care.model.case import Case
from care.model.commands import Thank
from care.model.messages import Message
from care.model.outcomes import Code, Outcome, outcome
from care.replies.rules import shut

_ONCE_IN = timedelta(days=7)


def thank(case: Case, message: Message, account: Account, now: datetime) -> tuple[Case, Thank] | Outcome:
    """The thanks to ask for, after people had their minutes, and the case that remembers it; or why not.

    `message` says nothing but thanks. What people answer meanwhile makes the thanks unwanted.
    """
    if reason := _never(case, message, account, now):
        return reason
    if account.paused_at is not None:
        return outcome(Code.withheld, purpose="courtesy")
    recent = (*(at for at in case.customer.automatic_at if now - at < DAY), now)
    customer = replace(case.customer, thanked_at=now, automatic_at=recent)
    command = Thank(
        **case.ids,
        item_id=f"{case.case_id}:thanks:{message.id}",
        language=case.language,
        asked_at=now,
        channel=message.channel,
        in_reply_to=message.id,
        answers_at=message.at,
    )
    return sets_out(case, replace(case, customer=customer), command.item_id, now), command


def _never(case: Case, message: Message, account: Account, now: datetime) -> Outcome | None:
    customer, wanted = case.customer, account.courtesy.thanks
    if wanted == "nobody" or (message.channel == "public" and wanted != "everybody"):
        return outcome(Code.thanks_off)
    if spam := unwanted(case):
        return spam
    if customer.hears_nothing:
        return outcome(Code.customer_opted_out)
    if message.encrypted:
        return outcome(Code.encrypted_chat)
    if message.channel == "public" and (customer.protected or shut(case, message, account, now)):
        return outcome(Code.not_summoned)
    if case.unanswered_since is not None and case.unanswered_since < message.at and case.topic != "thanks":
        return outcome(Code.thanks_while_waiting)
    if customer.thanked_at is not None and now - customer.thanked_at < _ONCE_IN:
        return outcome(Code.thanked_lately)
    if now - message.at > timedelta(minutes=account.acknowledgement.max_age_minutes):
        return outcome(Code.thanks_too_old)
    if len([at for at in customer.automatic_at if now - at < DAY]) >= account.acknowledgement.per_day:
        return outcome(Code.enough_for_a_day)
    return None
