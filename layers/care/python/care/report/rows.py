"""What analysts get of cases and messages: rows for columns, without text and names unless an account wants the text.

Customers and messages are told apart by digests of their ids, which are the same on every day, so that they can be
counted and joined. Digests are pseudonyms: whoever knows an id can compute its digest.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final, Literal

from care.model.case import Case
from care.model.stored_message import StoredMessage

type Type = Literal["VARCHAR", "INTEGER", "BOOLEAN", "TIMESTAMP"]
type Row = tuple[str | int | bool | datetime | None, ...]

CASES: Final[dict[str, Type]] = {
    "case_id": "VARCHAR",
    "customer": "VARCHAR",
    "opened_at": "TIMESTAMP",
    "opened_in": "VARCHAR",
    "state": "VARCHAR",
    "topic": "VARCHAR",
    "urgency": "INTEGER",
    "language": "VARCHAR",
    "first_answer_at": "TIMESTAMP",
    "first_answer_wall_seconds": "INTEGER",
    "first_answer_open_seconds": "INTEGER",
    "resolved_at": "TIMESTAMP",
    "private_contact": "BOOLEAN",
    "incident_id": "VARCHAR",
    "merged_into": "VARCHAR",
    "survey_kind": "VARCHAR",
    "survey_asked_at": "TIMESTAMP",
    "survey_score": "INTEGER",
}
MESSAGES: Final[dict[str, Type]] = {
    "message": "VARCHAR",
    "case_id": "VARCHAR",
    "at": "TIMESTAMP",
    "channel": "VARCHAR",
    "written_by": "VARCHAR",
    "purpose": "VARCHAR",
    "encrypted": "BOOLEAN",
    "deleted": "BOOLEAN",
    "characters": "INTEGER",
    "text": "VARCHAR",
}


def case_row(case: Case) -> Row:
    """A case in the columns of `CASES`; instants are UTC."""
    answer, survey = case.first_answer, case.survey
    return (
        case.case_id,
        digest(case.account_id, case.customer.customer_id),
        _utc(case.opened_at),
        case.opened_in,
        case.state,
        case.topic,
        case.urgency,
        case.language,
        _utc(answer.at) if answer else None,
        int((answer.at - answer.since).total_seconds()) if answer else None,
        answer.open_seconds if answer else None,
        _utc(case.resolved_at),
        case.private_contact,
        case.incident_id or None,
        case.merged_into or None,
        survey.kind if survey and survey.asked_at else None,
        _utc(survey.asked_at) if survey else None,
        survey.score if survey else None,
    )


def message_rows(case: Case, messages: Sequence[StoredMessage], on: date, *, with_text: bool) -> list[Row]:
    """The messages of a case that were written on a UTC day, in the columns of `MESSAGES`; notes are no messages."""
    return [
        (
            digest(case.account_id, message.id),
            case.case_id,
            _utc(message.at),
            message.channel,
            message.by,
            message.purpose or None,
            message.encrypted,
            message.deleted_at is not None,
            len(message.text),
            message.text if with_text else None,
        )
        for message in messages
        if message.channel != "internal" and message.at.astimezone(UTC).date() == on
    ]


def digest(account_id: str, x_id: str) -> str:
    """The pseudonym of an id of X in an account's files."""
    return hashlib.sha256(f"{account_id}#{x_id}".encode()).hexdigest()[:16]


def _utc(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC).replace(tzinfo=None)
