"""Writes what is done at the terminal into the audit trail of the desk."""

import getpass
from typing import Annotated

import typer

from care.model.outcomes import Outcomes
from care.tables.audit import STACK, Audit, Deed
from infra.command.deployed import Deployed

By = Annotated[str, typer.Option(help="Who does it, for the audit trail; without it the name at this terminal.")]


def here(by: str = "") -> str:
    """Who does it: as said, or who is at this terminal; a container may have no name for them."""
    if by:
        return by
    try:
        return f"operator {getpass.getuser()}"
    except (OSError, KeyError):
        return "operator"


def record(
    stack: Deployed,
    account_id: str,
    what: str,
    *,
    by: str = "",
    case_id: str = "",
    about: str = "",
    details: Outcomes = (),
) -> None:
    """Add one deed, about an account or, with an empty id, about the whole stack; `about` holds no customer's text."""
    audit = Audit(stack.client("dynamodb"), stack.outputs["AccountsTable"], stack.data_retention_days)
    told = {"what": what, "case_id": case_id, "about": about, "details": details}
    one = Deed.model_validate({"account_id": account_id or STACK, "by": here(by), "at": stack.now(), **told})
    audit.record(one)
