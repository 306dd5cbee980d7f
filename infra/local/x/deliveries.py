"""Delivers events to the webhook: one after the other in the background, retried, and kept for a replay."""

import asyncio
import contextlib
import itertools
import logging
import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from infra.local.x.keys import DeveloperApp
from infra.local.x.signatures import delivery_headers

KEPT = 10_000
SECONDS_TO_ANSWER = 10.0
# X's own retries are spread over minutes and not documented: the local run has short ones.
PAUSES = (0.5, 1.0, 2.0)

_log = logging.getLogger(__name__)


@dataclass
class Delivery:
    """One signed POST to a webhook. `status` is waiting, delivered, failed, or dropped (no valid webhook)."""

    id: int
    event_type: str
    url: str
    body: bytes = field(repr=False)
    at: datetime
    status: str = "waiting"
    attempts: int = 0
    again: bool = False  # a redelivery or a replay

    def summary(self) -> dict[str, Any]:
        """What may be shown: no texts."""
        return {"id": self.id, "event_type": self.event_type, "status": self.status, "attempts": self.attempts}


class Deliveries:
    """The queue, its worker, and the log of the last 10,000 deliveries."""

    def __init__(
        self,
        app: DeveloperApp,
        now: Callable[[], datetime],
        client: httpx.AsyncClient,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self.log: deque[Delivery] = deque(maxlen=KEPT)
        self._app = app
        self._now = now
        self._client = client
        self._pauses = tuple(pauses)
        self._queue: asyncio.Queue[Delivery] = asyncio.Queue()
        self._open = 0
        self._ids = itertools.count(1)
        self._worker: asyncio.Task[None] | None = None

    def add(self, event_type: str, url: str | None, body: bytes, *, again: bool = False) -> None:
        """The delivery waits its turn; without a valid webhook it is dropped silently, as X does."""
        delivery = Delivery(next(self._ids), event_type, url or "", body, self._now(), again=again)
        self.log.append(delivery)
        if url is None:
            delivery.status = "dropped"
            return
        self._open += 1
        self._queue.put_nowait(delivery)

    def redeliver(self, last: int, url: str | None, shuffle: int | None = None) -> int:
        """The last so many events are sent once more, byte for byte; `shuffle` seeds their order. Returns how many."""
        chosen = [one for one in self.log if not one.again][-last:]
        if shuffle is not None:
            random.Random(shuffle).shuffle(chosen)  # noqa: S311  an order for a test, not a secret
        for one in chosen:
            self.add(one.event_type, url, one.body, again=True)
        return len(chosen)

    def replay(self, start: datetime, end: datetime, url: str) -> int:
        """Events whose delivery was attempted between the instants are sent once more; what was dropped is not."""
        chosen = [one for one in self.log if not one.again and one.attempts and start <= one.at < end]
        for one in chosen:
            self.add(one.event_type, url, one.body, again=True)
        return len(chosen)

    def idle(self) -> bool:
        """Nothing is waiting to be delivered, and nothing is on its way."""
        return self._open == 0

    async def settle(self) -> None:
        """Returns once nothing is waiting or on its way."""
        await self._queue.join()

    async def start(self) -> None:
        """The worker begins; what was queued before goes out now."""
        if self._worker is None:
            self._worker = asyncio.create_task(self._work(), name="simulated-x-deliveries")

    async def close(self) -> None:
        """The worker ends; what was not delivered stays in the queue."""
        if self._worker is not None:
            self._worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._worker
            self._worker = None

    async def _work(self) -> None:
        while True:
            delivery = await self._queue.get()
            try:
                delivery.status = "delivered" if await self._deliver(delivery) else "failed"
            finally:
                self._open -= 1
                self._queue.task_done()
            if delivery.status == "failed":
                _log.warning("x.delivery.failed id=%s event_type=%s", delivery.id, delivery.event_type)

    async def _deliver(self, delivery: Delivery) -> bool:
        for pause in (*self._pauses, None):
            delivery.attempts += 1
            try:
                answer = await self._client.post(
                    delivery.url,
                    content=delivery.body,
                    headers=delivery_headers(self._app, delivery.body),
                    timeout=SECONDS_TO_ANSWER,
                    follow_redirects=False,
                )
                if answer.is_success:
                    return True
            except Exception as fault:  # noqa: BLE001  a webhook in this process can raise anything: it failed, no more
                _log.warning("x.delivery.raised id=%s error=%s", delivery.id, type(fault).__name__)
            if pause is not None:
                await asyncio.sleep(pause)
        return False
