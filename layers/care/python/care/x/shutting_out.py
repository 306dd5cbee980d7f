"""Whom an account shuts out at X: the call for each, and the permission that OAuth 2.0 needs for it.

X's API mutes, and blocks private messages. It has no call that blocks somebody altogether: that is done in X itself.
"""

from care.model.actions import ShutsOut
from care.model.refusals import RefusalReason
from care.x.client import XClient
from care.x.errors import Refused
from care.x.operations import operations


def have_shut_out(x: XClient, account_id: str, customer_id: str, what: ShutsOut) -> None:
    """Ask X for it. What is so already stays so, so that a press whose answer was lost is made again."""
    try:
        match what:
            case "mute":
                x.mute(account_id, customer_id)
            case "unmute":
                x.unmute(account_id, customer_id)
            case "block_dms":
                x.block_dms(customer_id)
            case "unblock_dms":
                x.unblock_dms(customer_id)
    except Refused as error:
        if error.reason is not RefusalReason.already_done:
            raise


def scope_of(what: ShutsOut) -> str:
    """What the account must have allowed, where it gave its permission by OAuth 2.0."""
    return next(scope for scope in operations()[what].scopes if scope.endswith(".write"))
