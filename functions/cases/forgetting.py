"""What goes with an erased customer and with a deleted message, wherever it lies in the tables and the bucket."""

from typing import NamedTuple

from care.model.actions import CustomerErased
from care.tables.chats import Chats
from care.tables.context import Around
from care.tables.conversations import Conversations
from care.tables.finds import Finds
from care.tables.media import KeptFiles
from care.tables.outbox import Outbox
from care.tables.search_index import SearchIndex
from care.tables.spam import SpamPlaces
from care.tables.spreads import Spreads


class Forgetting(NamedTuple):
    """The places where something of a customer lies."""

    conversations: Conversations
    chats: Chats
    files: KeptFiles
    around: Around
    outbox: Outbox
    search: SearchIndex
    spam: SpamPlaces
    finds: Finds
    spreads: Spreads

    def erase(self, event: CustomerErased) -> list[str] | None:
        """The ids of the cases that are gone; None where it was done before.

        Doing it twice, or late after a later one, erases once: what was written since the request stays.
        """
        account_id, customer_id = event.account_id, event.customer_id
        customer = self.conversations.customer(account_id, customer_id)
        erased_at = customer.erased_at
        if erased_at is not None and erased_at >= event.at:
            return None
        # The outbox first: the ids by which its items are found lie with the customer, and a try may die midway.
        self.outbox.forget(account_id, self.conversations.cases_of(account_id, customer_id))
        self.chats.erase(account_id, customer_id, event.at)
        self.spam.forget(account_id, customer_id, customer.spam_places)
        self.around.forget_author(account_id, customer_id, event.at)
        self.finds.forget_author(account_id, customer_id, event.at)
        for case_id in self.conversations.cases_of(account_id, customer_id):
            self.files.forget(case_id)
            self._forget_around(account_id, case_id)
            self.search.forget(account_id, case_id)
            if (case := self.conversations.case(case_id)) is not None:
                self.spreads.forget(account_id, case_id, case.opened_at)
        return self.conversations.erase(account_id, customer_id, event.at)

    def forget_media(self, case_id: str, first_id: str, message_id: str) -> None:
        """What a message showed is gone with it, under each of X's ids of it."""
        shown = {one.message_id for one in self.files.of_case(case_id)}
        if shown:
            gone = [m for m in self.conversations.messages(case_id) if first_id == m.id]
            ids = {one for m in gone for one in m.ids}
            sent = {one.id for m in gone if m.by != "customer" for one in m.media}
            self.files.forget(case_id, {*ids, message_id, first_id} & shown, sent)

    def _forget_around(self, account_id: str, case_id: str) -> None:
        """What was looked up because of a customer goes with the customer, and what the customer wrote first of all."""
        public = (m for m in self.conversations.messages(case_id) if m.channel == "public")
        ids = {one for m in public for one in (m.quotes, m.in_reply_to, *m.ids) if one.isdigit()}
        known = self.around.several(account_id, ids)
        self.around.forget(account_id, {*known, *(above for post in known.values() for above in post.above)})
