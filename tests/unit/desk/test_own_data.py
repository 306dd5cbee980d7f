"""What an account's profile says of the brand's own data."""

from copy import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.functions.conftest import ACCOUNT

from care.desk.sections.own_data import MOST_SUGGESTED, suggested
from care.model.account import Account
from care.privacy.finder import find

BIO = (
    "Atención al cliente: 900 123 456 o +34 912 345 678 · hola@tiendaluna.es. Estamos en la calle Mayor 5, 28013 Madrid"
)


def said(
    bio: str = "", place: str = "", links: tuple[str, ...] = (), account: Account = ACCOUNT, name: str = ""
) -> set[str]:
    return set(suggested(account, name, bio, place, links))


def test_telephones_mails_and_addresses_of_the_bio_and_the_place_are_suggested():
    found = said(BIO)
    assert {"+34 912 345 678", "hola@tiendaluna.es"} <= found
    assert any(one.startswith("calle Mayor 5") for one in found)
    assert any("Alcalá 12" in one for one in said(place="Calle Alcalá 12, Madrid"))
    assert said(place="Madrid") == set()


def test_mails_of_the_website_are_the_brands_and_those_of_shared_pages_are_not():
    assert said(links=("https://www.tiendaluna.es/ayuda", "https://linktr.ee/luna", "https://es.linkedin.com/x")) == {
        "@tiendaluna.es"
    }


def test_the_name_is_suggested_without_its_emoji_and_what_is_known_is_not_said_again():
    assert said(name="🌙 Tienda Luna ✨") == {"Tienda Luna"}
    knows = replace(ACCOUNT, own_data=("tienda luna", "912 345 678"))
    assert said("llama al 912 345 678", name="Tienda Luna", account=knows) == set()


def test_what_is_suggested_is_no_customers_data_once_it_is_saved():
    text = "pone hola@tiendaluna.es y 912 345 678"
    knows = replace(ACCOUNT, own_data=tuple(suggested(ACCOUNT, "", BIO, "", ())))
    assert find(text, ("ES",), ACCOUNT.own) != []
    assert find(text, ("ES",), knows.own) == []


@given(st.text(), st.text(), st.text(), st.lists(st.text(), max_size=4))
def test_any_profile_gives_what_the_setting_takes(name, bio, place, links):
    found = suggested(ACCOUNT, name, bio, place, tuple(links))
    assert len(found) <= MOST_SUGGESTED
    Account.model_validate(ACCOUNT.model_dump(mode="json") | {"own_data": found})
