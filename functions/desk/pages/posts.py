"""The account's own posts: the calendar, what waits for a decision, what was posted and who answered it."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from babel.dates import format_skeleton

from care.model.files import OUT
from desk import post_view
from desk.beginning import account_now, begin
from desk.dependencies import files, own_posts, people
from desk.dispatch import NotYours, refuse
from desk.languages import babels
from desk.pages.files import holder_of
from desk.pages.media import bytes_of, where_files_are
from desk.places import accounts_of
from desk.post_acts import PostWanted, act, found, may
from desk.renderer import reader, render
from desk.requests import Request
from desk.responses import Response, as_json, page, see, showing


def start(request: Request) -> Response:
    """`/desk/posts`: the posts of the account that was asked for, else of the first."""
    return begin(request, accounts_of(request), "/desk/posts/{account}")


def show(request: Request) -> Response:
    """The calendar of a month, what is to be decided, drafts and tips, and what was posted."""
    account = account_now(request)
    first = post_view.month_asked(request.query.get("month", ""), account, request.now)
    values = {
        "view": post_view.overview(account, first, request.now),
        "month_at": datetime.combine(first, time(12), account.hours.zone),
        "before": f"{first - timedelta(days=1):%Y-%m}",
        "after": f"{first + timedelta(days=32):%Y-%m}",
        "worth": post_view.worth_it(account, request.now) if request.query.get("suggest") else None,
        "has_articles": bool(account.selfservice.articles),
        "done": request.query.get("done", ""),
    }
    return page(posts_page(request, "posts.html", **values), headers=showing(where_files_are()))


def one(request: Request) -> Response:
    """One post: what became of it, who wrote and approved it, and what customers answered."""
    account = account_now(request)
    post = own_posts.one(account.id, request.params["item"])
    if post is None:
        raise NotYours
    posted = post_view.posted_of(post, account)
    values = {
        "posted": posted,
        "replies": post_view.replies_of(posted, account),
        "deleted": post_view.deleted_of(posted),
        "done": request.query.get("done", ""),
    }
    return page(posts_page(request, "posts_one.html", **values))


def do(request: Request) -> Response:
    """What a button of the pages does with a post."""
    account, wanted = account_now(request), PostWanted.model_validate(request.form)
    post = found(account, wanted.post_id)
    if not may(request, account, wanted, post):
        return refuse(request, 403)
    became = act(request, account, wanted, post)
    if wanted.do == "copy" and became is not None:
        return see(f"/desk/posts/{account.id}/write/{became.post_id}")
    there = f"/one/{post.post_id}" if request.form.get("stay") and post is not None else ""
    return see(f"/desk/posts/{account.id}{there}?done={wanted.do}")


def as_data(request: Request) -> Response:
    """The account's own posts, the newest first: what is planned, what became of it, and which cases answer it.

    `calendar` has the days of the month that `month` names (2026-12), with what the account says by itself.
    """
    account = account_now(request)
    first = post_view.month_asked(request.query.get("month", ""), account, request.now)
    view = post_view.overview(account, first, request.now)
    plans = [
        post_view.as_data(post_view.Posted(post, post.state, ()), view.looks.get(post.post_id))
        for post in view.open
        if post.state != "queued"
    ]
    days = [
        {
            "day": day.day.isoformat(),
            "label": day.label,
            "is_open": day.is_open,
            "posts": [_entry(one) for one in day.entries],
        }
        for day in view.days
        if day.entries
    ]
    return as_json({"open": plans, "posted": [post_view.as_data(one) for one in view.posted], "calendar": days})


def api_do(request: Request) -> Response:
    """Write, plan, approve, take back, delete a post, or hide a reply to one; answers the post as it is then."""
    account, wanted = account_now(request), PostWanted.model_validate(request.form)
    post = found(account, wanted.post_id)
    if not may(request, account, wanted, post):
        return refuse(request, 403)
    became = act(request, account, wanted, post)
    told = post_view.as_data(post_view.posted_of(became, account)) if became is not None else None
    return as_json({"post_id": told["post_id"] if told else wanted.post_id, "done": wanted.do, "post": told})


def file(request: Request) -> Response:
    """A picture or video of a post that is being written."""
    to, _ = holder_of(request)
    kept = files.one(to.id, OUT, request.params["media"])
    if kept is None:
        raise NotYours
    return bytes_of(request, kept.place, kept.content_type, kept.id, kept.size)


def drop_file(request: Request) -> Response:
    """Forget a file that no kept post shows."""
    to, account = holder_of(request)
    kept = files.one(to.id, OUT, request.params["media"])
    if kept is None:
        raise NotYours
    post = own_posts.one(account.id, request.params["item"])
    if post is None or all(shown.id != kept.id for shown in post.files):
        files.lose(to.id, kept)
    return as_json({"id": kept.id})


def posts_page(request: Request, template: str, **values: Any) -> str:
    """One of the pages, with what all of them show."""
    account = account_now(request)
    names: Mapping[str, str] = {person.id: person.name for person in people.all()}
    return render(
        request,
        template,
        account=account,
        zone=account.hours.zone,
        yours=accounts_of(request),
        names=names,
        me=request.who.person.id,
        day_of=partial(_day, reader(request)),
        supervises=request.who.may_in(account.id, "supervisors"),
        **values,
    )


def _day(language: str, day: date) -> str:
    """A day of a month, as a calendar has it."""
    return str(format_skeleton("EEEd", datetime.combine(day, time(12)), locale=babels(language)))


def _entry(entry: Any) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "what": entry.what,
        "state": entry.state,
        "post_id": entry.post_id,
        "x_id": entry.x_id,
        "expected": entry.expected,
    }
