"""An account's own rules: added, switched off, weighed anew, and refused in words that help."""

import pytest
from pydantic import ValidationError

from care.triage.changes import AddedRule, ChangedWeight, TriageRules, UnknownRule, check
from care.triage.classification import classify
from care.triage.rules import compiled


def test_an_added_rule_is_read_like_ours():
    mine = compiled(TriageRules(added=(AddedRule(language="es", topic="complaint", phrase="Plan Canguro*", weight=5),)))
    verdict = classify("el plan canguros", "es", mine)
    assert verdict.topic == "complaint"
    assert verdict.because[0][:2] == ("plan canguros", "es:complaint:Plan Canguro*")
    assert classify("el plan canguros", "es").sure < 1


def test_an_added_rule_may_raise_the_urgency():
    mine = compiled(TriageRules(added=(AddedRule(language="any", topic="urgency", phrase="marcapasos", weight=6),)))
    text = "no funciona, marcapasos"
    assert classify(text, "es", mine).urgency > classify(text, "es").urgency


def test_a_rule_switched_off_no_longer_counts():
    mine = compiled(TriageRules(switched_off=("es:complaint:averia", "es:complaint:averiad*")))
    assert classify("averia", "es").topic == "complaint"
    assert classify("averia", "es", mine).topic == "question"


def test_a_changed_weight_counts_in_place_of_ours():
    mine = compiled(TriageRules(changed=(ChangedWeight(id="es:complaint:problema", weight=1),)))
    assert classify("problema", "es").topic == "complaint"
    assert classify("problema", "es", mine).topic == "question"


def test_rules_are_made_ready_once_for_equal_changes():
    changes = {"added": [{"language": "pt", "topic": "lead", "phrase": "plano ouro"}]}
    first, second = (compiled(TriageRules.model_validate(changes)) for _ in range(2))
    assert first is second


def test_an_account_does_not_change_the_rules_of_another():
    compiled(TriageRules(switched_off=("es:complaint:averia", "es:complaint:averiad*"))).tree  # noqa: B018  builds it
    assert classify("averia", "es").topic == "complaint"


def test_an_unknown_rule_is_refused_with_those_that_come_near():
    with pytest.raises(UnknownRule, match=r"There is no rule 'es:complaint:no funcina'; did you mean .*no funciona"):
        check(TriageRules(switched_off=("es:complaint:no funcina",)))
    with pytest.raises(UnknownRule, match="There is no rule 'averia'"):
        check(TriageRules(changed=(ChangedWeight(id="averia", weight=2),)))


def test_a_rule_that_a_later_version_dropped_does_not_stop_messages():
    assert (
        classify("no funciona", "es", compiled(TriageRules(switched_off=("es:complaint:gone",)))).topic == "complaint"
    )


@pytest.mark.parametrize(
    ("phrases", "said"),
    [(["no funciona"], "is there already; change its weight"), (["canguro", "canguro"], "is added twice")],
)
def test_the_same_rule_twice_is_refused(phrases, said):
    added = tuple(AddedRule(language="es", topic="complaint", phrase=phrase) for phrase in phrases)
    with pytest.raises(ValueError, match=said):
        check(TriageRules(added=added))


def test_changes_that_name_what_there_is_are_accepted():
    check(TriageRules(switched_off=("es:complaint:no funciona",), changed=(ChangedWeight(id="any:asked:?", weight=1),)))


@pytest.mark.parametrize("phrase", ["", "   ", "...", "@marca", "https://x.com"])
def test_a_phrase_without_words_is_refused(phrase):
    with pytest.raises(ValidationError, match="give at least one word or emoji"):
        AddedRule(language="es", topic="lead", phrase=phrase)


@pytest.mark.parametrize("phrase", ["a*", "re*clamo", "*", "no fu*"])
def test_a_star_elsewhere_than_after_three_letters_is_refused(phrase):
    with pytest.raises(ValidationError, match=r"\* stands at the end of a word|give at least one word"):
        AddedRule(language="es", topic="lead", phrase=phrase)


@pytest.mark.parametrize("weight", [0, 10, -1, 2.5, "3", True])
def test_a_weight_out_of_range_is_refused(weight):
    with pytest.raises(ValidationError, match="weight"):
        AddedRule.model_validate({"language": "es", "topic": "lead", "phrase": "canguro", "weight": weight})


@pytest.mark.parametrize("topic", ["health", "distress", "neutral", ""])
def test_no_topic_besides_ours_can_be_added(topic):
    with pytest.raises(ValidationError, match="topic"):
        AddedRule.model_validate({"language": "es", "topic": topic, "phrase": "canguro"})


def test_changes_survive_being_stored():
    changes = TriageRules(
        added=(AddedRule(language="en", topic="lead", phrase="gold plan", weight=9),),
        switched_off=("es:complaint:averia",),
        changed=(ChangedWeight(id="es:complaint:problema", weight=1),),
    )
    assert TriageRules.model_validate_json(changes.model_dump_json()) == changes
