"""Has X shut a customer out, or in again, before the case hears of it."""

from care.model.outcomes import Code, outcome
from desk.form import Form
from desk.requests import BadRequest, Request
from desk.unwanted_forms import ShutOut


def have_x_do(form: Form, request: Request) -> None:
    """Ask X for what the form wants of it; BadRequest says why it was not done. Other forms want nothing of X."""
    if not isinstance(form, ShutOut):
        return
    case, account = request.matter
    spammer = case.customer.spam is True
    if form.what == "block_dms" and not spammer and not request.who.may_in(account.id, "supervisors"):
        raise BadRequest(outcome(Code.block_needs_supervisor))
    from desk.at_x import shut_out  # noqa: PLC0415  a desk that nobody asks for it needs no HTTP client

    shut_out(account, case.customer.customer_id, form.what, request.now)
