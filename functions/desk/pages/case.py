"""One case: the whole story, what the customer waits for, and the reply box that knows what X will do."""

import secrets
from collections.abc import Sequence
from copy import replace
from datetime import datetime
from typing import Any

from care.acknowledgement.texts import spoken
from care.budget.prices import dollars, prices, read_price
from care.case.agent_actions import of_others
from care.desk import reply_preview
from care.desk.insertions import Insert, inserts
from care.desk.masking import exposes, shown
from care.desk.mentions import handles
from care.desk.presets import PRESETS
from care.desk.saved_replies import filled
from care.desk.story import answering as answering_of
from care.desk.story import story, unmasked
from care.desk.why import why
from care.model.account import Account
from care.model.case import Case
from care.model.context import MOST_ABOVE
from care.model.months import month_of
from care.model.outcomes import Code, outcome
from care.model.stored_message import StoredMessage
from care.outbox.files import LARGEST, LARGEST_IN_CHAT, MOST_IN_CHAT, MOST_IN_POST
from care.selfservice.suggestions import suggest
from care.tables.matters import Matter, without_score
from care.watch.spreading import Step, steps
from desk.actions import record, tell_chat
from desk.case_messages import chosen, messages_of
from desk.dependencies import (
    answering,
    budget,
    drafts,
    matters,
    outbox,
    people,
    spreads,
    tags_in_use,
)
from desk.forms import FORMS
from desk.pages.context import around_of
from desk.pages.files import PIECE
from desk.pages.media import shown_of, where_files_are
from desk.places import colleagues_of, place_beside
from desk.renderer import reader, render
from desk.requests import BadRequest, Request
from desk.responses import Response, fragment, page, showing

_SHOWN = 5  # other matters of a customer on the page of one, and to merge with


def show(request: Request) -> Response:
    """The page."""
    tell_chat(request, "seen")
    pending = next(((kind, request.query[kind]) for kind in FORMS if kind in request.query), None)
    messages = messages_of(request)
    html = render(request, "case.html", **_values(request, messages), **_at_first(request, messages), pending=pending)
    return page(html, headers=showing(where_files_are()))


def live(request: Request) -> Response:
    """What may change while the page is open, each few seconds."""
    html = render(request, "case_live.html", **_values(request, messages_of(request)))
    return fragment(html, request.headers.get("if-none-match", ""))


def reveal(request: Request) -> Response:
    """The text of one message as it was written; that somebody looked is recorded."""
    return page(render(request, "case_revealed.html", text=revealed(request)))


def revealed(request: Request) -> str:
    """The text of the message of the address; first it is recorded that somebody looked."""
    case, account = request.matter
    message_id = request.params["message"]
    text = unmasked(messages_of(request), message_id)
    if text is None:
        raise BadRequest(outcome(Code.no_such_message))
    record(request, account.id, "reveal", case_id=case.case_id, about=message_id)
    return text


def _values(request: Request, messages: list[StoredMessage]) -> dict[str, Any]:
    """What may change while the page is open."""
    case, account = request.matter
    me, now = request.who.person, request.now
    to = chosen(request.query.get("to", ""), messages)
    deleted = frozenset(one for message in messages if message.deleted_at is not None for one in message.ids)
    items = outbox.of_case(account.id, case.case_id)
    spent = budget.sent(account, month_of(now))
    ways = reply_preview.ways(answering_of(case, to) if to else case, account, now, deleted=deleted, spent=spent)
    names = {person.id: person.name for person in people.all()}
    other = answering.other(account.id, case.case_id, me.id, now)
    return {
        "case": case,
        "account": account,
        "zone": account.hours.zone,
        "story": story(
            messages,
            items,
            account,
            now,
            kept=shown_of(case.case_id, messages, items),
            around=around_of(account.id, messages),
            case_id=case.case_id,
        ),
        "to": replace(to, text=shown(to.text, account)[0]) if to else None,
        "to_id": to.id if to else case.last_public.id if case.last_public else "",
        "prices": _prices(account),
        "public": ways[0],
        "private": ways[1],
        "channel": "public" if to and ways[0].open else reply_preview.first_choice(case, ways),
        "attach": {
            "piece": PIECE,
            "limits": {"public": LARGEST, "private": _limits_of(ways[1])},
            "most": {"public": MOST_IN_POST, "private": MOST_IN_CHAT if ways[1].chat else 1},
            "chat_limit": LARGEST_IN_CHAT // 1_000_000,
            "price": dollars(prices().writes.media_metadata),
        },
        "bio": shown(case.customer.bio, account)[0],
        "hours": spread_of(case, account),
        "seen_of_others": of_others(case, me.id),
        "names": names,
        "other": names.get(other.person_id, other.person_id) if other else "",
        "me": me.id,
        "reader": reader(request),
    }


def _at_first(request: Request, messages: list[StoredMessage]) -> dict[str, Any]:
    """What the page is given once, when it is opened."""
    case, account = request.matter
    me, now = request.who.person, request.now
    history = history_of(request)
    others = [one for one in history if one.case_id != case.case_id]
    colleagues = colleagues_of(account, people.all())
    return {
        "why": why(case, messages, account),
        "colleagues": colleagues,
        "handles": handles(colleagues),
        "inserts": _inserts(case, account, messages, now),
        "draft": drafts.of(case, me.id, now),
        "saved_replies": filled(case, account, me.name, _said_last(messages), now),
        "siblings": [one.case_id for one in others][:_SHOWN],
        "earlier": others[:_SHOWN],
        "customer_since": min((one.opened_at for one in history), default=case.opened_at),
        "tags": tags_in_use.offered(account.id),
        "earlier_more": max(0, len(others) - _SHOWN),
        "presets": PRESETS,
        "place": place_beside(request, account),
        "new_id": lambda: secrets.token_hex(16),
    }


def _limits_of(private: reply_preview.Way) -> dict[str, int]:
    """The most bytes of a file by its kind, as a DM or a chat takes it."""
    return {kind: min(most, LARGEST_IN_CHAT) for kind, most in LARGEST.items()} if private.chat else LARGEST


def _prices(account: Account) -> dict[str, str]:
    """What looking at posts around a message costs."""
    one = read_price("post", account, own=False)
    return {"post": dollars(one), "thread": dollars(one * MOST_ABOVE)}


def _inserts(case: Case, account: Account, messages: Sequence[StoredMessage], now: datetime) -> list[Insert]:
    """The account's texts, and the articles that fit what the customer wrote last."""
    last = _said_last(messages)
    found = suggest(last, account, spoken(case.language, account), 5) if last else ()
    articles = [(article.question, article.answer) for article in found]
    return inserts(case, account, now, articles, exposed=exposes(messages, account))


def _said_last(messages: Sequence[StoredMessage]) -> str:
    return next((message.text for message in reversed(messages) if message.by == "customer"), "")


def history_of(request: Request) -> list[Matter]:
    """All matters of the case's customer, the newest first; who serves sees no scores."""
    case, account = request.matter
    found = matters.of(account.id, case.customer.customer_id)
    return found if request.who.may_in(account.id, "supervisors") else [without_score(one) for one in found]


def spread_of(case: Case, account: Account) -> list[Step]:
    """How far the complaint spread in each hour, where X is asked for it."""
    if not account.desk.spread_micro_dollars or case.topic != "complaint" or case.opened_in != "public":
        return []
    known = spreads.one(account.id, case.case_id, case.opened_at)
    return steps(known) if known is not None else []
