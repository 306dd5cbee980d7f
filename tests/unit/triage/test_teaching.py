"""What people's corrections teach: bounded, judged before it is used, and nothing of a single customer's words."""

from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from care.triage.classification import classify
from care.triage.features import bucket
from care.triage.rules import DEFAULT, compiled
from care.triage.taught import FURTHEST, MOST_WEIGHTS, NOTHING, STRONGEST, Taught, decoded, encoded, shipped_as
from care.triage.teaching import FEWEST_CUSTOMERS, Example, learn
from care.triage.verdict import RuleTopic

# "canguro" is a tariff of this brand; nobody else knows the word.
ASKED = ("el canguro {} cuándo entra", "y mi canguro {}?", "canguro {} pendiente", "hola, canguro {} por favor")
PLACES = ("azul", "rojo", "verde", "gris", "rosa")
ORDINARY = ("¿a qué hora abrís?", "gracias por todo", "no funciona internet", "quiero contratar fibra")


def corrected(count: int, *, customers: int = 100, topic="after_sales") -> list[Example]:
    return [
        Example(ASKED[n % 4].format(PLACES[n % 5]), "es", topic, f"c{n % customers}", corrected=True)
        for n in range(count)
    ]


def left(count: int = 40) -> list[Example]:
    return [
        Example(text, "es", cast("RuleTopic", classify(text, "es").topic), f"d{n}", corrected=False)
        for n in range(count)
        for text in [ORDINARY[n % 4]]
    ]


def test_what_people_corrected_is_read_so_afterwards_also_in_words_that_nobody_corrected():
    lesson = learn([*left(), *corrected(40)], DEFAULT)
    assert lesson.judged == "better"
    taught = compiled(DEFAULT.changes, lesson.weights)
    new = "oye, el canguro naranja para cuándo?"
    assert classify(new, "es").topic != "after_sales"
    verdict = classify(new, "es", taught)
    assert verdict.topic == "after_sales"
    assert any(reason.rule == "taught:after_sales" for reason in verdict.because)
    assert all(classify(text, "es").topic == classify(text, "es", taught).topic for text in ORDINARY)
    assert "canguro" in {part.words for part in lesson.parts}


def test_few_corrections_teach_nothing_and_so_do_words_of_few_customers():
    assert learn([*left(), *corrected(11)], DEFAULT).judged == "too_few"
    alone = learn([*left(), *corrected(40, customers=FEWEST_CUSTOMERS - 1)], DEFAULT)
    assert (alone.judged, alone.weights) == ("no_words", "")


def test_a_word_of_one_customer_has_no_weight_whatever_others_taught():
    one = Example("mi canguro zarzamora pendiente", "es", "after_sales", "c1", corrected=True)
    lesson = learn([*left(), one, *corrected(40)], DEFAULT)
    places = decoded(lesson.weights).weights
    assert bucket("canguro") in places
    assert bucket("zarzamora") not in places
    assert "zarzamora" not in repr(lesson.parts)


def test_corrections_that_contradict_each_other_are_used_where_one_of_both_is_more_often_right():
    both = [x for pair in zip(corrected(40), corrected(40, topic="lead"), strict=True) for x in pair]
    lesson = learn([*left(), *both], DEFAULT)
    assert (lesson.judged, lesson.right) == ("better", 20), "half of them"
    assert lesson.right_before < 20


def test_what_people_left_as_it_was_is_not_lost_for_what_they_corrected():
    # The newest messages that were left hold the word with another topic than it was corrected to.
    holds = [Example("no funciona el canguro", "es", "complaint", f"e{n}", corrected=False) for n in range(20)]
    lesson = learn([*holds, *corrected(40)], DEFAULT)
    assert lesson.judged == "better"
    taught = compiled(DEFAULT.changes, lesson.weights)
    assert {classify(one.text, "es", taught).topic for one in holds} == {"complaint"}


def test_what_is_in_use_is_not_replaced_by_what_is_the_same():
    examples = [*left(), *corrected(40)]
    first = learn(examples, DEFAULT)
    again = learn(examples, compiled(DEFAULT.changes, first.weights))
    assert (again.judged, again.weights) == ("as_before", first.weights)


def test_a_rule_is_overruled_by_many_corrections_but_never_a_complaint_that_is_angry():
    rule = [Example("comprar canguro azul", "es", "question", f"c{n}", corrected=True) for n in range(40)]
    taught = compiled(DEFAULT.changes, learn([*left(), *rule], DEFAULT).weights)
    assert classify("comprar canguro azul", "es").topic == "lead"
    assert classify("comprar canguro azul", "es", taught).topic == "question"
    angry = "llevo 3 semanas sin internet, sois unos ladrones, os denuncio"
    calm = [Example(angry, "es", "thanks", f"c{n}", corrected=True) for n in range(40)]
    told = learn([*left(), *calm], DEFAULT)
    assert classify(angry, "es", compiled(DEFAULT.changes, told.weights)).topic == "complaint"


WEIGHTS = st.dictionaries(
    st.integers(0, (1 << 17) - 1),
    st.dictionaries(st.sampled_from(["complaint", "lead", "noise"]), st.floats(-50, 50), max_size=3),
    max_size=400,
)


@given(WEIGHTS, st.lists(st.integers(0, (1 << 17) - 1), max_size=50))
def test_weights_come_back_as_they_were_and_within_bounds(weights, places):
    text = encoded(weights)
    taught = decoded(text)
    assert encoded({place: dict(by) for place, by in taught.weights.items()}) == text
    assert sum(map(len, taught.weights.values())) <= MOST_WEIGHTS
    assert len(text) < 3000
    assert all(abs(one) <= STRONGEST for by in taught.weights.values() for one in by.values())
    assert all(abs(one) <= FURTHEST for one in taught.shifts(places).values())


@given(st.text() | st.text().map(lambda text: f"{shipped_as()}:{text}"))
def test_what_is_no_such_text_teaches_nothing(text):
    assert isinstance(decoded(text), Taught)


def test_what_was_learned_beside_another_model_is_not_used():
    weights = encoded({5: {"lead": 2.0}})
    assert decoded(weights) != NOTHING
    assert decoded("00000000:" + weights.partition(":")[2]) == NOTHING
