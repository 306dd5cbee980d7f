"""The edges of the settings' sections: fields left empty, shares in percent, a brand that moves to another country."""

from copy import replace
from datetime import UTC, datetime

import pytest
from tests.changing import changed

from care.desk.sections import courtesy, hours, selfservice, surveys, targets
from care.desk.sections.drafts import InvalidDraft
from care.model.account import Account

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
ACCOUNT = Account.model_validate(
    {
        "id": "2",
        "username": "tiendaluna",
        "name": "Tienda Luna",
        "privacy_url": "https://t.example/p",
        "hours": {"timezone": "Europe/Madrid", "weekly": {"mon": [["09:00", "14:00"]]}},
    }
)


@pytest.mark.parametrize(
    "name", ["complaint_minutes", "other_minutes", "grace_minutes", "max_age_minutes", "per_day", "undo_seconds"]
)
def test_an_emptied_target_is_asked_for_and_not_replaced_by_a_number_that_nobody_chose(name):
    with pytest.raises(InvalidDraft) as wrong:
        targets.change(ACCOUNT, targets.draft_of(ACCOUNT) | {name: ""})
    assert [problem.place for problem in wrong.value.problems] == [name]


def test_a_resolution_may_have_no_target():
    draft = targets.draft_of(ACCOUNT) | {"resolution_minutes": "600"}
    with_target = targets.change(ACCOUNT, draft)
    assert with_target.sla.resolution_minutes == 600
    emptied = targets.draft_of(with_target) | {"resolution_minutes": ""}
    assert targets.change(with_target, emptied).sla.resolution_minutes is None


def test_emptied_rules_of_surveys_and_self_service_are_asked_for_too():
    for name in ("quiet_minutes", "cooldown_days", "expiry_days", "follow_up_minutes", "sampling", "kind"):
        with pytest.raises(InvalidDraft) as wrong:
            surveys.change(ACCOUNT, surveys.draft_of(ACCOUNT) | {name: ""})
        assert [problem.place for problem in wrong.value.problems] == [name]
    draft = selfservice.draft_of(ACCOUNT, "general")
    for name in ("threshold", "most_messages"):
        with pytest.raises(InvalidDraft) as wrong:
            selfservice.change(ACCOUNT, draft | {name: ""}, "general")
        assert [problem.place for problem in wrong.value.problems] == [name]
    left = selfservice.change(ACCOUNT, draft | {"resolves_after_minutes": ""}, "general")
    assert left.selfservice.resolves_after_minutes is None


@pytest.mark.parametrize(("typed", "share"), [("33.3", 0.333), ("12,5 %", 0.125), ("0", 0.0), ("100%", 1.0)])
def test_a_share_in_percent_is_exactly_that_share(typed, share):
    changed = surveys.change(ACCOUNT, surveys.draft_of(ACCOUNT) | {"sampling": typed})
    assert changed.survey.sampling == share
    assert surveys.change(changed, surveys.draft_of(changed)) == changed


@pytest.mark.parametrize("typed", ["101", "-1", "nan", "inf", "half", "", "1e9"])
def test_what_is_no_share_is_refused_in_percent(typed):
    with pytest.raises(InvalidDraft, match="from 0 to 100"):
        surveys.change(ACCOUNT, surveys.draft_of(ACCOUNT) | {"sampling": typed})


def test_a_brand_that_moves_keeps_its_own_dates_and_not_the_holidays_of_where_it_was():
    spanish = hours.change(ACCOUNT, hours.draft_of(ACCOUNT) | {"country": "ES", "region": "MD"}, NOW)
    draft = hours.draft_of(spanish)
    christmas = next(row for row in draft["dates"] if row["from"] == "2026-12-25")
    christmas["open"] = "10:00-12:00"
    draft["dates"].append({"from": "2026-12-31", "to": "", "open": "", "label": "Inventario"})
    changed = hours.change(spanish, draft, NOW)
    moved = hours.change(changed, hours.draft_of(changed) | {"country": "PT", "region": ""}, NOW)
    coming = {str(entry.first): entry for entry in moved.hours.dates if entry.first >= NOW.date()}
    assert set(coming) == {"2026-12-01", "2026-12-08", "2026-12-25", "2026-12-31"}, "the 7th was Madrid's alone"
    assert coming["2026-12-25"].open == (("10:00", "12:00"),)
    assert "Inmaculada" not in (coming["2026-12-08"].label or "")
    passed = [entry for entry in moved.hours.dates if entry.first < NOW.date()]
    assert {e for e in spanish.hours.dates if e.first < NOW.date()} <= set(passed), "what has been stays as it was"


def test_an_absence_without_a_beginning_begins_now_and_is_what_customers_are_told():
    empty = {"from": "", "to": "2026-11-25T13:00", "label": "Formación"}
    draft = hours.draft_of(ACCOUNT) | {"always": True, "weekly": {}, "absences": [empty]}
    away = hours.change(ACCOUNT, draft, NOW.replace(second=42))
    [absence] = away.hours.absences
    assert (absence.start, absence.end) == (NOW, datetime(2026, 11, 25, 12, 0, tzinfo=UTC))
    now, *_ = hours.told(away, NOW.replace(second=42))
    assert (now.occasion, now.label) == ("absence", "Formación")
    with pytest.raises(InvalidDraft) as wrong:
        hours.change(ACCOUNT, draft | {"absences": [empty | {"to": "2026-11-25T10:00"}]}, NOW)
    assert wrong.value.problems[0].place == "absences.0", "an end that has passed is no absence"


def test_a_greeting_is_shown_as_of_an_opening_and_a_goodbye_as_of_the_last_closing_of_a_day():
    week = {day: [["09:00", "14:00"], ["16:00", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    shop = replace(ACCOUNT, hours=changed(ACCOUNT.hours, weekly=week))
    shown = {one.said: one.text for one in courtesy.costs(shop, NOW)}  # a Wednesday at 11:00, before the lunch break
    assert "de 9:00 a 14:00 y de 16:00 a 19:00" in shown["greeting"]
    assert "mañana, viernes 27" in shown["goodbye"], "Thursday closes at 19:00, and Friday is its tomorrow"
    assert "16:00" not in shown["goodbye"]


@pytest.mark.parametrize("changes", [{"always": True, "weekly": {}}, {"weekly": {}}])
def test_who_never_opens_or_never_closes_sees_what_courtesy_costs_all_the_same(changes):
    shop = replace(ACCOUNT, hours=changed(ACCOUNT.hours, **changes))
    assert [one.posts for one in courtesy.costs(shop, NOW)] == [0, 0, 0, 0, None]
    for part in courtesy.PARTS[1:]:
        draft = courtesy.draft_of(shop, part)
        assert all(courtesy.preview(shop, draft, part, NOW).values())
