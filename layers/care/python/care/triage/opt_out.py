"""Who wants no automatic messages any more: one word is enough (docs/design.md, 4.3).

Precision comes first, because an opted-out customer gets no acknowledgement any more. One word counts only when the
message is nothing else, besides @names, marks, emoji, capitals and accents. A plain sentence (a verb that stops, to
whom, and messages: "dejad de mandarme mensajes") counts as a clause of its own, whatever else is said. "Quiero darme de
baja" alone is not among them: customers of a telephone company write it to end their contract.
"""

# ruff: noqa: E501  a grammar is read by its lines

import re
from typing import Final

from care.triage.words import BREAK, key_of, words

_PHRASES: Final = frozenset(
    {
        # One word, as every automatic message says, and what other services taught people to write.
        *("stop", "baja", "parar", "sair", "unsubscribe", "stop all"),
        *("no mas mensajes", "no quiero mas mensajes", "no quiero recibir mas mensajes", "no quiero recibir mensajes"),
        *("no me envien mas mensajes", "no me manden mas mensajes", "no me enviéis mas mensajes"),
        *("quiero darme de baja de los mensajes", "darme de baja de los mensajes", "baja de los mensajes"),
        *("nao quero mais mensagens", "nao quero receber mensagens", "nao quero receber mais mensagens"),
        *("parem de enviar mensagens", "parar mensagens", "sair das mensagens"),
        *(
            "stop messages",
            "stop messaging me",
            "no more messages",
            "stop sending me messages",
            "opt out",
            "opt me out",
        ),
    }
)
_LONGEST: Final = 1000
_PLEASE: Final = frozenset({"por favor", "please", "pls", "gracias", "obrigado", "obrigada", "thanks"})
_MOST_WORDS: Final = max(len(phrase.split()) for phrase in _PHRASES) + 2


