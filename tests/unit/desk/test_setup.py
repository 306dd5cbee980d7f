"""The steps until a brand's customers are served."""

from itertools import product

import pytest

from care.desk.setup import STEPS, SetupFacts, steps


@pytest.mark.parametrize(("connected", "written"), list(product([False, True], repeat=2)))
@pytest.mark.parametrize("saved", [frozenset(), {"hours"}, {"texts"}, {"hours", "texts"}, {"all"}, {"brand"}])
@pytest.mark.parametrize("passed", [frozenset(), {"texts"}, {"people"}, {"message", "connect"}])
def test_the_next_step_is_the_first_that_is_not_done(connected, written, saved, passed):
    found = steps(SetupFacts(connected, frozenset(saved), frozenset(passed), 0, written))
    assert [one.name for one in found] == list(STEPS)
    first = next((one for one in found if not one.done), None)
    assert [one for one in found if one.is_next] == ([first] if first else [])


def test_what_was_done_by_whom_is_done():
    def done(**facts) -> set[str]:
        values = {"connected": False, "saved": frozenset(), "passed": frozenset(), "colleagues": 0, "written": False}
        return {one.name for one in steps(SetupFacts(**{**values, **facts})) if one.done}

    assert done() == set()
    assert done(connected=True) == {"connect"}
    assert done(saved=frozenset({"hours", "brand"})) == {"hours"}
    assert done(saved=frozenset({"all"})) == {"hours", "texts"}
    assert done(passed=frozenset({"texts", "people", "message"})) == {"texts", "people"}, "a message is a message"
    assert done(colleagues=2, written=True) == {"people", "message"}
