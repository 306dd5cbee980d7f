"""Opening, changing and ending incidents: what is refused, what is kept, and for how long."""

from copy import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.outbox.making import account

from care.incident_changes import WrongIncident, changed, ended, opened
from care.model.account import Account

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
VALUES = {"incident_id": "web", "terms": ("la web",), "texts": {"es": "La web va lenta."}}


def with_one(**changes) -> Account:
    shop = account()
    return replace(shop, incidents=opened(shop, {**VALUES, **changes}, NOW))


def test_an_incident_goes_from_open_to_over_and_is_kept_for_a_week():
    shop = with_one(end_texts={"es": "Ya funciona."})
    shop = replace(shop, incidents=ended(shop, "web", NOW + timedelta(hours=1)))
    [one] = shop.incidents
    assert one.ended_at == NOW + timedelta(hours=1)
    with pytest.raises(WrongIncident, match="no open incident web"):
        changed(shop, "web", {"terms": ("otra",)})
    soon, late = (opened(shop, {**VALUES, "incident_id": "app"}, NOW + timedelta(days=d)) for d in (6, 9))
    assert [i.incident_id for i in soon] == ["web", "app"]
    assert [i.incident_id for i in late] == ["app"]


def test_an_end_without_a_word_in_the_accounts_language_is_refused_and_one_that_is_given_with_it_is_taken():
    shop = with_one()
    with pytest.raises(WrongIncident, match="say first what customers are told"):
        ended(shop, "web", NOW, {"pt": "Já funciona."})
    [one] = ended(shop, "web", NOW, {"es": "Ya funciona."})
    assert one.end_texts == {"es": "Ya funciona."}


def test_a_change_keeps_its_name_and_its_beginning():
    [one] = changed(with_one(), "web", {"terms": ("caída",), "incident_id": "other", "started_at": None})
    assert (one.incident_id, one.started_at, one.terms) == ("web", NOW, ("caída",))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"incident_id": "Web!"}, "incident_id"),
        ({"texts": {"en": "Slow."}}, r"own language \(es\)"),
        ({"texts": {"es": "Llama al 612 345 678"}}, "es: it holds what is kept from public posts"),
        ({"end_texts": {"es": "Mira https://x.example"}}, "es: X takes"),
        ({"terms": ()}, "terms"),
        ({"until": "mañana"}, "until"),
    ],
)
def test_what_cannot_be_told_is_refused_with_how_to_mend_it(values, told):
    with pytest.raises(WrongIncident, match=told):
        opened(account(), {**VALUES, **values}, NOW)


def test_an_end_out_of_reach_is_refused_and_a_stored_one_can_be_ended():
    far = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    with pytest.raises(WrongIncident, match="out of reach"):
        opened(account(), VALUES | {"until": far}, NOW)
    [one] = opened(account(), VALUES, NOW)
    stored = replace(account(), incidents=(replace(one, until=far),))
    assert ended(stored, one.incident_id, NOW, {"es": "Ya funciona."})[-1].ended_at == NOW


def test_more_incidents_than_fit_beside_the_settings_are_refused():
    shop = account()
    for n in range(12):
        shop = replace(shop, incidents=opened(shop, VALUES | {"incident_id": f"i{n}"}, NOW))
    with pytest.raises(WrongIncident, match="12 are kept"):
        opened(shop, VALUES | {"incident_id": "more"}, NOW)


def test_an_incident_that_has_ended_is_over_also_for_who_reads_it_with_a_clock_that_is_behind():
    [one] = with_one().incidents
    assert one.is_open(NOW)
    over = replace(one, ended_at=NOW + timedelta(seconds=2))
    assert not over.is_open(NOW + timedelta(seconds=1))
