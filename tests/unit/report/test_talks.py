"""An automatic conversation counts once, by how it ended, and never as a response of a person."""

from collections import Counter
from datetime import timedelta

from tests.unit.case.conftest import OPEN, Telling, shop
from tests.unit.selfservice.brand import BRAND

from care.model.count import Count
from care.model.tallies import Tallies
from care.report.definitions import measured
from care.report.measures import ReportPeriod


def told(*texts):
    """What the customer's DMs, one after the other, count for in the report."""
    story, now, tallies = Telling(shop(selfservice=BRAND)), OPEN, Tallies()
    for text in texts:
        decision = story.writes(text, now, channel="private")
        for count in decision.counts:
            tallies.add(Count(*count))
        now += timedelta(minutes=1)
    return tallies, measured(ReportPeriod(tallies))


def talks(tallies):
    found = Counter[str]()
    for (_, _, name), n in tallies.counts.items():
        if name.startswith("talks"):
            found[name] += n
    return {name: n for name, n in found.items() if n}


def test_a_conversation_that_went_to_a_person_counts_as_one_handed_over():
    tallies, figures = told("menú", "agente")
    assert talks(tallies) == {"talks": 1, "talks_handed_over": 1}
    assert figures["selfservice_handed_over"].value == 1
    assert figures["selfservice_solved"].value == 0
    assert figures["never_answered"].value == 1, "an automatic answer is no response"


def test_a_conversation_that_goes_on_has_no_end_yet():
    assert talks(told("menú")[0]) == {"talks": 1}


def test_no_conversation_gives_no_share():
    assert told()[1]["selfservice_solved"] is None
