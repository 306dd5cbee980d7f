"""Whether a text asks somebody for what is personal: "mándanos aquí tu DNI", "what is your phone number?"."""

# ruff: noqa: E501  a grammar is read by its lines

import re
from collections.abc import Sequence
from typing import Final

from care import late
from care.privacy.kinds import Kind

_ASKS: Final = (
    r"(?:m[ae]nd[ae](?:d?nos|nos|r?nos|d)?|mandar(?:nos)?|envi[ae](?:d?nos|r?nos|d)?|pas[ae](?:d?nos|r?nos|me)?|d[ae](?:d?nos|nos|me)|dinos|diganos|decidnos|digame|dime"
    r"|indic?[aq]u?e?(?:d?nos|nos|me)?|facilit[ae](?:d?nos|nos|me)?|escrib[ae](?:nos)?|proporcion[ae](?:d?nos|nos)?|confirm[ae](?:d?nos|nos|me)?|comparte|comparta|adjunta|necesit(?:o|amos|ariamos)|puedes (?:dar|mandar|enviar|pasar|decir|indicar|facilitar|confirmar)(?:nos|me)?"
    r"|(?:me|nos) (?:confirmas?|das?|dices?|pasas?|envias?|mandas?|indicas?|facilitas?|dejas?|escribes?|confirmais|dais|decis|pasais|enviais|mandais)|podrias (?:dar|mandar|enviar|pasar|decir|indicar|facilitar|confirmar)(?:nos|me)?|cual es|cuales son"
    r"|mande(?:-nos|nos)?|envie(?:-nos|nos)?|envia(?:-nos)?|passe(?:-nos|nos)?|passa|diga(?:-nos|nos|me)?|informe(?:-nos|nos)?|indique(?:-nos)?|forneca(?:-nos)?|confirme(?:-nos)?|partilhe|compartilhe|precis(?:o|amos)|pode(?:ria)? (?:nos |me )?(?:enviar|mandar|passar|dizer|informar|indicar|confirmar|dar)(?:-nos|-me)?|qual e|qual o|quais"
    r"|send(?: us| me)?|share|provide|give (?:us|me)|tell (?:us|me)|let (?:us|me) (?:know|have)|confirm|reply with|post|drop|need|what(?:'s| is| are)|can (?:you|we|i) (?:have|get|send|share|confirm)|could (?:you|we) (?:have|get|send|share|confirm))"
)
_YOUR: Final = r"(?:el|la|los|las|tu|tus|su|sus|vuestr[oa]s?|un|una|o|a|os|as|seu|sua|seus|suas|teu|tua|vosso|vossa|your|the|numero|numeros|number|no|nome|nombre|full|completo|completa|entero|de|del|do|da|of|y|e|and|aqui|here|por|favor|please|also|tambien|nos|us|with|con|com|account)"
_NOUNS: Final[Sequence[tuple[Kind, str]]] = (
    (
        Kind.IDENTITY,
        r"dni|nif|nie|pasaporte|passaporte|passport|cpf|cnpj|rg|cedula|contribuinte|cartao de cidadao|documento(?: de identidad| de identidade)?|curp|rut|ssn|social security(?: number)?|national insurance(?: number)?|fecha de nacimiento|data de nascimento|date of birth|dob",
    ),
    (Kind.CARD, r"tarjeta|cartao|card(?: number| details)?|credit card"),
    (
        Kind.IBAN,
        r"iban|cuenta(?: bancaria)|numero de cuenta|conta(?: bancaria)|nib|chave pix|pix|sort code|bank details|datos bancarios|dados bancarios",
    ),
    (
        Kind.SECRET,
        r"contrasena|clave|pin|codigo (?:sms|de verificacion|de seguridad)|senha|palavra-?passe|password|passcode|verification code|security code|cvv|cvc",
    ),
    (
        Kind.PHONE,
        r"telefonos?|movil|celular|telefone|telemovel|whatsapp|phone(?: number)?|mobile(?: number)?|cell(?: number)?|contact number",
    ),
    (Kind.EMAIL, r"correo(?: electronico)?|e-?mail(?: address)?|mail"),
    (
        Kind.ADDRESS,
        r"direccion|domicilio|codigo postal|endereco|morada|cep|(?<!mail )(?<!email )(?:home |delivery |postal )?address|post ?code|zip(?: code)?",
    ),
)
_ALL: Final = "|".join(rf"(?P<{kind.value}>{nouns})" for kind, nouns in _NOUNS)
# "Mándanos tu nombre completo y DNI": up to nine words in between, but no new sentence.
_ASKED: Final = late.pattern(
    rf"(?<!\w){_ASKS}(?!\w)(?:[ ,:]{{1,3}}(?!(?:por|via|no|en) (?:dm|md|privado|mensaje|mensagem))[\w'-]{{1,18}}){{0,9}}?[ ,:(]{{1,3}}(?:{_ALL})(?!\w)"
)
_ELSEWHERE: Final = late.pattern(
    r"(?<!\w)(?:dms?|md|privado|privada|mensajes? directos?|mensagem direta|direct message|private(?:ly)?|inbox|whatsapp al|correo a|(?:en|desde|por|no|na|pelo|pela|in|on|via) (?:la |el |tu |the |our |nuestra |nossa )?(?:app|web|pagina|site|area|formulario|form)|not? (?:here|aqui)|nunca|never|jamas|don'?t|do not)(?!\w)"
    r"|(?<!\w)(?:no|nao) (?:\w+ )?(?:mand|envi|pas|compart|escrib|pong|public|post|digas|deis|des|indiqu|facilit|partilh|escrev|inform)\w*"
)
_SENTENCE: Final = late.pattern(r"[^.!?\n]+")
_OF_THE_BRAND: Final = late.pattern(r"(?<!\w)(?:nuestr[oa]s?|noss[oa]s?|our)(?!\w)")


def asked_for(text: str) -> list[Kind]:
    """The kinds of what a text asks for where it stands, in no private way; a word to the contrary in the sentence ends it."""
    from care.privacy.tokens import read  # noqa: PLC0415  its patterns are compiled by those who look only

    found: list[Kind] = []
    for sentence in _SENTENCE.findall(read(text).low.replace("e-mail", "email")):
        asked = _ASKED.search(sentence)
        if asked is None or _ELSEWHERE.search(sentence) or _OF_THE_BRAND.search(asked.group()):
            continue
        kinds = {Kind(name) for name, value in asked.groupdict().items() if value}
        rest = sentence[asked.end() :]
        kinds |= {
            kind
            for kind, nouns in _NOUNS
            if re.match(rf"(?:[ ,]{{1,2}}(?:{_YOUR}|[yoe]|and|or)){{1,5}} (?:{nouns})(?!\w)", rest)
        }
        found += sorted(kinds - set(found))
    return found
