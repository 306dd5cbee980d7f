"""When a fact is told again, and how a receiver knows that it is ours."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from care.facts.signing import secret_of, signed
from care.facts.tries import TRIES, WAITS, is_given_up, next_try

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def test_tries_come_further_and_further_apart_and_end():
    now, waits = NOW, []
    for tries in range(1, TRIES):
        again = next_try(tries, now)
        assert again is not None
        waits.append(again - now)
        now = again
    assert tuple(waits) == WAITS == tuple(sorted(WAITS))
    assert next_try(TRIES, now) is None
    assert timedelta(days=3) < now - NOW < timedelta(days=4)


@given(st.integers(1, TRIES - 1), st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)))
def test_a_receiver_may_ask_for_more_time_but_not_for_ever(tries, asked):
    again = next_try(tries, NOW, asked)
    assert again is not None
    assert NOW + WAITS[tries - 1] <= again <= NOW + max(WAITS[tries - 1], timedelta(hours=6))


def test_a_receiver_is_left_alone_when_nothing_arrived_for_three_days():
    assert not is_given_up(None, NOW)
    assert not is_given_up(NOW - timedelta(days=3) + timedelta(seconds=1), NOW)
    assert is_given_up(NOW - timedelta(days=3), NOW)


def test_the_signature_is_that_of_the_specifications_own_example():
    # The example of the Standard Webhooks specification's reference libraries.
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = signed(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', at)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


@given(st.binary(max_size=300), st.text(min_size=1, max_size=20))
def test_a_receiver_that_follows_the_specification_verifies_it(body, name):
    secret = secret_of(b"the stack's", "2000000000000000001", name, NOW)
    headers = signed(secret, "id", body, NOW)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"id.{headers['webhook-timestamp']}.".encode() + body
    good = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"].split(",", 1) == ["v1", good]


def test_each_receiver_has_a_secret_of_its_own_and_another_when_it_is_made_anew():
    whose = [("1", "a", NOW), ("2", "a", NOW), ("1", "b", NOW), ("1", "a", NOW + timedelta(microseconds=1))]
    assert len({secret_of(b"key", *one) for one in whose}) == len(whose)
    assert secret_of(b"another", *whose[0]) != secret_of(b"key", *whose[0])
