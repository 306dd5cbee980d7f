"""The composer of the account's own posts: words, pictures, a thread, when it goes; its price before the press."""

from collections.abc import Mapping
from copy import replace
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from care.budget.prices import dollars, prices
from care.instants import shown_in
from care.model.account import Account, PostSettings
from care.model.envelope import Value
from care.model.months import month_of
from care.model.outcomes import Code, Outcomes, outcome
from care.model.own_post import LONGEST, LONGEST_DELAY, OwnPost, new_post_id
from care.outbox.files import LARGEST, MOST_IN_POST
from care.posts.looking import Look, link_in, look_at, needs_another
from care.posts.suggesting import worth_sharing
from care.problems import problems_of
from care.tables.account_reads import Saving
from desk.actions import record
from desk.beginning import account_now
from desk.dependencies import accounts, budget, own_posts
from desk.dispatch import NotYours, refuse
from desk.pages.files import PIECE, fields_of, of_post
from desk.pages.media import where_files_are
from desk.pages.posts import posts_page
from desk.post_acts import PostWanted, act, may, with_words
from desk.post_view import Posted, as_data
from desk.refusals import lines
from desk.renderer import reader, render
from desk.requests import BadRequest, Request
from desk.responses import Response, as_json, page, see, showing

_LATE = (15, 30, 60, 180, 720, 1440)


def begin(request: Request) -> Response:
    """A new post, empty, of an article or tip, or below one that stands; its address has its id from the start."""
    account = account_now(request)
    query = {
        name: request.query[name] for name in ("article", "reply", "corrects", "day", "text") if name in request.query
    }
    more = "&".join(f"{name}={value}" for name, value in query.items() if value.replace("-", "").isalnum())
    where = f"/desk/posts/{account.id}/write/{new_post_id(request.now)}"
    return see(f"{where}?{more}" if more else where)


def show(request: Request) -> Response:
    """The composer, with the post as it is kept."""
    account = account_now(request)
    post = own_posts.one(account.id, request.params["item"]) or _fresh(request, account)
    if not post.may_change:
        return see(f"/desk/posts/{account.id}/one/{post.post_id}")
    return _page(request, account, post)


def keep(request: Request) -> Response:
    """Keep what was written, and do with it what the button says; what is wrong is shown beside what was written."""
    account = account_now(request)
    kept = own_posts.one(account.id, request.params["item"])
    fields = {**fields_of(request), "post_id": request.params["item"]}
    try:
        wanted = PostWanted.model_validate({**fields, "do": "save"} if fields.get("do") == "look" else fields)
    except ValidationError as error:
        typed = _as_typed(kept or _fresh(request, account), fields)
        wrong = lines(reader(request), problems_of(error))
        return _page(request, account, typed, 422, wrong=wrong, at=str(fields.get("at", "")))
    if not may(request, account, wanted, kept):
        return refuse(request, 403)
    shown = kept or _fresh(request, account)
    try:
        shown = with_words(request, account, wanted, kept)
        if fields.get("do") == "look":
            return _page(request, account, shown)
        became = act(request, account, wanted, kept)
    except BadRequest as error:
        return _page(request, account, shown, 422, because=(error.why,), number=kept.number if kept else 0)
    if wanted.do == "save" and became is not None:
        return see(f"/desk/posts/{account.id}/write/{became.post_id}?done=save")
    asked = wanted.do == "plan" and became is not None and became.state == "asked"
    return see(f"/desk/posts/{account.id}?done={'asked' if asked else wanted.do}")


def preview(request: Request) -> Response:
    """What the words in the box will be, and what they cost."""
    account = account_now(request)
    look, post = _looked(request, account)
    return page(render(request, "posts_preview.html", account=account, look=look, post=post, written=_is_written(post)))


def api_preview(request: Request) -> Response:
    """What a post would be and cost, and what the guard says; nothing is kept."""
    look, post = _looked(request, account_now(request))
    return as_json(as_data(Posted(post, post.state, ()), look))


def card(request: Request) -> Response:
    """What the page of the first link says of itself, as X will show it beside the post."""
    from desk.link_card import card as looked_at  # noqa: PLC0415  the HTTP client is for this page alone

    link = link_in(str(request.form.get("text", ""))[:8000])
    looked = looked_at(link) if link.startswith("https://") else "unknown"
    return page(render(request, "posts_card.html", link=link, looked=looked))


