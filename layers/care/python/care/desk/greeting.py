"""How one greets at an hour of the day, in the language of whoever is greeted and the zone of the account."""

from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from care.model.settings.occasions import Variety, language_of

_DAWN: Final = time(5)
# From when on it is afternoon, and evening. In Spain the morning lasts until lunch.
_HOURS: Final[dict[str, tuple[time, time]]] = {
    "es": (time(12), time(19)),
    "es-ES": (time(14), time(21)),
    "pt": (time(12), time(18)),
    "pt-PT": (time(12), time(20)),
    "en": (time(12), time(18)),
}
_SAID: Final = {
    "es": ("Buenos días", "Buenas tardes", "Buenas noches"),
    "pt": ("Bom dia", "Boa tarde", "Boa noite"),
    "en": ("Good morning", "Good afternoon", "Good evening"),
}


def greeting(now: datetime, zone: ZoneInfo, spoken: Variety, country: str) -> str:
    """The greeting of this hour; `country` is where the account's customers are."""
    at = now.astimezone(zone).time()
    noon, evening = _HOURS["es-ES" if spoken == "es" and country == "ES" else spoken]
    morning, afternoon, night = _SAID[language_of(spoken)]
    if at < _DAWN or at >= evening:
        return night
    return morning if at < noon else afternoon
