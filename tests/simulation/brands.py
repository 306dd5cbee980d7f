"""The accounts of a story: hours in different zones, and texts by which X's side knows an automatic message."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from tests.simulation.opening import Opening

from care.model.account import Account

BRANDS = [
    ("2000000000000000001", "tiendaluna", "Tienda Luna"),
    ("2000000000000000002", "bancosol", "Banco Sol"),
]
PEOPLE = tuple(str(3_000_000_000_000_000_001 + number) for number in range(7))
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEK = _DAYS[:5]
WEEKLY: list[dict[str, list[list[str]]]] = [
    {day: [["09:00", "14:00"], ["16:00", "19:00"]] for day in _WEEK},
    {day: [["08:30", "20:00"]] for day in _DAYS},
    {day: [["22:00", "02:30"]] for day in _DAYS},
    {day: [["02:30", "11:15"], ["12:00", "24:00"]] for day in _DAYS},
    {"sat": [["10:00", "10:45"]], "sun": [["01:30", "03:30"], ["17:00", "23:00"]], "wed": [["00:00", "24:00"]]},
]
ZONES = ("Europe/Madrid", "America/New_York", "Atlantic/Azores", "America/Sao_Paulo", "Australia/Lord_Howe")
# Sundays with a change of clocks in one of the zones, and days without.
STARTS = (
    *(datetime(2026, 3, 28, 14, tzinfo=UTC), datetime(2026, 10, 24, 15, tzinfo=UTC)),
    *(datetime(2026, 3, 7, 20, tzinfo=UTC), datetime(2026, 10, 31, 21, tzinfo=UTC)),
    *(datetime(2026, 4, 4, 9, tzinfo=UTC), datetime(2026, 10, 3, 9, tzinfo=UTC)),
    *(
        datetime(2026, 11, 24, 8, tzinfo=UTC),
        datetime(2026, 7, 1, 17, tzinfo=UTC),
        datetime(2026, 12, 31, 22, tzinfo=UTC),
    ),
)
CLOSED, OPEN, INCIDENT, EXPOSED, OVER = "CERRADO", "ABIERTO", "AVERIA", "RESERVADO", "REPARADO"
TEXTS: dict[str, Any] = {
    name: {language: [text] for language in ("es", "pt", "en")}
    for name, text in {
        "closed": f"{CLOSED}: {{return}}.",
        "open": f"{OPEN}: lo miramos.",
        "incident": f"{INCIDENT}: {{incident}}",
        "private_request": f"{EXPOSED}: mejor por privado.",
    }.items()
}
SENSITIVE = (
    "12345678Z",
    "4111 1111 1111 1111",
    "maria@correo.example",
    "+34 612 345 678",
    "ES91 2100 0418 4502 0005 1332",
)


def account_of(number: int, hours: dict[str, Any], **more: Any) -> Account:
    """The settings of a brand; they do not change, and are made once."""
    asked = repr((number, hours, more))
    if asked not in _made:
        _made[asked] = _account_of(number, hours, **more)
    return _made[asked]


_made: dict[str, Account] = {}


def _account_of(number: int, hours: dict[str, Any], **more: Any) -> Account:
    account_id, username, name = BRANDS[number]
    return Account.model_validate(
        {
            "id": account_id,
            "username": username,
            "name": name,
            "privacy_url": f"https://{username}.example/privacidad",
            "hours": hours,
            "texts": TEXTS,
            "second_look": ["abogado"],
            **more,
        }
    )


def hours_of(random: Random) -> dict[str, Any]:
    """A zone and a week."""
    return {"timezone": random.choice(ZONES), "weekly": random.choice(WEEKLY)}


def opening_of(hours: dict[str, Any], around: float) -> Opening:
    """The same hours reckoned by the second way, for two months before and after."""
    day: date = datetime.fromtimestamp(around, UTC).date()
    return Opening(hours["timezone"], hours["weekly"], day - timedelta(days=60), day + timedelta(days=60))
