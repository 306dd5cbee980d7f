"""The account's profile on X, looked at as a customer would: what is missing, with what could stand there."""

from care.desk.profile import Check, Seen, checks
from care.model.account import Account
from desk.dependencies import settings
from desk.pages.settings import present, surroundings
from desk.renderer import render
from desk.requests import Request
from desk.responses import Response, page


def show(request: Request) -> Response:
    """The page; X is asked only where somebody presses."""
    return _page(request, present(request), None)


def look(request: Request) -> Response:
    """What X shows now. Nothing is changed there."""
    from desk.at_x import own_profile  # noqa: PLC0415  a desk that nobody asks for it needs no HTTP client

    account = present(request)
    profile = own_profile(account, request.now)
    if profile is None:
        return _page(request, account, None, failed=True)
    seen = Seen(profile.name, profile.description, profile.location, profile.links, profile.protected)
    return _page(request, account, checks(account, seen, hours_page(request, account)))


def hours_page(request: Request, account: Account) -> str:
    """The address of the account's hours page."""
    base = settings.public_url.rstrip("/") or f"https://{request.headers.get('host', '')}"
    return f"{base}/hours/{account.username}"


def _page(request: Request, account: Account, found: list[Check] | None, *, failed: bool = False) -> Response:
    values = {**surroundings(request, account), "section": None, "profile": True, "found": found, "failed": failed}
    return page(render(request, "settings_profile.html", **values))
