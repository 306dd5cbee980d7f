"""Which error each answer and each failure of the way to X becomes."""

import logging
from datetime import UTC, datetime

import httpx
import pytest
from httpx import Response
from tests.there import there
from tests.unit.x_client.conftest import X

from care.model.refusals import RefusalReason
from care.x.errors import (
    CredentialsRefused,
    Malformed,
    OutcomeUnknown,
    OutOfCredit,
    Refused,
    RetryLater,
    ServerFailed,
    XError,
)


def problem(status, detail="", kind="about:blank", **more) -> Response:
    return httpx.Response(status, json={"title": "Forbidden", "detail": detail, "type": kind, "status": status, **more})


def codes(status, code, message="") -> Response:
    return httpx.Response(status, json={"errors": [{"code": code, "message": message}]})


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(429, json={"errors": [{"code": 88, "message": "Rate limit exceeded"}]}), RetryLater),
        (httpx.Response(429), RetryLater),
        (httpx.Response(503, text="Service Unavailable"), RetryLater),
        (codes(500, 130, "Over capacity"), RetryLater),
        (codes(403, 185, "User is over daily status update limit."), RetryLater),
        (httpx.Response(500), ServerFailed),
        (codes(500, 131, "Internal error"), ServerFailed),
        (httpx.Response(502, text="<html>Bad Gateway</html>"), ServerFailed),
        (httpx.Response(504), ServerFailed),
        (httpx.Response(522), ServerFailed),
        (httpx.Response(401, json={"title": "Unauthorized", "status": 401}), CredentialsRefused),
        (codes(400, 215, "Bad Authentication data."), CredentialsRefused),
        (codes(403, 89, "Invalid or expired token."), CredentialsRefused),
        (codes(401, 135, "Timestamp out of bounds."), CredentialsRefused),
        (problem(403, "x", "https://api.x.com/2/problems/unsupported-authentication"), CredentialsRefused),
        (
            httpx.Response(402, json={"title": "CreditsDepleted", "detail": "Your enrolled account [1] does not"}),
            OutOfCredit,
        ),
        (problem(429, "Usage cap exceeded: Monthly", "https://api.twitter.com/2/problems/usage-capped"), OutOfCredit),
        (httpx.Response(301, headers={"location": "https://elsewhere.example/"}), OutcomeUnknown),
        (httpx.Response(403), Refused),
        (httpx.Response(418, text="?"), Refused),
    ],
)
def test_an_answer_becomes_one_error(x: X, answer, error):
    x.answer = answer
    with pytest.raises(XError) as raised:
        x.client.create_post("Hola")
    assert type(raised.value) is error
    assert raised.value.status == answer.status_code
    assert raised.value.call == "create_post"
    assert len(x.asked) == 1


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (httpx.ConnectError("refused"), RetryLater),
        (httpx.ConnectTimeout("slow"), RetryLater),
        (httpx.PoolTimeout("busy"), RetryLater),
        (httpx.ProxyError("403 from the proxy"), RetryLater),
        (httpx.ReadTimeout("slow"), OutcomeUnknown),
        (httpx.WriteTimeout("slow"), OutcomeUnknown),
        (httpx.ReadError("reset"), OutcomeUnknown),
        (httpx.WriteError("reset"), OutcomeUnknown),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), OutcomeUnknown),
        (httpx.DecodingError("not gzip"), OutcomeUnknown),
    ],
)
def test_a_broken_way_tells_whether_the_request_had_left(x: X, failure, error):
    x.answer = failure
    with pytest.raises(XError) as raised:
        x.client.send_dm("12", "Hola")
    assert type(raised.value) is error
    assert raised.value.status is None
    assert raised.value.__cause__ is None
    assert len(x.asked) == 1


def test_what_was_not_sent_says_so():
    assert RetryLater().sent is False


def test_a_time_without_a_zone_is_no_time_to_retry_at():
    with pytest.raises(ValueError, match="time zone"):
        RetryLater(datetime(2026, 11, 22))  # noqa: DTZ001  that is the mistake


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, RefusalReason.invalid),
        (404, RefusalReason.gone),
        (403, RefusalReason.unknown),
        (409, RefusalReason.unknown),
    ],
)
def test_a_refusal_without_a_known_sentence_says_that_it_does_not_know(x: X, status, reason):
    x.answer = problem(status, "Something that X has never said before.")
    with pytest.raises(Refused) as refused:
        x.client.create_post("Hola")
    assert (refused.value.reason, refused.value.detail_known) == (reason, False)
    assert refused.value.sentence == "Something that X has never said before."


def test_a_code_counts_more_than_the_sentence_beside_it(x: X):
    x.answer = codes(403, 349, "You are not allowed to create a Tweet with duplicate content.")
    with pytest.raises(Refused) as refused:
        x.client.send_dm("12", "Hola")
    assert (refused.value.reason, refused.value.detail_known, refused.value.sentence) == (
        RefusalReason.cannot_dm,
        True,
        None,
    )


def test_the_inner_message_of_an_invalid_request_is_read_too(x: X):
    inner = [{"message": "DuplicateSubscriptionFailed: Subscription already exists"}]
    x.answer = problem(400, "One or more parameters to your request was invalid.", errors=inner)
    with pytest.raises(Refused) as refused:
        x.client.activity.create_subscription("dm.received", "1", "7")
    assert refused.value.reason is RefusalReason.already_done


@pytest.mark.parametrize(
    "answer", [problem(403, "Sorry, “hola secreta” of @maria was refused: https://t.co/a 123"), codes(429, 88)]
)
def test_an_error_says_nothing_that_a_person_wrote_and_no_token(x: X, answer, caplog):
    caplog.set_level(logging.DEBUG)
    x.answer = answer
    with pytest.raises(XError) as raised:
        x.client.create_post("hola secreta de @maria")
    said = f"{raised.value!s} {raised.value!r} {getattr(raised.value, 'sentence', '')} {caplog.text}"
    for secret in (
        "secreta",
        "maria",
        "t.co",
        "123",
        "the-token",
        "the-key",
        "the-bearer",
        "the-secret",
        "oauth_signature",
    ):
        assert secret not in said


def test_a_limit_that_is_used_up_tells_when_it_opens_again(x: X):
    x.answer = httpx.Response(
        429, headers={"x-rate-limit-limit": "15", "x-rate-limit-remaining": "0", "x-rate-limit-reset": "1795334400"}
    )
    with pytest.raises(RetryLater) as later:
        x.client.send_dm("12", "Hola")
    assert later.value.until == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert there(later.value.limits).limit == 15


def test_reading_calls_name_an_unreadable_answer_malformed(x: X):
    x.answer = httpx.Response(200, content=b"<html>")
    with pytest.raises(Malformed):
        x.client.mentions("1")
