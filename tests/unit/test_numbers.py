"""Numbers and dollars as readers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.numbers import money, priced, written


@pytest.mark.parametrize(
    ("value", "decimals", "en", "es", "pt"),
    [
        (52.26, 1, "52.3", "52,3", "52,3"),
        (1234.5, 1, "1,234.5", "1234,5", "1.234,5"),
        (12345, 0, "12,345", "12.345", "12.345"),
        (-9999, 0, "-9,999", "-9999", "-9.999"),
    ],
)
def test_a_number_is_written_as_the_language_does(value: float, decimals: int, en: str, es: str, pt: str):
    assert [written(value, decimals, language) for language in ("en", "es", "pt")] == [en, es, pt]


@pytest.mark.parametrize(
    ("micro", "en", "es", "pt"),
    [
        (15_000, "$0.015", "0,015 US$", "US$ 0,015"),
        (0, "$0.00", "0,00 US$", "US$ 0,00"),
        (12_400_000, "$12.40", "12,40 US$", "US$ 12,40"),
        (-1_234_567_800, "-$1,234.5678", "-1234,5678 US$", "-US$ 1.234,5678"),
    ],
)
def test_dollars_have_two_decimals_and_those_that_are_there(micro: int, en: str, es: str, pt: str):
    assert [money(micro, language) for language in ("en", "es", "pt")] == [en, es, pt]
    assert [priced(en, language) for language in ("en", "es", "pt") if micro >= 0] == [en, es, pt][: 3 * (micro >= 0)]


def test_a_price_of_sums_is_rounded_to_cents_where_it_is_not_exact():
    assert money(8_666_666.7, "es", exactly=False) == "8,67 US$"


@given(st.integers(0, 10**12), st.sampled_from(["es", "pt", "en"]))
def test_of_what_is_priced_no_figure_is_lost(micro: int, language: str):
    digits = [letter for letter in priced(money(micro), language) if letter.isdigit()]
    assert digits == [letter for letter in money(micro) if letter.isdigit()]


def test_what_is_no_price_stays():
    assert priced("by DM", "es") == "by DM"
