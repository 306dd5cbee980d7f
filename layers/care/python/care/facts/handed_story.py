"""A case as another system or team gets it: what the account's privacy rules let go along, and what it answered."""

import html
import json
from collections.abc import Sequence
from copy import replace
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any, Final

from care import late
from care.desk.feedback import as_served
from care.desk.masking import shown
from care.facts.of_account import id_of
from care.model.account import Account
from care.model.case import Case
from care.model.formats import FORMAT
from care.model.hand_over import HandOver
from care.model.stored_message import StoredMessage

TYPE: Final = "hand_over.requested"
_MOST: Final = 200  # messages, the newest
_LONGEST: Final = 5000  # characters of a text
_REFERENCE: Final = late.pattern(r"[A-Za-z0-9][A-Za-z0-9 _#/-]{0,63}")


@dataclass(frozen=True, slots=True)
class Handing:
    """What is handed over: the case with its messages, by which hand-over, and where people find it at the desk."""

    case: Case
    messages: Sequence[StoredMessage]
    account: Account
    one: HandOver
    desk_url: str

    @property
    def id(self) -> str:
        """The same however often it is tried: by it the other side knows what it has already."""
        return id_of("hand_over", self.case.case_id, self.one.id)

    @property
    def link(self) -> str:
        """The case at the desk; empty where nobody reaches one."""
        return f"{self.desk_url}/desk/cases/{self.case.case_id}" if self.desk_url else ""

    @property
    def note(self) -> str:
        """What who handed it over wrote for the other side, masked as all else."""
        written = (each.text for each in self.messages if each.channel == "internal" and each.id == self.one.id)
        return shown(next(written, "")[:_LONGEST], self.account)[0]

    @property
    def said(self) -> list[StoredMessage]:
        """What was said, the oldest first; notes of colleagues, answers to surveys and what is deleted stay here."""
        spoken = [each for each in self.messages if each.channel != "internal" and each.deleted_at is None]
        return [_masked(each, self.account) for each in as_served(spoken[-_MOST:], self.case)]


def story(handing: Handing, now: datetime, *, words: bool) -> bytes:
    """The body for a webhook; without `words` it holds no name and no text but that of the note."""
    case, one = handing.case, handing.one
    customer = {"id": case.customer.customer_id}
    if words and case.customer.username:
        customer["username"] = case.customer.username
    messages = (
        {"id": each.id, "at": each.at.isoformat(), "by": each.by, "channel": each.channel}
        | ({"text": each.text} if words else {})
        for each in handing.said
    )
    data: dict[str, Any] = {
        "version": FORMAT,
        "id": handing.id,
        "account_id": case.account_id,
        "account": handing.account.username,
        "case_id": case.case_id,
        "url": handing.link,
        "asked_at": one.at.isoformat(),
        "asked_by": one.by,
        "note": handing.note,
        "customer": customer,
        "opened_at": case.opened_at.isoformat(),
        "state": case.state,
        "topic": case.topic,
        "urgency": case.urgency,
        "language": case.language,
        "tags": list(case.tags),
        "messages": list(messages),
    }
    return json.dumps({"type": TYPE, "timestamp": now.isoformat(), "data": data}, separators=(",", ":")).encode()


def letter(handing: Handing, *, words: bool) -> tuple[str, str]:
    """The subject and the HTML of a mail, in the account's language and time."""
    case, account = handing.case, handing.account
    said, zone = _words()[account.variety], account.hours.zone
    subject = said["subject"].format(account=f"@{account.username}", case=case.case_id)
    rows = [f"<p>{html.escape(subject)}</p>"]
    if handing.note:
        rows.append(f"<p><b>{html.escape(said['note'])}</b> {html.escape(handing.note)}</p>")
    if handing.link:
        rows.append(f'<p><a href="{html.escape(handing.link)}">{html.escape(said["open"])}</a></p>')
    if words and case.customer.username:
        rows.append(f"<p>{html.escape(said['customer'].capitalize())}: @{html.escape(case.customer.username)}</p>")
    lines = []
    for each in handing.said if words else ():
        who = f"{each.at.astimezone(zone):%Y-%m-%d %H:%M} · {said[each.by]}"
        text = html.escape(each.text).replace("\n", "<br>")
        lines.append(f"<li>{html.escape(who)}: {text}</li>")
    if lines:
        rows.append(f"<ul>{''.join(lines)}</ul>")
    return subject, "".join(rows)


def reference_of(body: bytes) -> str:
    """The reference in an answer, a JSON object; empty where there is none that can be shown to people."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    given = read.get("reference") if isinstance(read, dict) else None
    if isinstance(given, bool) or not isinstance(given, str | int):
        return ""
    written = str(given).strip() if isinstance(given, str) or abs(given) < 10**18 else ""
    return written if _REFERENCE.fullmatch(written) else ""


def _masked(message: StoredMessage, account: Account) -> StoredMessage:
    return replace(message, text=shown(message.text[:_LONGEST], account)[0])


@cache
def _words() -> dict[str, dict[str, str]]:
    import tomllib  # noqa: PLC0415  only mails pay

    return tomllib.loads((resources.files(__package__) / "handed_story.toml").read_text(encoding="utf-8"))
