"""Journalists and partners, by words, by what X verified and by a person; and whom answers lead them and leads to."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from tests.unit.case.conftest import MARTA, OPEN, SHOP, Telling, act, shop

from care.desk.insertions import inserts
from care.desk.masking import shown
from care.model.actions import CaseLabelled
from care.model.customer import Customer
from care.model.messages import Author
from care.model.x_events import CustomerIntroduced
from care.tables.queue_rows import lists_of, row_of

MINUTE = timedelta(minutes=1)
PRESS = {"words": ["periodista", "redacción de"], "contact": "luz.gil@correo.es", "contact_name": "Luz Gil"}
PARTNERS = {"verified": ["business"], "contact": "https://socios.example/alta"}
LINK = "https://citas.example/eva"


def account(**changes: Any):
    contacts = {"journalists": PRESS, "partners": PARTNERS, "specialists": [{"name": "Eva", "link": LINK}]}
    return shop(contacts={**contacts, **changes})


def known(story: Telling) -> tuple[str, str]:
    customer = story.case.customer
    return customer.journalist_by if customer.journalist else "", customer.partner_by if customer.partner else ""


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("Soy PERIODISTA, ¿me atendéis?", "words"),
        ("os escribo de la redaccion  de El Faro", "words"),
        ("los periodistas sois lo peor", ""),
        ("#periodista", "words"),
        ("¿a qué hora abrís?", ""),
    ],
)
def test_a_journalist_is_known_by_whole_words_of_the_settings(text: str, by: str):
    story = Telling(account())
    story.writes(text, OPEN)
    assert known(story) == (by, "")
    assert ("journalists" in lists_of(story.case)) == bool(by)
    assert row_of(story.case).get("journalist", False) == bool(by)


def test_without_settings_nobody_is_known_by_words_or_by_what_x_verified():
    story = Telling(shop())
    story.known = Customer(account_id=SHOP, customer_id=MARTA, verified_type="government", bio="periodista")
    story.writes("soy periodista", OPEN)
    assert known(story) == ("", "")


def test_what_x_tells_later_of_somebody_makes_them_known_and_it_stays_in_later_cases():
    story = Telling(account())
    story.writes("hola, ¿abrís hoy?", OPEN)
    author = Author(id=MARTA, username="marta", bio="Periodista en El Faro", verified_type="business")
    story.tell(CustomerIntroduced(account_id=SHOP, customer_id=MARTA, author=author, at=OPEN), OPEN + MINUTE)
    assert known(story) == ("words", "verified")
    assert {"journalists", "partners"} <= set(lists_of(story.case))
    story.account = shop()
    story.writes("¿y mañana?", OPEN + 2 * MINUTE)
    assert known(story) == ("words", "verified")


def test_a_person_who_says_that_they_are_none_is_right_from_then_on():
    story = Telling(account())
    story.writes("soy periodista", OPEN)
    act(story, CaseLabelled, OPEN + MINUTE, journalist=False, partner=True)
    story.writes("que sí, que soy periodista", OPEN + 2 * MINUTE)
    assert known(story) == ("", "person")


def offered(story: Telling) -> dict[str, str]:
    return {one.kind: one.text for one in inserts(story.case, story.account, OPEN)}


@pytest.mark.parametrize(
    ("language", "said"), [("es", "Para temas de prensa"), ("pt", "Para assuntos de imprensa"), ("en", "For press")]
)
def test_answers_offer_a_journalist_the_accounts_contact_which_may_stand_in_public(language: str, said: str):
    story = Telling(account())
    story.writes("soy periodista", OPEN, language=language)
    act(story, CaseLabelled, OPEN + MINUTE, language=language)
    text = offered(story)["press"]
    assert text.startswith(said)
    assert text.endswith("Luz Gil: luz.gil@correo.es")
    assert shown(text, story.account) == (text, False)
    assert shown(text, shop())[1], "of a brand that has another contact it is somebody's address"
    assert "partner" not in offered(story)


def test_who_may_buy_is_offered_a_meeting_with_a_specialist_and_nobody_else_is():
    story = Telling(account())
    story.writes("¿a qué hora abrís?", OPEN)
    assert "meeting" not in offered(story)
    act(story, CaseLabelled, OPEN + MINUTE, lead=True)
    assert offered(story)["meeting"] == (
        f"Eva, de nuestro equipo, puede ayudarte con esto. Elige aquí el momento que mejor te venga: {LINK}"
    )
    texts = {"es": {"meeting": "Habla con {name}: {link}"}}
    story.account = shop(contacts={"specialists": [{"name": "Eva", "link": LINK}]}, desk={"texts": texts})
    assert offered(story)["meeting"] == f"Habla con Eva: {LINK}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"specialists": [{"name": "Eva", "link": "http://citas.example/eva"}]},
        {"specialists": [{"name": "Eva", "link": "https://citas.example/{x}"}]},
        {"journalists": {"contact": "prensa@"}},
        {"journalists": {"words": ["¡¡¡"]}},
        {"partners": {"verified": ["blue"]}},
    ],
)
def test_what_leads_nowhere_is_refused(wrong: dict[str, Any]):
    with pytest.raises(ValidationError):
        account(**wrong)
