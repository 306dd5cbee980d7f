"""Initials behind a reply, the greeting of the hour, and the replies with which an account begins."""

from copy import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.case.conftest import shop

from care.desk.greeting import greeting
from care.desk.signature import initials_of, signed
from care.desk.starting_replies import missing, starting_replies
from care.desk.tone import tone
from care.length.weighted import POST_LIMIT, weighted_length
from care.model.person import Person
from care.model.settings.placeholders import fill
from care.privacy.asking import asked_for

SHOP = shop(desk={"signature": "everywhere"})


def person(name: str, initials: str = "") -> Person:
    return Person(id="ana@shop.example", name=name, initials=initials)


@pytest.mark.parametrize(
    ("name", "own", "initials"),
    [
        ("Ana Martín", "", "AM"),
        ("ana", "", "A"),
        ("Ana María de la O", "", "AM"),
        ("Ana Martín", "Ani", "Ani"),
        ("Élodie Ñuño", "", "ÉÑ"),
        ("24 Horas", "", "H"),
        ("🙂", "", ""),
    ],
)
def test_initials_are_ones_own_or_those_of_the_name(name, own, initials):
    assert initials_of(person(name, own)) == initials


@pytest.mark.parametrize(
    ("wanted", "public", "private"),
    [("never", "Hola.", "Hola."), ("public", "Hola. ^AM", "Hola."), ("everywhere", "Hola. ^AM", "Hola. ^AM")],
)
def test_the_account_says_where_a_reply_is_signed(wanted, public, private):
    account = shop(desk={"signature": wanted})
    assert signed("Hola. ", "public", "AM", account).rstrip() == public
    assert signed("Hola.", "private", "AM", account) == private


@pytest.mark.parametrize("text", ["Hola. ^AM", "Hola ^LR ", "", "   "])
def test_what_is_signed_already_or_says_nothing_is_left_alone(text):
    assert signed(text, "public", "AM", SHOP) == text


def test_a_power_is_no_signature():
    assert signed("2^10", "public", "AM", SHOP) == "2^10 ^AM"


@given(st.text(max_size=300))
def test_nothing_is_signed_twice(text):
    once = signed(text, "public", "AM", SHOP)
    assert signed(once, "public", "LR", SHOP) == once


@pytest.mark.parametrize(
    ("utc_hour", "spain", "mexico_like", "portugal", "brazil", "english"),
    [
        (1, "Buenas noches", "Buenas noches", "Boa noite", "Boa noite", "Good evening"),
        (8, "Buenos días", "Buenos días", "Bom dia", "Bom dia", "Good morning"),
        (12, "Buenos días", "Buenas tardes", "Boa tarde", "Boa tarde", "Good afternoon"),
        (13, "Buenas tardes", "Buenas tardes", "Boa tarde", "Boa tarde", "Good afternoon"),
        (17, "Buenas tardes", "Buenas tardes", "Boa tarde", "Boa noite", "Good evening"),
        (19, "Buenas tardes", "Buenas noches", "Boa noite", "Boa noite", "Good evening"),
        (20, "Buenas noches", "Buenas noches", "Boa noite", "Boa noite", "Good evening"),
    ],
)
def test_the_hour_is_greeted_in_the_zone_of_the_account(utc_hour, spain, mexico_like, portugal, brazil, english):
    now, zone = datetime(2026, 11, 24, utc_hour, 30, tzinfo=UTC), SHOP.hours.zone  # an hour ahead of UTC
    said = [
        greeting(now, zone, "es", "ES"),
        greeting(now, zone, "es", "MX"),
        greeting(now, zone, "pt-PT", "PT"),
        greeting(now, zone, "pt", "BR"),
        greeting(now, zone, "en", "GB"),
    ]
    assert said == [spain, mexico_like, portugal, brazil, english]


VALUES = {"greeting": "Buenas tardes", "name": "Maximiliana", "brand": "Tienda Luna"}


@pytest.mark.parametrize("countries", [["ES"], ["PT"], ["BR"]])
def test_each_reply_of_the_beginning_sounds_well_fits_a_post_and_asks_in_private_alone(countries):
    account = shop(countries=countries)
    replies = starting_replies(account)
    assert all(one.texts for one in replies)
    assert len(replies) > 2
    for one in replies:
        for language, text in one.texts.items():
            filled = fill(text, VALUES)
            assert tone(filled, first=True) == (), (one.id, language)
            assert weighted_length(signed(filled, "public", "AMPQ", SHOP)) <= POST_LIMIT
            assert one.channel == "private" or not asked_for(filled), (one.id, language)
            assert "{" not in filled


def test_portugal_begins_with_its_own_words_and_brazil_with_its_own():
    portugal, brazil = (
        {one.id: one for one in starting_replies(shop(language="pt", countries=[country]))} for country in ("PT", "BR")
    )
    assert portugal.keys() == {"complaint", "delay", "defect", "refund", "praise", "journalist"} == brazil.keys()
    assert "encomenda" in portugal["delay"].texts["pt"]
    assert "pedido" in brazil["delay"].texts["pt"]
    assert portugal["delay"].texts["es"] == brazil["delay"].texts["es"]
    assert portugal["refund"].title == "Reembolso"


def test_what_an_account_has_of_them_stays_as_it_is():
    account = shop()
    known = (replace(starting_replies(account)[0], title="La nuestra"),)
    account = replace(account, desk=replace(account.desk, saved_replies=known))
    assert "complaint" not in {one.id for one in missing(account)}
    assert len(missing(account)) == 5
    assert missing(replace(account, desk=replace(account.desk, saved_replies=starting_replies(account)))) == ()
