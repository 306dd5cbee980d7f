"""Items and an account for the tests of the outbox and the budget."""

from datetime import UTC, datetime
from typing import Any

from care.model.account import Account
from care.model.outbox_item import Item

SHOP, MARTA = "2000000000000000001", "3000000000000000001"
START = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
LANE = {1: "reply", 2: "resolution", 3: "acknowledgement", 4: "survey"}


def account(account_id: str = SHOP, **settings: Any) -> Account:
    values = {
        "id": account_id,
        "username": "tiendaluna",
        "name": "Tienda Luna",
        "privacy_url": "https://tiendaluna.example/privacidad",
        "hours": {"timezone": "Europe/Madrid", "always": True},
        "undo_seconds": 0,
    }
    return Account.model_validate({**values, **settings})


def item(item_id: str = "C1:reply:1", lane: int = 1, channel: str = "private", **changes: Any) -> Item:
    values = {
        "item_id": item_id,
        "account_id": SHOP,
        "customer_id": MARTA,
        "case_id": "C1",
        "channel": channel,
        "purpose": LANE[lane],
        "text": f"Ya va de camino, {item_id}",
        "created_at": START,
        "in_reply_to": "1" if channel == "public" else "",
    }
    return Item.model_validate({**values, **changes})
