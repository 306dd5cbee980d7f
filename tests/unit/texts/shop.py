"""The shop of the examples, at instants that are open, closed, in an absence, and after the last opening."""

from datetime import UTC, datetime
from typing import Any

from care.model.account import Account

WEEK = {day: [["09:00", "14:00"], ["16:00", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
OPEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LUNCH = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
AWAY = {"from": "2026-12-24T12:00:00Z", "to": "2027-01-04T08:00:00Z", "label": "Navidad"}
CHRISTMAS = datetime(2026, 12, 28, 10, 0, tzinfo=UTC)


def hours(**changes: Any) -> dict[str, Any]:
    return {"timezone": "Europe/Madrid", "weekly": WEEK} | changes


def shop(**changes: Any) -> Account:
    values = {
        "id": "2000000000000000001",
        "username": "tiendaluna",
        "name": "Tienda Luna",
        "privacy_url": "https://tiendaluna.example/privacidad",
        "hours": hours(),
    }
    return Account.model_validate(values | changes)
