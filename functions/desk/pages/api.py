"""JSON beside the pages, for integrations: the same rows and stories, masked in the same way."""

from copy import replace
from typing import Any

from pydantic import TypeAdapter

from care.desk import reply_preview
from care.desk.feedback import as_served, survey_as_served
from care.desk.masking import shown
from care.desk.story import Entry, story
from care.desk.why import why
from care.model.account import Account
from care.model.case import Case
from care.model.stored_message import StoredMessage
from care.tables.queue import QueuePage
from desk.dependencies import conversations, outbox, queue, reply_uses, tags_in_use
from desk.dispatch import NotYours
from desk.listing import Listed
from desk.pages.case import history_of, spread_of
from desk.pages.context import around_of
from desk.pages.media import shown_of
from desk.places import accounts_of, place_of
from desk.refusals import told
from desk.renderer import reader
from desk.requests import Request
from desk.responses import Response, as_json
from desk.verdicts import lines

_PAGE = TypeAdapter(QueuePage)
_STORY = TypeAdapter(list[Entry])
_WAYS = TypeAdapter(tuple[reply_preview.Way, reply_preview.Way])
# What the desk keeps for itself, or what would tell sensitive data that the story masks.
_KEPT: Any = {"customer": {"early"}, "survey": {"comment"}, "listed": True, "version": True}


def accounts(request: Request) -> Response:
    """The accounts that the visitor sees."""
    found = accounts_of(request)
    return as_json({"accounts": [{"id": one.id, "username": one.username, "name": one.name} for one in found]})


def cases(request: Request) -> Response:
    """A page of the queue, with the filters of the page; `after` begins the next one."""
    Listed.model_validate(dict(request.query))
    place = place_of(request)
    if place is None:
        raise NotYours
    return as_json(_PAGE.dump_python(queue.page(*place.each), mode="json"))


def replies(request: Request) -> Response:
    """The saved replies of an account, as they are written, with how often each was used."""
    place = place_of(request)
    if place is None:
        raise NotYours
    uses = reply_uses.of(place.account.id)
    found = [{**one.model_dump(mode="json"), "uses": uses.get(one.id, 0)} for one in place.account.desk.saved_replies]
    return as_json({"replies": found})


def tags(request: Request) -> Response:
    """The tags of an account that are in use, those that were given most often first, with how often that was."""
    place = place_of(request)
    if place is None:
        raise NotYours
    uses = tags_in_use.of(place.account.id)
    found = [{"tag": tag, "uses": uses[tag]} for tag in sorted(uses, key=lambda tag: (-uses[tag], tag))]
    return as_json({"tags": found})


def case(request: Request) -> Response:
    """A case with its story, the ways to its customer, and all matters of that customer, the newest first."""
    found, account = request.matter
    messages = _messages(request, found)
    deleted = frozenset(one for message in messages if message.deleted_at is not None for one in message.ids)
    items = outbox.of_case(account.id, found.case_id)
    said = story(
        messages,
        items,
        account,
        request.now,
        kept=shown_of(found.case_id, messages, items),
        around=around_of(account.id, messages),
        case_id=found.case_id,
    )
    ways = reply_preview.ways(found, account, request.now, deleted=deleted)
    hears = _hears_feedback(request, found)
    answer = told(
        reader(request),
        {
            "case": _shown(found, account) if hears else survey_as_served(_shown(found, account)),
            "story": _STORY.dump_python(said, mode="json"),
            "ways": _WAYS.dump_python(ways, mode="json"),
            "history": [one.model_dump(mode="json", exclude_none=True) for one in history_of(request)],
            "why": _why(request, found, messages, account),
            "spread": [{**one._asdict(), "at": one.at.isoformat()} for one in spread_of(found, account)],
        },
    )
    return as_json(answer)


def _why(request: Request, found: Case, messages: list[StoredMessage], account: Account) -> dict[str, Any] | None:
    """Why the case has its topic, as the page shows it: in codes, and in the reader's words."""
    told = why(found, messages, account)
    if told is None:
        return None
    verdict = told.verdict
    return {
        "message_id": told.message_id,
        "corrected": told.corrected,
        "differs": told.differs,
        "topic": verdict.topic,
        "urgency": verdict.urgency,
        "language": verdict.language,
        "told_by": verdict.told_by,
        "sure": verdict.sure,
        "because": [one._asdict() for one in verdict.because],
        "words": lines(reader(request), verdict),
    }


def _messages(request: Request, found: Case) -> list[StoredMessage]:
    messages = conversations.messages(found.case_id)
    return messages if _hears_feedback(request, found) else as_served(messages, found)


def _hears_feedback(request: Request, found: Case) -> bool:
    return request.who.may_in(found.account_id, "supervisors")


def _shown(found: Case, account: Account) -> dict[str, Any]:
    """The case as data; what its customer says of themselves is masked as the story is."""
    masked = replace(found, customer=replace(found.customer, bio=shown(found.customer.bio, account)[0]))
    return masked.model_dump(mode="json", exclude=_KEPT, exclude_none=True)
