"""What is done with gifts, from a form of a page or a body of the API: pools made and loaded, a code given."""

from collections.abc import Sequence
from copy import replace
from datetime import date
from typing import Annotated, Any, Final, Literal, NamedTuple

from babel.dates import format_date
from pydantic import Field, StringConstraints

from care.case.answerable import No, can_reply
from care.gifts.giving import against
from care.gifts.loading import Loaded
from care.gifts.texts import message
from care.model.account import Account
from care.model.envelope import Value
from care.model.gift import MOST_POOLS, Gift, Pool, PoolWords, Taken
from care.model.months import month_of
from care.model.outcomes import Code, Outcome, outcome
from care.model.own_post import new_post_id
from care.queues import send_all
from care.tables.gift_rows import GiftChanged
from care.tables.gifts import Giving
from desk.actions import initials, record
from desk.dependencies import budget, gifts, pools, settings, sqs
from desk.forms import events_of
from desk.languages import babels
from desk.reply_form import Reply
from desk.requests import BadRequest, Request

_Id = Annotated[str, StringConstraints(pattern=r"^([0-9A-F]{20})?$")]
_Text = Annotated[str, StringConstraints(max_length=1000)]
_LARGEST: Final = 3_000_000


class PoolWanted(Value):
    """What is done with which pool or gift. What is not given of a pool's words stays as it is.

    `save` makes a pool where `pool_id` is empty; `load` puts `codes` into one, one a line or as CSV. `number` is that
    of the pool as it was read: who changed it meanwhile is not overwritten. `given` and `back` decide on the gift of
    `gift_id`, of which it is not known whether the customer has it.
    """

    do: Literal["save", "load", "close", "reopen", "drop", "given", "back"] = "save"
    pool_id: _Id = ""
    number: Annotated[int, Field(ge=0)] | Literal[""] | None = None
    name: str | None = None
    worth: str | None = None
    ends_on: date | Literal[""] | None = None
    text_es: _Text | None = None
    text_pt: _Text | None = None
    text_en: _Text | None = None
    per_day: int | None = None
    per_customer: int | None = None
    customer_days: int | None = None
    low_at: int | None = None
    codes: Annotated[str, StringConstraints(max_length=_LARGEST), Field(repr=False)] = ""
    gift_id: _Id = ""


class GiftWanted(Value):
    """Which pool a code is given of. `text` is what the agent says before it; the pool's words stand around the code.

    With the same `action_id` again it is the same gift: 20 hexadecimal digits in capitals.
    """

    pool_id: Annotated[str, StringConstraints(pattern=r"^[0-9A-F]{20}$")]
    action_id: _Id = ""
    text: Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)] = ""


class Offer(NamedTuple):
    """A pool of which a code may be given in a case, or `why` none may, and how the message would read."""

    pool: Pool
    why: Outcome | None
    says: str


def pool_named(account: Account, pool_id: str) -> Pool:
    """The pool; BadRequest if there is none."""
    pool = pools.one(account.id, pool_id) if pool_id else None
    if pool is None:
        raise BadRequest(outcome(Code.no_such_pool))
    return pool


def act(request: Request, account: Account, wanted: PoolWanted, data: bytes) -> Loaded | None:
    """Do it; BadRequest or ValidationError says why it cannot be done. What was loaded, if something was to be."""
    try:
        if wanted.do in {"given", "back"}:
            _decide(request, account, wanted)
            return None
        if wanted.do == "save" and not wanted.pool_id:
            _make(request, account, wanted)
            return None
        pool = pool_named(account, wanted.pool_id)
        if wanted.number not in {None, "", pool.number} and wanted.do != "load":
            raise BadRequest(outcome(Code.changed_meanwhile))
        return _with_pool(request, pool, wanted, data)
    except GiftChanged:
        raise BadRequest(outcome(Code.changed_meanwhile)) from None


def offers(request: Request) -> list[Offer]:
    """The pools of the case's account of which codes are given, each with why none may be given here now."""
    case, account = request.matter
    usable = [pool for pool in pools.all(account.id) if not pool.words.closed]
    if not usable:
        return []
    closed, theirs = shut(request), gifts.taken(account.id, case.customer.customer_id)
    return [Offer(pool, closed or _against(request, pool, theirs), _says(pool, request)) for pool in usable]


def shut(request: Request) -> Outcome | None:
    """Why nothing private goes to the customer of the case; None if it does. A code is never said in public."""
    case, account = request.matter
    if case.merged_into:
        return outcome(Code.case_merged)
    can = can_reply(case, "private", account, request.now, spent=budget.sent(account, month_of(request.now)))
    return can.reason if isinstance(can, No) else None


