"""Counters in response headers, and the moment from which X takes a call again."""

from datetime import UTC, datetime

import httpx
import pytest

from care.model.rate_limits import Limits, RateWindow, free_again, limits_of

NOON = 1795348800  # 2026-11-22 12:00 UTC
AT_NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def window(prefix, limit, remaining, reset):
    return {f"{prefix}-limit": str(limit), f"{prefix}-remaining": str(remaining), f"{prefix}-reset": str(reset)}


def test_the_main_window_and_the_days_are_read_in_any_case():
    headers = httpx.Headers(
        {
            **window("X-Rate-Limit", 15, 3, NOON),
            **window("x-user-limit-24hour", 1440, 7, NOON + 60),
            **window("x-app-limit-24hour", 1440, 5, NOON + 120),
        }
    )
    assert limits_of(headers) == Limits(
        15,
        3,
        AT_NOON,
        user_day=RateWindow(1440, 7, datetime(2026, 11, 22, 12, 1, tzinfo=UTC)),
        app_day=RateWindow(1440, 5, datetime(2026, 11, 22, 12, 2, tzinfo=UTC)),
    )


@pytest.mark.parametrize("wrong", ["", "-1", "1.5", "١٢", "1e9", "9" * 12, "9" * 400, "soon", " 12"])
def test_a_counter_that_is_no_plain_number_is_as_good_as_none(wrong):
    assert (
        limits_of(httpx.Headers({**window("x-rate-limit", 15, 3, NOON), "x-rate-limit-reset": wrong.encode()})) is None
    )


def test_the_latest_of_the_counters_that_are_used_up_decides():
    headers = {**window("x-rate-limit", 15, 0, NOON), **window("x-app-limit-24hour", 1440, 0, NOON + 3600)}
    assert free_again(headers) == datetime(2026, 11, 22, 13, tzinfo=UTC)


def test_a_day_that_is_not_used_up_does_not_hold_a_window_back():
    headers = {**window("x-rate-limit", 15, 0, NOON), **window("x-app-limit-24hour", 1440, 9, NOON + 3600)}
    assert free_again(headers) == AT_NOON


def test_retry_after_counts_from_the_clock_of_x():
    headers = {"retry-after": "90", "date": "Sun, 22 Nov 2026 11:58:30 GMT"}
    assert free_again(headers) == AT_NOON


def test_retry_after_may_be_a_date():
    assert free_again({"retry-after": "Sun, 22 Nov 2026 12:00:00 GMT"}) == AT_NOON


def test_without_a_zero_and_without_retry_after_the_reset_stands():
    assert free_again(window("x-rate-limit", 15, 3, NOON)) == AT_NOON


@pytest.mark.parametrize("headers", [{}, {"retry-after": "later"}, {"retry-after": "Sun, 99 Nov 2026 12:00:00 GMT"}])
def test_headers_that_tell_nothing_leave_the_choice_to_the_caller(headers):
    assert free_again(headers) is None
