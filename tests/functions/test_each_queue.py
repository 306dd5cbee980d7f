"""What each function that works off a queue does with a message: whose lines are whose, and what will never work."""

import gc
import json
from contextlib import nullcontext
from copy import replace
from types import SimpleNamespace
from typing import Any

import pytest
from infra.cdk.rights import RIGHTS
from tests.functions.conftest import MARTA, NIGHT, SHOP, SOURCES, World
from tests.functions.test_correlation import Lines, lines

from care.batches import Retry
from care.facts.of_account import tell_of_connection
from care.model.commands import (
    Acknowledge,
    AskSurvey,
    Command,
    FetchMedia,
    HandOverCase,
    Introduce,
    LookUp,
    ReleaseHeld,
    Tell,
)
from care.model.lookup_outcome import Failed, LookupFound
from care.model.media import Media
from care.model.settings.selfservice import Lookup
from care.x.credentials import UnreadableSecret
from care.x.errors import CredentialsRefused

__all__ = ["lines"]  # a fixture
NOBODYS = "2000000000000000077"
ANSWERS = {"channel": "public", "in_reply_to": "77", "answers_at": NIGHT}
SHOWN = {"message_id": "77", "media": (Media(id="3_1", type="photo"),)}
# A message that each of them works on, and what it logs of it although nothing of it is there.
WORK: dict[str, tuple[type[Any], dict[str, Any], str]] = {
    "acknowledge": (Acknowledge, {"occasion": "closed", **ANSWERS}, "acknowledgement.dropped"),
    "survey": (AskSurvey, {"survey_kind": "csat"}, "survey.dropped"),
    "selfservice": (LookUp, {"lookup_id": "order", "values": {}}, "lookup.asked"),
    "media": (Introduce, {}, "x.not_answered"),
    "notify": (HandOverCase, {"to": "lake", "begun_at": NIGHT}, ""),
    "chat": (FetchMedia, SHOWN, "chat.not_shown"),
}


def of(kind: type[Any], account_id: str = SHOP, **more: Any) -> Command:
    whose = {"account_id": account_id, "customer_id": MARTA, "case_id": "GONE", "item_id": "GONE:1"}
    made: Command = kind(**whose, language="es", asked_at=NIGHT, **more)
    return made


def put(world: World, function: str, command: Command) -> None:
    queue = world.queues[SOURCES[function]]
    more = {"MessageGroupId": SHOP, "MessageDeduplicationId": command.item_id} if queue.endswith(".fifo") else {}
    world.sqs.send_message(QueueUrl=queue, MessageBody=command.model_dump_json(), **more)  # type: ignore[arg-type]


def put_aside(world: World, function: str) -> list[str]:
    letters = world.received(f"{SOURCES[function]}_dlq")
    return [one["messageAttributes"]["reason"]["StringValue"] for one in letters]


@pytest.mark.parametrize("function", sorted(set(WORK) - {"chat"}))
def test_what_is_meant_for_another_function_is_put_aside_with_its_reason(world: World, function: str):
    put(world, function, of(ReleaseHeld, by="ana"))
    assert world.drain(SOURCES[function], function) == {"batchItemFailures": []}
    assert put_aside(world, function) == ["release_held is not for this function"]


@pytest.mark.parametrize("function", sorted(WORK))
def test_what_is_of_an_account_that_nobody_has_is_put_aside_with_its_reason(world: World, function: str):
    kind, more, _ = WORK[function]
    if function == "notify":
        kind, more = Tell, {"facts": ()}
    whose = of(kind, NOBODYS, **more)
    put(world, function, replace(whose, case_id="") if function == "notify" else whose)
    assert world.drain(SOURCES[function], function) == {"batchItemFailures": []}
    [reason] = put_aside(world, function)
    assert NOBODYS in reason
    assert world.received("events") == []


@pytest.mark.parametrize("function", sorted(name for name, (*_, line) in WORK.items() if line))
@pytest.mark.parametrize("carried", ["message:1:77", ""])
def test_a_line_carries_the_id_of_the_message_that_it_is_about_or_none(
    world: World, lines: Lines, monkeypatch: pytest.MonkeyPatch, function: str, carried: str
):
    kind, more, line = WORK[function]
    handler = world.handler(function)
    if function in {"media", "chat"}:  # what they do without X's credentials
        monkeypatch.setattr(handler.x_accounts, "client", _refused)
    put(world, function, of(kind, correlation_id=carried, **more))
    assert world.drain(SOURCES[function], function) == {"batchItemFailures": []}
    assert lines.of(line) == [carried or None]
    assert [one for one in lines.told if one["message"] == line and "correlation_id" in one] == (
        [one for one in lines.told if one["message"] == line] if carried else []
    )


@pytest.mark.parametrize("function", sorted(set(WORK) - {"chat"}))
@pytest.mark.parametrize("carried", ["message:1:77", ""])
def test_a_line_about_what_is_put_aside_carries_the_id_that_it_had(
    world: World, lines: Lines, function: str, carried: str
):
    put(world, function, of(ReleaseHeld, by="ana", correlation_id=carried))
    world.drain(SOURCES[function], function)
    [line] = [one for one in lines.told if one["message"] == "message.put_aside"]
    assert line.get("correlation_id", "none") == (carried or "none")


