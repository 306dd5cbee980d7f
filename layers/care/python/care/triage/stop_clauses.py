"""Whether a clause asks for no more messages, by classes of words in any order: see `care.triage.opt_out`."""

# ruff: noqa: E501  word lists are read by their lines

from itertools import pairwise
from typing import Final

from care import late


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# The same by classes of words in any order: whatever is of none of them (a bill, a call, a contract) makes it no stop.
# Verbs are wishes and orders; what is told as a fact ("no me mandan mensajes") is not among them.
_STOPS: Final = _set(
    """deja dejad dejen deje dejar dejeis dejes parad paren pare parem parar deixem deixe deixa deixar basta chega cesen cesad cese ceses cessem stop quit cease enough cancelem cancelen cancelad cancele cancel
    unsubscribe unsub desuscribirme desuscribir desinscrever descadastrar off out cortad cortadla corten cortenla cortala acaben acabad
    acabem terminen terminad terminem paradla dejais desisto pack lay knock parenle parale renuncio discontinue kill mute block"""
)
_REMOVES: Final = _set(
    """baja borrarme borradme borrenme quitadme quitenme quitarme quiteme quitame sacadme saquenme sacarme eliminadme eliminenme eliminarme
    quitar sacar borrar eliminar quitan quitais sacan sacais borran borrais eliminan eliminais quitas sacas borras eliminas tiram retiram quiten saquen eliminen borren salir salirme sair tirar tirem tire tira tiremme removam remover remove
    take retirem desapuntarme desapuntar removed borreis borrad quiteis saqueis elimineis desapunteis desapunten quitad sacad eliminad removais retirai delete erase salgo saio removido removida eliminado eliminada retirado retirada borrado borrada excluido excluida exclude exclui excluam excluyan excluyanme bajenme bajadme bajame bajeme"""
)
_SENDS: Final = _set(
    """mandes mande manden mandeis mandar mandarme mandando mandandome manda envies envie envien envieis enviar enviarme enviando
    enviandome enviem mandem envia mandarem enviarem llenen lleneis llegue lleguen send sending sent spam spamming spamear"""
)
_WRITES: Final = _set(
    """escriba escribas escriban escribais escribir escribirme escribiendo escribiendome escreva escrevam escrever escreverme contacten contacte
    contactes contacteis contactar contactarme contactem contact contacting message messaging text texting dm dming write writing messaged texted contacted emailed email emailing ping
    pinging spam spamming spamear mensajeen msg msging"""
)
_WANTS: Final = _set(
    """quiero queremos quisiera queria quero deseo desejo gostaria gustaria necesito preciso precisa prefiero prefiro prefer interesa
    interesan interesse interes interested wanna autorizo consiento acepto aceito want wish need rather like"""
)
_NOT: Final = _set("no nao nunca jamas ni nem dont not never sin sem longer cero zero")
_SENT: Final = _set(
    """mensaje mensajes avisos mensajito mensajitos msj msjs sms dm dms md mds notificacion notificaciones encuesta encuestas comunicaciones spam publicidad
    mensagem mensagens msg msgs notificacao notificacoes pesquisa pesquisas inquerito inqueritos comunicacoes publicidade campanas campana campanhas campanha campaigns cuestionario cuestionarios questionario questionarios questionnaires sondeos sondagens mails mail emails correos whatsapps wasaps whats zaps propaganda propagandas promociones promocion promocoes promocao promo promos promotions promotion communication communications comms marketing message messages texts
    notification notifications survey surveys newsletter"""
)
_LISTS: Final = _set("lista listas list lists mailing envios sistema system database records registros")
_AGAINS: Final = _set("further mas mais more again anymore longer nunca jamas siempre else nuevo novo")
_BESIDE: Final = _set(
    """a al ao aos as o os e y el la las los lo un una uno um uma the this these those that it of from to for with with me nos te us your you
    i we de del da do dos das en em no na por per porfa porfavor favor please pls gracias obrigado obrigada thanks thank que ya ja
    mi my mi meu mis su sus tu tus vuestra vuestro vuestras vuestros seu seus sua suas esa esas ese esos esta estas este estos essa essas esse
    esses desse desses dessa dessas deste isso esto eso nuestra automatico automaticos automatica automaticas automatic automated
    privado privados privada privadas directo directos direta diretas dm dms tipo ninguno ninguna nenhum nenhuma ningun any anything
    nada cosas coisas things mas mais more otra otro vez again anymore jamas nunca ever hola ola oi hi hey bien bem ok vale tantos
    tantas tanto so many much usuario cuenta conta account username contacto contato numero perfil sigais sigan sigas siga
    siguan continuem continues vuelvas vuelvan vuelva vuelvais volver a puedes podeis pueden podrias podrian podriais pode podem poderia poderiam
    can could would will you i ill d id solicito pido peco agradeceria agradecemos les os le se ahora agora now just right
    ustedes vosotros voces vcs vos guys aqui here aca canal medio inmediato veras simply still keep con com ponerme apuntarme mandados
    ruego rogamos suplico agradezco kindly volvais volvamos voltem volte voltar be recibir receber receive get hace falta necesario pra mim doy damos doyme darme dadme denme dame darse turn opt be being sent switch estar subscrito suscrito automaticamente ser contactado contactada wish
    else lata dar darme darnos che wey guey tio tia hombre mujer amigo amiga amigos pessoal galera cara gente mate guys folks boludo porfis name names nombre nome suscripcion subscricao inscricao assinatura subscription number numbers todas todos todo all molestar molestarme molestarnos molesten molesteis molestes agobiar agobiarme incomodar bother bothering annoy annoying dejadme dejenme dejame dejeme
    paz tranquilo tranquila leave alone peace receiving getting inbox saber haced hagan haga haz facam faca agradeco agradecia amable amables nuevo novo said dije
    disse told make alguien alguem someone somebody anden ande andeis joder fregar chingar hinchar encher fastidiar isto precisam estoy estou im
    in into contatado contatada transmissao difusion distribucion bot cadena esten esteis estando dios deus god love amor faz oiga oigan oye mira mire ver si se sf moca moco joven senor senora senhor senhora
    sir dear already cut msg blowing up flooding bombarding clogging tambien tambem metan en listas incluyan telefono celular movil phone mobile ofertas offers abeg plz plis pliz ai ahi alli and comerciales comerciais comercial promocionales promotional suyas suyos ningun medio medios
    interno chat dai dia dias day days daily cada every santo santa semana semanas week todas horas hora rato quisierais base datos dados bd contactos contatos envio recepcion vossa vosso hear"""
)
# "No me mandéis más cosas de estas": of what lies before them.
_OF_THESE: Final = _set("these those estos esos estas esas destes desses destas dessas")
_ALL: Final = _OF_THESE | _STOPS | _REMOVES | _SENDS | _WRITES | _WANTS | _NOT | _SENT | _LISTS | _AGAINS | _BESIDE
_BARE: Final = _set("mandar enviar escribir escrever send write message text")
_PLEADS: Final = _set("abeg plz plis pliz please pls favor porfavor porfa")
_ANY: Final = _set("nada cosas coisas anything")
_NOTHING: Final = _set("nada anything")
# What says nothing of its own beside "unsubscribe".
_SIMPLE: Final = _set(
    "i d id to please pls por favor porfa from of the your a me you quiero que can could now ya how do gracias thanks thank el la de esto este isto all just kindly"
)
_SWITCHES_OFF: Final = late.pattern(r"des?activ|desativ|deactivat|disabl|anul|bloque|silenci")
_AFTER_PARA: Final = _set("de com con ya ja")
# "No os he dado permiso para escribirme", "I withdraw my consent to messages".
_CONSENT: Final = _set("permiso permissao permission consent consentimiento consentimento autorizacion autorizacao")
_GIVES: Final = _set(
    "para pra to he dado dada doy tienen teneis tienes tem tenho tengo dei have give gave given do did"
)
_TAKES_BACK: Final = _set("withdraw revoke retiro revoco revogo retirar revocar")
_WRITING: Final = _set("messaging texting dming spamming")
_HAVE: Final = _set("tengo tenho have tem")
_INTERESTS: Final = _set("interesse interes")
_CONTACTS: Final = _set("contactos contatos contacto contato")
_NUMBERS: Final = _set("number numero phone telefono celular movil")
_HERE: Final = _set("aqui privado privada dm here canal interno inbox md chat")
_ME: Final = _set("me nos us mim")
_RECEIVES: Final = _set("recibir receber receive receiving getting")
_THEM: Final = _set("vosotros ustedes voces vcs")
_GETS: Final = _RECEIVES | {"get"}
_CONTACTED: Final = _set("contacted contactado contactada contatado contatada contactados")
_THESE: Final = _set(
    "isso isto esto eso this these those that estos esos estas esas estes esses essas destes desses destas dessas disto disso"
)
# "Dejadme en paz con las encuestas", "leave me alone with your surveys".
_LEFT: Final = _set("dejadme dejenme dejame dejeme leave deixem deixe deixa")
_ALONE: Final = _set("paz tranquilo tranquila alone peace")
# "Borren mi número de su base de mensajes".
_MINE: Final = _set("mi meu my")
_MY_NAME: Final = _set("numero number contacto contato contact nombre nome name correo telefono email usuario")
# "Os rogaría que", "pedia que", in every form.
_ASKS_FOR: Final = late.pattern(r"(?!pedidos?$)(?:rog(?:ar|amo)|ped|pid[eio]|agradec|solicit|suplic|insist)[a-z]{0,7}")
# "No me llenéis el buzón", "não me encham a caixa de entrada".
_FILLS: Final = late.pattern(
    r"llen(?:es|e|en|eis|ar|arme)|satur(?:es|e|en|eis|em|ar|arme)|ench(?:as|a|am|er)|flood|fill|clog"
)
_BOXES: Final = _set("buzon caixa bandeja inbox entrada")
# "Descadastrar", "I wish to opt out": said of nothing else, it is of what this account sends.
_SIGNS_OFF: Final = late.pattern(
    r"unsub(?:scribe[ds]?|scribing)?|des(?:us|ins)cri[bv](?:ir|er|o|a|e|an|am|en|anme|enme|eme|irme|anos)|descadastr(?:ar|a|o|em|e|arem)"
)
# "Não me chamem mais por aqui": a call, but for the way.
_CALLS_ON: Final = _set("chamem chame chamar hablen hable hableis hablar hablarme falem fale falar")
# Verbs in what forms a wish or an order has; "mandan" and "mandaron" tell a fact.
_SENDS_IN_FORMS: Final = late.pattern(
    r"(?:mand|envi)(?:a|e|es|en|eis|em|ar|ad|ando|ara|aras|aran|arais|aramos|ase|ases|asen|aseis|asse|assem|arem)(?:me|nos)?"
)
_WRITES_IN_FORMS: Final = late.pattern(
    r"(?:escrib(?:a|as|an|ais|ir|iendo|iera|ieras|ieran|ierais|iese|ieses|iesen|ieseis)|escrev(?:a|am|er|erem|endo|esse|essem)|"
    r"(?:contact|spame|mensaje)(?:e|es|en|eis|em|ar|ando|ara|aras|aran|arais|ase|asen|aseis|asse|assem|arem))(?:me|nos)?"
)
# "No me bombardeéis con mensajes", "não me incluam em campanhas": beside what is sent, or with "any more" alone.
_BOTHERS_IN_FORMS: Final = late.pattern(
    r"(?:jod|met|inclu[iy]?|suscrib|inscrev)(?:a|as|an|ais|am)(?:me|nos)?|"
    r"(?:molest|perturb|incomod|fastidi|bombarde|agobi|satur|mare|avis|notifi(?:c|qu)|apunt|inund|atosig|acos|calient|enchent)(?:e|es|en|eis|em|ar)(?:me|nos)?"
)
_STOPS_IN_FORMS: Final = late.pattern(
    r"(?:dej|par|ces|deix)(?:ara|aras|aran|arais|ase|ases|asen|aseis|asse|assem|arem|arais)"
)
# "Encuestitas", "mensajillos", "mensagenzinhas".
_SENT_IN_FORMS: Final = late.pattern(
    r"(?:encuest|mensaj|correo|aviso|mensagen|msj)[a-z]{0,2}(?:it|ill|inh|ot|uch)[oa]s?"
)
_REMOVES_IN_FORMS: Final = late.pattern(
    r"(?:bloque|silenci|quit|sac|borr|elimin|retir|desapunt|desactiv|desativ|anul|tir|descadastr|deactivat|disabl)"
    r"(?:a|ad|en|e|es|eis|em|ar|an|ais|as|arem|aran|arais|asen|aseis)(?:me|nos)?|(?:remov|exclu)(?:a|am|er|an|ais|ir)(?:me|nos)?"
)
_OF: Final = _set("de del da do das dos from of")
_NONE: Final = _set("ninguno ninguna nenhum nenhuma")
_INSISTS: Final = late.pattern(r"insist(?:a|as|an|ais|am|ir)")
_PLACED: Final = _set("meu seu vosso nosso celular telemovel whatsapp zap privado")
_FORMS: Final = {
    "sends": _SENDS_IN_FORMS,
    "writes": _WRITES_IN_FORMS,
    "takes": _REMOVES_IN_FORMS,
    "stops": _STOPS_IN_FORMS,
    "sent": _SENT_IN_FORMS,
}
_TO_ME: Final = late.pattern(r".{4,}(?:me|nos)$")


