"""Setting up a brand in the browser: what is done, what comes next, and a new brand by its @name."""

from contextlib import suppress
from copy import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StringConstraints, ValidationError, field_validator

from care import words
from care.desk.sections import texts
from care.desk.setup import MAY_PASS, SetupFacts, SetupStep, steps
from care.desk.starting_replies import starting_replies
from care.grants.rules import standing
from care.model.account import Account
from care.model.outcomes import Code, outcome
from care.model.settings.occasions import Language
from care.problems import problems_of
from care.tables.account_reads import Saving
from care.tables.accounts import SavedMeanwhile
from care.tables.queue import View, Wanted
from desk.actions import record
from desk.dependencies import accounts, grants, people, queue, setup_marks
from desk.dispatch import NotYours, refuse
from desk.places import colleagues_of, supervised_by
from desk.renderer import reader, render
from desk.requests import BadRequest, Request
from desk.responses import Response, fragment, page, see

_STATES: tuple[View, ...] = ("open", "waiting", "resolved")
_VERSIONS = 50  # in which a section is looked for that somebody saved
_WEEK = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
_SHOWN = ("open", "closed")  # occasions whose texts are shown


class NewBrand(BaseModel):
    """The form of a new brand."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore", hide_input_in_errors=True)

    username: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^@?[A-Za-z0-9_]{1,15}$")]
    privacy_url: HttpUrl
    language: Language = "es"
    timezone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = "Europe/Madrid"
    country: Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z]{2}$")] = "ES"
    app: Annotated[str, Field(max_length=20)] = "main"

    @field_validator("username")
    @classmethod
    def _without_at(cls, name: str) -> str:
        return name.removeprefix("@")


def start(request: Request) -> Response:
    """The brands of the visitor, and the form of a new one for who supervises all."""
    return _start(request)


def add(request: Request) -> Response:
    """Look the @name up on X and begin with its settings; nothing is sent and nobody is answered by it."""
    if not request.who.person.supervises_every:
        return refuse(request, 403)
    try:
        account = _looked_up(NewBrand.model_validate(dict(request.form)))
    except ValidationError as error:
        said = [words.fault(reader(request), one.code, one.params) for one in problems_of(error)]
        return _start(request, said, 422)
    except BadRequest as error:
        return _start(request, [words.told(reader(request), (error.why,))] if error.why else [], 422)
    with suppress(SavedMeanwhile):  # it is there already: on with it as it is
        version = accounts.put(account, Saving(request.who.person.id, request.now, "brand"), on=0)
        detail = outcome(Code.deed_settings_all, version=version)
        record(request, account.id, "settings", about="brand", details=(detail,))
    return see(f"/desk/setup/{account.id}")


def _looked_up(brand: NewBrand) -> Account:
    """The settings with which a brand begins; BadRequest for a name that X does not know."""
    from desk.at_x import named, x_accounts  # noqa: PLC0415  a desk that nobody asks for it needs no HTTP client

    user = named(brand.username, brand.app) if brand.app in x_accounts.apps else None
    if user is None:
        raise BadRequest(outcome(Code.not_on_x, username=brand.username))
    account = Account.model_validate(
        {
            "id": user.id,
            "username": user.username,
            "name": user.name[:50] or user.username,
            "language": brand.language,
            "app": brand.app,
            "privacy_url": str(brand.privacy_url),
            "countries": [brand.country],
            "hours": {"timezone": brand.timezone, "weekly": _WEEK},
        }
    )
    return replace(account, desk=replace(account.desk, saved_replies=starting_replies(account)))


def show(request: Request) -> Response:
    """The steps of one brand."""
    account = _account(request)
    shown = {
        part: texts.preview(account, texts.draft_of(account, part), part, request.now)[account.language][:1]
        for part in _SHOWN
    }
    values = {"account": account, "steps": _steps(request, account), "shown": shown, "may_pass": MAY_PASS}
    return page(render(request, "setup_brand.html", **values))


def live(request: Request) -> Response:
    """The list of steps alone, while somebody waits for the test message."""
    account = _account(request)
    html = render(request, "setup_steps.html", account=account, steps=_steps(request, account))
    return fragment(html, request.headers.get("if-none-match", ""))


def pass_by(request: Request) -> Response:
    """A step is well as it is."""
    account, step = _account(request), str(request.form.get("step", ""))
    if step not in MAY_PASS:
        raise BadRequest(outcome(Code.form_expected))
    setup_marks.pass_by(account.id, step, request.who.person.id, request.now)
    return see(f"/desk/setup/{account.id}")


def _account(request: Request) -> Account:
    if request.account is None:
        raise NotYours
    return accounts.fresh(request.account.id)


def _steps(request: Request, account: Account) -> list[SetupStep]:
    others = [one for one in colleagues_of(account, people.all()) if one.id != request.who.person.id]
    saved = (one.saving.about.split(" ")[0] for one in accounts.versions(account.id, _VERSIONS))
    facts = SetupFacts(
        connected=_is_connected(request, account),
        saved=frozenset(filter(None, saved)),
        passed=setup_marks.passed(account.id),
        colleagues=len(others),
        written=any(queue.count(Wanted(account.id, state)).number for state in _STATES),
    )
    return steps(facts)


def _is_connected(request: Request, account: Account) -> bool:
    if standing(grants.get(account.id), request.now) == "good":
        return True
    from desk.at_x import has_token  # noqa: PLC0415  as above

    return has_token(account)


def _start(request: Request, problems: list[str] | None = None, status: int = 200) -> Response:
    may_add = request.who.person.supervises_every
    values = {
        "yours": [(one, _steps(request, one)) for one in supervised_by(request)[:10]],
        "may_add": may_add,
        "problems": problems or [],
        "form": request.form if request.method == "POST" else {},
        "apps": _apps() if may_add else (),
    }
    return page(render(request, "setup.html", **values), status)


def _apps() -> tuple[str, ...]:
    from desk.at_x import x_accounts  # noqa: PLC0415  as above

    return x_accounts.apps
