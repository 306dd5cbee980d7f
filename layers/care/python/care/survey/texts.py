"""What a survey asks: plain text that makes sense without any card or button, in the account's words or as shipped."""

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from care.acknowledgement.texts import automatic_note, spoken
from care.model.account import Account
from care.model.chat import Option
from care.model.commands import AskSurvey
from care.model.outbox_item import Item
from care.model.settings.occasions import Variety, language_of


def compose(command: AskSurvey, account: Account, now: datetime) -> Item:
    """The outbox item for a survey; a question is not sent any more once the account closes."""
    language = spoken(command.language, account)
    said = sayings(command, account, language)
    # By its id, so that a redelivery says the same.
    chosen = said[int.from_bytes(hashlib.sha256(command.item_id.encode()).digest()[:8]) % len(said)]
    return Item(
        **command.ids,
        channel="private",
        purpose="survey",
        text=f"{chosen}\n\n{automatic_note(language, account)}",
        created_at=command.asked_at,
        wanted_until=account.hours.next_closing(now) if account.survey.inside_hours else None,
        options=_buttons(command, account),
    )


def _buttons(command: AskSurvey, account: Account) -> tuple[Option, ...]:
    """The scale as buttons under a question in an encrypted chat, if the account wants them; the text says it too."""
    if not account.chat.buttons or command.says == "thanks":
        return ()
    scale = range(1, 6) if command.survey_kind == "csat" else range(11)
    return tuple(Option(id=str(score), label=str(score)) for score in scale)


def sayings(command: AskSurvey, account: Account, language: Variety) -> tuple[str, ...]:
    """All the ways in which it is said, the account's own if it has any in this language; never empty."""
    own: tuple[str, ...] = ()
    if command.says == "question":
        own = getattr(getattr(account.survey.texts, command.survey_kind), language_of(language))
    shipped = _shipped()[command.says]
    return own or tuple(shipped.get(command.survey_kind, shipped.get("any"))[language])


@cache
def _shipped() -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  only those who ask pay

    return tomllib.loads(Path(__file__).with_name("questions.toml").read_text(encoding="utf-8"))
