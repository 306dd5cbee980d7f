"""Seals a private message for an encrypted chat, before it is tried: what it takes is asked of X, and nothing is sent.

A first key that is shared with a customer is sealed to keys whose binding was checked. Where the customer changed keys,
the conversation gets a new key; where somebody else gave it one, that is fetched.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from care.model.account import Account
from care.model.chat import PublicKey, Sealed
from care.model.outbox_item import Item
from care.model.outcomes import Code, codes, outcome
from care.outbox.chat_files import sealed_under
from care.outbox.plan import Settle
from care.tables.chats import Chats, Talk
from care.x.chat import CannotSeal, ConversationKey, is_bound, new_key, newest_key, seal
from care.x.chat_calls import ChatCalls
from care.x.chat_keys import Ring
from care.x.chat_rings import ChatRings
from care.x.credentials import UnreadableSecret
from care.x.errors import XError


@dataclass(frozen=True, slots=True)
class Sealing:
    """What seals for one account: its private keys, and what is kept of its conversations."""

    account: Account
    chats: Chats
    rings: ChatRings
    now: Callable[[], datetime]
    count: Callable[[str], None]

    def key(self, item: Item, x: ChatCalls) -> ConversationKey | Settle:
        """The key under which the item goes, or why it cannot: X was sent nothing. XError where X does not answer.

        What was sealed of its files keeps their key, unless the conversation has another by now.
        """
        ring, under = self.ring(), sealed_under(item.files)
        if not ring:
            return Settle("refused", (outcome(Code.chat_no_keys),))
        try:
            talk = self._known(item, x, anew=bool(item.resealed) and not under)
            key = self._newest(item, ring, talk)
            if under and (key is None or key.version != under):
                key = self._newest(item, ring, self._with_keys(item, talk, x))
            elif not under and (key is None or not key.verified or _rotates(item)):
                key = self._new(item, ring, talk, x)
                if key is None:
                    return Settle("refused", (outcome(Code.chat_recipient_no_keys),))
        except CannotSeal:
            key = None
        return key if key is not None and key.verified else Settle("refused", (outcome(Code.chat_cannot_seal),))

    def sealed(self, item: Item, key: ConversationKey) -> Sealed | Settle:
        """The item sealed under this key, with the files that X has; or why it cannot be."""
        conversation, ring = self._conversation(item), self.ring()
        try:
            return seal(
                ring[0],
                conversation,
                item.text,
                key,
                request=item.item_id,
                options=item.options,
                files=item.files,
            )
        except CannotSeal:
            return Settle("refused", (outcome(Code.chat_cannot_seal),))

    def token(self, item: Item) -> str:
        """The newest token that X gave for the conversation."""
        return self.chats.talk(self.account.id, item.customer_id).token

    def ring(self) -> Ring:
        """The account's private keys; none where the secret cannot be read, which is counted."""
        try:
            return self.rings.of(self.account.id)
        except UnreadableSecret:
            self.count("ChatSecretUnreadable")
            return ()

    def _newest(self, item: Item, ring: Ring, talk: Talk) -> ConversationKey | None:
        return newest_key(ring, talk.key_changes, talk.people, self._conversation(item))

    def _known(self, item: Item, x: ChatCalls, *, anew: bool) -> Talk:
        """The conversation as it is kept; as X shows it, where that is not enough or was not right."""
        talk = self.chats.talk(self.account.id, item.customer_id)
        if anew or not _of(talk.people, item.customer_id) or not _of(talk.people, self.account.id):
            talk = self._with_people(item, talk, x)
        if anew or not talk.key_changes:
            talk = self._with_keys(item, talk, x)
        return talk

    def _with_people(self, item: Item, talk: Talk, x: ChatCalls) -> Talk:
        shown = x.keys_of(item.customer_id, self.account.id)
        return replace(talk, people=self.chats.keep_people(self.account.id, item.customer_id, shown, self.now()))

    def _with_keys(self, item: Item, talk: Talk, x: ChatCalls) -> Talk:
        changes = x.events(item.customer_id).key_changes
        self.chats.keep_keys(self.account.id, item.customer_id, changes, self.now())
        return talk.with_changes(changes)

    def _new(self, item: Item, ring: Ring, talk: Talk, x: ChatCalls) -> ConversationKey | None:
        """A new key, sealed to both members' newest keys; None if X shows none of the customer that are bound."""
        theirs = next((key for key in _of(talk.people, item.customer_id) if is_bound(key)), None)
        ours = next((key for key in _of(talk.people, self.account.id) if key.version == ring[0].version), None)
        if theirs is None:
            return None
        if ours is None:
            raise CannotSeal("X shows no public key of the account under the version of its private one")
        change = new_key(ring[0], (ours, theirs))
        x.change_key(item.customer_id, change.body)
        with suppress(XError):  # it is made: that it is not kept yet costs the next message a question
            self._with_keys(item, talk, x)
        return change.key

    def _conversation(self, item: Item) -> str:
        return ":".join(sorted((self.account.id, item.customer_id), key=int))


def _of(people: Sequence[PublicKey], user_id: str) -> list[PublicKey]:
    """A member's keys, the newest first."""
    return sorted((key for key in people if key.user_id == user_id), key=lambda key: int(key.version), reverse=True)


def _rotates(item: Item) -> bool:
    return Code.chat_recipient_key_changed in codes(item.because)
