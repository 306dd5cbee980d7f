"""Keeps what the present release writes, for the next one's tests: `python -m tests.releases.record` beside `make run`.

The tables are those of the run that is up, after its day; of the messages there is one of each kind, about cases of it.
"""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import tomlkit
from infra import ROOT
from infra.command.deployed import Deployed, find
from tests.unit.facts.test_notices import a_fact

from care.model.actions import (
    AbuseSeen,
    AutomaticMessagesSet,
    CaseAssigned,
    CaseHandedOver,
    CaseLabelled,
    CaseMerged,
    CaseReopened,
    CaseResolved,
    CaseSnoozed,
    CaseTagged,
    CustomerErased,
    CustomerNoted,
    CustomerNoteRemoved,
    HandOverTriedAgain,
    MentionSeen,
    NoteWritten,
    PromiseKept,
    PromiseMade,
    ReferenceTyped,
    ReplyApproved,
    ReplyCancelled,
    ReplyWritten,
    SendDecided,
    ShutOut,
    SpamMarked,
    ThanksReposted,
)
from care.model.case import Case
from care.model.commands import (
    Acknowledge,
    AnswerByDm,
    AskSurvey,
    FetchContext,
    FetchMedia,
    HandOverCase,
    Introduce,
    LookUp,
    Tell,
    Thank,
)
from care.model.events import (
    CaseAbsorbed,
    CaseDue,
    HandOverSettled,
    IncidentTouched,
    LookedUp,
    SendSettled,
    SettingsChanged,
)
from care.model.fact import TYPES
from care.model.media import Media
from care.model.messages import Author, Message
from care.model.outbox_item import queue_of
from care.model.x_events import (
    AccessRevoked,
    CustomerIntroduced,
    MessageDeleted,
    MessageEchoed,
    MessageEdited,
    MessageReacted,
    MessageReceived,
    NotPassedOn,
    Reposted,
    Unreadable,
)

_TABLES = ("ConversationsTable", "OutboxTable", "AccountsTable")


def main() -> None:
    """Write `tables.json` (an item a line) and `messages.json` (one of each kind, by queue)."""
    stack = find(None)
    version = str(tomlkit.parse((ROOT / "pyproject.toml").read_text())["project"]["version"])
    folder = Path(__file__).parent / version
    folder.mkdir(exist_ok=True)
    tables = {name.removesuffix("Table").lower(): _items(stack, name) for name in _TABLES}
    lines = [
        f"{json.dumps(name)}: [\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in items) + "\n]"
        for name, items in tables.items()
    ]
    (folder / "tables.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    text = json.dumps(_messages(stack), indent=1, ensure_ascii=False)
    (folder / "messages.json").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"release {version}: {sum(map(len, tables.values()))} items\n")


def _items(stack: Deployed, table: str) -> list[dict[str, Any]]:
    # A copy of a whole table for a test: no function may scan one.
    pages = stack.client("dynamodb").get_paginator("scan").paginate(TableName=stack.outputs[table])
    return [item for page in pages for item in page["Items"]]


def _messages(stack: Deployed) -> dict[str, list[str]]:
    account = stack.accounts.all()[0]
    cases = list(stack.conversations.queue(account.id, "open"))
    private = next(case for case in cases if case.private_contact and case.unanswered_since)
    public = next(case for case in cases if case.last_public and case.unanswered_since and not case.private_contact)
    wake = json.dumps({"queue": queue_of(account.id, "private")})
    return {
        "events": [event.as_json() for event in _events(private, public)],
        "acknowledgements": [command.model_dump_json() for command in _automatic(private, public)],
        "surveys": [AskSurvey(**_asked(private, "survey"), survey_kind="csat").model_dump_json()],
        "lookups": [
            LookUp(**_asked(private, "lookup"), lookup_id="pedido", values={"pedido": "LN-12342"}).model_dump_json()
        ],
        "media": [
            Introduce(**_asked(private, "who")).model_dump_json(),
            FetchMedia(
                **_asked(public, "media"),
                message_id=public.last_message.id,
                media=(Media(id="3_1", type="photo", url="https://pbs.twimg.com/media/a.jpg"),),
            ).model_dump_json(),
            FetchContext(
                **_asked(public, "around"), message_id=public.last_message.id, wanted=("2126299999999999777",)
            ).model_dump_json(),
        ],
        "facts": [
            Tell(
                **_asked(public, "facts"),
                facts=tuple(
                    {**a_fact(kind).model_dump(mode="json"), **public.ids, "id": f"{number:032x}"}
                    for number, kind in enumerate(TYPES)
                ),
            ).model_dump_json(),
            HandOverCase(**_asked(private, "crm"), to="crm", by="Ana", begun_at=private.opened_at).model_dump_json(),
        ],
        "sends": [wake],
        "wakes": [wake],
    }


def _asked(case: Case, what: str) -> dict[str, Any]:
    at = case.last_message.at + timedelta(minutes=20)
    whose = {"account_id": case.account_id, "customer_id": case.customer.customer_id, "case_id": case.case_id}
    return {**whose, "item_id": f"{case.case_id}:{what}:7", "language": "es", "asked_at": at}


