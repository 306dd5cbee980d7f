"""The same for several cases at once: assign, snooze, resolve, tag, or answer after a look at what goes where."""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from copy import replace
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from care import late, words
from care.budget.prices import dollars
from care.case.agent_actions import of_others
from care.desk import reply_preview
from care.desk.saved_replies import values_of
from care.desk.signature import signed
from care.model.account import Account
from care.model.case import Case
from care.model.months import month_of
from care.model.outcomes import Code, Outcome, Outcomes, outcome
from care.model.settings.placeholders import fill
from care.problems import problems_of
from care.tables.account_reads import UnknownAccount, UnreadableSettings
from desk.actions import initials, put
from desk.dependencies import accounts, budget, conversations
from desk.forms import FORMS
from desk.refusals import lines
from desk.renderer import reader, render
from desk.requests import BadRequest, Request
from desk.responses import Response, local, page

MOST: Final = 50  # cases of one press: a page of the queue
KINDS: Final = ("assign", "snooze", "resolve", "tag", "reply", "spam")
_FIELDS: Final = ("to", "until", "preset", "add")
_LONGEST: Final = 10_000  # characters of a reply
_NUMBER: Final = late.pattern(r"[0-9]{1,6}")


class BulkCase(NamedTuple):
    """A case with what was asked for it: `why` tells why it was not done, and is empty where it is on its way.

    `seen` is how many replies of others whoever presses has seen on it: who was answered meanwhile is not again.
    """

    case: Case
    account: Account
    seen: int
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
    bulk_id = str(request.form.get("bulk_id", ""))[:64] or secrets.token_hex(16)
    asks = kind == "reply" and request.form.get("sure") != "true"
    if kind == "reply":
        found = list(_considered(request, chosen))
        if not asks:
            found = [one if one.why else _reply(request, one, bulk_id) for one in found]
    else:
        fields: dict[str, Any] = {
            name: request.form.get(name, "") for name in _FIELDS if name in FORMS[kind].model_fields
        }
        found = [_done(request, kind, one, fields, bulk_id) for one in chosen]
    values = {
        "kind": kind,
        "found": found,
        "asks": asks,
        "total": dollars(sum(one.price for one in found if not one.why)),
        "text": str(request.form.get("text", "")),
        "bulk_id": bulk_id,
        "back": local(str(request.form.get("back", "/desk/cases"))),
    }
    return page(render(request, "bulk.html", **values))


def _chosen(request: Request) -> Iterator[BulkCase]:
    """The chosen cases that the visitor may see; more than fit on a page are refused."""
    form = request.form.items()
    ticked = {name.removeprefix("case."): str(seen) for name, seen in form if name.startswith("case.") and seen}
    if len(ticked) > MOST:
        raise BadRequest(outcome(Code.nothing_chosen, most=MOST))
    for case_id, seen in ticked.items():
        case = conversations.case(case_id[:32])
        if case is None or not request.who.may_in(case.account_id, "agents"):
            continue
        with suppress(UnknownAccount, UnreadableSettings):
            others = of_others(case, request.who.person.id)
            yield BulkCase(case, accounts.get(case.account_id), int(seen) if _NUMBER.fullmatch(seen) else others)


def _considered(request: Request, chosen: list[BulkCase]) -> Iterator[BulkCase]:
    """Each case with its reply as it would go, by the way that is open, and what it adds to the month."""
    written = str(request.form.get("text", "")).strip()
    if len(written) > _LONGEST:
        raise BadRequest(outcome(Code.body_too_large))
    spent: dict[str, int] = {}
    for one in chosen:
        case, account = one.case, one.account
        if account.id not in spent:
            spent[account.id] = budget.sent(account, month_of(request.now))
        ways = reply_preview.ways(case, account, request.now, spent=spent[account.id])
        channel = reply_preview.first_choice(case, ways)
        way = next(one for one in ways if one.channel == channel)
        text = fill(written, values_of(case, account, request.who.person.name, request.now))
        whole = signed(text, channel, initials(request), account)
        supervised = request.who.may_in(account.id, "supervisors")
        will = reply_preview.preview(
            case, account, channel, whole, request.now, spent=spent[account.id], supervised=supervised
        )
        refused = _refused(text, way, will)
        spent[account.id] += 0 if refused else will.micro_dollars
        why = words.told(reader(request), refused) if refused else ""
        yield one._replace(why=why, text=text, channel=channel, price=will.micro_dollars)


def _refused(text: str, way: reply_preview.Way, will: reply_preview.Preview) -> Outcomes:
    if not text:
        return (outcome(Code.nothing_to_send),)
    if not way.open and way.reason is not None:
        return (way.reason,)
    return will.refused


def _reply(request: Request, one: BulkCase, bulk_id: str) -> BulkCase:
    fields = {"text": one.text, "channel": one.channel, "seen_of_others": one.seen}
    return _done(request, "reply", one, fields, bulk_id)


def _done(request: Request, kind: str, one: BulkCase, fields: Mapping[str, Any], bulk_id: str) -> BulkCase:
    """Ask for it, under an id that the same press makes again."""
    action_id = hashlib.sha256(f"{bulk_id}|{kind}|{one.case.case_id}".encode()).hexdigest()[:40]
    single = replace(request, case=one.case, account=one.account)
    try:
        taken = put(single, kind, {**fields, "action_id": action_id}) is not None
    except BadRequest as error:
        return one._replace(why=_said(request, error.why))
    except ValidationError as error:
        return one._replace(why="; ".join(lines(reader(request), problems_of(error))))
    return one if taken else one._replace(why=_said(request, outcome(Code.queue_did_not_take)))


def _said(request: Request, why: Outcome | None) -> str:
    return words.told(reader(request), (why,)) if why is not None else "?"
