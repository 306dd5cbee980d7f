"""The board of who waits, and what two versions of settings say differently."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from care.desk.board import Waiting, board
from care.desk.differences import Difference, differences

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def waiting(case_id: str, minutes: int, *, topic: str = "question", who: str = "", due: int | None = None) -> Waiting:
    due_at = None if due is None else NOW + due * MINUTE
    return Waiting(case_id, f"name {case_id}", topic, who, NOW - minutes * MINUTE, due_at)


def test_the_board_tells_who_waits_how_long_of_what_and_with_whom():
    some = [
        waiting("a", 10, topic="complaint", due=-1, who="ana"),
        waiting("b", 15, due=5),
        waiting("c", 61, topic="complaint", due=0),
        waiting("d", 3000),
    ]
    told = board(some, NOW, most=2)
    assert (told.number, told.late) == (4, 2)
    assert [band.number for band in told.bands] == [2, 0, 1, 0, 1]
    assert [(line.of, line.number, line.late) for line in told.topics] == [("complaint", 2, 2), ("question", 2, 0)]
    assert [(line.of, line.number, line.late) for line in told.people] == [("", 3, 1), ("ana", 1, 1)]
    assert told.topics[0].since == NOW - 61 * MINUTE
    assert [one.case_id for one in told.longest] == ["d", "c"]


@given(
    st.lists(
        st.builds(waiting, st.text("ABC", min_size=1), st.integers(-60, 10_000), due=st.none() | st.integers(-9, 9))
    )
)
def test_each_who_waits_is_told_once_by_each_way(some):
    told = board(some, NOW)
    for parts in (told.bands, told.topics, told.people):
        assert sum(part.number for part in parts) == len(some)
    assert sum(line.late for line in told.topics) == sum(line.late for line in told.people) == told.late


def test_a_difference_is_told_by_its_path_and_a_list_of_named_things_by_their_names():
    before = {
        "hours": {"weekly": {"mon": [["09:00", "14:00"]]}},
        "desk": {"saved_replies": [{"id": "a", "title": "A"}]},
    }
    after = {
        "hours": {"weekly": {"mon": [["10:00", "14:00"]]}},
        "desk": {"saved_replies": [{"id": "b", "title": "B"}, {"id": "a", "title": "Other"}], "shares_new": True},
    }
    assert differences(before, after) == [
        Difference(("hours", "weekly", "mon"), "09:00, 14:00", "10:00, 14:00"),
        Difference(("desk", "saved_replies", "a", "title"), "A", "Other"),
        Difference(("desk", "saved_replies", "b"), "", "id: b; title: B"),
        Difference(("desk", "shares_new"), "", "✓"),
    ]


_NAMES = st.text("abi", min_size=1, max_size=2)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
)
_SETTINGS = st.dictionaries(_NAMES, _VALUES)


@given(_SETTINGS, _SETTINGS)
def test_what_is_the_same_has_no_difference_and_what_is_not_has_one(before, after):
    assert differences(before, before) == []
    found = differences(before, after)
    known = {**before, **{name: None for name in after if name not in before}}
    assert bool(found) == any(known[name] != after.get(name) for name in known)
    assert all(len(one.before) <= 301 and len(one.after) <= 301 for one in found)
