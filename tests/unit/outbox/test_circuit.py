"""When the way to X counts as broken, and how it is tried again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from care.outbox.circuit import CLOSED, Circuit, failed

MINUTE = timedelta(minutes=1)


def test_one_recipient_that_always_fails_stops_nobody_else():
    circuit = CLOSED
    for _ in range(50):
        circuit, wait = failed(circuit, "3", "of the item")
        assert wait is None
    assert circuit.works


def test_three_recipients_in_a_row_are_the_way_and_the_queue_waits_longer_each_time():
    circuit, waits = CLOSED, []
    for recipient in ("1", "2", "1", "3", "1", "2", "3", "4"):
        circuit, wait = failed(circuit, recipient, "of the item")
        waits.append(wait)
    assert waits == [None, None, None, MINUTE, 2 * MINUTE, 4 * MINUTE, 5 * MINUTE, 5 * MINUTE]


def test_no_connection_and_no_answer_are_the_way_at_once():
    assert failed(CLOSED, "3", "of the way") == (Circuit(("3",), 1), MINUTE)


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), st.sampled_from(["of the item", "of the way"])),
        max_size=200,
    )
)
def test_a_queue_never_waits_more_than_five_minutes_and_remembers_twenty_recipients(failures):
    circuit = CLOSED
    for recipient, failure in failures:
        before = circuit.holds
        circuit, wait = failed(circuit, recipient, failure)
        assert len(circuit.failed) <= (2 if circuit.works else 20)
        assert circuit.holds == before + (wait is not None)
        assert wait is None or MINUTE <= wait <= 5 * MINUTE


def test_while_the_way_is_tried_those_that_failed_have_others_first_and_when_it_works_nobody_has():
    circuit, _ = failed(failed(CLOSED, "1", "of the item")[0], "2", "of the way")
    assert [circuit.has_others_first(one) for one in ("1", "2", "3")] == [True, True, False]
    alone, _ = failed(CLOSED, "1", "of the item")
    assert not alone.has_others_first("1")


def test_who_fails_once_more_while_x_answers_others_says_nothing_of_the_way():
    circuit = CLOSED
    for recipient in "abcdefgh":
        assert failed(circuit, recipient, "of the item", again=True) == (circuit, None)
    assert failed(CLOSED, "a", "of the way", again=True) == (Circuit(("a",), 1), MINUTE)
    shut = Circuit(("a",), 2)
    assert failed(shut, "b", "of the item", again=True) == (Circuit(("a", "b"), 3), 4 * MINUTE)
