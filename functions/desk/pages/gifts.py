"""Gifts for supervisors: pools with their counts, codes brought in, who gave what to whom, what is unclear."""

import io
from functools import partial
from typing import Any

from pydantic import ValidationError

from care import spreadsheets
from care.model.gift import Gift, Pool
from care.problems import problems_of
from desk.dependencies import gifts, people, pools
from desk.gift_acts import PoolWanted, act, as_data, day_in_words
from desk.pages.supervision import account_of, href, steered
from desk.refusals import lines
from desk.renderer import reader
from desk.requests import Request
from desk.responses import Response, as_bytes, as_json, see

_SHOWN = 100
_IN_FILE = 20_000
_COLUMNS = ("at", "pool", "worth", "by", "customer_id", "case_id", "code", "state", "settled_at", "settled_by")


def show(request: Request) -> Response:
    """The page."""
    return _page(request)


def act_on(request: Request) -> Response:
    """What a button of the page does with a pool or a gift."""
    form, account = {**request.form}, account_of(request)
    data = b"\n".join(request.multipart.files) or str(form.pop("codes", "")).encode()
    try:
        wanted = PoolWanted.model_validate({name: value for name, value in form.items() if name != "codes"})
        loaded = act(request, account, wanted, data)
    except ValidationError as error:
        return _page(request, 422, wrong=lines(reader(request), problems_of(error)), given=form)
    told = {"new": str(len(loaded.codes)), "known": str(loaded.known)} if loaded is not None else {}
    return see(href(request, "gifts", done=wanted.do, **told))


def table(request: Request) -> Response:
    """Who gave what to whom, as a file for a spreadsheet; of each code its end alone."""
    out = io.StringIO()
    rows = (as_data(one) for one in _chosen(request, _IN_FILE))
    spreadsheets.write(out, _COLUMNS, ([row[name] for name in _COLUMNS] for row in rows))
    headers = {"content-disposition": 'attachment; filename="gifts.csv"'}
    return as_bytes(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", headers)


def as_json_data(request: Request) -> Response:
    """The account's pools with what is left of each, and the newest gifts: who gave what to whom, without codes."""
    return as_json(_data(request))


def api_act(request: Request) -> Response:
    """Make or change a pool, load codes into one, or decide on an unclear gift; answers what stands then."""
    wanted = PoolWanted.model_validate(request.form)
    loaded = act(request, account_of(request), wanted, wanted.codes.encode())
    told = {"new": len(loaded.codes), "known": loaded.known} if loaded is not None else None
    return as_json({**_data(request), "loaded": told})


def _data(request: Request) -> dict[str, Any]:
    return {
        "pools": [_pool(one) for one in pools.all(account_of(request).id)],
        "gifts": [as_data(one) for one in _chosen(request, _SHOWN)],
    }


def _pool(pool: Pool) -> dict[str, Any]:
    counts = {"free": pool.free, "open": pool.open, "given": pool.given, "number": pool.number}
    return {"pool_id": pool.pool_id, **pool.words.model_dump(mode="json"), **counts}


def _chosen(request: Request, most: int) -> list[Gift]:
    pool_id, by = request.query.get("pool", ""), request.query.get("by", "")
    return gifts.newest(account_of(request).id, most, pool_id=pool_id[:20], by=by[:100])


def _page(request: Request, status: int = 200, *, wrong: list[str] | None = None, given: Any = None) -> Response:
    account = account_of(request)
    found = pools.all(account.id)
    open_ = gifts.open(account.id)
    return steered(
        request,
        "gifts",
        status,
        pools=found,
        pool_names={one.pool_id: one.words.name for one in found},
        gifts=_chosen(request, _SHOWN),
        unclear=[one for one in open_ if one.state == "unclear"],
        names={one.id: one.name for one in people.all()},
        wrong=wrong or [],
        given=given or {},
        chosen={name: request.query.get(name, "") for name in ("pool", "by")},
        done=request.query.get("done", ""),
        new=_count(request, "new"),
        known_already=_count(request, "known"),
        day_of=partial(day_in_words, reader(request)),
    )


def _count(request: Request, name: str) -> int:
    said = request.query.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 6 else 0
