"""Incidents: opened with texts in each language, changed while they last, and ended with a message to all who wait."""

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import StringConstraints, field_validator

from care import words
from care.incident_changes import WrongIncident, changed, ended, opened
from care.model.account import Account
from care.model.bounded_instants import BoundedLocal
from care.model.envelope import Value
from care.model.incident import Incident
from care.model.outcomes import Code, outcome
from care.tables.accounts import SettingsContended
from care.tables.queue import Wanted
from desk.actions import record
from desk.dependencies import accounts, queue, sweeps
from desk.pages.supervision import account_of, href, steered
from desk.refusals import lines
from desk.renderer import reader
from desk.requests import Request
from desk.responses import Response, see

LANGUAGES = ("es", "pt", "en")
_MOST_COUNTED = 10
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class IncidentForm(Value):
    """What a supervisor fills in: words with commas or lines between them, texts by language, an expected end."""

    incident_id: Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=60)] = ""
    terms: Annotated[str, StringConstraints(max_length=4000)] = ""
    text_es: _Text = ""
    text_pt: _Text = ""
    text_en: _Text = ""
    end_es: _Text = ""
    end_pt: _Text = ""
    end_en: _Text = ""
    until: BoundedLocal | None = None

    @field_validator("until", mode="before")
    @classmethod
    def _nothing_said(cls, value: object) -> object:
        return None if value == "" else value

    def values(self, account: Account) -> dict[str, Any]:
        """The fields of an incident; an instant without an offset is in the account's time zone."""
        until = self.until
        if until is not None and until.tzinfo is None:
            until = until.replace(tzinfo=account.hours.zone)
        return {
            "terms": tuple(term.strip() for term in re.split(r"[,\n]", self.terms) if term.strip()),
            "texts": self._texts("text"),
            "end_texts": self._texts("end"),
            "until": until,
        }

    def _texts(self, kind: str) -> dict[str, str]:
        return {language: text for language in LANGUAGES if (text := getattr(self, f"{kind}_{language}"))}


def show(request: Request) -> Response:
    """The page."""
    return _page(request)


def open_(request: Request) -> Response:
    """Open an incident: cases about it, old and new, hang on it, and their customers are told."""
    form = IncidentForm.model_validate(request.form)
    account = account_of(request)
    name = form.incident_id
    values = {"incident_id": name, **form.values(account)}
    return _changed(request, form, "opened", lambda present: opened(present, values, request.now), name)


def change(request: Request) -> Response:
    """Change words or texts of an open incident."""
    form = IncidentForm.model_validate(request.form)
    name, values = request.params["item"], form.values(account_of(request))
    return _changed(request, form, "changed", lambda present: changed(present, name, values), name)


def end(request: Request) -> Response:
    """The incident is over: who waits is told once, complaints first."""
    form = IncidentForm.model_validate(request.form)
    name = request.params["item"]
    texts = form.values(account_of(request))["end_texts"]
    return _changed(request, form, "ended", lambda present: ended(present, name, request.now, texts), name)


def _changed(
    request: Request, form: IncidentForm, what: str, make: Callable[[Account], Sequence[Incident]], name: str
) -> Response:
    about = "" if what == "opened" else name
    try:
        store(request, what, make, name)
    except WrongIncident as wrong:
        return _page(request, 422, form=form, wrong=lines(reader(request), wrong.problems), about=about)
    except SettingsContended:
        wrong_now = (words.word(reader(request), outcome(Code.changed_meanwhile)),)
        return _page(request, 409, form=form, wrong=wrong_now, about=about)
    return see(href(request, "incidents", done=what, of=name))


def store(request: Request, what: str, make: Callable[[Account], Sequence[Incident]], name: str) -> None:
    """Store the incidents and the sweep that tells open cases; WrongIncident or SettingsContended if that cannot be."""
    account = account_of(request)

    def checked(present: Account) -> Sequence[Incident]:
        made = make(present)
        # What nobody recorded did not happen: it is recorded once it is known to be possible, before it is written.
        record(request, account.id, f"incident {what}", about=name)
        return made

    sweep = sweeps.beginning(account.id, f"incident:{name}:{'end' if what == 'ended' else 'open'}", request.now)
    accounts.change_incidents(account.id, checked, [sweep])


def _page(
    request: Request, status: int = 200, *, form: IncidentForm | None = None, wrong: Sequence[str] = (), about: str = ""
) -> Response:
    account = accounts.fresh(account_of(request).id)
    now = request.now
    lasting = [one for one in account.incidents if one.ended_at is None]
    over = sorted((one for one in account.incidents if one.ended_at), key=lambda one: one.ended_at or now, reverse=True)
    counted = {
        one.incident_id: queue.count(Wanted(account.id, "incident", one.incident_id)) for one in lasting[:_MOST_COUNTED]
    }
    return steered(
        request,
        "incidents",
        status,
        lasting=lasting,
        over=over,
        counted=counted,
        form=form,
        wrong=wrong,
        about=about,
        incident_languages=LANGUAGES,
        done=request.query.get("done", "") if request.query.get("done") in {"opened", "changed", "ended"} else "",
        of=request.query.get("of", "")[:60],
    )
