"""Settings that some reader could do nothing with are refused when saved, and stay readable where they are stored."""

import time
from copy import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from infra.settings_file import WrongSettings, account_of
from pydantic import TypeAdapter, ValidationError

from care.hours import Hours
from care.hours.entries import Absence, SpecialDate
from care.hours.reach import within_reach
from care.instants import END, FIRST, shown_in
from care.model.account import Account
from care.model.actions import CaseSnoozed, PromiseMade
from care.model.bounded_instants import BoundedInstant, BoundedLocal
from care.model.limits import LARGEST, refuse_unusable, unusable
from care.model.settings.selfservice import SelfServiceSettings
from care.triage.changes import AddedRule, TriageRules
from care.triage.classification import classify
from care.triage.nodes import Node
from care.triage.rules import MOST_FORMS, compiled, forms_over
from care.x.fields import instant_of

ACCOUNT = Account.model_validate(
    {
        "id": "1",
        "username": "shop",
        "name": "Shop",
        "privacy_url": "https://shop.example/privacy",
        "hours": {"timezone": "Europe/Madrid", "weekly": {"mon": [["09:00", "17:00"]]}},
    }
)
FAR = "9999-12-31T23:59:59Z"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WHOSE = {"account_id": "1", "customer_id": "2", "case_id": "C", "action_id": "a", "by": "ana", "at": NOW}


def with_hours(**hours: Any) -> Account:
    return replace(ACCOUNT, hours=Hours.model_validate({**ACCOUNT.hours.model_dump(by_alias=True), **hours}))


def codes(account: Account) -> set[tuple[str, str]]:
    return {(".".join(map(str, where)), error.type) for where, error in unusable(account)}


@pytest.mark.parametrize("given", [FAR, "0001-01-01T00:00:00Z", "2006-03-20T23:59:59Z", "2100-01-01T00:00:00Z", 10**11])
def test_an_instant_from_outside_lies_between_the_beginning_of_x_and_the_end_of_the_century(given: str | int):
    for kind in (BoundedInstant, BoundedLocal):
        with pytest.raises(ValidationError) as refused:
            TypeAdapter(kind).validate_python(given)
        [error] = refused.value.errors()
        assert error["type"] == "out_of_reach"
        assert error["ctx"]["last"] == "2099-12-31"
    with pytest.raises(ValidationError):
        PromiseMade.model_validate({**WHOSE, "text": "x", "due_at": given})
    with pytest.raises(ValidationError):
        CaseSnoozed.model_validate({**WHOSE, "until": given})


def test_the_bounds_themselves_and_what_was_stored_are_taken():
    adapter = TypeAdapter(BoundedInstant)
    assert adapter.validate_python(FIRST) == FIRST
    assert adapter.validate_python(END - timedelta(seconds=1)) < END
    assert adapter.validate_json(f'"{FAR}"', context={"stored": True}).year == 9999


@pytest.mark.parametrize("iso", [FAR, "0001-01-01T00:00:00Z", "2006-03-20T00:00:00+00:00"])
def test_an_instant_of_x_lies_in_the_same_bounds(iso: str):
    with pytest.raises(ValueError, match="out of reach"):
        instant_of(iso=iso)


def test_what_a_zone_cannot_show_is_shown_as_it_is():
    far = datetime.fromisoformat(FAR)
    assert shown_in(far, ACCOUNT.hours.zone) == far
    assert shown_in(NOW, ACCOUNT.hours.zone).hour == 13


@pytest.mark.parametrize(
    ("kind", "entry", "place"),
    [
        ("absences", {"from": "2026-01-01T00:00:00Z", "to": FAR}, "hours.absences.0.to"),
        ("absences", {"from": "0001-01-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"}, "hours.absences.0.from"),
        ("dates", {"from": "2026-01-01", "to": "9999-12-31", "open": []}, "hours.dates.0.to"),
        ("dates", {"from": "1999-01-01", "open": []}, "hours.dates.0.from"),
    ],
)
def test_hours_out_of_reach_are_refused_and_stored_ones_end_where_it_does(kind: str, entry: dict[str, Any], place: str):
    account = with_hours(**{kind: [entry]})
    assert (place, "out_of_reach") in codes(account)
    assert codes(replace(account, hours=within_reach(account.hours))) == set()


def test_what_was_wrong_before_may_stay_and_nothing_new_may_come():
    before = with_hours(absences=[{"from": "2026-01-01T00:00:00Z", "to": FAR}])
    refuse_unusable(replace(before, undo_seconds=0), before)
    with pytest.raises(ValidationError):
        refuse_unusable(replace(before, name="a\x00b"), before)


def test_hours_within_reach_stay_the_same():
    assert within_reach(ACCOUNT.hours) is ACCOUNT.hours
    gone = with_hours(absences=[{"from": "0001-01-01T00:00:00Z", "to": "0002-01-01T00:00:00Z"}]).hours
    assert within_reach(gone).absences == ()


