"""How surely articles are found, on 150 messages of which half ask for what no article answers.

Rules are tuned on the part `tune` alone; both parts are held to what was measured.
"""

import csv
import tomllib
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.selfservice.brand import SETTINGS

from care.model.settings.occasions import Language
from care.model.settings.selfservice import Article
from care.selfservice.matches import best

HERE = Path(__file__).parent
ARTICLES = tuple(
    Article.model_validate(article)
    for article in tomllib.loads((HERE / "articles.toml").read_text(encoding="utf-8"))["articles"]
)
with (HERE / "messages.csv").open(encoding="utf-8", newline="") as lines:
    MESSAGES = list(csv.DictReader(lines))


def test_the_labelled_messages_are_what_they_say():
    assert (len(MESSAGES), len(ARTICLES)) == (150, 15)
    assert sum(not message["article"] for message in MESSAGES) == 75
    assert {message["article"] for message in MESSAGES} - {""} == {article.id for article in ARTICLES}
    assert len({message["text"] for message in MESSAGES}) == 150


@pytest.mark.parametrize("part", ["tune", "held"])
def test_what_is_claimed_is_right_and_most_is_found(part):
    messages = [message for message in MESSAGES if message["part"] == part]
    found = [
        (message["article"], best(message["text"], ARTICLES, cast("Language", message["language"])))
        for message in messages
    ]
    right = sum(bool(matches) and matches[0].article_id == article for article, matches in found)
    claimed = sum(bool(matches) for _, matches in found)
    asked = sum(bool(article) for article, _ in found)
    assert right / claimed >= 0.95
    assert right / asked >= 0.85


@pytest.mark.parametrize(
    "text",
    [
        "CÓMO DEVUELVO UN PRODUCTO",
        "como devuelvo un producto",
        "komo debuelvo un prodcuto",
        "devuelvo productos",
        "¿¿devolución??",
    ],
)
def test_capitals_accents_endings_and_misspellings_do_not_matter(text):
    assert best(text, SETTINGS.articles, "es")[0].article_id == "returns"


@pytest.mark.parametrize("text", ["", "👍", "hola", "???", "12345", "@marca https://x.com/1", "que de la el"])
def test_what_says_nothing_claims_nothing(text):
    assert best(text, ARTICLES, "es", threshold=0.0) == []


def test_an_agent_is_shown_the_three_nearest_surest_first():
    found = best("me robaron el móvil y no sé el pin de la factura de roaming", ARTICLES, "es", threshold=0.0)
    assert len(found) == 3
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


def test_without_articles_nothing_is_claimed():
    assert best("factura", (), "es") == []


@settings(deadline=None)
@given(st.text(max_size=400), st.sampled_from(["es", "pt", "en"]), st.integers(1, 5), st.floats(0, 1))
def test_any_text_is_read_and_scores_keep_their_bounds(text, language, limit, threshold):
    found = best(text, ARTICLES, language, limit, threshold)
    assert len(found) <= limit
    assert all(threshold <= match.score <= 1 for match in found)


@given(st.sampled_from(ARTICLES), st.sampled_from(["es", "pt", "en"]))
def test_an_article_is_found_by_each_of_its_own_phrases(article, language):
    for phrase in article.phrases(language):
        assert best(phrase, ARTICLES, language)[0].article_id == article.id
