"""What may be said shorter on X without mutilating the language: the tables of `shorten`, by language.

Abbreviations are those that brands and readers alike use; spellings of chat ("xfa", "q") are not here: an account that
wants them sets them as its own. A phrase is here only if what stands for it takes the same grammar: "en caso de que"
wants a subjunctive that "si" does not. Fillers are phrases without which the sentence says the same. All are in lower
case.
"""

from typing import NamedTuple


class Wordings(NamedTuple):
    """One language's greetings (kept), phrases with a shorter form, and phrases that may go."""

    greetings: tuple[str, ...]
    shorter: dict[str, str]
    fillers: tuple[str, ...]


WORDINGS = {
    "es": Wordings(
        greetings=(
            "hola",
            "buenos días",
            "buenas tardes",
            "buenas noches",
            "buenas",
            "buen día",
            "estimado",
            "estimada",
        ),
        shorter={
            "información": "info",
            "mensaje directo": "DM",
            "mensaje privado": "DM",
            "teléfono": "tel.",
            "número": "n.º",
            "máximo": "máx.",
            "mínimo": "mín.",
            "aproximadamente": "aprox.",
            "por ejemplo": "p. ej.",
            "usted": "Ud.",
            "ustedes": "Uds.",
            "con el fin de": "para",
            "a fin de": "para",
            "debido a que": "porque",
            "en este momento": "ahora",
            "en estos momentos": "ahora",
            "a la mayor brevedad posible": "cuanto antes",
            "lo antes posible": "cuanto antes",
            "ponte en contacto con nosotros": "escríbenos",
            "póngase en contacto con nosotros": "escríbanos",
            "nos ponemos en contacto contigo": "te escribimos",
            "a través de": "por",
            "con respecto a": "sobre",
            "en relación con": "sobre",
            "con posterioridad": "después",
        },
        fillers=(
            "la verdad es que",
            "lo cierto es que",
            "cabe destacar que",
            "te informamos de que",
            "te informamos que",
            "le informamos de que",
            "le informamos que",
            "te comentamos que",
            "le comentamos que",
            "queremos decirte que",
            "básicamente",
            "realmente",
            "evidentemente",
            "sinceramente",
            "efectivamente",
        ),
    ),
    "pt": Wordings(
        greetings=("olá", "oi", "bom dia", "boa tarde", "boa noite", "prezado", "prezada", "caro", "cara"),
        shorter={
            "informação": "info",
            "informações": "info",
            "mensagem direta": "DM",
            "mensagem privada": "DM",
            "telefone": "tel.",
            "número": "n.º",
            "máximo": "máx.",
            "mínimo": "mín.",
            "aproximadamente": "aprox.",
            "por exemplo": "p. ex.",
            "a fim de": "para",
            "com o objetivo de": "para",
            "devido ao fato de que": "porque",
            "devido ao facto de": "por",
            "uma vez que": "pois",
            "neste momento": "agora",
            "o mais rápido possível": "logo",
            "o mais rapidamente possível": "logo",
            "entre em contato conosco": "escreva-nos",
            "entre em contacto connosco": "escreva-nos",
            "através de": "por",
            "com relação a": "sobre",
            "em relação a": "sobre",
        },
        fillers=(
            "a verdade é que",
            "vale destacar que",
            "vale ressaltar que",
            "informamos que",
            "gostaríamos de informar que",
            "basicamente",
            "evidentemente",
            "sinceramente",
        ),
    ),
    "en": Wordings(
        greetings=("hi", "hello", "hey", "dear", "good morning", "good afternoon", "good evening"),
        shorter={
            "information": "info",
            "direct message": "DM",
            "private message": "DM",
            "telephone": "phone",
            "approximately": "approx.",
            "for example": "e.g.",
            "maximum": "max.",
            "minimum": "min.",
            "in order to": "to",
            "due to the fact that": "because",
            "in the event that": "if",
            "at this moment": "now",
            "at this time": "now",
            "as soon as possible": "ASAP",
            "get in touch with us": "contact us",
            "with regard to": "about",
            "with respect to": "about",
            "in relation to": "about",
            "a large number of": "many",
            "prior to": "before",
            "do not": "don't",
            "cannot": "can't",
        },
        fillers=(
            "please be advised that",
            "please note that",
            "we would like to inform you that",
            "to be honest",
            "basically",
            "obviously",
            "honestly",
        ),
    ),
}
