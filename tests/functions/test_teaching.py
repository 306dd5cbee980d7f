"""A night's learning over the tables: from corrections of people, used where it is better, undone, and switched off."""

from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from tests.functions.conftest import ACCOUNT, NIGHT, SHOP, World
from tests.functions.kept_aws import kept
from tests.functions.test_people_and_rights import Mention, action, case_of, happen
from tests.unit.triage.test_teaching import ASKED, PLACES

from care.model.account import LearningSettings
from care.model.actions import CaseLabelled
from care.model.teaching import InUse, Version
from care.report.rows import digest
from care.tables.accounts import Accounts, SavedMeanwhile
from care.tables.teaching import Teaching
from care.x.delivery import read_delivery


@pytest.fixture
def corrected(world: World, mention: Mention) -> World:
    """Sixteen customers whose topic people corrected."""
    kept("corrected", ("sqs", "dynamodb", "s3"), lambda: _correct(world, mention))
    world.at(NIGHT + timedelta(hours=6))
    return world


def _correct(world: World, mention: Mention) -> None:
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="analysis", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for number in range(16):
        who = str(3000000000000000100 + number)
        text = f"@tiendaluna {ASKED[number % 4].format(PLACES[number % 5])}"
        happen(world, *read_delivery(mention(str(100 + number), text=text, author_id=who)).events)
        label = action(case_of(world, who), CaseLabelled, topic="after_sales")
        happen(world, replace(label, action_id=f"l{number}", at=NIGHT + timedelta(seconds=number)))


def teaching(world: World) -> Teaching:
    return Teaching(world.dynamodb, "conversations", "accounts")


def account(world: World):
    return Accounts(world.dynamodb, "accounts").get(SHOP)


def test_a_correction_is_kept_as_a_label_without_a_text(corrected: World):
    rows = corrected.conversations.labels(SHOP, "2026-11")
    assert len(rows) == 16
    assert {row["after"] for row in rows} == {"after_sales"}
    assert "canguro" not in repr(rows)
    assert "30000000000000001" not in repr(rows)


def test_a_night_learns_what_the_next_message_is_read_by_and_it_can_be_undone(corrected: World, mention: Mention):
    corrected.call("export")
    learned = account(corrected).taught
    assert (learned.number, learned.held, bool(learned.weights)) == (1, False, True)
    who = "3000000000000000900"
    new = mention("900", text="@tiendaluna oye, el canguro naranja para cuándo?", author_id=who)
    corrected.handler("cases").accounts._known.clear()
    happen(corrected, *read_delivery(new).events)
    assert case_of(corrected, who).topic == "after_sales"
    stored = repr(teaching(corrected).versions(SHOP))
    assert "canguro" in stored
    assert stored.count("azul") < 3
    assert teaching(corrected).use(SHOP, 0)
    corrected.call("export")
    assert account(corrected).taught == InUse(held=True), "what a person chose stays"
    teaching(corrected).go_on(SHOP)
    assert not teaching(corrected).use(SHOP, 7)
    assert teaching(corrected).use(SHOP, 1)
    assert account(corrected).taught == replace(learned, held=True)


def test_a_night_without_a_new_correction_asks_for_nothing_more(corrected: World):
    assert teaching(corrected).night(SHOP, NIGHT) is not None
    assert teaching(corrected).night(SHOP, NIGHT) is None


def test_where_learning_is_off_corrections_stay_labels_and_what_was_learned_is_not_used(corrected: World):
    corrected.call("export")
    Accounts(corrected.dynamodb, "accounts").put(replace(ACCOUNT, learning=LearningSettings(enabled=False)))
    assert account(corrected).taught_weights == ""
    assert teaching(corrected).night(SHOP, NIGHT) is None


def test_after_an_erasure_what_is_in_use_was_learned_without_the_customer(corrected: World):
    corrected.call("export")
    whose = "3000000000000000100"
    corrected.conversations.erase(SHOP, whose, NIGHT)
    assert teaching(corrected).forget(SHOP, whose, NIGHT + timedelta(days=1)) == 1
    [again] = teaching(corrected).versions(SHOP)
    assert len(again.customers) == len(set(again.customers)) == 12
    assert teaching(corrected).forget(SHOP, whose, NIGHT) == 0


