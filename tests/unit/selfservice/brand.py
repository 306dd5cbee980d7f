"""An invented brand's automatic queries, and ways to talk to them."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx

from care.hours import Hours
from care.model.settings.selfservice import SelfServiceSettings
from care.selfservice.conversation import DialogState, DialogStep, step

HOURS = Hours.model_validate(
    {
        "timezone": "Europe/Madrid",
        "weekly": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    }
)
OPEN = datetime(2026, 11, 24, 10, tzinfo=UTC)
CLOSED = datetime(2026, 11, 24, 21, tzinfo=UTC)

ORDER: dict[str, Any] = {
    "id": "order",
    "asks": {"es": ["¿Dónde está mi pedido?", "estado del pedido"], "en": ["Where is my order?", "order status"]},
    "url": "https://api.brand.example/orders/{order}",
    "secret": "orders_api",
    "parameters": [{"name": "order", "prompt": {"es": "¿Cuál es el número de pedido?"}, "pattern": r"[A-Z]{2}-\d{5}"}],
    "fields": {"status": "order.status", "day": "order.days.0"},
    "answer": {"es": "Tu pedido {order} está {status} y llega el {day}."},
}
BRAND: dict[str, Any] = {
    "enabled": True,
    "menu": {"es": "Elige una consulta:"},
    "lookups": [ORDER],
    "articles": [
        {
            "id": "returns",
            "question": {"es": "¿Cómo devuelvo un producto?", "pt": "Como devolvo um produto?"},
            "variants": {"es": "plazo de devolución"},
            "answer": {"es": "Tienes 14 días.", "pt": "Você tem 14 dias."},
            "link": "https://brand.example/returns",
        },
        {
            "id": "delivery",
            "question": {"es": "¿Cuánto tarda el envío?"},
            "variants": {"es": ["gastos de envío"]},
            "answer": {"es": "Tres días."},
        },
    ],
}
SETTINGS = SelfServiceSettings.model_validate(BRAND)


def say(*texts, state=None, settings=SETTINGS, now=OPEN, language="es", incident=None) -> DialogStep:
    """What follows from the last of these messages, which the customer writes one after the other."""
    told = DialogStep(state or DialogState())
    for text in texts:
        told = step(told.state, text, language, settings, now, HOURS, incident)
    return told


def sent(body, status=200, **headers) -> httpx.Response:
    """A response as it comes from the wire, which is read once and in parts."""
    given = body if isinstance(body, bytes) else json.dumps(body).encode()
    told = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=told, stream=httpx.ByteStream(given))
