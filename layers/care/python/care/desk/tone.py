"""A gentle look at how a reply sounds before a person sends it: it goes all the same, and nothing is changed.

The advice is that of care on X: greet who writes for the first time, do not shout, do not blame, and say by when.
"""

import re
from collections.abc import Iterator

from care import late
from care.model.outcomes import Code, Outcome, Outcomes, outcome

_FEW = 12  # letters; what is shorter than this shouts by being an abbreviation
_LOUD = 0.7  # of all letters in capitals
_BEGINNING = 60  # characters in which a greeting stands


def _any_of(*phrases: str) -> re.Pattern[str]:
    """Whole words, in any case; a phrase may hold what a pattern may."""
    return late.pattern(rf"\b(?:{'|'.join(' '.join(one.split()) for one in phrases)})\b", re.IGNORECASE)


_GREETING = _any_of(
    r"hola|buen[oa]s|qué tal|saludos|estimad[oa]s?|querid[oa]s?|bienvenid[oa]s?",
    r"ol[áa]|oi|viva|bom dia|boa (?:tarde|noite)|prezad[oa]s?|car[oa]s?",
    r"hi|hello|hey|dear|good (?:morning|afternoon|evening)|greetings",
)
# Who thanks or is sorry first needs no other greeting.
_THANKS_FIRST = late.pattern(
    r"^\W*(?:@\w+\s+)*(?:muchas )?(?:gracias|obrigad[oa]|thank|(?:lo )?sentimos|lamentamos|(?:we'?re )?sorry)\b",
    re.IGNORECASE,
)
_BLAME = _any_of(
    r"es (?:tu|su|vuestra) (?:culpa|problema)|(?:debías|debía|deberías|debería|debiste) haber",
    r"como ya (?:te|le|os) (?:dijimos|hemos dicho|explicamos)|no (?:has|ha) leído|si (?:hubieras|hubiera) leído",
    r"(?:é|foi) culpa sua|é problema seu|como já (?:lhe )?(?:dissemos|explicamos)|voc[êe] (?:deveria|devia) ter",
    r"você não leu|(?:it'?s|that'?s) your (?:own )?(?:fault|problem)|you should(?:'?ve| have)",
    r"as we(?:'?ve)? already (?:told|said|explained)|you (?:did not|didn'?t) read",
    r"culpa (?:tuya|suya|vuestra)|culpa es (?:tuya|suya)|no es (?:nuestra culpa|culpa nuestra)",
    r"haberlo (?:mirado|leído|dicho)",
    r"(?:tenías|tenía|teníais) que haber|(?:te|se) equivocaste|a culpa é (?:sua|tua|do cliente)|não é culpa nossa",
    r"(?:devia|devias|deveria|deverias|tinha|tinhas) (?:que |de )?ter (?:lido|visto|dito|verificado)|não leste",
    r"como já (?:lhe|te) (?:explic[áa]mos|diss[ée]mos)|(?:it|that)(?:'s| is) not our fault",
)
_PROMISE = _any_of(
    r"(?:te|le|os|les) (?:llamaremos|escribiremos|avisaremos|contestaremos|responderemos|informaremos)",
    r"(?:te|le|os|les) (?:enviaremos|mandaremos|devolveremos)|en breve|lo antes posible|cuanto antes|próximamente",
    r"(?:pronto|enseguida) te \w+|(?:te|le|os|les) \w+(?:mos) (?:pronto|enseguida)|estaremos en contacto",
    r"em breve|brevemente|o quanto antes|(?:assim|logo) que possível|retornaremos",
    r"(?:entraremos|entramos) em conta(?:c)?to",
    r"avisaremos|contactaremos|respondemos logo",
    r"we(?:'?ll| will) be in touch|you(?:'?ll| will) hear from us",
    r"we(?:'?ll| will) (?:call|write|get back|let you know|send|refund|contact)|as soon as possible|shortly|soon",
)
_BY_WHEN = _any_of(
    r"\d+\w*|hoy|mañana|ahora mismo|lunes|martes|miércoles|jueves|viernes|sábado|domingo",
    r"esta (?:tarde|noche|mañana|semana)|hoje|amanhã|agora mesmo|segunda|terça|quarta|quinta|sexta|nesta semana",
    r"today|tomorrow|right now|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day",
    r"this (?:week|morning|afternoon|evening)",
)


def tone(text: str, *, first: bool) -> Outcomes:
    """What had better be said in another way; `first` says that no person has answered this customer yet."""
    return tuple(_found(text, first=first)) if text.strip() else ()


def _found(text: str, *, first: bool) -> Iterator[Outcome]:
    if first and not _GREETING.search(text[:_BEGINNING]) and not _THANKS_FIRST.search(text):
        yield outcome(Code.tone_no_greeting)
    letters = [one for one in text if one.isalpha()]
    if len(letters) >= _FEW and sum(one.isupper() for one in letters) > _LOUD * len(letters):
        yield outcome(Code.tone_shouts)
    if _BLAME.search(text):
        yield outcome(Code.tone_blames)
    if _PROMISE.search(text) and not _BY_WHEN.search(text):
        yield outcome(Code.tone_no_date)
