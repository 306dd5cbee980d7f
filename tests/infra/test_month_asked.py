"""A month at the terminal: the present one of the zone, the one that was asked for, or a clear end."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from infra.command.subcommands.months import month_asked

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)


def test_without_one_it_is_the_present_one_of_the_zone():
    assert month_asked("", NOW, UTC) == "2026-11"
    assert month_asked("", NOW, MADRID) == "2026-12", "half past midnight in Madrid"
    assert month_asked("2026-02", NOW, MADRID) == "2026-02"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        *((one, "isn't a month. Use YYYY-MM, e.g. 2026-11") for one in ("2026-13", "2026-1", "11-2026", "noviembre")),
        *((one, "too far away. Use a month from 2006-01 to 2036-12") for one in ("0001-01", "9999-12", "2037-01")),
    ],
)
def test_what_is_none_or_nobodys_is_refused_with_what_would_be_one(given, says, capsys):
    with pytest.raises(typer.Exit):
        month_asked(given, NOW, UTC)
    assert says in capsys.readouterr().err


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_month_that_can_be_reckoned_with_or_refused(typed):
    try:
        month = month_asked(typed, NOW, UTC)
    except typer.Exit:
        return
    assert 2006 <= datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC).year <= 2036
