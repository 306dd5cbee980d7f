"""The fixed words of the page in each language; times and dates come from `care.hours`."""

from typing import NamedTuple


class PageWords(NamedTuple):
    """What the templates say."""

    support: str
    open_now: str
    closed_now: str
    week: str
    day: str
    hours: str
    today: str
    special: str
    date: str
    zone: str
    write: str
    write_private: str
    see_account: str
    channels: str
    privacy: str
    calendar: str
    print_code: str
    data: str
    languages: str
    code_title: str
    badge: str
    badge_link: str
    missing_title: str
    missing: str
    failed_title: str
    failed: str


WORDINGS = {
    "es": PageWords(
        support="Ofrece atención al cliente en X",
        open_now="Ahora abierto",
        closed_now="Ahora cerrado",
        week="Horario de la semana",
        day="Día",
        hours="Horario",
        today="hoy",
        special="Próximas fechas especiales",
        date="Fecha",
        zone="Zona horaria",
        write="Escríbenos",
        write_private="Enviar un mensaje privado",
        see_account="Ver la cuenta en X",
        channels="Otros canales",
        privacy="Privacidad",
        calendar="Añadir al calendario",
        print_code="Código QR para imprimir",
        data="Datos abiertos",
        languages="Idioma",
        code_title="Horario de {}",
        badge="Atendemos en X",
        badge_link="Distintivo para tu web",
        missing_title="Aquí no hay ningún horario",
        missing=(
            "No encontramos el horario de esta cuenta. Puede que su nombre haya cambiado o que lleve una errata: "
            "compruébalo en su perfil de X."
        ),
        failed_title="Ahora no podemos mostrar el horario",
        failed="El fallo es nuestro y suele durar poco. Vuelve a intentarlo dentro de un minuto.",
    ),
    "pt": PageWords(
        support="Presta atendimento ao cliente no X",
        open_now="Aberto agora",
        closed_now="Fechado agora",
        week="Horário da semana",
        day="Dia",
        hours="Horário",
        today="hoje",
        special="Próximas datas especiais",
        date="Data",
        zone="Fuso horário",
        write="Fale conosco",
        write_private="Enviar uma mensagem privada",
        see_account="Ver a conta no X",
        channels="Outros canais",
        privacy="Privacidade",
        calendar="Adicionar ao calendário",
        print_code="Código QR para imprimir",
        data="Dados abertos",
        languages="Idioma",
        code_title="Horário de {}",
        badge="Atendemos no X",
        badge_link="Selo para o site",
        missing_title="Não há nenhum horário aqui",
        missing=(
            "Não encontramos o horário desta conta. O nome pode ter mudado ou conter um erro: confira no perfil dela "
            "no X."
        ),
        failed_title="Não conseguimos mostrar o horário agora",
        failed="A falha é nossa e costuma durar pouco. Tente novamente dentro de um minuto.",
    ),
    "pt-PT": PageWords(
        support="Presta apoio ao cliente no X",
        open_now="Aberto neste momento",
        closed_now="Encerrado neste momento",
        week="Horário da semana",
        day="Dia",
        hours="Horário",
        today="hoje",
        special="Próximas datas especiais",
        date="Data",
        zone="Fuso horário",
        write="Fale connosco",
        write_private="Enviar uma mensagem privada",
        see_account="Ver a conta no X",
        channels="Outros canais",
        privacy="Privacidade",
        calendar="Adicionar ao calendário",
        print_code="Código QR para imprimir",
        data="Dados abertos",
        languages="Idioma",
        code_title="Horário de {}",
        badge="Atendemos no X",
        badge_link="Distintivo para o site",
        missing_title="Não há nenhum horário aqui",
        missing=(
            "Não encontramos o horário desta conta. O nome pode ter mudado ou conter um erro: confirme no perfil dela "
            "no X."
        ),
        failed_title="De momento não conseguimos mostrar o horário",
        failed="A falha é nossa e costuma durar pouco. Volte a tentar dentro de um minuto.",
    ),
    "en": PageWords(
        support="Provides support on X",
        open_now="Open now",
        closed_now="Closed now",
        week="Weekly hours",
        day="Day",
        hours="Hours",
        today="today",
        special="Upcoming special dates",
        date="Date",
        zone="Time zone",
        write="Write to us",
        write_private="Send a private message",
        see_account="See the account on X",
        channels="Other channels",
        privacy="Privacy",
        calendar="Add to calendar",
        print_code="QR code to print",
        data="Open data",
        languages="Language",
        code_title="Hours of {}",
        badge="We answer on X",
        badge_link="Badge for a website",
        missing_title="There are no hours here",
        missing=(
            "We could not find the hours of this account. Its name may have changed, or there may be a slip in it: "
            "check its profile on X."
        ),
        failed_title="We cannot show the hours right now",
        failed="The fault is ours and rarely lasts. Please try again in a minute.",
    ),
}
NAMES = {"es": "Español", "pt": "Português", "en": "English"}


def wording(language: str) -> PageWords:
    """The words of a tag, or of its language."""
    return WORDINGS.get(language) or WORDINGS[language.partition("-")[0]]
