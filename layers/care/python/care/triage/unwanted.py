"""Messages that want nothing of the brand: advertising and fraud, and what insults or threatens who answers.

Rules in three languages, and no model. An offer (riches, prizes, followers) is spam only with a call to act beside it,
and never where the words are a customer's own matter: whoever complains of a charge for crypto, asks whether a prize
draw is the brand's, or reports who pretends to be the brand, is served. Swearing at a service insults nobody.
"""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from care import late
from care.triage.spam_links import places
from care.triage.verdict import Abuse, Unwanted

_LONGEST: Final = 4000  # characters that are looked at


def _any_of(*phrases: str) -> re.Pattern[str]:
    return late.pattern("|".join(f"(?:{one})" for one in phrases))


_OFFER: Final = _any_of(
    # en
    r"\bairdrop|\bgiveaway|\bgiving away\b|\bgift card|\bselected as a winner|\brt to win\b|\bfree (?:nudes|tokens?|nfts?)",
    r"\b(?:crypto|forex|trading) signals|\bdouble your (?:bitcoin|btc|eth|crypto|money)|\b\d+ ?% (?:returns?|profits?|roi)\b",
    r"\bearn (?:up to )?[$€£]? ?\d[\d.,]*|\bi (?:made|earned) [$€£] ?\d|\bhot girls\b",
    r"\b(?:get|buy) (?:[\d.,]+k? )?(?:real |cheap )*followers",
    r"\bneed a hacker\b|\brecover hacked\b",
    # es
    r"\bsorteo\b|\bregalamos\b|\bgane [\d.,]+ ?(?:€|\$|euros|dolares)|\bgana(?:r)? dinero (?:desde casa|facil|rapido)",
    r"\bingresos de [\d.,]+|\bduplica tus?\b|\brentabilidad garantizada|\binversion sin riesgo|\binvierte [\d.,]+",
    r"\btarjeta regalo\b|\bhas sido seleccionad|\bseguidores (?:reales|baratos)|\bchicas calientes",
    # pt
    r"\bganh(?:e|a) dinheiro\b|\brenda extra\b|\bsorteio\b|\bganhei (?:r\$|€) ?\d|\b(?:foi|foste) selecionad",
    r"\blucro garantido|\bdobre os? seus?\b|\bvale-presente|\bseguidores (?:reais|baratos)",
)
_CALL: Final = _any_of(
    r"https?://\S|\bt\.me/|\btelegram\b|\bwhats ?app\b|\blink in (?:my )?bio\b|\bmessage me\b|\b(?:dm|contact) (?:her|him|us|me)\b",
    r"\bcontact \S|\bclick\b|\bclaim\b|\bjoin (?:our|us|now)\b|\bregister now\b",
    r"\bescrib(?:e|eme|ele|enos)\b|\bunete\b|\bhaz clic\b|\bregistrate\b|\benlace en mi perfil\b|\bcontactalo\b|\breclama\b",
    r"\b(?:me )?chama(?:r)? no\b|\bme chama\b|\bclique\b|\bfale com\b|\bentre no grupo\b|\benvia-me\b|\bresgate\b",
)
_RECOVERY: Final = late.pattern(
    r"\b(?:recover|recuper|got (?:all )?my \w+ back).{0,80}"
    r"(?:thanks to @|gracias a @|gracas a(?:o|os)? @|\bwhats ?app\b|\btelegram\b|\bcontact @?\w|\bcontacta)"
)
_OWN_MATTER: Final = _any_of(
    # what was charged, ordered, promised or did not come
    r"\bcobr(?:ad|aro|ara|aste|o\b)|\bcargos?\b|\breembols|\bdevol(?:v|uc)|\bcharged\b|\brefund|\bmoney back\b|\bdinheiro de volta",
    r"\bmi (?:pedido|cuenta|tarjeta|factura|fondo|premio)|\bmy (?:order|account|card|prize|bill)|\b(?:meu|minha) (?:pedido|cartao|conta|vale|premio)",
    r"\bno (?:ha |me ha )?lleg|\bnao cheg|\bnever (?:received|arrived)|\bno funciona|\bdoes(?: not|n'?t) work|\bda erro|\bsale error",
    # the brand is spoken to
    r"\bvuestr|\bvosotros\b|\bhabeis\b|\bteneis\b|\banunciasteis|\bprometisteis|\bvoss[oa]s?\b|\bde voces\b",
    r"\byour (?:app|giveaway|checkout|shop|store|site|website|service|team)\b|\bis (?:this|that|it) .{0,30}(?:yours|from you|real)\b",
    r"\bpara participar\b|\bcomo participo\b|\bhow do i\b|\bposso\b|\bpuedo\b|\bcan i\b|\bdo you\b",
    # somebody reports what is wrong
    r"\bfals[oa]s?\b|\bfake\b|\bhace(?:n)? pasar\b|\bpretend|\bimpersonat|\busando o nome|\bparece (?:golpe|estafa)|\blooks like a scam",
    r"\breport @|\bphishing\b|\bcai num golpe|\bmy account was hacked",
)
_INSULT: Final = _any_of(
    r"\bhij[oa]s? de (?:la gran )?puta|\bfilh[oa]s? da puta|\bsons? of a bitch|\bmotherfucker|\bgilipollas\b|\bsubnormal(?:es)?\b",
    r"\bvete a la mierda|\bque te (?:follen|jodan)|\bgo to hell|\bfuck (?:you|off)\b|\bvai tomar no cu|\bvai(?:-te| te| se) foder",
    r"\b(?:eres|sois|es usted|son ustedes) (?:(?:un|una|unos|unas|el|muy|tan|todos|mas) )*"
    r"(?:imbecil|idiota|inutil|estupid|tont[oa]|burr|payas|basura|sinverguenza|ladron|escoria|incompetente)",
    r"\b(?:you are|you'?re|you) (?:(?:a|all|such|so|an|the|fucking|bloody|absolute|stupid|complete|bunch of) )*"
    r"(?:idiots?|morons?|imbeciles?|stupid|scum|thieves|cretins?|dumb|useless)\b",
    r"\bstupid (?:morons?|idiots?)\b|\bpanda de (?:ladrones|inutiles|sinverguenzas)",
    r"\b(?:es|voce e|voces sao|seus?|sua) (?:(?:um|uma|uns|umas|muito|bando de) )*"
    r"(?:idiota|imbecil|burr[oa]|palhac|lixo|ladr|incompetente de merda|inutil|otari)",
)
_THREAT: Final = _any_of(
    r"\b(?:os|te|le|les) voy a (?:matar|partir|reventar|rajar|pegar|quemar|romper)|\bvoy a (?:matarte|mataros|quemaros)",
    r"\b(?:ir|venir) a por (?:ti\b|vosotros|usted)|\bvoy a (?:quemar|volar|incendiar) (?:vuestr|su |tu |la |el )",
    r"\bse donde (?:vives|vivis|trabaja|vive\b|estais)",
    r"\bi(?:'ll| will|'m going to| am going to) (?:kill|hurt|beat|shoot|stab|find) (?:you|u)\b|\bi know where you (?:live|work)",
    r"\bburn down your\b|\bwatch your back\b",
    r"\bvou (?:te|vos|lhe) (?:matar|quebrar|bater|arrebentar|partir)|\bvou (?:matar|partir|rebentar)-(?:te|vos)|\bvou matar (?:voces?|vcs)",
    r"\bsei onde (?:voces?|tu|moras|mora|vives|trabalh)|\bvou (?:queimar|incendiar|explodir) (?:a|o|essa|vossa|tua|sua) ",
)


def spam_of(text: str, marked: Collection[str] = ()) -> Unwanted:
    """Why a message is taken for spam, empty for most: an offer with a call, help for money that is lost, or a link.

    `marked` are places of links that several customers' spam held (`care.triage.spam_links`).
    """
    if marked and any(one in marked for one in places(text)):
        return "link"
    folded = _folded(text)
    if _RECOVERY.search(folded):
        return "recovery"
    if not _OFFER.search(folded) or not _CALL.search(folded):
        return ""
    return "" if _OWN_MATTER.search(folded) else "offer"


def abuse_of(text: str) -> Abuse:
    """Whether a message insults or threatens those who answer; a threat goes before an insult."""
    folded = _folded(text)
    if _THREAT.search(folded):
        return "threat"
    return "insult" if _INSULT.search(folded) else ""


def _folded(text: str) -> str:
    """Without capitals and accents, apostrophes and blanks of one kind."""
    plain = unicodedata.normalize("NFKD", text[:_LONGEST]).casefold()
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return " ".join(plain.translate({0x2019: "'", 0x00B4: "'", 0x60: "'"}).split())
