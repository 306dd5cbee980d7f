"""What people write down: tags of a case, and notes of its customer."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.case.conftest import OPEN, Telling, act, takes_over

from care.case.about_people import MOST_NOTES
from care.model.actions import CaseTagged, CustomerNoted, CustomerNoteRemoved
from care.model.case import Handed
from care.model.messages import Author
from care.model.outcomes import Code
from care.model.tags import MOST_TAGS, tag_of, tags_of
from care.tables.queue_rows import row_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def asking(story: Telling) -> Telling:
    story.writes("¿a qué hora abrís?", OPEN)
    return story


def tagged(story: Telling, add: str = "", remove: str = "") -> Code:
    [because] = act(story, CaseTagged, OPEN + MINUTE, add=tags_of(add), remove=tags_of(remove)).because
    return because.code


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        (" #Envío Urgente ", "envío-urgente"),
        ("pós_venda", "pós-venda"),
        ("B2B", "b2b"),
        ("a,b", ""),
        ("<script>", ""),
        ("#", ""),
        ("", ""),
        ("x" * 31, ""),
    ],
)
def test_a_tag_is_small_letters_and_numbers_with_hyphens(written: str, tag: str):
    assert tag_of(written) == tag


@given(st.text(max_size=60))
def test_what_is_a_tag_stays_as_it_is(written: str):
    tag = tag_of(written)
    assert tag_of(tag) == tag
    assert len(tag) <= 30
    assert tags_of(f"{written},{written}") == tags_of(written)


def test_tags_are_given_and_taken_and_stand_in_the_row(asking: Telling):
    assert tagged(asking, "envío, B2B") is Code.tagged
    assert tagged(asking, "b2b") is Code.as_it_was
    assert tagged(asking, "lámpara", remove="envío") is Code.tagged
    assert asking.case.tags == ("b2b", "lámpara")
    assert row_of(asking.case)["tags"] == ["b2b", "lámpara"]


def test_a_case_takes_ten_tags_and_one_more_changes_nothing(asking: Telling):
    assert tagged(asking, ",".join(f"t{n}" for n in range(MOST_TAGS))) is Code.tagged
    before = asking.case
    assert tagged(asking, "one-more") is Code.too_many_tags
    assert asking.case == before
    assert tagged(asking, "one-more", remove="t0") is Code.tagged


def test_a_case_that_goes_on_has_the_tags_of_both_as_far_as_there_is_room(asking: Telling):
    tagged(asking, ",".join(f"t{n}" for n in range(MOST_TAGS - 1)))
    handed = Handed(last_message=asking.case.last_message, tags=("new", "newer", "t0"))
    takes_over(asking, handed=handed)
    assert len(asking.case.tags) == MOST_TAGS
    assert {"new", "t0", "t8"} <= set(asking.case.tags)


def test_a_note_stays_with_the_customer_and_another_person_may_take_it_away(asking: Telling):
    first = act(asking, CustomerNoted, OPEN + MINUTE, text="prefers to be called")
    act(asking, CustomerNoted, OPEN + 2 * MINUTE, text="has a dog")
    asking.resolves(OPEN + 3 * MINUTE)
    asking.writes("otra cosa: ¿tenéis lámparas rojas?", OPEN + timedelta(days=40))
    notes = asking.case.customer.notes
    assert [note.text for note in notes] == ["has a dog", "prefers to be called"]
    assert first.because[0].code is Code.customer_noted
    assert notes[0].by
    assert notes[0].at == OPEN + 2 * MINUTE
    gone = act(asking, CustomerNoteRemoved, OPEN + timedelta(days=41), note_id=notes[1].id)
    assert gone.because[0].code is Code.customer_note_removed
    again = act(asking, CustomerNoteRemoved, OPEN + timedelta(days=41), note_id=notes[1].id)
    assert again.because[0].code is Code.no_such_note
    assert [note.text for note in asking.case.customer.notes] == ["has a dog"]


def test_a_customer_takes_so_many_notes_and_no_more(asking: Telling):
    for number in range(MOST_NOTES):
        act(asking, CustomerNoted, OPEN + MINUTE, text=f"{number}")
    refused = act(asking, CustomerNoted, OPEN + MINUTE, text="one more")
    assert refused.because[0].code is Code.too_many_notes
    assert len(asking.case.customer.notes) == MOST_NOTES


def test_what_x_is_silent_of_stays_and_what_was_taken_out_is_gone():
    from care.case.people import introduced
    from care.model.customer import Customer

    known = introduced(
        Customer(account_id="1", customer_id="2"), Author(id="2", bio="I mend lamps", joined_at=OPEN), OPEN
    )
    assert (known.bio, known.joined_at) == ("I mend lamps", OPEN)
    silent = introduced(known, Author(id="2", username="marta"), OPEN)
    assert (silent.bio, silent.joined_at) == ("I mend lamps", OPEN)
    assert introduced(known, Author(id="2", bio=""), OPEN).bio == ""
