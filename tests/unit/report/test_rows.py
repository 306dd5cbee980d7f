"""What analysts get: a row of each case and message in the columns that are told, and nobody's id in it."""

from copy import replace
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from tests.changing import changed

from care.model.case import Case, FirstAnswer, LastMessage, Survey
from care.model.customer import Customer
from care.model.stored_message import StoredMessage
from care.report.rows import CASES, MESSAGES, case_row, digest, message_rows

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY, NAIVE = NOW.date(), NOW.replace(tzinfo=None)
MADRID = timezone(timedelta(hours=1))
CASE = Case(
    case_id="C1",
    account_id="2",
    customer=Customer(account_id="2", customer_id="3", username="marta"),
    opened_at=NOW,
    last_message=LastMessage(id="9", channel="public", at=NOW),
)
MESSAGE = StoredMessage(id="9", channel="public", by="customer", at=NOW, text="mi pedido")


def of_case(**changes: object) -> dict[str, object]:
    return dict(zip(CASES, case_row(changed(CASE, **changes)), strict=True))


def of_messages(*messages: StoredMessage, on: date = DAY, with_text: bool = False) -> list[dict[str, object]]:
    return [dict(zip(MESSAGES, row, strict=True)) for row in message_rows(CASE, messages, on, with_text=with_text)]


def test_a_case_is_told_in_its_columns():
    assert of_case(
        opened_at=datetime(2026, 11, 24, 10, 0, tzinfo=MADRID),
        opened_in="public",
        state="resolved",
        topic="complaint",
        urgency=3,
        language="pt",
        first_answer=FirstAnswer(
            since=NOW + timedelta(minutes=1), at=NOW + timedelta(minutes=21, milliseconds=900), open_seconds=600
        ),
        resolved_at=NOW + timedelta(hours=2),
        private_contact=True,
        incident_id="I1",
        merged_into="C2",
        survey=Survey(kind="nps", state="answered", asked_at=NOW + timedelta(hours=3), score=0),
    ) == {
        "case_id": "C1",
        "customer": digest("2", "3"),
        "opened_at": NAIVE,
        "opened_in": "public",
        "state": "resolved",
        "topic": "complaint",
        "urgency": 3,
        "language": "pt",
        "first_answer_at": NAIVE + timedelta(minutes=21, milliseconds=900),
        "first_answer_wall_seconds": 1200,
        "first_answer_open_seconds": 600,
        "resolved_at": NAIVE + timedelta(hours=2),
        "private_contact": True,
        "incident_id": "I1",
        "merged_into": "C2",
        "survey_kind": "nps",
        "survey_asked_at": NAIVE + timedelta(hours=3),
        "survey_score": 0,
    }


def test_what_did_not_happen_to_a_case_is_left_empty():
    told = of_case()
    empty = {name for name, value in told.items() if value is None}
    assert empty == {
        *("first_answer_at", "first_answer_wall_seconds", "first_answer_open_seconds", "resolved_at"),
        *("incident_id", "merged_into", "survey_kind", "survey_asked_at", "survey_score"),
    }
    assert told["private_contact"] is False


def test_a_survey_that_was_not_asked_is_none():
    told = of_case(survey=Survey(kind="csat", state="planned"))
    assert (told["survey_kind"], told["survey_asked_at"], told["survey_score"]) == (None, None, None)


def test_a_message_is_told_in_its_columns_and_its_text_where_the_account_wants_it_alone():
    sent = replace(MESSAGE, id="10", channel="private", by="centralita", purpose="survey", encrypted=True, text="ñandú")
    row = {
        "message": digest("2", "10"),
        "case_id": "C1",
        "at": NAIVE,
        "channel": "private",
        "written_by": "centralita",
        "purpose": "survey",
        "encrypted": True,
        "deleted": False,
        "characters": 5,
        "text": None,
    }
    assert of_messages(sent) == [row]
    assert of_messages(sent, with_text=True) == [{**row, "text": "ñandú"}]


def test_a_deleted_message_is_told_as_one_and_what_has_no_purpose_has_none():
    [row] = of_messages(replace(MESSAGE, deleted_at=NOW, text=""))
    assert (row["deleted"], row["purpose"], row["characters"]) == (True, None, 0)


def test_notes_are_nothing_for_analysts():
    assert of_messages(replace(MESSAGE, channel="internal", by="person"), with_text=True) == []


@pytest.mark.parametrize(
    ("at", "on"),
    [
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 25, 0, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 0, 30, tzinfo=MADRID), False),
        (datetime(2026, 11, 25, 0, 30, tzinfo=MADRID), True),
    ],
)
def test_a_message_is_in_the_file_of_its_day_of_utc(at, on):
    assert len(of_messages(replace(MESSAGE, at=at))) == int(on)


def test_a_pseudonym_is_the_same_every_day_and_another_in_another_accounts_files():
    assert digest("2", "3") == sha256(b"2#3").hexdigest()[:16]
    assert digest("20", "3") != digest("2", "3")
