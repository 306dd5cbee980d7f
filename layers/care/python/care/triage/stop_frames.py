"""Requests for no more messages that are told by their frame: what is threatened, needless, spared, the last of its kind.

"Como me mandéis otra encuesta os bloqueo", "no hace falta que me escribáis más", "que sea la última vez que me escriben"
end nothing and refuse nothing by a word of `care.triage.stop_words`. See `care.triage.opt_out`.
"""

# ruff: noqa: E501  a grammar is read by its lines

from itertools import pairwise
from typing import Final

from care import late

_LONGEST: Final = 18  # words, in two clauses
# What is sent, but for what may warn of something due.
_SENT: Final = (
    r"(?:mensajit|mensajill|mensag|encuestit)[a-z]+|mensajes?|msjs?|sms|dms?|mds?|msgs?|encuestas?|pesquisas?|inqueritos?|messages?|texts?|surveys?|"
    r"privados?|newsletters?|publicidad|publicidade|propagandas?|promos?|promociones|promocoes|spam|notificaciones|notificacoes|notifications|comunicaciones|comunicacoes|recados?"
)
_WRITE: Final = r"escrib[a-z]+|escrev[a-z]+|contact[a-z]+|contat[a-z]+|mensaje(?:e|es|en|eis|ar|an)|messag(?:e|ing)|text(?:ing)?|dm(?:ing)?|spam[a-z]*"
_SEND: Final = r"mand[a-z]+|envi[a-z]+|entr(?:a|e|ar|arme)|lleg(?:a|an|ue|uen|ar)|cheg(?:a|ar|ue|arem)|receb[a-z]+|recib[a-z]+|send(?:ing)?|get|got"
_ME: Final = r"me|nos|us|mim"
_AGAIN: Final = r"mas|mais|again|more|further|another|anymore|otr[oa]s?|outr[oa]s?|sig(?:a|as|an|ais)|seguir|segui[a-z]*|continu[a-z]+|vuelv[a-z]+|volver|volt[a-z]+|keep"
# Somebody who will do something about the next one.
_THREATENS: Final = late.pattern(
    r"\b(?:(?:os|los|les|te|lo|la|vos|vou|eu|i ll|ill|im|i m|you ll be|gonna|going to|and|y|e|voy a) )+"
    r"(?:bloque(?:o|ar|aros|arlos|arte|are|io|iar)|denunci(?:o|are|ar|arlos|aros)|reporto|block(?:ing|ed)?|report(?:ing|ed)?|mut(?:e|ing))\b"
    r"|\b(?:faco|vou fazer|pongo|voy a poner|file) (?:uma |una |a )?(?:queixa|denuncia|queja|reclamacao|complaint)\b|^(?:bloqueo|bloqueio|denuncio)\b"
)
_IF: Final = late.pattern(
    rf"\b(?:si|como|se|if|quando|cuando|when) (?:(?!no\b|nao\b|not\b|dont\b)[a-z]+ ){{0,4}}?(?:(?:{_WRITE})|(?:(?:{_SEND})\b.*\b(?:{_SENT})))\b"
    rf"|\b(?:one more|another|uno mas|una mas|mais um|mais uma|otro|otra|um outro|outra) (?:{_SENT})\b"
    rf"|\b(?:{_WRITE}) me again\b"
)
# What nobody needs any more.
_NEEDLESS: Final = late.pattern(
    r"\b(?:no hace falta|no es necesario|no necesitais|no necesitan|no tienen que|no teneis que|nao (?:e )?precis[a-z]+|nao e necessario|nao ha necessidade|nao tem necessidade|"
    r"no need|dont need to|do not need to|dont have to|neednt|dont bother|escusam|excusado|no os molesteis|no se molesten)\b"
)
# ... or is told off or bid to spare, keep or do without: "ahorraos las encuestas".
_SPARES: Final = late.pattern(
    rf"\b(?:ahorr(?:ense|ese|aos|ad|en|ate|adme|enme|eme|ame|adnos)|guard(?:ense|ese|aos|ate|ensela|enselos)|met(?:anse|eos|ete)|poup(?:a|e|em)(?: me| nos)?|(?:me|nos) poup(?:a|e|em)|"
    rf"(?:spare|save) (?:me|us)|(?:save|keep|shove|stuff) (?:your|the|these)|evit(?:ense|eos|adme|enme|eme|em me)|dispenso|prescindo de|get lost with|get stuffed with)(?: [a-z]+){{0,3}} (?:{_SENT})\b"
)
_NOT_THE_LAST: Final = (
    r"(?!escribi(?:eron|o|steis|ste)?\b|mandaron\b|mando\b|enviaron\b|contact(?:aron|o|asteis)\b|escreveram\b)"
)
_LAST: Final = late.pattern(
    rf"\b(?:ultima vez que (?:{_ME}) {_NOT_THE_LAST}(?:(?:{_WRITE})|(?:{_SEND})(?: [a-z]+){{0,3}} (?:{_SENT}))|"
    rf"last time (?:that )?you (?:(?:{_WRITE}) (?:{_ME})|send (?:{_ME})(?: [a-z]+){{0,3}} (?:{_SENT})))\b"
)
_NOT_ONE: Final = late.pattern(
    rf"(?:(?:(?:que )?ni (?:un|una)(?: solo| sola| puto| puta)?|nem (?:um|uma)(?: so)?|not (?:one|another)(?: single)?) (?:{_SENT}) (?:mas|mais|more)|"
    rf"(?:nem mais (?:um|uma)|not (?:one|a single) more|not another) (?:{_SENT}))(?: por favor| porfa| please| ya| gracias| obrigad[oa]| thanks)*"
)
_DARES: Final = late.pattern(
    rf"\b(?:ni se (?:os|les|te) ocurra|no se (?:os|les|te) ocurra|nem pensem em|dont you dare|nem se atrevam a|no os atrevais a)(?: [a-z]+){{0,2}} (?:(?:{_WRITE})|(?:{_SEND})(?: [a-z]+){{0,3}} (?:{_SENT}))\b"
)
# Asked again and again what they think: "deja de pedirme que valore", "stop asking me to rate things".
_ASKS: Final = late.pattern(
    r"\b(?:stop|quit|dont|do not|never|no more|dej(?:a|ad|en|e) de|par(?:a|ad|en|e|em) de|deixem? de|no me|nao me)(?: [a-z]+){0,2} (?:ask|asking|pid[a-z]+|ped[ie][a-z]*|peca[a-z]*|pregunt[a-z]+|pergunt[a-z]+)(?: [a-z]+){0,4} "
    r"(?:feedback|rate|ratings?|reviews?|scores?|surveys?|opinion|opiniao|opine|valor(?:ar|e|es|aciones|acion)|calific[a-z]+|punt(?:ue|uar|uacion)|encuestas?|notas?|avali[a-z]+|pesquisas?|inqueritos?)\b"
)
_EASE_OFF: Final = late.pattern(
    rf"\b(?:d[ae](?:i|em)? um tempo|give (?:it|me|us) a (?:rest|break)|peg(?:a|uem|ue) leve|baj(?:enle|ale|enles|adle)|afloj(?:a|en|ad|enle)|(?:ease|lay|back) off|calm down)(?: [a-z]+){{0,3}} (?:{_SENT})\b"
)
# Fed up with them, and a word that bids halt beside it.
_FED_UP: Final = late.pattern(
    r"\b(?:es|e|eh|virou|is|isto e|just|pure|puro) (?:ya |ja |puro )?spam\b|"
    rf"\b(?:segu[a-z]+|siguen|sigues|continua[a-z]*|keep)(?: a)? (?:(?:{_WRITE})|(?:{_SEND})(?: [a-z]+){{0,3}} (?:{_SENT}))\b|"
    rf"\b(?:hart[oa]s?|frit[oa]s?|podrid[oa]s?|cansad[oa]s?|fart[oa]s?|cheio|cheia|hasta (?:el|la|los|las) [a-z]+|sick|tired|fed up|aguanto|soporto|friendo|blowing up)(?: (?:of|with|de|con|com|a|mais|mas|my phone))*"
    rf"(?: (?:tant[oa]s?|tus|sus|vuestr[oa]s|est[oae]s|es[oa]s|ess[ea]s|dess[ea]s|dest[ea]s|suas|vossas|your|these|those|all|mensajes|mensagens|so many))* (?:{_SENT})\b"
)
_HALT: Final = frozenset(
    """para|parad|paren|pare|parem|stop|basta|chega|corta|cortad|corten|dejadlo|make it stop|stop it|stop them|cut it out|enough|
    quitame|quitenme|quitadme|sacame|saquenme|sacadme|borrame|borrenme|borradme|eliminenme|me tira|me tirem|tirem me|tira me|removam me|remove me|take me off|unsubscribe me|
    ya basta|basta ya|ya esta bien|ya vale|parad ya|paren ya|pare ya|cortad ya|corten ya|parem ja|chega ja|ja chega""".replace(
        "\n    ", ""
    ).split("|")
)
_TRIGGERS: Final = late.pattern(
    r"bloque|denunci|report|\bblock|queixa|queja|complaint|\bmut(?:e|ing)|\bno (?:hace|es|nec|t|os|se|need)|precis|necess|\bneed|\bbother|escusa|ahorr|guard|met(?:anse|eos|ete)|poup|spare|save|keep|shove|stuff|evit|dispenso|prescindo|get |ultima vez|last time|\bni |\bnem |\bnot |dare|"
    r"\bhart|\bfrit|podrid|cansad|\bfart|cheio|cheia|\bhasta|sick|tired|fed up|aguanto|soporto|friendo|blowing|spam|segu|sigue|continua|\bask|\bp[ei][dçc]|pregunt|pergunt|tempo|rest|break|leve|\bbaj|afloj|\boff|calm"
)


