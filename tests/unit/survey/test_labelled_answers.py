"""Answers to surveys labelled by hand in `answers.csv` before they were read by the code.

`expected` is what the answer is: `score` with its `value`, `comment`, `opt_out`, or the reason why it is unclear; where
the code reads it otherwise, `read_as` says how, so that no answer comes to be read in another way unnoticed. The
same author wrote answers and rules, so the recall flatters; what is asserted without exception is that no text gives a
score which its author did not give.
"""

import csv
from pathlib import Path

from care.survey.answer import Comment, OptOut, Score, read_answer

with Path(__file__).with_name("answers.csv").open(encoding="utf-8", newline="") as lines:
    ANSWERS = list(csv.DictReader(lines))


TRIAGE = Path(__file__).parents[1] / "triage" / "triage.csv"


def read(row, language=None):
    match read_answer(row["text"], row["kind"], row["language"] if language is None else language):
        case Score(value=value):
            return "score", str(value)
        case Comment():
            return "comment", ""
        case OptOut():
            return "opt_out", ""
        case unclear:
            return unclear.reason, ""


def test_no_text_gives_a_score_that_was_not_given():
    scored = [(row["text"], *read(row)) for row in ANSWERS if read(row)[0] == "score"]
    labelled = {(row["text"], row["expected"], row["value"]) for row in ANSWERS}
    assert [read for read in scored if read not in labelled] == []


def test_no_text_gives_a_false_score_when_the_language_is_not_known_either():
    for row in ANSWERS:
        sort, value = read(row, language="")
        assert sort != "score" or (row["expected"], row["value"]) == (sort, value), row["text"]


def test_every_answer_is_read_as_it_is_labelled_or_as_it_is_known_to_be():
    for row in ANSWERS:
        known = (row["read_as"], "") if row["read_as"] else (row["expected"], row["value"])
        assert read(row) == known, row["text"]


def test_nineteen_of_twenty_scores_are_read():
    given = [row for row in ANSWERS if row["expected"] == "score"]
    assert sum(read(row) == ("score", row["value"]) for row in given) / len(given) >= 0.95


def test_a_score_off_the_scale_is_told_from_no_score_so_that_the_customer_may_be_asked_once_more():
    off = [row for row in ANSWERS if row["expected"] == "out_of_scale"]
    told = [row for row in ANSWERS if read(row)[0] == "out_of_scale"]
    assert sum(read(row)[0] == "out_of_scale" for row in off) / len(off) >= 0.95
    assert [row["text"] for row in told if row["expected"] != "out_of_scale"] == []


def test_who_wants_no_more_messages_is_never_read_as_anything_else():
    assert {row["text"] for row in ANSWERS if read(row)[0] == "opt_out"} == {
        row["text"] for row in ANSWERS if row["expected"] == "opt_out"
    }


def test_a_new_matter_is_never_filed_as_a_comment():
    assert [row["text"] for row in ANSWERS if row["expected"] == "other_matter" and read(row)[0] == "comment"] == []


def test_there_are_hundreds_of_answers_in_three_languages_and_none_is_there_twice():
    assert len({(row["text"], row["kind"]) for row in ANSWERS}) == len(ANSWERS) >= 500
    assert {row["language"] for row in ANSWERS} == {"es", "pt", "en"}
    assert sum(row["expected"] == "score" for row in ANSWERS) >= 200


def test_the_only_scores_among_the_messages_that_triage_is_tested_with_are_the_tens_that_were_given():
    with TRIAGE.open(encoding="utf-8", newline="") as lines:
        messages = list(csv.DictReader(lines))
    scored = {
        row["text"]: answer.value
        for row in messages
        if isinstance(answer := read_answer(row["text"], "nps", row["language"]), Score)
    }
    assert [text for text, value in scored.items() if "10" not in text or value != 10] == []
    assert len(scored) == 3
    assert not any(isinstance(read_answer(row["text"], "csat", row["language"]), Score) for row in messages)
