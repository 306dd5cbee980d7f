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
        not_understood="No te he entendido.",
        which="¿Te refieres a una de estas consultas?",
        choose="Responde con el número, o escribe «{word}» para hablar con una persona.",
        helped="¿Te ha servido? Si no, escribe «{word}».",
        not_fitting="No reconozco ese dato. Revísalo y escríbelo otra vez, o escribe «{word}».",
        person="Te atiende una persona del equipo en cuanto pueda.",
        back="Ahora no hay nadie del equipo. Una persona te atiende {when}.",
        later="Una persona del equipo leerá tu mensaje.",
        yes="sí",
        no="no",
    ),
    "pt": Sentences(
        menu="Como podemos ajudar?",
        not_understood="Não entendi.",
        which="É uma destas dúvidas?",
        choose="Responda com o número, ou escreva «{word}» para falar com uma pessoa.",
        helped="Ajudou? Se não, escreva «{word}».",
        not_fitting="Não reconheço esse dado. Confira e escreva de novo, ou escreva «{word}».",
        person="Uma pessoa da equipe atende você assim que puder.",
        back="Agora não há ninguém da equipe. Uma pessoa atende você {when}.",
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
        not_understood="I did not understand that.",
        which="Is it one of these?",
        choose="Answer with the number, or write “{word}” to talk to a person.",
        helped="Did that help? If not, write “{word}”.",
        not_fitting="I do not recognise that. Check it and write it again, or write “{word}”.",
        person="A person of the team will answer you as soon as possible.",
        back="Nobody of the team is here now. A person will answer you {when}.",
        later="A person of the team will read your message.",
        yes="yes",
        no="no",
    ),
}
