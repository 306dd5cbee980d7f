"""JSON for supervisors: the board, decisions, incidents, the budget, the pause, people and the audit trail."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from care import late
from care.budget.months import forecast, stands
from care.desk.board import Line, board
from care.incident_changes import WrongIncident, changed, ended, opened
from care.model.account import Account
from care.model.bounded_instants import BoundedLocal
from care.model.envelope import Channel, Value
from care.model.incident import Incident
from care.model.months import month_of
from care.model.outcomes import Code, Outcomes, outcome
from care.model.settings.occasions import Language
from care.tables.accounts import SettingsContended
from care.tables.spending import CAUSED
from desk.dependencies import accounts, audit, budget, people, queue
from desk.dispatch import refuse
from desk.form import instant
from desk.pages import automatic, decisions, incidents
from desk.pages import budget as budget_page
from desk.pages.supervision import account_of
from desk.refusals import shown
from desk.renderer import reader
from desk.requests import Request
from desk.responses import Response, as_json

_MONTH = late.pattern(r"20\d{2}-(0[1-9]|1[0-2])")
_CHANNELS: tuple[Channel, ...] = ("public", "private")
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class IncidentChange(Value):
    """What of an incident is changed, or said when it ends; `until` without an offset is in the account's time zone."""

    terms: Annotated[tuple[Annotated[str, StringConstraints(max_length=100)], ...], Field(max_length=30)] = ()
    texts: dict[Language, _Text] = Field(default_factory=dict)
    end_texts: dict[Language, _Text] = Field(default_factory=dict)
    until: BoundedLocal | None = None

    def values(self, account: Account) -> dict[str, Any]:
        """The fields that were given."""
        given = {"terms": self.terms, "texts": self.texts, "end_texts": self.end_texts, "until": self.until}
        if self.until is not None:
            given["until"] = instant(self.until, account.hours.zone)
        return {name: value for name, value in given.items() if name in self.model_fields_set}


class IncidentWanted(IncidentChange):
    """A new incident: cases about `terms` hang on it, and their customers are told in their language."""

    incident_id: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]


def show_board(request: Request) -> Response:
    """Who waits at this moment: how many, how long, late, by topic and by person."""
    waiting, more = queue.waiting(account_of(request).id)
    found = board(waiting, request.now)
    longest = [
        {
            "case_id": one.case_id,
            "topic": one.topic,
            "assignee": one.assignee,
            "since": one.since.isoformat(),
            "respond_by": one.respond_by.isoformat() if one.respond_by else None,
        }
        for one in found.longest
    ]
    return as_json(
        {
            "number": found.number,
            "late": found.late,
            "more": more,
            "bands": [{"until_seconds": _seconds(one.until), "number": one.number} for one in found.bands],
            "topics": _lines(found.topics),
            "people": _lines(found.people),
            "longest": longest,
        }
    )


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())


def _lines(found: Sequence[Line]) -> list[dict[str, Any]]:
    return [{**one._asdict(), "since": one.since.isoformat()} for one in found]


def show_decisions(request: Request) -> Response:
    """What waits for a supervisor: replies to approve, unclear sends, bad scores to follow up."""
    account = account_of(request)
    held = [
        {
            "item_id": one.item_id,
            "case_id": one.case_id,
            "channel": one.channel,
            "text": one.text,
            "why": _told(request, one.why),
            "price": one.price,
            "posts": one.posts,
            "at": one.at.isoformat(),
        }
        for one in decisions.held_of(account)
    ]
    unclear = [
        {
            "item_id": one.item_id,
            "case_id": one.case_id,
            "channel": one.channel,
            "purpose": one.purpose,
            "text": one.text,
            "why": _told(request, one.why),
            "at": one.at.isoformat(),
            "look": one.look,
        }
        for one in decisions.unclear_of(account)
    ]
    follow_ups = [
        {
            "case_id": one.case_id,
            "name": one.name,
            "score": one.score,
            "comment": one.comment,
            "agent": one.agent,
            "due_at": one.due_at.isoformat(),
        }
        for one in decisions.follow_ups_of(account)
    ]
    return as_json({"held": held, "unclear": unclear, "follow_ups": follow_ups})


def _told(request: Request, because: Outcomes) -> list[dict[str, Any]]:
    return [shown(reader(request), one).model_dump() for one in because]


def show_incidents(request: Request) -> Response:
    """The account's incidents."""
    present = accounts.fresh(account_of(request).id)
    return as_json({"incidents": [one.model_dump(mode="json") for one in present.incidents]})


def open_incident(request: Request) -> Response:
    """Open an incident: cases about it, old and new, hang on it, and their customers are told."""
    wanted = IncidentWanted.model_validate(request.form)
    name = wanted.incident_id.lower()
    values = {"texts": {}, **wanted.values(account_of(request)), "incident_id": name}
    return _stored(request, "opened", lambda present: opened(present, values, request.now), name)


