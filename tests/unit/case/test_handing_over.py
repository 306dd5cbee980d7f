"""Colleagues who are named in a note, and new cases that are shared among those who are here."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.case.conftest import OPEN, SHOP, Telling, act

from care.case.mentioning import MOST_MENTIONED
from care.case.sharing import drawn, next_one
from care.model.actions import CaseAssigned, MentionSeen, NoteWritten
from care.model.outcomes import Code
from care.tables.queue_rows import list_key, lists_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def asking(story: Telling) -> Telling:
    story.writes("¿a qué hora abrís?", OPEN)
    return story


def note(story: Telling, *mentions: str, by: str = "ana", minutes: int = 1) -> None:
    act(story, NoteWritten, OPEN + minutes * MINUTE, text="mira esto", mentions=mentions, by=by)


def test_who_is_named_has_the_case_on_a_list_of_theirs_until_they_have_seen_it(asking: Telling):
    note(asking, "luis", "eva", "ana")
    assert list(asking.case.mentions) == ["luis", "eva"], "who writes it knows"
    assert lists_of(asking.case)["mentions:luis"] == list_key(SHOP, "mentions", "luis")
    [because] = act(asking, MentionSeen, OPEN + 2 * MINUTE, by="luis").because
    assert because.code is Code.mention_seen
    assert list(asking.case.mentions) == ["eva"]
    [because] = act(asking, MentionSeen, OPEN + 3 * MINUTE, by="luis").because
    assert because.code is Code.as_it_was


def test_who_acts_on_the_case_has_seen_it_and_who_is_named_anew_has_not(asking: Telling):
    note(asking, "luis", "eva")
    act(asking, CaseAssigned, OPEN + 2 * MINUTE, to="luis", by="luis")
    assert asking.case.mentions == ("eva",)
    note(asking, "ana", by="eva", minutes=3)
    assert asking.case.mentions == ("ana",)


def test_a_resolved_case_stays_on_the_list_of_who_is_named(asking: Telling):
    note(asking, "luis")
    asking.resolves(OPEN + 2 * MINUTE)
    assert set(lists_of(asking.case)) == {"mentions:luis"}


def test_so_many_are_named_at_once_and_the_newest_stay(asking: Telling):
    for number in range(MOST_MENTIONED + 2):
        note(asking, f"p{number}")
    assert len(asking.case.mentions) == MOST_MENTIONED
    assert asking.case.mentions[-1] == f"p{MOST_MENTIONED + 1}"


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3)), st.text(max_size=8))
def test_who_has_the_fewest_gets_the_next_one(load, message_id):
    chosen = next_one(load, message_id)
    assert (chosen == "") == (not load)
    assert not load or load[chosen] == min(load.values())
    assert next_one(dict(reversed(list(load.items()))), message_id) == chosen


def test_new_cases_go_round():
    load: Counter[str] = Counter({"ana": 0, "luis": 0, "eva": 4})
    for number in range(14):
        load[next_one(load, str(number))] += 1
    assert load == {"ana": 6, "luis": 6, "eva": 6}


def test_where_more_are_here_than_are_counted_each_is_counted_now_and_then():
    here = [f"p{number:02}" for number in range(30)]
    times = Counter(person for number in range(200) for person in drawn(here, str(number), 20))
    assert set(times) == set(here)
    assert min(times.values()) > 90
    assert drawn(here[:3], "1", 20) == drawn(reversed(here[:3]), "1", 20)
