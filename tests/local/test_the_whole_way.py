"""A customer's message in, the right answer out: over the stack that `make run` starts, each hop real."""

import copy
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.local.running import ROOT, Running

SATURDAY, MONDAY, TUESDAY, WEDNESDAY = 5, 0, 1, 2


def test_when_closed_a_mention_gets_one_public_reply_that_names_the_exact_return(x: Running):
    monday = x.to_weekday(SATURDAY, 11) + timedelta(days=2)
    post = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna ¿me decís dónde está mi pedido?"})
    x.settle()
    [reply] = x.replies_to(post)
    months = ["enero", "febrero", "marzo", "abril", "mayo", "junio"]
    months += ["julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"]
    assert f"lunes {monday.day} de {months[monday.month - 1]} " in reply
    assert "a las 9:00, hora de Madrid" in reply


def test_when_closed_a_dm_gets_a_dm_that_says_it_is_automatic_with_privacy_and_stop(x: Running):
    dm = x.simulate("dm", **{"from": x.customer(), "text": "hola, ¿tenéis la talla 38?"})
    x.settle()
    [answer] = x.dms_to(dm["from"])
    assert "Mensaje automático" in answer
    assert "https://tiendaluna.example/privacidad" in answer
    assert "BAJA" in answer


def test_a_second_message_in_the_same_closed_period_gets_none(x: Running):
    who = x.customer()
    first = x.simulate("post", **{"from": who, "text": "@tiendaluna no me llega el paquete"})
    x.settle()
    second = x.simulate("post", **{"from": who, "text": "@tiendaluna ¿hola? sigue sin llegar"})
    private = x.simulate("dm", **{"from": who, "text": "os escribo también por aquí"})
    x.settle()
    assert (len(x.replies_to(first)), x.replies_to(second), x.dms_to(private["from"])) == (1, [], [])
    assert len(x.cases(first["from"])) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@tiendaluna my parcel has not arrived, where is it?", "Monday"),
        ("@tiendaluna a minha encomenda ainda não chegou, onde está?", "segunda-feira"),
    ],
)
def test_a_customer_is_told_in_the_language_they_write(x: Running, text: str, said: str):
    post = x.simulate("post", **{"from": x.customer(), "text": text})
    x.settle()
    assert said in x.replies_to(post)[0]


def test_in_the_lunch_break_the_customer_is_told_the_afternoon(x: Running):
    x.to_weekday(TUESDAY, 14, 30)
    post = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna ¿a qué hora abrís?"})
    x.settle()
    assert "hoy a las 16:00" in x.replies_to(post)[0]


def test_when_open_no_acknowledgement_is_sent_if_a_person_answers_within_the_grace(x: Running):
    at = x.to_weekday(WEDNESDAY, 10)
    post = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna ¿tenéis zapatos rojos?"})
    x.move(at + timedelta(minutes=6))
    x.simulate("agent/post", text="Sí, en todas las tallas", in_reply_to=post["id"])
    x.move(at + timedelta(minutes=40))
    assert x.replies_to(post) == ["Sí, en todas las tallas"]
    [case] = x.cases(post["from"])
    assert (case["state"], "unanswered_since" in case) == ("waiting", False)


def test_when_open_one_acknowledgement_is_sent_at_ten_minutes_if_nobody_answered_and_none_after(x: Running):
    at = x.to_weekday(WEDNESDAY, 11)
    post = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna ¿tenéis zapatos azules?"})
    x.move(at + timedelta(minutes=9))
    assert x.replies_to(post) == []
    x.move(at + timedelta(minutes=11))
    assert len(x.replies_to(post)) == 1
    x.simulate("post", **{"from": post["from"], "text": "@tiendaluna ¿hay alguien?"})
    x.move(at + timedelta(minutes=60))
    assert len([p for p in x.timeline()["posts"] if p["from"] == x.account_id and p["at"] > post["at"]]) == 1


def test_a_resolved_case_gets_one_survey_after_three_quiet_hours_and_its_answer_is_kept(x: Running):
    at, dm, case = _resolved_case(x)
    x.move(at + timedelta(hours=2, minutes=55))
    assert _surveys(x, dm) == []
    x.move(at + timedelta(hours=3, minutes=30))
    assert len(_surveys(x, dm)) == 1
    x.simulate("dm", **{"from": dm["from"], "text": "un 4, gracias"})
    x.move(at + timedelta(hours=5))
    survey = x.story(case["case_id"])["case"]["survey"]
    assert (survey["state"], survey["score"], survey["comment"]) == ("answered", 4, "gracias")
    assert len(_surveys(x, dm)) == 1
    assert x.dms_to(dm["from"])[-1].startswith(("¡Muchas gracias por tu respuesta!", "¡Gracias por contestar!"))
    assert [c["case_id"] for c in x.cases(dm["from"])] == [case["case_id"]]
    report = x.centralita("surveys", "report", "tiendaluna", "--month", f"{at:%Y-%m}", "--csv")
    assert "csat,,top_two,1.000" in report
    demo = str(ROOT / "infra" / "local" / "demo.toml")
    assert "resolved cases would have been asked about" in x.centralita("surveys", "simulate", demo, "--last", "30d")


