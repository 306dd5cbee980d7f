"""The occasions of automatic messages: what may stand in each, and how much room each part has."""

from typing import Final, Literal, get_args

Language = Literal["es", "pt", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
Variety = Literal["es", "pt", "en", "pt-PT"]
"""A language as it is said: settings know three, and "pt" is the Portuguese that Brazil reads as its own."""
VARIETIES: Final[tuple[Variety, ...]] = get_args(Variety)
Occasion = Literal["closed", "open", "incident", "absence", "private_request", "invitation", "never"]
"""`never` is closed hours that do not open again; `private_request` is said in public of personal data in public, and
`invitation` of nothing but that private is the better way: by people, and after an acknowledgement."""

OCCASIONS: Final[tuple[Occasion, ...]] = get_args(Occasion)

_ANYWHERE: Final = frozenset({"name", "brand", "case", "privacy"})
PLACEHOLDERS: Final[dict[Occasion, frozenset[str]]] = {
    "closed": _ANYWHERE | {"return"},
    "open": _ANYWHERE,
    "incident": _ANYWHERE | {"incident"},
    "absence": _ANYWHERE | {"return", "label"},
    "private_request": _ANYWHERE,
    "invitation": frozenset({"brand", "case"}),
    "never": _ANYWHERE,
}
REQUIRED: Final[dict[Occasion, str]] = {"closed": "return", "absence": "return", "incident": "incident"}

# The longest return of any time zone and date, in weighted characters as well as in code points.
LONGEST_RETURN: Final[dict[Variety, int]] = {"es": 86, "pt": 92, "en": 78, "pt-PT": 89}
# What is longer than its room is said in another way, or not at all; X allows names of 50.
NAME_ROOM: Final = 50
BRAND_ROOM: Final = 50
CASE_ROOM: Final = 12
LABEL_ROOM: Final = 40
INCIDENT_ROOM: Final = 160
LONGEST_INCIDENT: Final = 240  # what care.model.incident takes; in public, beyond its room, it is said alone
LINK_ROOM: Final = 23  # X counts every link so (twitter-text, config v3)
LONGEST_LINK: Final = 2_083  # what pydantic's HttpUrl takes


def language_of(variety: Variety) -> Language:
    """The language of which it is a variety."""
    return "pt" if variety == "pt-PT" else variety


def rooms(language: Variety, *, public: bool) -> dict[str, int]:
    """The most that each placeholder takes: weighted characters in public, code points in private."""
    return {
        "name": NAME_ROOM,
        "brand": BRAND_ROOM,
        "return": LONGEST_RETURN[language],
        "case": CASE_ROOM,
        "label": LABEL_ROOM,
        "incident": INCIDENT_ROOM if public else LONGEST_INCIDENT,
        "privacy": LINK_ROOM if public else LONGEST_LINK,
    }


def known_language(language: str, otherwise: Language) -> Language:
    """A language tag of X's or a customer's ("pt-BR") as one that we have texts in, else `otherwise`."""
    match language.partition("-")[0]:
        case "es" | "pt" | "en" as known:
            return known
        case _:
            return otherwise


def known_variety(language: str, otherwise: Language, european: bool) -> Variety:
    """The same as it is said; `european` says that Portuguese of which no country is told is Portugal's."""
    known = known_language(language, otherwise)
    country = language.partition("-")[2].upper() if known == language.partition("-")[0] else ""
    return "pt-PT" if known == "pt" and (country == "PT" or (european and not country)) else known
