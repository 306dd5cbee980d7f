"""What is kept of a case beside it, by account and month, so that a month's measures are one read.

A row stands for a case and is replaced as the case goes on: whatever is redelivered, it is counted once.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from care.model.case import Case
from care.report.rows import digest
from care.tables.attributes import plain


def surveys_key(account_id: str, month: str) -> str:
    """Where the surveys lie that an account asked in a month."""
    return f"SURVEYS#{account_id}#{month}"


def talks_key(account_id: str, month: str) -> str:
    """Where an account's automatic conversations lie that began in a month."""
    return f"SELFSERVICE#{account_id}#{month}"


def labels_key(account_id: str, month: str) -> str:
    """Where the topics lie that people corrected of an account's cases that were opened in a month."""
    return f"LABELS#{account_id}#{month}"


def rows_of(case: Case) -> Iterator[dict[str, Any]]:
    """The rows of a case with their keys, without texts: no comment, no value that a customer gave, no message."""
    if case.corrected is not None:
        pk = labels_key(case.account_id, _month(case.opened_at))
        customer = digest(case.account_id, case.customer.customer_id)
        yield {**plain(case.corrected), "customer": customer, "case_id": case.case_id, "pk": pk, "sk": case.case_id}
    if case.survey is not None and case.survey.asked_at is not None:
        pk = surveys_key(case.account_id, _month(case.survey.asked_at))
        yield {**plain(case.survey, exclude={"comment"}), "case_id": case.case_id, "pk": pk, "sk": case.case_id}
    if case.selfservice is not None:
        pk = talks_key(case.account_id, _month(case.selfservice.begun_at))
        talk = plain(case.selfservice.talk, exclude={"values", "offered", "asking"})
        yield {**talk, "case_id": case.case_id, "pk": pk, "sk": case.case_id}


def _month(at: datetime) -> str:
    return f"{at:%Y-%m}"
