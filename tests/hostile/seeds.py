"""Where the fuzzing of a target begins: real files, as small as they can be."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.unit.test_pictures import FILMED, exif, jpeg, png

from care.triage.taught import encoded

_ROOT: Final = Path(__file__).parents[2]
_PART: Final = b'--x\r\nContent-Disposition: form-data; name="'
_MAY: Final = "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260501\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n"


def _weights() -> dict[str, bytes]:
    stored = encoded({7: {"complaint": 4.0}, 9: {"lead": -2.5, "praise": 0.5}})
    return {"stored": stored.encode(), "whole": base64.b64decode(stored.partition(":")[2])}


SEEDS: Final[dict[str, Callable[[], dict[str, bytes]]]] = {
    "deliveries": lambda: {file.stem: file.read_bytes() for file in (_ROOT / "events").glob("*.json")},
    "settings": lambda: {"demo": (_ROOT / "infra/local/demo.toml").read_bytes()},
    "answers": lambda: {"order": json.dumps({"status": "sent", "a": {"b": [{"c": 1}]}}).encode()},
    "hours": lambda: {"week": b"Mo-Fr 09:00-14:00,16:00-19:00; Sa off; PH off; Dec 24-26 off"},
    "calendars": lambda: {"may": f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{_MAY}END:VCALENDAR\r\n".encode()},
    "pictures": lambda: {"png": png(4, 1), "jpeg": jpeg((0xE1, exif(6))), "mp4": b"".join(FILMED)},
    "forms": lambda: {"two": _PART + b'text"\r\n\r\nhola\r\n' + _PART + b'file"; filename="a"\r\n\r\nPNG\r\n--x--\r\n'},
    "stages": lambda: {"stage": b'throttle_rate = 200\napps = ["main", "shop"]\npublic_url = "https://a.example"\n'},
    "weights": _weights,
}
