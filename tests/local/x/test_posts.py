import pytest

pytestmark = pytest.mark.anyio

MENTION = "@AuroraAyuda no tengo línea"


async def test_a_reply_to_a_mention_is_made_and_priced_as_summoned(stack):
    post = await stack.say("post", **{"from": "maria", "text": MENTION})
    answer = await stack.reply(post["id"], "Hola, lo miramos.")
    assert answer.status_code == 201
    made = (await stack.see("timeline"))["posts"][-1]
    assert made["id"] == answer.json()["data"]["id"]
    assert made["in_reply_to"] == post["id"]
    assert made["cost"] == 10_000


@pytest.mark.parametrize(("text", "cost"), [("Buenos días", 15_000), ("Vea https://example.com/ayuda", 200_000)])
async def test_a_post_costs_more_with_a_link(stack, text, cost):
    assert (await stack.call("POST", "/2/tweets", {"text": text})).status_code == 201
    assert (await stack.see("timeline"))["posts"][0]["cost"] == cost


async def test_a_summoned_reply_with_a_link_has_the_price_of_a_link(stack):
    post = await stack.say("post", **{"from": "maria", "text": MENTION})
    await stack.reply(post["id"], "Vea https://example.com/ayuda")
    assert (await stack.see("timeline"))["posts"][-1]["cost"] == 200_000


async def test_an_author_who_never_turned_to_the_brand_cannot_be_answered(stack):
    post = await stack.say("post", **{"from": "maria", "text": "Aurora es un desastre"})
    answer = await stack.reply(post["id"], "¿Qué ha pasado?")
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == "about:blank"
    assert "you have not been mentioned or otherwise engaged" in problem["detail"]


async def test_summoning_one_brand_does_not_let_another_answer(stack, boreal):
    post = await stack.say("post", **{"from": "maria", "text": MENTION})
    assert (await stack.reply(post["id"], "Hello", boreal)).status_code == 403


async def _written(stack, **how):
    """What somebody writes to the brand's own post, and whether the API takes an answer."""
    greeting = f"Buenos días ({len((await stack.see('timeline'))['posts'])})"
    own = (await stack.call("POST", "/2/tweets", {"text": greeting})).json()["data"]["id"]
    told = {name: own if value == "ours" else value for name, value in how.items()}
    post = await stack.say("post", **{"from": "maria", "text": "No tan buenos", **told})
    return await stack.reply(post["id"], "¿Qué ha pasado?")


async def test_who_quotes_the_brand_can_be_answered(stack):
    assert (await _written(stack, quote="ours")).status_code == 201


@pytest.mark.parametrize(("implicit", "status"), [(None, 403), (True, 201), (False, 403)])
async def test_a_direct_reply_without_the_handle_is_answered_only_where_x_takes_implicit_ones(stack, implicit, status):
    if implicit is not None:
        assert await stack.say("replies", implicit=implicit) == {"implicit": implicit}
    assert (await _written(stack, in_reply_to="ours")).status_code == status


async def test_each_post_is_judged_by_itself(stack):
    await stack.say("post", **{"from": "maria", "text": MENTION})
    assert (await _written(stack, in_reply_to="ours")).status_code == 403
    typed = await _written(stack, in_reply_to="ours", text="@AuroraAyuda no tan buenos")
    assert typed.status_code == 201


@pytest.mark.parametrize("settings", ["following", "mentionedUsers", "subscribers", "verified"])
async def test_who_restricts_the_answers_is_answered_only_by_those_named(stack, settings):
    refused = await _written(stack, quote="ours", reply_settings=settings)
    assert (refused.status_code, refused.json()["detail"]) == (
        403,
        "You are not permitted to reply to this conversation.",
    )
    taken = await _written(stack, in_reply_to="ours", text="@AuroraAyuda ¿y esto?", reply_settings=settings)
    assert taken.status_code == 201


async def test_answering_another_customer_does_not_summon_the_brand(stack):
    first = await stack.say("post", **{"from": "maria", "text": MENTION})
    second = await stack.say("post", **{"from": "pedro", "text": "a mí igual", "in_reply_to": first["id"]})
    assert (await stack.reply(second["id"], "¿Qué ha pasado?")).status_code == 403


async def test_a_post_that_x_does_not_know_can_be_answered(stack):
    answer = await stack.reply("2080765813578191303", "Hola")
    assert answer.status_code == 201
    made = (await stack.see("timeline"))["posts"][0]
    assert (made["in_reply_to"], made["cost"]) == ("2080765813578191303", 10_000)


