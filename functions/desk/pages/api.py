"""JSON beside the pages, for integrations: the same rows and stories, masked in the same way."""

from typing import Any

from pydantic import TypeAdapter

from care.case.model import Case
from care.desk import replying
from care.desk.queue import Page
from care.desk.story import Entry, story
from desk.dependencies import conversations, outbox, queue
from desk.dispatch import NotYours
from desk.pages.queue import accounts_of, place_of
from desk.requests import Request
from desk.responses import Response, as_json

_PAGE = TypeAdapter(Page)
_STORY = TypeAdapter(list[Entry])
_WAYS = TypeAdapter(tuple[replying.Way, replying.Way])
# What the desk keeps for itself, or what would tell sensitive data that the story masks.
_KEPT: Any = {"customer": {"early"}, "survey": {"comment"}, "listed": True, "version": True}


def accounts(request: Request) -> Response:
    """The accounts that the visitor sees."""
    found = accounts_of(request)
    return as_json({"accounts": [{"id": one.id, "username": one.username, "name": one.name} for one in found]})


def cases(request: Request) -> Response:
    """A page of the queue, with the filters of the page; `after` begins the next one."""
    place = place_of(request)
    if place is None:
        raise NotYours
    return as_json(_PAGE.dump_python(queue.page(place.wanted), mode="json"))


def case(request: Request) -> Response:
    """A case with its story and the ways to its customer."""
    found, account = request.matter
    messages = conversations.messages(found.case_id)
    deleted = frozenset(message.id for message in messages if message.deleted_at is not None)
    said = story(messages, outbox.of_case(account.id, found.case_id), account, request.now)
    return as_json(
        {
            "case": _shown(found),
            "story": _STORY.dump_python(said, mode="json"),
            "ways": _WAYS.dump_python(replying.ways(found, account, request.now, deleted=deleted), mode="json"),
        }
    )


def _shown(found: Case) -> dict[str, Any]:
    return found.model_dump(mode="json", exclude=_KEPT, exclude_none=True)
