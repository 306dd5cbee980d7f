"""Whether X takes a public reply: what a post says of it, and what X's own answers have taught.

X takes an answer of the API to a post that typed our handle or quoted us. Of a direct reply without a typed handle
running systems tell both, so it is tried once: a refused request costs nothing. What X said then holds for the case,
and for the account's other cases for a while, because X may change its mind.
"""

from copy import replace
from datetime import datetime, timedelta

from care.model.account import Account
from care.model.case import Case, LastMessage
from care.model.envelope import Answerable
from care.model.events import SendSettled
from care.model.messages import Message
from care.model.outcomes import Code, Outcome, codes, outcome

_REMEMBERED = timedelta(days=30)
_SHUT = frozenset({Code.not_summoned, Code.author_restricted})


def answerable(case: Case, message: Message | LastMessage, account: Account, now: datetime) -> Answerable:
    """Whether X takes a public answer to a message of the case."""
    known = message.answerable
    if known != "unknown":
        return known
    match case.implicit_replies or _of_account(account, now):
        case "taken":
            return "yes"
        case "refused":
            return "no"
        case _:
            return "unknown"


def shut(case: Case, message: Message | LastMessage, account: Account, now: datetime) -> Outcome | None:
    """Why X takes no public answer to a message of the case; None if it does, or if that is to be tried."""
    if answerable(case, message, account, now) != "no":
        return None
    return outcome(Code.author_restricted if message.addressed == "restricted" else Code.not_summoned)


def learned(case: Case, event: SendSettled) -> Case:
    """The case with what X's answer to a public send tells of the next one."""
    last = case.last_public
    if event.channel != "public" or last is None or event.in_reply_to != last.id:
        return case
    if event.outcome == "sent":
        return replace(case, implicit_replies="taken") if last.answerable == "unknown" else case
    why = _SHUT.intersection(codes(event.because))
    if event.outcome != "refused" or not why:
        return case
    closed = replace(last, summons=False)
    if last.addressed == "implied":
        case = replace(case, implicit_replies="refused")
    elif Code.author_restricted in why:
        closed = replace(closed, addressed="restricted")
    newest = closed if case.last_message.id == last.id else case.last_message
    return replace(case, last_public=closed, last_message=newest)


def _of_account(account: Account, now: datetime) -> str:
    at = account.implicit_replies_at
    return account.implicit_replies if at is not None and now - at < _REMEMBERED else ""
