"""The messages of a case as whoever reads them may see them, and the one that is to be answered."""

from collections.abc import Sequence

from care.desk.feedback import as_served
from care.desk.story import answering, may_be_answered
from care.model.case import Case
from care.model.stored_message import StoredMessage
from desk.dependencies import conversations
from desk.requests import Request


def messages_of(request: Request) -> list[StoredMessage]:
    """All of them; who serves sees of an answer to a survey no score."""
    case, _ = request.matter
    messages = conversations.messages(case.case_id)
    return messages if request.who.may_in(case.account_id, "supervisors") else as_served(messages, case)


def answering_to(request: Request, message_id: str) -> Case:
    """The case as it stands for an answer to a certain post."""
    case, _ = request.matter
    to = chosen(message_id, messages_of(request) if message_id else ())
    return case if to is None else answering(case, to)


def chosen(message_id: str, messages: Sequence[StoredMessage]) -> StoredMessage | None:
    """The message that is to be answered, if it is one that can be."""
    return next((one for one in messages if one.id == message_id and may_be_answered(one)), None)
