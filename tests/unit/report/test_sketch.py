"""Percentiles of sketches against the sorted values themselves."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.model.sketch import RELATIVE_ERROR, Sketch

SECONDS = st.lists(st.integers(0, 60 * 24 * 3600), min_size=1, max_size=200)


def sketch(values) -> Sketch:
    made = Sketch()
    for value in values:
        made.add(value)
    return made


@given(SECONDS, st.sampled_from([0.0, 0.5, 0.9, 0.95, 1.0]))
def test_a_percentile_is_within_one_percent_of_the_true_one(values, share):
    true = sorted(values)[int(share * (len(values) - 1))]
    assert sketch(values).percentile(share) == pytest.approx(true, rel=RELATIVE_ERROR, abs=1e-9)


@given(SECONDS, SECONDS)
def test_the_sum_of_two_is_the_sketch_of_all(first, second):
    both = sketch(first)
    both += sketch(second)
    assert both == sketch([*first, *second])
    assert (both.total, both.n) == (sum([*first, *second]), len([*first, *second]))


@given(SECONDS, st.integers(0, 10**6))
def test_what_is_taken_out_again_was_never_there(values, wrong):
    corrected = sketch([*values, wrong])
    corrected.add(wrong, -1)
    assert corrected.percentile(0.9) == sketch(values).percentile(0.9)
    assert corrected.n == len(values)
    assert Sketch.of_json(json.loads(json.dumps(corrected.to_json()))).total == sum(values)


def test_nothing_has_no_percentile():
    assert Sketch().percentile(0.5) is None