# What is sent, as people name it; calls, letters and the contract are not among it.
_MESSAGES: Final = (
    r"(?:(?:los |las |estos |estas |esos |esas |tus |sus |vuestros |vuestras |os |as |esses |essas |estes |suas |seus |vossas |"
    r"the |these |those |your |this |tantos |tantas |so many |mas |mais |more |any more |any |ningun |ninguna |nenhuma |ni un |"
    r"automatic |automated |auto |de |da )*"
    r"(?:mensajes?|mensajitos|msjs?|sms|dms?|md|mds|privados|avisos|notificaciones|encuestas?|correos|publicidad|spam|mensagens|mensagem|msgs?|"
    r"notificacoes|pesquisas?|inqueritos?|messages?|messaging|texts|notifications|surveys?|spam)"
    r"(?: automatic[oa]s| privados| directos| diretas| privadas| por privado| por dm| no privado| por aqui| de encuestas?| de ustedes| de vosotros| vuestros|"
    r" de voces| vossas| from you| from you guys| from this account| here)*)"
)
_ANYTHING: Final = rf"(?:{_MESSAGES}|nada|anything)"
_AGAIN: Final = r"(?: mas| ya| nunca mas| mais| nunca mais| again| anymore| any more| ever again| otra vez| jamas)*"
_SENTENCES: Final = re.compile(
    r"(?:hola |oi |ola |hi |hey |please |por favor |porfa |pls |favor |que |ya |can you |could you |can you please |pueden |podeis |puedes |podrian |podriais |podem |"
    r"poderiam |pode |quiero que |quero que |i want you to |just |os pido que |les pido que |peco que |and |y |e )*(?:"
    # es: dejad de mandarme mensajes; no me escribáis más; no quiero recibir avisos; quitadme de la lista
    rf"(?:deja|dejad|dejen|deje|dejar|dejeis|paren|parad|para|parar) (?:ya )?de (?:enviar|mandar|escribir)(?:me|nos)?(?: ya)?(?: {_MESSAGES})?{_AGAIN}"
    rf"|no (?:me|nos) (?:escrib(?:a|as|an|ais)|mensaje(?:es|en)|mandes dm|mande dm){_AGAIN}(?: {_MESSAGES})?{_AGAIN}"
    rf"|no (?:me|nos) (?:env(?:ie|ies|ien|ieis)|mand(?:e|es|en|eis)){_AGAIN} {_ANYTHING}{_AGAIN}"
    rf"|no (?:me|nos) vuelv(?:a|as|an|ais) a (?:escribir|mandar|enviar)(?: {_ANYTHING})?{_AGAIN}"
    rf"|(?:ya )?no (?:quiero|queremos|deseo|quisiera)(?: ya)?(?: recibir| que me (?:manden|envien|mandeis|envieis|escriban|escribais))?{_AGAIN} {_MESSAGES}{_AGAIN}"
    r"|(?:ya )?no (?:quiero|deseo) que me (?:escriban|escribais|escriba|escribas)(?: mas)?"
    rf"|(?:quiero |quisiera |deseo |necesito )?(?:darme|dadme|denme|deme|borrarme|borradme|borrenme|quitadme|quitenme|quitarme|quiteme|sacadme|saquenme|eliminadme|eliminenme|salir|cancelar) (?:de baja )?"
    rf"(?:de |del )?(?:{_MESSAGES}|(?:la|esta|vuestra|su) lista(?: de (?:mensajes|envios|difusion|correo|distribucion))?)"
    rf"|(?:baja|basta|stop|fin)(?: ya)? (?:de|a|con|with) {_MESSAGES}|(?:stop|cancelar) {_MESSAGES}"
    # pt: parem de me mandar mensagens; não me mandem mais nada; quero sair da lista
    rf"|(?:para|pare|parem|parar|deixem|deixe|deixa|deixar) de (?:me |nos )?(?:enviar|mandar|escrever|enviarem|mandarem)(?:me|nos)?(?: me)?(?: {_MESSAGES})?{_AGAIN}"
    rf"|nao (?:me |nos )?(?:envi(?:e|em)|mand(?:e|em|a))(?:me|nos)?{_AGAIN} {_ANYTHING}{_AGAIN}"
    rf"|nao (?:me )?(?:escrev(?:a|am))(?:me)?(?: mais| nunca mais)"
    rf"|(?:ja )?nao (?:quero|desejo|queremos|pretendo){_AGAIN}(?: receber| que me (?:mandem|enviem))?{_AGAIN} {_MESSAGES}{_AGAIN}"
    rf"|(?:quero |queria |gostaria de |desejo )?(?:sair|me tirem|me tire|me tira|tirem me|tiremme|tira me|retirem me|removam me|me remov(?:a|am)|cancelar) "
    rf"(?:de |da |do |das |dos |dessa |desta )*(?:{_MESSAGES}|lista(?: de (?:mensagens|envio|transmissao))?)"
    # en: stop messaging me; don't text me again; take me off your list
    rf"|stop (?:sending|messaging|texting|dming|writing|contacting|spamming|pinging)(?: to)?(?: me| us)?(?: {_MESSAGES})?{_AGAIN}"
    rf"|(?:dont|do not|never) (?:message|text|dm|write|contact|spam)(?: to)?(?: me| us){_AGAIN}"
    rf"|(?:dont|do not|never) send(?: me| us)?{_AGAIN} {_ANYTHING}{_AGAIN}"
    rf"|(?:i )?(?:dont|do not|no longer) (?:want|wish)(?: to)?(?: receive| get| be sent)?{_AGAIN} {_MESSAGES}{_AGAIN}"
    rf"|no more {_MESSAGES}|unsubscribe(?: me)?(?: from (?:this|these|your|all)(?: {_MESSAGES}| list)?)?|opt me out(?: of {_MESSAGES})?"
    r"|(?:take|remove|get) me (?:off|from) (?:of )?(?:your|this|the)(?: mailing| messaging)? list"
    r")(?: por favor| please| gracias| obrigado| obrigada| thanks| thank you| porfa| pls| de una vez| ya| de inmediato| now| right now)*"
)
_MOST_SENTENCE: Final = 25
_WAY_BACK: Final = frozenset({"start", "alta", "volver", "voltar", "unstop"})


def wants_back(text: str) -> bool:
    """True if the message is nothing but the word that undoes an opt-out; asked only of who opted out."""
    keys = [key for _, key in words(text) if key[0].isalnum()]
    return len(keys) == 1 and keys[0] in _WAY_BACK


def _clauses(text: str) -> list[bool]:
    """For each clause of the message, whether it asks for no more messages, plainly and not as a question."""
    found: list[bool] = []
    clause: list[str] = []
    for _, key in [*words(text), ("", BREAK)]:
        if key[0].isalnum():
            clause.append(key)
        elif key in {BREAK, "!!!", "?"}:
            said = " ".join(clause)
            if clause and said not in _PLEASE:
                plain = key != "?" and 1 < len(clause) <= _MOST_SENTENCE
                found.append(plain and _SENTENCES.fullmatch(said) is not None)
            clause = []
    return found


def wants_out(text: str) -> bool:
    """True if the message is one word that ends them, or says plainly that no more messages are wanted."""
    return _alone(text) or (len(text) <= _LONGEST and any(_clauses(text)))


def says_more(text: str) -> bool:
    """True if a message that wants out says something besides, which somebody should read."""
    return not _alone(text) and not all(_clauses(text))


def _alone(text: str) -> bool:
    keys = [key for _, key in words(text) if key[0].isalnum()]
    if not 0 < len(keys) <= _MOST_WORDS:
        return False
    said = " ".join(keys)
    for please in _PLEASE:
        said = said.removesuffix(f" {please}").removeprefix(f"{please} ")
    return said in _OPT_OUT


_OPT_OUT: Final = frozenset(" ".join(map(key_of, phrase.split())) for phrase in _PHRASES)
