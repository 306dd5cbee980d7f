"""Saved searches and the posts that they found: agents look through the list, supervisors say what X is asked."""

from typing import Any

from pydantic import ValidationError

from care.model.account import Account
from care.model.months import month_of
from care.model.watch import Find, SavedSearch
from care.problems import problems_of
from care.tables.finds import KEPT
from care.tables.searches import Watched
from care.watch.asking import price
from care.watch.queries import asked
from desk.beginning import account_now, begin
from desk.dependencies import budget, finds, people, searches
from desk.dispatch import refuse
from desk.places import accounts_of
from desk.refusals import lines, shown
from desk.renderer import reader, render
from desk.requests import Request
from desk.responses import Response, as_json, page, see
from desk.search_acts import MICRO, FindWanted, SearchWanted, act, act_on_find, wanted_search


def start(request: Request) -> Response:
    """`/desk/found`: what was found for the account that was asked for, else for the first."""
    return begin(request, accounts_of(request), "/desk/found/{account}")


def show(request: Request) -> Response:
    """The posts of one search, the newest first, with what can be done with them."""
    return _page(request)


def do(request: Request) -> Response:
    """What a button beside a found post does."""
    wanted, account = FindWanted.model_validate(request.form), account_now(request)
    find = act_on_find(request, account, wanted)
    done = "&done=true" if wanted.do == "back" else ""
    return see(f"/desk/found/{account.id}?search={find.search_id}{done}&told={wanted.do}")


def steer(request: Request) -> Response:
    """Look at a search before it is saved, save it, pause it or remove it."""
    account = account_now(request)
    try:
        wanted = SearchWanted.model_validate(request.form)
        if wanted.do == "look":
            return _page(request, wanted=wanted, look=wanted_search(request, account, wanted))
        search = act(request, account, wanted)
    except ValidationError as error:
        said = lines(reader(request), problems_of(error))
        return _page(request, 422, wrong=said, given={**SearchWanted().model_dump(), **request.form})
    chosen = f"search={search.search_id}&" if search is not None else ""
    return see(f"/desk/found/{account.id}?{chosen}told={wanted.do}")


def as_data(request: Request) -> Response:
    """The account's saved searches: what X is asked, what it cost this month, and why one is not asked for now."""
    account = account_now(request)
    return as_json({"searches": [_told(request, account, one) for one in searches.all(account.id)]})


def api_steer(request: Request) -> Response:
    """Look at a search, save it, pause it or remove it; `look` says what X is asked and the most that a month costs."""
    account, wanted = account_now(request), SearchWanted.model_validate(request.form)
    if wanted.do == "look":
        search = wanted_search(request, account, wanted)
        most = price(search.month_micro_dollars, account)
        cost = {"most_micro_dollars": most.micro_dollars, "most_posts": most.posts, "micro_dollars_a_post": most.each}
        return as_json({"done": "look", "asked": asked(search.query, account.username), **cost})
    became = act(request, account, wanted)
    if became is None:
        return as_json({"search_id": wanted.search_id, "done": wanted.do})
    known = searches.one(account.id, became.search_id)
    return as_json({**(_told(request, account, known) if known else {}), "done": wanted.do})


def found_data(request: Request) -> Response:
    """The posts that a search found, the newest first; `done` has those that were set aside or opened."""
    account = account_now(request)
    known = _chosen(request, searches.all(account.id))
    if known is None:
        return as_json({"posts": [], "after": ""})
    shown_, after = _list(request, account, known.search)
    cases = finds.cases_of(account.id, [one.post_id for one in shown_])
    return as_json({"posts": [_find(one, cases.get(one.post_id, "")) for one in shown_], "after": after})


def api_do(request: Request) -> Response:
    """Open a case of a found post, set it aside, or put it on the list again."""
    account, wanted = account_now(request), FindWanted.model_validate(request.form)
    find = act_on_find(request, account, wanted)
    cases = finds.cases_of(account.id, [find.post_id])
    return as_json({**_find(find, cases.get(find.post_id, "")), "done": wanted.do})


