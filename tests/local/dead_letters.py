"""A dead letter's way: why it is there, what mends it, and that it is applied then."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.local.running import ROOT, Running

STRANGER = "2000000000000000002"
POST = "7700000000000000031"


def redriven(x: Running, directory: Path) -> None:
    """X delivers for an account whose settings nobody stored; the operator stores them, and the message is applied."""
    who = "6600000000000000031"
    x.deliver(_mention(x, who))
    x.settle()
    assert x.cases(who) == []
    [listed] = [line for line in x.centralita("dlq", "list").splitlines() if "events" in line]
    lines = [json.loads(line) for line in x.centralita("dlq", "show", "events").splitlines()]
    assert str(len(lines)) in listed
    [told] = [one for one in lines if one.get("account_id") == STRANGER]
    assert f"no settings are stored for account {STRANGER}" in told["reason"]
    assert (told["account_id"], "¿abrís hoy?" in str(told)) == (STRANGER, False)
    settings = (ROOT / "infra" / "local" / "demo.toml").read_text(encoding="utf-8")
    file = directory / "other.toml"
    file.write_text(settings.replace(x.account_id, STRANGER).replace('"tiendaluna"', '"otraluna"'), encoding="utf-8")
    x.centralita("accounts", "push", str(file))
    assert "1 put back on events" in x.centralita("dlq", "redrive", "events", "--message", told["message"])
    x.settle()
    assert len(x.dead_letters()) == len(lines) - 1
    [case] = x.cases(who)
    assert case["account_id"] == STRANGER
    # It has no token: what waits to be sent for it would be tried each quarter of an hour of all that follows.
    x.centralita("pause", "otraluna")
    x.move(x.now() + timedelta(minutes=16))


def _mention(x: Running, who: str) -> dict[str, Any]:
    sample = json.loads((ROOT / "events" / "post.mention.create.json").read_text(encoding="utf-8"))
    sample["data"]["event_uuid"] = POST
    sample["data"]["filter"]["user_id"] = STRANGER
    sample["data"]["payload"] |= {
        "id": POST,
        "author_id": who,
        "conversation_id": POST,
        "text": "@otraluna ¿abrís hoy?",
        "created_at": x.now().strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "lang": "es",
    }
    sample["data"]["payload"]["entities"] = {
        "mentions": [{"start": 0, "end": 9, "username": "otraluna", "id": STRANGER}]
    }
    return sample
