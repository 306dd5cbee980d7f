"""An incident that self-service tells of: once to each customer, in their language, and each incident for itself."""

from copy import replace
from datetime import timedelta

import pytest
from tests.unit.case.conftest import OPEN, Telling, only, shop
from tests.unit.selfservice.brand import BRAND

from care.model.commands import Acknowledge, AnswerByDm
from care.model.incident import Incident

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ANSWER, LATER = "Tienes 14 días.", "Tres días."


def incident(name, term, *, ended=None, **texts) -> Incident:
    told = {"incident_id": name, "terms": [term], "texts": texts or {"es": f"No va {term}."}}
    return Incident.model_validate({**told, "started_at": OPEN - HOUR, "ended_at": ended})


@pytest.fixture
def story() -> Telling:
    return Telling(shop(selfservice=BRAND))


def during(story: Telling, *incidents) -> Telling:
    story.account = replace(story.account, incidents=incidents)
    return story


def said(story: Telling, text, now=OPEN, **message) -> str:
    return only(AnswerByDm, story.writes(text, now, channel="private", **message).commands).text


def test_who_was_told_of_the_incident_in_public_is_not_told_again_by_self_service(story: Telling):
    during(story, incident("web", "la web"))
    [told] = story.writes("la web no va", OPEN).commands
    assert isinstance(told, Acknowledge)
    assert said(story, "la web, y ¿cómo devuelvo un producto?", OPEN + MINUTE).startswith(ANSWER)


@pytest.mark.parametrize(
    ("texts", "language", "begins"),
    [
        ({"es": "No va.", "pt": "Não funciona."}, "es", "No va."),
        ({"es": "No va.", "pt": "Não funciona."}, "pt", "Não funciona."),
        ({"es": "No va."}, "pt", "No va."),  # in the account's own language, where there is no other
        ({"pt": "Não funciona."}, "es", ANSWER),  # and not at all, where there is neither
    ],
)
def test_an_incident_is_told_in_the_customers_language_or_in_the_accounts(story: Telling, texts, language, begins):
    during(story, incident("web", "la web", **texts))
    text = said(story, "la web, y ¿cómo devuelvo un producto?", language=language)
    assert text.startswith(begins)
    assert story.case.customer.told_incident == ("" if begins == ANSWER else "web")


def test_another_incident_is_told_of_in_the_same_conversation(story: Telling):
    during(story, incident("web", "la web"))
    assert said(story, "la web, y ¿cómo devuelvo un producto?").startswith("No va la web.")
    during(story, incident("web", "la web", ended=OPEN + MINUTE), incident("app", "la app"))
    assert said(story, "la app, y ¿cuánto tarda el envío?", OPEN + HOUR).startswith("No va la app.")
    assert story.case.customer.told_incident == "app"


def test_who_was_told_of_the_end_stays_told_whatever_is_answered_later(story: Telling):
    during(story, incident("web", "la web"))
    said(story, "la web, y ¿cómo devuelvo un producto?")
    during(story, incident("web", "la web", ended=OPEN + MINUTE))
    customer = replace(story.case.customer, told_incident="web:end")  # in another case
    story.known = replace(story.case, customer=customer)
    assert said(story, "¿cuánto tarda el envío?", OPEN + HOUR).startswith(LATER)
    assert story.case.customer.told_incident == "web:end"
