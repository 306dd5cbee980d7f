"""Who is told what happens in an account: by webhooks, in a chat or by mail; tried, paused, told again."""

from typing import Annotated, Any, Literal

from pydantic import StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from care.facts.of_account import tell_a_test
from care.facts.signing import secret_of
from care.model.account import Account
from care.model.envelope import Value
from care.model.fact import KINDS
from care.model.outcomes import Code, outcome
from care.model.subscriber import Subscriber, Way
from care.problems import problems_of
from care.queues import send_fairly
from desk.actions import record
from desk.dependencies import deliveries, facts_key, settings, sqs, subscribers
from desk.pages.supervision import account_of, href, steered
from desk.refusals import lines
from desk.renderer import reader
from desk.requests import BadRequest, Request
from desk.responses import Response, as_json, see

_SHOWN = 10  # deliveries of each


class SubscriberWanted(Value):
    """What is done with which subscriber; `add` takes the rest, and puts it in the place of one of its name."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
    do: Literal["add", "remove", "pause", "resume", "test", "replay"] = "add"
    way: Way = "webhook"
    address: Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)] = ""
    kinds: Annotated[str, StringConstraints(max_length=2000)] = ""
    """Facts, with blanks or commas between them; without any, what its way is told without a choice."""
    texts: bool = False
    only_open: bool = False
    digest_at: Annotated[str, StringConstraints(max_length=5)] = ""
    """A time of day, as 18:00: people are told then of all that happened since, in one notice."""
    language: Literal["es", "pt", "en"] = "en"


def show(request: Request) -> Response:
    """The page."""
    return _page(request)


def act(request: Request) -> Response:
    """Add one, try it, pause it, or tell it again what did not arrive."""
    wanted, account = SubscriberWanted.model_validate(request.form), account_of(request)
    if wanted.do != "add":
        _act(request, account, wanted)
        return see(href(request, "subscribers", done=wanted.do))
    try:
        added = _added(request, account, wanted)
    except ValidationError as error:
        return _page(request, 422, wrong=lines(reader(request), problems_of(error)), given=wanted)
    return _page(request, secret=_secret(account, added), added=added.name)


def as_data(request: Request) -> Response:
    """Who is told, by which way, and the newest deliveries of each."""
    account = account_of(request)
    return as_json({"subscribers": [_told(account, one) for one in subscribers.all(account.id)], "kinds": KINDS})


def api_act(request: Request) -> Response:
    """Do something with a subscriber; adding a webhook tells its secret."""
    wanted, account = SubscriberWanted.model_validate(request.form), account_of(request)
    if wanted.do != "add":
        return as_json({"name": wanted.name, "done": wanted.do, "count": _act(request, account, wanted)})
    added = _added(request, account, wanted)
    return as_json({**_told(account, added), "secret": _secret(account, added)})


def _added(request: Request, account: Account, wanted: SubscriberWanted) -> Subscriber:
    given = wanted.model_dump(exclude={"do", "kinds"})
    kinds = tuple(dict.fromkeys(wanted.kinds.replace(",", " ").split()))
    made = {**given, "kinds": kinds, "made_at": request.now, "made_by": request.who.person.id}
    one = Subscriber.model_validate(made)
    try:
        subscribers.put(account.id, one)
    except PydanticCustomError as error:
        raise ValidationError.from_exception_data("Subscriber", [{"type": error, "input": None}]) from None
    record(request, account.id, "subscriber added", about=one.name)
    return one


def _act(request: Request, account: Account, wanted: SubscriberWanted) -> int:
    one = subscribers.one(account.id, wanted.name)
    if one is None:
        raise BadRequest(outcome(Code.no_such_subscriber))
    match wanted.do:
        case "remove":
            subscribers.remove(account.id, one.name)
        case "pause":
            subscribers.pause(account.id, one, "person", request.now)
        case "resume":
            subscribers.resume(account.id, one)
        case "test":
            body = tell_a_test(account.id, one.name, request.now).model_dump_json()
            send_fairly(sqs, settings.facts_queue_url, body, account.id)
        case "replay":
            return _replay(request, account, one)
    if wanted.do != "test":
        record(request, account.id, f"subscriber {wanted.do}", about=one.name)
    return 1


def _replay(request: Request, account: Account, one: Subscriber) -> int:
    told = 0
    for message in deliveries.told_again(account.id, one.name, request.now):
        send_fairly(sqs, settings.facts_queue_url, message.model_dump_json(), account.id)
        told += 1
    record(request, account.id, "subscriber replay", about=f"{one.name}: {told}")
    return told


def _secret(account: Account, one: Subscriber) -> str:
    """Of a webhook; the other ways sign nothing."""
    return secret_of(facts_key(), account.id, one.name, one.made_at) if one.way == "webhook" else ""


def _told(account: Account, one: Subscriber) -> dict[str, Any]:
    """A subscriber without the address, whose path may be a key."""
    values = one.model_dump(mode="json", exclude={"address"})
    newest = deliveries.newest(account.id, one.name, _SHOWN)
    return {**values, "host": one.host, "deliveries": [each.model_dump(mode="json") for each in newest]}


def _page(request: Request, status: int = 200, **values: Any) -> Response:
    account = account_of(request)
    found = subscribers.all(account.id)
    return steered(
        request,
        "subscribers",
        status,
        subscribers=found,
        newest={one.name: deliveries.newest(account.id, one.name, _SHOWN) for one in found if one.way != "bus"},
        kinds=KINDS,
        done=request.query.get("done", ""),
        **{"secret": "", "added": "", "wrong": (), "given": None, **values},
    )
