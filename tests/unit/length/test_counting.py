"""Weighted length as X counts it: twitter-text's own vectors, a few of ours, and what must hold for any text.

The vectors lie outside the repository, beside the checkout.
"""

import os
import re
import subprocess
import sys
import unicodedata
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from care.length import weighted as counting
from care.length.weighted import links, normalised, weighted_length

PLACE = Path(os.environ.get("CENTRALITA_TWITTER_TEXT") or Path(__file__).parents[4] / "shared/x/twitter-text")
VECTORS = PLACE / "conformance-validate.yml"


def vectors():
    """Text and length of each vector; v2 knew no emoji, so where v3 has the same text its length stands."""
    if not VECTORS.is_file():
        return []
    tests = yaml.safe_load(VECTORS.read_text("utf-8"))["tests"]
    groups = (
        "WeightedTweetsCounterTest",
        "UnicodeDirectionalMarkerCounterTest",
        "WeightedTweetsWithDiscountedEmojiCounterTest",
    )
    lengths: dict[str, int] = {}
    for group in groups:
        lengths |= {vector["text"]: vector["expected"]["weightedLength"] for vector in tests[group]}
    return list(lengths.items())


@pytest.mark.skipif(not VECTORS.is_file(), reason=f"no conformance vectors of twitter-text at {VECTORS}")
@pytest.mark.parametrize(("text", "length"), vectors())
def test_every_conformance_vector_has_its_length(text, length):
    assert weighted_length(text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Hola, ¿qué tal?", 15),
        ("a\u0301", 1),
        ("uno\r\ndos", 7),
        ("日本語", 6),
        ("Hi http://test.co", 26),
        ("Mira example.com/una/ruta/muy/larga/de/verdad", 28),
        ("https://x.com/messages/compose?recipient_id=1234567890&text=hola", 23),
        ("H🐱☺👨‍👩‍👧‍👦", 7),
        ("🙋🏽👨‍🎤", 4),
        ("🇪🇸 5️⃣", 5),
        ("“Hola” — dijo…", 15),
        ("fin.Empieza", 11),
    ],
)
def test_our_own_examples(text, length):
    assert weighted_length(text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("@maria Hola", 4),
        ("@maria @otra_1 Hola @maria", 11),
        ("@maria", 0),
        ("Hola @maria", 11),
        ("@demasiado_larga_para_ser_un_nombre Hola", 40),
        ("@maria, Hola", 12),
    ],
)
def test_only_the_names_that_a_reply_begins_with_are_free(text, length):
    assert weighted_length(text, reply=True) == length


PIECES = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        [
            "https://x.com/a",
            "example.com",
            "a.b",
            "👨‍👩‍👧",
            "👍🏽",
            "🇪🇸",
            "é",
            "e\u0301",
            " ",
            "\n",
            "\r\n",
            "\t",
            "@a",
            "#b",
            "日本",
            ".",
        ]
    ),
)


def test_a_return_before_a_line_end_counts_for_itself():
    assert weighted_length("a\r\r\nb") == counting._twitter_text().parse_tweet("a\r\r\nb").weightedLength == 4


@given(st.lists(PIECES, max_size=12).map("".join))
@example(" 日example.com")
@example("\r\r\n")
@example("a.com\u2028b\u3000c")
def test_counting_word_by_word_is_counting_the_whole(text):
    whole = text.replace("\r\n", "\n")
    assume("\r\n" not in whole)  # of a return before them: twitter-text would take the pair for one again
    assert weighted_length(text) == counting._twitter_text().parse_tweet(whole).weightedLength


PLAIN = [
    chr(number)
    for number in [*range(0x1100), *range(0x2010, 0x2020), 0x2026, 0x20AC]
    if number not in {0xA9, 0xAE}  # © and ® are emoji too
]
NEAR = [
    "a",
    "n",
    "\u0301",
    "ñ",
    "9",
    "#",
    "*",
    "@",
    ":",
    "/",
    "-",
    "_",
    ",",
    "’",
    "…",
    "€",
    "\u00ad",
    "д",
    "م",
    "\u0903",
]


def test_each_sign_that_is_counted_without_twitter_text_counts_as_it_says():
    parse = counting._twitter_text().parse_tweet
    for sign in PLAIN:
        assert counting._PLAIN.fullmatch(sign)
        for word in (sign, f"a{sign}", f"{sign}a", f"{sign}.", f".{sign}", f"a.{sign}"):
            normal = normalised(word)
            assert weighted_length(word) == parse(normal).weightedLength, (word, normal)


@given(st.lists(st.sampled_from([*NEAR, ".", "."]), max_size=12).map("".join))
@example("a.co")
@example("com.")
def test_what_may_hold_no_link_is_counted_as_twitter_text_does(word):
    assume("\r" not in word)
    assert weighted_length(word) == counting._twitter_text().parse_tweet(normalised(word)).weightedLength


def test_every_top_level_domain_begins_with_a_letter_and_no_emoji_is_made_of_plain_signs_alone():
    counting._twitter_text()
    emoji = import_module("twitter_text.regexp.emoji")
    assert [one.emoji for one in emoji.emoji_list if counting._PLAIN.fullmatch(one.emoji)] == []
    for name in ("valid_gtld", "valid_cctld"):
        told = getattr(import_module(f"twitter_text.regexp.{name}"), name).pattern
        domains = [one for one in re.findall(r"[^|()?:\[\]=]+", told) if len(one) > 1 and "@" not in one]
        assert len(domains) > 200
        assert [one for one in domains if not counting._DOT_OF_A_LINK.search(f".{one}") and one[0] != "\\"] == []


def test_common_words_are_counted_without_loading_twitter_text():
    path = os.pathsep.join(str(Path(counting.__file__).parents[2] / one) for one in (".", ".."))
    text = "¿Qué tal? Volvemos el 3 a las 9:00… «Sí» — 12,50 € por 1.5 kg.\nObrigado, até amanhã."
    ask = f"weighted_length({text!r}); print('twitter_text' in sys.modules)"
    code = f"import sys; from care.length.weighted import weighted_length; {ask}"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@given(st.text())
def test_the_form_of_the_accents_does_not_change_the_length(text):
    assert weighted_length(unicodedata.normalize("NFD", text)) == weighted_length(text)
    assert unicodedata.is_normalized("NFC", normalised(text))


def test_a_page_of_dots_is_counted_and_not_searched_for_links():
    assert weighted_length("a." * 5000) == 10_000


def test_a_long_link_is_still_a_link():
    assert weighted_length("https://example.com/" + "a" * 1500) == 23


def test_links_are_where_they_stand():
    text = "Lee https://x.com/a, y luego (example.com)."
    assert [text[start:end] for start, end in links(text)] == ["https://x.com/a", "example.com"]
