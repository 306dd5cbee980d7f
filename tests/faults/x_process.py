"""The simulated X and the door of the local run in a process of their own, which may be killed at any instant.

`python -m tests.faults.x_process FILE` reads FILE as `Stand` writes it. All that X knows (posts, DMs, who may write to
whom, webhook, subscriptions, counted limits, deliveries under way) lies in a file that is written before anybody is
answered: what X has told somebody it has, as the real X. Faults that were asked for end with the process.
"""

import asyncio
import contextlib
import itertools
import json
import pickle
import sys
from collections import deque
from pathlib import Path
from typing import Any

import uvicorn
from infra.local.aws import Endpoint
from infra.local.clock import LocalClock
from infra.local.door import LocalRun, application
from infra.local.stack import LocalStack
from infra.local.x import BrandAccount, DeveloperApp, SimulatedX
from infra.local.x.world import DirectMessage, Post, User
from tests.faults.clock import SharedClock

_EVERY = 0.2  # seconds between what is kept besides: which deliveries arrived


class KeptX(SimulatedX):
    """The simulated X with its state in a file."""

    def __init__(self, keys: DeveloperApp, clock: LocalClock, path: Path) -> None:
        super().__init__(keys, clock.now)
        self._path = path
        if path.exists():
            self._restore(pickle.loads(path.read_bytes()))

    def _publish(self, author: User, post: Post) -> None:
        super()._publish(author, post)
        self.keep()

    def dm(self, sender: User, recipient: User, text: str, **cost: Any) -> DirectMessage:
        message = super().dm(sender, recipient, text, **cost)
        self.keep()
        return message

    def keep(self) -> None:
        """Written beside the old state and put in its place in one step: a killed process leaves one of the two."""
        world = {name: value for name, value in vars(self.world).items() if name != "now"}
        hooks, counts = vars(self.webhooks), self.limits._counts
        told = (list(self.deliveries.log), self.posts_read, self.version)
        new = self._path.with_suffix(".new")
        new.write_bytes(pickle.dumps((world, hooks, counts, told)))
        new.replace(self._path)

    def _restore(self, state: Any) -> None:
        world, hooks, counts, (log, self.posts_read, self.version) = state
        vars(self.world).update(world)
        vars(self.webhooks).update(hooks)
        self.limits._counts = counts
        self.deliveries.log = deque(log, maxlen=self.deliveries.log.maxlen)
        self.deliveries._ids = itertools.count(max((one.id for one in log), default=0) + 1)
        for one in log:
            if one.status == "waiting":
                # It may have arrived, and nobody wrote that down: it goes once more.
                self.deliveries._open += 1
                self.deliveries._queue.put_nowait(one)


class Keeping:
    """Whatever a call changed is kept before its answer leaves."""

    def __init__(self, inner: Any, x: KeptX) -> None:
        self._inner, self._x = inner, x

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def kept(message: Any) -> None:
            if message["type"] == "http.response.start" and scope["method"] != "GET":
                self._x.keep()
            await send(message)

        await self._inner(scope, receive, kept if scope["type"] == "http" else send)


async def serve(told: dict[str, Any]) -> None:
    clock = SharedClock(Path(told["clock"]))
    keys = DeveloperApp(**{**told["keys"], "accounts": tuple(BrandAccount(**one) for one in told["keys"]["accounts"])})
    x = KeptX(keys, clock, Path(told["state"]))
    run = LocalRun(x, clock, LocalStack(Endpoint(told["aws_port"]), told["outputs"]), asyncio.Lock())
    config = uvicorn.Config(
        Keeping(application(run), x), host="127.0.0.1", port=told["port"], log_level="warning", lifespan="off"
    )
    await x.start()
    keeping = asyncio.create_task(_now_and_then(x))
    await uvicorn.Server(config).serve()
    keeping.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await keeping
    await x.close()


async def _now_and_then(x: KeptX) -> None:
    before = None
    while True:
        await asyncio.sleep(_EVERY)
        now = [(one.status, one.attempts) for one in x.deliveries.log]
        if now != before:
            x.keep()
            before = now


if __name__ == "__main__":
    asyncio.run(serve(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
