"""The local run: the deployed stack, a simulated X and a movable clock, from one command to one Ctrl-C."""

import asyncio
import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.text import Text

from infra.local import aws, chat_keys, demo, notices, synth
from infra.local.aws import Endpoint, LocalRunFailed
from infra.local.children import Child
from infra.local.clock import LocalClock
from infra.local.connection import connect, made_up_keys
from infra.local.door import LocalRun, application
from infra.local.stack import LocalStack
from infra.local.x import DeveloperApp, SimulatedX
from infra.terminal import DONE


@dataclass(frozen=True)
class Wishes:
    """What the person at the terminal asked for."""

    port: int
    now: datetime | None
    browser: bool
    directory: Path
    client_secret: bool
    day: bool = False
    rights: bool = False
    """Whether IAM is asked before each call, so that a function can do no more than its role allows."""


def run(wishes: Wishes, console: Console) -> None:
    """Run until Ctrl-C or SIGTERM; LocalRunFailed with one clear line if something is in the way."""
    # SIGTERM ends the run as Ctrl-C does, so that whatever was started is ended too.
    signal.signal(signal.SIGTERM, _interrupt)
    _refuse_taken_port(wishes.port)
    directory = wishes.directory.resolve()
    running = directory / f"run-{wishes.port}"
    _discard(running)
    running.mkdir(parents=True)
    ready = directory / "ready.json"
    # One that a killed run left behind would send commands to a stack that is not there.
    ready.unlink(missing_ok=True)
    try:
        _run(wishes, running, ready, console)
    finally:
        ready.unlink(missing_ok=True)
        _discard(running)


def _discard(running: Path) -> None:
    """Let what a run kept for a while go, in a process of its own: it is tens of thousands of files."""
    if running.exists():
        running.rename(running.with_name(f"gone-{os.getpid()}-{secrets.token_hex(4)}"))
    for left in running.parent.glob("gone-*"):
        # Without the run's output: whoever reads that waits for its end, and this takes longer.
        nothing = subprocess.DEVNULL
        subprocess.Popen(["rm", "-rf", str(left)], start_new_session=True, stdout=nothing, stderr=nothing)


def _run(wishes: Wishes, running: Path, ready: Path, console: Console) -> None:
    base = f"http://127.0.0.1:{wishes.port}"
    begins = demo.begins(wishes.now or datetime.now(UTC)) if wishes.day else wishes.now
    clock = LocalClock(running.parent / f"clock-{wishes.port}", begins)
    with _step(console, "Synthesizing the stack (cached while nothing changes)"):
        assembly, anew = synth.assembly(clock.path, base)
    console.print(f"  {'synthesized' if anew else 'kept from an earlier start'}")
    endpoint = Endpoint(_free_port())
    with _step(console, "Starting ministack (AWS on this machine)"):
        child = aws.start_ministack(endpoint, running, aws.WITH_RIGHTS if wishes.rights else {})
    try:
        with _step(console, "Deploying the stack") as tell:
            try:
                stack = LocalStack(endpoint, aws.deploy(endpoint, assembly, running, tell))
                notices.prepare(endpoint)
            except (BotoCoreError, ClientError) as error:
                raise LocalRunFailed(f"the stack cannot be deployed to ministack: {str(error)[-300:]}") from None
        asyncio.run(_serve(wishes, stack, clock, child, ready, base, console))
    finally:
        child.end()
        clock.path.unlink(missing_ok=True)


