"""What corrected urgencies teach: bounded, judged before it is used, and within what a topic may have."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from care.triage.classification import classify
from care.triage.features import bucket
from care.triage.rules import DEFAULT, compiled
from care.triage.taught import MOST_LEVELS, Taught, decoded, encoded
from care.triage.teaching import FEWEST_CUSTOMERS, Example
from care.triage.teaching_urgency import learn_urgency

# A hospital's pump: whoever writes of it waits less than the word says to anybody else.
ASKED = ("la bomba zafiro {} parpadea", "duda con la zafiro {}", "hola, zafiro {} en amarillo", "zafiro {}, qué hago?")
PLACES = ("azul", "rojo", "verde", "gris", "rosa")
ORDINARY = ("¿a qué hora abrís?", "gracias por todo", "no funciona internet", "quiero contratar fibra")


def corrected(count: int, *, customers: int = 100, more: int = 2) -> list[Example]:
    texts = [ASKED[n % 4].format(PLACES[n % 5]) for n in range(count)]
    return [
        Example(text, "es", "question", f"c{n % customers}", False, classify(text, "es").urgency + more, True)
        for n, text in enumerate(texts)
    ]


def left(count: int = 40) -> list[Example]:
    return [
        Example(text, "es", "question", f"d{n}", False, classify(text, "es").urgency)
        for n in range(count)
        for text in [ORDINARY[n % 4]]
    ]


def test_words_of_what_people_raised_raise_what_comes_and_say_so():
    lesson = learn_urgency([*left(), *corrected(40)], DEFAULT)
    assert lesson.judged == "better"
    assert lesson.off < lesson.off_before
    taught, new = compiled(DEFAULT.changes, lesson.weights), "oye, zafiro naranja encendida?"
    verdict = classify(new, "es", taught)
    assert verdict.urgency > classify(new, "es").urgency
    assert verdict.because[-1].rule == "taught:urgency"
    assert "zafiro" in {part.words for part in lesson.parts}
    assert all(classify(text, "es", taught).urgency == classify(text, "es").urgency for text in ORDINARY)


def test_few_corrections_and_words_of_few_customers_teach_nothing():
    assert learn_urgency([*left(), *corrected(11)], DEFAULT).judged == "too_few"
    alone = learn_urgency([*left(), *corrected(40, customers=FEWEST_CUSTOMERS - 1)], DEFAULT)
    assert (alone.judged, alone.weights) == ("no_words", "")


def test_what_makes_the_newest_worse_is_not_used():
    turned = [one._replace(urgency=0) for one in corrected(10)]
    assert learn_urgency([*left(), *corrected(30), *turned], DEFAULT).judged == "not_better"


def test_what_is_in_use_is_not_replaced_by_the_same_and_topics_stay():
    topics = encoded({bucket("canguro"): {"lead": 2.0}})
    lesson = learn_urgency([*left(), *corrected(40)], compiled(DEFAULT.changes, topics))
    assert decoded(lesson.weights).weights == decoded(topics).weights
    again = learn_urgency([*left(), *corrected(40)], compiled(DEFAULT.changes, lesson.weights))
    assert again.judged == "as_before"


@given(st.floats(-50, 50), st.sampled_from([*ORDINARY, "zafiro roto", "voy a denunciar, zafiro", "zafiro", "😡"]))
def test_an_urgency_moves_by_two_levels_at_most_and_never_out_of_what_its_topic_may_have(weight, text):
    taught = encoded({}, {bucket(key): weight for key in ("zafiro", "gracias", "internet", "fibra", "denunciar")})
    before, after = classify(text, "es"), classify(text, "es", compiled(DEFAULT.changes, taught))
    assert after.topic == before.topic
    assert abs(after.urgency - before.urgency) <= MOST_LEVELS
    assert (after.urgency >= 6) == (before.topic == "complaint")


def test_anger_and_threats_are_never_lowered():
    taught = compiled(DEFAULT.changes, encoded({}, {bucket("estafa"): -4.0, bucket("zafiro"): -4.0}))
    text = "zafiro: una estafa"
    assert classify(text, "es", taught).urgency == classify(text, "es").urgency > 6


def test_more_weight_moves_no_less():
    moved = [Taught(urgency={1: weight}).levels([1, 2]) for weight in (-4.0, -1.0, 0.0, 1.0, 4.0)]
    assert all(one <= other for one, other in pairwise(moved))
    assert (min(moved), max(moved)) == (-MOST_LEVELS, MOST_LEVELS)
