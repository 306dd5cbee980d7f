"""Random hours for the properties, and the slow, obvious reading of them that the engine is compared with."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE = timedelta(minutes=1)

# Where and when clocks do something: an hour in spring and autumn, at midnight, half an hour, two hours, a whole day
# that is missing, at one minute past midnight, for Ramadan; and two zones where nothing happens.
CHANGES = [
    ("Europe/Madrid", date(2026, 3, 29)),
    ("Europe/Madrid", date(2026, 10, 25)),
    ("America/Santiago", date(2026, 4, 4)),
    ("America/Santiago", date(2026, 9, 6)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("Africa/Cairo", date(2026, 10, 29)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Asia/Beirut", date(2026, 3, 29)),
    ("Asia/Beirut", date(2026, 10, 24)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Sao_Paulo", date(2019, 2, 16)),
    ("America/Havana", date(2026, 11, 1)),
    ("America/St_Johns", date(2010, 11, 7)),
    ("Antarctica/Troll", date(2026, 3, 29)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Asia/Kolkata", date(2028, 2, 29)),
    ("UTC", date(2026, 12, 31)),
]


def written(minutes) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def days(draw, after_midnight=0):
    """The intervals of one day that starts at or after a minute, inside the day."""
    cuts = sorted(draw(st.lists(st.integers(after_midnight, 1440), max_size=6, unique=True)))
    return [[written(start), written(end)] for start, end in zip(cuts[::2], cuts[1::2], strict=False)]


@st.composite
def weeks(draw, overnight=True):
    """Weekly hours; with `overnight`, some evenings pass midnight, up to 05:00, and the next day starts later."""
    tails = [overnight and draw(st.booleans()) for _ in DAYS]
    week = {day: draw(days(after_midnight=301 if tails[n - 1] else 0)) for n, day in enumerate(DAYS)}
    for n, day in enumerate(DAYS):
        if tails[n]:
            closes = week[day][-1][1] if week[day] else "05:01"
            if closes < "23:59":
                opens = draw(st.integers(int(closes[:2]) * 60 + int(closes[3:]), 1439))
                week[day].append([written(opens), written(draw(st.integers(0, min(300, opens - 1))))])
    return {day: spans for day, spans in week.items() if spans}


@st.composite
def schedules(draw, changes=CHANGES, overnight=True, special=True):
    """Hours as JSON, with dates and absences around a day on which the clocks of their zone change; and that day."""
    zone, day = draw(st.sampled_from(changes))
    hours = {"timezone": zone, "weekly": draw(weeks(overnight=overnight))}
    if draw(st.integers(0, 9)) == 0:
        hours |= {"weekly": {}, "always": True}
    if special:
        firsts = draw(st.lists(st.integers(-5, 5), max_size=3, unique=True))
        hours["dates"] = [
            {"from": str(day + timedelta(days=n)), "open": draw(days()), "label": f"day {n}"} for n in firsts
        ]
        starts = draw(st.lists(st.integers(-4 * 1440, 4 * 1440), max_size=3))
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        hours["absences"] = [
            {
                "from": (noon + n * MINUTE).isoformat(),
                "to": (noon + (n + draw(st.integers(1, 2000))) * MINUTE).isoformat(),
            }
            for n in starts
        ]
    return hours, day


def around(day, reach=5):
    """From some days before a day to some days after, in UTC."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return noon - timedelta(days=reach), noon + timedelta(days=reach)


def open_minutes(hours, day, reach=5):
    """The open minutes around a day, found minute by minute from what the wall clock shows, by the rules as written."""
    zone = ZoneInfo(hours["timezone"])
    start, end = around(day, reach + 3)
    minutes = [start + n * MINUTE for n in range(int((end - start) / MINUTE))]
    shown: dict[datetime, list[datetime]] = {}
    for at in minutes:
        shown.setdefault(at.astimezone(zone).replace(tzinfo=None, fold=0), []).append(at)

    def instant(wall, closing):
        if wall in shown:
            return shown[wall][-1 if closing else 0]
        later = min(known for known in shown if known > wall)
        return shown[later][0]

    planned = set()
    special = {entry["from"]: entry["open"] for entry in hours.get("dates", [])}
    for n in range(-reach - 2, reach + 3):
        local = day + timedelta(days=n)
        usual = [["00:00", "24:00"]] if hours.get("always") else hours["weekly"].get(DAYS[local.weekday()], [])
        for opens, closes in special.get(str(local), usual):
            midnight = datetime(local.year, local.month, local.day)  # noqa: DTZ001  a wall time
            since, until = (int(time[:2]) * 60 + int(time[3:]) for time in (opens, closes))
            until += 1440 if until <= since else 0
            first, last = instant(midnight + since * MINUTE, False), instant(midnight + until * MINUTE, True)
            planned |= {first + k * MINUTE for k in range(int((last - first) / MINUTE))}
    for absence in hours.get("absences", []):
        away, back = (datetime.fromisoformat(absence[key]) for key in ("from", "to"))
        planned = {at for at in planned if not away <= at < back}
    first, last = around(day, reach)
    return {at for at in planned if first <= at < last}
