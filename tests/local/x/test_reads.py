import pytest

pytestmark = pytest.mark.anyio


async def ids(answer):
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json().get("data", [])]


async def test_mentions_include_those_a_reply_implies(stack, aurora):
    first = await stack.say("post", **{"from": "maria", "text": "@AuroraAyuda sin línea"})
    second = await stack.say("post", **{"from": "pedro", "text": "igual", "in_reply_to": first["id"]})
    await stack.say("post", **{"from": "ana", "text": "buenos días"})
    path = f"/2/users/{aurora.id}/mentions"
    assert await ids(await stack.app("GET", path)) == [second["id"], first["id"]]
    assert await ids(await stack.app("GET", f"{path}?since_id={first['id']}")) == [second["id"]]


async def test_mentions_come_by_page(stack, aurora):
    made = [(await stack.say("post", **{"from": "maria", "text": f"@AuroraAyuda {n}"}))["id"] for n in range(7)]
    path = f"/2/users/{aurora.id}/mentions?max_results=5"
    first = await stack.call("GET", path)
    second = await stack.call("GET", f"{path}&pagination_token={first.json()['meta']['next_token']}")
    assert await ids(first) + await ids(second) == made[::-1]
    assert "next_token" not in second.json()["meta"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("aurora", ["plain", "mention"]),
        ("aurora -@AuroraAyuda", ["plain"]),
        ('"no va" OR fibra', ["plain", "mention"]),
        ("(fibra OR luz) -from:maria", []),
        ("from:@maria is:reply", ["reply"]),
        ("lang:es aurora", ["plain", "mention"]),
        ("desastres", []),
    ],
)
async def test_search_understands_words_phrases_and_operators(stack, query, found):
    texts = {"plain": "La Aurora no va, qué desastre", "mention": "@AuroraAyuda mi fibra de Aurora no funciona"}
    made = {name: (await stack.say("post", **{"from": "maria", "text": text}))["id"] for name, text in texts.items()}
    given = {"from": "maria", "text": "sigo igual", "in_reply_to": made["plain"]}
    made["reply"] = (await stack.say("post", **given))["id"]
    answer = await stack.http.get(
        "/2/tweets/search/recent", params={"query": query}, headers={"authorization": "Bearer bearer-token"}
    )
    assert set(await ids(answer)) == {made[name] for name in found}


async def test_search_finds_a_conversation_for_seven_days(stack, clock):
    first = await stack.say("post", **{"from": "maria", "text": "@AuroraAyuda sin línea"})
    second = await stack.say("post", **{"from": "pedro", "text": "igual", "in_reply_to": first["id"]})
    path = f"/2/tweets/search/recent?query=conversation_id%3A{first['id']}"
    assert await ids(await stack.app("GET", path)) == [second["id"], first["id"]]
    clock.move(days=8)
    assert await ids(await stack.app("GET", path)) == []


@pytest.mark.parametrize("query", ["", "(", "a )", "nonsense:3", "OR", "a" * 513])
async def test_a_query_that_x_does_not_understand_is_an_invalid_request(stack, query):
    answer = await stack.http.get(
        "/2/tweets/search/recent", params={"query": query}, headers={"authorization": "Bearer bearer-token"}
    )
    assert answer.status_code == 400


async def test_posts_by_id_tell_which_do_not_exist(stack):
    post = await stack.say("post", **{"from": "maria", "text": "hola"})
    answer = (
        await stack.app("GET", f"/2/tweets?ids={post['id']},99&post.fields=created_at&expansions=author_id")
    ).json()
    assert answer["data"] == [
        {
            "id": post["id"],
            "text": "hola",
            "author_id": post["from"],
            "created_at": "2026-11-20T16:00:00.000Z",
            "edit_history_post_ids": [post["id"]],
        }
    ]
    assert answer["includes"]["users"][0]["username"] == "maria"
    assert answer["errors"][0]["resource_id"] == "99"


async def test_the_older_spelling_of_fields_is_answered_in_the_older_spelling(stack):
    first = await stack.say("post", **{"from": "maria", "text": "hola"})
    second = await stack.say("post", **{"from": "ana", "text": "hola", "in_reply_to": first["id"]})
    path = f"/2/tweets?ids={second['id']}&tweet.fields=author_id,referenced_tweets"
    post = (await stack.app("GET", path)).json()["data"][0]
    assert post["referenced_tweets"] == [{"type": "replied_to", "id": first["id"]}]
    assert post["author_id"] == second["from"]


async def test_a_users_posts_can_leave_replies_and_reposts_out(stack, aurora):
    own = (await stack.call("POST", "/2/tweets", {"text": "Uno"})).json()["data"]["id"]
    await stack.reply(own, "Dos")
    path = f"/2/users/{aurora.id}/tweets"
    assert len(await ids(await stack.call("GET", path))) == 2
    assert await ids(await stack.call("GET", f"{path}?exclude=replies,retweets")) == [own]


async def test_users_are_found_by_id_by_name_and_by_token(stack, aurora):
    maria = (await stack.say("dm", **{"from": "maria", "text": "hola"}))["from"]
    by_id = (
        await stack.call("GET", f"/2/users?ids={maria},{aurora.id}&user.fields=receives_your_dm,public_metrics")
    ).json()
    assert [one["username"] for one in by_id["data"]] == ["maria", "AuroraAyuda"]
    assert by_id["data"][0]["receives_your_dm"] is True
    assert by_id["data"][1]["receives_your_dm"] is True, "anybody may write to a brand"
    clara = (await stack.say("post", **{"from": "clara", "text": "@AuroraAyuda hola"}))["from"]
    [stranger] = (await stack.call("GET", f"/2/users?ids={clara}&user.fields=receives_your_dm")).json()["data"]
    assert stranger["receives_your_dm"] is False, "who never wrote a message is not written to"
    by_name = (await stack.app("GET", "/2/users/by?usernames=MARIA,nobody")).json()
    assert (by_name["data"][0]["id"], by_name["errors"][0]["resource_id"]) == (maria, "nobody")
    assert (await stack.call("GET", "/2/users/me")).json()["data"]["id"] == aurora.id


async def test_a_customers_id_is_the_same_in_every_run(stack):
    assert (await stack.say("post", **{"from": "@Maria_Lopez", "text": "hola"}))["from"] == "1968803793768227445"


@pytest.mark.parametrize(
    "path", ["/2/users/1/mentions?max_results=3", "/2/users/1/mentions?pagination_token=x", "/2/users"]
)
async def test_wrong_parameters_are_invalid_requests(stack, path):
    answer = await stack.app("GET", path)
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/invalid-request")
