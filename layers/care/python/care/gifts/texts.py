"""The message that brings a code: the account's own words around it, or the usual ones."""

from datetime import date
from functools import cache
from importlib import resources

from care.model.account import Account
from care.model.case import Case
from care.model.gift import PoolWords
from care.model.settings.occasions import Variety, language_of
from care.model.settings.placeholders import fill, placeholders


def message(words: PoolWords, case: Case, account: Account, code: str, before: str = "") -> str:
    """What the customer reads: what the agent wrote `before` it, and the text around the code in their language.

    The code stands in it whatever the account's own text says.
    """
    spoken = account.spoken(case.language)
    text = words.text(language_of(spoken), account.language) or _usual(
        spoken, ends=words.ends_on is not None, greets=not before.strip()
    )
    if "code" not in placeholders(text):
        text = f"{text.rstrip()} {{code}}"
    values = {
        "code": code,
        "worth": words.worth,
        "until": _day(words.ends_on, spoken) if words.ends_on else "",
        "name": case.customer.name.split(" ")[0],
        "brand": account.name,
    }
    filled = fill(text, values)
    return "\n\n".join(part for part in (before.strip(), filled) if part)


def _usual(spoken: Variety, *, ends: bool, greets: bool) -> str:
    says = _shipped()[spoken]
    text = says["ends" if ends else "plain"]
    return f"{says['hello']} {text}" if greets else text


def _day(day: date, spoken: Variety) -> str:
    from babel.dates import format_date  # noqa: PLC0415  Babel, for those who say a day

    return format_date(day, "long", locale={"en": "en_GB", "pt-PT": "pt_PT"}.get(spoken, spoken))


@cache
def _shipped() -> dict[str, dict[str, str]]:
    import tomllib  # noqa: PLC0415  for those who give something

    return tomllib.loads((resources.files(__package__) / "texts.toml").read_text(encoding="utf-8"))
