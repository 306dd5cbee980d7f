"""JSON for supervisors: the account's settings and their versions, its profile on X, and its report."""

from typing import Any

from pydantic import Field, ValidationError

from care.desk.profile import Seen, checks
from care.model.account import Account
from care.model.envelope import Value
from care.model.limits import refuse_unusable
from care.model.outcomes import Code, outcome
from care.problems import problems_of
from care.report.definitions import DEFINITIONS, measured
from care.tables.accounts import SavedMeanwhile
from desk.dependencies import accounts
from desk.dispatch import refuse
from desk.pages.profile import hours_page
from desk.pages.report import asked_for, told_of
from desk.pages.settings import present, save
from desk.pages.supervision import account_of
from desk.report_view import sheets
from desk.requests import BadRequest, Request
from desk.responses import Response, as_json

_PAGE = 30
# Who the account is, and which app authorised it, is no matter of taste; what lies beside the settings is none of them.
_STAYS = {"id", "username", "name", "app", *(name for name, one in Account.model_fields.items() if one.exclude)}


class SettingsWanted(Value):
    """Sections of the settings that take the place of those there are; `version` is the one that they were made of."""

    version: int = Field(ge=0)
    settings: dict[str, Any] = Field(min_length=1, max_length=100)


def show(request: Request) -> Response:
    """The account's settings and the number of their version."""
    return _settings(present(request))


def change(request: Request) -> Response:
    """Put sections in the place of those there are, as the next version; the rest stays. 409 on another version.

    Who the account is (`id`, `username`, `name`, `app`) stays whatever is sent, so that what was read can be sent back.
    """
    wanted, account = SettingsWanted.model_validate(request.form), present(request)
    if wanted.version != account.version:
        return refuse(request, 409, why=outcome(Code.changed_meanwhile))
    now = account.model_dump(mode="json", by_alias=True)
    try:
        changed = Account.model_validate({**now, **{k: v for k, v in wanted.settings.items() if k not in _STAYS}})
        refuse_unusable(changed, account)
        # What is no setting stays as it is beside them: incidents, the pause, what was learned.
        about = ", ".join(sorted(wanted.settings.keys() - _STAYS))[:60]
        detail = outcome(Code.deed_settings, section=about, version=account.version + 1)
        save(request, account, changed, about, detail)
    except ValidationError as error:
        return refuse(request, 422, problems=problems_of(error))
    except SavedMeanwhile:
        return refuse(request, 409, why=outcome(Code.changed_meanwhile))
    return _settings(present(request))


def _settings(account: Account) -> Response:
    return as_json({"version": account.version, "settings": account.model_dump(mode="json", by_alias=True)})


def versions(request: Request) -> Response:
    """Versions of the settings, the newest first: who saved which when."""
    before = request.query.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 7 else None
    found = accounts.versions(account_of(request).id, _PAGE + 1, number)
    told = [
        {
            "number": one.number,
            "by": one.saving.by,
            "at": one.saving.at.isoformat() if one.saving.at else None,
            "about": one.saving.about,
        }
        for one in found[:_PAGE]
    ]
    return as_json({"versions": told, "before": found[_PAGE - 1].number if len(found) > _PAGE else None})


def profile(request: Request) -> Response:
    """What X shows of the account now, looked at as a customer would. Nothing is changed there; X charges the look."""
    from desk.at_x import own_profile  # noqa: PLC0415  as for its page

    account = present(request)
    found = own_profile(account, request.now)
    if found is None:
        return as_json({"read": False, "checks": []})
    seen = Seen(found.name, found.description, found.location, found.links, found.protected)
    told = [one._asdict() for one in checks(account, seen, hours_page(request, account))]
    return as_json({"read": True, "checks": told})


def report(request: Request) -> Response:
    """The measures of a period (`view` today, month, range or trend), as the report's page defines them."""
    asked = asked_for(request, [account_of(request)])
    told = told_of(request, asked)
    figures = measured(told.period)
    measures = [
        {
            "name": one.name,
            "unit": one.unit,
            "value": figure.value if (figure := figures[one.name]) is not None else None,
            "n": figure.n if figure is not None else 0,
            "low": figure.low if figure is not None else None,
            "high": figure.high if figure is not None else None,
        }
        for one in DEFINITIONS
    ]
    return as_json(
        {
            "account": asked.account.id,
            "view": asked.view,
            "month": asked.month,
            "since": asked.since.isoformat(),
            "until": asked.until.isoformat(),
            "measures": measures,
            "tables": list(sheets(told)),
        }
    )


def table(request: Request) -> Response:
    """One table of the report, with numbers as they are."""
    found = sheets(told_of(request, asked_for(request, [account_of(request)]))).get(request.params["name"])
    if found is None:
        raise BadRequest(outcome(Code.no_such_table))
    columns = [{"name": one.name, "unit": one.unit or ""} for one in found.columns]
    return as_json({"name": found.name, "columns": columns, "rows": [list(row) for row in found.rows]})
