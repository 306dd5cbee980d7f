"""Asking a stranger's server for no longer than so many seconds, names and slow answers included."""

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any


def within[T](seconds: float, ask: Callable[[Mapping[str, Any]], T], late: T, broken: T) -> T:
    """What `ask` gives, or `late` where it took longer, or `broken` where it raised whatever it was.

    `ask` gets what its request needs as httpx's extensions, so that a connection that hangs can be cut.
    """
    told: list[T] = []
    connections: list[socket.socket] = []

    def watch(event: str, about: Mapping[str, Any]) -> None:
        if event == "connection.start_tls.complete":
            connections.append(about["return_value"].get_extra_info("socket"))

    def run() -> None:
        try:
            told.append(ask({"trace": watch}))
        except Exception:  # noqa: BLE001  whatever a stranger's server brings about goes no further, nor does its text
            told.append(broken)

    # Resolving a name has no time-out, and one of each read is none of all: so the wait is bounded from outside.
    asking = threading.Thread(target=run, name="asking", daemon=True)
    asking.start()
    asking.join(seconds)
    if told:
        return told[0]
    for connection in connections:  # a server that drips its headers would hold the thread for as long as it likes
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
    return late
