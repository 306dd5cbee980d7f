"""Connecting against an X that refuses: each refusal says what is wrong and how to mend it."""

import httpx
import pytest
from infra.command import connection, keys
from infra.command.connection import CannotConnect
from infra.command.keys import WrongKeys

from care.x.client import XClient
from care.x.credentials import AppKeys, UserToken
from care.x.signature import LEGACY_HEADER, OAUTH2_HEADER, sign

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
    with pytest.raises(CannotConnect, match=r"(?s)OAuth 2\.0 client secret.*consumer secret"):
        connection.valid_webhook(x, URL, pause=lambda _: None)


def me(user_id: str) -> XClient:
    answer = httpx.Response(200, json={"data": {"id": user_id, "username": "tienda", "name": "Tienda"}})
    return client({("GET", "/2/users/me"): [answer]})


def test_a_name_that_passed_to_another_account_is_not_connected_in_its_place():
    assert connection.owner_of(me("1"), "@tienda", pinned="1").id == "1"
    with pytest.raises(CannotConnect, match=r"id 1, .*id 2"):
        connection.owner_of(me("2"), "@tienda", pinned="1")


def _accepting(monkeypatch: pytest.MonkeyPatch, consumer: list[bytes], oauth2: list[bytes]) -> list[tuple[str, int]]:
    """A webhook that takes each header under these secrets; what it was asked and answered."""
    asked: list[tuple[str, int]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        header = OAUTH2_HEADER if OAUTH2_HEADER in request.headers else LEGACY_HEADER
        secrets = oauth2 if header == OAUTH2_HEADER else consumer
        fits = any(sign(secret, request.content) == request.headers[header] for secret in secrets)
        asked.append((header, 200 if fits else 401))
        return httpx.Response(asked[-1][1])

    real = httpx.Client
    monkeypatch.setattr(httpx, "Client", lambda **_: real(transport=httpx.MockTransport(answer)))
    return asked


def test_both_headers_are_tried_with_the_secrets_that_x_signs_them_with_and_a_wrong_key_in_each(
    monkeypatch: pytest.MonkeyPatch,
):
    asked = _accepting(monkeypatch, [b"consumer", b"client"], [b"client"])
    connection.accepts_signed(URL, "consumer", "client")
    assert asked == [
        (LEGACY_HEADER, 200), (OAUTH2_HEADER, 200), (LEGACY_HEADER, 200), (LEGACY_HEADER, 401), (OAUTH2_HEADER, 401),
    ]  # fmt: skip
    asked.clear()
    connection.accepts_signed(URL, "consumer")
    assert asked == [(LEGACY_HEADER, 200), (LEGACY_HEADER, 401), (OAUTH2_HEADER, 401)]


def test_a_header_that_is_not_taken_is_named_with_its_secret_after_some_patience(monkeypatch: pytest.MonkeyPatch):
    _accepting(monkeypatch, [b"consumer"], [b"another"])
    waits: list[float] = []
    with pytest.raises(CannotConnect, match=r"x-twitter-webhooks-signature-oauth2 with the client secret \(401\)"):
        connection.accepts_signed(URL, "consumer", "client", waits.append)
    assert sum(waits) == 30.0  # as long as the function trusts what it read a moment ago


def test_a_webhook_that_takes_any_signature_is_not_gone_on_with(monkeypatch: pytest.MonkeyPatch):
    _accepting(monkeypatch, [b"consumer", b"of another app"], [])
    with pytest.raises(CannotConnect, match="wrong key"):
        connection.accepts_signed(URL, "consumer")


def test_only_the_accounts_token_makes_private_subscriptions_and_the_apps_one_makes_its_own():
    with pytest.raises(ValueError, match="acts for an account"):
        XClient(KEYS).activity.create_subscription("dm.received", "1", "7")
    made: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        made.append(request.headers["authorization"].split()[0])
        return httpx.Response(200, json={"data": {"subscription": {"subscription_id": "5", "event_type": "x"}}})

    x = XClient(KEYS, TOKEN, http=httpx.Client(transport=httpx.MockTransport(answer)))
    x.activity.create_subscription("dm.received", "1", "7")
    x.activity.create_app_subscription("oauth.revoke", "7")
    assert made == ["OAuth", "Bearer"]


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


class Vault:
    """A stack whose secret holds what somebody typed."""

    def __init__(self, text: str) -> None:
        self.outputs, self.text, self.written = {"XAppSecretArn": "arn"}, text, list[str]()

    def client(self, _service: str) -> "Vault":
        return self

    def get_secret_value(self, **_: str) -> dict[str, str]:
        return {"SecretString": self.text}


WHOLE = '{"consumer_key": "k", "consumer_secret": "s", "bearer_token": "b", "accounts": {"1": {"token": "t"}}}'


@pytest.mark.parametrize(
    "text", [WHOLE[:-2], WHOLE.replace('"b"', "b"), f"\n{WHOLE},", "[]", WHOLE.replace('{"token": "t"}', "7")]
)
def test_a_secret_that_somebody_filled_and_that_cannot_be_read_is_never_written_over(text: str):
    with pytest.raises(WrongKeys, match="nothing was changed"):
        keys.read(Vault(text), "main")  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "{}", "k(0,Xx9:%!aB~^w-q2_L", "J`d)E3^W&rSx+q?Z"])
def test_a_secret_that_nobody_filled_yet_is_empty(text: str):
    assert keys.read(Vault(text), "main") == {}  # type: ignore[arg-type]


def test_a_cure_names_the_app_where_it_is_not_the_main_one():
    assert keys.connecting("tienda", "main") == "`centralita connect tienda`"
    assert keys.connecting("tienda", "shop", "--new-keys") == "`centralita connect tienda --app shop --new-keys`"
