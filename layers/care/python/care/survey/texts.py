"""What a survey asks: plain text that makes sense without any card or button."""

from datetime import datetime
from typing import Literal

from care.account import Account, Language
from care.acknowledgement.texts import automatic_note, spoken
from care.case.commands import AskSurvey
from care.outbox.model import Item

_QUESTIONS: dict[Literal["csat", "nps"], dict[Language, str]] = {
    "csat": {
        "es": "¿Cómo valoras la atención que te hemos dado? Responde con un número del 1 (muy mala) al 5 (muy buena). "
        "Si quieres, cuéntanos por qué.",
        "pt": "Como avalia o atendimento que recebeu? Responda com um número de 1 (muito mau) a 5 (muito bom). "
        "Se quiser, diga-nos porquê.",
        "en": "How do you rate the help you got from us? Reply with a number from 1 (very bad) to 5 (very good). "
        "If you like, tell us why.",
    },
    "nps": {
        "es": "Del 0 al 10, ¿cuánto nos recomendarías a un amigo? Responde con un número: 0 es nada y 10 es seguro. "
        "Si quieres, cuéntanos por qué.",
        "pt": "De 0 a 10, quanto nos recomendaria a um amigo? Responda com um número: 0 é nada e 10 é com certeza. "
        "Se quiser, diga-nos porquê.",
        "en": "From 0 to 10, how likely are you to recommend us to a friend? Reply with a number: 0 is not at all, "
        "10 is certainly. If you like, tell us why.",
    },
}


_AGAIN: dict[Literal["csat", "nps"], dict[Language, str]] = {
    "csat": {
        "es": "Perdona, ¿qué número del 1 (muy mala) al 5 (muy buena) nos darías?",
        "pt": "Desculpe, que número de 1 (muito mau) a 5 (muito bom) nos daria?",
        "en": "Sorry, which number from 1 (very bad) to 5 (very good) would you give us?",
    },
    "nps": {
        "es": "Perdona, ¿qué número del 0 (nada) al 10 (seguro) nos darías?",
        "pt": "Desculpe, que número de 0 (nada) a 10 (com certeza) nos daria?",
        "en": "Sorry, which number from 0 (not at all) to 10 (certainly) would you give us?",
    },
}

_THANKS: dict[Language, str] = {
    "es": "¡Muchas gracias por tu respuesta! Nos ayuda a mejorar.",
    "pt": "Muito obrigado pela sua resposta! Ajuda-nos a melhorar.",
    "en": "Thank you very much for your answer! It helps us to get better.",
}
_TEXTS: dict[str, dict[Literal["csat", "nps"], dict[Language, str]]] = {
    "question": _QUESTIONS,
    "again": _AGAIN,
    "thanks": {"csat": _THANKS, "nps": _THANKS},
}


def compose(command: AskSurvey, account: Account, now: datetime) -> Item:
    """The outbox item for a survey; it is not sent any more once the account closes."""
    language = spoken(command.language, account)
    texts = _TEXTS[command.says]
    text = f"{texts[command.survey_kind][language]}\n\n{automatic_note(language, account)}"
    return Item(
        item_id=command.item_id,
        account_id=command.account_id,
        customer_id=command.customer_id,
        case_id=command.case_id,
        channel="private",
        purpose="survey",
        text=text,
        created_at=command.asked_at,
        wanted_until=account.hours.next_closing(now),
    )