async def _serve(
    wishes: Wishes,
    stack: LocalStack,
    clock: LocalClock,
    child: Child,
    ready: Path,
    base: str,
    console: Console,
) -> None:
    accounts = demo.brands(lives=wishes.day)
    keys = made_up_keys(accounts, client_secret=wishes.client_secret)
    x = SimulatedX(keys, clock.now)
    state = LocalRun(x=x, clock=clock, stack=stack, moving=asyncio.Lock())
    config = uvicorn.Config(
        application(state),
        host="127.0.0.1",
        port=wishes.port,
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=1,  # pages that follow the timeline keep a connection open
    )
    server = _Server(config)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, server.end)
    await x.start()
    serving = asyncio.create_task(server.serve())
    try:
        await asyncio.wait([serving, asyncio.create_task(server.listening.wait())], return_when="FIRST_COMPLETED")
        the_rest = None
        if wishes.day:
            # Before anybody has subscribed: nothing of it is delivered.
            with _step(console, "Telling a month of the demo's brands"):
                now = wishes.now or datetime.now(UTC)
                the_rest = await asyncio.to_thread(demo.live, x, clock, stack, now)
        with _step(console, "Connecting the demo account to the simulated X"):
            await asyncio.to_thread(connect, stack, keys, [] if wishes.day else accounts, base)
        with _step(console, "Giving the demo account its chat keys"):
            await _give_chat_keys(x, stack, keys, base)
        if the_rest is not None:
            with _step(console, "Adding up its reports"):
                await asyncio.to_thread(the_rest, base)
            clock.advance(wishes.now or datetime.now(UTC))
        _write(ready, _description(stack, keys, base, accounts[0].username))
        _welcome(console, base, clock, accounts[0].username)
        if wishes.browser and _has_browser(console):
            threading.Thread(target=webbrowser.open, args=(f"{base}/desk",), daemon=True).start()
        while not serving.done():
            await asyncio.wait([serving], timeout=0.5)
            if child.crashed():
                raise LocalRunFailed(f"ministack stopped by itself; its last lines:\n{child.last_lines()}")
    finally:
        server.end()
        await serving
        # Before the threads are waited for: one may be in a call of a function that takes a minute.
        await asyncio.to_thread(child.end)
        await x.close()


async def _give_chat_keys(x: SimulatedX, stack: LocalStack, keys: DeveloperApp, base: str) -> None:
    for one in keys.accounts:
        private, version = await asyncio.to_thread(chat_keys.register, keys, one, base)
        await asyncio.to_thread(chat_keys.keep, stack, one.id, private, version)
        # The brand's people hold them too, in X's own app.
        x.phones.adopt(x.world.users[one.id], private)


def _description(stack: LocalStack, keys: DeveloperApp, base: str, username: str) -> dict[str, Any]:
    return {
        "webhook_url": f"{base}/webhook",
        "desk_url": f"{base}/desk",
        "x_url": f"{base}/x/",
        "consumer_secret": keys.consumer_secret,
        "client_secret": keys.client_secret,
        "client_id": keys.client_id if keys.client_secret else "",
        "accounts": [{"id": account.id, "username": account.username} for account in keys.accounts],
        "tables": stack.tables,
        "queues": stack.queues,
        "clock_url": f"{base}/local/clock",
        "topic": notices.ARN,
        "aws": {"endpoint_url": stack.endpoint.url, "region": aws.REGION},
        "outputs": stack.outputs,
        "pid": os.getpid(),
        "username": username,
    }


def _write(path: Path, value: dict[str, Any]) -> None:
    temporary = path.with_suffix(".new")
    temporary.touch(mode=0o600)
    temporary.write_text(json.dumps(value, indent=2), encoding="utf-8")
    temporary.replace(path)


def _welcome(console: Console, base: str, clock: LocalClock, username: str) -> None:
    tell = partial(console.print, soft_wrap=True)
    tell()
    ready = f"for @{username}. Its clock says {clock.now():%Y-%m-%d %H:%M} UTC."
    tell(Text("Centralita is ready", style="bold"), ready)
    tell(f"  Answer at the desk, as one of the demo people:           {base}/desk")
    tell(f"  Write to the brand as a customer, answer as its people:  {base}/x/")
    tell(f"  The webhook:                                             {base}/webhook")
    tell("  Press Ctrl+C to stop.")


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise LocalRunFailed(f"port {port} is taken: end what uses it, or choose another with --port") from None


def _has_browser(console: Console) -> bool:
    """True where a person sits before a screen; without one, Python would start a browser inside the terminal."""
    screen = sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return console.is_terminal and bool(screen)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def _step(console: Console, what: str) -> Iterator[Any]:
    started = time.monotonic()
    with console.status(f"{what} …") as status:
        if not console.is_terminal:
            console.print(f"{what} …")
        yield lambda detail: status.update(f"{what}: {detail} …")
    console.print(DONE, f"{what} ({time.monotonic() - started:.1f} s)")


class _Server(uvicorn.Server):
    """uvicorn without its own handling of signals, which would end the process before its children are ended."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and tell who waits for it."""
        await super().startup(sockets)
        self.listening.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the run's to handle."""
        yield

    def end(self) -> None:
        """Stop taking requests, and return from `serve` soon after."""
        self.should_exit = True


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