def test_more_dates_than_the_form_takes_are_refused():
    first = date(2027, 1, 1)
    dates = tuple(SpecialDate(first=(d := first + timedelta(days=n)), last=d, open=()) for n in range(800))
    account = replace(ACCOUNT, hours=replace(ACCOUNT.hours, dates=dates))
    assert codes(account) == {("hours.dates", "too_many_entries")}
    assert codes(replace(ACCOUNT, hours=replace(ACCOUNT.hours, dates=dates[:400]))) == set()


def test_more_absences_spans_labels_and_watched_words_than_can_be_used_are_refused():
    away = tuple(
        Absence(start=NOW + timedelta(days=2 * n), end=NOW + timedelta(days=2 * n + 1), label="x" * 201)
        for n in range(101)
    )
    spans = [[f"{n // 2:02}:{n % 2 * 30:02}", f"{n // 2:02}:{n % 2 * 30 + 10:02}"] for n in range(25)]
    account = replace(with_hours(weekly={"tue": spans}), second_look=("ab",) * 301)
    account = replace(account, hours=replace(account.hours, absences=away))
    assert {place for place, _ in codes(account)} >= {
        "hours.absences",
        "hours.absences.0.label",
        "hours.weekly.tue",
        "second_look",
    }


@pytest.mark.parametrize("name", ["a\x00b", "a\rb", "a\x1b[2J", "\x85x", "\ud800"])
def test_no_text_of_settings_holds_a_control_character_or_half_a_character(name: str):
    changed = Account.model_construct(**{**dict(ACCOUNT), "name": name})
    if name == "\ud800":
        with pytest.raises(ValueError, match="surrogates"):
            unusable(changed)
        return
    assert codes(changed) == {("name", "unseen_character")}


def test_articles_over_what_a_row_takes_are_refused():
    articles = [
        {
            "id": f"a{n}",
            "question": {"es": f"¿Uno {n}?", "pt": f"Um {n}?", "en": f"One {n}?"},
            "answer": dict.fromkeys(("es", "pt", "en"), "x" * 2000),
        }
        for n in range(70)
    ]
    settings = SelfServiceSettings.model_validate({"articles": articles})
    account = replace(ACCOUNT, selfservice=settings)
    assert ("", "settings_too_large") in codes(account)
    with pytest.raises(ValidationError):
        refuse_unusable(account, account)
    # With the open incidents beside them they stay below the limit of an item.
    assert LARGEST + 12 * 13_500 < 409_600


def test_a_key_of_many_parts_is_refused_before_it_is_read():
    began = time.perf_counter()
    for text in ("a" + ".a" * 50_000 + " = 1", "[" + "a." * 50_000 + "a]", '"a"' + ' . "a"' * 50_000 + "=1"):
        with pytest.raises(WrongSettings, match="parts"):
            account_of(text, Path("shop.toml"))
    for text in ("a" * 2_000_000, "#" * 1_000_001):
        with pytest.raises(WrongSettings, match="characters"):
            account_of(text, Path("shop.toml"))
    assert time.perf_counter() - began < 2


def test_what_a_text_says_is_no_key_of_many_parts():
    with pytest.raises(WrongSettings, match="there is no such setting"):
        account_of('note = "Espera…........................................ www.a.b.c/d.e.f"', Path("shop.toml"))


def places(nodes: dict[str, Node]) -> int:
    return sum(1 + places(node.next) for node in nodes.values())


PHRASES = [
    ["con* con* con* con*"],
    ["con* " * 16],
    ["# # # # # # # #"],
    [f"con{chr(97 + n // 26)}{chr(97 + n % 26)}* con* con*" for n in range(500)],
]


@pytest.mark.parametrize("phrases", PHRASES, ids=["four", "sixteen", "numbers", "many"])
def test_phrases_whose_stems_multiply_are_refused_and_cost_nothing_where_they_are_stored(phrases: list[str]):
    rules = TriageRules(
        added=tuple(AddedRule(language="es", topic="complaint", phrase=phrase.strip()) for phrase in phrases)
    )
    began = time.process_time()
    assert forms_over(rules) > MOST_FORMS
    ready = compiled(rules)
    assert time.process_time() - began < 3  # it was minutes and gigabytes
    assert places(ready.tree.root) <= MOST_FORMS + 20_000
    assert codes(replace(ACCOUNT, triage=rules)) == {("triage.added", "lexicon_too_dear")}
    began = time.process_time()
    classify("con contar 7 " * 22, "es", ready)
    assert time.process_time() - began < 0.05


def test_ordinary_phrases_with_stems_are_read_as_before():
    phrases = ("reclam* otra vez", "pedido # sin lleg*", "cancel* ya")
    rules = TriageRules(added=tuple(AddedRule(language="es", topic="complaint", phrase=one) for one in phrases))
    assert forms_over(rules) == 0
    verdict = classify("He reclamado otra vez: pedido 77 sin llegar", "es", compiled(rules))
    found = {one.rule for one in verdict.because}
    assert {"es:complaint:reclam* otra vez", "es:complaint:pedido # sin lleg*"} <= found
