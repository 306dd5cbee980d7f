"""Which Portuguese a text is written in, by what only one of both countries writes; most short texts do not tell."""

# ruff: noqa: E501  word lists are read by their lines

from typing import Final, Literal

from care import late

Country = Literal["PT", "BR", ""]

# So much more must speak for one than for the other: a single habit may be the other country's too.
_ENOUGH: Final = 2
_INFINITIVE: Final = r"[a-zà-ú]{2,}[aeio]r(?:-\w+)?"
_STANDS: Final = r"(?:estou|está|tá|tás|estás|estamos|estão|estava|estavam|ando|anda|andam|fico|fica|ficam|continuo|continua|continuam)"
_ONLY_PT: Final = (
    r"connosco|convosco|telemóve(?:l|is)|autocarros?|comboios?|moradas?|ecrãs?|ficheiros?|contactos?|contactar\w*|contactem|contacte"
    r"|equipas?|utilizador(?:es)?|factos?|paragem|paragens|multibanco|mb ?way|tarifários?|portagens?|portagem|palavra-passe"
    r"|descarregar|descarreguei|pequeno-almoço|casa de banho|frigorífico|bué|fixe|malta|gajos?|sff|se faz favor"
    r"|voss[ao]s?|percebi|percebem|percebo|planead[ao]s?|registo|recepcionista|telefonei-\w+|rapariga|sítio|tlm|anacom|deco"
    r"|livro de reclamações|loja do cidadão|nif|freguesia|talão|montra|trespasse|camisolas?|sande[s]?"
)
_ONLY_BR: Final = (
    r"vcs?|você|celular(?:es)?|ônibus|trem|trens|contatos?|contatar|equipes?|usuári[oa]s?|cadastr\w+|geladeira|banheiro"
    r"|aplicativos?|boletos?|cpf|cep|cnpj|pix|reais|tô|tava|cadê|conosco|registro|planejad[ao]s?|estorn\w+|zap|brigad[ãa]o"
    r"|entregador(?:es)?|reclame aqui|procon|anatel|nota fiscal|(?<!toda )a gente|moç[ao]|xícara|suco|café da manhã|time|parcel(?:a|ar|as|ado)"
    r"|deletar|mídia|econômic[ao]|eletrônic[ao]|gerenciar|baixar o app|segunda via|ônus|demorad[ao] demais|uai|oxe|vlw|blz|pfv"
)
_PT: Final = (
    (late.pattern(rf"(?<!\w)(?:{_ONLY_PT})(?!\w)"), 2),
    # "Estou a tentar", "continuo à espera": where Brazil writes "estou tentando", "continuo esperando".
    (late.pattern(rf"(?<!\w){_STANDS} (?:sempre |aqui |há \w+ \w+ )?(?:a {_INFINITIVE}|à espera)(?!\w)"), 2),
    (late.pattern(r"(?<!\w)(?:gostava de|obrigadinh[oa]|avaria\w*|encomenda|mau|péssimo serviço)(?!\w)"), 1),
    # "Cobraram-me", "enviem-me".
    (late.pattern(r"(?<!\w)[a-zà-ú]{3,}-(?:me|nos|vos|lhe|lhes)(?!\w)"), 1),
)
_BR: Final = (
    (late.pattern(rf"(?<!\w)(?:{_ONLY_BR})(?!\w)"), 2),
    (late.pattern(rf"(?<!\w)(?:{_STANDS}|tô|tava) (?:me |te |nos |só |aqui )?[a-zà-ú]{{2,}}[aei]ndo(?!\w)"), 2),
    # A pronoun begins a clause: "me cobraram", "nos deixaram".
    (late.pattern(r"(?:^|[.!?,;\n] ?)(?:me|nos|te) [a-zà-ú]{3,}(?!\w)"), 2),
    (late.pattern(r"(?<!\w)(?:pra|pro|pras|pros|né|vocês|gente|oi|cara|galera|demais)(?!\w)"), 1),
)


def country_of(text: str) -> Country:
    """Portugal or Brazil, where the words tell; the text is taken to be Portuguese."""
    low = text.casefold()
    european, brazilian = (
        sum(weight * min(2, len({found.group() for found in form.finditer(low)})) for form, weight in forms)
        for forms in (_PT, _BR)
    )
    if european - brazilian >= _ENOUGH:
        return "PT"
    return "BR" if brazilian - european >= _ENOUGH else ""


def tagged(language: str, text: str, before: str, own: str = "") -> str:
    """The language of a message with its country, where the text or what was told `before` tells one.

    `own` is the account's country: its Portuguese is meant without a country, and Brazil's where it has none.
    """
    if language != "pt":
        return language
    country = country_of(text)
    if not country:
        return before if before.startswith("pt-") else "pt"
    return "pt" if country == ("PT" if own == "PT" else "BR") else f"pt-{country}"
