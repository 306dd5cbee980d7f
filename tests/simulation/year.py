"""`make simulate ARGS=--year`: weeks of a brand of 10,000 messages a month; `ARGS=--large`: days of a larger one.

Each week is a world of its own and is kept in `.local/year.jsonl` when it is done (a day of the larger brand in
`.local/large.jsonl`), so that a run which was stopped goes on where it was. The report is printed, and its picture
drawn into `docs`.
"""

import json
import multiprocessing
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.simulation.brands import account_of
from tests.simulation.days import Days
from tests.simulation.flow import Flowed, Times, flow
from tests.simulation.flow import rows as flowed
from tests.simulation.living import live
from tests.simulation.opening import Opening
from tests.simulation.picture import drawn
from tests.simulation.reporting import rows
from tests.simulation.world import stage

ROOT = Path(__file__).parents[2]
WEEKLY = {day: [["09:00", "21:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat")}
ZONE = "Europe/Madrid"
_FIRST = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
A_DAY = 10_000 * 12 / 365
# How much more or less than usual is written in a week.
BUSY = {0: 1.3, 1: 1.2, **dict.fromkeys(range(30, 35), 0.7), 46: 1.6, 47: 2.0, 50: 1.4}
FLOOD = (2 * 86_400 + 11 * 3600, 10_000, 600.0)  # on a Wednesday
OUTAGES: dict[int, tuple[tuple[float, float, str], ...]] = {
    6: ((40_000, 40_720, "dynamodb"),),
    15: ((126_000, 133_200, "x"),),
    29: ((300_000, 300_600, "sqs"),),
    41: ((212_000, 219_200, "x"), (213_000, 213_300, "dynamodb")),
}
# The weeks that are most unlike others come first: what is there of a run that was stopped is worth reading.
_FLOODED = 23
ORDER = [11, 41, _FLOODED, 47, 15, 13, 42, 6, 32, 51, 29, 0]
_SMALL_FLOOD = "half a day with 2,000 mentions in ten minutes"
_LARGE_AGENTS = 320
_MUCH = "10,000 more in ten minutes, X away for two hours"


def weeks() -> list[Days]:
    """The year's weeks, and half a day with a flood that people can work off."""
    found = []
    for number in [*ORDER, *(week for week in range(52) if week not in ORDER)]:
        start = (_FIRST + timedelta(days=7 * number)).timestamp()
        a_day = A_DAY * BUSY.get(number, 1.0)
        flood = FLOOD if number == _FLOODED else None
        outages = OUTAGES.get(number, ())
        agents = 4 if a_day < 400 else 7
        found.append(Days(f"week {number:02}", start, 7, a_day, agents, flood=flood, outages=outages))
    noon = datetime(2026, 6, 17, 8, tzinfo=UTC).timestamp()
    found.insert(0, Days(_SMALL_FLOOD, noon, 0.45, A_DAY, 4, flood=(7200, 2000, 600.0)))
    return found


def large() -> list[Days]:
    """Days of a brand a hundred times as large, from midnight: as most are, with a flood, and closed ones."""

    def days(name: str, month: int, day: int, days: float, **more: Any) -> Days:
        midnight = datetime(2026, month, day, tzinfo=ZoneInfo(ZONE)).timestamp()
        return Days(name, midnight, days, A_DAY * 100, _LARGE_AGENTS, **more)

    flood, away = (11 * 3600.0, 10_000, 600.0), ((17 * 3600.0, 19 * 3600.0, "x"),)
    return [
        days("Tuesday, 9 June", 6, 9, 1),
        days(
            "Wednesday, 17 June: 10,000 more in ten minutes, X away for two hours", 6, 17, 1, flood=flood, outages=away
        ),
        days("Good Friday, 3 April (closed)", 4, 3, 1),
    ]


def large_years() -> list[Flowed]:
    """The large brand's year in quarters of an hour: on one account of X, and on ten."""
    begins = _FIRST.timestamp() - 3600  # midnight in Madrid
    floods = [(begins + _FLOODED * 7 * 86_400 + FLOOD[0], FLOOD[1])]
    away = [
        (begins + week * 7 * 86_400 + start, begins + week * 7 * 86_400 + end)
        for week, outages in OUTAGES.items()
        for start, end, service in outages
        if service == "x"
    ]
    opening = opening_of(_FIRST.date(), 380)

    def times(name: str, agents: int, accounts: int) -> Times:
        return Times(name, begins, 52 * 7 * 96, A_DAY * 100, agents, accounts, BUSY, floods, away)

    asked = [times("the year on one account", _LARGE_AGENTS, 1), times("the year on ten accounts", 400, 10)]
    return [flow(one, opening) for one in asked]


def opening_of(first: date, days: int) -> Opening:
    """The brand's hours from forty days before a day until so many after it."""
    closed = holidays_of(2026) | holidays_of(2027)
    return Opening(ZONE, WEEKLY, first - timedelta(days=40), first + timedelta(days=days), closed)


def holidays_of(year: int) -> dict[date, str]:
    """Madrid's public holidays, asked of the library."""
    import holidays

    return dict(holidays.country_holidays("ES", subdiv="MD", years=year).items())


def _one(days: Days) -> dict[str, Any]:
    closed = holidays_of(2026) | holidays_of(2027)
    dates = [{"from": f"{day:%Y-%m-%d}", "open": [], "label": name[:40]} for day, name in sorted(closed.items())]
    account = account_of(0, {"timezone": ZONE, "weekly": WEEKLY, "dates": dates})
    opening = opening_of(datetime.fromtimestamp(days.start, UTC).date(), 40)
    began = time.perf_counter()
    with stage() as (clock, lines):
        report = live(days, account, opening, 1, clock, lines).plain()
    return report | {"took": time.perf_counter() - began, "start": days.start, "days": days.days}


def year(processes: int = 2) -> int:
    """Let what is missing of the year happen, and report; 1 if a promise broke."""
    return _lived(weeks(), ROOT / ".local/year.jsonl", ROOT / "docs/year.svg", processes)


def large_days(processes: int = 2) -> int:
    """The same of the large brand, and its year."""
    years = large_years()
    status = _lived(large(), ROOT / ".local/large.jsonl", ROOT / "docs/large.svg", processes, [vars(y) for y in years])
    print("\n".join(flowed(years)))
    return status


def _lived(
    stretches: Sequence[Days], kept: Path, picture: Path, processes: int, more: Sequence[dict[str, Any]] = ()
) -> int:
    kept.parent.mkdir(exist_ok=True)
    before = kept.read_text(encoding="utf-8").splitlines() if kept.is_file() else []
    done: dict[str, dict[str, Any]] = {one["name"]: one for one in map(json.loads, before)}
    missing = [days for days in stretches if days.name not in done]
    with multiprocessing.get_context("spawn").Pool(processes) as pool, kept.open("a", encoding="utf-8") as file:
        for one in pool.imap_unordered(_one, missing):
            file.write(json.dumps(one) + "\n")
            file.flush()
            done[one["name"]] = one
            print(f"{one['name']}: {one['messages']:,} messages in {one['took']:.0f} s", flush=True)
    ordered = sorted(done.values(), key=lambda one: one["start"])
    print("\n".join(rows(ordered)))
    picture.write_text(drawn([*more, *ordered]), encoding="utf-8")
    broken = [what for one in ordered for what in one["broken"]]
    print(f"{len(ordered)} of {len(stretches)} stretches, {len(broken)} broken promises")
    return 1 if broken else 0
