"""What the brands' people did, as the actions that the desk makes of it."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from care.case.promises import FOLLOW_UP
from care.desk.presets import until
from care.model.account import Account
from care.model.actions import (
    Action,
    CaseAssigned,
    CaseLabelled,
    CaseResolved,
    CaseSnoozed,
    CaseTagged,
    CustomerNoted,
    NoteWritten,
    PromiseKept,
    PromiseMade,
    ReplyApproved,
    ReplyWritten,
)
from care.model.after_reply import AfterReply
from care.model.case import Case
from infra.local.past.scenes import Scene


def action_of(scene: Scene, case: Case, account: Account, at: datetime, action_id: str) -> Action:
    """The one thing that a scene says somebody did with the case."""
    common: dict[str, Any] = {**case.ids, "action_id": action_id, "by": scene.by, "at": at}
    if scene.reply:
        then = AfterReply(kind="resolve", by=scene.by, at=at) if scene.then == "resolve" else None
        return ReplyWritten(**common, channel=scene.channel, text=scene.reply, then=then)
    if scene.note:
        handed = (scene.mention,) if scene.mention else ()
        return NoteWritten(**common, text=scene.note, mentions=handed)
    if scene.promise:
        return PromiseMade(**common, text=scene.promise, due_at=at + timedelta(hours=scene.hours))
    if scene.customer_note:
        return CustomerNoted(**common, text=scene.customer_note)
    if scene.tag:
        return CaseTagged(**common, add=scene.tag)
    if scene.topic:
        return CaseLabelled.model_validate({**common, "topic": scene.topic})
    if scene.snooze:
        return CaseSnoozed(**common, until=until("in_three_days", account.hours, at))
    if scene.assign or scene.give:
        return CaseAssigned(**common, to=scene.give or scene.by)
    if scene.then == "approve":
        return ReplyApproved(**common, item_id=case.awaiting_approval[0])
    return CaseResolved(**common)


_SUPERVISOR = "sara@demo.example"
_SORRY = {
    "es": "Hola, {name}. Soy Sara, responsable de atención al cliente: siento la espera. ¿Queda algo por arreglar?",
    "pt": "Olá, {name}. Sou a Sara, responsável pelo atendimento: desculpe pela espera. Ficou algo por resolver?",
    "en": "Hello {name}, this is Sara, I lead the team here. Sorry for the wait. Is anything left to put right?",
}


def following_up(case: Case, at: datetime) -> Iterator[Action]:
    """A supervisor asks who gave a bad score, and closes the case."""

    def common() -> dict[str, Any]:
        return {**case.ids, "action_id": str(uuid.uuid4()), "by": _SUPERVISOR, "at": at}

    text = _SORRY[case.language or "en"].format(name=case.customer.name.split(" ")[0])
    then = AfterReply(kind="resolve", by=_SUPERVISOR, at=at)
    yield ReplyWritten(**common(), channel="private", text=text, then=then)
    if any(one.promise_id == FOLLOW_UP and one.is_pending for one in case.promises):
        yield PromiseKept(**common(), promise_id=FOLLOW_UP)
