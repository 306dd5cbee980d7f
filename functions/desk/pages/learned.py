"""What triage learned from people's corrections: what is in use, each version, going back, and the switch."""

from copy import replace

from care.model.account import LearningSettings
from care.model.outcomes import Code, outcome
from care.tables.accounts import SavedMeanwhile
from care.tables.spam import SEVERAL
from desk.actions import record
from desk.dependencies import spam, teaching
from desk.dispatch import NotYours
from desk.pages.settings import present, save, surroundings
from desk.renderer import render
from desk.requests import Request
from desk.responses import Response, page, see

_SHOWN = 50  # places of spam's links


def show(request: Request) -> Response:
    """The page."""
    return _page(request)


def act(request: Request) -> Response:
    """Go back to a version and hold it, let the nights learn on, or switch learning on or off."""
    account, form = present(request), request.form
    done, number = form.get("do", ""), form.get("number", "")
    try:
        if done == "back" and number.isdecimal() and len(number) < 7:
            if not teaching.use(account.id, int(number)):
                raise NotYours
            record(request, account.id, "settings", details=(outcome(Code.deed_taught_back, number=int(number)),))
        elif done == "go_on":
            teaching.go_on(account.id)
            record(request, account.id, "settings", details=(outcome(Code.deed_taught_on),))
        elif done in {"on", "off"}:
            changed = replace(account, learning=LearningSettings(enabled=done == "on"))
            detail = outcome(Code.deed_settings, section="learning", version=account.version + 1)
            save(request, account, changed, "learning", detail)
        else:
            raise NotYours
    except SavedMeanwhile:
        return _page(request, conflict=True)
    return see(f"/desk/settings/{account.id}/learned")


def _page(request: Request, *, conflict: bool = False) -> Response:
    account = present(request)
    versions = teaching.versions(account.id)
    html = render(
        request,
        "settings_learned.html",
        **surroundings(request, account),
        section=None,
        learned=account.taught,
        in_use=next((one for one in versions if one.number == account.taught.number), None),
        versions=versions,
        last=teaching.last(account.id),
        spam_places=spam.listed(account.id)[:_SHOWN],
        several=SEVERAL,
        conflict=conflict,
    )
    return page(html, 409 if conflict else 200)
