from typing import Any

import pytest
from pydantic import ValidationError
from tests.unit.selfservice.brand import BRAND, ORDER, SETTINGS

from care.model.settings.patterns import value_in
from care.model.settings.selfservice import SelfServiceSettings


def changed(**more: Any) -> dict[str, Any]:
    return BRAND | {"lookups": [ORDER | more]}


def article(**more):
    return BRAND | {"articles": [BRAND["articles"][0] | more]}


def test_automatic_queries_are_off_until_an_account_says_otherwise():
    assert not SelfServiceSettings().enabled


def test_settings_are_written_and_read_again():
    assert SelfServiceSettings.model_validate_json(SETTINGS.model_dump_json()) == SETTINGS


@pytest.mark.parametrize(
    ("given", "where", "said"),
    [
        ({"enabled": True}, ("enabled",), "nothing to offer"),
        (BRAND | {"colour": "red"}, ("colour",), "not permitted"),
        (BRAND | {"threshold": 0.1}, ("threshold",), "0.3"),
        (BRAND | {"hand_over": {}}, ("hand_over",), "no word brings a person"),
        (BRAND | {"articles": BRAND["articles"] * 2}, ("articles", 2, "id"), "'returns' is there already"),
        (BRAND | {"lookups": [ORDER, ORDER]}, ("lookups", 1, "id"), "'order' is there already"),
        (article(id="order"), ("articles", 0, "id"), "'order' is there already"),
        (article(id="No Id"), ("articles", 0, "id"), "pattern"),
        (article(question={"es": "¿" + "qué " * 60}), ("articles", 0, "question", "es"), "longer than the 200"),
        (changed(answer={"es": "{status} " * 21}), ("lookups", 0, "answer", "es"), "more than 20 fields"),
        (article(answer={}), ("articles", 0, "answer"), "no language has a text"),
        (article(answer={"es": "a\x00b"}), ("articles", 0, "answer", "es"), "U+0000 cannot be seen"),
        (article(question={"fr": "?"}), ("articles", 0, "question", "fr"), "not permitted"),
        (article(link="http://brand.example"), ("articles", 0, "link"), "https"),
        (changed(asks={}), ("lookups", 0, "asks"), "no language has a phrase"),
        (changed(header="Host"), ("lookups", 0, "header"), "the connection itself uses"),
        (changed(header="X: y"), ("lookups", 0, "header"), "pattern"),
        (changed(secret="Bearer abc"), ("lookups", 0, "secret"), "pattern"),
        (changed(fields={}), ("lookups", 0, "fields"), "at least 1"),
        (changed(fields={"status": "order..status"}), ("lookups", 0, "fields", "status"), "pattern"),
        (changed(answer={"es": "{stauts}"}), ("lookups", 0, "answer", "es"), "{stauts} is unknown"),
        (changed(answer={"es": "{status"}), ("lookups", 0, "answer", "es"), "not closed"),
        (changed(parameters=[]), ("lookups", 0, "url"), "{order} is no parameter"),
        (changed(url="https://api.brand.example/o"), ("lookups", 0, "parameters", 0, "name"), "is not in the url"),
        (changed(fields={"order": "order"}), ("lookups", 0, "parameters", 0, "name"), "is there already"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(given, where, said):
    with pytest.raises(ValidationError) as refused:
        SelfServiceSettings.model_validate(given)
    told = [(error["loc"], error["msg"]) for error in refused.value.errors()]
    assert any(place == where and said in message for place, message in told), told


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://api.brand.example/{order}", "https"),
        ("https://user:pass@api.brand.example/{order}", "user or password"),
        ("https://127.0.0.1/{order}", "IP address"),
        ("https://[::1]/{order}", "IP address"),
        ("https://2130706433/{order}", "no full host name"),
        ("https://localhost/{order}", "no full host name"),
        ("https://{order}.brand.example/", "no full host name"),
        ("https://api.brand.example{order}/", "no full host name"),
        ("https://API.brand.example/{order}", "small letters"),
        ("https://api.brand.example", "something else than a path"),
        ("https://api.brand.example/ñ/{order}", "%C3%A9"),
        ("https://api.brand.example/a b/{order}", "%20"),
        ("https://api.brand.example/../{order}", ".. as a part"),
        ("https://api.brand.example/%2e%2E/{order}", ".. as a part"),
        ("https://api.brand.example/{order}#x", "#"),
        ("https://api.brand.example/{order", "not closed"),
        ("https://api.brand.example:99999/{order}", "no address"),
    ],
)
def test_an_address_that_could_lead_elsewhere_is_refused(url, said):
    with pytest.raises(ValidationError, match=r"lookups\.0\.url") as refused:
        SelfServiceSettings.model_validate(changed(url=url))
    assert any(said in error["msg"] for error in refused.value.errors()), refused.value


def test_an_address_may_have_its_value_in_the_query_and_a_port():
    url = "https://api.brand.example:8443/v1/orders?number={order}&lang=es"
    assert SelfServiceSettings.model_validate(changed(url=url)).lookups[0].url == url


def pattern(written) -> dict[str, Any]:
    return changed(parameters=[ORDER["parameters"][0] | {"pattern": written}])


@pytest.mark.parametrize(
    "written",
    ["(a+)+", "a|b", "a*b*c*d*", r"(?=a)", r"\1", "[", "a{3", "a**", ".*", "a?", "[z-a]", "a{5,2}"],
)
def test_a_pattern_that_could_be_slow_or_empty_is_refused(written):
    with pytest.raises(ValidationError, match=r"lookups\.0\.parameters\.0\.pattern"):
        SelfServiceSettings.model_validate(pattern(written))


@pytest.mark.parametrize("written", [r"\d{5,8}", r"[A-Z]{2}-\d{5}", r"[A-Za-z0-9._-]+", r"ES\d+/\d{2}", "PED[0-9]{6}"])
def test_a_pattern_of_letters_digits_and_classes_is_taken(written):
    assert SelfServiceSettings.model_validate(pattern(written)).lookups[0].parameters[0].pattern == written


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("AB-12345", "AB-12345"),
        ("ab-12345", "AB-12345"),
        ("es el «AB-12345».", "AB-12345"),
        ("AB -12345", "AB-12345"),
        ("ab 12345", "AB-12345"),
        ("#AB-12345 gracias, y repito: AB-12345", "AB-12345"),
        ("AB-12345 o CD-12345", None),
        ("AB-1234567", None),
        ("AB-١٢٣٤٥", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_a_value_is_found_in_what_the_customer_writes(text, value):
    assert value_in(text, r"[A-Z]{2}-\d{5}", plain=False) == value


def test_words_without_a_digit_are_values_only_where_one_was_asked_for():
    assert value_in("Pérez", r"\w{3,20}", plain=True) is None
    assert value_in("Perez", r"\w{3,20}", plain=False) == "Perez"