class RulesWanted(Value):
    """Who approves posts, and how late they may go where their writer says nothing."""

    approval: Literal["supervisor", "second"] = "supervisor"
    late_minutes: Annotated[int, Field(ge=1, le=LONGEST_DELAY)] = 60
    version: int


def rules(request: Request) -> Response:
    """Keep who approves posts, as the next version of the account's settings."""
    account, wanted = account_now(request), RulesWanted.model_validate(request.form)
    if wanted.version != account.version:
        raise BadRequest(outcome(Code.changed_meanwhile))
    record(request, account.id, "post rules", about=wanted.approval)
    changed = PostSettings(approval=wanted.approval, late_minutes=wanted.late_minutes)
    accounts.put(replace(account, posts=changed), Saving(request.who.person.id, request.now, "posts"))
    return see(f"/desk/posts/{account.id}?done=rules")


def _looked(request: Request, account: Account) -> tuple[Look, OwnPost]:
    fields = fields_of(request) if "item" in request.params else dict(request.form)
    post_id = str(fields.get("post_id") or request.params.get("item", ""))
    wanted = PostWanted.model_validate({**fields, "post_id": post_id, "do": "save", "text": fields.get("text", "")})
    post = with_words(request, account, wanted, own_posts.one(account.id, post_id) if post_id else None)
    return look_at(post, account, request.now, spent=budget.sent(account, month_of(request.now))), post


def _fresh(request: Request, account: Account) -> OwnPost:
    """A post that nobody has kept yet, with what its address asks for."""
    query, post_id = request.query, request.params["item"]
    if len(post_id) != 20 or not set(post_id) <= set("0123456789ABCDEF"):
        raise NotYours
    text = ""
    if article := query.get("article"):
        text = next((one.text for one in worth_sharing(account, ()) if one.article_id == article), "")
    reply = query.get("reply", "")
    values: dict[str, Any] = {
        "post_id": post_id,
        "account_id": account.id,
        "text": text,
        "language": account.language,
        "late_minutes": account.posts.late_minutes,
        "in_reply_to": reply if reply.isdigit() and len(reply) <= 20 else "",
        "corrects": bool(query.get("corrects")),
        "made_at": request.now,
        "changed_at": request.now,
        "written_by": request.who.person.id,
    }
    return OwnPost.model_validate(values)


def _as_typed(post: OwnPost, fields: Mapping[str, Any]) -> OwnPost:
    """The post with what the boxes held: who has to correct one of them keeps the others."""
    text = str(fields.get("text", post.text))[:LONGEST]
    open_only, incidents = fields.get("only_open") == "true", fields.get("in_incidents") == "true"
    return replace(post, text=text, only_open=open_only, in_incidents=incidents)


def _page(
    request: Request,
    account: Account,
    post: OwnPost,
    status: int = 200,
    *,
    because: Outcomes = (),
    wrong: list[str] | tuple[str, ...] = (),
    number: int | None = None,
    at: str = "",
) -> Response:
    look = look_at(post, account, request.now, spent=budget.sent(account, month_of(request.now)))
    to = of_post(account, post.post_id)
    here = [
        {
            "id": one.id,
            "name": one.alt or one.content_type,
            "type": one.content_type,
            "alt": one.alt,
            "url": f"{to.shown}/{one.id}",
        }
        for one in post.files
    ]
    values = {
        "post": replace(post, number=number) if number is not None else post,
        "look": look,
        "written": _is_written(post),
        "because": because,
        "wrong": wrong,
        "files_here": here,
        "at": at or (f"{shown_in(post.at, account.hours.zone):%Y-%m-%dT%H:%M}" if post.at else ""),
        "lates": sorted({*_LATE, post.late_minutes}),
        "minutes": lambda number: timedelta(minutes=number),
        "another": needs_another(post, account, request.who.person.id),
        "done": request.query.get("done", ""),
        "attach": {
            "piece": PIECE,
            "limits": {"public": LARGEST},
            "most": {"public": MOST_IN_POST},
            "price": dollars(prices().writes.media_metadata),
        },
    }
    return page(posts_page(request, "posts_write.html", **values), status, showing(where_files_are()))


def _is_written(post: OwnPost) -> bool:
    return bool(post.text.strip() or post.files)
