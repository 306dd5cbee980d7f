"""A brand whose settings are at every maximum at once, as far as all of them may be stored together."""

from datetime import date, timedelta
from typing import Any

from tests.functions.conftest import ACCOUNT, WEEK

from care.model.account import Account
from care.model.limits import MOST_DATES, MOST_SPANS, MOST_WATCHED, unusable

HOSTILE = "2000000000000000077"
_DAY = date(2026, 1, 1)
_OPEN = [["09:00", "10:00"]]


def hostile() -> Account:
    """The brand; what it holds is as dear as the limits allow."""
    values = ACCOUNT.model_dump(mode="json", by_alias=True) | {
        "id": HOSTILE,
        "username": "hostil",
        "countries": ["ES", "PT", "BR", "MX", "AR", "CO", "CL", "PE", "US", "GB"],
        "second_look": [f"palabra vigilada {n}" for n in range(MOST_WATCHED)],
        "own_data": [f"calle ejemplo {n} de madrid" for n in range(100)],
        "abbreviations": {f"palabra larga {n}": f"p{n}" for n in range(500)},
        "brand_terms": [f"marca {n}" for n in range(8)],
        "hours": {
            "timezone": "Europe/Madrid",
            "weekly": dict.fromkeys(WEEK, _spans()),
            "dates": [{"from": (_DAY + timedelta(days=n)).isoformat(), "open": _OPEN} for n in range(MOST_DATES)],
        },
        "triage": {"added": _rules()},
        "selfservice": {"enabled": True, "articles": _articles(), "lookups": _lookups()},
    }
    account = Account.model_validate(values)
    assert unusable(account) == []
    return account


def _spans() -> list[list[str]]:
    return [[f"{n:02}:00", f"{n:02}:30"] for n in range(MOST_SPANS)]


def _rules() -> list[dict[str, Any]]:
    """Stems, for which most words stand, and phrases that begin with what every message says."""
    begins = ("no", "el pedido", "hola", "que", "mi")
    return [
        {"language": "any", "topic": "complaint", "phrase": f"{begins[n % 5]} palabra{n}", "weight": 5}
        for n in range(500)
    ]


def _articles() -> list[dict[str, Any]]:
    return [
        {
            "id": f"a{n}",
            "question": {"es": f"¿Cómo va el pedido {n}?"},
            "variants": {"es": [f"pedido {n} que no llega {m}" for m in range(10)]},
            "answer": {"es": "Sale hoy."},
        }
        for n in range(200)
    ]


def _lookups() -> list[dict[str, Any]]:
    return [
        {
            "id": f"l{n}",
            "asks": {"es": [f"¿Dónde está mi pedido {n}?"]},
            "url": "https://api.shop.example/o/{order}",
            "fields": {f"f{m}": f"a.b{m}" for m in range(20)},
            "answer": {"es": "Está {f1}"},
            "parameters": [{"name": "order", "pattern": r"LN-\d{5}", "prompt": {"es": "¿Qué número?"}}],
        }
        for n in range(20)
    ]