def means_a_stop(clause: list[str]) -> bool:
    """True if each word is of a known class, and together they say: no more, or stop; sending or writing; messages, to me."""
    if clause[0] == "para" and len(clause) > 1 and clause[1] in _AFTER_PARA:
        clause = ["parad", *clause[1:]]
    # "No meu inbox" says where.
    clause = ["em" if one == "no" and then in _PLACED else one for one, then in pairwise([*clause, ""])]
    given = frozenset(clause)
    if len(clause) < 2:
        return False
    off = frozenset(word for word in given if _SIGNS_OFF.fullmatch(word))
    fills = not given.isdisjoint(_BOXES) and any(map(_FILLS.fullmatch, given))
    found = _by_class(given, off, fills=fills)
    if found is None:
        return False
    stops, sent = bool(found["stops"]) or bool(given & _LEFT and given & _ALONE), bool(found["sent"])
    to_me = bool(given & _ME) or any(_TO_ME.match(word) for word in found["sends"] | found["writes"])
    if given & _NOT:
        if fills or (found["bothers"] and (sent or given & _LISTS) and not stops):
            return to_me
        # "No quiero dejar de recibir mensajes" wants them.
        refuses = _refuses(given, found["sends"], found["writes"], to_me=to_me, sent=sent)
        return refuses and not stops and not _comes_after(found["takes"], clause)
    if fills or found["bothers"]:
        return stops and sent
    if off and (given & _LISTS or not given - off - _WANTS - _SIMPLE - _MINE - _MY_NAME - _THESE - _SENT):
        return True
    return _ends(given, found, to_me=to_me, stops=stops)


