"""The account's articles for its own agents: the nearest to what a customer wrote, ready to be put into an answer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from care.model.settings.occasions import known_language
from care.selfservice.matches import best

if TYPE_CHECKING:  # an account holds these settings, so at run time it is the one that imports
    from care.model.account import Account

NEAR: Final = 0.25
"""A person reads what is suggested before it is sent, so it may be further off than what a customer is told."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article that may answer a customer: `answer` ends with its link, and `score` (0 to 1) says how near it is."""

    article_id: str
    question: str
    answer: str
    score: float


def suggest(text: str, account: "Account", language: str, limit: int = 3) -> tuple[Suggestion, ...]:
    """The account's articles that come nearest to `text`, the nearest first, at most `limit`; none where none is near.

    `language` is the customer's, in which question and answer are given where the article has it. Articles are there
    for agents whether automatic answers are switched on or not; look-ups are not among them.
    """
    spoken = known_language(language, account.language)
    articles = {article.id: article for article in account.selfservice.articles}
    matches = best(text, tuple(articles.values()), spoken, max(limit, 0), NEAR)
    return tuple(
        Suggestion(
            match.article_id,
            articles[match.article_id].title(spoken),
            articles[match.article_id].told(spoken),
            match.score,
        )
        for match in matches
    )
