"""A grace that runs while the settings change: what was used of it stays used."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import MARTA, OPEN, SHOP, WEEK, Telling, shop

from care.events import SettingsChanged
from care.outcomes import Code, codes

MINUTE = timedelta(minutes=1)
BEFORE = {0: {"timezone": "Europe/Madrid", "weekly": WEEK}, 1: {"timezone": "Europe/Madrid", "weekly": WEEK}}


def changed(story, now, version=2, **settings):
    story.account = shop(**settings).model_copy(update={"version": version})
    event = SettingsChanged(
        account_id=SHOP, customer_id=MARTA, case_id=story.case.case_id, settings_version=version, before=BEFORE
    )
    return story.tell(event, now)


@pytest.fixture
def asked(story):
    story.account = shop(acknowledgement={"grace_minutes": 10}).model_copy(update={"version": 1})
    story.writes("¿dónde está mi pedido?", OPEN)
    assert story.case.timers["acknowledge"] == OPEN + 10 * MINUTE
    return story


@pytest.mark.parametrize(("grace", "ends"), [(20, 20), (10, 10), (5, 5), (3, 5)])
def test_a_longer_or_shorter_grace_ends_so_long_after_the_message_but_not_in_the_past(asked, grace, ends):
    changed(asked, OPEN + 5 * MINUTE, acknowledgement={"grace_minutes": grace})
    assert asked.case.timers["acknowledge"] == OPEN + ends * MINUTE
    assert asked.case.settings_version == 2


def test_closed_time_uses_nothing_of_a_grace(asked):
    closed = {"timezone": "Europe/Madrid", "weekly": {"wed": [["09:00", "14:00"]]}}
    changed(asked, OPEN + 4 * MINUTE, acknowledgement={"grace_minutes": 10}, hours=closed)
    assert asked.case.timers["acknowledge"] == OPEN.replace(day=25, hour=8, minute=6)


def test_acknowledgements_that_are_switched_off_or_never_come_are_waited_for_no_more(asked):
    changed(asked, OPEN + MINUTE, acknowledgement={"enabled": False})
    assert "acknowledge" not in asked.case.timers
    other = Telling(shop().model_copy(update={"version": 1}))
    other.writes("¿dónde está mi pedido?", OPEN)
    changed(other, OPEN + MINUTE, hours={"timezone": "Europe/Madrid", "weekly": {}})
    assert "acknowledge" not in other.case.timers


def test_who_was_answered_gets_no_acknowledgement_by_a_change_of_settings(asked):
    asked.answers(OPEN + MINUTE)
    changed(asked, OPEN + 2 * MINUTE)
    assert "acknowledge" not in asked.case.timers


def test_a_case_is_reckoned_anew_once_for_a_version(asked):
    changed(asked, OPEN + MINUTE)
    reckoned = asked.case
    again = changed(asked, OPEN + 2 * MINUTE)
    assert (again.case, codes(again.because)) == (reckoned, (Code.reckoned_already,))
