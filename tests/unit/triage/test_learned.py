"""What the learned model adds to the rules: messages that no rule knows, with a probability, or not at all."""

import time

import pytest
from infra.training.messages import everything, put_together, written

from care.triage.changes import TriageRules
from care.triage.classification import classify
from care.triage.features import see
from care.triage.learned import WEIGHTS, shipped_model
from care.triage.rules import compiled
from care.triage.words import words

HELD = written("held")
SAID = [(message.topic, classify(message.text, message.language).topic) for message in HELD]


def test_messages_that_nothing_was_tuned_on_are_told_apart_as_well_as_is_promised():
    right = sum(label == said == "complaint" for label, said in SAID)
    assert sum(label == said for label, said in SAID) / len(SAID) >= 0.8
    assert right / sum(label == "complaint" for label, _ in SAID) >= 0.85
    assert right / sum(said == "complaint" for _, said in SAID) >= 0.8


def test_no_message_that_is_held_out_is_learned_from():
    assert not {message.text.casefold() for message in HELD} & {message.text.casefold() for message in everything()}
    assert len(everything()) >= 3000


def test_what_is_put_together_is_the_same_at_every_run():
    assert put_together() == put_together()


@pytest.mark.parametrize("text", ["sigo igual", "me cancelaron la cita otra vez y nadie me avisa", "ninguém me ligou"])
def test_a_complaint_that_no_rule_is_sure_of_is_learned_and_says_which_words_moved_it(text):
    verdict = classify(text)
    assert (verdict.topic, verdict.urgency >= 6) == ("complaint", True)
    assert any(reason.weight and reason.words.casefold() in text for reason in verdict.because)


@pytest.mark.parametrize("text", ["xyzzy", "asdf qwer", "zzz 123", "segundo"])
def test_words_never_seen_are_unsure_and_stand_between_question_and_complaint(text):
    verdict = classify(text)
    assert verdict.topic == "unsure"
    assert 2 < verdict.urgency < 6


def test_a_clear_rule_needs_no_model():
    verdict = classify("no funciona", "es")
    assert verdict.sure == 1
    assert not any(reason.rule.startswith("learned:") for reason in verdict.because)


def test_a_word_whose_rule_the_account_switched_off_does_not_come_back_by_the_model():
    mine = compiled(TriageRules(switched_off=("es:complaint:averia", "es:complaint:averiad*")))
    assert classify("averia", "es", mine).topic != "complaint"


def test_probabilities_are_probabilities_and_mean_something():
    model = shipped_model()
    sure = [max(model.probabilities(see(words(message.text)), {}).values()) for message in HELD]
    assert all(0 < one <= 1 for one in sure)
    hits = [label == said for (label, said), one in zip(SAID, sure, strict=True) if one > 0.8]
    assert sum(hits) / len(hits) >= 0.85
    assert sum(model.probabilities(see(words("")), {}).values()) == pytest.approx(1)


def test_the_weights_are_small_and_a_message_costs_less_than_a_sixth_of_a_millisecond():
    assert WEIGHTS.stat().st_size <= 2_000_000
    model, read = shipped_model(), [words(message.text) for message in HELD]

    def round_of_all() -> float:
        start = time.process_time()
        for one in read:
            model.probabilities(see(one), {})
        return time.process_time() - start

    assert min(round_of_all() for _ in range(5)) / len(read) < 150e-6
