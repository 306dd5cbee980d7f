"""A month as an operator names it: `--month 2026-11`."""

import re
from datetime import datetime, tzinfo

from infra.command.subcommands import fail

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_FIRST, _AHEAD = 2006, 10  # X began in 2006; nobody plans further ahead than ten years


def month_asked(given: str, now: datetime, zone: tzinfo) -> str:
    """The month that was asked for, or the present one of `zone`; a clear end where it is none, or nobody's."""
    present = now.astimezone(zone)
    found = _MONTH.fullmatch(given or f"{present:%Y-%m}")
    if found is None:
        fail(f"{given!r} isn't a month. Use YYYY-MM, e.g. {present:%Y-%m}")
    if not _FIRST <= int(found[1]) <= present.year + _AHEAD:
        fail(f"{given!r} is too far away. Use a month from {_FIRST}-01 to {present.year + _AHEAD}-12")
    return found[0]
