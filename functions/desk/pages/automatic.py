"""The kill switch: a supervisor stops what an account sends automatically, and starts it again."""

from care.model.account import Account
from care.tables.kill_switch import OneWithheld
from desk.actions import record
from desk.dependencies import accounts, logger, withheld
from desk.places import supervised_by
from desk.renderer import render
from desk.requests import Request
from desk.responses import Response, fragment, page, see

HERE = "/desk/automatic"


def show(request: Request) -> Response:
    """Every account of the visitor: whether it is paused, since when, by whom, and what that withheld."""
    # Whoever has just pressed sees what is, also where another instance of the desk answers.
    accounts.look_again()
    shown = [(account, withheld_of(account)) for account in supervised_by(request)]
    return page(render(request, "automatic.html", shown=shown))


def pause(request: Request) -> Response:
    """Stop what is automatic."""
    stop(request)
    return see(HERE)


def stop(request: Request) -> None:
    """Pause the account. First the trail: what nobody recorded did not happen."""
    account = account_now(request)
    if account.paused_at is None:
        who = request.who.person
        record(request, account.id, "pause")
        accounts.pause(account.id, who.id, request.now)
        accounts.notice(account.id, request.now, f"automatic messages were paused by {who.name}")
        logger.warning("account.paused", account_id=account.id)


def resume(request: Request) -> Response:
    """Let what is automatic go out again."""
    go_on(request)
    return see(HERE)


def go_on(request: Request) -> None:
    """Resume the account."""
    account = account_now(request)
    if account.paused_at is not None:
        who = request.who.person
        record(request, account.id, "resume")
        number = len(withheld_of(account))
        accounts.resume(account.id)
        said = f"automatic messages go out again, by {who.name}; {number} were withheld"
        accounts.notice(account.id, request.now, said)
        logger.warning("account.resumed", account_id=account.id)


def banner(request: Request) -> Response:
    """Which of the visitor's accounts are paused, for pages that stay open for hours."""
    return fragment(render(request, "paused.html"), request.headers.get("if-none-match", ""))


def account_now(request: Request) -> Account:
    """The account of the address as it is at this moment."""
    if request.account is None:
        raise RuntimeError("this page has no account in its address")
    # Two supervisors may press at the same time: what is decided on is what is.
    return accounts.fresh(request.account.id)


def withheld_of(account: Account) -> list[OneWithheld]:
    """What the present pause withheld."""
    return [] if account.paused_at is None else withheld.of(account.id, account.paused_at)
