"""Connects an account's encrypted chats: finds its private keys, or makes new ones, and puts them into their secret.

What is registered at X is looked at first. Keys that people chat with are unlocked by their PIN, which is typed unseen,
goes nowhere but to X's own key store, and is not kept; it is stopped well before the last guess, because after that
the keys are locked for ever. New ones are made by an explicit word alone, and never over keys that are there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.aws import SecretsManagerClient, SQSClient
from care.queues import send_all
from care.tables.chats import Chats
from care.x import chat_identity
from care.x.chat_calls import ChatCalls, Registered
from care.x.chat_keys import ChatKeys, pending_of, read_chat_secret, with_keys, with_pending
from care.x.credentials import UnreadableSecret
from care.x.errors import CredentialsRefused, Refused, XError
from infra.command.connection import CannotConnect

REGISTER = "REGISTER"
# So many guesses are left to the account's own people.
LAST_GUESSES = 3


@dataclass(frozen=True, slots=True)
class Connecting:
    """What it takes: X as the account, the secret, and whom to ask."""

    account_id: str
    x: ChatCalls
    secrets: SecretsManagerClient
    arn: str
    ask_pin: Callable[[str], str]
    ask_word: Callable[[str], str]
    say: Callable[[str], None]
    unlock: Callable[[Mapping[str, Any], bytearray], bytes] = chat_identity.unlocked

    def connect(self, *, again: bool = False) -> ChatKeys:
        """The account's keys as they lie in the secret now. Repeated, it changes nothing that is right."""
        registered, text = self._registered(), self._secret()
        # Looked at in any case: what cannot be read is written over by nothing, and costs no guess of a PIN.
        known = self._known(text, registered)
        if known is not None and not again:
            self.say("The account's keys are connected already; what X has registered fits.")
            return known
        found = self._pending(text, registered) or self._unlocked(registered)
        if found is None:
            found = self._made(text, registered)
        self._keep(with_keys(self._secret(), found))
        return found

    def _registered(self) -> list[Registered]:
        try:
            return self.x.public_keys(self.account_id)
        except CredentialsRefused:
            raise CannotConnect(
                "X does not show the account's chat keys to its token: the app's permissions must be `Read and write "
                "and Direct message`"
            ) from None
        except XError as error:
            raise CannotConnect(f"X could not be asked for the account's chat keys: {error}") from None

    def _secret(self) -> str:
        return self.secrets.get_secret_value(SecretId=self.arn)["SecretString"]

    def _keep(self, text: str) -> None:
        self.secrets.put_secret_value(SecretId=self.arn, SecretString=text)

    def _known(self, text: str, registered: Sequence[Registered]) -> ChatKeys | None:
        try:
            ring = read_chat_secret(text).get(self.account_id, ())
        except UnreadableSecret as error:
            raise CannotConnect(f"{error}: put the version before back in Secrets Manager") from None
        newest = registered[0].key if registered else None
        return next(
            (k for k in ring if newest and k.version == newest.version and chat_identity.belongs(k, newest)), None
        )

    def _pending(self, text: str, registered: Sequence[Registered]) -> ChatKeys | None:
        """Keys of an earlier run whose answer of X was lost, under the version that X gave them."""
        blob = pending_of(text, self.account_id)
        keys = (ChatKeys(self.account_id, one.key.version, blob) for one in registered) if blob else ()
        return next((k for k, one in zip(keys, registered, strict=False) if chat_identity.belongs(k, one.key)), None)

    def _unlocked(self, registered: Sequence[Registered]) -> ChatKeys | None:
        """The keys behind the account's PIN: the newest version, then older ones where nothing is stored."""
        stored = [one for one in registered if one.config]
        if not stored:
            return None
        self.say(
            "The account has chat keys at X. Its PIN unlocks them; it is typed unseen, goes to X's key store alone and "
            "is not kept. Wrong guesses are counted there, and after too many the keys are locked for ever."
        )
        while True:
            pin = bytearray(self.ask_pin("PIN of the account's chats").strip().encode())
            try:
                found = self._by_pin(stored, pin)
            except chat_identity.WrongPin as error:
                self._guess_again(error.left)
                continue
            except chat_identity.CannotUnlock as error:
                raise CannotConnect(f"{error}; try again in a while") from None
            finally:
                pin[:] = bytes(len(pin))
            if found is None:
                self.say("Nothing is stored under any version that X has registered.")
            return found

    def _by_pin(self, stored: Sequence[Registered], pin: bytearray) -> ChatKeys | None:
        for one in stored:
            try:
                blob = self.unlock(one.config or {}, pin)
            except chat_identity.NotStored:
                continue
            keys = ChatKeys(self.account_id, one.key.version, blob)
            if not chat_identity.belongs(keys, one.key):
                raise CannotConnect("the unlocked keys are not those that X has registered: nothing was stored")
            return keys
        return None

    def _guess_again(self, left: int | None) -> None:
        if left is None:
            raise CannotConnect("the PIN is wrong, and how many guesses are left is not known: look it up first")
        if left <= LAST_GUESSES:
            raise CannotConnect(
                f"the PIN is wrong and {left} guesses are left: they are left to the account's own people. Look the "
                "PIN up in X's own app first; after the last guess the keys are locked for ever"
            )
        self.say(f"The PIN is wrong. {left} guesses are left.")

    def _made(self, text: str, registered: Sequence[Registered]) -> ChatKeys:
        """New keys, where there are none at X: kept first, then registered."""
        if registered:
            raise CannotConnect(
                "the account has chat keys at X that could not be unlocked. New ones would take the chats from the "
                "people who use them, so none are made: set the account up in X's own app again, and connect with its "
                "PIN"
            )
        word = self.ask_word(
            f"The account has no chat keys at X. Type {REGISTER} to make new ones, which X's own app will not know"
        )
        if word != REGISTER:
            raise CannotConnect("no keys were made")
        blob, body = chat_identity.new_identity()
        # X shows no keys, so those of an earlier try that X may not have got are worth nothing.
        self._keep(with_pending(text, self.account_id, blob))
        try:
            version = self.x.register_keys(self.account_id, body)
        except Refused as error:
            raise CannotConnect(f"X did not take the new keys ({error.reason}): see the app's permissions") from None
        except XError as error:
            raise CannotConnect(f"X did not say whether it took the new keys: {error}; connect again later") from None
        return ChatKeys(self.account_id, version, blob)


def open_what_waits(chats: Chats, sqs: SQSClient, queue_url: str, account_id: str, now: datetime) -> int:
    """Have what stayed shut of the account's customers tried again; of how many customers."""
    waits = chats.waiting(account_id, now)
    if not send_all(sqs, queue_url, waits):
        raise CannotConnect("the keys are stored, but the queue did not take what waits: connect again")
    return len(waits)
