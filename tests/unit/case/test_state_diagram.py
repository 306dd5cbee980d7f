"""The diagram in the docs and the code take the same ways."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.unit.case.conftest import MARTA, OPEN, SHOP, Telling

from care.model.actions import CaseMerged
from care.model.events import CaseAbsorbed

DOCS = Path(__file__).parents[3] / "docs" / "case.md"
LATER = OPEN + timedelta(minutes=20)


def _merged(story: Telling) -> None:
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id}
    story.tell(CaseMerged(**whose, action_id="m", by="ana", at=LATER, into="OTHER"), LATER)


def _absorbed(story: Telling) -> None:
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id}
    story.tell(CaseAbsorbed(**whose, merged_case_id="X", at=LATER, unanswered_since=OPEN), LATER)


EVENTS: dict[str, Callable[[Telling], object]] = {
    "customer writes": lambda story: story.writes("¿y mi pedido?", LATER),
    "customer thanks": lambda story: story.writes("gracias", LATER),
    "person answers": lambda story: story.answers(LATER),
    "resolved": lambda story: story.resolves(LATER),
    "reopened": lambda story: story.reopens(LATER),
    "merged": _merged,
    "other case absorbed": _absorbed,
}


def _in_state(state: str) -> Telling:
    story = Telling()
    story.writes("¿dónde está mi pedido?", OPEN)
    if state != "open":
        story.answers(OPEN + timedelta(minutes=1))
    if state == "resolved":
        story.resolves(OPEN + timedelta(minutes=2))
    assert story.case.state == state
    return story


def test_every_arrow_is_taken_and_every_way_has_its_arrow():
    drawn = set(re.findall(r"^\s+(\S+) --> (\S+): (.+)$", DOCS.read_text(), re.MULTILINE))
    thanked = Telling()
    thanked.writes("gracias", OPEN)
    taken = {("[*]", "open", "customer writes"), ("[*]", thanked.case.state, "customer thanks")}
    for state in ("open", "waiting", "resolved"):
        for name, event in EVENTS.items():
            story = _in_state(state)
            before = story.case
            event(story)
            assert story.last is not None
            told = bool(story.last.messages) or story.case != before
            if told:
                taken.add((state, story.case.state, name))
    assert taken == drawn


def test_the_timers_of_the_docs_are_those_of_the_code():
    from typing import get_args

    from care.model.case import Timer

    rows = re.findall(r"^\| (`[^|]+`) \|", DOCS.read_text(), re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(get_args(Timer))
