"""A slice of `make simulate`: some stories of a fixed seed, the same each time, and that they find faults."""

import pytest
from tests.simulation.mutating import ROOT, caught
from tests.simulation.mutations import MUTATIONS
from tests.simulation.shrinking import shortest
from tests.simulation.steps import Step, steps_of
from tests.simulation.story import story_of, tell
from tests.simulation.world import stage

STORIES = range(1, 11)
# Those whose stories are the shortest.
QUICK = ("nobody remembers which events were applied", "signatures are not looked at", "what cannot be read is dropped")


def test_every_promise_is_kept_in_the_stories_of_the_first_seed():
    with stage() as (clock, lines):
        broken = {seed: told.broken for seed in STORIES if (told := tell(seed, story_of(seed), clock, lines)).broken}
    assert broken == {}


def test_a_story_is_told_the_same_way_each_time():
    with stage() as (clock, lines):
        one, other = (tell(3, story_of(3, 150), clock, lines, aloud=True) for _ in range(2))
    assert (one.events, one.sentences, one.counts) == (other.events, other.sentences, other.counts)
    assert one.events > 100


def test_any_part_of_a_story_is_a_story():
    with stage() as (clock, lines):
        told = tell(4, story_of(4, 200)[1::3], clock, lines)
    assert told.broken == []


def test_a_broken_story_is_shrunk_to_the_steps_that_break_it():
    steps = [Step("post", number) for number in range(200)]
    needed = {17, 18, 150}

    def breaks(some):
        return needed <= {step.a for step in some}

    assert {step.a for step in shortest(steps, breaks)} == needed


def test_steps_follow_from_the_seed_alone():
    assert story_of(9) == story_of(9)
    assert story_of(9) != story_of(10)
    assert len({step.kind for step in story_of(9)}) > 20
    assert callable(steps_of)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_each_mutation_changes_text_that_stands_once_in_our_code(mutation):
    assert mutation.edits
    for edit in mutation.edits:
        assert (ROOT / edit.file).read_text(encoding="utf-8").count(edit.old) == 1


@pytest.mark.parametrize("name", QUICK)
def test_a_mutation_is_caught_by_its_story(name):
    mutation = next(one for one in MUTATIONS if one.name == name)
    found = caught(mutation, most=1)
    assert (found.story, found.promise) == (mutation.story, mutation.promise), found.what
