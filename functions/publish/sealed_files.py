"""Brings X the files of an answer to an encrypted chat: sealed with the conversation's key, piece by piece.

What was sealed is kept before any of it is brought, so that pieces which come again are the same. X opens none of it.
"""

from collections.abc import Iterator
from copy import replace
from dataclasses import dataclass
from datetime import UTC, datetime

from care.instants import in_reach
from care.model.files import OutFile, SealedFile
from care.model.outbox_item import Item
from care.outbox.chat_files import ChatStep
from care.outbox.files import SEGMENT
from care.tables.media import KeptFiles
from care.x.chat import ConversationKey, sealed_file
from care.x.chat_calls import BegunFile, ChatCalls
from care.x.errors import Refused


@dataclass(frozen=True, slots=True)
class SealedFiles:
    """Where an account's files wait, plain and sealed."""

    account_id: str
    files: KeptFiles

    def done(self, item: Item, step: ChatStep, key: ConversationKey, x: ChatCalls) -> OutFile:
        """The file after one step; NotThere where its bytes are gone, XError where X did not take it."""
        sealed = step.sealed
        if sealed is None or step.what == "seal":
            return replace(step.file, sealed=self._sealed(step.file, key), failures=0)
        where, begun = (self.account_id, item.customer_id), BegunFile(sealed.session, sealed.hash_key)
        match step.what:
            case "begin":
                begun = x.begin_file(where, sealed.size)
                sealed = replace(sealed, session=begun.session, hash_key=begun.hash_key)
            case "append":
                data = self.files.piece(sealed.place, sealed.appended, SEGMENT, sealed.size)
                ends = x.append_file(where, begun, sealed.appended // SEGMENT, data)
                sealed = replace(sealed, appended=sealed.appended + len(data), until=_instant(ends) or sealed.until)
            case "finish":
                sealed = self._finished(step.file, sealed, begun, x, where)
        return replace(step.file, sealed=sealed, failures=0)

    def drop(self, item: Item) -> None:
        """Forget what was sealed of the files of an item that is sealed itself: X has them."""
        for file in item.files:
            self.files.drop_sealed(file.place)

    def _sealed(self, file: OutFile, key: ConversationKey) -> SealedFile:
        whole = sealed_file(self._parts(file), key)
        return SealedFile(key_version=key.version, place=self.files.keep_sealed(file.place, whole), size=len(whole))

    def _finished(
        self, file: OutFile, sealed: SealedFile, begun: BegunFile, x: ChatCalls, where: tuple[str, str]
    ) -> SealedFile:
        try:
            x.finish_file(where, begun, -(-sealed.size // SEGMENT))
        except Refused:
            if not file.failures:
                raise
            # A try of which no answer came may have been the one, and nothing tells: the same bytes go once more.
            return replace(sealed, session="", hash_key="", until=None, appended=0)
        return replace(sealed, finished=True)

    def _parts(self, file: OutFile) -> Iterator[bytes]:
        for first in range(0, file.size, SEGMENT):
            yield self.files.piece(file.place, first, SEGMENT, file.size)


def _instant(seconds: int | None) -> datetime | None:
    """When X says that it forgets what was begun, if that can be true."""
    try:
        at = datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
    except (OverflowError, ValueError, OSError):
        return None
    return at if at is not None and in_reach(at) else None
