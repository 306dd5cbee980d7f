"""What is done with saved searches and with what they found, from a form of the page or a body of the API."""

from copy import replace
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints, ValidationError, field_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from care.model.account import Account
from care.model.envelope import Value, XId
from care.model.outcomes import Code, outcome
from care.model.watch import Find, FindState, SavedSearch, new_search_id
from care.queues import send_all
from care.tables.searches import SearchChanged, Watched
from care.watch.finding import taken
from care.watch.queries import asked
from desk.actions import record
from desk.dependencies import finds, searches, settings, sqs
from desk.requests import BadRequest, Request

MICRO: Final = 1_000_000
_BECOMES: Final[dict[str, FindState]] = {"open": "opened", "aside": "aside", "back": "new"}


class SearchWanted(Value):
    """What is done with which search. `look` says what X is asked and what it costs at most, and keeps nothing.

    `number` is that of the search as it was read: who changed it meanwhile is not overwritten. `dollars` is what it may
    cost in a month, and `every` the minutes between two questions to X.
    """

    do: Literal["look", "save", "pause", "resume", "remove"] = "look"
    search_id: Annotated[str, StringConstraints(pattern=r"^([0-9A-F]{12})?$")] = ""
    number: Annotated[int, Field(ge=0)] = 0
    name: Annotated[str, StringConstraints(max_length=60, strip_whitespace=True)] = ""
    query: Annotated[str, StringConstraints(max_length=512, strip_whitespace=True)] = ""
    every: Literal["15", "60", "240", "1440"] = "60"
    dollars: Annotated[Decimal, Field(ge=Decimal("0.05"), le=1000)] = Decimal(5)

    @field_validator("dollars", "every", mode="before")
    @classmethod
    def _as_people_write_it(cls, value: object) -> object:
        """A comma may stand for the point, and a number for its figures."""
        return str(value).replace(",", ".") if isinstance(value, str | int | float) else value


class FindWanted(Value):
    """What is done with a found post: `open` makes it a case, `aside` takes it off the list, `back` puts it on."""

    do: Literal["open", "aside", "back"]
    post_id: XId


def wanted_search(request: Request, account: Account, wanted: SearchWanted) -> SavedSearch:
    """The search as it is wanted, checked as X would; nothing is kept."""
    now, me = request.now, request.who.person.id
    values: dict[str, Any] = {
        "search_id": wanted.search_id or new_search_id(),
        "account_id": account.id,
        "name": wanted.name,
        "query": " ".join(wanted.query.split()),
        "every": int(wanted.every),
        "month_micro_dollars": int(wanted.dollars * MICRO),
        "made_at": now,
        "made_by": me,
        "changed_at": now,
    }
    if wanted.search_id:
        known = _known(account, wanted).search
        values |= {"made_at": known.made_at, "made_by": known.made_by, "changed_by": me, "number": wanted.number}
        values |= {"paused": known.paused}
    search = SavedSearch.model_validate(values)
    _checked(search, account)
    return search


def act(request: Request, account: Account, wanted: SearchWanted) -> SavedSearch | None:
    """Do it; BadRequest and ValidationError say why it cannot be done. None where nothing is left to be shown."""
    try:
        if wanted.do == "save":
            search = wanted_search(request, account, wanted)
            record(request, account.id, "search save", about=search.search_id)
            return searches.put(search)
        search = _known(account, wanted).search
        record(request, account.id, f"search {wanted.do}", about=search.search_id)
        if wanted.do == "remove":
            searches.remove(search)
            return None
        return searches.put(replace(search, paused=wanted.do == "pause"))
    except SearchChanged:
        raise BadRequest(outcome(Code.changed_meanwhile)) from None
    except PydanticCustomError as error:
        raise _wrong("name", error, wanted.name) from None


def act_on_find(request: Request, account: Account, wanted: FindWanted) -> Find:
    """Do it; what another did meanwhile is not done twice."""
    find = finds.one(account.id, wanted.post_id)
    if find is None:
        raise BadRequest(outcome(Code.no_such_find))
    state: FindState = _BECOMES[wanted.do]
    if find.state in {state, "opened"}:
        return find
    me, now = request.who.person.id, request.now
    record(request, account.id, f"find {wanted.do}", about=find.post_id)
    if wanted.do == "open":
        # A program has no cases of its own.
        event = taken(find, me if request.who.csrf else "", now)
        if not send_all(sqs, settings.events_queue_url, [event]):
            raise BadRequest(outcome(Code.queue_did_not_take))
    became = finds.move(find, state, me, now)
    if became is None:
        raise BadRequest(outcome(Code.changed_meanwhile))
    return became


def _checked(search: SavedSearch, account: Account) -> None:
    try:
        asked(search.query, account.username)
    except PydanticCustomError as error:
        raise _wrong("query", error, search.query) from None


def _known(account: Account, wanted: SearchWanted) -> Watched:
    known = searches.one(account.id, wanted.search_id) if wanted.search_id else None
    if known is None:
        raise BadRequest(outcome(Code.no_such_search))
    return known


def _wrong(field: str, error: PydanticCustomError, given: str) -> ValidationError:
    line: InitErrorDetails = {"type": error, "loc": (field,), "input": given}
    return ValidationError.from_exception_data("SavedSearch", [line])
