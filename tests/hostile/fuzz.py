"""Coverage-guided fuzzing with a fixed budget: `make fuzz`, or `make fuzz ARGS="deliveries --seconds 300"`.

Each target takes bytes and may raise what its docstring says, and nothing else. What was found lies in
`.local/fuzz/<target>`, from where the next run goes on; a crash is printed with its input, and ends with status 1.
"""

import argparse
import base64
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final, get_args

import atheris
from pydantic import ValidationError

ROOT: Final = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "functions"), str(ROOT / "layers/care/python")]

with atheris.instrument_imports(include=["care", "desk.uploads"]):
    from infra.settings_file import WrongSettings, account_of
    from tests.hostile.readers import READERS
    from tests.hostile.seeds import SEEDS
    from tests.hostile.texts import TEXTS
    from tests.hostile.weights import read_weights
    from tests.unit.x.chatting import Person, Talk

    from care.hours import osm
    from care.hours.calendar import read
    from care.model.chat import Opened
    from care.model.settings.fields import fields_of
    from care.pictures.checked import checked
    from care.pictures.kinds import Kind, kind_of
    from care.search import MOST_ASKED, asked_of, words_of
    from care.search.words import LONGEST
    from care.x.chat import open_event
    from care.x.credentials import UnreadableSecret, read_app_secret
    from care.x.delivery import read_delivery
    from care.x.signature import crc_answer, signed_by
    from care.x.webhook_events import parse
    from desk.bad_request import BadRequest
    from desk.questions import Question
    from desk.uploads import read_multipart


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


def pictures(data: bytes) -> None:
    """A file of a customer or an agent: cleaned and not larger, or a reason; a video stays as long as it is."""
    found = checked(data, dict.fromkeys(get_args(Kind), 10**6))
    if isinstance(found, str):
        return
    assert kind_of(found.data) == found.kind
    assert len(found.data) <= len(data) + 40
    if found.kind == "video/mp4":
        assert len(found.data) == len(data)
    again = checked(found.data, {found.kind: 10**6})
    assert not isinstance(again, str)
    assert again.data == found.data


def forms(data: bytes) -> None:
    """The body of a form with files: BadRequest, or fields and files that were in it."""
    with suppress(BadRequest):
        read = read_multipart("multipart/form-data; boundary=x", data)
        assert all(part in data for part in read.files)


def searches(data: bytes) -> None:
    """A question of the search, and a text that is found: words that the index takes."""
    text = data.decode("utf-8", "replace")
    asked, there = asked_of(text), words_of(text, text[::-1])
    assert all(0 < len(word) <= LONGEST for word in {*asked.words, *there})
    assert len(asked.words) <= MOST_ASKED
    with suppress(ValidationError):
        Question.model_validate({"q": text[:200], "after": text[:40], "since": text[:12], "topic": text[:9]})


def stages(data: bytes) -> None:
    """A stage's file of the operator: a context, or WrongContext with the reason."""
    from infra.cdk.context import StackContext, WrongContext, stage_file

    folder = ROOT / ".local" / "fuzz"
    (folder / "fuzzed.toml").write_bytes(data)
    with suppress(WrongContext, ValidationError):
        StackContext.model_validate({**stage_file(folder, "fuzzed"), "stage": "fuzzed"})


@cache
def _context() -> ModuleType:
    """The reading of stages, which starts jsii: imported by its own target alone."""
    with atheris.instrument_imports(include=["infra.cdk.context"]):
        return import_module("infra.cdk.context")


_SAID: Final = "mi pedido LN-12342 no llega"


@cache
def _talk() -> tuple[Talk, str, str]:
    talk = Talk(Person("1"), Person("2"))
    message_id, _, sealed = talk.says(talk.one, _SAID)
    return talk, message_id, sealed


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    function.__name__: function
    for function in (
        deliveries,
        signatures,
        texts,
        calendars,
        hours,
        settings,
        answers,
        chats,
        weights,
        pictures,
        forms,
        searches,
        stages,
    )
}


def api(seconds: int) -> int:
    """The JSON API of a local run, asked by its description; no bytes, so it is no target of atheris."""
    from tests.hostile.api import fuzz

    return fuzz(ROOT, seconds)


def seeds(target: str) -> dict[str, bytes]:
    """Where a target begins: real files, and the texts of trouble."""
    if target == "chats":
        talk, _, sealed = _talk()
        return {"said": base64.b64decode(sealed), "keys": base64.b64decode(talk.key_changes[0])}
    if target in SEEDS:
        return SEEDS[target]()
    return {str(number): text.encode("utf-8", "replace") for number, text in enumerate(TEXTS.values())}


def main() -> int:
    """Run each target for its seconds; the worst exit status."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("targets", nargs="*", help=f"of {', '.join(TARGETS)}, api; all without any")
    asked.add_argument("--seconds", type=int, default=20, help="for each target (20)")
    asked.add_argument("--here", help=argparse.SUPPRESS)
    wishes = asked.parse_args()
    if wishes.here:
        corpus = ROOT / ".local" / "fuzz" / wishes.here
        corpus.mkdir(parents=True, exist_ok=True)
        for name, seed in seeds(wishes.here).items():
            (corpus / f"seed-{name}").write_bytes(seed)
        if wishes.here == stages.__name__:
            _context()  # what is imported once the fuzzing runs is not followed
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
    for target in wishes.targets or (*TARGETS, api.__name__):
        if target == api.__name__:
            worst = max(worst, api(wishes.seconds))
            continue
        command = [sys.executable, __file__, "--here", target, "--seconds", str(wishes.seconds)]
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        print(f"{target}: {'nothing found' if status == 0 else 'FOUND'} in {wishes.seconds} s", flush=True)
        worst = max(worst, abs(status))
    return min(worst, 1)


if __name__ == "__main__":
    sys.exit(main())
