"""What the demo's brands lived through before the run began (`make run`)."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from infra.local.clock import LocalClock
from infra.local.connection import made_up_keys
from infra.local.demo import begins, brands
from infra.local.past.ledger import Ledger
from infra.local.past.month import month
from infra.local.past.scenes import lately
from infra.local.past.telling import Tables, Telling
from infra.local.past.writing import Writing
from infra.local.x import SimulatedX

_SUNDAY, _WEDNESDAY = "2026-11-29T20:00:00+01:00", "2026-12-02T11:30:00+01:00"


@pytest.mark.parametrize("day", range(7))
def test_on_whatever_weekday_it_is_started_the_report_has_thirty_days(day: int):
    now = datetime.fromisoformat(_SUNDAY) + timedelta(days=day)
    accounts = {one.username: one for one in brands(lives=True)}
    told = month(accounts, now)
    for account in accounts.values():
        zone = account.hours.zone
        days = {one.at.astimezone(zone).date() for one in told if one.account_id == account.id}
        assert len(days) >= 28
    assert max(one.at for one in told) < now
    assert [one.scene for one in told] == [one.scene for one in month(accounts, now)]


@pytest.mark.parametrize("now", [_SUNDAY, _WEDNESDAY])
def test_what_was_lately_leaves_cases_in_every_state_and_nothing_due(now: str, tmp_path: Path):
    told = _told(datetime.fromisoformat(now), tmp_path)
    cases = list(told._cases.values())
    assert len(cases) >= 40
    assert Counter(case.state for case in cases).keys() == {"open", "waiting", "resolved"}
    found = {
        "mine": any(case.assignee for case in cases),
        "named": any(case.mentions for case in cases),
        "waits for approval": any(case.awaiting_approval for case in cases),
        "refused": any(case.refused_sends for case in cases),
        "snoozed": any(case.snoozed_until for case in cases),
        "tagged": any(case.tags for case in cases),
        "noted": any(case.customer.notes for case in cases),
        "promise broken": any(one.state == "broken" for case in cases for one in case.promises),
        "opted out": any(one.opted_out_at for one in told._customers.values()),
        "influencer": any(case.influencer for case in cases),
        "picture": any(case.shows_media for case in cases),
        "scored": any(case.survey and case.survey.score for case in cases),
        "told of the incident's end": any(one.purpose == "resolution" for one in told._items.values()),
    }
    assert [name for name, holds in found.items() if not holds] == []
    assert not any(case.due_at and case.due_at <= told.until for case in cases)
    assert all(case.excerpt and not case.customer.name.isdigit() for case in cases)
    left = [one for one in told._items.values() if one.state not in {"sent", "withdrawn", "refused", "held"}]
    assert {one.queue for one in left} == told.waiting()
    assert all(told.until - one.created_at < timedelta(minutes=1) for one in left)
    ended = [one for account in told.accounts.values() for one in account.incidents]
    assert [one.ended_at is not None for one in ended] == [True]


def test_tables_in_memory_refuse_what_is_written_twice_and_add_to_counters():
    ledger = Ledger()
    row = {"pk": {"S": "A"}, "sk": {"S": "B"}}
    put = {"Put": {"TableName": "t", "Item": row, "ConditionExpression": "attribute_not_exists(pk)"}}
    ledger.transact_write_items(TransactItems=[put])
    with pytest.raises(RuntimeError, match="written twice"):
        ledger.transact_write_items(TransactItems=[put])
    values = {":n": {"N": "3"}, ":until": {"N": "9"}}
    told = "ADD sends :n SET expires_at = :until"
    add = {"TableName": "t", "Key": row, "UpdateExpression": told, "ExpressionAttributeValues": values}
    ledger.transact_write_items(TransactItems=[{"Update": add}, {"Update": add}])
    assert ledger.get_item(TableName="t", Key=row)["Item"] == {**row, "sends": {"N": "6"}, "expires_at": {"N": "9"}}


def _told(now: datetime, directory: Path) -> Telling:
    accounts = {one.username: one for one in brands(lives=True)}
    clock = LocalClock(directory / "clock", begins(now))
    x = SimulatedX(made_up_keys(list(accounts.values()), client_secret=False), clock.now, checked=False)
    telling = Telling(Writing(x), clock, list(accounts.values()), Tables("c", "o"), now - timedelta(minutes=2))
    telling.tell([one for one in lately(accounts, now) if not one.scene.chat])
    return telling
