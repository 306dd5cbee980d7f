"""Which accounts are to be connected again, for the banner that every page carries."""

from botocore.exceptions import BotoCoreError, ClientError

from care.grants.rules import needs_somebody
from care.model.account import Account
from desk.dependencies import accounts, grants, settings
from desk.requests import Request


def broken(request: Request) -> list[Account]:
    """The visitor's accounts whose permission is not renewed, or has ended, half a minute ago at most."""
    if request.visitor is None or not settings.grants_prefix:
        return []
    person = request.visitor.person
    try:
        bad = {one.account_id for one in grants.known() if needs_somebody(one, request.now)}
        return [account for account in accounts.known() if account.id in bad and person.sees(account.id)] if bad else []
    except (BotoCoreError, ClientError):
        return []
