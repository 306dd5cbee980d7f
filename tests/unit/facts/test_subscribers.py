"""Who may be told: what is wrong with a subscriber is said before it is kept."""

import pytest
from pydantic import ValidationError
from tests.unit.case.conftest import NIGHT

from care.faults import Fault
from care.model.fact import KINDS
from care.model.subscriber import Subscriber
from care.problems import problems_of

MADE = {"name": "uno", "made_at": NIGHT}


def wrong(**values) -> set[str]:
    with pytest.raises(ValidationError) as caught:
        Subscriber.model_validate({**MADE, **values})
    return {one.code for one in problems_of(caught.value)}


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://hooks.example/x", Fault.address_not_https),
        ("https://127.0.0.1/x", Fault.address_by_number),
        ("https://[::1]/x", Fault.address_by_number),
        ("https://localhost/x", Fault.address_without_host),
        ("https://ana:secreto@hooks.example/x", Fault.address_with_login),
        ("https://hooks.example/x#y", Fault.address_with_mark),
        ("https://hooks.example/{order}", Fault.address_brace_open),
        ("https://hooks.example/a/../b", Fault.address_with_dots),
        ("", Fault.address_not_https),
    ],
)
@pytest.mark.parametrize("way", ["webhook", "slack", "teams"])
def test_an_address_that_leads_inside_or_holds_a_password_is_refused(way, address, code):
    assert wrong(way=way, address=address) == {code}


def test_a_fact_that_there_is_not_a_bus_with_an_address_and_no_mail_are_refused():
    assert wrong(way="bus", kinds=("case.open",)) == {Fault.fact_unknown}
    assert wrong(way="bus", address="https://hooks.example/x") == {Fault.bus_has_address}
    for address in ("ana", "ana@shop", "ana@shop.example, eva@shop.example", "Ana <ana@shop.example>", ""):
        assert wrong(way="mail", address=address) == {Fault.not_a_mail_address}
    for address in ("", "arn:aws:sns:eu-west-1:123456789012:alarms", "arn:aws:sns:eu-west-1:1:centralita-told-x"):
        assert wrong(way="sns", address=address) == {Fault.not_a_topic}
    assert wrong(way="bus", name="Con Espacio") == {"string_pattern_mismatch"}


def test_systems_hear_of_all_people_of_what_asks_them_to_do_something_and_everybody_of_what_they_chose():
    bus = Subscriber.model_validate({**MADE, "way": "bus"})
    people = Subscriber.model_validate({**MADE, "way": "mail", "address": "turno@shop.example"})
    chosen = Subscriber.model_validate({**MADE, "way": "bus", "kinds": ["survey.answered"]})
    assert [kind for kind in KINDS if bus.wants(kind)] == list(KINDS)
    assert people.wants("sla.breached")
    assert not people.wants("message.received")
    assert [kind for kind in KINDS if chosen.wants(kind)] == ["survey.answered"]


def test_the_key_in_a_chats_address_is_shown_nowhere():
    slack = Subscriber.model_validate(
        {**MADE, "way": "slack", "address": "https://hooks.slack.com/services/T0/B0/secreto"}
    )
    assert slack.host == "hooks.slack.com"
    assert "secreto" not in repr(slack)
