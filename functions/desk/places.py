"""Which list somebody looks at: of which of their accounts, with which filters, in which order."""

from collections.abc import Iterable, Mapping, Sequence
from copy import replace
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode

from care.model.account import Account
from care.model.envelope import Channel
from care.model.person import Person
from care.tables.account_reads import UnknownAccount, UnreadableSettings
from care.tables.queue import SORTS, VIEWS, Sort, View, Wanted
from desk.dependencies import accounts
from desk.dispatch import NotYours
from desk.requests import Request

ALL: Final = "all"
"""In the place of an account: the cases of all accounts of a person in one list."""
MOST_TOGETHER: Final = 10
"""Accounts that are looked through at once; who has more chooses one."""
_CHANNELS: Final[dict[str, Channel]] = {"public": "public", "private": "private"}


class QueueFilter(NamedTuple):
    """What of the queue is asked for, and in which of the visitor's accounts.

    `account` is the one whose list it is; of a list of several, `of`, it is the first.
    """

    account: Account
    yours: Sequence[Account]
    of: Sequence[Account]
    wanted: Wanted

    @property
    def is_all(self) -> bool:
        """True for one list over all accounts."""
        return self.wanted.account_id == ALL

    @property
    def left_out(self) -> int:
        """How many accounts of the visitor are not in the list over all."""
        return len(self.yours) - len(self.of) if self.is_all else 0

    @property
    def each(self) -> list[Wanted]:
        """What is wanted of each account."""
        return [replace(self.wanted, account_id=one.id) for one in self.of]

    @property
    def query(self) -> str:
        """The filters as an address has them, from the first page on."""
        return self.href("", after="").removeprefix("?")

    def href(self, base: str = "/desk/cases", **changes: str) -> str:
        """The address of this place, or of a page under `base` that knows it, with some of its filters changed."""
        now = {
            "account": self.wanted.account_id,
            "view": self.wanted.view,
            "incident": self.wanted.of if self.wanted.view == "incident" else "",
            "channel": self.wanted.channel or "",
            "language": self.wanted.language,
            "tag": self.wanted.tag,
            "sort": self.wanted.sort if self.wanted.sort != "pressing" else "",
            "after": self.wanted.after,
            **changes,
        }
        return f"{base}?{urlencode({name: value for name, value in now.items() if value})}"


def place_of(request: Request) -> QueueFilter | None:
    """What the address asks for; None if no account is the visitor's, NotYours if this one is not."""
    yours = accounts_of(request)
    return place_named(request.query, yours, request.who.person.id) if yours else None


def inbox_of(request: Request) -> QueueFilter | None:
    """As `place_of`; who sees several accounts and names none gets one list over all, where so many go together."""
    yours = accounts_of(request)
    together = "account" not in request.query and 1 < len(yours) <= MOST_TOGETHER
    query = {**request.query, "account": ALL} if together else request.query
    return place_named(query, yours, request.who.person.id) if yours else None


def place_kept(query: str, yours: Sequence[Account], me: str) -> QueueFilter | None:
    """The list of a saved view; None if its account is the visitor's no more."""
    try:
        return place_named(dict(parse_qsl(query)), yours, me)
    except NotYours:
        return None


def place_named(query: Mapping[str, str], yours: Sequence[Account], me: str) -> QueueFilter:
    """What a query asks for of the accounts that are the visitor's; NotYours if one is not."""
    asked = query.get("account", yours[0].id)
    if asked == ALL:
        return _place(query, yours[0], yours, yours[:MOST_TOGETHER], me)
    account = next((account for account in yours if account.id == asked), None)
    if account is None:
        raise NotYours
    return _place(query, account, yours, [account], me)


def place_beside(request: Request, account: Account) -> QueueFilter:
    """The list from which somebody came to a case of this account."""
    if request.query.get("account") == ALL:
        return place_named(request.query, accounts_of(request), request.who.person.id)
    return _place(request.query, account, [account], [account], request.who.person.id)


def _place(
    query: Mapping[str, str], account: Account, yours: Sequence[Account], of: Sequence[Account], me: str
) -> QueueFilter:
    view: View = next((view for view in VIEWS if view == query.get("view")), "open")
    sort: Sort = next((sort for sort in SORTS if sort == query.get("sort")), "pressing")
    language = query.get("language", "")
    whose = {"mine": me, "mentions": me, "incident": query.get("incident", "")}.get(view, "")
    wanted = Wanted(
        account_id=ALL if query.get("account") == ALL else account.id,
        view=view,
        of=whose[:100],
        channel=_CHANNELS.get(query.get("channel", "")),
        language=language if language in {"es", "pt", "en"} else "",
        tag=query.get("tag", "")[:30],
        sort=sort if view != "resolved" else "pressing",
        after=query.get("after", "")[:100],
    )
    return QueueFilter(account, yours, of, wanted)


def accounts_of(request: Request) -> list[Account]:
    """The accounts that the visitor sees, by name."""
    person = request.who.person
    if person.all_accounts:
        found = accounts.known()
    else:
        found = []
        for account_id in person.accounts:
            try:
                found.append(accounts.get(account_id))
            except (UnknownAccount, UnreadableSettings):
                continue
    return sorted(found, key=lambda account: account.name.casefold())


def colleagues_of(account: Account, everybody: Iterable[Person]) -> list[Person]:
    """Those to whom its cases may be given: whoever sees them, and is not there for the stack alone."""
    return colleagues_in([account], everybody)


def colleagues_in(some: Sequence[Account], everybody: Iterable[Person]) -> list[Person]:
    """The same for several accounts: whoever is a colleague in one of them."""
    return [one for one in everybody if one.roles != ("operators",) and any(one.sees(each.id) for each in some)]


def supervised_by(request: Request) -> list[Account]:
    """The accounts in which the visitor is a supervisor, by name."""
    return [account for account in accounts_of(request) if request.who.may_in(account.id, "supervisors")]
