"""Requests for no more messages as whole sentences, in three languages: see `care.triage.opt_out`."""

# ruff: noqa: E501  a grammar is read by its lines

from typing import Final

from care import late

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
SENTENCES: Final = late.pattern(
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
