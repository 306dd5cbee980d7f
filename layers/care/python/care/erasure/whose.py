"""Whom a request for somebody's data means: found by the id on X, by a case, or by a name that X gave or gives."""

from collections.abc import Callable, Iterable, Iterator

from care.model.envelope import Value
from care.search import asked_of
from care.tables.conversations import Conversations
from care.tables.finds import Finds
from care.tables.search import Search, Sought

_MOST_PAGES = 10  # of cases in which a name stands


class Whose(Value):
    """The customer of an account, with the cases that are known of them."""

    account_id: str
    customer_id: str
    case_ids: frozenset[str] = frozenset()


class Nobody(LookupError):
    """Nothing is kept of whoever is named."""


class Several(LookupError):
    """More than one customer is or was called so; `ids` says who."""

    def __init__(self, ids: Iterable[str]) -> None:
        super().__init__("several customers were called so")
        self.ids = tuple(ids)


def whose(
    store: Conversations, finds: Finds, called: Callable[[str], Iterable[str]], account_id: str, named: str
) -> Whose:
    """The customer of whom something is kept. A request for somebody's data that finds nobody is an error.

    `called` gives the ids of those whom X calls so, or called so before. Who never wrote to the account, and of whom a
    saved search found a post, is known by their id alone.
    """
    given = named.strip().removeprefix("@")
    if given.isascii() and given.isdigit():
        cases = frozenset(store.cases_of(account_id, given))
        if cases or store.customer(account_id, given).version or finds.by(account_id, given):
            return Whose(account_id=account_id, customer_id=given, case_ids=cases)
    elif given and (case := store.case(given.upper())) is not None and case.account_id == account_id:
        return _known(store, account_id, case.customer.customer_id)
    found = sorted(set(called(given))) if given else []
    if len(found) > 1:
        raise Several(found)
    if not found:
        raise Nobody("nothing is kept of whoever is named")
    return _known(store, account_id, found[0])


def by_words(search: Search, account_id: str, username: str) -> Iterator[str]:
    """The ids of customers called so by the index of the search, which has each case's names, the earlier ones too."""
    after = ""
    for _ in range(_MOST_PAGES):
        page = search.find(Sought(account_id, asked_of(f"{username} "), after=after))
        for row in (one.row for one in page.found):
            if username.casefold() in {name.casefold() for name in (row.username, *row.earlier_usernames)}:
                yield row.customer_id
        after = page.after
        if not after:
            return


def _known(store: Conversations, account_id: str, customer_id: str) -> Whose:
    cases = frozenset(store.cases_of(account_id, customer_id))
    return Whose(account_id=account_id, customer_id=customer_id, case_ids=cases)
