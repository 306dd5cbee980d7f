"""What a customer is told when another system has their case: the account's words, else the shipped ones."""

from functools import cache
from importlib import resources

from care.model.account import Account
from care.model.envelope import Channel
from care.model.settings.occasions import language_of
from care.model.settings.placeholders import fill


def told_of(account: Account, language: str, channel: Channel, reference: str) -> str:
    """The text for a customer; only in private does it hold the reference, if there is one."""
    spoken = account.spoken(language)
    own = account.hand_over.texts.get(language_of(spoken))
    shipped = _shipped()[spoken]
    if channel == "private" and reference:
        return fill((own.referenced if own else "") or shipped["referenced"], {"reference": reference})
    return (own.told if own else "") or shipped["told"]


@cache
def _shipped() -> dict[str, dict[str, str]]:
    import tomllib  # noqa: PLC0415  see care.budget.prices

    return tomllib.loads(resources.files(__package__).joinpath("handed_over.toml").read_text("utf-8"))