def change_incident(request: Request) -> Response:
    """Change what is given of an open incident; the rest stays."""
    values = IncidentChange.model_validate(request.form).values(account_of(request))
    name = request.params["item"]
    return _stored(request, "changed", lambda present: changed(present, name, values), name)


def end_incident(request: Request) -> Response:
    """The incident is over: who waits is told once, complaints first. `end_texts` take the place of those it has."""
    told = IncidentChange.model_validate(request.form).end_texts
    texts = {str(language): text for language, text in told.items()}
    name = request.params["item"]
    return _stored(request, "ended", lambda present: ended(present, name, request.now, texts), name)


def _stored(request: Request, what: str, make: Callable[[Account], Sequence[Incident]], name: str) -> Response:
    try:
        incidents.store(request, what, make, name)
    except WrongIncident as wrong:
        return refuse(request, 422, problems=wrong.problems)
    except SettingsContended:
        return refuse(request, 409, why=outcome(Code.changed_meanwhile))
    return show_incidents(request)


def show_budget(request: Request) -> Response:
    """What a month cost by purpose, its forecast, its limits, and how many sends X still lets through."""
    account, asked = accounts.fresh(account_of(request).id), request.query.get("month", "")
    month = asked if _MONTH.fullmatch(asked) else month_of(request.now)
    purposes, total = budget.by_purpose(account.id, month), budget.total(account.id, month)
    caused = sum(one.micro_dollars for name, one in purposes.items() if name in CAUSED)
    left = [
        {"channel": channel, "limit": limit, "left": still, "most": most}
        for channel in _CHANNELS
        for limit, (still, most) in budget.left(account.id, channel, request.now, app=account.app).items()
    ]
    return as_json(
        {
            "month": month,
            "micro_dollars": total.micro_dollars,
            "sends": total.sends,
            "forecast_micro_dollars": forecast(total.micro_dollars, total.sends, month, request.now).micro_dollars,
            "limit_micro_dollars": account.budget.month_micro_dollars,
            "soft_percent": round(account.budget.soft_share * 100),
            "hard": account.budget.hard,
            "stands": stands(account, total.micro_dollars - caused),
            "purposes": [
                {"purpose": name, "micro_dollars": one.micro_dollars, "sends": one.sends}
                for name, one in sorted(purposes.items(), key=lambda pair: -pair[1].micro_dollars)
            ],
            "left": left,
            "version": account.version,
        }
    )


def set_budget(request: Request) -> Response:
    """What a month may cost, as the next version of the settings; 409 where `version` is not the present one."""
    if not budget_page.store(request, budget_page.BudgetForm.model_validate(request.form)):
        return refuse(request, 409, why=outcome(Code.changed_meanwhile))
    return show_budget(request)


def show_automatic(request: Request) -> Response:
    """Whether what is automatic goes out, and what a pause withheld."""
    accounts.look_again()
    account = automatic.account_now(request)
    since = account.paused_at
    return as_json(
        {
            "paused_at": since.isoformat() if since else None,
            "paused_by": account.paused_by if since else "",
            "withheld": len(automatic.withheld_of(account)),
        }
    )


def pause(request: Request) -> Response:
    """Stop everything automatic within a minute; nothing that is withheld is sent later."""
    automatic.stop(request)
    return show_automatic(request)


def resume(request: Request) -> Response:
    """Let what is automatic go out again."""
    automatic.go_on(request)
    return show_automatic(request)


def show_people(request: Request) -> Response:
    """Who works for the account, and as what. Who may is changed by people, at the desk."""
    account = account_of(request)
    found = [(person, person.role_in(account.id)) for person in people.all()]
    told = [{"id": one.id, "name": one.name, "role": role, "away": one.away} for one, role in found if role is not None]
    return as_json({"people": told})


def show_trail(request: Request) -> Response:
    """Who did what, also who looked at what was hidden: of one person or about one case if asked so."""
    query = request.query
    month = query.get("month", "")
    month = month if _MONTH.fullmatch(month) else month_of(request.now)
    by, case_id = query.get("by", "")[:100], query.get("case", "").strip().upper()[:32]
    before = query.get("before", "")[:100]
    found = audit.page(account_of(request).id, month, by=by, case_id=case_id, before=before)
    deeds = [
        {
            "at": one.at.isoformat(),
            "by": one.by,
            "what": one.what,
            "case_id": one.case_id,
            "about": one.about,
            "details": _told(request, one.details),
        }
        for one in found.deeds
    ]
    return as_json({"deeds": deeds, "before": found.before})
