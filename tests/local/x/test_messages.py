import pytest

pytestmark = pytest.mark.anyio


def to(user_id) -> str:
    return f"/2/dm_conversations/with/{user_id}/messages"


async def test_a_customer_who_wrote_is_answered(stack, aurora):
    came = await stack.say("dm", **{"from": "@maria", "text": "Hola"})
    answer = await stack.call("POST", to(came["from"]), {"text": "Hola, María"})
    assert answer.status_code == 201
    both = sorted([came["from"], aurora.id], key=int)
    assert answer.json()["data"]["dm_conversation_id"] == "-".join(both)
    sent = (await stack.see("timeline"))["dms"][-1]
    assert (sent["from"], sent["to"], sent["cost"]) == (aurora.id, came["from"], 15_000)


async def test_a_known_customer_who_never_wrote_is_refused(stack, boreal):
    post = await stack.say("post", **{"from": "maria", "text": "@AuroraAyuda hola"})
    answer = await stack.call("POST", to(post["from"]), {"text": "Hola"})
    assert answer.status_code == 403
    assert answer.json()["detail"] == "You do not have permission to DM one or more participants."
    await stack.say("dm", **{"from": "maria", "text": "Hola", "to": "AuroraAyuda"})
    assert (await stack.call("POST", to(post["from"]), {"text": "Hola"}, account=boreal)).status_code == 403


async def test_an_unknown_participant_wrote_past_the_simulation_and_is_let_in(stack):
    first = await stack.call("POST", to("3333333333333333333"), {"text": "Hola"})
    second = await stack.call("POST", to("3333333333333333333"), {"text": "Hola otra vez"})
    assert (first.status_code, second.status_code) == (201, 201)


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "a" * 10_001}, {"txt": "a"}])
async def test_a_malformed_message_is_an_invalid_request(stack, body):
    came = await stack.say("dm", **{"from": "maria", "text": "Hola"})
    assert (await stack.call("POST", to(came["from"]), body)).status_code == 400


async def test_messages_are_read_newest_first_and_by_page(stack, clock):
    came = [await stack.say("dm", **{"from": "maria", "text": f"uno {n}"}) for n in range(3)]
    await stack.say("dm", **{"from": "pedro", "text": "otro"})
    await stack.say("chat", **{"from": "maria"})
    path = f"/2/dm_conversations/with/{came[0]['from']}/dm_events?max_results=2&dm_event.fields=sender_id,created_at"
    page = (await stack.call("GET", path)).json()
    assert [one["id"] for one in page["data"]] == [came[2]["id"], came[1]["id"]]
    assert page["data"][0]["sender_id"] == came[0]["from"]
    rest = (await stack.call("GET", f"{path}&pagination_token={page['meta']['next_token']}")).json()
    assert [one["id"] for one in rest["data"]] == [came[0]["id"]]
    everything = (await stack.call("GET", "/2/dm_events?expansions=sender_id")).json()
    assert everything["meta"]["result_count"] == 4
    assert {one["username"] for one in everything["includes"]["users"]} == {"maria", "pedro"}
    clock.move(days=31)
    assert (await stack.call("GET", "/2/dm_events")).json()["data"] == []


async def test_another_brand_does_not_see_the_conversation(stack, boreal):
    await stack.say("dm", **{"from": "maria", "text": "Hola", "to": "AuroraAyuda"})
    assert (await stack.call("GET", "/2/dm_events", account=boreal)).json()["data"] == []
