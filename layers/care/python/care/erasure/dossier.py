"""All that is kept of a customer, for a request for access: as data, and as a text that a person reads."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from care.erasure.whose import Whose
from care.model.account import Account
from care.tables.context import Around
from care.tables.conversations import Conversations
from care.tables.finds import Finds
from care.tables.gifts import Gifts
from care.tables.media import KeptFiles
from care.tables.outbox import Outbox

_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "video/mp4": ".mp4"}


@dataclass(frozen=True, slots=True)
class Kept:
    """Where something of a customer lies in the tables."""

    conversations: Conversations
    outbox: Outbox
    files: KeptFiles
    around: Around
    gifts: Gifts
    finds: Finds


def dossier(kept: Kept, whose: Whose) -> dict[str, Any]:
    """What is known of the customer: cases, messages, what they show, what is sent, posts around or found, gifts."""
    store, cases = kept.conversations, []
    for case_id in sorted(whose.case_ids):
        case = store.case(case_id)
        if case is None:
            continue
        sent = kept.outbox.of_case(whose.account_id, case_id)
        cases.append(
            {
                "case": case.model_dump(mode="json", exclude={"customer"}, exclude_none=True),
                "messages": [one.model_dump(mode="json", exclude_none=True) for one in store.messages(case_id)],
                "media": [one.model_dump(mode="json") for one in kept.files.of_case(case_id)],
                "sent": [one.model_dump(mode="json", exclude_none=True, exclude={"sealed"}) for one in sent],
            }
        )
    known = store.customer(whose.account_id, whose.customer_id).model_dump(mode="json", exclude_none=True)
    around = kept.around.by(whose.account_id, whose.customer_id)
    posts = [one.model_dump(mode="json", exclude_none=True) for one in around]
    given = kept.gifts.of_customer(whose.account_id, whose.customer_id)
    # The codes themselves stand in the messages that brought them.
    ours = {"code", "mark", "bundle", "number", "wish", "account_id", "customer_id", "day", "language"}
    gifts = [one.model_dump(mode="json", exclude_none=True, exclude=ours) for one in given]
    found = [one.model_dump(mode="json") for one in kept.finds.by(whose.account_id, whose.customer_id)]
    return {"customer": known, "cases": cases, "posts": posts, "gifts": gifts, "found": found}


def file_name(media: dict[str, Any]) -> str:
    """The name of a file in the dossier: ids of X, and an ending that its type gives."""
    return f"{media['message_id']}-{media['media']['id']}{_ENDINGS.get(media['content_type'], '.bin')}"


def readable(told: dict[str, Any], account: Account, where: Callable[[str, dict[str, Any]], str]) -> str:
    """The same as plain text, the oldest first. `where` says of a case's picture or file where it is to be found."""
    return "\n".join(_lines(told, account, where)) + "\n"


def _lines(told: dict[str, Any], account: Account, where: Callable[[str, dict[str, Any]], str]) -> Iterator[str]:
    customer = told["customer"]
    named = " ".join(
        filter(None, (customer.get("name", ""), f"@{customer['username']}" if "username" in customer else ""))
    )
    yield f"{named or 'A customer'} ({customer['customer_id']} on X), customer of {account.name} (@{account.username})"
    for name, value in sorted(customer.items()):
        if value not in ("", [], (), {}) and name not in {"customer_id", "account_id", "name", "username", "version"}:
            yield f"  {name.replace('_', ' ')}: {json.dumps(value, ensure_ascii=False)}"
    for one in told["gifts"]:
        yield f"  gift of {one['at']}: {one['pool']} ({one['worth']}), code {one['shown']}, {one['state']}"
    for one in told["cases"]:
        case = one["case"]
        yield ""
        yield f"Case {case['case_id']}, {case.get('topic', '')}, {case['state']}, opened {case.get('opened_at', '')}"
        for message in sorted(one["messages"], key=lambda message: str(message["at"])):
            yield f"  {message['at']}  {message['by']} ({message['channel']}): {message.get('text', '')}"
        for handed in case.get("hand_overs", ()):
            reference = f", its reference there is {handed['reference']}" if handed.get("reference") else ""
            yield f"  {handed['at']}  handed over to {handed['to']} ({handed['state']}){reference}"
        for media in one["media"]:
            kept = where(case["case_id"], media) if media["place"] else media["fault"] or media["state"]
            yield f"  {media['media']['type']} of message {media['message_id']}: {kept}"
    for find in told["found"]:
        yield ""
        yield f"A post that a saved search found, {find['message']['at']}: {find['message']['text']}"