def test_what_became_of_a_hand_over_and_is_not_taken_is_told_again(world: World, monkeypatch: pytest.MonkeyPatch):
    handler = world.handler("notify")
    for taken in (True, False):
        monkeypatch.setattr(handler, "send_all", lambda *_, taken=taken: taken)
        with nullcontext() if taken else pytest.raises(Retry):
            handler._tell_case(None)


def _refused(*_: Any) -> Any:
    raise CredentialsRefused(call="users", status=401)


@pytest.mark.parametrize("function", sorted(RIGHTS))
def test_when_its_start_is_over_a_function_looks_for_what_calls_leave(world: World, function: str):
    world.monkeypatch.setenv("WEBHOOK_URLS", "https://hook.example/webhook")
    gc.disable()
    try:
        world.handler(function)
        assert gc.isenabled()
    finally:
        gc.enable()


def test_a_batch_is_counted_by_its_messages(world: World, capsys: pytest.CaptureFixture[str]):
    for number in ("1", "2"):
        put(world, "survey", replace(of(AskSurvey, survey_kind="csat"), item_id=f"GONE:{number}"))
    world.drain("surveys", "survey")
    told = [json.loads(one) for one in capsys.readouterr().out.splitlines() if "_aws" in one]
    assert [one["MessageHandled"] for one in told] == [[2.0]]


def test_facts_are_counted_as_they_are_told(world: World, capsys: pytest.CaptureFixture[str]):
    facts = tell_of_connection(SHOP, "reply", NIGHT).facts
    for number, some in (("1", facts), ("2", (*facts, *facts))):
        command = replace(of(Tell, facts=some), item_id=number, case_id="")
        put(world, "notify", command)
        world.drain("facts", "notify")
    told = [json.loads(one) for one in capsys.readouterr().out.splitlines() if "_aws" in one]
    assert [one["FactTold"] for one in told] == [[1.0], [2.0]]


@pytest.mark.parametrize(
    ("became", "metric", "reason"),
    [(LookupFound({"state": "on its way"}), "LookupFound", ""), (Failed("timed_out"), "LookupFailed", "timed_out")],
)
def test_what_became_of_a_look_up_is_counted_and_told_to_the_case(
    world: World, lines: Lines, capsys: pytest.CaptureFixture[str], became: Any, metric: str, reason: str
):
    world.monkeypatch.setattr(world.handler("selfservice"), "_outcome", lambda *_: became)
    put(world, "selfservice", of(LookUp, lookup_id="order", values={}))
    world.drain("lookups", "selfservice")
    told = [json.loads(one) for one in capsys.readouterr().out.splitlines() if "_aws" in one]
    assert [{name: one[name] for name in one if name.startswith("Lookup")} for one in told] == [{metric: [1.0]}]
    [event] = [json.loads(one["body"]) for one in world.received("events")]
    assert (event["kind"], event["fields"], event.get("failed") or "") == (
        "looked_up",
        {} if reason else {"state": "on its way"},
        reason,
    )
    [line] = [one for one in lines.told if one["message"] == "lookup.asked"]
    assert (line["found"], line["reason"], line["lookup_id"]) == (not reason, reason, "order")


@pytest.mark.parametrize("secret", ["", "key"])
@pytest.mark.parametrize("fault", [None, CredentialsRefused, UnreadableSecret])
def test_a_look_up_goes_with_the_header_that_it_names_or_not_at_all(world: World, secret: str, fault: Any):
    handler = world.handler("selfservice")
    got: list[Any] = []

    def header(account_id: str, name: str, host: str, app: str) -> str:
        assert (account_id, name, host, app) == (SHOP, "key", "api.shop.example", "main")
        if fault is not None:
            raise fault(call="x") if fault is CredentialsRefused else fault("x")
        return "a header"

    lookup = Lookup.model_construct(id="order", secret=secret, url="https://api.shop.example/orders/{order}")  # type: ignore[call-arg]
    account: Any = SimpleNamespace(id=SHOP, app="main", selfservice=SimpleNamespace(entry=lambda _: lookup))
    world.monkeypatch.setattr(handler.x_accounts, "lookup_header", header)
    world.monkeypatch.setattr(handler, "host_of", lambda _: "api.shop.example")
    world.monkeypatch.setattr(handler, "fetch", lambda *told, client: got.append(told) or LookupFound({}))  # type: ignore[func-returns-value]
    told = handler._outcome(of(LookUp, lookup_id="order", values={"order": "7"}), account)
    if secret and fault:
        assert (told, got) == (Failed("no_secret"), [])
    else:
        assert got == [(lookup, {"order": "7"}, "a header" if secret else None)]
    account.selfservice = SimpleNamespace(entry=lambda _: None)
    assert handler._outcome(of(LookUp, lookup_id="order", values={}), account) == Failed("fault")
