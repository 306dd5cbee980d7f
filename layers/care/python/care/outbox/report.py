"""What a case is told about a send, whoever found it out: the publisher, an echo, or a look-up."""

from datetime import datetime

from care.model.events import SendSettled
from care.model.outbox_item import Item
from care.model.outcomes import Outcomes
from care.model.told_before import said_before

_TOLD = {
    *("account_id", "customer_id", "case_id", "item_id", "correlation_id"),
    *("purpose", "channel", "text", "in_reply_to", "doubtful", "written_by", "then"),
}


def report_of(item: Item, outcome: str, at: datetime, x_id: str = "", why: Outcomes = ()) -> SendSettled:
    """The report of an item that a customer's case waits for: what became of it, and when.

    An item of the account's own has no case, and ValidationError is what it gets.
    """
    told = {"why": why, "reason": said_before(why)}
    became = {"outcome": outcome, "at": at, "x_id": x_id, **told, "complete": not item.rest, "chat": item.by == "chat"}
    became["media"] = tuple(file.as_media for file in item.files)
    return SendSettled.model_validate({**item.model_dump(include=_TOLD), **became})
