"""The hours of a week are the sum of the hours of its days."""

from hypothesis import given
from hypothesis import strategies as st

from care.model.count import Count
from care.model.tallies import by_day
from care.report.week import week_of

COUNTS = st.lists(
    st.builds(
        Count,
        st.sampled_from(["2026-11-02", "2026-11-09", "2026-11-24", "2026-11-29"]),
        st.integers(0, 23),
        st.just("public"),
        st.just("question"),
        st.sampled_from(["messages_in", "opened", "first_wall"]),
        st.integers(0, 7200),
        st.integers(-2, 5),
    ),
    max_size=40,
)


def test_two_mondays_add_up_and_an_answer_counts_in_the_hour_of_its_question():
    week = week_of(
        by_day(
            [
                Count("2026-11-02", 9, "public", "question", "opened"),
                Count("2026-11-09", 9, "private", "complaint", "opened"),
                Count("2026-11-09", 9, "private", "complaint", "first_wall", 3600),
                Count("2026-11-24", 23, "public", "thanks", "messages_in", 0, 4),
            ]
        )
    )
    assert (week[0][9].opened, week[0][9].within, week[0][9].share) == (2, 1, 0.5)
    assert week[1][23].messages == 4
    assert week[1][23].share is None


@given(COUNTS)
def test_there_are_168_hours_and_no_share_leaves_its_bounds(counts):
    week = week_of(by_day(counts))
    assert [len(day) for day in week] == [24] * 7
    for hour in (hour for day in week for hour in day):
        assert min(hour.messages, hour.opened, hour.within) >= 0
        assert hour.share is None or 0 <= hour.share <= 1
