"""Hostile texts cost what their length says. Calls are counted, not time; the bench has the milliseconds."""

import sys

import pytest
from tests.unit.privacy.hostile import PATTERNS, hostile

from care.privacy.finder import find
from care.privacy.mask import redact


def calls(text) -> int:
    """How many functions, ours and built in, are called to find in this text."""
    count = 0

    def counted(_frame, event, _argument):
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        find(text, ("ES", "BR"))
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("pattern", PATTERNS, ids=[f"{place}" for place in range(len(PATTERNS))])
def test_twice_the_text_is_at_most_twice_the_work(pattern):
    once, twice = hostile(pattern, 5_000), hostile(pattern, 10_000)
    # Tables and caches are filled by a first reading.
    find(twice, ("ES", "BR"))
    assert calls(twice) <= 2.1 * calls(once) + 200
    # A few calls a character: at a tenth of a microsecond each, 10 KB take some milliseconds.
    assert calls(twice) <= 80_000


@pytest.mark.parametrize("pattern", PATTERNS, ids=[f"{place}" for place in range(len(PATTERNS))])
def test_hostile_texts_are_masked_as_any_other(pattern):
    assert find(redact(hostile(pattern, 3_000))) == []


@pytest.mark.parametrize(
    "one",
    [
        "612345678",
        "+34612345678",
        "52601815X",
        "4585640830940928",
        "ES87 2100 1713 4597 0357 0869",
        "tel 7654321",
        "ana@gmail.com",
        "PIN: 1234",
    ],
)
@pytest.mark.parametrize("between", [" ", " y ", "\n"])
def test_beyond_the_bound_nothing_is_missed(one, between):
    text = between.join([one] * 400)
    found = find(text)
    value = one.removeprefix("tel ").removeprefix("PIN: ")
    place = 0
    for _ in range(400):
        start = text.index(value, place)
        place = start + len(value)
        assert any(each.start <= start and place <= each.end for each in found), start
