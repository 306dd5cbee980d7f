"""The words of a request for no more messages, by what they are: see `care.triage.stop_clauses`."""

# ruff: noqa: E501  word lists are read by their lines

from typing import Final

from care import late


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# The same by classes of words in any order: whatever is of none of them (a bill, a call, a contract) makes it no stop.
# Verbs are wishes and orders; what is told as a fact ("no me mandan mensajes") is not among them.
STOPS: Final = _set(
    """fuera fora cancelo cancelame cancelenme cancelad deja dejad dejen deje dejar dejeis dejes parad paren pare parem parar corta deixem deixe deixa deixar basta chega cesen cesad cese ceses cessem stop quit cease enough cancelem cancelen cancelad cancele cancel
    unsubscribe unsub desuscribirme desuscribir desinscrever descadastrar off out cortad cortadla corten cortenla cortala acaben acabad
    acabem terminen terminad terminem paradla dejais escusam evitem eviten evitad desisto desist desistan desistam bloqueia bloqueiem pack lay knock parenle parale renuncio discontinue kill mute block"""
)
REMOVES: Final = _set(
    """baja borrarme borradme borrenme quitadme quitenme quitarme quiteme quitame sacadme saquenme sacarme eliminadme eliminenme eliminarme
    quitar sacar borrar eliminar quitan quitais sacan sacais borran borrais eliminan eliminais quitas sacas borras eliminas tiram retiram quiten saquen eliminen borren salir salirme sair tirar tirem tire tira tiremme removam remover remove
    take retirem desapuntarme desapuntar removed borreis borrad quiteis saqueis elimineis desapunteis desapunten quitad sacad eliminad removais retirai delete erase salgo saio removido removida eliminado eliminada retirado retirada borrado borrada excluido excluida exclude exclui excluam excluyan excluyanme bajenme bajadme bajame bajeme"""
)
SENDS: Final = _set(
    """mandes mande manden mandeis mandar mandarme mandando mandandome manda envies envie envien envieis enviar enviarme enviando
    enviandome enviem mandem envia mandarem enviarem llenen lleneis llegue lleguen llegaran llegasen cheguem chegassem send sending sent spam spamming spamear"""
)
WRITES: Final = _set(
    """escriba escribas escriban escribais escribir escribirme escribiendo escribiendome escreva escrevam escrever escreverme contacten contacte
    contactes contacteis contactar contactarme contactem contact contacting message messaging text texting dm dming write writing messaged texted contacted emailed email emailing ping
    pinging spam spamming spamear mensajeen msg msging"""
)
WANTS: Final = _set(
    """kiero qiero kero quiero queremos quisiera queria quero deseo desejo desea desean deseamos desejamos gostaria gustaria necesito preciso precisa prefiero prefiro prefer interesa
    interesan interesse interes interested wanna preferiria preferia preferimos prefeririamos autorizo consiento acepto aceito want wish need rather like allowed niego opongo oponho prohibo prohibimos proibo recuso rechazo refuse object forbid"""
)
NOT: Final = _set(
    "niego opongo oponho prohibo prohibimos proibo recuso rechazo refuse object forbid no n nao nunca jamas ni nem dont not never sin sem longer cero zero"
)
SENT: Final = _set(
    """mensaje mensajes comunicacion comunicacao comunicado comunicados avisos mensajito mensajitos msj msjs sms dm dms md mds notificacion notificaciones encuesta encuestas comunicaciones spam publicidad
    mensagem mensagens msg msgs notificacao notificacoes pesquisa pesquisas inquerito inqueritos comunicacoes publicidade campanas campana campanhas campanha campaigns cuestionario cuestionarios questionario questionarios questionnaires sondeos sondagens mails mail emails correos whatsapps wasaps whats zaps propaganda propagandas promociones promocion promocoes promocao promo promos promotions recado recados notif notifs promotion communication communications comms marketing message messages texts
    notification notifications survey surveys newsletter updates reminders recordatorios lembretes"""
)
LISTS: Final = _set("lista listado listas list lists mailing envios sistema system database records registros")
AGAINS: Final = _set("further mas mais more again anymore longer nunca jamas siempre else nuevo novo")
BESIDE: Final = _set(
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
    ah ye thx ty tks grax obg vlw cheers via qualquer cualquier seria sera posible possivel haria dan dais toda robo robot whatever is m am another one interno chat dai dia dias day days daily cada every santo santa semana semanas week todas horas hora rato quisierais mierda merda cono carajo hostia puto puta putos putas pta porra caralho pesado pesados pesada pelmazos cansinos chato chatos plasta loco locos tarados idiotas idiots bloody fucking fuckin damn ffs tbh ta xfa ur u lot boludos weon huevon vez regards through use para direct direto pv youre pesaos pesao atentamente cumprimentos didnt wouldnt kk pfv pfvr textear base datos dados bd contactos contatos envio recepcion vossa vosso hear"""
)
# "No me mandéis más cosas de estas": of what lies before them.
OF_THESE: Final = _set("these those estos esos estas esas destes desses destas dessas")
ALL: Final = OF_THESE | STOPS | REMOVES | SENDS | WRITES | WANTS | NOT | SENT | LISTS | AGAINS | BESIDE
ENDS: Final = REMOVES | {"spare", "last", "ultima", "ultimo", "alone", "paz", "dispenso"}
OF_MESSAGES: Final = (SENT | LISTS | SENDS | WRITES) | _set(
    "unsubscribe descadastrar opt pinging inbox buzon direct privado interno adverts ads anuncios difusion divulgacao "
    "chamar chamem contacto contato"
)
CANCELS: Final = _set(
    "cancelar cancela cancelen cancele cancelad cancelem cancel anular anula anulen anule anulad anulem"
)
PRIVATE: Final = _set("privado privados")
ONE: Final = _set("un uns otro ningun otros los mas um outro nenhum")
RATHER: Final = _set("rather prefer preferred")
BARE: Final = _set("mandar enviar escribir escrever send write message text")
# "¿Podéis dejar de mandarme mensajes?" asks for it, and asks nothing.
POLITE: Final = _set(
    "puedes podeis pueden podrias podriais podrian pode podem poderiam poderia can could would will me please por seria haria"
)
# What is received from this account.
OURS: Final = _set(
    "me nos us mim this these those estos estas esos esas este esta esto estes essas esses isto isso vuestros vuestras vuestro sus tus tu su suas seus vossas vossos your unsubscribe"
)
# What ends up somewhere, and who is made to write.
SET_TO: Final = {
    **dict.fromkeys(_set("va van vai vao foi foram fue acaba acabam"), frozenset({"parar"})),
    **dict.fromkeys(_set("hagan haga hagas hagais facam faca make making"), BARE | {"me"}),
}
PLEADS: Final = _set("abeg plz plis pliz please pls favor porfavor porfa")
ANY: Final = _set("nada cosas coisas anything")
NOTHING: Final = _set("nada anything")
# What says nothing of its own beside "unsubscribe".
SIMPLE: Final = _set(
    "thx ty tks grax obg vlw cheers i d id to please pls por favor porfa from of the your a me you quiero que can could now ya how do gracias thanks thank el la de esto este isto all just kindly"
)
SWITCHES_OFF: Final = late.pattern(r"des?activ|desativ|deactivat|disabl|anul|bloque|silenci")
AFTER_PARA: Final = _set("de com con ya ja")
# "No os he dado permiso para escribirme", "I withdraw my consent to messages".
CONSENT: Final = _set(
    "permiso permissao permission consent consentimiento consentimento autorizacion autorizacao autorice autorizado autorizei autorizamos consenti consent consented agreed agree authorised authorized signed suscribi inscrevi subscrevi cadastrei"
)
GIVES: Final = _set(
    "para pra to up he ninguem nadie dado dada doy tienen teneis tienes tem tenho tengo dei have give gave given do did"
)
TAKES_BACK: Final = _set("withdraw revoke retiro revoco revogo retirar revocar")
WRITING: Final = _set("messaging texting dming spamming")
HAVE: Final = _set("tengo tenho have tem")
INTERESTS: Final = _set("interesse interes")
CONTACTS: Final = _set("contactos contatos contacto contato")
NUMBERS: Final = _set("number numero phone telefono celular movil")
HERE: Final = _set("via medio aqui privado privada dm here canal interno inbox md chat direct direto")
ME: Final = _set("me nos us mim")
RECEIVES: Final = _set("recibir receber receive receiving getting")
THEM: Final = _set("vosotros ustedes voces vcs")
GETS: Final = RECEIVES | {"get"}
CONTACTED: Final = _set(
    "molestado molestada incomodado incomodada importunado importunada notificado notificada bothered disturbed messaged contacted contactado contactada contatado contatada contactados"
)
THESE: Final = _set(
    "isso isto esto eso this these those that estos esos estas esas estes esses essas destes desses destas dessas disto disso"
)
# "Dejadme en paz con las encuestas", "leave me alone with your surveys".
LEFT: Final = _set("dejadme dejenme dejame dejeme leave deixem deixe deixa")
ALONE: Final = _set("paz tranquilo tranquila alone peace")
# "Borren mi número de su base de mensajes".
MINE: Final = _set("mi meu my")
MY_NAME: Final = _set("numero number contacto contato contact nombre nome name correo telefono email usuario")
# "Os rogaría que", "pedia que", in every form.
ASKS_FOR: Final = late.pattern(r"(?!pedidos?$)(?:rog(?:ar|amo)|ped|pid[eio]|agradec|solicit|suplic|insist)[a-z]{0,7}")
# "No me llenéis el buzón", "não me encham a caixa de entrada".
FILLS: Final = late.pattern(
    r"llen(?:es|e|en|eis|ar|arme)|satur(?:es|e|en|eis|em|ar|arme)|ench(?:as|a|am|er)|flood|fill|clog"
)
BOXES: Final = _set("buzon caixa bandeja inbox entrada")
# "Descadastrar", "I wish to opt out": said of nothing else, it is of what this account sends.
SIGNS_OFF: Final = late.pattern(
    r"unsub(?:scribe[ds]?|scribing)?|uns[ub]{1,2}[sc]{1,3}[rib]{2,4}e?[drs]?|des(?:us|ins)cri[bv](?:ir|er|o|a|e|an|am|en|anme|enme|eme|irme|anos)|descadastr(?:ar|a|o|em|e|arem|amento)|des(?:us|ins)cri[pc](?:cion|cao)"
)
# "Não me chamem mais por aqui": a call, but for the way.
CALLS_ON: Final = _set(
    "busquen busqueis busques procurem procure chamem chame chamar hablen hable hableis hablar hablarme falem fale falar"
)
# Verbs in what forms a wish or an order has; "mandan" and "mandaron" tell a fact.
SENDS_IN_FORMS: Final = late.pattern(
    r"(?:mand|envi)(?:a|e|es|en|eis|em|ar|ad|ando|ara|aras|aran|arais|aramos|ase|ases|asen|aseis|asse|assem|arem)(?:me|nos)?"
)
WRITES_IN_FORMS: Final = late.pattern(
    r"(?:escrib(?:a|as|an|ais|ir|iendo|iera|ieras|ieran|ierais|iese|ieses|iesen|ieseis)|escrev(?:a|am|er|erem|endo|esse|essem)|"
    r"(?:contact|spame|mensaje|texte|whatsape|wasape)(?:e|es|en|eis|em|ar|ando|ara|aras|aran|arais|ase|asen|aseis|asse|assem|arem))(?:me|nos)?"
)
# "No me bombardeéis con mensajes", "não me incluam em campanhas": beside what is sent, or with "any more" alone.
BOTHERS_IN_FORMS: Final = late.pattern(
    r"(?:jod|met|inclu[iy]?|suscrib|inscrev)(?:a|as|an|ais|am)(?:me|nos)?|"
    r"(?:chingu|molest|perturb|incomod|fastidi|hinch|bombarde|agobi|satur|mare|avis|notifi(?:c|qu)|apunt|inund|atosig|acos|calient|enchent)(?:e|es|en|eis|em|ar)(?:me|nos)?|(?:jod|chinga|molesta|agobia|friega|hincha|incomoda|perturba)(?:iendo|ndo)"
)
STOPS_IN_FORMS: Final = late.pattern(
    r"abst(?:engan?se|eneos|enganos|engan?|enham?|ener|enerse|erem|er)|refrain|ces(?:ar|sar|sarem)|dej(?:ense|ese|aros|aos)|olvid(?:aros|ense|arse|en|ad)|esquec(?:am|er)|forget|(?:dej|par|ces|deix)(?:ara|aras|aran|arais|ase|ases|asen|aseis|asse|assem|arem|arais)"
)
# "Encuestitas", "mensajillos", "mensagenzinhas".
SENT_IN_FORMS: Final = late.pattern(
    r"(?:encuest|mensaj|correo|aviso|mensagen|msj)[a-z]{0,2}(?:it|ill|inh|ot|uch)[oa]s?"
)
REMOVES_IN_FORMS: Final = late.pattern(
    r"(?:bloque|silenci|quit|qit|kit|sac|sak|borr|elimin|retir|desapunt|desactiv|desativ|anul|tir|descadastr|deactivat|disabl)"
    r"(?:a|ad|en|e|es|eis|em|ar|an|ais|as|arem|aran|arais|asen|aseis)(?:me|nos)?|(?:remov|exclu)(?:a|am|er|an|ais|ir)(?:me|nos)?"
)
OF: Final = _set("de del da do das dos from of")
# "No sigan mandando encuestas a este número", "não voltem a contactar-me".
GOES_ON: Final = _set(
    "sigan sigais sigas siga siguan continuem continues vuelvas vuelvan vuelva vuelvais volvais volvamos voltem volte keep"
)
AUTOMATIC: Final = _set("automatico automatica automaticos automaticas automatic automated")
NONE: Final = _set("ninguno ninguna nenhum nenhuma")
INSISTS: Final = late.pattern(r"insist(?:a|as|an|ais|am|ir)")
# "Stop sending me to the bot": who is sent, and gets nothing.
SENT_ON_TO: Final = _set("to a al ao para pra pro")
ASKS_HOW: Final = _set("how como why donde onde where que what")
FEW_NEW: Final = 3
MANY_NEW: Final = 6
FEW: Final = 8
ARRIVES: Final = _set("chega basta")
ENOUGH_OF: Final = _set("de das do da com con ya ja")
JOINS: Final = _set("e y and que that which pero but mas o or ou")
PLACED: Final = _set("direct direto inbox pv meu seu vosso nosso celular telemovel whatsapp zap privado")
FORMS: Final = {
    "sends": SENDS_IN_FORMS,
    "writes": WRITES_IN_FORMS,
    "takes": REMOVES_IN_FORMS,
    "stops": STOPS_IN_FORMS,
    "sent": SENT_IN_FORMS,
}
TO_ME: Final = late.pattern(r".{4,}(?:me|nos)$")
