"""The settings of an account, section by section: shown, tried, and saved as the next version.

A form carries the version that it was filled in from. If somebody else saved meanwhile nothing is stored: the page
says who did, keeps all that was typed, and saving it again is then on purpose.
"""

from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from care import words
from care.desk.sections.drafts import Draft, InvalidDraft
from care.model.account import Account
from care.model.limits import refuse_unusable
from care.model.outcomes import Code, Outcome, outcome
from care.problems import Problem, problems_of
from care.selfservice.keys import moved_key
from care.tables.account_reads import Saving
from care.tables.accounts import SavedMeanwhile
from desk.actions import record
from desk.beginning import begin
from desk.dependencies import accounts, people, sweeps
from desk.dispatch import NotYours
from desk.pages import trials
from desk.places import supervised_by
from desk.renderer import reader, render
from desk.requests import BadRequest, Request
from desk.responses import Response, page, see
from desk.sections import SECTIONS, Section


def start(request: Request) -> Response:
    """The hours of the account that is asked for, or of the visitor's first."""
    return begin(request, supervised_by(request), "/desk/settings/{account}/hours")


def show(request: Request) -> Response:
    """The section as it is."""
    section, account = _section(request), present(request)
    part = _part(section, account, request.query.get("part", section.first))
    return _page(request, section, part, account, section.draft(account, part))


def act(request: Request) -> Response:
    """What a button of the form says: save the section, delete an entry of it, or only try it."""
    section, account, form = _section(request), present(request), _fields(request)
    part = _part(section, account, form.get("part", section.first))
    draft = section.read(form, part)
    wanted = form.get("do", "save")
    try:
        if section.without is not None and wanted == "delete":
            changed = section.without(account, part)
        else:
            changed = section.change(account, draft, part, request.now)
        refuse_unusable(changed, account)
    except InvalidDraft as wrong:
        return _page(request, section, part, account, draft, status=422, problems=wrong.problems)
    except ValidationError as error:
        # The form names its fields from the section on.
        found = [one._replace(place=one.place.removeprefix(f"{section.name}.")) for one in problems_of(error)]
        return _page(request, section, part, account, draft, status=422, problems=tuple(found))
    if wanted not in {"save", "delete"}:
        return _page(request, section, part, account, draft, changed=changed)
    on = _version(form)
    if on != account.version:
        return _meanwhile(request, section, part, account, draft)
    try:
        about = section.name if not part else f"{section.name} {part}"[:60]
        number = save(request, account, changed, about, _detail(section, part, account.version + 1))
    except SavedMeanwhile:
        return _meanwhile(request, section, part, present(request), draft)
    # After an entry comes the page of all of them.
    goes_on = section.first if section.without is not None else part
    query = urlencode({name: value for name, value in (("part", goes_on), ("saved", number)) if value})
    return see(f"/desk/settings/{account.id}/{section.name}?{query}")


def save(request: Request, before: Account, changed: Account, about: str, detail: Outcome) -> int:
    """Store a version, with the sweep that tells open cases of it; SavedMeanwhile if another one came between."""
    if (moved := moved_key(before.selfservice, changed.selfservice)) is not None:
        # Whoever steers the brand chooses what is asked; who owns the key chooses who sees it.
        raise BadRequest(outcome(Code.lookup_key_bound, secret=moved[0], host=moved[1]))
    record(request, before.id, "settings", about=f"{about}, on version {before.version}", details=(detail,))
    number = before.version + 1
    sweep = sweeps.beginning(before.id, f"settings:{number}", request.now)
    return accounts.put(changed, Saving(request.who.person.id, request.now, about), on=before.version, also=[sweep])


def _detail(section: Section, part: str, version: int) -> Outcome:
    if part:
        return outcome(Code.deed_settings_part, section=section.name, part=part[:60], version=version)
    return outcome(Code.deed_settings, section=section.name, version=version)


def present(request: Request) -> Account:
    """The account of the address as it is at this moment."""
    if request.account is None:
        raise NotYours
    return accounts.fresh(request.account.id)


def surroundings(request: Request, account: Account) -> dict[str, Any]:
    """What every page of the settings shows around its own matter."""
    return {
        "account": account,
        "zone": account.hours.zone,
        "yours": supervised_by(request),
        "sections": list(SECTIONS.values()),
        "names": {person.id: person.name for person in people.all()},
        "saved": request.query.get("saved", "") if request.query.get("saved", "").isdecimal() else "",
    }


def _section(request: Request) -> Section:
    section = SECTIONS.get(request.params["section"])
    if section is None:
        raise NotYours
    return section


def _part(section: Section, account: Account, part: str) -> str:
    if not section.has(account, part):
        raise NotYours
    return part


def _fields(request: Request) -> dict[str, str]:
    form = request.form
    if not all(isinstance(value, str) for value in form.values()):
        raise BadRequest(outcome(Code.field_not_text))
    try:
        "".join(form.values()).encode()
    except UnicodeEncodeError:
        raise BadRequest(outcome(Code.field_half_character)) from None
    return {name: value.replace("\r\n", "\n").replace("\x00", "") for name, value in form.items()}


def _version(form: dict[str, str]) -> int:
    version = form.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        raise BadRequest(outcome(Code.version_missing))
    return int(version)


def _meanwhile(request: Request, section: Section, part: str, account: Account, draft: Draft) -> Response:
    newest = accounts.versions(account.id, limit=1)
    return _page(request, section, part, account, draft, status=409, conflict=newest[0] if newest else None)


def _page(
    request: Request,
    section: Section,
    part: str,
    account: Account,
    draft: Draft,
    *,
    changed: Account | None = None,
    status: int = 200,
    problems: tuple[Problem, ...] = (),
    conflict: object = None,
) -> Response:
    said = [(problem.place, words.fault(reader(request), problem.code, problem.params)) for problem in problems]

    def wrong(place: str) -> list[str]:
        return [text for where, text in said if where == place or where.startswith(f"{place}.")]

    values = {
        **surroundings(request, account),
        **trials.values(request, section.name, part, changed or account, draft, wrong=bool(problems)),
        "section": section,
        "part": part,
        "draft": draft,
        "problems": said,
        "wrong": wrong,
        "conflict": conflict,
    }
    if request.is_fragment:
        shown = f"settings_{section.name}_tried.html" if section.tries else "settings_problems.html"
        return page(render(request, shown, **values), 200)
    return page(render(request, f"settings_{section.name}.html", **values), status)
