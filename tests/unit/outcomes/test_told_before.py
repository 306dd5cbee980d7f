"""What earlier releases stored as sentences is read as codes, and what this one stores, they can read."""

import json
from pathlib import Path

import pytest

from care.events import SendSettled
from care.items import item_of, plain, values_of
from care.outbox.model import Item
from care.outcomes import PARAMETERS, Code, Outcome, heard, outcome, wire_of
from care.told_before import SENTENCES, because_of, row_of, said_before, understood

RELEASES = Path(__file__).parents[2] / "releases"


def test_every_sentence_stands_for_its_code_and_comes_back_from_it():
    for said, code in SENTENCES.items():
        assert understood(said) == (outcome(code),)
        assert understood(said_before((outcome(code),))) == (outcome(code),)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", ()),
        ("self-service: picked", (outcome(Code.self_service, step="picked"),)),
        ("survey withheld: automatic messages are paused", (outcome(Code.withheld, purpose="survey"),)),
        ("the survey was refused", (outcome(Code.send_settled, purpose="survey", state="refused"),)),
        (
            "personal data may not go out in public: email, phone",
            (outcome(Code.personal_data, kinds="email, phone"),),
        ),
        (
            "waits for approval: abogado; over budget",
            (outcome(Code.words_to_approve, words="abogado"), outcome(Code.over_budget)),
        ),
        ("the grace has ended; the response is late", (outcome(Code.grace_ended), outcome(Code.sla_breached))),
        ("cannot_dm", (outcome(Code.cannot_dm),)),
        ("Malformed", (outcome(Code.told_before, said="Malformed"),)),
        ("part 2 of 3, the others stand: gone", (outcome(Code.part_of_thread, part=2, parts=3), outcome(Code.gone))),
        ("part 2 of them", (outcome(Code.told_before, said="part 2 of them"),)),
        ("withheld", (outcome(Code.told_before, said="withheld"),)),
    ],
)
def test_a_sentence_is_understood_or_told_as_it_is(said: str, why: tuple[Outcome, ...]):
    assert understood(said) == why


def test_an_earlier_release_finds_the_words_that_it_acts_on():
    assert said_before((outcome(Code.paused),)) == "automatic messages are paused"
    assert said_before((outcome(Code.cannot_dm),)) == "cannot_dm"
    assert said_before((outcome(Code.sla_breached),)) == "the response is late"
    assert said_before((outcome(Code.resolved),)) == "resolved by a person"
    assert said_before((outcome(Code.part_of_thread, part=2, parts=3), outcome(Code.gone))) == (
        "part 2 of 3, the others stand: gone"
    )


@pytest.mark.parametrize("code", Code)
def test_every_outcome_is_stored_and_read_again_whole(code: Code):
    one = Outcome(code, dict.fromkeys(PARAMETERS.get(code, ()), "email"))
    stored = values_of(item_of(json.loads(json.dumps(row_of((one, one))))))
    assert because_of(stored) == (one, one)
    assert heard(wire_of(one)) == one
    assert said_before((one,))


def test_numbers_come_back_from_a_table_as_numbers():
    one = outcome(Code.part_of_thread, part=2, parts=3)
    values = {"item_id": "C:reply:1", "account_id": "1", "customer_id": "2", "case_id": "C", "channel": "public"}
    item = Item.model_validate(
        {**values, "purpose": "reply", "text": "x", "created_at": "2026-11-29T10:00:00Z", "why": [one]}
    )
    again = Item.model_validate(values_of(item_of(plain(item))))
    assert again.because == (one,)
    assert {type(value) for value in again.because[0].params.values()} == {int}


@pytest.mark.parametrize(
    "wire", [{"code": "of_a_later_release", "params": {"a": 1}}, {"code": "resolved", "params": {"by": "x"}}, {}]
)
def test_what_only_a_later_release_knows_is_told_by_its_code_and_breaks_nothing(wire: dict[str, object]):
    assert heard(wire) == outcome(Code.told_before, said=str(wire.get("code", "")))


def test_an_event_and_an_item_of_an_earlier_release_say_why_in_codes():
    settled = {
        "account_id": "1", "customer_id": "2", "case_id": "C", "item_id": "C:survey:1", "purpose": "survey",
        "channel": "private", "outcome": "refused", "at": "2026-11-29T10:00:00Z", "reason": "cannot_dm",
    }  # fmt: skip
    assert SendSettled.model_validate(settled).because == (outcome(Code.cannot_dm),)


@pytest.mark.parametrize("release", sorted(RELEASES.glob("*.*.*")), ids=lambda folder: folder.name)
def test_all_that_a_release_stored_about_reasons_is_understood(release: Path):
    tables = json.loads((release / "tables.json").read_text(encoding="utf-8"))
    rows = [values_of(item) for items in tables.values() for item in items]
    said = {row["because"] for row in rows if "because" in row} | {row["reason"] for row in rows if row.get("reason")}
    assert said
    assert {one for one in said for why in understood(one) if why.code is Code.told_before} == set()
