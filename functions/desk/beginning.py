"""Where a page of one account begins that was asked for without one, and the account as it is at this moment."""

from collections.abc import Sequence

from care.model.account import Account
from desk.dependencies import accounts
from desk.dispatch import NotYours
from desk.renderer import render
from desk.requests import Request
from desk.responses import Response, page, see


def begin(request: Request, yours: Sequence[Account], where: str) -> Response:
    """To `where`, which names its `{account}`: the one that was asked for, else the first of the visitor's."""
    if not yours:
        return page(render(request, "nothing_yours.html"))
    asked = request.query.get("account", yours[0].id)
    if asked not in {account.id for account in yours}:
        raise NotYours
    return see(where.format(account=asked))


def account_now(request: Request) -> Account:
    """The account that a page's address names, as it is at this moment: a pause or an incident is shown."""
    if request.account is None:
        raise NotYours
    return accounts.fresh(request.account.id)
