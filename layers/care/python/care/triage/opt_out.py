"""Who wants no automatic messages any more: one word is enough (docs/design.md, 4.3).

Precision comes first, because an opted-out customer gets no acknowledgement any more. One word counts only when the
message is nothing else, besides @names, marks, emoji, capitals and accents. A plain sentence (a verb that stops, to
whom, and messages: "dejad de mandarme mensajes") counts as a clause of its own, whatever else is said. "Quiero darme de
baja" alone is not among them: customers of a telephone company write it to end their contract.
"""

# ruff: noqa: E501  a grammar is read by its lines

from typing import Final

from care import late
from care.triage.stop_clauses import may_mean_a_stop, means_a_stop, plainly_means_a_stop
from care.triage.words import BREAK, key_of, words

_PHRASES: Final = frozenset(
    {
        # One word, as every automatic message says, and what other services taught people to write.
        *("stop", "baja", "parar", "sair", "unsubscribe", "unsub", "stop all"),
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
_AT_ONCE: Final = frozenset({"ya", "ja"})
_PLEASE: Final = frozenset({"por favor", "please", "pls", "gracias", "obrigado", "obrigada", "thanks"})
_MOST_WORDS: Final = max(len(phrase.split()) for phrase in _PHRASES) + 2


# What is sent, as people name it; calls, letters and the contract are not among it.
_MESSAGES: Final = (
    r"(?:(?:los |las |estos |estas |esos |esas |tus |sus |vuestros |vuestras |os |as |esses |essas |estes |suas |seus |vossas |"
    r"the |these |those |your |this |tantos |tantas |so many |mas |mais |more |any more |any |ningun |ninguna |nenhuma |ni un |"
    r"automatic |automated |auto |de |da |of |vuestro |tu |su |seu )*"
    r"(?:mensajes?|mensajitos|msjs?|sms|dms?|md|mds|privados|avisos|notificaciones|encuestas?|comunicaciones|comunicados|comunicacoes|communications?|emails?|newsletters?|mailings?|correos|publicidad|spam|mensagens|mensagem|msgs?|"
    r"notificacoes|pesquisas?|inqueritos?|messages?|messaging|texts|notifications|surveys?|spam)"
    r"(?: automatic[oa]s| privados| directos| diretas| privadas| por privado| por dm| no privado| por aqui| por este canal| por aca| de estos| de este tipo| desse tipo| destes| de encuestas?| de ustedes| de vosotros| vuestros|"
    r" de voces| vossas| from you| from you guys| from this account| here)*)"
)
_ANYTHING: Final = rf"(?:{_MESSAGES}|nada|anything)"
# "Nada más" alone may be parcels: here it says by which way.
_NOTHING_HERE: Final = r"(?:mas |mais |any )?(?:nada|anything)(?: mas| mais| else| more)? (?:por (?:privado|aqui|dm|este canal|este medio)|here|automatico|automatic|de vosotros|de ustedes|de voces|from you)"
_OF_THEM: Final = r"(?:(?:any )?(?:more )?of (?:these|those)|mas de (?:estos|esos)|mais (?:desses|destes))"
_LIST: Final = r"(?:la|esta|esa|vuestra|su|tu|your|this|the|that) lista?(?: de (?:mensajes|envios|difusion|correo|distribucion|mensagens|transmissao|envio))?"
# To send or to receive, as a thing: "não autorizo o envio de mensagens".
_SENDING: Final = r"(?: (?:el |o |la |a )?(?:envio|recepcion|recebimento|rececao|recepcao) de)?"
_TO_THEM: Final = r"(?: (?:la |mi |a |minha |my |the )?(?:suscripcion|subscricao|inscricao|assinatura|subscription) (?:a|as|aos|de|das|dos|to))?"
_AGAIN: Final = (
    r"(?: mas| ya| nunca mas| mais| nunca mais| again| anymore| any more| ever again| otra vez| jamas| else)*"
)
_SENTENCES: Final = late.pattern(
    r"(?:hola |oi |ola |hi |hey |please |por favor |porfa |pls |favor |que |ya |can you |could you |would you |will you |can you please |i d like you to |pueden |podeis |puedes |podrian |podriais |podem |"
    r"poderiam |pode |quiero que |quero que |i want you to |just |os pido que |les pido que |peco que |and |y |e )*(?:"
    # es: dejad de mandarme mensajes; no me escribáis más; no quiero recibir avisos; quitadme de la lista
    rf"(?:deja|dejad|dejen|deje|dejar|dejeis|paren|parad|para|parar) (?:ya )?de (?:enviar|mandar|escribir)(?:me|nos)?(?: ya)?(?: {_MESSAGES})?{_AGAIN}"
    rf"|no (?:me|nos) (?:escrib(?:a|as|an|ais)|mensaje(?:es|en)|mandes dm|mande dm){_AGAIN}(?: {_MESSAGES})?{_AGAIN}"
    rf"|no (?:me|nos) (?:env(?:ie|ies|ien|ieis)|mand(?:e|es|en|eis)){_AGAIN} {_ANYTHING}{_AGAIN}"
    rf"|(?:quiero|quisiera|deseo|necesito|me gustaria|quero|queria|gostaria de|desejo) (?:ya )?(?:dejar|parar|deixar) de (?:recibir|receber) {_MESSAGES}{_AGAIN}"
    rf"|no (?:quiero|deseo) que (?:me|nos) sig(?:a|as|ais|an) (?:escribiendo|mandando|enviando)(?: {_MESSAGES})?{_AGAIN}"
    rf"|no (?:me|nos) sig(?:a|as|ais|an) (?:escribiendo|(?:mandando|enviando) {_MESSAGES}){_AGAIN}"
    rf"|(?:dej(?:a|es|eis|en)|par(?:a|es|eis|en)) (?:ya )?de (?:escribirme|(?:mandarme|enviarme) {_MESSAGES}){_AGAIN}"
    rf"|no (?:me|nos) interesan? recibir{_AGAIN} {_MESSAGES}{_AGAIN}|no (?:autorizo|consiento|acepto|doy permiso para)(?: recibir)?{_SENDING}{_AGAIN} {_MESSAGES}{_AGAIN}"
    rf"|no (?:quiero|voy a|pienso) (?:contestar|responder|rellenar)(?: a)?{_AGAIN} (?:mas )?encuestas?{_AGAIN}"
    rf"|no (?:quiero|deseo|quisiera) recibir{_AGAIN} {_NOTHING_HERE}{_AGAIN}|no (?:me|nos) (?:mand|envi)(?:e|es|en|eis){_AGAIN} {_OF_THEM}"
    rf"|(?:elimin(?:a|ad|en|e)|borr(?:a|ad|en|e)|quit(?:a|ad|en|e)|sac(?:a|ad|en)|saquen) mi (?:contacto|numero|usuario|nombre|perfil) de {_LIST}"
    rf"|me (?:quereis|quieren|puedes|podeis|pueden) (?:quitar|sacar|borrar|eliminar) de (?:{_MESSAGES}|{_LIST})"
    rf"|no (?:me|nos) vuelv(?:a|as|an|ais) a (?:escribir|(?:mandar|enviar)(?: (?:un|una|otro|otra|ningun|ni un))? {_ANYTHING}){_AGAIN}"
    rf"|(?:ya )?no (?:quiero|queremos|deseo|quisiera)(?: ya)?(?: recibir| que me (?:manden|envien|mandeis|envieis|escriban|escribais))?{_AGAIN} {_MESSAGES}{_AGAIN}"
    r"|(?:ya )?no (?:quiero|deseo) que me (?:escriban|escribais|escriba|escribas)(?: mas)?"
    rf"|(?:quiero |quisiera |deseo |necesito )?(?:darme|dadme|denme|deme|borrarme|borradme|borrenme|quitadme|quitenme|quitarme|quiteme|sacadme|saquenme|eliminadme|eliminenme|salir|cancelar) (?:de baja )?"
    rf"(?:de |del )?(?:{_MESSAGES}|(?:la|esta|vuestra|su) lista(?: de (?:mensajes|envios|difusion|correo|distribucion))?)"
    rf"|(?:baja|basta|stop|fin|chega|enough|ya vale|vale ya|ya esta bien|ya basta|ja chega|chega ja|se acabo lo|harto|harta|farto|farta)(?: ya)? (?:de|a|con|com|with|of) {_MESSAGES}|(?:stop|cancelar|cancela|cancelad|cancelen|cancel|anular){_TO_THEM} {_MESSAGES}"
    # pt: parem de me mandar mensagens; não me mandem mais nada; quero sair da lista
    rf"|(?:para|pare|parem|parar|deixem|deixe|deixa|deixar) de (?:me |nos )?(?:enviar|mandar|escrever|enviarem|mandarem)(?:me|nos)?(?: me)?(?: {_MESSAGES})?{_AGAIN}"
    rf"|nao (?:me |nos )?(?:envi(?:e|em)|mand(?:e|em|a))(?:me|nos)?{_AGAIN} {_ANYTHING}{_AGAIN}"
    rf"|nao (?:desejo|quero|autorizo|aceito|consinto)(?: mais)?(?: receber)?(?: mais)?{_SENDING} {_MESSAGES}{_AGAIN}|nao (?:desejo|quero)(?: mais)? receber(?: mais)? {_NOTHING_HERE}"
    rf"|nao (?:me )?(?:mand|envi)(?:e|em|a) {_OF_THEM}|(?:para|pare|parem|parar) de mandar {_MESSAGES}{_AGAIN}"
    rf"|nao (?:me )?(?:escrev(?:a|am))(?:me)?(?: mais| nunca mais)"
    rf"|(?:ja )?nao (?:quero|desejo|queremos|pretendo){_AGAIN}(?: receber| que me (?:mandem|enviem))?{_AGAIN} {_MESSAGES}{_AGAIN}"
    rf"|(?:quero |queria |gostaria de |desejo )?(?:sair|me tirem|me tire|me tira|tirem me|tiremme|tira me|retirem me|removam me|me remov(?:a|am)|cancelar) "
    rf"(?:de |da |do |das |dos |dessa |desta )*(?:{_MESSAGES}|lista(?: de (?:mensagens|envio|transmissao))?)"
    # en: stop messaging me; don't text me again; take me off your list
    rf"|(?:stop|quit|cease) (?:sending|messaging|texting|dming|writing|contacting|spamming|pinging)(?: to)?(?: me| us)?(?: {_MESSAGES})?{_AGAIN}"
    rf"|(?:dont|do not|never) (?:message|text|dm|write|contact|spam)(?: to)?(?: me| us){_AGAIN}"
    rf"|(?:dont|do not|never) send(?: me| us)?{_AGAIN} {_ANYTHING}{_AGAIN}"
    rf"|(?:i )?(?:dont|do not|no longer) (?:want|wish)(?: to)?(?: receive| get| be sent)?{_AGAIN} {_MESSAGES}{_AGAIN}"
    rf"|(?:take|remove|get|drop) me (?:off|from|out of) (?:of )?{_MESSAGES}|(?:dont|do not|never) send(?: me| us)?{_AGAIN} {_OF_THEM}"
    rf"|no more {_MESSAGES}|unsubscribe(?: me)?(?: from (?:this|these|your|all)(?: {_MESSAGES}| list)?)?|opt me out(?: of {_MESSAGES})?"
    r"|(?:take|remove|get) me (?:off|from) (?:of )?(?:your|this|the)(?: mailing| messaging)? list"
    r")(?: por favor| please| gracias| obrigado| obrigada| thanks| thank you| porfa| pls| de una vez| ya| de inmediato| now| right now)*"
)
_MOST_SENTENCE: Final = 25
# "¿Podéis dejar de mandarme mensajes?" asks for it, and asks nothing.
_POLITE: Final = frozenset(
    {
        "puedes",
        "podeis",
        "pueden",
        "podrias",
        "podriais",
        "podrian",
        "pode",
        "podem",
        "poderiam",
        "poderia",
        "can",
        "could",
    }
    | {"would", "will", "me", "please", "por", "seria", "haria"}
)
# "¿Cómo hago para que no me lleguen más mensajes?", "how do I stop getting these?": who asks how wants it.
_HOW: Final = late.pattern(
    r"(?:y |e |and )?(?:como|how|donde|onde|where|que(?= (?:hago|puedo|debo|hay|tengo|hacer|faco|posso|devo|fazer) )|o que|what)(?: (?:hago|puedo|podria|tengo|hay|que|hacer|se|hace|faco|posso|devo|fazer|eu|do|can|could|i|you|we|to|para|pra|p))* "
)
_WOULD: Final = {"dejo": "dejar", "paro": "parar", "deixo": "deixar", "evito": "evitar", "cancelo": "cancelar"}
_OURS: Final = frozenset(
    [
        "me",
        "nos",
        "us",
        "mim",
        "this",
        "these",
        "those",
        "estos",
        "estas",
        "esos",
        "esas",
        "este",
        "esta",
        "esto",
        "estes",
        "essas",
        "esses",
        "isto",
        "isso",
        "vuestros",
        "vuestras",
        "vuestro",
        "sus",
        "tus",
        "tu",
        "su",
        "suas",
        "seus",
        "vossas",
        "vossos",
        "your",
        "unsubscribe",
    ]
)
_TO_ME: Final = late.pattern(r"(?:mand|envi|escrib|escrev|contact|spame)[a-z]+(?:me|nos)")
_MOST_UNCLEAR: Final = 10
_WAY_BACK: Final = frozenset({"start", "alta", "volver", "voltar", "unstop"})


# What may mean the messages and may mean the contract, or be mere anger: asked about, and not obeyed.
_UNCLEAR: Final = late.pattern(
    r"(?:hola |ola |hi |hello |buenas |por favor |please |porfa |quiero |quisiera |queria |quero |gostaria de |deseo |necesito |preciso |i want to |i d like to |id like to |ya |que |me quiero |just )*(?:"
    r"(?:quiero )?(?:darme|dadme|denme|deme|dame|me doy|me dais|me dan) (?:ya )?de baja|(?:la |una |mi |pedir la |solicitar la |solicito la |dar de )baja(?: ya| definitiva)?"
    r"|(?:cancelar|cancela|cancelad|cancelen|cancele|cancel|cancelacion|cancelamento|desuscribir(?:me)?|desapuntarme|quitarme|salirme|salir|sair|me desinscrever|descadastrar|descadastro)(?: ya| tudo| todo| esto| isso| this| it| everything)?"
    r"|(?:stop|end|quit)(?: it| this| that| now| everything)?|(?:para|parad|paren|pare|parem|basta|chega|ya basta|enough|no more|fin|fim)(?: ya| con esto| com isso| con eso| de esto| disso| of this)*"
    r"|(?:dejadme|dejenme|dejame|dejeme|deixem me|me deixem|me deixa|me deixe|leave me)(?: ya)? (?:en paz|tranquil[oa]|em paz|alone|in peace)"
    r"|no (?:me )?(?:molest(?:eis|es|en|e)|deis la lata|agobieis)(?: mas| ya)?|(?:dejad|deja|dejen|dejar|para|parad|paren) (?:ya )?de (?:molestar(?:me)?|dar la lata|agobiar(?:me)?)|parem? de (?:me )?(?:incomodar|encher(?: o saco)?|perturbar)|stop (?:bothering|annoying) me"
    r"|(?:borr(?:a|ad|en|e|ar)|elimin(?:a|ad|en|e|ar|em)|quit(?:a|ad|en|e|ar)|remov(?:a|am|er|e)|apag(?:a|uem|ue|ar)|delete|remove) (?:el |o )?(?:mi|meu|my) (?:contacto|contato|contact)"
    r"|opt(?: me)? out(?: of (?:this|it))?|(?:quitadme|sacadme|borradme|quitenme|saquenme|quitame|sacame|me tirem|tirem me) (?:ya )?d(?:e esto|e aqui|isto|isso|aqui)"
    r"|no quiero (?:saber )?(?:mas )?nada(?: mas)?(?: de (?:vosotros|ustedes))?|nao quero (?:saber )?(?:de )?(?:mais )?nada(?: mais)?|i (?:dont|do not) want (?:this|any of this)(?: anymore)?"
    r")(?: por favor| please| gracias| obrigad[oa]| thanks| ya| now| porfa| mesmo| de una vez)*"
)
_YES: Final = frozenset(
    {
        *(
            "si",
            "yes",
            "sim",
            "claro",
            "eso",
            "exacto",
            "correcto",
            "yep",
            "yeah",
            "isso",
            "isso mesmo",
            "si claro",
            "yes please",
        ),
        *(
            "si por favor",
            "sim por favor",
            "los mensajes",
            "mensajes",
            "as mensagens",
            "mensagens",
            "the messages",
            "messages",
        ),
        *(
            "si los mensajes",
            "sim as mensagens",
            "yes the messages",
            "si quiero",
            "sim quero",
            "eso quiero",
            "that",
            "yes stop",
        ),
    }
)


def may_want_out(text: str) -> bool:
    """True if the message is nothing but what may end messages, a contract or patience: "quiero darme de baja".

    Also if one of its clauses asks for no more messages in words of which a few are new.
    """
    keys = [key for _, key in words(text) if key[0].isalnum()]
    if not keys or "?" in text or len(text) > _LONGEST:
        return False
    if len(keys) <= _MOST_UNCLEAR and _UNCLEAR.fullmatch(" ".join(keys)) is not None:
        return True
    return len(keys) <= _MOST_SENTENCE and any(map(may_mean_a_stop, _parts(text))) and not wants_out(text)


def confirms_stop(text: str) -> bool:
    """True if the message is a yes to the question whether no more messages are wanted, and nothing else."""
    return " ".join(key for _, key in words(text) if key[0].isalnum()) in _YES


def wants_back(text: str) -> bool:
    """True if the message is nothing but the word that undoes an opt-out; asked only of who opted out."""
    keys = [key for _, key in words(text) if key[0].isalnum()]
    return len(keys) == 1 and keys[0] in _WAY_BACK


def _parts(text: str) -> list[list[str]]:
    """The words of each clause of more than one word."""
    found: list[list[str]] = [[]]
    for _, key in words(text):
        if key[0].isalnum():
            found[-1].append(key)
        elif key in {BREAK, "!!!", "?"}:
            found.append([])
    return [clause for clause in found if 1 < len(clause) <= _MOST_SENTENCE]


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
                found.append(1 < len(clause) <= _MOST_SENTENCE and _means_it(clause, said, is_question=key == "?"))
            clause = []
    return found


def _means_it(clause: list[str], said: str, *, is_question: bool) -> bool:
    asked = _HOW.match(said)
    if asked:
        clause = [_WOULD.get(word, word) for word in said[asked.end() :].split()]
        said = " ".join(clause)
        if _OURS.isdisjoint(clause) and "out" not in clause and not any(map(_TO_ME.fullmatch, clause)):
            return False  # "how do I stop notifications?" may be an app's
    elif is_question and clause[0] not in _POLITE:
        return False
    return means_a_stop(clause) or _SENTENCES.fullmatch(said) is not None or plainly_means_a_stop(clause)


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
    for please in (*_PLEASE, *_AT_ONCE):
        said = said.removesuffix(f" {please}").removeprefix(f"{please} ")
    return said in _OPT_OUT


_OPT_OUT: Final = frozenset(" ".join(map(key_of, phrase.split())) for phrase in _PHRASES)
