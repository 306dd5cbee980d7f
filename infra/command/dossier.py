"""All that is kept of a customer, for a request for access: as data, as a text that a person reads, and the files."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from care.model.account import Account
from infra.command.deployed import Deployed

_PART = 8 * 1024 * 1024  # bytes of a file that are fetched at once
_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "video/mp4": ".mp4"}


def dossier(stack: Deployed, account: Account, customer_id: str) -> dict[str, Any]:
    """What is known of the customer: cases, messages, what they show, what was or will be sent, posts around."""
    store, cases = stack.conversations, []
    for case_id in store.cases_of(account.id, customer_id):
        case = store.case(case_id)
        if case is None:
            continue
        sent = stack.outbox.of_case(account.id, case_id) if "OutboxTable" in stack.outputs else []
        cases.append(
            {
                "case": case.model_dump(mode="json", exclude={"customer"}, exclude_none=True),
                "messages": [one.model_dump(mode="json", exclude_none=True) for one in store.messages(case_id)],
                "media": [one.model_dump(mode="json") for one in stack.media.of_case(case_id)],
                "sent": [one.model_dump(mode="json", exclude_none=True, exclude={"sealed"}) for one in sent],
            }
        )
    known = store.customer(account.id, customer_id).model_dump(mode="json", exclude_none=True)
    posts = [one.model_dump(mode="json", exclude_none=True) for one in stack.around.by(account.id, customer_id)]
    return {"customer": known, "cases": cases, "posts": posts}


def readable(told: dict[str, Any], account: Account) -> str:
    """The same as plain text, the oldest first; instants as the account's zone reads them."""
    return "\n".join(_lines(told, account)) + "\n"


def _lines(told: dict[str, Any], account: Account) -> Iterator[str]:
    customer = told["customer"]
    named = " ".join(
        filter(None, (customer.get("name", ""), f"@{customer['username']}" if "username" in customer else ""))
    )
    yield f"{named or 'A customer'} ({customer['customer_id']} on X), customer of {account.name} (@{account.username})"
    for name, value in sorted(customer.items()):
        if value not in ("", [], (), {}) and name not in {"customer_id", "account_id", "name", "username", "version"}:
            yield f"  {name.replace('_', ' ')}: {json.dumps(value, ensure_ascii=False)}"
    for one in told["cases"]:
        case = one["case"]
        yield ""
        yield f"Case {case['case_id']}, {case.get('topic', '')}, {case['state']}, opened {case.get('opened_at', '')}"
        for message in sorted(one["messages"], key=lambda message: str(message["at"])):
            yield f"  {message['at']}  {message['by']} ({message['channel']}): {message.get('text', '')}"
        for media in one["media"]:
            kept = f"media/{file_name(media)}" if media["place"] else media["fault"] or media["state"]
            yield f"  {media['media']['type']} of message {media['message_id']}: {kept}"


def file_name(media: dict[str, Any]) -> str:
    """The name of a file in the dossier: ids of X, and an ending that its type gives."""
    return f"{media['message_id']}-{media['media']['id']}{_ENDINGS.get(media['content_type'], '.bin')}"


def write(stack: Deployed, told: dict[str, Any], account: Account, folder: Path) -> int:
    """Write `dossier.json`, `dossier.txt` and the files; how many files there were. One that is gone is left out."""
    (folder / "media").mkdir(parents=True, exist_ok=True)
    (folder / "dossier.json").write_text(json.dumps(told, indent=2, ensure_ascii=False), encoding="utf-8")
    (folder / "dossier.txt").write_text(readable(told, account), encoding="utf-8")
    written = 0
    for media in (media for one in told["cases"] for media in one["media"] if media["place"]):
        try:
            data = b"".join(_parts(stack, media["place"]))
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"NoSuchKey", "404"}:
                raise
            continue
        (folder / "media" / file_name(media)).write_bytes(data)
        written += 1
    return written


def _parts(stack: Deployed, place: str) -> Iterator[bytes]:
    first, total = 0, 1
    while first < total:
        part = stack.media.part(place, first, None, _PART)
        yield part.data
        if not part.data:
            return
        first, total = first + len(part.data), part.total
