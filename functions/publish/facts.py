"""Looks up what the plan of an item asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from care.budget.prices import cost_of
from care.model.account import Account
from care.model.outbox_item import Item
from care.outbox.guard import KnownText
from care.outbox.plan import UNREAD, Fact, Facts
from care.tables.budget import Budget
from care.tables.conversations import Conversations
from care.tables.outbox import Outbox

# For so long the very same text to the same customer is taken for a slip.
_REMEMBERED = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class FactFinder:
    """Where facts come from: the stores, the served accounts, and the servers of a text's links."""

    outbox: Outbox
    budget: Budget
    conversations: Conversations
    served: Callable[[], list[Account]]
    dead_link: Callable[[str], str | None]
    beside: Sequence[dict[str, Any]] | None = None
    """The rows of the items of the case at hand, where they were read with it."""

    def with_fact(self, facts: Facts, fact: Fact, item: Item) -> Facts:
        """The facts about an item, with one more."""
        match fact:
            case "case":
                return replace(facts, case=self.conversations.case_of(item.case_id, item.account_id, item.customer_id))
            case "begun":
                return replace(facts, begun=self.outbox.item(item.queue, item.follows))
            case "over_budget":
                cost = cost_of(item, facts.account)
                return replace(facts, over_budget=self.budget.over(facts.account, cost, facts.now))
            case "known":
                account_id = facts.case.account_id if facts.case is not None and facts.case is not UNREAD else ""
                return replace(facts, known=self._known(item, facts.account, account_id, facts.now))

    def _known(self, item: Item, account: Account, account_id: str, now: datetime) -> KnownText:
        text = item.whole or item.text
        others = [one.username for one in self.served() if one.id != account.id] if "@" in text else []
        said = self.outbox.said(item, now - _REMEMBERED, self.beside)
        return KnownText(account_id, others, said, self.dead_link(text))
