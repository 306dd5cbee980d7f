"""The articles as agents find them, from what a customer wrote."""

import pytest
from tests.unit.case.conftest import shop
from tests.unit.selfservice.brand import BRAND

from care.selfservice.suggestions import Suggestion, suggest

ACCOUNT = shop(selfservice=BRAND)


def test_the_nearest_article_comes_first_with_its_answer_and_link_ready_to_insert():
    [found, *_] = suggest("hola, quería saber cómo puedo devolver un producto que compré", ACCOUNT, "es")
    assert (found.article_id, found.question) == ("returns", "¿Cómo devuelvo un producto?")
    assert found.answer == "Tienes 14 días.\nhttps://brand.example/returns"
    assert 0 < found.score <= 1


def test_a_misspelt_question_is_found_too_and_what_is_about_something_else_is_not():
    assert suggest("cuanto tarda el embio", ACCOUNT, "es")[0].article_id == "delivery"
    assert suggest("me encanta vuestra música", ACCOUNT, "es") == ()


@pytest.mark.parametrize("language", ["pt", "pt-BR"])
def test_question_and_answer_are_in_the_customers_language_where_there_is_one(language):
    [found, *_] = suggest("como devolvo um produto?", ACCOUNT, language)
    assert (found.question, found.answer.splitlines()[0]) == ("Como devolvo um produto?", "Você tem 14 dias.")


def test_an_unknown_language_reads_as_the_accounts():
    assert suggest("devolver producto", ACCOUNT, "und")[0].question == "¿Cómo devuelvo un producto?"


def test_look_ups_are_not_suggested_and_articles_are_even_where_automatic_answers_are_off():
    off = shop(selfservice=BRAND | {"enabled": False})
    assert suggest("¿dónde está mi pedido?", off, "es") == ()
    assert suggest("cómo devuelvo un producto", off, "es")[0].article_id == "returns"


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_no_more_are_given_than_were_asked_for(limit):
    found = suggest("devolver un producto y gastos de envío", ACCOUNT, "es", limit)
    assert len(found) <= limit
    assert list(found) == sorted(found, key=lambda one: -one.score)
    assert all(isinstance(one, Suggestion) for one in found)