def test_a_new_message_before_the_survey_was_sent_cancels_it(x: Running):
    at, dm, _case = _resolved_case(x)
    x.move(at + timedelta(hours=1))
    x.simulate("dm", **{"from": dm["from"], "text": "otra cosa: ¿hacéis envíos a Canarias?"})
    x.move(at + timedelta(hours=8))
    assert _surveys(x, dm) == []


def test_redelivered_and_reordered_events_send_and_store_nothing_twice(x: Running):
    x.to_weekday(SATURDAY, 12)
    who = x.customer()
    posts = [x.simulate("post", **{"from": who, "text": f"@tiendaluna mensaje {n} del pedido"}) for n in range(3)]
    x.simulate("dm", **{"from": who, "text": "y por privado también"})
    x.settle()
    sent, stored = x.timeline(), _items(x)
    # What others wrote in this run is not delivered again: what it is about may be gone since.
    x.simulate("redeliver", last=4)
    x.settle()
    x.simulate("redeliver", last=4, shuffle=7)
    x.settle()
    assert x.timeline() == sent
    assert _items(x) == stored
    assert sum(len(x.replies_to(post)) for post in posts) == 1


def test_events_of_one_customer_in_the_wrong_order_make_one_case_with_all_messages(x: Running):
    x.to_weekday(SATURDAY, 13)
    now = x.now()
    events = [_mention(x, f"77000000000000000{n}", "6600000000000000001", f"parte {n}", now) for n in (3, 1, 2)]
    assert {x.deliver(event).status_code for event in events} == {200}
    x.settle()
    [case] = x.cases("6600000000000000001")
    texts = sorted(m["text"] for m in x.story(case["case_id"])["messages"] if m["by"] == "customer")
    assert texts == [f"@tiendaluna parte {n}" for n in (1, 2, 3)]


@pytest.mark.parametrize("kind", ["429", "500", "503"])
def test_when_x_fails_the_answer_is_sent_once_and_later(x: Running, kind: str):
    at = x.to_weekday(SATURDAY, 15)
    x.simulate("faults", path="/2/tweets", kind=kind, times=1)
    post = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna ¿dónde está mi pedido?"})
    x.settle()
    assert x.replies_to(post) == []
    x.move(at + timedelta(minutes=10))
    assert len(x.replies_to(post)) == 1


@pytest.mark.parametrize("kind", ["429", "500"])
def test_a_dm_that_x_failed_to_send_is_sent_once_and_later(x: Running, kind: str):
    at = x.to_weekday(SATURDAY, 14)
    x.simulate("faults", path="/2/dm_conversations", kind=kind, times=1)
    dm = x.simulate("dm", **{"from": x.customer(), "text": "hola, ¿dónde está mi pedido?"})
    x.settle()
    assert x.dms_to(dm["from"]) == []
    x.move(at + timedelta(minutes=20))
    assert len(x.dms_to(dm["from"])) == 1


def test_a_send_whose_answer_was_lost_is_not_repeated_and_its_echo_settles_it(x: Running):
    at = x.to_weekday(SATURDAY, 16)
    x.simulate("faults", path="/2/dm_conversations", kind="lost", times=1)
    dm = x.simulate("dm", **{"from": x.customer(), "text": "hola, ¿me ayudáis?"})
    x.settle()
    x.move(at + timedelta(hours=2))
    assert len(x.dms_to(dm["from"])) == 1
    [case] = x.cases(dm["from"])
    [sent] = [m for m in x.story(case["case_id"])["messages"] if m["by"] == "centralita"]
    assert sent["purpose"] == "acknowledgement"
    items = [item for item in x.everything_stored() if item.get("item_id", {}).get("S", "").startswith(case["case_id"])]
    assert {item["state"]["S"] for item in items if "state" in item} == {"sent"}
    assert not [item for item in items if item["sk"]["S"].startswith("UNSURE#")]


def test_a_forged_truncated_or_oversized_delivery_changes_nothing(x: Running):
    x.settle()
    before = _items(x)
    good = json.dumps(_mention(x, "7700000000000000009", "6600000000000000009", "hola", x.now())).encode()
    signature = "x-twitter-webhooks-signature"
    refused = [
        (x.deliver(good, {signature: x.sign(good, "another secret")}), 401),
        (x.deliver(good, {}), 401),
        (x.deliver(good, {signature: x.sign(good), f"{signature}-oauth2": x.sign(good)}), 401),
        (x.deliver(good[:-20], {signature: x.sign(good)}), 401),
        (x.deliver(good[:-20]), 400),
        (x.deliver(b"a" * (2 * 1024 * 1024)), 413),
        (x.http.get("/webhook", params={"crc_token": '{"data": {"event_type": "post.mention.create"}}'}), 400),
        (x.http.get("/webhook"), 400),
        (x.http.put("/webhook", content=good), 404),
    ]
    assert [answer.status_code for answer, _ in refused] == [status for _, status in refused]
    x.settle()
    assert _items(x) == before