def give(request: Request, wanted: GiftWanted) -> Gift | None:
    """Give a code of a pool to the customer of the case; None if the queue did not take it: the same press again does.

    BadRequest says why none is given. The message goes where every private reply of a person goes.
    """
    case, account = request.matter
    pool, me = pool_named(account, wanted.pool_id), request.who.person.id
    giving = Giving(wanted.action_id or new_post_id(request.now), pool.pool_id, me)
    gift = gifts.one(account.id, giving.gift_id)
    if gift is None:
        theirs = gifts.taken(account.id, case.customer.customer_id)
        if (why := shut(request) or _against(request, pool, theirs)) is not None:
            raise BadRequest(why)
        # First the trail: what nobody recorded did not happen.
        record(request, account.id, "gift", case_id=case.case_id, about=pool.words.name)

    def refused(now: Pool, today: int, taken: tuple[Taken, ...]) -> Outcome | None:
        return against(now, account, today, taken, request.now)

    reserved = gifts.reserve(case, account, giving, refused, request.now)
    if isinstance(reserved, Outcome):
        raise BadRequest(reserved)
    if reserved.state != "reserved":
        return reserved  # it went, or came back, since the press that made it
    text = message(pool.words, case, account, reserved.code, wanted.text)
    form = Reply(action_id=reserved.gift_id, channel="private", text=text)
    supervised = request.who.may_in(account.id, "supervisors")
    signed = initials(request)
    events = events_of(form, case, account, me, request.now, supervised=supervised, initials=signed)
    return reserved if send_all(sqs, settings.events_queue_url, events) else None


def as_data(gift: Gift) -> dict[str, Any]:
    """A gift as lists tell of it: nobody's code stands there."""
    return {
        "gift_id": gift.gift_id,
        "pool_id": gift.pool_id,
        "pool": gift.pool,
        "worth": gift.worth,
        "at": gift.at.isoformat(),
        "by": gift.by,
        "customer_id": gift.customer_id,
        "case_id": gift.case_id,
        "code": gift.shown,
        "state": gift.state,
        "why": [str(one.code) for one in gift.why],
        "settled_at": gift.settled_at.isoformat() if gift.settled_at else None,
        "settled_by": gift.settled_by,
    }


def day_in_words(language: str, day: date) -> str:
    """A day as a reader of that language says it."""
    return str(format_date(day, "medium", locale=babels(language)))


def _against(request: Request, pool: Pool, theirs: Sequence[Taken]) -> Outcome | None:
    _, account = request.matter
    today = gifts.today(account, pool.pool_id, request.who.person.id, request.now)
    return against(pool, account, today, theirs, request.now)


def _says(pool: Pool, request: Request) -> str:
    case, account = request.matter
    return message(pool.words, case, account, "••••••")


def _make(request: Request, account: Account, wanted: PoolWanted) -> None:
    if len(pools.all(account.id)) >= MOST_POOLS:
        raise BadRequest(outcome(Code.gift_pools_many, most=MOST_POOLS))
    words = _words(wanted, {})
    made = {"made_at": request.now, "made_by": request.who.person.id, "account_id": account.id}
    pool = Pool(pool_id=new_post_id(request.now), words=words, **made)
    record(request, account.id, "pool save", about=words.name)
    pools.put(pool, words)


def _with_pool(request: Request, pool: Pool, wanted: PoolWanted, data: bytes) -> Loaded | None:
    words = pool.words
    match wanted.do:
        case "save":
            words = _words(wanted, words.model_dump())
        case "close" | "reopen":
            words = replace(words, closed=wanted.do == "close")
        case "drop" if pool.open:
            raise BadRequest(outcome(Code.gift_pool_used))
    record(request, pool.account_id, f"pool {wanted.do}", about=words.name)
    if wanted.do == "load":
        return pools.load(pool, data)
    if wanted.do == "drop":
        pools.drop(pool)
    else:
        pools.put(pool, words)
    return None


def _words(wanted: PoolWanted, before: dict[str, Any]) -> PoolWords:
    """A pool's words with what was given of them."""
    plain = ("name", "worth", "per_day", "per_customer", "customer_days", "low_at")
    given = {name: value for name in plain if (value := getattr(wanted, name)) is not None}
    if wanted.ends_on is not None:
        given["ends_on"] = wanted.ends_on or None
    texts = dict(before.get("texts", {}))
    for language in ("es", "pt", "en"):
        if (text := getattr(wanted, f"text_{language}")) is not None:
            texts[language] = text.strip()
    return PoolWords.model_validate({**before, **given, "texts": {one: text for one, text in texts.items() if text}})


def _decide(request: Request, account: Account, wanted: PoolWanted) -> None:
    gift = gifts.one(account.id, wanted.gift_id) if wanted.gift_id else None
    if gift is None:
        raise BadRequest(outcome(Code.no_such_gift))
    if gift.state != "unclear":
        raise BadRequest(outcome(Code.gift_not_unclear))
    record(request, account.id, f"gift {wanted.do}", case_id=gift.case_id, about=gift.pool_id)
    gifts.wish(gift, wanted.do, request.who.person.id, request.now)
