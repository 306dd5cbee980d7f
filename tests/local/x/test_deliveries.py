import base64
import hashlib
import hmac

import pytest

pytestmark = pytest.mark.anyio


def signature(secret, body) -> str:
    return "sha256=" + base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


async def test_a_mention_is_delivered_in_the_shape_of_x(x, stack, hook, webhook, aurora):
    made = await stack.say("post", **{"from": "maria", "text": "hey @AuroraAyuda"})
    await x.settle()
    (event,) = webhook.events
    assert list(event) == ["event_uuid", "filter", "event_type", "tag", "payload", "includes"]
    assert (event["event_type"], event["filter"], event["tag"]) == (
        "post.mention.create",
        {"user_id": aurora.id},
        "care",
    )
    assert int(event["event_uuid"])
    payload = event["payload"]
    assert (payload["id"], payload["author_id"], payload["text"]) == (made["id"], made["from"], "hey @AuroraAyuda")
    assert payload["conversation_id"] == made["id"]
    assert payload["created_at"] == "2026-11-20T16:00:00.000Z"
    assert payload["display_text_range"] == [0, 16]
    mention = {"start": 4, "start_str": "4", "end": 16, "end_str": "16", "username": "AuroraAyuda", "id": aurora.id}
    assert payload["entities"] == {"mentions": [mention]}
    assert payload["public_metrics"]["like_count_str"] == "0"
    assert [user["username"] for user in event["includes"]["users"]] == ["maria", "AuroraAyuda"]
    assert event["includes"]["tweets"] == [payload]


async def test_each_mentioned_brand_gets_its_copy_and_the_post_is_paid_once(x, stack, hook, webhook, aurora, boreal):
    await stack.say("post", **{"from": "maria", "text": "@AuroraAyuda @BorealHelp ¿quién?"})
    await x.settle()
    assert [event["filter"]["user_id"] for event in webhook.events] == [aurora.id, boreal.id]
    assert len({event["event_uuid"] for event in webhook.events}) == 2
    assert (await stack.see("timeline"))["posts"][0]["cost"] == 5_000


async def test_deliveries_are_signed_over_their_bytes_with_both_secrets(x, stack, hook, webhook, app):
    await stack.say("dm", **{"from": "maria", "text": "Año nuevo 🎉"})
    await x.settle()
    (request,) = webhook.requests
    headers = request.headers
    assert headers["x-twitter-webhooks-signature"] == signature(app.consumer_secret, request.content)
    assert headers["x-twitter-webhooks-signature-oauth2"] == signature(app.client_secret, request.content)
    assert headers["content-type"] == "application/json"


async def test_texts_are_escaped_and_links_wrapped_in_what_is_delivered_only(x, stack, hook, webhook):
    text = "@AuroraAyuda 1 < 2 & 3 > 2: https://example.com/a?b=1&c=2 ¿no?"
    await stack.say("post", **{"from": "maria", "text": text})
    await x.settle()
    payload = webhook.events[0]["payload"]
    (url,) = payload["entities"]["urls"]
    assert payload["text"] == f"@AuroraAyuda 1 &lt; 2 &amp; 3 &gt; 2: {url['url']} ¿no?"
    assert payload["text"][url["start"] : url["end"]] == url["url"]
    assert (len(url["url"]), url["url"][:13]) == (23, "https://t.co/")
    assert url["expanded_url"] == "https://example.com/a?b=1&c=2"
    assert (await stack.see("timeline"))["posts"][0]["text"] == text


async def test_a_direct_answer_gives_a_reply_event_with_the_mention_before_it(x, stack, hook, webhook, aurora):
    own = (await stack.call("POST", "/2/tweets", {"text": "Buenos días"})).json()["data"]["id"]
    await stack.say("post", **{"from": "maria", "text": "No tan buenos", "in_reply_to": own})
    await x.settle()
    assert webhook.types == ["post.create", "post.reply.create"]
    payload, includes = webhook.events[1]["payload"], webhook.events[1]["includes"]
    assert includes == {}
    assert payload["text"] == "@AuroraAyuda No tan buenos"
    assert payload["display_text_range"] == [13, 26]
    assert payload["entities"]["mentions"][0]["id"] == aurora.id
    assert (payload["in_reply_to_tweet_id"], payload["in_reply_to_user_id"]) == (own, aurora.id)
    assert payload["referenced_tweets"] == [{"type": "replied_to", "id": own}]
    assert payload["conversation_id"] == own