def test_what_came_of_the_last_night_goes_before_the_version_that_the_customer_taught(
    corrected: World, monkeypatch: pytest.MonkeyPatch
):
    corrected.call("export")
    drop = Teaching._drop
    with monkeypatch.context() as broken:
        broken.setattr(Teaching, "_drop", lambda self, id_, sk: drop(self, id_, sk) if sk == "TAUGHT" else 1 / 0)
        with pytest.raises(ZeroDivisionError):
            teaching(corrected).forget(SHOP, "3000000000000000100", NIGHT)
    assert teaching(corrected).last(SHOP) is None


def test_an_erasure_finds_its_customer_in_versions_that_are_more_than_one_answer_holds(world: World):
    others = tuple(f"{number:016x}" for number in range(14_000))
    for number in range(1, 6):
        whose = (digest(SHOP, "3000000000000000100"), *others) if number == 1 else others
        kept = Version(number=number, at=NIGHT, weights="w", customers=whose)
        teaching(world)._put(SHOP, f"TAUGHT#{number:06}", kept, NIGHT)
    assert teaching(world).forget(SHOP, "3000000000000000100", NIGHT) == 1
    assert [one.number for one in teaching(world).versions(SHOP)] == [5, 4, 3, 2]


def test_of_two_who_change_what_is_in_use_at_once_the_second_is_told(corrected: World):
    corrected.call("export")
    before, accounts = account(corrected).taught, Accounts(corrected.dynamodb, "accounts")
    accounts.teach(SHOP, InUse(held=True), before)
    with pytest.raises(SavedMeanwhile):
        accounts.teach(SHOP, InUse(number=1, weights=before.weights), before)
    assert account(corrected).taught == InUse(held=True)


def test_corrected_urgencies_alone_are_learned_too_and_move_what_comes(corrected: World, mention: Mention):
    for number in range(16):
        who = str(3000000000000000100 + number)
        label = action(case_of(corrected, who), CaseLabelled, urgency=5)
        happen(corrected, replace(label, action_id=f"u{number}", at=NIGHT + timedelta(minutes=number + 1)))
    rows = corrected.conversations.labels(SHOP, "2026-11")
    assert {(row["after"], row["urgency"]) for row in rows} == {("after_sales", 5)}
    corrected.call("export")
    last = teaching(corrected).last(SHOP)
    assert last is not None
    assert (last.urgency_judged, last.levels_off < last.levels_off_before) == ("better", True)
    [version] = teaching(corrected).versions(SHOP)
    assert "canguro" in {part.words for part in version.raised}
    corrected.handler("cases").accounts._known.clear()
    who = "3000000000000000901"
    new = mention("901", text="@tiendaluna oye, el canguro naranja para cuándo?", author_id=who)
    happen(corrected, *read_delivery(new).events)
    assert (case_of(corrected, who).topic, case_of(corrected, who).urgency) == ("after_sales", 5)


def test_an_account_that_cannot_learn_holds_no_other_and_the_night_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
):
    boto3.client("s3").create_bucket(Bucket="analysis", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for number in ("7", "8"):
        Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, id=SHOP[:-1] + number, username=f"luna{number}"))
    asked: list[str] = []

    def night(account_id: str, _now: Any) -> Any:
        asked.append(account_id)
        if len(asked) == 1:
            raise KeyError("secret words")
        return SimpleNamespace(judged="better" if len(asked) == 2 else "worse", corrections=3)

    monkeypatch.setattr(world.handler("export").teaching, "night", night)
    world.at(NIGHT)
    with pytest.raises(RuntimeError, match="1 of 3 accounts could not learn"):
        world.call("export")
    told = capsys.readouterr().out
    assert len(set(asked)) == 3
    assert '"AccountsTaught":[1.0]' in told
    assert caplog.messages.count("learning.judged") == 2
    assert "secret words" not in told + caplog.text


@pytest.mark.parametrize(("left", "learn"), [(60_000, 1), (59_999, 0)])
def test_where_the_time_of_a_night_is_nearly_over_nobody_begins_to_learn(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, left: int, learn: int
):
    handler = world.handler("export")
    asked: list[str] = []
    monkeypatch.setattr(handler.teaching, "night", lambda account_id, _now: asked.append(account_id))
    handler._learn([ACCOUNT], NIGHT, SimpleNamespace(get_remaining_time_in_millis=lambda: left))
    assert len(asked) == learn
    assert ("learning.out_of_time" in caplog.messages) is not bool(learn)
