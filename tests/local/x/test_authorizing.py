"""OAuth 2.0 at the simulated X: a person allows it, tokens follow, and each refresh token serves once."""

import base64
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from care.x.authorization import authorize_address

pytestmark = pytest.mark.anyio

REDIRECT = "http://127.0.0.1:8721/connected"
VERIFIER = "v" * 64
SCOPES = ("tweet.read", "users.read", "dm.read", "dm.write", "offline.access")


class Person:
    """Somebody before X's page, and the app behind it."""

    def __init__(self, stack, x):
        self.http, self.x = stack.http, x

    def asked(self, **changed):
        given = {"client_id": self.x.app.client_id, "redirect_uri": REDIRECT, "scopes": SCOPES, "state": "the state"}
        given |= changed
        address = authorize_address("/i/oauth2/authorize", verifier=VERIFIER, **given)
        return {name: values[-1] for name, values in parse_qs(urlsplit(address).query).items()}

    async def sees(self, **changed):
        return await self.http.get("/i/oauth2/authorize", params=self.asked(**changed))

    async def presses(self, answer="allow", account="AuroraAyuda", **changed):
        form = {**self.asked(**changed), "answer": answer, "account": account}
        back = await self.http.post("/i/oauth2/authorize", data=form)
        assert back.status_code == 303
        assert back.headers["location"].startswith(REDIRECT)
        return {name: values[-1] for name, values in parse_qs(urlsplit(back.headers["location"]).query).items()}

    async def post(self, path, secret=None, **form):
        basic = base64.b64encode(f"{self.x.app.client_id}:{secret or self.x.app.client_secret}".encode()).decode()
        return await self.http.post(path, data=form, headers={"Authorization": f"Basic {basic}"})

    async def exchanged(self, code, **changed):
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
        return await self.post("/2/oauth2/token", **(form | changed))

    async def renewed(self, refresh):
        return await self.post("/2/oauth2/token", grant_type="refresh_token", refresh_token=refresh)

    async def me(self, access):
        return await self.http.get("/2/users/me", headers={"Authorization": f"Bearer {access}"})


@pytest.fixture
def person(stack, x):
    return Person(stack, x)


async def test_the_page_says_what_is_asked_for_and_a_press_gives_a_code_and_the_state_back(person):
    page = await person.sees()
    assert page.status_code == 200
    assert all(scope in page.text for scope in SCOPES)
    assert "Allow" in page.text
    back = await person.presses()
    assert back["state"] == "the state"
    tokens = (await person.exchanged(back["code"])).json()
    assert (tokens["expires_in"], tokens["token_type"], tokens["scope"].split()) == (7200, "bearer", list(SCOPES))
    assert (await person.me(tokens["access_token"])).json()["data"]["username"] == "AuroraAyuda"


async def test_who_does_not_allow_it_gives_no_code(person):
    assert await person.presses("deny") == {"error": "access_denied", "state": "the state"}


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "another"},
        {"redirect_uri": "http://evil.example/"},
        {"redirect_uri": "javascript:alert(1)"},
        {"scopes": ("everything",)},
        {"scopes": ()},
        {"state": "s" * 501},
    ],
)
async def test_what_x_would_not_even_ask_a_person(person, changed):
    assert (await person.sees(**changed)).status_code == 400


@pytest.mark.parametrize("wrong", ["late", "twice", "verifier", "redirect", "secret"])
async def test_a_code_serves_once_for_thirty_seconds_and_for_who_asked_for_it(person, clock, wrong):
    code = (await person.presses())["code"]
    if wrong == "late":
        clock.move(seconds=30)
    if wrong == "twice":
        await person.exchanged(code)
    changed = {"verifier": {"code_verifier": "w" * 64}, "redirect": {"redirect_uri": f"{REDIRECT}/"}}.get(wrong, {})
    answer = await person.exchanged(code, **changed, **({"secret": "wrong"} if wrong == "secret" else {}))
    expected = (401, "invalid_client") if wrong == "secret" else (400, "invalid_grant")
    assert (answer.status_code, answer.json()["error"]) == expected


async def test_a_refresh_token_serves_once_and_one_that_is_shown_again_ends_the_permission(person, clock):
    first = (await person.exchanged((await person.presses())["code"])).json()
    second = (await person.renewed(first["refresh_token"])).json()
    assert second["refresh_token"] != first["refresh_token"]
    # The access token before it lasts to its end.
    assert (await person.me(first["access_token"])).status_code == 200
    assert (await person.renewed(first["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await person.me(second["access_token"])).status_code == 401
    assert (await person.renewed(second["refresh_token"])).json()["error"] == "invalid_grant"


async def test_an_access_token_ends_after_two_hours(person, clock):
    tokens = (await person.exchanged((await person.presses())["code"])).json()
    clock.move(minutes=119)
    assert (await person.me(tokens["access_token"])).status_code == 200
    clock.move(minutes=1)
    assert (await person.me(tokens["access_token"])).status_code == 401


async def test_without_offline_access_there_is_no_refresh_token(person):
    back = await person.presses(scopes=("users.read", "tweet.read"))
    assert "refresh_token" not in (await person.exchanged(back["code"])).json()


async def test_a_permission_that_is_given_back_is_over_and_an_unknown_token_is_no_fault(person):
    tokens = (await person.exchanged((await person.presses())["code"])).json()
    assert (await person.post("/2/oauth2/revoke", token="unknown")).status_code == 200
    assert (await person.post("/2/oauth2/revoke", token=tokens["refresh_token"])).json() == {"revoked": True}
    assert (await person.me(tokens["access_token"])).status_code == 401


async def test_a_permission_makes_private_subscriptions_and_the_apps_own_token_does_not(person, stack):
    await stack.subscribe(types=(), accounts=())
    tokens = (await person.exchanged((await person.presses())["code"])).json()
    [hook] = person.x.webhooks.hooks or [None]
    aurora = person.x.world.account("AuroraAyuda").id
    body = {"event_type": "dm.received", "filter": {"user_id": aurora}, **({"webhook_id": hook} if hook else {})}
    bearer = await stack.app("POST", "/2/activity/subscriptions", body)
    assert bearer.status_code == 400
    assert bearer.json()["errors"][0]["message"].startswith("OauthAccessTokenRequired")
    own = await person.http.post(
        "/2/activity/subscriptions", json=body, headers={"Authorization": f"Bearer {tokens['access_token']}"}
    )
    assert own.status_code == 200


async def test_a_brand_that_takes_its_permission_back_in_x_is_told_to_the_app(person, stack, clock, webhook):
    tokens = (await person.exchanged((await person.presses())["code"])).json()
    assert (await stack.say("revoke"))["revoked"] is True
    assert (await person.me(tokens["access_token"])).status_code == 401
    assert timedelta(0) < timedelta(seconds=tokens["expires_in"])