async def test_a_direct_answer_that_types_the_mention_gives_both_events(x, stack, hook, webhook):
    own = (await stack.call("POST", "/2/tweets", {"text": "Buenos días"})).json()["data"]["id"]
    await stack.say("post", **{"from": "maria", "text": "@auroraayuda no", "in_reply_to": own})
    await x.settle()
    assert sorted(webhook.types[1:]) == ["post.mention.create", "post.reply.create"]
    assert webhook.events[1]["payload"]["text"] == "@auroraayuda no"


async def test_an_answer_to_another_customer_gives_no_event_and_costs_nothing(x, stack, hook, webhook):
    first = await stack.say("post", **{"from": "maria", "text": "@AuroraAyuda sin línea"})
    await stack.say("post", **{"from": "pedro", "text": "a mí igual", "in_reply_to": first["id"]})
    await x.settle()
    assert webhook.types == ["post.mention.create"]
    assert (await stack.see("timeline"))["posts"][1]["cost"] == 0


async def test_quotes_and_reposts_of_the_brand_are_delivered(x, stack, hook, webhook):
    own = (await stack.call("POST", "/2/tweets", {"text": "Buenos días"})).json()["data"]["id"]
    await stack.say("post", **{"from": "maria", "text": "Mirad", "quote": own})
    await stack.say("repost", **{"from": "pedro", "post": own})
    await x.settle()
    _, quote, repost = webhook.events
    assert quote["event_type"] == "post.quote.create"
    assert quote["payload"]["referenced_tweets"] == [{"type": "quoted", "id": own}]
    assert quote["payload"]["entities"]["urls"][0]["expanded_url"] == f"https://twitter.com/AuroraAyuda/status/{own}"
    assert repost["event_type"] == "post.repost.create"
    assert repost["payload"]["text"] == "RT @AuroraAyuda: Buenos días"
    assert repost["payload"]["referenced_tweets"] == [{"type": "retweeted", "id": own}]


async def test_a_repost_alone_does_not_summon(x, stack, hook):
    own = (await stack.call("POST", "/2/tweets", {"text": "Buenos días"})).json()["data"]["id"]
    post = await stack.say("repost", **{"from": "pedro", "post": own})
    assert (await stack.reply(post["id"], "Gracias")).status_code == 403


async def test_what_the_brand_says_comes_back_by_api_and_from_x_itself(x, stack, hook, webhook):
    post = await stack.say("post", **{"from": "maria", "text": "@AuroraAyuda hola"})
    came = await stack.say("dm", **{"from": "maria", "text": "Hola"})
    await stack.reply(post["id"], "Por API")
    await stack.call("POST", f"/2/dm_conversations/with/{came['from']}/messages", {"text": "Por API"})
    await stack.say("agent/post", text="A mano", in_reply_to=post["id"])
    await stack.say("agent/dm", to="maria", text="A mano")
    await x.settle()
    assert webhook.types[2:] == ["post.create", "dm.sent", "post.create", "dm.sent"]
    timeline = await stack.see("timeline")
    assert [one["cost"] for one in timeline["posts"]] == [5_000, 10_000, 0]
    assert [one["cost"] for one in timeline["dms"]] == [10_000, 15_000, 0]


async def test_a_direct_message_is_delivered_as_a_v11_object(x, stack, hook, webhook, aurora):
    came = await stack.say("dm", **{"from": "maria", "text": "vea https://example.com/x"})
    await x.settle()
    (event,) = webhook.events
    assert "includes" not in event
    (message,) = event["payload"]["direct_message_events"]
    assert message["type"] == "message_create"
    assert (message["id"], message["created_timestamp"]) == (came["id"], "1795190400000")
    create = message["message_create"]
    assert (create["sender_id"], create["target"]["recipient_id"]) == (came["from"], aurora.id)
    (url,) = create["message_data"]["entities"]["urls"]
    assert create["message_data"]["text"] == f"vea {url['url']}"
    assert url["expanded_url"] == "https://example.com/x"
    assert event["payload"]["users"][came["from"]]["data"]["username"] == "maria"


