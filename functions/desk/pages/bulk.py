"""The same for several cases at once: assign, snooze, resolve, or answer them all after a look at what goes where."""

import hashlib
from collections.abc import Iterator, Mapping
from copy import replace
from typing import Final, NamedTuple
from urllib.parse import urlencode

from pydantic import ValidationError

from care import words
from care.budget.prices import dollars
from care.desk import reply_preview
from care.desk.saved_replies import values_of
from care.faults import problems_of
from care.model.account import Account
from care.model.case import Case
from care.model.months import month_of
from care.model.outcomes import Code, Outcome, Outcomes, outcome
from care.model.settings.placeholders import fill
from care.tables.accounts import UnknownAccount, UnreadableSettings
from desk.actions import put
from desk.dependencies import accounts, budget, conversations
from desk.dispatch import NotYours
from desk.forms import FORMS
from desk.pages.queue import place_of
from desk.refusals import lines
from desk.renderer import reader, render
from desk.requests import BadRequest, Request
from desk.responses import Response, local, page

MOST: Final = 50  # cases of one press: a page of the queue
KINDS: Final = ("assign", "snooze", "resolve", "reply")
_FIELDS: Final = ("to", "until", "preset")


class Became(NamedTuple):
    """A case with what was asked for it: `why` tells why it was not done, and is empty where it is on its way."""

    case: Case
    account: Account
    why: str = ""
    text: str = ""
    channel: str = ""
    price: int = 0


def act(request: Request) -> Response:
    """Do it for each chosen case by itself; replies are shown first, with what each costs and what would be refused."""
    kind = str(request.form.get("kind", ""))
    if kind not in KINDS:
        raise BadRequest(outcome(Code.no_such_action, action=kind[:40], known=", ".join(KINDS)))
    chosen = list(_chosen(request))
    if not chosen:
        raise BadRequest(outcome(Code.nothing_chosen, most=MOST))
    if kind == "reply":
        found = list(_considered(request, chosen))
        if request.form.get("sure") == "true":
            found = [one if one.why else _reply(request, one) for one in found]
    else:
        fields = {name: str(request.form.get(name, "")) for name in _FIELDS}
        found = [_done(request, kind, Became(case, account), fields) for case, account in chosen]
    values = {
        "kind": kind,
        "found": found,
        "asks": kind == "reply" and request.form.get("sure") != "true",
        "total": dollars(sum(one.price for one in found if not one.why)),
        "text": str(request.form.get("text", "")),
        "bulk_id": _bulk_id(request),
        "back": local(str(request.form.get("back", "/desk/cases"))),
    }
    return page(render(request, "bulk.html", **values))


def _chosen(request: Request) -> Iterator[tuple[Case, Account]]:
    """The chosen cases that the visitor may see, with their accounts; more than fit on a page are refused."""
    ids = [name.removeprefix("case.") for name, value in request.form.items() if name.startswith("case.") and value]
    if len(ids) > MOST:
        raise BadRequest(outcome(Code.nothing_chosen, most=MOST))
    if place_of(request) is None:
        raise NotYours
    for case_id in ids:
        case = conversations.case(case_id[:32])
        if case is None or not request.who.may_in(case.account_id, "agents"):
            continue
        try:
            yield case, accounts.get(case.account_id)
        except (UnknownAccount, UnreadableSettings):
            continue


def _considered(request: Request, chosen: list[tuple[Case, Account]]) -> Iterator[Became]:
    """Each case with its reply as it would go, by the way that is open, and what it adds to the month."""
    written = str(request.form.get("text", ""))[:10_000].strip()
    spent: dict[str, int] = {}
    for case, account in chosen:
        so_far = spent.setdefault(account.id, budget.sent(account, month_of(request.now)))
        ways = reply_preview.ways(case, account, request.now, spent=so_far)
        channel = reply_preview.first_choice(case, ways)
        way = next(one for one in ways if one.channel == channel)
        text = fill(written, values_of(case, account, request.who.person.name, request.now))
        will = reply_preview.preview(case, account, channel, text, request.now, spent=so_far)
        refused = _refused(text, way, will)
        spent[account.id] = so_far + (0 if refused else will.micro_dollars)
        why = words.told(reader(request), refused) if refused else ""
        yield Became(case, account, why, text, channel, will.micro_dollars)


def _refused(text: str, way: reply_preview.Way, will: reply_preview.Preview) -> Outcomes:
    if not text:
        return (outcome(Code.nothing_to_send),)
    if not way.open and way.reason is not None:
        return (way.reason,)
    return will.refused


def _reply(request: Request, one: Became) -> Became:
    others = sum(count for by, count in one.case.replied.items() if by != request.who.person.id)
    return _done(request, "reply", one, {"text": one.text, "channel": one.channel, "seen_of_others": str(others)})


def _done(request: Request, kind: str, one: Became, fields: Mapping[str, str]) -> Became:
    """Ask for it, under an id that the same press makes again."""
    known = {name: value for name, value in fields.items() if name in FORMS[kind].model_fields}
    action_id = hashlib.sha256(f"{_bulk_id(request)}|{kind}|{one.case.case_id}".encode()).hexdigest()[:40]
    body = urlencode({**known, "action_id": action_id})
    single = replace(
        request,
        body=body.encode(),
        headers={**request.headers, "content-type": "application/x-www-form-urlencoded"},
        case=one.case,
        account=one.account,
    )
    try:
        taken = put(single, kind) is not None
    except BadRequest as error:
        return one._replace(why=_said(request, error.why))
    except ValidationError as error:
        return one._replace(why="; ".join(lines(reader(request), problems_of(error))))
    return one if taken else one._replace(why=_said(request, outcome(Code.queue_did_not_take)))


def _said(request: Request, why: Outcome | None) -> str:
    return words.told(reader(request), (why,)) if why is not None else "?"


def _bulk_id(request: Request) -> str:
    return str(request.form.get("bulk_id", ""))[:64] or "bulk"
