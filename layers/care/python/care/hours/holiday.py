"""Public holidays as special dates, for the moment at which hours are saved.

They are resolved to dates then, stored with their names and stay editable: a council's own holidays are in no list.
"""

from collections.abc import Iterable

import holidays

from care.faults import Fault, fault
from care.hours.closures import closed
from care.hours.entries import SpecialDate


def dates(country: str, region: str | None, years: Iterable[int], language: str) -> list[SpecialDate]:
    """The public holidays of some years as closed dates, named in `language` where the list knows it.

    Else they are named in English, or in the country's own language where nobody wrote that.

    `country` is an ISO 3166-1 code and `region` the part after the hyphen of an ISO 3166-2 code ("MD" for ES-MD), None
    for the national ones alone. An unknown one raises ValueError.
    """
    known = holidays.list_supported_countries()
    if country not in known:
        raise fault(Fault.unknown_country, given=country)
    if region is not None and region not in known[country]:
        known_regions = ", ".join(known[country]) or "none"
        raise fault(Fault.unknown_region, given=region, country=country, known=known_regions)
    names = holidays.list_localized_countries().get(country, [])
    # In English where the list does not know it: without a language the package would ask the machine's own.
    tongue = _nearest(names, language.replace("-", "_")) or _nearest(names, "en")
    found = holidays.country_holidays(country, subdiv=region, years=list(years), language=tongue)
    return closed(sorted(found.items()))


def _nearest(names: list[str], wanted: str) -> str | None:
    spoken = wanted.partition("_")[0]
    return wanted if wanted in names else next((name for name in names if name.partition("_")[0] == spoken), None)