def _page(
    request: Request,
    status: int = 200,
    *,
    wanted: SearchWanted | None = None,
    look: SavedSearch | None = None,
    wrong: Any = (),
    given: Any = None,
) -> Response:
    account = account_now(request)
    supervises = request.who.may_in(account.id, "supervisors")
    if status == 422 and not supervises:
        return refuse(request, 403)
    watched = searches.all(account.id)
    chosen = _chosen(request, watched)
    listed, after = _list(request, account, chosen.search) if chosen else ([], "")
    names = {person.id: person.name for person in people.all()}
    edited = next((one.search for one in watched if one.search.search_id == request.query.get("edit")), None)
    values = {
        "account": account,
        "zone": account.hours.zone,
        "yours": accounts_of(request),
        "names": names,
        "supervises": supervises,
        "watched": watched,
        "chosen": chosen,
        "new": {one.search.search_id: finds.new(account.id, one.search.search_id) for one in watched},
        "spent": {one.search.search_id: _spent(request, account, one.search) for one in watched},
        "finds": listed,
        "cases": finds.cases_of(account.id, [one.post_id for one in listed]),
        "after": after,
        "done": request.query.get("done", "") == "true",
        "told_": request.query.get("told", ""),
        "days": KEPT.days,
        "look": look,
        "asked": asked(look.query, account.username) if look else "",
        "most": price(look.month_micro_dollars, account) if look else None,
        "given": given if given is not None else _given(wanted, edited),
        "wrong": wrong,
    }
    return page(render(request, "found.html", **values), status)


def _given(wanted: SearchWanted | None, edited: SavedSearch | None) -> dict[str, Any]:
    """The fields of the form: as they were sent, as the search to be changed has them, or as they are at first."""
    if wanted is not None:
        return {**wanted.model_dump(), "dollars": str(wanted.dollars)}
    if edited is None:
        return SearchWanted().model_dump()
    kept = edited.model_dump(include={"search_id", "number", "name", "query"})
    return {**kept, "every": str(edited.every), "dollars": f"{edited.month_micro_dollars / MICRO:g}"}


def _list(request: Request, account: Account, search: SavedSearch) -> tuple[list[Find], str]:
    after = request.query.get("after", "")
    after = after if after.isascii() and after.isdigit() and len(after) <= 20 else ""
    return finds.page(account.id, search.search_id, done=request.query.get("done", "") == "true", after=after)


def _chosen(request: Request, watched: list[Watched]) -> Watched | None:
    wanted = request.query.get("search", "")
    return next((one for one in watched if one.search.search_id == wanted), watched[0] if watched else None)


def _spent(request: Request, account: Account, search: SavedSearch) -> int:
    return budget.of_search(account.id, month_of(request.now), search.search_id)


def _told(request: Request, account: Account, one: Watched) -> dict[str, Any]:
    search, seen = one
    new, more = finds.new(account.id, search.search_id)
    return {
        **search.model_dump(mode="json", exclude={"account_id"}),
        "asked": asked(search.query, account.username),
        "spent_micro_dollars": _spent(request, account, search),
        "asked_at": seen.asked_at.isoformat() if seen.asked_at else None,
        "why": [shown(reader(request), why).model_dump() for why in seen.why],
        "found": seen.found,
        "new": new,
        "more": more,
    }


def _find(find: Find, case_id: str) -> dict[str, Any]:
    return {
        "post_id": find.post_id,
        "search_id": find.search_id,
        "author": find.author.model_dump(mode="json", include={"id", "username", "name", "followers"}),
        "text": find.message.text,
        "at": find.message.at.isoformat(),
        "language": find.message.language,
        "reposts": find.reposts,
        "quotes": find.quotes,
        "replies": find.replies,
        "likes": find.likes,
        "found_at": find.found_at.isoformat(),
        "state": find.state,
        "by": find.by,
        "case_id": case_id,
        "answerable": find.message.answerable,
        "address": f"https://x.com/i/status/{find.post_id}",
    }
