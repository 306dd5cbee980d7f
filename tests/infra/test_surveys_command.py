"""The terminal's surveys of a month are those of the report: the account's zone says to which month one belongs."""

from copy import replace
from datetime import UTC, datetime

import pytest
from infra.command.subcommands.surveys import _asked_in
from tests.functions.conftest import ACCOUNT
from tests.infra.test_cases_command import NOW, case_of
from tests.simulation.dynamodb import DynamoDB
from tests.template_tables import indexes

from care.case.counts import _of_case
from care.hours import Hours
from care.model.case import Survey
from care.tables.case_writes import CaseWrites
from care.tables.conversations import Conversations


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati", "Europe/Madrid"])
@pytest.mark.parametrize("hour", [1, 12, 22])
@pytest.mark.parametrize("day", [datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)])
def test_a_survey_belongs_to_the_month_in_which_the_report_counts_it(zone: str, hour: int, day: datetime):
    account = replace(ACCOUNT, hours=Hours.model_validate({"timezone": zone, "weekly": {"mon": [["09:00", "18:00"]]}}))
    asked = Survey(state="answered", kind="csat", asked_at=day.replace(hour=hour), score=4, answered_at=NOW)
    case = replace(case_of(1), survey=asked)
    dynamodb = DynamoDB(indexes())
    store = Conversations(dynamodb.client, "conversations")
    dynamodb.transact_write_items(TransactItems=list(CaseWrites("conversations").case(case, NOW)))
    found = [month for month in ("2026-11", "2026-12", "2027-01") if _asked_in(store, account, month)]
    counted = {key[0][:7] for key in _of_case(case, account.hours) if "csat" in key[4]}
    assert set(found) == counted
