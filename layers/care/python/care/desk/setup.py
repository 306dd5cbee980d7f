"""Setting up a brand: the steps until its customers are served, and which of them are done."""

from typing import Final, Literal, NamedTuple

Step = Literal["connect", "hours", "texts", "people", "message"]
STEPS: Final[tuple[Step, ...]] = ("connect", "hours", "texts", "people", "message")
MAY_PASS: Final[frozenset[Step]] = frozenset({"texts", "people"})
"""Steps of which a supervisor may say that they are well as they are."""
_BY_FILE: Final = "all"


class SetupFacts(NamedTuple):
    """What is known: the sections that somebody saved, the steps that were passed, who else works for the account."""

    connected: bool
    saved: frozenset[str]
    passed: frozenset[str]
    colleagues: int
    written: bool


class SetupStep(NamedTuple):
    """A step: whether it is done, and whether it is the next one."""

    name: Step
    done: bool
    is_next: bool


def steps(facts: SetupFacts) -> list[SetupStep]:
    """All steps in their order; the settings of a file hold hours and texts."""
    by_file = _BY_FILE in facts.saved
    done: dict[Step, bool] = {
        "connect": facts.connected,
        "hours": by_file or "hours" in facts.saved,
        "texts": by_file or "texts" in facts.saved or "texts" in facts.passed,
        "people": facts.colleagues > 0 or "people" in facts.passed,
        "message": facts.written,
    }
    first = next((name for name in STEPS if not done[name]), "")
    return [SetupStep(name, done[name], name == first) for name in STEPS]