async def test_an_encrypted_chat_is_told_without_its_text(x, stack, hook, webhook, aurora):
    came = await stack.say("chat", **{"from": "maria"})
    await x.settle()
    payload = webhook.events[0]["payload"]
    assert webhook.types == ["chat.received"]
    assert payload["conversation_id"] == f"{aurora.id}:{came['from']}"
    assert b"Hola" not in webhook.bodies[0]
    assert payload["sender_id"] == came["from"]
    timeline = await stack.see("timeline")
    assert (timeline["dms"], timeline["chats"][0]["cost"], timeline["chats"][0]["text"]) == ([], 10_000, "Hola")


async def test_deletions_are_told_to_the_brands_concerned(x, stack, hook, webhook, aurora):
    post = await stack.say("post", **{"from": "maria", "text": "@AuroraAyuda hola"})
    other = await stack.say("post", **{"from": "maria", "text": "buenos días"})
    own = (await stack.call("POST", "/2/tweets", {"text": "Uno"})).json()["data"]["id"]
    await stack.say("delete", id=post["id"])
    await stack.say("delete", id=other["id"])
    await stack.call("DELETE", f"/2/tweets/{own}")
    await x.settle()
    deleted = [event for event in webhook.events if event["event_type"] == "post.delete"]
    assert [event["payload"] for event in deleted] == [
        {"id": post["id"], "author_id": post["from"]},
        {"id": own, "author_id": aurora.id},
    ]
    assert {event["filter"]["user_id"] for event in deleted} == {aurora.id}
    assert deleted[0]["includes"]["users"][0]["data"]["id"] == aurora.id


async def test_only_what_is_subscribed_is_delivered(x, stack, webhook, aurora):
    await stack.subscribe(types=("dm.received",), accounts=(aurora,))
    await stack.say("post", **{"from": "maria", "text": "@AuroraAyuda hola"})
    await stack.say("dm", **{"from": "maria", "text": "hola"})
    await stack.say("dm", **{"from": "maria", "text": "hola", "to": "BorealHelp"})
    await x.settle()
    assert webhook.types == ["dm.received"]


async def test_deliveries_come_in_order_and_are_retried_three_times(x, stack, hook, webhook):
    webhook.statuses = [500, 503, 404, 200]
    first = await stack.say("dm", **{"from": "maria", "text": "uno"})
    second = await stack.say("dm", **{"from": "maria", "text": "dos"})
    assert not x.idle()
    await x.settle()
    assert x.idle()
    ids = [event["payload"]["direct_message_events"][0]["id"] for event in webhook.events]
    assert ids == [first["id"], second["id"]]
    assert [(one["status"], one["attempts"]) for one in (await stack.see("deliveries"))["deliveries"]] == [
        ("delivered", 4),
        ("delivered", 1),
    ]


async def test_a_delivery_that_fails_four_times_is_given_up(x, stack, hook, webhook):
    webhook.statuses = [500] * 4
    await stack.say("dm", **{"from": "maria", "text": "uno"})
    await x.settle()
    (delivery,) = (await stack.see("deliveries"))["deliveries"]
    assert delivery == {"id": 1, "event_type": "dm.received", "status": "failed", "attempts": 4}
    assert webhook.tries == 4


async def test_redelivery_repeats_the_last_byte_for_byte(x, stack, hook, webhook):
    for n in range(4):
        await stack.say("dm", **{"from": "maria", "text": str(n)})
    assert await stack.say("redeliver", last=3) == {"redelivered": 3}
    assert await stack.say("redeliver", last=3, shuffle=1) == {"redelivered": 3}
    await x.settle()
    assert webhook.bodies[4:7] == webhook.bodies[1:4]
    assert sorted(webhook.bodies[7:]) == sorted(webhook.bodies[1:4])
    assert webhook.bodies[7:] != webhook.bodies[1:4]


async def test_an_invalid_webhook_loses_events_silently(x, stack, hook, webhook):
    await stack.say("webhook", valid=False)
    await stack.say("dm", **{"from": "maria", "text": "uno"})
    await x.settle()
    assert webhook.tries == 0
    assert (await stack.see("deliveries"))["deliveries"][0]["status"] == "dropped"


async def test_texts_and_signatures_are_not_in_the_list_of_deliveries(x, stack, hook):
    await stack.say("dm", **{"from": "maria", "text": "secreto"})
    await x.settle()
    assert "secreto" not in (await stack.http.get("/x/simulate/deliveries")).text
    assert "secreto" not in repr(x.deliveries.log[0])
