"""By which words a text is found."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.search import MOST_ASKED, asked_of, words_of
from care.search.words import LONGEST, MOST_OF_TEXT


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("La lámpara llegó ROTA", "lampara rota"),
        ("A encomenda não chegou à loja", "encomenda nao"),
        ("Señor Muñoz, ¿dónde está?", "munoz"),
        ("pedido ZQ-00098 por favor", "ZQ-00098"),
        ("pedido ZQ-00098 por favor", "zq00098"),
        ("pedido ZQ-00098 por favor", "00098"),
        ("@Mar_Lopez dice hola", "@mar_lopez"),
        ("@Mar_Lopez dice hola", "lopez"),
        ("D’Angelo y O'Neill", "o'neill d'angelo"),
        ("ﬁnal de Straße", "final strasse"),
        ("ЗАКАЗ пришёл", "заказ"),
        ("注文 届かない", "注文"),
    ],
)
def test_a_text_is_found_by_its_words_whatever_their_case_accents_and_signs(text, question):
    asked = asked_of(question + " ")
    assert asked.words
    assert set(asked.words) <= words_of(text)


def test_a_number_that_differs_is_another_word():
    assert not set(asked_of("ZQ-00099").words) <= words_of("pedido ZQ-00098")


def test_common_words_and_addresses_of_pages_are_no_words():
    assert words_of("de la que no, y https://t.co/abc123XYZ") == set()
    assert asked_of("de la ").words == ()


def test_the_last_word_of_a_question_is_a_beginning_until_a_space_follows():
    assert asked_of("pedido lamp") == (("pedido", "lamp"), True)
    assert asked_of("pedido lamp ") == (("pedido", "lamp"), False)
    assert asked_of("lamp la") == (("lamp",), False)
    assert asked_of("pedido lá") == (("pedido",), False)


@given(st.text(max_size=3000))
def test_whatever_is_written_has_few_words_of_bounded_length_without_signs(text):
    found = words_of(text)
    assert len(found) <= MOST_OF_TEXT + 2 * LONGEST
    assert all(1 < len(word) <= LONGEST and "#" not in word for word in found)
    assert len(asked_of(text).words) <= MOST_ASKED


@given(st.lists(st.text(string.ascii_letters + "áéñç", min_size=4, max_size=12), min_size=1, max_size=5))
def test_what_is_asked_in_the_words_of_a_text_is_found_in_it(words):
    assert set(asked_of(" ".join(words)).words) <= words_of("hola, " + ", ".join(words) + "!")
