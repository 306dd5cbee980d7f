"""Who wants no automatic messages any more: one word is enough (docs/design.md, 4.3).

Precision comes first, because an opted-out customer gets no acknowledgement any more. One word counts only when the
message is nothing else, besides @names, marks, emoji, capitals and accents. A plain sentence (a verb that stops, to
whom, and messages: "dejad de mandarme mensajes") counts as a clause of its own, whatever else is said. "Quiero darme de
baja" alone is not among them: customers of a telephone company write it to end their contract. What no rule knows the
learned model may be sure of (`care.triage.stop_learned`), where messages are spoken of; less sure, it is asked about.
"""

# ruff: noqa: E501  a grammar is read by its lines

from typing import Final

from care import late
from care.triage.stop_clauses import (
    ends_or_refuses,
    is_of_messages,
    may_mean_a_stop,
    means_a_stop,
    must_go_on,
    plainly_means_a_stop,
    tells_a_fact,
)
from care.triage.stop_frames import frames
from care.triage.stop_learned import asks_to_stop
from care.triage.stop_sentences import SENTENCES
from care.triage.stop_words import OURS, POLITE
from care.triage.words import BREAK, key_of, words

_PHRASES: Final = frozenset(
    {
        # One word, as every automatic message says, and what other services taught people to write.
        *("stop", "baja", "parar", "detener", "sair", "unsubscribe", "unsub", "stop all"),
        *("desuscribir", "desuscribirme", "desinscrever", "desinscrever me", "descadastrar", "descadastro"),
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
# Whom it is said to: "stop bot".
_BOT: Final = frozenset({"bot", "robot", "robo"})
_PLEASE: Final = frozenset({"por favor", "please", "pls", "gracias", "obrigado", "obrigada", "thanks"})
_MOST_WORDS: Final = max(len(phrase.split()) for phrase in _PHRASES) + 2


_MOST_SENTENCE: Final = 25
# "¿Cómo hago para que no me lleguen más mensajes?", "how do I stop getting these?": who asks how wants it.
_HOW: Final = late.pattern(
    r"(?:y |e |and |ola |hola |oi |hi |hello |bom dia |boa tarde )?(?:se (?:puede|pueden|podria|podrian) |puedo |posso |can i |could i |es posible |seria posible |e possivel |seria possivel |is it possible to |da (?:pra|para) |(?:hay|existe|tem|ha|is there|have you got)(?: (?:alguna|alguma|algun|algum|a|any|some|una|uma|um))?(?: (?:forma|manera|modo|maneira|jeito|way))(?: (?:de|to|of|i can|que|para|pra))?(?: que)? |(?:como|how|donde|onde|where|que(?= (?:hago|puedo|debo|hay|tengo|hacer|faco|posso|devo|fazer) )|o que|what)(?: (?:hago|puedo|podria|tengo|hay|que|hacer|se|hace|faco|posso|devo|fazer|eu|do|can|could|i|you|we|to|para|pra|p))* )"
)
_WOULD: Final = {"dejo": "dejar", "paro": "parar", "deixo": "deixar", "evito": "evitar", "cancelo": "cancelar"}
# What the model must be sure of to be obeyed, and to ask.
_OBEYED: Final = 0.85
_ASKED: Final = 0.7
# ... where messages are spoken of, and nothing that ends is in any list; and where something ends, and it is not said what.
_OBEYED_OF_MESSAGES: Final = 0.97
_ASKED_OF_MESSAGES: Final = 0.93
_SAYS: Final = 3
_OBEYED_OF_AN_END: Final = 0.93
_ASKED_OF_AN_END: Final = 0.9
# ... and beside a rule that a few new words leave open.
_AGREED: Final = 0.5
_NOT_UNLIKELY: Final = 0.3
# "¿Cómo borro estos mensajes?" is about the screen.
_DELETES: Final = late.pattern(r"borr|elimin|delet|eras|apag|remov|exclu")
_TO_ME: Final = late.pattern(r"(?:mand|envi|escrib|escrev|contact|spame)[a-z]+(?:me|nos)")
_MOST_UNCLEAR: Final = 10
_WAY_BACK: Final = frozenset({"start", "alta", "volver", "voltar", "unstop"})


# What may mean the messages and may mean the contract, or be mere anger: asked about, and not obeyed.
_UNCLEAR: Final = late.pattern(
    r"(?:hola |ola |hi |hello |buenas |por favor |please |porfa |quiero |quisiera |queria |quero |gostaria de |deseo |necesito |preciso |i want to |i d like to |id like to |ya |que |me quiero |just )*(?:"
    r"(?:quiero )?(?:darme|dadme|denme|deme|dame|me doy|me dais|me dan) (?:ya )?de baja|(?:la |una |mi |pedir la |solicitar la |solicito la |dar de )baja(?: ya| definitiva)?"
    r"|(?:cancelar|cancela|cancelad|cancelen|cancele|cancel|cancelacion|cancelamento|desapuntarme|quitarme|salirme|salir|sair|me desinscrever)(?: ya| tudo| todo| esto| isso| this| it| everything)?"
    r"|(?:stop|end|quit|mute|shut up)(?: it| this| that| now| everything)?|(?:para|parad|paren|pare|parem|basta|chega|ya basta|enough|no more|fin|fim)(?: ya| con esto| com isso| con eso| de esto| disso| of this)*"
    r"|(?:dejadme|dejenme|dejame|dejeme|deixem me|me deixem|me deixa|me deixe|leave me)(?: ya)? (?:en paz|tranquil[oa]|em paz|alone|in peace)"
    r"|no (?:me )?(?:molest(?:eis|es|en|e)|deis la lata|agobieis)(?: mas| ya)?|(?:dejad|deja|dejen|dejar|para|parad|paren) (?:ya )?de (?:molestar(?:me)?|dar la lata|agobiar(?:me)?)|parem? de (?:me )?(?:incomodar|encher(?: o saco)?|perturbar)|stop (?:bothering|annoying) me"
    r"|(?:borr(?:a|ad|en|e|ar)|elimin(?:a|ad|en|e|ar|em)|quit(?:a|ad|en|e|ar)|remov(?:a|am|er|e)|apag(?:a|uem|ue|ar)|delete|remove) (?:el |o )?(?:mi|meu|my) (?:contacto|contato|contact)"
    r"|opt(?: me)? out(?: of (?:this|it))?|(?:quit(?:ad|en|a|e)|sac(?:ad|a|e)|saquen|borr(?:ad|en|a|e)|elimin(?:ad|en|a|e)|desapunt(?:ad|en|a|e)|baj(?:ad|en|a|e))me (?:ya )?de (?:esto|eso|aqui|ahi)|(?:me tir(?:em?|a)|tirem? me|me remov(?:am?|e)|me exclu(?:am|a|i)) (?:ja )?d(?:isto|isso|aqui|ali|ai)"
    r"|(?:take|get|remove|leave) me (?:off|out|from) (?:of )?(?:this|it|here|that|whatever (?:this|that|it) is)|(?:olvid(?:en|ense|ad|aros|aos)|pierdan|borren|esquecam|percam|forget|lose|delete|drop) (?:de )?(?:mi|meu|o meu|my) (?:numero|number|contacto|contato|contact|telefono|telefone)"
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
    if len(keys) <= _MOST_UNCLEAR and _UNCLEAR.fullmatch(" ".join(one for one in keys if one not in _BOT)) is not None:
        return True
    likely = _has_learned(text, _ASKED, _ASKED_OF_MESSAGES, _ASKED_OF_AN_END)
    if not likely and len(keys) <= _MOST_SENTENCE:
        opens = any(len(clause) > 1 and may_mean_a_stop(clause) for clause, _ in _parts(text))
        likely = opens and asks_to_stop(text) >= _NOT_UNLIKELY
    return likely and not wants_out(text)


def confirms_stop(text: str) -> bool:
    """True if the message is a yes to the question whether no more messages are wanted, and nothing else."""
    return " ".join(key for _, key in words(text) if key[0].isalnum()) in _YES


def wants_back(text: str) -> bool:
    """True if the message is nothing but the word that undoes an opt-out; asked only of who opted out."""
    keys = [key for _, key in words(text) if key[0].isalnum()]
    return len(keys) == 1 and keys[0] in _WAY_BACK


def _has_learned(text: str, both: float, of_messages: float, of_an_end: float) -> bool:
    """True if the model takes the text for a request: sure of it by what the text speaks of.

    That is: of messages or writing and of ending or refusing, of messages alone, or of an end alone.
    """
    keys = [key for _, key in words(text)]
    named, ends = any(map(is_of_messages, keys)), ends_or_refuses(keys)
    if not (named or ends) or must_go_on(keys) or len(set(keys)) < _SAYS or (not ends and tells_a_fact(keys)):
        return False
    return asks_to_stop(text) >= (both if named and ends else of_messages if named else of_an_end)


def _parts(text: str) -> list[tuple[list[str], bool]]:
    """The words of each clause, and whether it is a question."""
    found: list[tuple[list[str], bool]] = []
    clause: list[str] = []
    for _, key in [*words(text), ("", BREAK)]:
        if key[0].isalnum():
            clause.append(key)
        elif key in {BREAK, "!!!", "?"}:
            if clause:
                found.append((clause, key == "?"))
            clause = []
    return found


def _clauses(text: str) -> list[bool]:
    """For each clause of the message, whether it asks for no more messages, plainly and not as a question."""
    told = [(clause, " ".join(clause), is_question) for clause, is_question in _parts(text)]
    return [
        1 < len(clause) <= _MOST_SENTENCE and _means_it(clause, said, is_question=is_question)
        for clause, said, is_question in told
        if said not in _PLEASE
    ]


def _means_it(clause: list[str], said: str, *, is_question: bool) -> bool:
    asked = _HOW.match(said)
    if asked:
        clause = [_WOULD.get(word, word) for word in said[asked.end() :].split()]
        said = " ".join(clause)
        if OURS.isdisjoint(clause) and "out" not in clause and not any(map(_TO_ME.fullmatch, clause)):
            return False  # "how do I stop notifications?" may be an app's
        if not any(map(_DELETES.match, clause)):
            clause = [*clause, "me"]  # "¿se pueden quitar estos avisos?": from who asks
    elif is_question and clause[0] not in POLITE:
        return False
    if means_a_stop(clause) or SENTENCES.fullmatch(said) is not None:
        return True
    return plainly_means_a_stop(clause) and asks_to_stop(said) >= _AGREED


def wants_out(text: str) -> bool:
    """True if the message is one word that ends them, or says plainly that no more messages are wanted."""
    if _alone(text):
        return True
    if len(text) > _LONGEST:
        return False
    parts = _parts(text)
    told = [" ".join(clause) for clause, is_question in parts if not is_question]
    asked = [" ".join(clause) for clause, is_question in parts if is_question]
    return (
        any(_clauses(text))
        or (bool(told) and frames(told, asked))
        or _has_learned(text, _OBEYED, _OBEYED_OF_MESSAGES, _OBEYED_OF_AN_END)
    )


def says_more(text: str) -> bool:
    """True if a message that wants out says something besides, which somebody should read."""
    return not _alone(text) and not all(_clauses(text))


def _alone(text: str) -> bool:
    keys = [key for _, key in words(text) if key[0].isalnum()]
    if not 0 < len(keys) <= _MOST_WORDS:
        return False
    said = " ".join(keys if len(set(keys)) > 1 else keys[:1])  # "STOP STOP STOP"
    for please in (*_BOT, *_PLEASE, *_AT_ONCE):
        said = said.removesuffix(f" {please}").removeprefix(f"{please} ")
    return said in _OPT_OUT or _MISSPELT.fullmatch(said) is not None


_MISSPELT: Final = late.pattern(r"uns[ub]{1,2}[sc]{1,3}[rib]{2,4}e?(?: me)?")
_OPT_OUT: Final = frozenset(" ".join(map(key_of, phrase.split())) for phrase in _PHRASES)
