"""The map of the stack is what the template says."""

from itertools import pairwise

from infra.pages import stack_map
from tests.infra.synth import template


def test_the_map_says_what_the_template_says():
    assert stack_map.PAGE.read_text() == stack_map.page(template()), "run `python -m infra.pages.stack_map`"


def test_the_map_leads_from_xs_delivery_to_what_goes_back_to_x():
    found = stack_map.Map(template())
    calls = {(caller, function) for caller, function, _ in found.calls()}
    writes = {(function, thing) for function, thing, is_written in found.uses() if is_written}
    way = ["API", "ingest", "events", "cases", "acknowledgements", "acknowledge", "sends", "publish"]
    for here, there in pairwise(way):
        assert (here, there) in calls | writes
    assert ("ingest", "conversations") not in writes, "the webhook touches no table"
    assert {thing for function, thing in writes if function == "hours_page"} == set()
