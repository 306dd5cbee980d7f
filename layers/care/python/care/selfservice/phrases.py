"""What a conversation says around an account's own texts, in Spanish, Portuguese and English."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from care.model.settings.occasions import Variety


class Sentences(NamedTuple):
    """The sentences of one language. `back` is told where closed, and `later` where the hours open no more."""

    menu: str
    not_understood: str
    which: str
    choose: str
    helped: str
    not_fitting: str
    person: str
    back: str
    later: str
    yes: str
    no: str


WORDINGS: Final[Mapping[Variety, Sentences]] = {
    "es": Sentences(
        menu="¿En qué te ayudamos?",
        not_understood="Creo que no te he entendido bien.",
        which="¿Te refieres a una de estas consultas?",
        choose="Responde con el número, o escribe «{word}» para hablar con una persona.",
        helped="¿Te ha servido? Si no, escribe «{word}».",
        not_fitting=(
            "No encuentro ese dato. ¿Puedes comprobarlo y escribirlo de nuevo? Si lo prefieres, escribe «{word}»."
        ),
        person="Te atiende una persona del equipo en cuanto pueda.",
        back="Ahora estamos fuera de horario. Te atiende una persona {when}.",
        later="Una persona del equipo leerá tu mensaje.",
        yes="sí",
        no="no",
    ),
    "pt": Sentences(
        menu="Como podemos ajudar?",
        not_understood="Desculpe, não entendi.",
        which="É uma destas dúvidas?",
        choose="Responda com o número, ou escreva “{word}” para falar com uma pessoa.",
        helped="Ajudou? Se não, escreva “{word}”.",
        not_fitting="Não reconheço esse dado. Confira e escreva de novo, ou escreva “{word}”.",
        person="Uma pessoa do atendimento responde assim que puder.",
        back="Agora estamos fora do horário. Uma pessoa do atendimento responde {when}.",
        later="Uma pessoa da equipe vai ler a sua mensagem.",
        yes="sim",
        no="não",
    ),
    "pt-PT": Sentences(
        menu="Em que podemos ajudar?",
        not_understood="Não percebi.",
        which="É uma destas questões?",
        choose="Responda com o número, ou escreva «{word}» para falar com uma pessoa.",
        helped="Ficou esclarecido? Se não, escreva «{word}».",
        not_fitting="Não reconheço esse dado. Verifique-o e escreva-o outra vez, ou escreva «{word}».",
        person="Uma pessoa da equipa responde-lhe assim que puder.",
        back="De momento não está cá ninguém da equipa. Uma pessoa responde-lhe {when}.",
        later="Uma pessoa da equipa vai ler a sua mensagem.",
        yes="sim",
        no="não",
    ),
    "en": Sentences(
        menu="How can we help?",
        not_understood="Sorry, I didn't get that.",
        which="Is it one of these?",
        choose="Reply with a number, or type “{word}” to talk to someone.",
        helped="Did that help? If not, type “{word}”.",
        not_fitting="I can't find that one. Could you check it and send it again? Or type “{word}”.",
        person="Someone from our team will reply as soon as they can.",
        back="Our team is offline right now. Someone will reply {when}.",
        later="Someone from our team will read your message.",
        yes="yes",
        no="no",
    ),
}