def _comes_after(takes: frozenset[str], clause: list[str]) -> bool:
    """True if something is to be taken away, or not, behind the no: "exclui meu contato e não manda mais" asks twice."""
    refused = min(at for at, word in enumerate(clause) if word in _NOT)
    return any(word in takes for word in clause[refused:])


def _by_class(given: frozenset[str], off: frozenset[str], *, fills: bool) -> dict[str, frozenset[str]] | None:
    """The words by what they are, or None where one is of no class."""
    found = {
        "sends": given & _SENDS,
        "writes": given & _WRITES,
        "takes": given & _REMOVES,
        "stops": given & _STOPS,
        "sent": given & _SENT,
        "bothers": frozenset(filter(_BOTHERS_IN_FORMS.fullmatch, given)),
    }
    for word in given - _ALL - off - found["bothers"]:
        name = next((name for name, forms in _FORMS.items() if forms.fullmatch(word)), "")
        if not name and word in _CALLS_ON and given & _HERE:
            name = "writes"
        if name:
            found[name] |= {word}
        elif not _may_stand(word, given, fills=fills):
            return None
    return found


def _may_stand(word: str, given: frozenset[str], *, fills: bool) -> bool:
    """True for a word that says nothing of its own beside what else is said."""
    if given & _CONSENT and word in _CONSENT | _GIVES | _TAKES_BACK:
        return True
    if _ASKS_FOR.fullmatch(word) or (word in _MY_NAME and given & _MINE) or (word in _HAVE and given & _INTERESTS):
        return True
    return fills and (word in _BOXES or _FILLS.fullmatch(word) is not None)


