"""Whatever a stranger writes is read: nothing raises, and nothing grows faster than the text."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hostile.readers import READERS
from tests.hostile.texts import GROWING, HALF, TEXTS

WHOLE = {name: text for name, text in TEXTS.items() if HALF not in text}
PIECES = st.sampled_from([*WHOLE.values(), "tiendaluna", " ", "\n", "8", "no", "pedido LN-12342", "ES91 2100 0418"])


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE.keys())
@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
def test_any_text_is_read(read, text):
    read(text)
    read(f"hola {text} adiós {text}")


@settings(deadline=None, max_examples=150)
@given(st.lists(PIECES | st.text(max_size=30), max_size=8).map("".join))
def test_any_mixture_of_them_is_read(text):
    for read in READERS.values():
        read(text)


@pytest.mark.parametrize("text", GROWING.values(), ids=GROWING.keys())
def test_the_longest_dm_is_read_whatever_it_repeats(text):
    for read in READERS.values():
        read(text(10_000))


def steps(read: Callable[[str], Any], text: str) -> int:
    """How many calls of Python and of C reading a text takes: the same on every machine."""
    count = 0

    def counted(_frame: Any, _event: str, _argument: Any) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counted)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("text", GROWING.values(), ids=GROWING.keys())
@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
def test_four_times_the_text_takes_no_more_than_about_four_times_the_work(read, text):
    read(text(6_000))  # what is made once is made
    # Both are threads of more than nine parts, whose numbers take another round.
    small, large = steps(read, text(4_000)), steps(read, text(16_000))
    assert large <= 5 * small + 2_000


def test_a_formula_is_text_in_every_spreadsheet():
    for name in ("a formula", "a formula behind a blank"):
        for front in ("", " ", "\u200b", "\ufeff", "\u00a0"):
            assert READERS["a cell of a spreadsheet"](front + TEXTS[name]).startswith("'"), name
