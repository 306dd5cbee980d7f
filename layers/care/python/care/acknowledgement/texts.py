"""What an acknowledgement says (design 4.3): that the message has come, and exactly when somebody is back."""

from datetime import datetime

from care.account import Account, Language
from care.case.commands import Acknowledge
from care.outbox.model import Item

# {return} is the exact instant in words, with its zone and with what stands before a date ("el lunes 23 …").
_CLOSED: dict[Language, str] = {
    "es": "¡Hola! Hemos recibido tu mensaje. Ahora estamos fuera de horario: volvemos {return} y te respondemos.",
    "pt": "Olá! Recebemos a sua mensagem. Agora estamos fora do horário: voltamos {return} e respondemos.",
    "en": "Hello! We have your message. We are closed right now: we will be back {return} and will answer you.",
}
_NEVER: dict[Language, str] = {
    "es": "¡Hola! Hemos recibido tu mensaje. Ahora mismo no atendemos por aquí; lo leeremos en cuanto volvamos.",
    "pt": "Olá! Recebemos a sua mensagem. Neste momento não atendemos por aqui; será lida assim que voltarmos.",
    "en": "Hello! We have your message. Nobody is answering here at the moment; it will be read when we are back.",
}
_OPEN: dict[Language, str] = {
    "es": "¡Hola! Hemos recibido tu mensaje y ya lo estamos mirando. Te respondemos lo antes posible.",
    "pt": "Olá! Recebemos a sua mensagem e já estamos a tratar dela. Respondemos o mais depressa possível.",
    "en": "Hello! We have your message and are looking into it. We will answer you as soon as we can.",
}
_AUTOMATIC: dict[Language, str] = {
    "es": "Mensaje automático de {name}. Privacidad: {privacy} Para no recibir mensajes automáticos, responde BAJA.",
    "pt": "Mensagem automática de {name}. Privacidade: {privacy} Para não receber mais destas, responda SAIR.",
    "en": "Automatic message from {name}. Privacy: {privacy} To get no automatic messages, reply STOP.",
}


def compose(command: Acknowledge, account: Account, now: datetime) -> Item:
    """The outbox item for an acknowledgement, in the customer's language, true at `now`.

    Whether we are open is asked anew, because opening may lie between the decision and now.
    """
    language = spoken(command.language, account)
    wanted_until = None
    if account.hours.is_open(now):
        text = _OPEN[language]
    else:
        wanted_until = account.hours.next_opening(now)
        phrase = account.hours.return_phrase(now, language, within=True)
        text = _CLOSED[language].replace("{return}", phrase) if phrase else _NEVER[language]
    if command.channel == "private":
        text = f"{text}\n\n{automatic_note(language, account)}"
    return Item(
        item_id=command.item_id,
        account_id=command.account_id,
        customer_id=command.customer_id,
        case_id=command.case_id,
        channel=command.channel,
        purpose="acknowledgement",
        text=text,
        created_at=command.asked_at,
        in_reply_to=command.in_reply_to if command.channel == "public" else "",
        answers_at=command.answers_at,
        wanted_until=wanted_until,
    )


def automatic_note(language: Language, account: Account) -> str:
    """What X's rules ask of each automatic DM: that it is one, the privacy policy, and how to stop them."""
    note = _AUTOMATIC[language].replace("{name}", account.name)
    return note.replace("{privacy}", str(account.privacy_url))


def spoken(language: str, account: Account) -> Language:
    """The customer's language where we have texts in it, else the account's."""
    match language.partition("-")[0]:
        case "es" | "pt" | "en" as known:
            return known
        case _:
            return account.language
