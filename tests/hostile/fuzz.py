"""Coverage-guided fuzzing with a fixed budget: `make fuzz`, or `make fuzz ARGS="deliveries --seconds 300"`.

Each target takes bytes and may raise what its docstring says, and nothing else. What was found lies in
`.local/fuzz/<target>`, from where the next run goes on; a crash is printed with its input, and ends with status 1.
"""

import argparse
import base64
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import atheris

ROOT: Final = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "functions"), str(ROOT / "layers/care/python")]

with atheris.instrument_imports(include=["care"]):
    from infra.settings_file import WrongSettings, account_of
    from tests.hostile.readers import READERS
    from tests.hostile.texts import TEXTS
    from tests.hostile.weights import read_weights
    from tests.unit.x.chatting import Person, Talk

    from care.hours import osm
    from care.hours.calendar import read
    from care.model.chat import Opened
    from care.model.settings.fields import fields_of
    from care.triage.taught import encoded
    from care.x.chat import open_event
    from care.x.credentials import UnreadableSecret, read_app_secret
    from care.x.delivery import read_delivery
    from care.x.signature import crc_answer, signed_by
    from care.x.webhook_events import parse


def deliveries(data: bytes) -> None:
    """A webhook's body: ValueError for what is no JSON; whatever JSON it is becomes events that the queue takes."""
    try:
        value = parse(data)
    except ValueError:
        return
    for event in read_delivery(value).events:
        assert len(event.as_json()) < 262_144
        assert event.as_json().isascii()


def signatures(data: bytes) -> None:
    """A header and a challenge of strangers."""
    text = data.decode("utf-8", "replace")
    assert not signed_by(b"{}", {"x-twitter-webhooks-signature": text}, [b"secret"], [])
    crc_answer(text, [b"secret"], [])


def texts(data: bytes) -> None:
    """Whatever customers write."""
    text = data.decode("utf-8", "replace")
    for reader in READERS.values():
        reader(text)


def calendars(data: bytes) -> None:
    """An .ics file: ValueError with the reason."""
    with suppress(ValueError):
        read(data, date(2026, 1, 1), date(2027, 12, 31))


def hours(data: bytes) -> None:
    """Opening hours as OSM writes them: ValueError with the reason."""
    with suppress(ValueError):
        osm.read(data.decode("utf-8", "replace"), "Europe/Madrid")


def settings(data: bytes) -> None:
    """A settings file: WrongSettings with every place that is wrong."""
    with suppress(WrongSettings):
        account_of(data.decode("utf-8", "replace"), Path("account.toml"))


def answers(data: bytes) -> None:
    """What a brand's API answers, and a secret: a reason, or small values."""
    fields_of(data, {"status": "status", "deep": "a.b.0.c"})
    with suppress(UnreadableSecret):
        read_app_secret(data.decode("utf-8", "replace"))


def chats(data: bytes) -> None:
    """An event of an encrypted chat: opened as it was sealed, or shut with a reason, whatever stands in its frame."""
    talk, message_id, sealed = _talk()
    event, changes, ring = base64.b64encode(data).decode(), talk.key_changes, (talk.other.keys,)
    found = open_event(ring, event, changes, (talk.one.shown, talk.other.shown), talk.id)
    if isinstance(found, Opened) and found.kind == "text":
        assert (found.text, found.message_id, found.sender_id) == (_SAID, message_id, talk.one.id)
    open_event(ring, sealed, [event], (talk.one.shown, talk.other.shown), talk.id)


def weights(data: bytes) -> None:
    """What is stored of an account's learned weights: bounded weights, or none."""
    read_weights(data)


_SAID: Final = "mi pedido LN-12342 no llega"


@cache
def _talk() -> tuple[Talk, str, str]:
    talk = Talk(Person("1"), Person("2"))
    message_id, _, sealed = talk.says(talk.one, _SAID)
    return talk, message_id, sealed


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    function.__name__: function
    for function in (deliveries, signatures, texts, calendars, hours, settings, answers, chats, weights)
}


def seeds(target: str) -> dict[str, bytes]:
    """Where a target begins: real files, and the texts of trouble."""
    if target == "deliveries":
        return {file.stem: file.read_bytes() for file in (ROOT / "events").glob("*.json")}
    if target == "chats":
        talk, _, sealed = _talk()
        return {"said": base64.b64decode(sealed), "keys": base64.b64decode(talk.key_changes[0])}
    if target == "weights":
        stored = encoded({7: {"complaint": 4.0}, 9: {"lead": -2.5, "praise": 0.5}})
        return {"stored": stored.encode(), "whole": base64.b64decode(stored.partition(":")[2])}
    if target == "settings":
        return {"demo": (ROOT / "infra/local/demo.toml").read_bytes()}
    if target == "answers":
        return {"order": json.dumps({"status": "sent", "a": {"b": [{"c": 1}]}}).encode()}
    if target == "hours":
        return {"week": b"Mo-Fr 09:00-14:00,16:00-19:00; Sa off; PH off; Dec 24-26 off"}
    if target == "calendars":
        event = "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260501\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n"
        return {"may": f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event}END:VCALENDAR\r\n".encode()}
    return {str(number): text.encode("utf-8", "replace") for number, text in enumerate(TEXTS.values())}


def main() -> int:
    """Run each target for its seconds; the worst exit status."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("targets", nargs="*", help=f"of {', '.join(TARGETS)}; all without any")
    asked.add_argument("--seconds", type=int, default=20, help="for each target (20)")
    asked.add_argument("--here", help=argparse.SUPPRESS)
    wishes = asked.parse_args()
    if wishes.here:
        corpus = ROOT / ".local" / "fuzz" / wishes.here
        corpus.mkdir(parents=True, exist_ok=True)
        for name, seed in seeds(wishes.here).items():
            (corpus / f"seed-{name}").write_bytes(seed)
        budget = [
            f"-max_total_time={wishes.seconds}",
            "-max_len=8192",
            "-timeout=10",
            "-rss_limit_mb=2048",
            "-verbosity=0",
        ]
        atheris.Setup([sys.argv[0], *budget, f"-artifact_prefix={corpus}-", str(corpus)], TARGETS[wishes.here])
        atheris.Fuzz()
    worst = 0
    for target in wishes.targets or TARGETS:
        command = [sys.executable, __file__, "--here", target, "--seconds", str(wishes.seconds)]
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        print(f"{target}: {'nothing found' if status == 0 else 'FOUND'} in {wishes.seconds} s", flush=True)  # noqa: T201
        worst = max(worst, abs(status))
    return min(worst, 1)


if __name__ == "__main__":
    sys.exit(main())
