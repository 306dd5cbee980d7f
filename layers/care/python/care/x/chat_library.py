"""X's library of encrypted chats with an account's keys in it; what it gives up is an error like others."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import chat_xdk

from care.x.chat_keys import ChatKeys


@contextmanager
def loaded(keys: ChatKeys) -> Iterator[chat_xdk.Chat]:
    """The library with these keys, which it forgets afterwards."""
    chat = chat_xdk.Chat()
    chat.import_keys(keys.blob, version=keys.version)
    chat.set_identity(keys.user_id, keys.version)
    try:
        yield chat
    finally:
        chat.lock()


@contextmanager
def no_panic() -> Iterator[None]:
    """A panic of the library is an error like others, and no end of the process: strangers' bytes lead there."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise ValueError("the library gave up") from None


def guarded(call: Any, *arguments: Any) -> Any:
    """The library's answer, or None where it would not."""
    try:
        with no_panic():
            return call(*arguments)
    except (ValueError, RuntimeError, TypeError):
        return None
