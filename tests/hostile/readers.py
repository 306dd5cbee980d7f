"""Everything that reads a text of strangers, by name: each takes any text and answers, and raises nothing."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from tests.unit.selfservice.brand import BRAND, HOURS

from care.desk.masking import shown
from care.length.fit import fit
from care.length.shorter import shorten
from care.length.threads import Unfittable, thread
from care.length.weighted import normalised, weighted_length
from care.model.account import Account
from care.model.outbox_item import Item, fingerprint
from care.model.settings.selfservice import SelfServiceSettings
from care.outbox.guard import guard
from care.privacy.finder import find
from care.privacy.mask import redact
from care.selfservice.conversation import DialogState, step
from care.selfservice.suggestions import suggest
from care.spreadsheets import cell
from care.survey.answer import asks_too, read_answer
from care.triage.classification import classify
from care.triage.opt_out import wants_out
from care.triage.verdict import explain

NOW: Final = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
_SHOP = SelfServiceSettings.model_validate({**BRAND, "enabled": True})
ACCOUNT: Final = Account.model_validate(
    {
        "id": "2000000000000000001",
        "username": "tiendaluna",
        "name": "Tienda Luna",
        "privacy_url": "https://tiendaluna.example/privacidad",
        "hours": {"timezone": "Europe/Madrid", "always": True},
        "second_look": ["gratis"],
        "selfservice": {**BRAND, "enabled": True},
    }
)


def _reply(text: str) -> Item:
    return Item(
        item_id="C:reply:1",
        account_id=ACCOUNT.id,
        customer_id="3",
        case_id="C",
        channel="public",
        purpose="reply",
        text=text,
        created_at=NOW,
    )


def _thread(text: str) -> Any:
    try:
        return thread(text)
    except Unfittable as error:
        return error


READERS: Final[dict[str, Callable[[str], Any]]] = {
    "triage": lambda text: explain(classify(text, "es")),
    "triage without a language": classify,
    "opt out": wants_out,
    "privacy": lambda text: find(text, ("ES", "BR", "PT", "MX", "AR")),
    "masking": lambda text: redact(text, countries=("ES", "BR")),
    "csat answer": lambda text: read_answer(text, "csat", "es"),
    "nps answer": lambda text: read_answer(text, "nps", ""),
    "a question in an answer": asks_too,
    "self-service": lambda text: step(DialogState(), text, "es", _SHOP, NOW, HOURS, None),
    "suggested articles": lambda text: suggest(text, ACCOUNT, "es"),
    "weighted length": weighted_length,
    "normalised": normalised,
    "thread": _thread,
    "fit": lambda text: fit(text, abbreviations={"por favor": "x fa"}),
    "shorten": lambda text: shorten(text, "es"),
    "guard": lambda text: guard(_reply(text), ACCOUNT),
    "fingerprint": fingerprint,
    "desk's story": lambda text: shown(text, ACCOUNT),
    "a cell of a spreadsheet": cell,
}
