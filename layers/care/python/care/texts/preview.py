"""Every automatic message as it would read now, for the desk and the operator's command."""

from datetime import datetime

from care.model.account import Account
from care.model.envelope import Channel
from care.model.settings.occasions import OCCASIONS, Language, Occasion
from care.texts.composition import About, sayings
from care.texts.shipped_texts import shipped

_CASE = "7K3M9QX2TB4W"


def preview(
    account: Account, now: datetime, language: Language, channel: Channel = "public"
) -> dict[Occasion, list[str]]:
    """What is said on each occasion, with a made-up customer, case and incident, and the account's true return.

    A text for absences has a made-up label where none lasts at `now`; without any opening to come, `closed` shows what
    is said instead.
    """
    samples = shipped(language).samples
    about = About(case_id=_CASE, name=samples["name"], incident=samples["incident"], absence=samples["label"])
    shown = OCCASIONS if channel == "public" else [each for each in OCCASIONS if each != "private_request"]
    return {occasion: sayings(account, occasion, channel, language, now, about) for occasion in shown}
