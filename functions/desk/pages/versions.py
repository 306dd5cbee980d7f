"""The versions of an account's settings: who saved which section when, and going back to one."""

from dataclasses import dataclass
from typing import NamedTuple

from pydantic import ValidationError

from care.desk.differences import MOST, Difference, differences
from care.model.account import Account
from care.model.limits import refuse_unusable
from care.model.outcomes import Code, outcome
from care.problems import problems_of
from care.tables.account_reads import Stored, UnknownAccount, UnreadableSettings
from care.tables.accounts import SavedMeanwhile
from desk.dependencies import accounts
from desk.dispatch import NotYours, refuse
from desk.pages.settings import present, save, surroundings
from desk.renderer import render
from desk.requests import Request
from desk.responses import Response, page, see

_PAGE = 30
# Who the account is, and which app authorised it, is no matter of taste: going back leaves it.
_STAYS = ("id", "username", "name", "app")


@dataclass(frozen=True, slots=True)
class _Asked:
    number: int
    differs: tuple[str, ...]


class _Changes(NamedTuple):
    """What a version changed of the one before it; None where that one is not kept any more."""

    number: int
    lines: list[Difference] | None
    more: bool = False


def show(request: Request) -> Response:
    """The list, the newest first; with `?number=` what going back to it would change, `?shows=` what it changed."""
    account = present(request)
    before = request.query.get("before", "")
    found = accounts.versions(account.id, _PAGE + 1, int(before) if before.isdecimal() and len(before) < 7 else None)
    return _page(request, account, found, _asked(account, request.query.get("number", "")))


def _changes(account: Account, number: str) -> _Changes | None:
    if not number:
        return None
    after = _version(account, number)
    try:
        before = accounts.version(account.id, after.version - 1)
    except (UnknownAccount, UnreadableSettings):
        return _Changes(after.version, None)
    told = [one.model_dump(mode="json", by_alias=True, exclude={"version"}) for one in (before, after)]
    found = differences(*told)
    return _Changes(after.version, found[:MOST], more=len(found) > MOST)


def back(request: Request) -> Response:
    """Store an earlier version as the next one."""
    account = present(request)
    form = request.form
    earlier = _version(account, request.params["number"])
    try:
        # By the rules of today: what was allowed then may not be any more.
        values = earlier.model_dump(mode="json", by_alias=True) | account.model_dump(mode="json", include=set(_STAYS))
        changed = Account.model_validate(values)
        refuse_unusable(changed, account)
    except ValidationError as error:
        return refuse(request, 422, problems=problems_of(error))
    asked = _asked(account, request.params["number"])
    if form.get("version") != str(account.version):
        return _page(request, account, accounts.versions(account.id, _PAGE + 1), asked, conflict=True)
    try:
        detail = outcome(Code.deed_settings_back, earlier=earlier.version, version=account.version + 1)
        number = save(request, account, changed, f"back to version {earlier.version}", detail)
    except SavedMeanwhile:
        account = present(request)
        return _page(request, account, accounts.versions(account.id, _PAGE + 1), asked, conflict=True)
    return see(f"/desk/settings/{account.id}/versions?saved={number}")


def _page(
    request: Request, account: Account, found: list[Stored], asked: _Asked | None, *, conflict: bool = False
) -> Response:
    shown = found[:_PAGE]
    html = render(
        request,
        "settings_versions.html",
        **surroundings(request, account),
        section=None,
        versions=shown,
        further=shown[-1].number if len(found) > _PAGE else None,
        asked=asked,
        changes=_changes(account, request.query.get("shows", "")),
        conflict=conflict,
    )
    return page(html, 409 if conflict else 200)


def _asked(account: Account, number: str) -> _Asked | None:
    if not number:
        return None
    earlier = _version(account, number)
    now, then = (one.model_dump(mode="json", by_alias=True, exclude=set(_STAYS)) for one in (account, earlier))
    return _Asked(earlier.version, tuple(name for name in now if now[name] != then[name]))


def _version(account: Account, number: str) -> Account:
    if not number.isdecimal() or len(number) > 6:
        raise NotYours
    try:
        return accounts.version(account.id, int(number))
    except (UnknownAccount, UnreadableSettings):
        raise NotYours from None
