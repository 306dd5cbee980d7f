"""Posts that stand around a case's messages: shown in place, and looked up when somebody wants to see them."""

from collections.abc import Sequence

from care.budget.prices import dollars, read_price
from care.desk.around import ids_around
from care.model.commands import FetchContext
from care.model.context import MOST_ABOVE, ContextPost
from care.model.outcomes import Code, outcome
from care.model.stored_message import StoredMessage
from care.queues import send_fairly
from desk.dependencies import around, conversations, settings, sqs
from desk.requests import BadRequest, Request
from desk.responses import Response, as_json, see


def around_of(account_id: str, messages: Sequence[StoredMessage]) -> dict[str, ContextPost]:
    """What is known of the posts that a case's messages quote or answer, and of those above."""
    near = around.at_once(account_id, ids_around(messages))
    above = {one for post in near.values() for one in post.above} - set(near)
    return near | around.at_once(account_id, sorted(above))


def look(request: Request) -> Response:
    """Have X asked for the posts that a message quotes or answers, if nobody has or X did not show them."""
    return _asked(request, above=False)


def above(request: Request) -> Response:
    """Have X asked for the thread above the post that a message answers, some posts at a time."""
    return _asked(request, above=True)


def _asked(request: Request, *, above: bool) -> Response:
    case, account = request.matter
    message_id = request.params["message"]
    message = next((one for one in conversations.messages(case.case_id) if one.id == message_id), None)
    ids = ids_around([message]) if message is not None else ()
    if message is None or not ids or (above and message.in_reply_to not in ids):
        raise BadRequest(outcome(Code.no_such_message))
    command = FetchContext(
        **case.ids,
        item_id=f"around-{message_id}",
        language=case.language or account.language,
        asked_at=request.now,
        message_id=message_id,
        wanted=ids,
        above=message.in_reply_to if above else "",
        again=True,
    )
    send_fairly(sqs, settings.media_queue_url, command.model_dump_json(), command.account_id)
    if request.is_api:
        most = read_price("post", account, own=False) * (MOST_ABOVE if above else len(ids))
        return as_json({"message": message_id, "wanted": list(ids), "most": dollars(most)}, 202)
    return see(f"/desk/cases/{case.case_id}#said-{message_id}")
