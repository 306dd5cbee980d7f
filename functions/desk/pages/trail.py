"""The audit trail: who did what and when, also who looked at what was hidden."""

from care import late
from care.model.months import month_of
from care.tables.audit import STACK
from desk.dependencies import audit, people
from desk.pages.supervision import account_of, href, steered
from desk.requests import Request
from desk.responses import Response

_MONTH = late.pattern(r"20\d{2}-(0[1-9]|1[0-2])")


def show(request: Request) -> Response:
    """A page of deeds, of one person or about one case if asked so; those of the whole stack for who sees all of it."""
    account, query = account_of(request), request.query
    month = query.get("month", "")
    month = month if _MONTH.fullmatch(month) else month_of(request.now)
    by, case_id = query.get("by", "")[:100], query.get("case", "").strip().upper()[:32]
    may_see_all = request.who.person.supervises_every
    of = STACK if query.get("of") == STACK and may_see_all else account.id
    trail = audit.page(of, month, by=by, case_id=case_id, before=query.get("before", "")[:100])
    kept = {"month": month, "by": by, "case": case_id, "of": of if of == STACK else ""}
    return steered(
        request,
        "trail",
        deeds=trail.deeds,
        further=href(request, "trail", **kept, before=trail.before) if trail.before else "",
        first=href(request, "trail", **kept) if query.get("before") else "",
        month=month,
        by=by,
        case_id=case_id,
        of=of,
        may_see_all=may_see_all,
        everybody=[person for person in people.all() if may_see_all or person.sees(account.id)],
        names={person.id: person.name for person in people.all()},
    )
