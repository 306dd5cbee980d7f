"""Connecting against an X that refuses: each refusal says what is wrong and how to mend it."""

import httpx
import pytest
from infra.command import connection, keys
from infra.command.connection import CannotConnect
from infra.command.keys import WrongKeys

from care.x.client import XClient
from care.x.credentials import AppKeys, UserToken

KEYS = AppKeys(consumer_key="k", consumer_secret="s", bearer_token="b")
TOKEN = UserToken(token="t", token_secret="u")
URL = "https://api.example/webhook"


def client(answers: dict[tuple[str, str], list[httpx.Response]]) -> XClient:
    """X that answers each call with the next of its answers, the last one for ever."""

    def answer(request: httpx.Request) -> httpx.Response:
        known = answers[request.method, request.url.path]
        return known.pop(0) if len(known) > 1 else known[0]

    return XClient(KEYS, TOKEN, http=httpx.Client(transport=httpx.MockTransport(answer)))


def hooks(*known: tuple[str, str, bool]) -> httpx.Response:
    data = [{"id": i, "url": url, "valid": valid, "created_at": "2026-11-01T00:00:00.000Z"} for i, url, valid in known]
    return httpx.Response(200, json={"data": data, "meta": {"result_count": len(data)}})


def no(status: int, detail: str = "no") -> httpx.Response:
    return httpx.Response(status, json={"title": "no", "detail": detail, "status": status, "type": "about:blank"})


def test_a_token_that_may_not_read_messages_says_which_permission_to_set():
    x = client({("GET", "/2/dm_events"): [no(403, "Your client app is not configured with the appropriate oauth1")]})
    with pytest.raises(CannotConnect, match="Read and write and Direct message"):
        connection.may_read_messages(x)


def test_being_asked_too_often_is_no_lack_of_a_permission():
    connection.may_read_messages(client({("GET", "/2/dm_events"): [no(429)]}))


def test_an_existing_webhook_that_is_invalid_is_asked_for_a_crc_until_it_is_valid():
    waits: list[float] = []
    x = client(
        {
            ("GET", "/2/webhooks"): [hooks(("1", URL, False)), hooks(("1", URL, False)), hooks(("1", URL, True))],
            ("PUT", "/2/webhooks/1"): [httpx.Response(200, json={"data": {"valid": True}})],
        }
    )
    hook, made = connection.valid_webhook(x, URL, pause=waits.append)
    assert (hook.id, hook.valid, made, waits) == ("1", True, False, [3.0])


def test_a_crc_that_goes_on_failing_says_what_to_compare():
    x = client({("GET", "/2/webhooks"): [hooks()], ("POST", "/2/webhooks"): [no(400, "CrcValidationFailed")]})
    with pytest.raises(CannotConnect, match="another consumer secret than X has"):
        connection.valid_webhook(x, URL, pause=lambda _: None)


def test_where_the_plan_allows_no_further_webhook_those_that_exist_are_named():
    other = hooks(("9", "https://old.example/webhook", True))
    x = client({("GET", "/2/webhooks"): [other], ("POST", "/2/webhooks"): [no(403, "WebhookLimitExceeded")]})
    with pytest.raises(CannotConnect, match=r"https://old\.example/webhook"):
        connection.valid_webhook(x, URL, pause=lambda _: None)


def test_a_replaced_secret_stays_accepted_as_the_previous_one_and_other_accounts_keep_their_tokens():
    old = {
        "consumer_key": "k",
        "consumer_secret": "old",
        "bearer_token": "b",
        "accounts": {"1": {"token": "a", "token_secret": "b", "lookups": {"orders": "x"}}, "2": {"token": "c"}},
    }
    new = keys.changed(old, "1", {"consumer_secret": "new", "token": "d", "token_secret": "e"})
    assert (new["consumer_secret"], new["previous_consumer_secret"]) == ("new", "old")
    assert new["accounts"]["1"] == {"token": "d", "token_secret": "e", "lookups": {"orders": "x"}}
    assert new["accounts"]["2"] == {"token": "c"}
    assert keys.changed(new, "1", {"token": "d", "token_secret": "e"}) == new
    assert old["consumer_secret"] == "old"


@pytest.mark.parametrize("given", [{"consumer_secrets": "x"}, {"token": 12}])
def test_keys_of_the_wrong_form_are_refused_by_name_and_never_shown(given):
    with pytest.raises(WrongKeys) as refused:
        keys.checked(given)
    assert next(iter(given)) in str(refused.value)
    assert "12" not in str(refused.value)


def test_an_app_that_the_stack_does_not_have_says_how_to_get_it():
    with pytest.raises(WrongKeys, match="apps=main,shop"):
        keys.secret_name({"XAppSecretArn": "arn"}, "shop")