def _ends(given: frozenset[str], found: dict[str, frozenset[str]], *, to_me: bool, stops: bool) -> bool:
    """True if the words of a clause without a no end messages, or take somebody off a list."""
    sent, takes = bool(found["sent"]), found["takes"]
    if given & _CONSENT:
        return sent and bool(given & _TAKES_BACK)
    if given & _LISTS and (takes or given & {"off", "out"}):
        return True
    if stops:
        if given & _THESE and given & _RECEIVES:
            return True
        if {"opt", "out"} <= given:
            return not given - _THESE - _SENT - _WANTS - _SIMPLE - {"opt", "out"}
        return sent or bool(given & _WRITING) or (to_me and bool(found["sends"] | found["writes"]))
    mine = to_me or "baja" in given or "doy" in given or bool(given & _MINE and given & _MY_NAME)
    # "Bórrenme de su base de datos de publicidad"; "borradme los mensajes" is something else.
    mine = mine or (bool(given & _OF) and any(map(_TO_ME.match, takes)))
    return bool(takes) and sent and (mine or any(map(_SWITCHES_OFF.match, takes)))


def _sends_no_more(given: frozenset[str], sends: frozenset[str], *, to_me: bool, again: bool) -> bool:
    """True for "no me manden ninguno más", of what was named before, and for "nada más por aquí", "nada de estos"."""
    if not sends or not to_me:
        return False
    named = bool(given & (_OF_THESE | _NOTHING))
    return (again and bool(given & _NONE)) or (bool(given & _ANY) and (bool(given & _HERE) or (again and named)))


