"""Budget and prices: the cost of the month so far, its forecast, and its limits."""

from copy import replace
from decimal import Decimal
from typing import Annotated

from pydantic import Field, field_validator

from care import late
from care.budget.months import forecast, stands
from care.budget.prices import prices
from care.model.account import BudgetSettings
from care.model.envelope import Channel, Value
from care.model.months import month_of
from care.model.outcomes import Code, outcome
from care.tables.spending import CAUSED
from desk.actions import record
from desk.dependencies import accounts, budget
from desk.pages.supervision import account_of, href, steered
from desk.requests import Request
from desk.responses import Response, see

_MONTH = late.pattern(r"20\d{2}-(0[1-9]|1[0-2])")
_CASE = late.pattern(r"[0-9A-Z]{1,32}")
_CHANNELS: tuple[Channel, ...] = ("public", "private")


class BudgetForm(Value):
    """What the month may cost. `version` is that of the settings that were on the page."""

    month_dollars: Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=2)] | None = None
    soft_percent: Annotated[int, Field(ge=1, le=100)] = 80
    hard: bool = False
    version: int

    @field_validator("month_dollars", mode="before")
    @classmethod
    def _as_people_write_it(cls, value: object) -> object:
        """Empty for no limit; a comma may stand for the point."""
        return None if value == "" else value.replace(",", ".") if isinstance(value, str) else value


def show(request: Request) -> Response:
    """The page; the sums are kept as sums, so it reads the same however many cases there are."""
    return _page(request)


def set_limits(request: Request) -> Response:
    """Another limit, as the next version of the account's settings."""
    stored = store(request, BudgetForm.model_validate(request.form))
    return see(href(request, "budget", done="saved")) if stored else _page(request, 409, stale=True)


def store(request: Request, wanted: BudgetForm) -> bool:
    """Store other limits; False where the settings are not those of the form any more."""
    account = accounts.fresh(account_of(request).id)
    if wanted.version != account.version:
        return False
    values = {"month_dollars": wanted.month_dollars, "soft_share": wanted.soft_percent / 100, "hard": wanted.hard}
    settings = BudgetSettings.model_validate({**account.budget.model_dump(), **values})
    limit = "no limit" if wanted.month_dollars is None else f"${wanted.month_dollars}"
    kind = "hard" if wanted.hard else "soft"
    detail = outcome(Code.deed_budget, dollars=limit, limit=kind) if wanted.month_dollars is not None else None
    details = (detail or outcome(Code.deed_no_budget),)
    record(request, account.id, "budget changed", about=f"{limit}, {kind}", details=details)
    accounts.put(replace(account, budget=settings))
    return True


def _page(request: Request, status: int = 200, *, stale: bool = False) -> Response:
    account, now = accounts.fresh(account_of(request).id), request.now
    asked = request.query.get("month", "")
    month = asked if _MONTH.fullmatch(asked) else month_of(now)
    case_id = request.query.get("case", "").strip().upper()
    case_id = case_id if _CASE.fullmatch(case_id) else ""
    purposes, total = budget.by_purpose(account.id, month), budget.total(account.id, month)
    caused = sum(one.micro_dollars for name, one in purposes.items() if name in CAUSED)
    return steered(
        request,
        "budget",
        status,
        month=month,
        present=month == month_of(now),
        purposes=sorted(purposes.items(), key=lambda pair: -pair[1].micro_dollars),
        under_way=total.micro_dollars - sum(one.micro_dollars for one in purposes.values()),
        total=total,
        ahead=forecast(total.micro_dollars, total.sends, month, now),
        limit=account.budget.month_micro_dollars,
        caused=caused,
        stands=stands(account, total.micro_dollars - caused),
        left={channel: budget.left(account.id, channel, now, app=account.app) for channel in _CHANNELS},
        case_id=case_id,
        of_case=budget.of_case(account.id, month, case_id) if case_id else None,
        prices=prices(),
        settings=account.budget,
        version=account.version,
        stale=stale,
        done=request.query.get("done") == "saved",
    )
