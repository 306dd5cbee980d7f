"""Which accounts are paused, for the banner that every page carries."""

from botocore.exceptions import BotoCoreError, ClientError

from care.account import Account
from desk.dependencies import accounts
from desk.requests import Request


def paused(request: Request) -> list[Account]:
    """The visitor's accounts that are paused, as they were half a minute ago at most.

    A page that says that the tables do not answer cannot ask them: it has no banner.
    """
    if request.visitor is None:
        return []
    person = request.visitor.person
    try:
        return [account for account in accounts.known() if account.paused_at is not None and person.sees(account.id)]
    except (BotoCoreError, ClientError):
        return []
