"""What is said about automatic messages themselves: that they ended and how they come back, or what a customer means.

Both go although nothing else automatic does: a stop is confirmed once, and a question ends with its answer.
"""

from typing import Final, Literal

from care.model.account import Account
from care.model.case import Case
from care.model.commands import AnswerByDm
from care.model.settings import placeholder_values
from care.model.stored_message import StoredMessage
from care.texts.shipped_texts import shipped

_MARK: Final = ":stop:"


def is_about_stopping(item_id: str) -> bool:
    """Whether an outbox item confirms a stop or asks whether one is meant."""
    return _MARK in item_id


def about_stopping(
    case: Case, message: StoredMessage, account: Account, says: Literal["stopped", "unclear"]
) -> AnswerByDm:
    """The one DM that says so, in the case's language."""
    text = shipped(account.spoken(case.language)).stop[says]
    return AnswerByDm.model_validate(
        {
            **case.ids,
            "item_id": f"{case.case_id}{_MARK}{message.id}",
            "language": case.language,
            "asked_at": message.at,
            "text": text.replace("{brand}", placeholder_values.brand(account.name, account.username)),
            "answers_at": message.at,
            "noted": says == "unclear",
        }
    )
