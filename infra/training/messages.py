"""What the model learns from: messages written by hand in many voices, and sentences put together from parts."""

import random
import re
import tomllib
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

from care.triage.verdict import RuleTopic

_FOLDER: Final = Path(__file__).parent
_TOPICS: Final[dict[str, RuleTopic]] = {
    "c": "complaint",
    "a": "after_sales",
    "q": "question",
    "l": "lead",
    "p": "praise",
    "t": "thanks",
    "n": "noise",
}
_SLOT: Final = re.compile(r"\{(\w+)\}")
# How many sentences of each topic and language: complaints are most of what care receives.
_PUT_TOGETHER: Final[dict[RuleTopic, int]] = {
    "complaint": 330,
    "after_sales": 90,
    "question": 90,
    "lead": 60,
    "praise": 60,
    "thanks": 80,
    "noise": 130,
}


class Labelled(NamedTuple):
    """One message with its topic; `industry` is "frames" for what was put together."""

    topic: RuleTopic
    language: str
    industry: str
    text: str


def written(name: str) -> list[Labelled]:
    """The messages of a file: "# es bank" says language and industry, then a letter for the topic and the text."""
    found: list[Labelled] = []
    language, industry = "", ""
    for line in _FOLDER.joinpath("messages", f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            _, language, industry = line.split()
        elif line:
            found.append(Labelled(_TOPICS[line[0]], language, industry, line[2:]))
    return found


def put_together() -> list[Labelled]:
    """Sentences from `frames.toml`, each once, the same at every run."""
    frames = tomllib.loads(_FOLDER.joinpath("frames.toml").read_text(encoding="utf-8"))
    found: dict[str, Labelled] = {}
    for language, parts in sorted(frames.items()):
        drawn = random.Random(language)  # noqa: S311  no secret
        for topic, most in _PUT_TOGETHER.items():
            made = 0
            for _ in range(most * 20):
                text = _filled(drawn.choice(parts[topic]), parts["slots"], drawn).strip()
                if text not in found and made < most:
                    found[text] = Labelled(topic, language, "frames", text)
                    made += 1
    return list(found.values())


def _filled(frame: str, slots: dict[str, Any], drawn: random.Random) -> str:
    while match := _SLOT.search(frame):
        filler = cast("str", drawn.choice(slots[match[1]]))
        frame = f"{frame[: match.start()]}{filler}{frame[match.end() :]}"
    return frame


def everything() -> list[Labelled]:
    """All that is learned from; `seen` holds the labelled sets that were looked at, by the hand that wrote them."""
    return [*written("es"), *written("pt"), *written("en"), *written("seen"), *put_together()]
