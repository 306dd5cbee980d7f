import pytest

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("path", "given", "status", "says"),
    [
        ("post", {"text": "hola"}, 422, '"from" is missing'),
        ("post", {"from": "maria"}, 422, '"text" is missing'),
        ("post", {"from": "no spaces", "text": "hola"}, 422, "1 to 15 letters"),
        ("post", {"from": "AuroraAyuda", "text": "hola"}, 422, "is a brand"),
        ("post", {"from": "maria", "text": "hola", "in_reply_to": "12"}, 404, "no such post"),
        ("post", {"from": "maria", "text": "hola", "quote": 12}, 422, '"quote" is a text'),
        ("dm", {"from": "maria", "text": "hola", "to": "nobody"}, 422, "@AuroraAyuda, @BorealHelp"),
        ("repost", {"from": "maria", "post": "12"}, 404, "no such post"),
        ("delete", {"id": "12"}, 404, "no such post"),
        ("agent/post", {"text": "hola", "from": "maria"}, 422, "@AuroraAyuda"),
        ("agent/dm", {"text": "hola"}, 422, '"to" is missing'),
        ("redeliver", {"last": 0}, 422, '"last"'),
        ("redeliver", {"last": 1, "shuffle": "x"}, 422, '"shuffle"'),
        ("redeliver", {"last": 1}, 422, "no valid webhook"),
        ("webhook", {}, 422, '"valid"'),
        ("post", [], 422, "not a JSON object"),
    ],
)
async def test_wrong_input_is_explained(stack, path, given, status, says):
    answer = await stack.http.post(f"/x/simulate/{path}", json=given)
    assert answer.status_code == status
    assert says in answer.json()["error"]


async def test_a_customer_is_the_same_by_name_handle_and_id(stack):
    first = await stack.say("post", **{"from": "Maria", "text": "uno"})
    ids = {(await stack.say("post", **{"from": one, "text": "dos"}))["from"] for one in ("@maria", first["from"])}
    assert ids == {first["from"]}
    assert len(first["from"]) == 19


async def test_the_brand_is_the_first_account_unless_named(stack, aurora, boreal):
    dms = [await stack.say("dm", **{"from": "maria", "text": "hola"})]
    dms += [await stack.say("dm", **{"from": "maria", "text": "hola", "to": to}) for to in ("@borealhelp", boreal.id)]
    assert [one["to"] for one in dms] == [aurora.id, boreal.id, boreal.id]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("llevo dos días sin línea y nadie contesta", "es"),
        ("o meu pedido não chegou ainda", "pt"),
        ("my order has not arrived yet", "en"),
        ("@AuroraAyuda hola & adiós https://example.com/a/the", "es"),
        ("ok", "und"),
        ("", "und"),
    ],
)
def test_languages_are_guessed(text, lang):
    from infra.local.x.text import language_of

    assert language_of(text) == lang


async def test_a_given_language_is_kept(stack):
    assert (await stack.say("post", **{"from": "maria", "text": "hello", "lang": "ca"}))["lang"] == "ca"


async def test_the_timeline_is_oldest_first_and_without_what_was_deleted(stack, clock):
    first = await stack.say("post", **{"from": "maria", "text": "uno"})
    clock.move(minutes=1)
    second = await stack.say("post", **{"from": "maria", "text": "dos", "in_reply_to": first["id"]})
    clock.move(minutes=1)
    third = await stack.say("post", **{"from": "maria", "text": "tres"})
    await stack.say("delete", id=first["id"])
    posts = (await stack.see("timeline"))["posts"]
    assert [one["id"] for one in posts] == [second["id"], third["id"]]
    assert posts[0] == {
        "id": second["id"],
        "from": second["from"],
        "text": "dos",
        "in_reply_to": first["id"],
        "lang": "und",
        "at": "2026-11-20T16:01:00Z",
        "cost": 0,
    }


async def test_users_tell_brands_from_customers(stack):
    await stack.say("post", **{"from": "maria", "text": "uno"})
    users = (await stack.see("users"))["users"]
    assert [(one["username"], one["brand"]) for one in users] == [
        ("AuroraAyuda", True),
        ("BorealHelp", True),
        ("maria", False),
    ]


async def test_the_feed_tells_the_clock_and_only_what_is_new(stack, clock):
    await stack.say("post", **{"from": "maria", "text": "uno"})
    whole = await stack.see("feed")
    assert whole["posts"][0]["by"] == "maria"
    assert set(await stack.see(f"feed?since={whole['version']}")) == {"now", "version"}
    await stack.say("dm", **{"from": "maria", "text": "dos"})
    assert "dms" in await stack.see(f"feed?since={whole['version']}")
    assert whole["now"] == "2026-11-20T16:00:00Z"


async def test_the_page_runs_nothing_but_its_own_script(stack):
    page = await stack.http.get("/x/")
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.text.count("<script") == page.text.count('<script src="/x/static/page.js"') == 1
    assert "style=" not in page.text
    assert "http" not in page.text.replace("http-equiv", "")


@pytest.mark.parametrize(
    ("name", "status"), [("page.js", 200), ("page.css", 200), ("page.html", 404), ("..%2fpage.py", 404)]
)
async def test_only_the_pages_own_files_are_served(stack, name, status):
    assert (await stack.http.get(f"/x/static/{name}")).status_code == status


async def test_the_name_of_a_brand_is_escaped_on_the_page(clock):
    import httpx
    from infra.local.x import BrandAccount, DeveloperApp, SimulatedX, routes
    from starlette.applications import Starlette

    app = DeveloperApp("k", "s", None, "b", (BrandAccount("1", "<script>x</script>", "Evil", "t", "ts"),))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=Starlette())) as client:
        transport = httpx.ASGITransport(app=Starlette(routes=routes(SimulatedX(app, clock, client=client))))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            assert "<script>x" not in (await http.get("/x/")).text


def test_a_simulated_x_needs_a_brand(clock):
    from infra.local.x import DeveloperApp, SimulatedX

    with pytest.raises(ValueError, match="at least one brand"):
        SimulatedX(DeveloperApp("k", "s", None, "b", ()), clock)
