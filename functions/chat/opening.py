"""Opens one delivery of a chat: looks for what it lacks once, tells what it held, and keeps what must be kept."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aws_lambda_powertools import Logger

from care.aws import SQSClient
from care.batches import Retry
from care.chat.arrivals import Arrived, arrived, targets_of
from care.model.account import Account
from care.model.chat import ChatDelivered, ChatShown, Numbered, Opened, Shut
from care.queues import send_all
from care.tables.chats import Chats, Talk
from care.x.chat import open_event
from care.x.chat_calls import ChatCalls
from care.x.chat_keys import Ring
from care.x.chat_rings import ChatRings
from care.x.credentials import UnreadableSecret
from care.x.errors import RetryLater, ServerFailed, XError

# What X shows of a member's keys is asked for again where it does not fit, and not for each message that does not.
_ASKED_AGAIN_AFTER = timedelta(minutes=1)
# Key changes come by themselves: X is asked for them once, and again where keys were connected late.
_KEYS_ASKED_AGAIN_AFTER = timedelta(minutes=50)
# For so long a message waits for X to say whose keys they are; then it is told as shut, and opened later.
_WAITS_FOR_X = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens the chats of one account."""

    account: Account
    chats: Chats
    rings: ChatRings
    x: Callable[[], ChatCalls]
    sqs: SQSClient
    events_queue_url: str
    now: Callable[[], datetime]
    logger: Logger
    count: Callable[[str], None]

    def open(self, delivered: ChatDelivered) -> None:
        """Tell what was delivered, opened or shut, once. What waited for the keys that came with it follows."""
        if self.chats.was_opened(delivered):
            return  # X delivers again what was shut when it came, and has been opened since
        now = self.now()
        talk = self._kept(delivered, now)
        found, talk, learned = self._found(delivered, talk)
        self._tell(delivered, found, now, late=isinstance(found, Opened) and self.chats.is_shut(delivered))
        if isinstance(found, Opened) and (learned or delivered.key_change):
            self._try_all(delivered.customer_id, talk)

    def try_again(self, customer_id: str) -> None:
        """Keys came: open what waits of this customer."""
        talk = self.chats.talk(self.account.id, customer_id)
        self._try_all(customer_id, talk, ask=True)

    def show(self, told: ChatShown) -> None:
        """Let the customer see that a person looked or writes. A courtesy: what X does not take is let be."""
        talk = self.chats.talk(self.account.id, told.customer_id)
        try:
            if told.what == "typing":
                self.x().typing(told.customer_id)
            elif talk.last_sequence and talk.last_sequence != talk.read_until:
                self.x().mark_read(told.customer_id, talk.last_sequence)
                self.chats.keep_talk(self.account.id, told.customer_id, self.now(), read_until=talk.last_sequence)
        except XError as error:
            self.logger.info("chat.not_shown_to_customer", what=told.what, error=type(error).__name__)
            return
        self.count("ChatShownToCustomer")

    def _kept(self, delivered: ChatDelivered, now: datetime) -> Talk:
        """The conversation with what this delivery says of it."""
        account_id, customer_id = delivered.account_id, delivered.customer_id
        if not delivered.is_group:
            if delivered.key_change:
                self.chats.keep_keys(account_id, customer_id, [delivered.key_change], now)
            self.chats.keep_talk(
                account_id, customer_id, now, conversation_id=delivered.conversation_id, token=delivered.token
            )
        return self.chats.talk(account_id, customer_id)

    def _found(self, delivered: ChatDelivered, talk: Talk) -> tuple[Opened | Shut, Talk, bool]:
        """What the delivery holds, after X was asked once for what it needs; whether something was learned by that."""
        if delivered.is_group:
            return Shut("group"), talk, False
        try:
            ring = self.rings.of(self.account.id)
        except UnreadableSecret as error:
            self.logger.error("chat.secret_unreadable", error=type(error).__name__)  # noqa: TRY400
            self.count("ChatSecretUnreadable")
            ring = ()
        if not ring:
            return Shut("no_keys"), talk, False
        learned = False
        try:
            if not _knows(talk, delivered.sender_id) and self._may_ask(talk):
                talk, learned = self._with_people(delivered, talk), True
            found = self._opened(ring, delivered, talk)
            # Of who has new keys either may be missing first: whose they are, or what they made of the conversation's.
            while isinstance(found, Shut) and (knows_more := self._asked(found, delivered, talk)) is not None:
                talk, learned = knows_more, True
                found = self._opened(ring, delivered, talk)
        except XError as error:
            return self._without_x(delivered, error), talk, learned
        if isinstance(found, Shut) and not _knows(talk, delivered.sender_id):
            found = Shut("keys_unknown")
        return found, talk, learned

    def _asked(self, found: Shut, delivered: ChatDelivered, talk: Talk) -> Talk | None:
        """The conversation with what X shows of what is missing; None where X was asked for it lately."""
        if found.why == "unverified" and self._may_ask(talk):
            return self._with_people(delivered, talk)
        if found.why == "no_conversation_key" and self._may_ask_for_keys(talk):
            return self._with_key_changes(delivered, talk)
        return None

    def _without_x(self, delivered: ChatDelivered, error: XError) -> Shut:
        """X does not say what it takes to open this: wait a little, then tell that it is shut."""
        passing = isinstance(error, RetryLater | ServerFailed)
        if passing and delivered.at is not None and self.now() - delivered.at < _WAITS_FOR_X:
            raise Retry("X does not show public keys or key changes at this moment") from None
        self.logger.warning("chat.not_shown", error=type(error).__name__, call=error.call, status=error.status)
        return Shut("keys_unknown")

    def _may_ask(self, talk: Talk) -> bool:
        return talk.asked_at is None or self.now() - talk.asked_at >= _ASKED_AGAIN_AFTER

    def _may_ask_for_keys(self, talk: Talk) -> bool:
        return talk.keys_asked_at is None or self.now() - talk.keys_asked_at >= _KEYS_ASKED_AGAIN_AFTER

    def _with_people(self, delivered: ChatDelivered, talk: Talk) -> Talk:
        """The conversation with the public keys that X shows of both members now."""
        shown, now = self.x().keys_of(delivered.customer_id, self.account.id), self.now()
        people = self.chats.keep_people(delivered.account_id, delivered.customer_id, shown, now)
        self.chats.keep_talk(delivered.account_id, delivered.customer_id, now, asked_at=now.isoformat())
        return replace(talk, people=people, asked_at=now)

    def _with_key_changes(self, delivered: ChatDelivered, talk: Talk) -> Talk:
        """The conversation with the changes of its key that X shows."""
        changes, now = self.x().events(delivered.customer_id).key_changes, self.now()
        self.chats.keep_keys(delivered.account_id, delivered.customer_id, changes, now)
        self.chats.keep_talk(delivered.account_id, delivered.customer_id, now, keys_asked_at=now.isoformat())
        return replace(talk.with_changes(changes), keys_asked_at=now)

    def _opened(self, ring: Ring, delivered: ChatDelivered, talk: Talk) -> Opened | Shut:
        return open_event(ring, delivered.encoded_event, talk.key_changes, talk.people, delivered.conversation_id)

    def _tell(self, delivered: ChatDelivered, found: Opened | Shut, now: datetime, *, late: bool) -> None:
        """Remember first, then tell: a try that dies in between tells the same again."""
        result = arrived(delivered, found, self._known(delivered, found), now, late=late)
        if isinstance(found, Shut):
            self.chats.shut(delivered, now)
        self._remember(delivered, found, result, now)
        if result.events and not send_all(self.sqs, self.events_queue_url, result.events):
            raise Retry("events.fifo did not take what was opened")
        if late:
            self.chats.opened(delivered, now)
        self.count(result.counted)
        if isinstance(found, Opened) and found.key_unverified:
            self.count("ChatKeyUnverified")
        self.logger.info(
            "chat.opened" if isinstance(found, Opened) else "chat.shut",
            found=found.kind if isinstance(found, Opened) else found.why,
            what=found.failure or found.name if isinstance(found, Opened) else "",
            events=[event.event_id for event in result.events],
        )

    def _known(self, delivered: ChatDelivered, found: Opened | Shut) -> dict[str, Numbered]:
        looked = {
            target: self.chats.numbered(delivered.account_id, delivered.customer_id, target)
            for target in targets_of(found)
        }
        return {target: one for target, one in looked.items() if one is not None}

    def _remember(self, delivered: ChatDelivered, found: Opened | Shut, result: Arrived, now: datetime) -> None:
        if result.numbered is not None:
            sequence_id, numbered = result.numbered
            self.chats.number(delivered.account_id, delivered.customer_id, sequence_id, numbered, now)
        if isinstance(found, Opened) and found.sequence_id.isdigit() and found.kind == "text":
            self.chats.keep_talk(delivered.account_id, delivered.customer_id, now, last_sequence=found.sequence_id)

    def _try_all(self, customer_id: str, talk: Talk, *, ask: bool = False) -> None:
        """Open what waits of a customer with what is known now; with `ask`, X is asked once for what is not."""
        waiting, still = self.chats.still_shut(self.account.id, customer_id), False
        for delivered in waiting:
            if ask:
                found, talk, _ = self._found(delivered, talk)
            else:
                found = self._opened(self.rings.of(self.account.id), delivered, talk)
            if isinstance(found, Opened):
                self._tell(delivered, found, self.now(), late=True)
            else:
                still = True
        if waiting and not still:
            self.chats.nothing_shut(self.account.id, customer_id)


def _knows(talk: Talk, user_id: str) -> bool:
    return any(key.user_id == user_id for key in talk.people)
