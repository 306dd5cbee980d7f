import pytest

pytestmark = pytest.mark.anyio


async def test_one_user_is_found_by_id_and_by_name_with_three_fields_unless_more_are_asked(stack, aurora):
    maria = await stack.say("person", username="maria", name="María")
    plain = {"data": {"id": maria["id"], "name": "María", "username": "maria"}}
    assert (await stack.app("GET", f"/2/users/{maria['id']}")).json() == plain
    assert (await stack.app("GET", "/2/users/by/username/MARIA")).json() == plain
    more = (await stack.call("GET", f"/2/users/{aurora.id}?user.fields=verified,public_metrics")).json()["data"]
    assert set(more) == {"id", "name", "username", "verified", "public_metrics"}


@pytest.mark.parametrize("path", ["/2/users/12345", "/2/users/by/username/nobody", "/2/tweets/12345"])
async def test_what_is_not_there_is_an_error_in_a_200(stack, path):
    answer = await stack.app("GET", path)
    assert answer.status_code == 200
    assert "data" not in answer.json()
    assert answer.json()["errors"][0]["type"].endswith("/resource-not-found")


async def test_one_post_has_text_and_history_unless_more_is_asked(stack):
    first = await stack.say("post", **{"from": "maria", "text": "@AuroraAyuda hola"})
    answered = (await stack.reply(first["id"], "Buenas")).json()["data"]["id"]
    plain = (await stack.app("GET", f"/2/tweets/{answered}")).json()
    assert set(plain["data"]) == {"id", "text", "edit_history_tweet_ids", "edit_history_post_ids"}
    path = f"/2/tweets/{answered}?tweet.fields=author_id&expansions=referenced_tweets.id,author_id"
    asked = (await stack.app("GET", path)).json()
    assert asked["data"]["referenced_tweets"] == [{"type": "replied_to", "id": first["id"]}]
    assert asked["includes"]["users"][0]["username"] == "AuroraAyuda"
    assert asked["includes"]["tweets"][0]["author_id"] == first["from"]
    assert "public_metrics" not in asked["includes"]["tweets"][0]


async def test_a_conversation_of_two_is_known_by_both_ids(stack, aurora):
    came = await stack.say("dm", **{"from": "maria", "text": "Hola"})
    await stack.say("dm", **{"from": "pedro", "text": "Otra cosa"})
    both = "-".join(sorted((came["from"], aurora.id), key=int))
    sent = (await stack.call("POST", f"/2/dm_conversations/{both}/messages", {"text": "Buenas"})).json()["data"]
    assert sent["dm_conversation_id"] == both
    listed = (await stack.call("GET", f"/2/dm_conversations/{both}/dm_events")).json()["data"]
    assert [one["text"] for one in listed] == ["Buenas", "Hola"]
    one = (await stack.call("GET", f"/2/dm_events/{came['id']}?dm_event.fields=sender_id")).json()["data"]
    assert one == {"id": came["id"], "event_type": "MessageCreate", "text": "Hola", "sender_id": came["from"]}


async def test_nobody_reads_conversations_of_others(stack, boreal, aurora):
    came = await stack.say("dm", **{"from": "maria", "text": "Hola"})
    both = "-".join(sorted((came["from"], aurora.id), key=int))
    assert (await stack.call("GET", f"/2/dm_conversations/{both}/dm_events", account=boreal)).status_code == 403
    answer = await stack.call("GET", f"/2/dm_events/{came['id']}", account=boreal)
    assert "data" not in answer.json()


async def test_a_customer_outside_posts_writes_and_reads_as_themselves(x, stack, hook, webhook, aurora):
    maria = await stack.say("users", username="maria")

    async def call(method, path, body=None):
        return await stack.call(method, path, body, bearer=maria["access_token"])

    assert (await call("GET", "/2/users/me")).json()["data"]["username"] == "maria"
    post = (await call("POST", "/2/tweets", {"text": "@AuroraAyuda no llega mi pedido"})).json()["data"]["id"]
    sent = await call("POST", f"/2/dm_conversations/with/{aurora.id}/messages", {"text": "Mi pedido es LN-1"})
    assert sent.status_code == 201
    await x.settle()
    assert webhook.types == ["post.mention.create", "dm.received"]
    assert (await stack.reply(post, "Lo miramos")).status_code == 201
    listed = (await call("GET", f"/2/users/{maria['id']}/mentions")).json()["data"]
    assert listed[0]["text"].endswith("Lo miramos")
    timeline = await stack.see("timeline")
    assert [one["cost"] for one in timeline["posts"]] == [5_000, 10_000]
    assert (await call("DELETE", f"/2/tweets/{post}")).json() == {"data": {"deleted": True}}


async def test_a_customer_outside_answers_and_quotes_as_in_xs_own_app(x, stack, hook, webhook):
    own = (await stack.call("POST", "/2/tweets", {"text": "Buenos días"})).json()["data"]["id"]
    token = (await stack.say("users", username="maria"))["access_token"]
    reply = {"text": "No tan buenos", "reply": {"in_reply_to_tweet_id": own}}
    assert (await stack.call("POST", "/2/tweets", reply, bearer=token)).status_code == 201
    quote = {"text": "Mirad", "quote_tweet_id": own}
    assert (await stack.call("POST", "/2/tweets", quote, bearer=token)).status_code == 201
    assert (await stack.call("POST", "/2/tweets", quote)).status_code == 403
    await x.settle()
    assert webhook.types[1:] == ["post.reply.create", "post.quote.create"]


async def test_a_token_that_nobody_gave_is_nobody(stack):
    await stack.say("users", username="maria")
    assert (await stack.call("GET", "/2/users/me", bearer="nonsense")).status_code == 401
    assert (await stack.http.post("/x/simulate/users", json={"username": "AuroraAyuda"})).status_code == 422
