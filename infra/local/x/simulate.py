"""What a person or a test does in the simulated X: `/x/simulate/...`, JSON in and out.

Wrong input answers 4xx with `{"error": ...}` that says what is wrong and how to mend it.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.x import simulate_chat
from infra.local.x.faults import read_fault
from infra.local.x.given import NotFoundError, customer_of, existing_post, optional_of, text_of
from infra.local.x.neighbours import refusal_of_stranger
from infra.local.x.problems import ProblemAnswer
from infra.local.x.reading import read_json
from infra.local.x.shown import read_media
from infra.local.x.simulated import SimulatedX
from infra.local.x.text import LONGEST_POST, language_of
from infra.local.x.views import Given, deliveries, feed, message_shown, post_shown, timeline, users
from infra.local.x.world import Shown

LONGEST_CUSTOMER_POST = 25_000
LONGEST_DM = 10_000
REPLY_SETTINGS = ("everyone", "following", "mentionedUsers", "subscribers", "verified")

type Act = Callable[[SimulatedX, Given], dict[str, Any]]


def person(x: SimulatedX, given: Given) -> dict[str, Any]:
    """Somebody's name and number of followers, as X tells them from now on."""
    followers = given.get("followers")
    if followers is not None and (type(followers) is not int or followers < 0):
        raise ValueError('"followers" is a whole number from 0, or is left out.')
    named = customer_of(x, given, "username")
    user = x.world.introduce(named.id, optional_of(given, "name"), followers)
    return {"id": user.id, "username": user.username, "name": user.name}


def outsider(x: SimulatedX, given: Given) -> dict[str, Any]:
    """A customer whom a program outside plays: with the token it calls `/2/...` as this user, chats included."""
    asked = optional_of(given, "id")
    if asked is not None:
        x.world.settle(asked, text_of(given, "username", 16))
    user = customer_of(x, given, "username")
    return {"id": user.id, "username": user.username, "access_token": x.tokens.issue(user.id)}


def customer_post(x: SimulatedX, given: Given) -> dict[str, Any]:
    """A customer posts, replies or quotes."""
    author, media = customer_of(x, given, "from"), read_media(x, given, 4)
    text = _text_beside(given, media, LONGEST_CUSTOMER_POST)
    in_reply_to = optional_of(given, "in_reply_to")
    quoted = optional_of(given, "quotes") or optional_of(given, "quote")
    for post_id in (in_reply_to, quoted):
        if post_id is not None:
            existing_post(x, post_id)
    lang = optional_of(given, "lang") or language_of(text)
    settings = optional_of(given, "reply_settings") or "everyone"
    if settings not in REPLY_SETTINGS:
        raise ValueError(f'"reply_settings" is one of {", ".join(REPLY_SETTINGS)}, or is left out.')
    text, long = _long_of(given, text)
    edits = existing_post(x, optional_of(given, "edits")) if given.get("edits") else None
    if edits is not None and edits.author_id != author.id:
        raise ValueError('"edits" is a post of the same author.')
    post = x.post(
        author,
        text,
        in_reply_to=in_reply_to,
        quoted=quoted,
        lang=lang,
        reply_settings=settings,
        media=media,
        edits=edits,
        long=long,
        sensitive=given.get("sensitive") is True,
    )
    return post_shown(post)


def _text_beside(given: Given, media: tuple[Shown, ...], longest: int) -> str:
    """A text, which may be empty where something is shown."""
    return "" if media and not str(given.get("text") or "").strip() else text_of(given, "text", longest)


def _long_of(given: Given, text: str) -> tuple[str, str]:
    """The text that events show, and that of a long post: `note` is the whole text, or true for the text itself."""
    note = given.get("note")
    if note in (None, False):
        return text, ""
    if note is True:
        return (text if len(text) <= LONGEST_POST else f"{text[: LONGEST_POST - 1]}…"), text
    return text, text_of(given, "note", LONGEST_CUSTOMER_POST)


def includes(x: SimulatedX, given: Given) -> dict[str, Any]:
    """Whether events tell who wrote and what is shown, where X is known to tell it at all."""
    sent = given.get("sent")
    if not isinstance(sent, bool):
        raise ValueError('"sent" is true or false.')  # noqa: TRY004  the endpoint answers every ValueError
    x.world.included = sent
    return {"sent": sent}


def replies(x: SimulatedX, given: Given) -> dict[str, Any]:
    """Whether the API takes answers to direct replies without a typed handle: X itself is not clear about it."""
    implicit = given.get("implicit")
    if not isinstance(implicit, bool):
        raise ValueError('"implicit" is true or false.')  # noqa: TRY004  the endpoint answers every ValueError
    x.world.implicit_replies = implicit
    return {"implicit": implicit}


def customer_dm(x: SimulatedX, given: Given) -> dict[str, Any]:
    """A customer writes to a brand in private."""
    recipient = x.world.account(optional_of(given, "to"))
    sender, media = customer_of(x, given, "from"), read_media(x, given, 1)
    if (recipient.id, sender.id) in x.world.dms_blocked:
        raise ValueError(f"@{recipient.username} has blocked private messages of @{sender.username}.")
    return message_shown(x.dm(sender, recipient, _text_beside(given, media, LONGEST_DM), media=media))


def customer_repost(x: SimulatedX, given: Given) -> dict[str, Any]:
    """A customer reposts."""
    return post_shown(x.repost(customer_of(x, given, "from"), existing_post(x, text_of(given, "post", 19))))


