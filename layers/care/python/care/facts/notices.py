"""What people are told of facts: in a chat or by mail, in their language, and only what is still so."""

import html
import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from care.model.case import Case
from care.model.case_facts import (
    ApprovalWaiting,
    ComplaintSpreads,
    HandOverFailed,
    InfluencerComplained,
    PromiseBroken,
    PromiseDue,
    ReplyRefused,
    ReplyUnconfirmed,
    SlaBreached,
    SlaWarned,
)
from care.model.fact import Fact, IncidentEnded, IncidentOpened, SurgeBegan, SurgeEnded

_SHOWN = 20  # lines of one notice
_PAGES = {
    "surge": "steer/{account}/board",
    "budget": "steer/{account}/budget",
    "subscriber": "steer/{account}/subscribers",
    "incident": "steer/{account}/incidents",
    "gifts": "steer/{account}/gifts",
    "connection": "settings/{account}/connection",
}
type Line = tuple[str, str]
"""What a line says, and where it leads; empty where there is no case."""


def is_still_so(fact: Fact, case: Case | None) -> bool:
    """Whether there is still something to do, as the case is now: who is told late is not told what was mended."""
    if not fact.case_id:
        return True
    if case is None:
        return False
    match fact:
        case SlaWarned() | SlaBreached() | InfluencerComplained() | ComplaintSpreads():
            return case.unanswered_since is not None and case.state != "resolved"
        case PromiseDue() | PromiseBroken():
            return any(one.promise_id == fact.promise_id and one.is_pending for one in case.promises)
        case ApprovalWaiting():
            return fact.item_id in case.awaiting_approval
        case HandOverFailed():
            return any(one.id == fact.hand_over_id and one.state == "failed" for one in case.hand_overs)
        case ReplyRefused():
            return fact.item_id in case.refused_sends
        case ReplyUnconfirmed():
            return fact.item_id in case.unclear_sends
        case _:
            return True


def mended(facts: Sequence[Fact]) -> frozenset[str]:
    """The ids of what came together with its own end: what began and is over while nobody was there needs nobody."""
    over: set[str] = set()
    for fact in facts:
        begun = [one.id for one in facts if _is_end_of(fact, one)]
        over |= {*begun, fact.id} if begun else set()
    return frozenset(over)


def _is_end_of(fact: Fact, begun: Fact) -> bool:
    match fact, begun:
        case IncidentEnded(), IncidentOpened():
            return fact.incident_id == begun.incident_id and begun.at <= fact.at
        case SurgeEnded(), SurgeBegan():
            return begun.at <= fact.at
        case _:
            return False


def lines(facts: Sequence[Fact], language: str, desk_url: str) -> list[Line]:
    """A line for each fact, twenty at most, and how many more there are."""
    words = _words()[language]
    said = [_line(fact, words, desk_url) for fact in facts[:_SHOWN]]
    if len(facts) > _SHOWN:
        said.append((words["more"].format(count=len(facts) - _SHOWN), ""))
    return said


def headed(said: Sequence[Line], count: int, language: str, account: str) -> str:
    """What stands above the lines: the account, and the line itself where there is only one."""
    words = _words()[language]
    line = said[0][0] if count == 1 else words["many"].format(count=count)
    return words["subject"].format(account=account, line=line)


def for_slack(said: Sequence[Line], count: int, language: str, account: str) -> bytes:
    """The body of a Slack incoming webhook, whose three signs are escaped as Slack asks."""
    open_it = _words()[language]["link"]
    rows = [_escaped(headed(said, count, language, account))]
    for text, link in said:
        rows += [f"• {_escaped(text)}"] if count > 1 else []
        rows += [f"<{link}|{_escaped(open_it)}>"] if link else []
    return json.dumps({"text": "\n".join(rows)}).encode()


def for_teams(said: Sequence[Line], count: int, language: str, account: str) -> bytes:
    """The body of a Teams workflow's webhook: an adaptive card."""
    head = {"type": "TextBlock", "text": headed(said, count, language, account), "weight": "bolder", "wrap": True}
    rows = [head] + [{"type": "TextBlock", "text": text, "wrap": True} for text, _ in said if count > 1]
    links = list(dict.fromkeys(link for _, link in said if link))[: 1 if count == 1 else 4]
    card = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.4",
        "body": rows,
        "actions": [{"type": "Action.OpenUrl", "title": _words()[language]["link"], "url": link} for link in links],
    }
    content = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return json.dumps({"type": "message", "attachments": [content]}).encode()


def for_mail(said: Sequence[Line]) -> str:
    """The body of a mail, in HTML."""
    rows = (
        f'<li><a href="{html.escape(link)}">{html.escape(text)}</a></li>' if link else f"<li>{html.escape(text)}</li>"
        for text, link in said
    )
    return f"<ul>{''.join(rows)}</ul>"


def for_topic(head: str, said: Sequence[Line]) -> str:
    """A notice as plain text: its head, and each line with where it leads."""
    if len(said) == 1:
        return "\n".join(filter(None, (head, said[0][1])))
    return "\n".join([head, *(f"- {text} {link}".rstrip() for text, link in said)])


def _line(fact: Fact, words: dict[str, str], desk_url: str) -> Line:
    values: dict[str, Any] = {**fact.model_dump(mode="json", exclude={"text"}), "case": fact.case_id}
    place = f"cases/{fact.case_id}" if fact.case_id else _PAGES.get(fact.kind.partition(".")[0], "")
    link = f"{desk_url}/desk/{place.format(account=fact.account_id)}" if place and desk_url else ""
    return words[fact.kind].format_map(values), link


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@cache
def _words() -> dict[str, dict[str, str]]:
    import tomllib  # noqa: PLC0415  only notices for people pay

    return tomllib.loads((resources.files(__package__) / "notices.toml").read_text(encoding="utf-8"))
