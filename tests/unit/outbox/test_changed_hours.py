"""An acknowledgement that waits says when we are back: a change of hours makes it untrue."""

from copy import replace
from datetime import timedelta

from tests.unit.case.conftest import NIGHT, Telling, shop

from care.acknowledgement.texts import compose
from care.hours import Hours
from care.model.commands import Acknowledge
from care.model.outcomes import Code, outcome
from care.outbox.wanted import still_wanted


def test_an_acknowledgement_that_names_another_return_than_the_hours_do_now_is_not_wanted():
    story = Telling()
    [command] = story.writes("¿dónde está mi pedido?", NIGHT).commands
    assert isinstance(command, Acknowledge)
    item = compose(command, story.account, NIGHT)
    assert still_wanted(item, story.case, story.account, NIGHT + timedelta(minutes=1)) is None
    always = {"timezone": "Europe/Madrid", "weekly": {day: [["08:00", "20:00"]] for day in ("mon", "tue", "wed")}}
    changed = replace(shop(), hours=Hours.model_validate(always))
    reason = outcome(Code.hours_changed)
    assert still_wanted(item, story.case, changed, NIGHT + timedelta(minutes=1)) == reason
