"""The clocks of a case, line by line."""

from datetime import datetime

from care.model import clocks as sla
from care.tables.account_reads import UnknownAccount, UnreadableSettings
from desk.dependencies import accounts
from desk.renderer import render
from desk.requests import Request
from desk.responses import Response, page


def show(request: Request) -> Response:
    """Each clock line by line."""
    case, account = request.matter
    explained = explained_clocks(request)
    return page(render(request, "case_clocks.html", case=case, explained=explained, zone=account.hours.zone))


def explained_clocks(request: Request) -> list[tuple[sla.Clock, list[sla.Line], datetime | None]]:
    """Each clock of the case with its lines and when it is due."""
    case, account = request.matter
    numbers = {segment.version for clock in case.clocks for segment in clock.segments}
    numbers |= {clock.version for clock in case.clocks}
    versions = {}
    for number in numbers:
        try:
            versions[number] = accounts.version(account.id, number).hours
        except (UnknownAccount, UnreadableSettings):
            versions[number] = account.hours  # the version is not stored any more: the best guess
    return [
        (clock, list(sla.explain(clock, versions, request.now)), sla.due(clock, versions[clock.version]))
        for clock in case.clocks
    ]
