"""How long the questions of `care.hours` take, beside the same ones asked of two libraries, in one run.

Run it with `.venv/bin/python tests/bench/bench_hours.py`. The figures are medians in microseconds.
"""

import statistics
import sys
import time as clock
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

warnings.simplefilter("ignore")
sys.path.insert(0, str(Path(__file__).parents[2] / "layers" / "care" / "python"))

import businesstimedelta  # noqa: E402  after the path is set
import pytz  # noqa: E402  after the path is set
from opening_hours import OpeningHours  # noqa: E402

from care.hours import Hours, osm  # noqa: E402

ZONE = "Europe/Madrid"
TEXT = "Mo-Fr 09:00-14:00,16:00-19:00; 2026 Dec 24 09:00-12:00; 2026 Dec 25 off"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MONTH, DECADE, AMOUNT = timedelta(days=30), timedelta(days=3653), timedelta(hours=12)
HOURS = osm.read(TEXT, ZONE)
GIVEN = HOURS.model_dump(mode="json", by_alias=True)


def median(ask: Callable[[], object], rounds: int = 300) -> float:
    """The median time of a question in microseconds; quick ones are asked many times a round."""
    began = clock.perf_counter()
    ask()
    times = max(1, min(100, int(0.001 / max(clock.perf_counter() - began, 1e-7))))
    rounds = max(5, min(rounds, int(2 / max((clock.perf_counter() - began) * times, 1e-6))))
    figures = []
    for _ in range(rounds):
        began = clock.perf_counter()
        for _ in range(times):
            ask()
        figures.append((clock.perf_counter() - began) / times)
    return statistics.median(figures) * 1e6


def fresh(ask: Callable[[Hours], object]) -> Callable[[], object]:
    """The question to hours that were just read from JSON, with nothing kept from before."""
    return lambda: ask(Hours.model_validate(GIVEN))


def main() -> None:
    """Print one line a question."""
    now = NOW.astimezone(ZoneInfo("UTC"))
    osm_hours = OpeningHours(osm.write(HOURS), timezone=ZoneInfo(ZONE))
    zone = pytz.timezone(ZONE)
    shifts = [
        businesstimedelta.WorkDayRule(time(9), time(14), [0, 1, 2, 3, 4], tz=zone),
        businesstimedelta.WorkDayRule(time(16), time(19), [0, 1, 2, 3, 4], tz=zone),
    ]
    rules = businesstimedelta.Rules(shifts)

    def osm_sum(end: datetime) -> timedelta:
        spans = (span for span in osm_hours.intervals(now, end) if "open" in str(span[2]).lower())
        return sum((until - since for since, until, *_ in spans), timedelta(0))

    amount = businesstimedelta.BusinessTimeDelta(rules, timedelta=AMOUNT)
    rows: list[tuple[str, Callable[[], object], Callable[[], object] | None, Callable[[], object] | None]] = [
        ("is_open", lambda: HOURS.is_open(NOW), lambda: osm_hours.is_open(now), None),
        ("next_opening", lambda: HOURS.next_opening(NOW), lambda: osm_hours.next_change(now), lambda: rules.next(NOW)),
        ("explain", lambda: HOURS.explain(NOW), None, None),
        (
            "open_time, a month",
            lambda: HOURS.open_time(NOW, NOW + MONTH),
            lambda: osm_sum(now + MONTH),
            lambda: rules.difference(NOW, NOW + MONTH),
        ),
        (
            "open_time, ten years",
            lambda: HOURS.open_time(NOW, NOW + DECADE),
            lambda: osm_sum(now + DECADE),
            lambda: rules.difference(NOW, NOW + DECADE),
        ),
        ("add_open_time, 12 h", lambda: HOURS.add_open_time(NOW, AMOUNT), None, lambda: NOW + amount),
        ("status in Spanish", lambda: HOURS.status(NOW, "es"), None, None),
        ("read from JSON", lambda: Hours.model_validate(GIVEN), None, None),
        ("read and is_open", fresh(lambda hours: hours.is_open(NOW)), None, None),
        ("read and open_time, ten years", fresh(lambda hours: hours.open_time(NOW, NOW + DECADE)), None, None),
    ]
    print(f"{'median, in microseconds':<32}{'care.hours':>14}{'opening-hours-py':>20}{'businesstimedelta':>20}")  # noqa: T201  a script
    for name, *asks in rows:
        figures = ["-" if ask is None else f"{median(ask):,.1f}" for ask in asks]
        print(f"{name:<32}{figures[0]:>14}{figures[1]:>20}{figures[2]:>20}")  # noqa: T201  a script


if __name__ == "__main__":
    main()
