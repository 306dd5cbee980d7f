"""JSON beside the pages, for integrations: the same rows and stories, masked in the same way."""

from typing import Any

from pydantic import TypeAdapter

from care.case.model import Case
from care.desk import replying
from care.desk.queue import Page
from care.desk.story import Entry, story
from desk.dispatching import NotYours
from desk.openapi import document
from desk.pages.queue import accounts_of, place_of
from desk.refusals import told
from desk.rendering import reader
from desk.requests import Request
from desk.responses import Response, as_json
from desk.world import conversations, outbox, queue

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
    ways = replying.ways(found, account, request.now, deleted=deleted)
    answer = told(
        reader(request),
        {
            "case": _shown(found),
            "story": _STORY.dump_python(said, mode="json"),
            "ways": _WAYS.dump_python(ways, mode="json"),
        },
    )
    return as_json(answer)


def openapi(_request: Request) -> Response:
    """This API as an OpenAPI document."""
    return as_json(document())


def _shown(found: Case) -> dict[str, Any]:
    return found.model_dump(mode="json", exclude=_KEPT, exclude_none=True)