def delete(x: SimulatedX, given: Given) -> dict[str, Any]:
    """The author of a post deletes it."""
    post = existing_post(x, text_of(given, "id", 19))
    x.delete(post)
    return {"id": post.id, "deleted": True}


def agent_post(x: SimulatedX, given: Given) -> dict[str, Any]:
    """One of the brand's people posts in X's own app, where no API limit and no summoning counts."""
    author, text = x.world.account(optional_of(given, "from")), text_of(given, "text", LONGEST_CUSTOMER_POST)
    in_reply_to = optional_of(given, "in_reply_to")
    if in_reply_to is not None:
        existing_post(x, in_reply_to)
    return post_shown(x.post(author, text, in_reply_to=in_reply_to))


def agent_dm(x: SimulatedX, given: Given) -> dict[str, Any]:
    """One of the brand's people writes in X's own app."""
    sender, recipient = x.world.account(optional_of(given, "from")), customer_of(x, given, "to")
    return message_shown(x.dm(sender, recipient, text_of(given, "text", LONGEST_DM)))


def revoke(x: SimulatedX, given: Given) -> dict[str, Any]:
    """A brand takes its permission back in X's own settings: its tokens of OAuth 2.0 end, and the app hears of it."""
    account = x.world.account(optional_of(given, "account"))
    x.permissions.end_of(account.id)
    x.revoked(account.id)
    return {"account": account.id, "revoked": True}


def redeliver(x: SimulatedX, given: Given) -> dict[str, Any]:
    """The last deliveries come once more, byte for byte."""
    last, shuffle = given.get("last"), given.get("shuffle")
    if type(last) is not int or last < 1:
        raise ValueError('"last" is how many deliveries to send again: a whole number from 1.')
    if shuffle is not None and type(shuffle) is not int:
        raise ValueError('"shuffle" is a whole number (a seed), or is left out.')
    url = next((hook.url for hook in x.webhooks.hooks.values() if hook.valid), None)
    if url is None:
        raise ValueError("There is no valid webhook: register one with POST /2/webhooks first.")
    return {"redelivered": x.deliveries.redeliver(last, url, shuffle)}


def webhook(x: SimulatedX, given: Given) -> dict[str, Any]:
    """X stops (or goes on) delivering, as after a day of failed challenges."""
    valid = given.get("valid")
    if not isinstance(valid, bool):
        raise ValueError('"valid" is true or false.')  # noqa: TRY004  the endpoint answers every ValueError
    for hook in x.webhooks.hooks.values():
        hook.valid = valid
    return {"webhooks": [hook.shown() for hook in x.webhooks.hooks.values()]}


def faults(x: SimulatedX, _: Given) -> dict[str, Any]:
    """The faults still to come."""
    return {"faults": x.faults.left()}


def clear_faults(x: SimulatedX, _: Given) -> dict[str, Any]:
    """No more faults."""
    x.faults.clear()
    return faults(x, {})


_ACTS: tuple[tuple[str, str, Act], ...] = (
    ("POST", "person", person),
    ("POST", "post", customer_post),
    ("POST", "dm", customer_dm),
    ("POST", "repost", customer_repost),
    ("POST", "delete", delete),
    ("POST", "replies", replies),
    ("POST", "includes", includes),
    *(("POST", path, act) for path, act in simulate_chat.ACTS),
    ("POST", "users", outsider),
    ("POST", "agent/post", agent_post),
    ("POST", "agent/dm", agent_dm),
    ("POST", "revoke", revoke),
    ("POST", "redeliver", redeliver),
    ("POST", "webhook", webhook),
    ("GET", "timeline", timeline),
    ("GET", "users", users),
    ("GET", "deliveries", deliveries),
    ("GET", "faults", faults),
    ("DELETE", "faults", clear_faults),
    ("GET", "feed", feed),
)


def _answered(request: Request, act: Callable[[], dict[str, Any]], wrong: int = 422) -> Response:
    if stranger := refusal_of_stranger(request, needs_json=request.method == "POST"):
        return stranger
    try:
        return JSONResponse(act())
    except NotFoundError as fault:
        return JSONResponse({"error": str(fault)}, 404)
    except ValueError as fault:
        return JSONResponse({"error": str(fault)}, wrong)
    except ProblemAnswer as refused:  # X itself does not allow it
        return JSONResponse({"error": refused.body["detail"]}, refused.status)


async def _json(request: Request) -> Any:
    try:
        return read_json(await request.body() or b"{}")
    except ValueError:
        return None


def _endpoint(x: SimulatedX, act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        given = await _json(request) if request.method == "POST" else dict(request.query_params)

        def answer() -> dict[str, Any]:
            if not isinstance(given, dict):
                raise ValueError("The body is not a JSON object.")  # noqa: TRY004  as above
            return act(x, given)

        return _answered(request, answer)

    return endpoint


def simulate_routes(x: SimulatedX) -> list[Route]:
    """The routes of `/x/simulate/`."""

    def id_of(name: str) -> str:
        return x.world.user(name).id

    async def add_faults(request: Request) -> Response:
        given = await _json(request)

        def answer() -> dict[str, Any]:
            read = [read_fault(one, id_of) for one in (given if isinstance(given, list) else [given])]
            for fault in read:
                x.faults.add(fault)
            return faults(x, {})

        return _answered(request, answer, wrong=400)

    acts = [Route(f"/x/simulate/{path}", _endpoint(x, act), methods=[method]) for method, path, act in _ACTS]
    return [*acts, Route("/x/simulate/faults", add_faults, methods=["POST"])]
