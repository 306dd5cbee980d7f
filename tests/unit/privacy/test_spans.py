"""What is personal is found, whole, and little else, in made-up messages of which half were not looked at."""

import pytest
from tests.unit.privacy.spans import SETS, marked, measured

LEAST = 0.95


@pytest.mark.parametrize("name", SETS)
def test_the_messages_are_many_and_some_are_harmless(name):
    messages = list(marked(name))
    assert len({one.text for one in messages}) == len(messages) >= 190
    assert 0.25 <= sum(not one.spans for one in messages) / len(messages) <= 0.5


@pytest.mark.parametrize("name", SETS)
def test_nearly_all_is_found_whole_and_little_that_is_nobodys(name):
    figures = measured(name)
    assert figures.recall >= LEAST
    assert figures.whole_of_all >= LEAST
    assert figures.precision >= LEAST, figures.false
