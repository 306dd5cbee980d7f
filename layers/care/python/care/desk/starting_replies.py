"""The saved replies that a new account begins with: the common situations, to be changed as the brand speaks."""

from functools import cache
from importlib import resources
from typing import Any

from care.model.account import Account
from care.model.settings.occasions import LANGUAGES
from care.model.settings.saved_replies import MOST, SavedReply


def starting_replies(account: Account) -> tuple[SavedReply, ...]:
    """All of them, titled in the account's language; Portuguese as it is said where the account's customers are."""
    return tuple(
        SavedReply.model_validate(
            {
                "id": name,
                "title": one["titles"][account.variety],
                "texts": {language: one[account.spoken(language)] for language in LANGUAGES},
                "channel": one["channel"],
            }
        )
        for name, one in _shipped().items()
    )


def missing(account: Account) -> tuple[SavedReply, ...]:
    """Those that the account does not have, by their short names, as far as there is room."""
    known = {one.id for one in account.desk.saved_replies}
    new = tuple(one for one in starting_replies(account) if one.id not in known)
    return new[: max(0, MOST - len(known))]


@cache
def _shipped() -> dict[str, dict[str, Any]]:
    import tomllib  # noqa: PLC0415  see care.budget.prices

    return tomllib.loads(resources.files(__package__).joinpath("starting_replies.toml").read_text("utf-8"))
