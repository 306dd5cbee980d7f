"""What is spam or abuse, and what only looks so.

The first 114 lines of `unwanted.csv` were written before the rules, by the same author, and flatter. Of two later lists
(its other lines) 1 of 12 and 3 of 13 of the spam were known when first looked at, and 2 of 28 customers were taken for
spam; the rules were widened by them. Of the 12 of `unwanted_fresh.csv` 3 were known at first look, and 7 of its 18
customers were taken for spam by the first rule, which was rewritten against this list: no list is left that was not
seen. So the rules find what is plain and leave the rest to people's marks: they must not silence a customer.
"""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.triage.spam_links import MOST, places
from care.triage.unwanted import abuse_of, spam_of

HERE = Path(__file__).parent


def rows(name, delimiter=","):
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


ROWS = rows("unwanted.csv", ";")


def texts(*kinds):
    return [row["text"] for row in ROWS if row["kind"] in kinds]


def test_each_advertisement_and_fraud_of_three_languages_is_recognised():
    assert [text for text in texts("spam") if not spam_of(text)] == []


def test_no_customer_is_taken_for_spam_whatever_they_complain_of():
    assert [text for text in texts("customer", "insult", "threat", "mild") if spam_of(text)] == []


def test_of_a_second_list_no_customer_is_taken_for_spam():
    fresh = rows("unwanted_fresh.csv", ";")
    assert [row["text"] for row in fresh if row["kind"] != "spam" and spam_of(row["text"])] == []
    assert sum(bool(spam_of(row["text"])) for row in fresh if row["kind"] == "spam") >= 3


def test_insults_and_threats_are_told_apart_from_each_other():
    assert [text for text in texts("insult") if abuse_of(text) != "insult"] == []
    assert [text for text in texts("threat") if abuse_of(text) != "threat"] == []


def test_swearing_at_a_service_insults_nobody_and_a_complaint_to_the_authorities_threatens_nobody():
    assert [text for text in texts("mild", "customer", "spam") if abuse_of(text)] == []


def test_of_messages_that_were_labelled_for_triage_none_but_noise_is_spam():
    assert [one["text"] for one in rows("triage.csv") if spam_of(one["text"]) and one["topic"] != "noise"] == []


def test_a_place_that_several_were_marked_for_is_recognised_alone():
    assert spam_of("look https://www.cheap-pills.example/now", {"cheap-pills.example"}) == "link"
    assert spam_of("look https://www.cheap-pills.example/now") == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://WWW.Win.example/a?b=c and http://win.example/d", ("win.example",)),
        ("join t.me/VipSignals now", ("t.me/vipsignals",)),
        ("https://bit.ly/3abc, https://bit.ly/4def.", ("bit.ly/3abc", "bit.ly/4def")),
        ("https://bit.ly", ()),
        ("https://x.com/shop/status/1 https://t.co/abc", ()),
        ("https://[broken", ()),
        ("no link at all, mail a@b.example", ()),
    ],
)
def test_a_link_has_a_place_and_of_hosts_that_all_share_one_path_more(text, found):
    assert places(text) == found


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    assert spam_of(text) in {"", "offer", "recovery", "link"}
    assert abuse_of(text) in {"", "insult", "threat"}
    assert len(places(text)) <= MOST