async def test_the_brand_may_answer_itself_at_the_price_of_a_post(stack):
    own = (await stack.call("POST", "/2/tweets", {"text": "Uno"})).json()["data"]["id"]
    assert (await stack.reply(own, "Dos")).status_code == 201
    assert (await stack.see("timeline"))["posts"][-1]["cost"] == 15_000


async def test_a_deleted_post_cannot_be_answered(stack):
    post = await stack.say("post", **{"from": "maria", "text": MENTION})
    await stack.say("delete", id=post["id"])
    answer = await stack.reply(post["id"], "Hola")
    assert (answer.status_code, "deleted" in answer.json()["detail"]) == (403, True)


async def test_the_same_text_is_a_duplicate_for_a_day(stack, clock):
    assert (await stack.call("POST", "/2/tweets", {"text": "Buenos días"})).status_code == 201
    clock.move(hours=23, minutes=59)
    again = await stack.call("POST", "/2/tweets", {"text": "Buenos días"})
    assert again.status_code == 403
    assert again.json()["detail"] == "You are not allowed to create a Tweet with duplicate content."
    clock.move(minutes=1)
    assert (await stack.call("POST", "/2/tweets", {"text": "Buenos días"})).status_code == 201


async def test_the_same_text_to_another_post_is_no_duplicate(stack):
    first = await stack.say("post", **{"from": "maria", "text": MENTION})
    second = await stack.say("post", **{"from": "pedro", "text": MENTION})
    assert [(await stack.reply(one["id"], "Hola")).status_code for one in (first, second)] == [201, 201]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("a" * 280, 201),
        ("a" * 281, 403),
        ("日" * 140, 201),
        ("日" * 141, 403),
        ("https://example.com/" + "b" * 400, 201),
    ],
)
async def test_length_is_counted_by_weight(stack, text, status):
    assert (await stack.call("POST", "/2/tweets", {"text": text})).status_code == status


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": " "}, {"text": "a", "reply": {}}, {"text": "a", "reply": 3}]
)
async def test_a_malformed_post_is_an_invalid_request(stack, body):
    answer = await stack.call("POST", "/2/tweets", body)
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/invalid-request")


async def test_quoting_through_the_api_is_refused(stack):
    answer = await stack.call("POST", "/2/tweets", {"text": "Mirad", "quote_tweet_id": "1"})
    assert answer.status_code == 403


async def test_only_the_brands_own_posts_can_be_deleted(stack):
    own = (await stack.call("POST", "/2/tweets", {"text": "Uno"})).json()["data"]["id"]
    other = await stack.say("post", **{"from": "maria", "text": MENTION})
    assert (await stack.call("DELETE", f"/2/tweets/{own}")).json() == {"data": {"deleted": True}}
    assert (await stack.call("DELETE", f"/2/tweets/{own}")).status_code == 404
    assert (await stack.call("DELETE", f"/2/tweets/{other['id']}")).status_code == 403


async def test_a_reply_in_the_brands_conversation_can_be_hidden(stack):
    own = (await stack.call("POST", "/2/tweets", {"text": "Uno"})).json()["data"]["id"]
    reply = await stack.say("post", **{"from": "maria", "text": "Feo", "in_reply_to": own})
    other = await stack.say("post", **{"from": "maria", "text": MENTION})
    hidden = await stack.call("PUT", f"/2/tweets/{reply['id']}/hidden", {"hidden": True})
    assert hidden.json() == {"data": {"hidden": True}}
    assert (await stack.call("PUT", f"/2/tweets/{other['id']}/hidden", {"hidden": True})).status_code == 403


async def test_a_post_is_reposted_once_and_only_as_oneself(stack, aurora, boreal):
    post = await stack.say("post", **{"from": "maria", "text": "Gracias @AuroraAyuda"})
    path, body = f"/2/users/{aurora.id}/retweets", {"tweet_id": post["id"]}
    assert (await stack.call("POST", path, body)).json()["data"]["retweeted"] is True
    assert (await stack.call("POST", path, body)).status_code == 403
    assert (await stack.call("POST", path, body, account=boreal)).status_code == 400
    assert (await stack.see("timeline"))["posts"][-1]["text"] == "RT @maria: Gracias @AuroraAyuda"


async def test_ids_grow_even_when_the_clock_goes_back(stack, clock):
    first = await stack.say("post", **{"from": "maria", "text": "uno"})
    clock.move(days=-3)
    second = await stack.say("post", **{"from": "maria", "text": "dos"})
    assert int(second["id"]) > int(first["id"])
    assert len(second["id"]) == 19
