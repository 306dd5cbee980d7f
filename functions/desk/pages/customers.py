"""Requests about one customer's data: find who is meant, export all that is kept, or erase it everywhere.

The tables are cleared by an event, as everything that changes a case is; what the desk does not reach, the function
`erase` clears. Both say on the receipt what they took away, which names nobody.
"""

import gzip
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from care.erasure.dossier import Kept, dossier, readable
from care.erasure.receipts import Asked, Receipt, handed_to, in_tables, keep
from care.erasure.whose import Nobody, Several, Whose, by_words, whose
from care.model.account import Account
from care.model.envelope import Value
from care.model.outcomes import Code, Outcome, outcome
from care.queues import send_all
from care.tables.audit import ERASED
from desk.actions import record
from desk.dependencies import (
    around,
    conversations,
    erasures,
    files,
    finds,
    gifts,
    lambdas,
    logger,
    outbox,
    search,
    search_index,
    settings,
    sqs,
)
from desk.dispatch import refuse
from desk.pages.supervision import account_of, href, steered
from desk.refusals import shown
from desk.renderer import reader
from desk.requests import BadRequest, Request
from desk.responses import Response, as_bytes, as_json, see

_KEPT = Kept(conversations, outbox, files, around, gifts, finds)
# Lambda answers with 6 MB at most, in base64.
_LARGEST = 4_400_000
# So long the places outside of the tables take at most, with all tries.
_WORKS = timedelta(minutes=30)


class CustomerNamed(Value):
    """Whom a request means: the id on X, @name, or the id of a case."""

    customer: Annotated[str, StringConstraints(min_length=1, max_length=60)]


class CustomerConfirmed(CustomerNamed):
    """Whom to erase; `confirm` is the customer's id once more, typed by who asks for it."""

    confirm: Annotated[str, StringConstraints(max_length=60)] = ""


class Wanted(CustomerConfirmed):
    """What is to be done."""

    do: Literal["find", "data", "text", "erase"] = "find"


def show(request: Request) -> Response:
    """The page."""
    return _page(request)


def act(request: Request) -> Response:
    """Find the customer, hand out what is kept, or erase it."""
    wanted, account = Wanted.model_validate(request.form), account_of(request)
    try:
        found = _whose(account, wanted.customer)
    except BadRequest as error:
        return _page(request, 404, why=error.why, customer=wanted.customer)
    if wanted.do == "find":
        return _page(request, found=found)
    if wanted.do == "erase":
        if wanted.confirm.strip() != found.customer_id:
            return _page(request, 422, why=outcome(Code.confirm_wrong), found=found)
        return see(href(request, "customers", done="erased")) if _erase(request, found) else refuse(request, 503)
    return _exported(request, found, as_text=wanted.do == "text")


def export(request: Request) -> Response:
    """All that is kept of a customer, as JSON; pictures and files with the addresses where they are."""
    return _exported(request, _whose(account_of(request), CustomerNamed.model_validate(request.form).customer))


def erase(request: Request) -> Response:
    """Erase a customer everywhere. `confirm` must be the customer's id; the receipt is among the erasures."""
    wanted = CustomerConfirmed.model_validate(request.form)
    found = _whose(account_of(request), wanted.customer)
    if wanted.confirm != found.customer_id:
        raise BadRequest(outcome(Code.confirm_wrong))
    receipt = _erase(request, found)
    return as_json(_told(request, receipt), 202) if receipt is not None else refuse(request, 503)


def receipts(request: Request) -> Response:
    """The receipts of the account's erasures, the newest first: what went from where, and what remains until when.

    Without `done_at` it is not finished: what is counted then is gone or is still to go.
    """
    return as_json({"erasures": [_told(request, one) for one in _receipts(account_of(request))]})


def _whose(account: Account, named: str) -> Whose:
    try:
        return whose(conversations, finds, lambda name: by_words(search, account.id, name), account.id, named)
    except Several as error:
        raise BadRequest(outcome(Code.customers_several, ids=", ".join(error.ids))) from None
    except Nobody:
        raise BadRequest(outcome(Code.customer_unknown)) from None


def _exported(request: Request, found: Whose, *, as_text: bool = False) -> Response:
    account, told = account_of(request), dossier(_KEPT, found)
    where = _where(request)
    for one in told["cases"]:
        for media in one["media"]:
            if media["place"]:
                media["address"] = where(one["case"]["case_id"], media)
    text = readable(told, account, where) if as_text else json.dumps(told, indent=2, ensure_ascii=False)
    kind, ending = ("text/plain", "txt") if as_text else ("application/json", "json")
    data, headers = text.encode(), {"content-disposition": f'attachment; filename="{found.customer_id}.{ending}"'}
    if "gzip" in request.headers.get("accept-encoding", ""):
        data, headers = gzip.compress(data, mtime=0), {**headers, "content-encoding": "gzip"}
    if len(data) > _LARGEST:
        raise BadRequest(outcome(Code.dossier_too_large))
    record(request, account.id, "exported", about=found.customer_id)
    return as_bytes(data, f"{kind}; charset=utf-8", headers)


def _where(request: Request) -> Callable[[str, dict[str, Any]], str]:
    """Where the desk shows a picture or file of a case."""
    own = settings.public_url.rstrip("/") or f"https://{request.headers.get('host', '')}"
    return lambda case_id, media: f"{own}/desk/api/cases/{case_id}/media/{media['message_id']}/{media['media']['id']}"


def _erase(request: Request, found: Whose) -> Receipt | None:
    """Begin it: the receipt, the event for the tables, and the call of who clears the rest; None if nothing goes."""
    receipt = Receipt(
        account_id=found.account_id,
        action_id=str(uuid.uuid4()),
        at=request.now,
        by=request.who.person.id,
        gone=in_tables(_KEPT, search_index, found),
        handed=handed_to(_KEPT, found),
    )
    asked = Asked(whose=found, receipt=receipt)
    # First the trail and the receipt: what stops midway is seen, and is done again. The trail names nobody: an entry
    # with the id would be what remains.
    record(request, found.account_id, "erased", about=ERASED)
    keep(erasures, receipt)
    if not send_all(sqs, settings.events_queue_url, [asked.event]):
        return None
    payload = asked.model_dump_json().encode()
    lambdas().invoke(FunctionName=settings.erase_function, InvocationType="Event", Payload=payload)
    logger.info("customer.erasure_asked", action_id=receipt.action_id)
    return receipt


def _receipts(account: Account) -> list[Receipt]:
    return [Receipt.model_validate_json(one) for one in erasures.newest(account.id)]


def _told(request: Request, receipt: Receipt) -> dict[str, Any]:
    """A receipt for an integration, with words beside each code."""
    language = reader(request)
    return {
        "action_id": receipt.action_id,
        "at": receipt.at.isoformat(),
        "by": receipt.by,
        "done_at": receipt.done_at.isoformat() if receipt.done_at else None,
        "gone": [{**shown(language, one.words).model_dump(), "count": one.count} for one in receipt.gone],
        "remains": [shown(language, one).model_dump() for one in receipt.remains],
    }


def _page(
    request: Request, status: int = 200, *, why: Outcome | None = None, found: Whose | None = None, customer: str = ""
) -> Response:
    account = account_of(request)
    return steered(
        request,
        "customers",
        status,
        why=why,
        named=customer,
        found=found,
        customer=conversations.customer(account.id, found.customer_id) if found else None,
        counted=in_tables(_KEPT, search_index, found) if found else (),
        receipts=_receipts(account),
        since=request.now - _WORKS,
        done=request.query.get("done") == "erased",
    )