def test_the_crc_is_answered_with_the_client_secret_of_an_app_that_has_one(x: Running):
    answer = x.http.get("/webhook", params={"crc_token": "MzI0NjU4Nzk="})
    assert answer.json() == {"response_token": x.sign(b"MzI0NjU4Nzk=", x.ready["client_secret"])}


def test_deliveries_are_proved_with_the_client_secret_where_x_does(x: Running):
    body = json.dumps({"data": []}).encode()
    header = "X-Twitter-Webhooks-Signature-OAuth2"
    assert x.deliver(body, {header: x.sign(body, x.ready["client_secret"])}).status_code == 200
    assert x.deliver(body, {header: x.sign(body)}).status_code == 401


def test_a_poison_event_ends_in_the_dead_letter_queue_and_holds_nobody(x: Running):
    x.to_weekday(SATURDAY, 17)
    now, who, other = x.now(), "6600000000000000011", "6600000000000000012"
    poison = _mention(x, "7700000000000000011", who, "veneno", now)
    poison["data"]["payload"]["created_at"] = "yesterday"
    before = len(x.dead_letters())
    x.deliver(poison)
    queue = {"QueueUrl": x.ready["queues"]["events"], "MessageGroupId": f"{x.account_id}#{who}"}
    x.aws("sqs").send_message(**queue, MessageBody='{"kind": "nonsense"}', MessageDeduplicationId="nonsense")
    x.deliver(_mention(x, "7700000000000000012", who, "y esto sí", now))
    x.deliver(_mention(x, "7700000000000000013", other, "hola", now))
    x.settle()
    dead = x.dead_letters()
    assert len(dead) == before + 2
    reasons = {message["MessageAttributes"]["reason"]["StringValue"] for message in dead}
    assert any("post.mention.create" in reason for reason in reasons)
    assert len(x.cases(who)) == len(x.cases(other)) == 1


def test_a_delivery_of_an_unknown_customer_is_answered_like_any_other(x: Running):
    x.to_weekday(SATURDAY, 18)
    x.deliver(_mention(x, "7700000000000000021", "6600000000000000021", "¿abrís mañana?", x.now()))
    x.settle()
    assert len(x.replies_to({"id": "7700000000000000021"})) == 1


def test_whoever_says_baja_gets_no_automatic_messages_any_more(x: Running):
    x.to_weekday(SATURDAY, 19)
    who = x.customer()
    dm = x.simulate("dm", **{"from": who, "text": "BAJA"})
    x.settle()
    x.simulate("dm", **{"from": who, "text": "¿y mi pedido?"})
    x.settle()
    assert x.dms_to(dm["from"]) == []
    assert len(x.cases(dm["from"])) == 1


def test_the_clock_refuses_the_past_and_says_so(x: Running):
    answer = x.http.post("/local/clock", json={"now": "2020-01-01T00:00:00Z"})
    assert (answer.status_code, "only moves forward" in answer.json()["error"]) == (400, True)
    assert x.http.post("/local/clock", json={"now": "2026-11-23T09:00:00"}).status_code == 400


def test_pages_of_the_web_cannot_reach_the_run_under_another_name(x: Running):
    assert httpx.get(f"{x.base}/desk", headers={"host": "evil.example"}).status_code == 400


def _resolved_case(x: Running) -> tuple[datetime, dict[str, Any], dict[str, Any]]:
    at = x.to_weekday(MONDAY, 9, 30)
    dm = x.simulate("dm", **{"from": x.customer(), "text": "hola, quiero cambiar una talla"})
    x.move(at + timedelta(minutes=2))
    x.simulate("agent/dm", to=dm["from"], text="¡Claro! Ya está hecho.")
    x.move(at + timedelta(minutes=5))
    [case] = x.cases(dm["from"])
    x.centralita("cases", "resolve", case["case_id"])
    # 9:35 and three hours: 12:35, before the lunch break.
    return x.now(), dm, case


def _surveys(x: Running, dm: dict[str, Any]) -> list[str]:
    return [text for text in x.dms_to(dm["from"]) if "del 1 (" in text]


def _items(x: Running) -> list[Any]:
    return sorted(json.dumps(item, sort_keys=True) for item in x.everything_stored())


def _mention(x: Running, post_id: str, author: str, text: str, at: datetime) -> dict[str, Any]:
    sample = copy.deepcopy(json.loads((x_events() / "post.mention.create.json").read_text()))
    sample["data"]["event_uuid"] = post_id
    sample["data"]["filter"]["user_id"] = x.account_id
    sample["data"]["payload"] |= {
        "id": post_id,
        "author_id": author,
        "conversation_id": post_id,
        "text": f"@tiendaluna {text}",
        "created_at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "lang": "es",
    }
    sample["data"]["payload"]["entities"] = {
        "mentions": [{"start": 0, "end": 11, "username": "tiendaluna", "id": x.account_id}]
    }
    return sample


def x_events() -> Any:
    return ROOT / "events"