def frames(clauses: list[str], questions: list[str]) -> bool:
    """True if some clause, or two of them together, ask for no more messages by their frame.

    Of questions only who bids halt behind one means it: "why do you keep messaging me? stop".
    """
    said = " ".join((*clauses, *questions))
    if _TRIGGERS.search(said) is None:
        return False
    if any(_of_one(clause) for clause in clauses if len(clause.split()) <= _LONGEST):
        return True
    beside = [clauses[0], *(f"{one} {then}" for one, then in pairwise(clauses))]
    if any(len(one.split()) <= _LONGEST and _THREATENS.search(one) and _IF.search(one) for one in beside):
        return True
    fed_up = any(_FED_UP.search(clause) for clause in (*clauses, *questions))
    return fed_up and not _HALT.isdisjoint(clauses)


def _of_one(clause: str) -> bool:
    if _NOT_ONE.fullmatch(clause) or _LAST.search(clause) or _DARES.search(clause) or _SPARES.search(clause):
        return True
    if _ASKS.search(clause) or _EASE_OFF.search(clause):
        return True
    found = _NEEDLESS.search(clause)
    return found is not None and _MORE_MESSAGES.search(clause[found.end() :]) is not None


_MORE_MESSAGES: Final = late.pattern(
    rf"\b(?:{_AGAIN})\b.*\b(?:(?:{_WRITE})(?: (?:{_ME}))?|{_SENT})$|\b(?:{_AGAIN})\b.*\b(?:escrib|escrev)[a-z]*me\b|\b(?:(?:{_WRITE})|{_SENT})(?: (?:{_ME}))?(?: [a-z]+)? (?:{_AGAIN})\b"
)
