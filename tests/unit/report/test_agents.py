"""What each person did, from the counts: replies, cases resolved, and what customers said of it."""

from care.model.count import Count
from care.model.tallies import Tallies
from care.report.agents import by_agent


def tallies(*told: tuple[str, int, int], topics: tuple[str, ...] = ("question",)) -> Tallies:
    made = Tallies()
    for measure, value, n in told:
        for topic in topics:
            made.add(Count("2026-11-24", 9, "public", topic, measure, value, n))
    return made


def test_each_persons_work_is_added_up_over_channels_and_topics():
    told = tallies(
        ("agent_replies:ana", 0, 2),
        ("agent_resolved:ana", 0, 1),
        ("score_agent_csat:ana", 5, 1),
        ("score_agent_csat:ana", 2, 2),
        ("agent_replies:luis:sur", 0, 1),
        topics=("question", "complaint"),
    )
    ana, luis = by_agent(told)
    assert (ana.person, ana.replies, ana.resolved, ana.scores) == ("ana", 4, 2, {5: 2, 2: 4})
    assert ana.mean == 3
    assert (luis.person, luis.replies, luis.resolved, luis.scores, luis.mean) == ("luis:sur", 2, 0, {}, None)


def test_a_name_with_a_colon_keeps_its_scores_to_itself():
    [one] = by_agent(tallies(("score_agent_csat:luis:sur", 4, 1)))
    assert (one.person, one.scores) == ("luis:sur", {4: 1})


def test_who_replied_most_comes_first_then_who_resolved_most_then_by_name():
    told = tallies(
        ("agent_replies:cora", 0, 2),
        ("agent_replies:bea", 0, 2),
        ("agent_resolved:bea", 0, 1),
        ("agent_replies:abel", 0, 2),
        ("agent_replies:zoe", 0, 3),
    )
    assert [one.person for one in by_agent(told)] == ["zoe", "bea", "abel", "cora"]


def test_what_was_taken_back_is_nothing_and_who_has_nothing_is_not_told():
    told = tallies(
        *(("agent_replies:ana", 0, n) for n in (1, -1)),
        *(("score_agent_csat:ana", 4, n) for n in (1, -1)),
        ("agent_resolved:luis", 0, 1),
        *(("score_agent_csat:luis", 1, n) for n in (1, -1)),
        ("score_agent_csat:rosa", 3, 1),
        ("messages_in", 0, 9),
    )
    assert [(one.person, one.resolved, one.scores) for one in by_agent(told)] == [("luis", 1, {}), ("rosa", 0, {3: 1})]
