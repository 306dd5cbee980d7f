"""Which help articles are worth sharing with everybody: those that many customers asked for lately."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from care.length.weighted import POST_LIMIT, weighted_length
from care.model.account import Account
from care.selfservice.suggestions import suggest

MOST: int = 5


@dataclass(frozen=True, slots=True)
class Worth:
    """An article, ready as a post, and how many customers asked what it answers."""

    article_id: str
    title: str
    text: str
    asked: int


def worth_sharing(account: Account, said: Iterable[tuple[str, str]]) -> tuple[Worth, ...]:
    """The account's articles, those first that most asked for; `said` are languages and what customers wrote.

    Each counts for the one article that is nearest. Articles that nobody asked for are there as well, behind.
    """
    asked: Counter[str] = Counter()
    for language, text in said:
        for near in suggest(text, account, language, limit=1):
            asked[near.article_id] += 1
    language = account.language
    found = [
        Worth(one.id, one.title(language), as_post(one.title(language), one.told(language)), asked[one.id])
        for one in account.selfservice.articles
    ]
    return tuple(sorted(found, key=lambda one: (-one.asked, one.title))[:MOST])


def as_post(title: str, told: str) -> str:
    """An article as one post where it fits, else as its question and the beginning of a thread."""
    whole = f"{title}\n\n{told}"
    return whole if weighted_length(whole) <= POST_LIMIT else f"{title}\n---\n{told}"
