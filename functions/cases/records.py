"""What is written down beside a case once its event is applied: what finds it, what it cost, what was withheld."""

from copy import replace
from datetime import datetime
from typing import NamedTuple

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import BotoCoreError, ClientError

from care.budget.prices import event_price
from care.desk.found_by import added_by, all_of, changes_what_is_there
from care.model.account import Account
from care.model.decision import Decision
from care.model.events import Event
from care.model.outcomes import Code, codes
from care.model.x_events import AccessRevoked, MessageReceived
from care.tables.budget import Budget
from care.tables.context import Around
from care.tables.conversations import Conversations
from care.tables.kill_switch import OneWithheld, Withheld, withheld_by
from care.tables.outbox import Outbox
from care.tables.search_index import NotWritten, Place, SearchIndex

# Decisions that the operator's alarms count.
_COUNTED = {Code.sla_warned: "SlaWarning", Code.sla_breached: "SlaBreach"}


class Records(NamedTuple):
    """Where it is written."""

    conversations: Conversations
    outbox: Outbox
    around: Around
    search: SearchIndex
    withheld: Withheld
    budget: Budget
    logger: Logger
    metrics: Metrics

    def keep(self, event: Event, decision: Decision, account: Account, now: datetime) -> None:
        """Write down all of it."""
        self._keep_around(event, decision, now)
        self._have_found(event, decision, account, now)
        self._tell(event, decision)
        self._list_withheld(event, decision, account, now)
        self._meter(event, decision, now)

    def _keep_around(self, event: Event, decision: Decision, now: datetime) -> None:
        """What X shows beside a message that is kept need not be looked up."""
        if isinstance(event, MessageReceived) and any(one.id == event.message.id for one in decision.messages):
            for post in event.message.around:
                if post.id in event.beside and self.around.one(event.account_id, post.id) is None:
                    self.around.keep(event.account_id, replace(post, known_at=now), now)

    def _have_found(self, event: Event, decision: Decision, account: Account, now: datetime) -> None:
        """Words that the index does not take hold up nobody: they are counted, and the case is found by its others."""
        case = decision.case
        if case is None:
            return
        place = Place.of(case.opened_at, case.case_id)
        try:
            if changes_what_is_there(decision):
                messages = self.conversations.messages(case.case_id)
                items = self.outbox.of_case(case.account_id, case.case_id)
                self.search.replace(case.account_id, place, all_of(case, messages, items, account), now)
            elif words := added_by(event, decision, account):
                self.search.add(case.account_id, place, words, now, is_new=case.version == 0)
        except (BotoCoreError, ClientError, NotWritten) as error:
            self.metrics.add_metric(name="NotIndexed", unit=MetricUnit.Count, value=1)
            self.logger.warning("case.not_indexed", case_id=case.case_id, error=type(error).__name__)

    def _tell(self, event: Event, decision: Decision) -> None:
        self.metrics.add_metric(name="EventApplied", unit=MetricUnit.Count, value=1)
        for code in codes(decision.because):
            if name := _COUNTED.get(code):
                self.metrics.add_metric(name=name, unit=MetricUnit.Count, value=1)
        if isinstance(event, AccessRevoked):
            self.metrics.add_metric(name="AccessRevoked", unit=MetricUnit.Count, value=1)
        case_id = decision.case.case_id if decision.case else ""
        self.logger.info("event.applied", event_id=event.event_id, case_id=case_id, because=codes(decision.because))

    def _list_withheld(self, event: Event, decision: Decision, account: Account, now: datetime) -> None:
        for purpose in withheld_by(decision.because):
            case_id = decision.case.case_id if decision.case else ""
            self.withheld.record(account, OneWithheld(key=event.event_id, purpose=purpose, at=now, case_id=case_id))
            self.metrics.add_metric(name="AutomaticWithheld", unit=MetricUnit.Count, value=1)

    def _meter(self, event: Event, decision: Decision, now: datetime) -> None:
        """Charge what X asks for the delivery, which is done: a charge that is lost is counted and tries nothing."""
        price = event_price(event)
        if not price:
            return
        case_id = decision.case.case_id if decision.case else ""
        try:
            metered = self.budget.meter(event.account_id, "event", 1, price, now, case_id=case_id)
        except (BotoCoreError, ClientError):
            metered = False
        if not metered:
            self.metrics.add_metric(name="NotMetered", unit=MetricUnit.Count, value=1)
            self.logger.warning("event.not_metered", event_id=event.event_id)