def _automatic(private: Case, public: Case) -> list[Acknowledge | Thank | AnswerByDm]:
    written = private.last_message.at
    return [
        Acknowledge(**_asked(private, "open"), occasion="open", channel="private", in_reply_to="", answers_at=written),
        Acknowledge(
            **_asked(public, "open"),
            occasion="open",
            channel="public",
            in_reply_to=public.last_message.id,
            answers_at=public.last_message.at,
        ),
        Thank(**_asked(private, "thanks"), channel="private", in_reply_to="", answers_at=written),
        AnswerByDm(**_asked(private, "answer"), text="Su pedido está en camino.", answers_at=written),
    ]


def _events(private: Case, public: Case) -> list[Any]:
    at = private.last_message.at + timedelta(minutes=30)
    whose = {"account_id": private.account_id, "customer_id": private.customer.customer_id}
    case = {**whose, "case_id": private.case_id}
    of_public = {"account_id": public.account_id, "customer_id": public.customer.customer_id}
    deed = {**case, "by": "Ana", "at": at}
    author = Author(id=private.customer.customer_id, username="cliente", name="Cliente", followers=12, protected=False)
    dm = Message(id="2126299999999999001", channel="private", text="¿Sabe algo de mi pedido?", at=at, language="es")
    post = {"channel": "public", "at": at, "language": "es", "summons": True}
    return [
        MessageReceived(**whose, author=author, message=dm),
        MessageReceived(
            **of_public,
            author=Author(id=public.customer.customer_id, username="otra", name="Otra"),
            message=Message(id="2126299999999999002", text="@tiendaluna sigo esperando", **post),
        ),
        MessageEchoed(
            **whose,
            message=Message(id="2126299999999999003", channel="private", text="Lo miramos ahora mismo.", at=at),
        ),
        Reposted(**of_public, repost_id="2126299999999999004", post_id=public.last_message.id),
        CustomerIntroduced(**of_public, author=author, at=at),
        MessageDeleted(**of_public, message_id=public.last_message.id),
        MessageEdited(**whose, message_id="2126299999999999009", edit_id="2126299999999999005", text="¿Y?", at=at),
        MessageReacted(**whose, message_id="2126299999999999009", reaction_id="2126299999999999006", emoji="👍", at=at),
        NotPassedOn(**whose, message_id="8f8f1df4-9e43-4b14-8d3a-0f3a5b1f2c11", failure="RecipientNotTrusted", at=at),
        AccessRevoked(account_id=private.account_id, at=at),
        CaseDue(**case, due_at=private.due_at or at),
        SendSettled(
            **case,
            item_id=f"{private.case_id}:ack:1",
            purpose="acknowledgement",
            channel="private",
            outcome="sent",
            at=at,
            text="Lo estamos mirando.",
            x_id="2126299999999999005",
        ),
        SettingsChanged(**case, settings_version=1),
        CaseAbsorbed(**case, merged_case_id="AAAAAAAAAAAA", at=at, urgency=1),
        LookedUp(**case, item_id=f"{private.case_id}:answer:1", fields={"estado": "en reparto"}),
        IncidentTouched(**case, incident_id="INC1", ended=False, matches=False),
        Unreadable(account_id=private.account_id, event_type="post.future", reason="not known", payload="{}"),
        CaseAssigned(**deed, action_id="a1", to="Ana"),
        NoteWritten(**deed, action_id="a2", text="Ha llamado también."),
        ReplyWritten(**deed, action_id="a3", channel="private", text="Sale hoy y llega mañana."),
        ReplyApproved(**deed, action_id="a4", item_id=f"{private.case_id}:reply:9"),
        ReplyCancelled(**deed, action_id="a5", item_id=f"{private.case_id}:reply:9"),
        SendDecided(**deed, action_id="a6", item_id=f"{private.case_id}:reply:9", verdict="again"),
        PromiseMade(**deed, action_id="a7", text="Decir cuándo llega", due_at=at + timedelta(days=3)),
        PromiseKept(**deed, action_id="a8", promise_id="a7"),
        CaseSnoozed(**deed, action_id="a9", until=at + timedelta(hours=3)),
        ThanksReposted(**deed, action_id="a10"),
        CaseHandedOver(**deed, action_id="a23", to="crm"),
        HandOverTriedAgain(**deed, action_id="a24", hand_over_id="a23"),
        ReferenceTyped(**deed, action_id="a25", hand_over_id="a23", reference="T-7"),
        HandOverSettled(**case, hand_over_id="a23", outcome="arrived", asked_at=at, at=at),
        CaseMerged(**deed, action_id="a11", into="AAAAAAAAAAAA"),
        CaseResolved(**deed, action_id="a12"),
        CaseReopened(**deed, action_id="a13"),
        AutomaticMessagesSet(**deed, action_id="a15", wanted=False),
        CaseLabelled(**deed, action_id="a16", topic="complaint", urgency=6, lead=False),
        CaseTagged(**deed, action_id="a17", add=("urgente",), remove=("vip",)),
        SpamMarked(**deed, action_id="a20", spam=False),
        AbuseSeen(**deed, action_id="a21"),
        ShutOut(**deed, action_id="a22", what="mute"),
        CustomerNoted(**deed, action_id="a18", text="Prefiere que la llamen."),
        CustomerNoteRemoved(**deed, action_id="a19", note_id="a18"),
        MentionSeen(**deed, action_id="a20"),
        CustomerErased(**of_public, action_id="a14", by="Otto", at=at + timedelta(hours=1)),
    ]


if __name__ == "__main__":
    main()
