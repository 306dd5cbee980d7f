"""By which words a case is found: those that people at the desk see of it, and who its customer is."""

from collections.abc import Iterable

from care.desk.feedback import as_served
from care.desk.masking import shown
from care.model.account import Account
from care.model.actions import ReferenceTyped
from care.model.case import Case
from care.model.commands import SendReply
from care.model.decision import Decision
from care.model.events import Event, HandOverSettled
from care.model.outbox_item import Item
from care.model.stored_message import StoredMessage
from care.model.x_events import CustomerIntroduced
from care.search import words_of


def added_by(event: Event, decision: Decision, account: Account) -> set[str]:
    """The words that a decision adds to its case. What is masked at the desk is no word, nor are answers to surveys."""
    replies = [command.text for command in decision.commands if isinstance(command, SendReply)]
    named = isinstance(event, CustomerIntroduced | HandOverSettled | ReferenceTyped)
    if decision.case is None or not (decision.messages or replies or named):
        return set()
    texts = [*_texts(decision.messages, decision.case), *replies]
    return _of_whom(decision.case) | _seen(texts, account) | _about(decision.messages)


def all_of(case: Case, messages: Iterable[StoredMessage], items: Iterable[Item], account: Account) -> set[str]:
    """All words of a case, by its messages and by the replies that are on their way or went."""
    replies = [item.text for item in items if item.purpose == "reply"]
    kept = list(messages)
    return _of_whom(case) | _seen([*_texts(kept, case), *replies], account) | _about(kept)


def changes_what_is_there(decision: Decision) -> bool:
    """True if words may have to go: a message was deleted or edited."""
    return any(one.deleted_at is not None or one.edited_at is not None for one in decision.messages)


def _texts(messages: Iterable[StoredMessage], case: Case) -> list[str]:
    return [one.text for one in as_served(list(messages), case) if one.text]


def _about(messages: Iterable[StoredMessage]) -> set[str]:
    """The ids of the posts that a customer answered or quoted, by which the cases of a post of ours are found."""
    public = (one for one in messages if one.by == "customer" and one.channel == "public" and one.deleted_at is None)
    return {post_id for one in public for post_id in (one.in_reply_to, one.quotes) if post_id}


def _of_whom(case: Case) -> set[str]:
    who = case.customer
    references = (one.reference for one in case.hand_overs)
    return words_of(case.case_id, who.name, who.username, *who.earlier_usernames, who.customer_id, *references)


def _seen(texts: Iterable[str], account: Account) -> set[str]:
    return words_of(*(shown(text, account)[0] for text in texts))
