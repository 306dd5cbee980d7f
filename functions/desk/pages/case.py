"""One case: the whole story, what the customer waits for, and the reply box that knows what X will do."""

import secrets
from collections.abc import Sequence
from copy import replace
from datetime import datetime
from typing import Any

from care import selfservice
from care.acknowledgement.texts import spoken
from care.budget.prices import dollars, prices, read_price
from care.case.agent_actions import of_others
from care.desk import reply_preview
from care.desk.feedback import as_served
from care.desk.insertions import Insert, inserts
from care.desk.masking import exposes, shown
from care.desk.mentions import handles
from care.desk.presets import PRESETS
from care.desk.saved_replies import filled
from care.desk.signature import signed
from care.desk.story import answering as answering_of
from care.desk.story import may_be_answered, story, unmasked
from care.desk.why import why
from care.length.shorter import shorten
from care.model import clocks as sla
from care.model.account import Account
from care.model.case import Case
from care.model.context import MOST_ABOVE
from care.model.envelope import Channel
from care.model.files import OutFile
from care.model.months import month_of
from care.model.outcomes import Code, outcome
from care.model.stored_message import StoredMessage
from care.outbox.files import LARGEST, LARGEST_IN_CHAT, MOST_IN_CHAT, MOST_IN_POST
from care.tables.account_reads import UnknownAccount, UnreadableSettings
from care.tables.matters import Matter, without_score
from care.watch.spreading import Step, steps
from desk.actions import initials, record, tell_chat
from desk.dependencies import (
    accounts,
    answering,
    budget,
    conversations,
    drafts,
    matters,
    outbox,
    people,
    spreads,
    tags_in_use,
)
from desk.forms import FORMS
from desk.pages.context import around_of
from desk.pages.files import PIECE, named
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
    messages = _messages(request)
    html = render(request, "case.html", **_values(request, messages), **_at_first(request, messages), pending=pending)
    return page(html, headers=showing(where_files_are()))


def live(request: Request) -> Response:
    """What may change while the page is open, each few seconds."""
    html = render(request, "case_live.html", **_values(request, _messages(request)))
    return fragment(html, request.headers.get("if-none-match", ""))


def clocks(request: Request) -> Response:
    """Each clock line by line."""
    case, account = request.matter
    explained = explained_clocks(request)
    return page(render(request, "case_clocks.html", case=case, explained=explained, zone=account.hours.zone))


def explained_clocks(request: Request) -> list[tuple[sla.Clock, list[sla.Line], datetime | None]]:
    """Each clock of the case with its lines and when it is due."""
    case, account = request.matter
    numbers = {segment.version for clock in case.clocks for segment in clock.segments}
    numbers |= {clock.version for clock in case.clocks}
    versions = {}
    for number in numbers:
        try:
            versions[number] = accounts.version(account.id, number).hours
        except (UnknownAccount, UnreadableSettings):
            versions[number] = account.hours  # the version is not stored any more: the best guess
    return [
        (clock, list(sla.explain(clock, versions, request.now)), sla.due(clock, versions[clock.version]))
        for clock in case.clocks
    ]


def preview(request: Request) -> Response:
    """What the text in the box will be."""
    form = request.form
    channel: Channel = "private" if form.get("channel") == "private" else "public"
    text = str(form.get("text", ""))[:20_000]
    files = named(request)
    to, dm_link = str(form.get("in_reply_to", "")), form.get("dm_link") == "true"
    will, shorter, signature = previewed(request, channel, text, to, dm_link=dm_link, files=files)
    values = {
        "will": will,
        "channel": channel,
        "signature": signature,
        "written": bool(text.strip() or files),
        "shorter": shorter,
    }
    return page(render(request, "case_preview.html", **values))


def previewed(
    request: Request, channel: Channel, text: str, to: str, *, dm_link: bool, files: tuple[OutFile, ...] = ()
) -> tuple[reply_preview.Preview, str, str]:
    """A text as it would go, a shorter wording where it is too long in public, and with which signature it goes."""
    account, case = request.matter[1], _answering(request, to)
    whole = signed(text, channel, initials(request), account)
    will = reply_preview.preview(
        case,
        account,
        channel,
        whole,
        request.now,
        supervised=request.who.may_in(account.id, "supervisors"),
        dm_link=dm_link,
        spent=budget.sent(account, month_of(request.now)),
        files=files,
    )
    # Who is within the limit needs no other wording.
    shorter = _shorter(text, case, account) if channel == "public" and will.length > will.limit else ""
    return will, shorter, whole.removeprefix(text.rstrip()).strip() if whole != text else ""


def _shorter(text: str, case: Case, account: Account) -> str:
    """A shorter wording to take or leave; empty if there is none."""
    names = [name for name in (account.name, case.customer.name) if name.strip()]
    suggestion = shorten(text, spoken(case.language, account), names)
    return suggestion.text if suggestion.changes else ""


def reveal(request: Request) -> Response:
    """The text of one message as it was written; that somebody looked is recorded."""
    return page(render(request, "case_revealed.html", text=revealed(request)))


def revealed(request: Request) -> str:
    """The text of the message of the address; first it is recorded that somebody looked."""
    case, account = request.matter
    message_id = request.params["message"]
    text = unmasked(_messages(request), message_id)
    if text is None:
        raise BadRequest(outcome(Code.no_such_message))
    record(request, account.id, "reveal", case_id=case.case_id, about=message_id)
    return text


def answer(request: Request) -> Response:
    """Say that one is answering, or not any more, and what is written so far; who else is."""
    case, account = request.matter
    me = request.who.person.id
    if (draft := request.form.get("draft")) is not None:
        drafts.keep(case, me, str(draft), request.now)
    if request.form.get("leaves") == "true":
        answering.leave(account.id, me)
        other = None
    else:
        if request.form.get("writes") == "true":
            tell_chat(request, "typing")
        other = answering.take(account.id, case.case_id, me, request.now)
    names = {person.id: person.name for person in people.all()}
    who = names.get(other.person_id, other.person_id) if other else ""
    return page(render(request, "case_other.html", other=who))


def _messages(request: Request) -> list[StoredMessage]:
    case, _ = request.matter
    messages = conversations.messages(case.case_id)
    return messages if request.who.may_in(case.account_id, "supervisors") else as_served(messages, case)


def _answering(request: Request, message_id: str) -> Case:
    """The case as it stands for an answer to a certain post."""
    case, _ = request.matter
    return case if (to := _to(message_id, _messages(request) if message_id else ())) is None else answering_of(case, to)


def _to(message_id: str, messages: Sequence[StoredMessage]) -> StoredMessage | None:
    """The message that is to be answered, if it is one that can be."""
    return next((one for one in messages if one.id == message_id and may_be_answered(one)), None)


def _values(request: Request, messages: list[StoredMessage]) -> dict[str, Any]:
    """What may change while the page is open."""
    case, account = request.matter
    me, now = request.who.person, request.now
    to = _to(request.query.get("to", ""), messages)
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
    # Articles come with self-service.
    suggest = getattr(selfservice, "suggest", None)
    found = suggest(last, account, spoken(case.language, account), 5) if suggest and last else ()
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