def _refuses(given: frozenset[str], sends: frozenset[str], writes: frozenset[str], *, to_me: bool, sent: bool) -> bool:
    """True if the words of a clause that says no refuse messages, or being written to."""
    if given & _CONSENT:
        return sent or bool(given & _CONTACTED) or (to_me and bool(sends | writes))
    again = bool(given & _AGAINS) or {"ya", "no"} <= given or {"ja", "nao"} <= given
    if _sends_no_more(given, sends, to_me=to_me, again=again) or (sent and any(map(_INSISTS.fullmatch, given))):
        return True
    if "hear" in given and given & _WANTS:
        return "from" in given  # "I don't want to hear from you"
    if given & _WANTS and again and given & _CONTACTS and not given & _MINE:
        return True
    if writes and again and given & _NUMBERS and given & _THESE:
        return True  # "do not text this number again"
    if "ni" in given and sent and given & _NOTHING:
        return True
    if given & _WANTS and not to_me and given & (_BARE | _CONTACTED):
        return bool(given & _CONTACTED)  # "no quiero mandar más mensajes": the customer's own
    if sends or writes:
        written = bool(writes) and to_me and (again or not given & {"privado", "privada", "dm", "dms"})
        return written or (sent and bool(sends) and (again or to_me or bool(given & _WANTS)))
    if again and given & _WANTS and given & _GETS:
        # "No quiero recibir más de estos", "não quero mais receber nada de vocês por aqui".
        nothing = bool(given & _NOTHING) and not given.isdisjoint(_RECEIVES)
        return sent or nothing or bool(given & _OF_THESE) or bool(given & _ANY and given & (_HERE | _THEM))
    return sent and (again or bool(given & (_WANTS | _PLEADS)))
