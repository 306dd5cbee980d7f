"""The texts that come with the code: one TOML file a language in `shipped/`, made to be read and reworded."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from care.model.settings.occasions import OCCASIONS, Occasion, Variety


@dataclass(frozen=True, slots=True)
class Shipped:
    """One language's texts by occasion, its note under automatic DMs, samples for a preview, what is said of a stop."""

    texts: dict[Occasion, tuple[str, ...]]
    note: str
    samples: dict[str, str]
    stop: dict[str, str]


@cache
def shipped(language: Variety) -> Shipped:
    """The shipped texts of a language."""
    import tomllib  # noqa: PLC0415  most functions know an account's settings without saying anything

    file = Path(__file__).with_name("shipped") / f"{language}.toml"
    written = tomllib.loads(file.read_text(encoding="utf-8"))
    texts = {occasion: tuple(written[occasion]) for occasion in OCCASIONS}
    return Shipped(texts, written["note"], written["samples"], written["stop"])
