"""Who wants no automatic messages any more: one word is enough (docs/design.md, 4.3).

Precision comes first, because an opted-out customer gets no acknowledgement any more: a message counts only when it is
nothing but one of these phrases, besides @names, marks, emoji, capitals and accents. "Quiero darme de baja" alone is
not among them: customers of a telephone company write it to end their contract.
"""

from typing import Final

from care.triage.words import key_of, words

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
_PLEASE: Final = frozenset({"por favor", "please", "pls", "gracias", "obrigado", "obrigada", "thanks"})
_MOST_WORDS: Final = max(len(phrase.split()) for phrase in _PHRASES) + 2


def wants_out(text: str) -> bool:
    """True if the message is nothing but an opt-out phrase, so that "stop, it does not work" is none."""
    keys = [key for _, key in words(text) if key[0].isalnum()]
    if not 0 < len(keys) <= _MOST_WORDS:
        return False
    said = " ".join(keys)
    for please in _PLEASE:
        said = said.removesuffix(f" {please}").removeprefix(f"{please} ")
    return said in _OPT_OUT


_OPT_OUT: Final = frozenset(" ".join(map(key_of, phrase.split())) for phrase in _PHRASES)
