"""An echo, or a failure that X tells later, of what Centralita sent is recognised as that send."""

from datetime import datetime
from typing import NamedTuple

from care.aws import SQSClient
from care.batches import Retry
from care.chat.failures import why
from care.model.events import Event
from care.model.outbox_item import queue_of
from care.model.x_events import MessageEchoed, NotPassedOn
from care.outbox.report import report_of
from care.tables.outbox import InFlight, Outbox
from care.tables.wakes import wake


class Recognition(NamedTuple):
    """What it is recognised by, and who goes on with the rest of a thread."""

    outbox: Outbox
    sqs: SQSClient
    sends_queue_url: str

    def recognised(self, event: Event, now: datetime) -> Event:
        """An echo or a failure of what Centralita sent becomes the report of that send; a person's message stays."""
        if isinstance(event, NotPassedOn):
            queue = queue_of(event.account_id, "private")
            item = self.outbox.not_passed_on(queue, event.message_id, (why(event.failure),), now)
            return event if item is None else report_of(item, "refused", event.at, event.message_id, item.because)
        if not isinstance(event, MessageEchoed):
            return event
        message = event.message
        to = event.customer_id or message.in_reply_to
        try:
            item = self.outbox.recognise(
                event.account_id, message.channel, to, message.id, message.text, message.at, now
            )
        except InFlight as error:
            raise Retry(str(error)) from None
        if item is not None and item.rest:
            # Its publisher may have given it up as unclear: the rest of the thread goes on from here.
            wake(self.sqs, self.sends_queue_url, item.queue, f"{item.item_id}|recognised")
        if item is None or item.is_own:
            return event  # a person's message, or a post of the account's own, which no case waits for
        return report_of(item, "sent", message.at, message.id)
