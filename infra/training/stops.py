"""What requests to stop are learned from: `stops`, written by hand, and messages and answers that are none."""

from pathlib import Path
from typing import Final, NamedTuple

from infra.training.answers import written
from infra.training.messages import everything

_FOLDER: Final = Path(__file__).with_name("stops")
# What was written near the matter tells more than what has nothing to do with it.
_ELSEWHERE: Final = 0.3


class Request(NamedTuple):
    """A text, whether it asks for no more messages, and what it counts in the learning."""

    text: str
    stops: bool
    counts: float


def requests() -> list[Request]:
    """All that is learned from: in the files a sign, a tab and the text."""
    found = [
        Request(line[2:], line[0] == "+", 1.0)
        for language in ("es", "pt", "en")
        for line in _FOLDER.joinpath(f"{language}.txt").read_text(encoding="utf-8").splitlines()
        if line
    ]
    elsewhere = [message.text for message in everything()]
    elsewhere += [answer.text for language in ("es", "pt", "en") for answer in written(language)]
    return [*found, *(Request(text, stops=False, counts=_ELSEWHERE) for text in elsewhere)]
