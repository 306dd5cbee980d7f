"""The whole stack on this machine: `python tests/bench/bench_local.py`.

Starts a local run, lets as many customers as it says mention the account while it is closed, as fast as the simulated X
takes them, and looks every tenth of a second at what X was sent: how long from a post to its acknowledgement, and how
many events a second came through. X lets an account post 100 times in a quarter of an hour, of which replies keep a
share, so there are fewer customers than that. Beside it, what one delivery takes that changes nothing: the door, the
emulator's HTTP API, and `ingest`.

Where the time goes (2026-11-29): a matter takes 47 calls of AWS, 21 of them by `cases`, 6 by `acknowledge` and 20 by
`publish`, which sends an account's posts one after the other, so that its calls stand in a row: 60 matters in 15.6 s
are 0.26 s each, about 5.5 ms a call. Of that the rules have 1.5 ms a post (`bench_publish`); the rest is boto3 and
HTTP on our side and the emulator on the other, which is one Python process. In a run on a busy machine the functions'
processes took 10 s of a processor, their starts with them, and the emulator's 6 s. On AWS the same row of calls is as
long, and each call takes some milliseconds, too: an account's posts go at four a second, and X takes 100 in 15 minutes.
"""
# ruff: noqa: T201  a bench talks to a terminal

import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "functions"), str(ROOT / "layers" / "care" / "python")]

from tests.local.conftest import preferred_port  # noqa: E402  after the path is set
from tests.local.running import Running  # noqa: E402

CUSTOMERS, WITHIN, DELIVERIES = 60, 120.0, 50
CLOSED = "2026-11-21T20:30:00+01:00"
TEXT = "@tiendaluna ¿dónde está mi pedido?"


def main() -> int:
    """Print the figures; 1 if somebody was not acknowledged."""
    directory = ROOT / ".local" / "bench"
    directory.mkdir(parents=True, exist_ok=True)
    running = Running(preferred_port(2), directory, "--now", CLOSED)
    try:
        running.wait_until_ready()
        alone = []
        for _ in range(DELIVERIES):
            start = time.perf_counter()
            running.deliver({})
            alone.append(time.perf_counter() - start)
        begun = time.perf_counter()
        waiting = {}
        for number in range(CUSTOMERS):
            post = running.simulate("post", **{"from": f"cliente_{number}", "text": TEXT})
            waiting[post["id"]] = time.perf_counter()
        posted = time.perf_counter() - begun
        waits = []
        while waiting and time.perf_counter() - begun < WITHIN:
            answered = {
                post["in_reply_to"] for post in running.timeline()["posts"] if post["from"] == running.account_id
            }
            now = time.perf_counter()
            waits += [now - waiting.pop(post_id) for post_id in answered & waiting.keys()]
            time.sleep(0.1)
        took = time.perf_counter() - begun
    finally:
        running.end()
    print(f"{CUSTOMERS} customers posted in {posted:.1f} s; {len(waits)} were acknowledged within {took:.1f} s")
    if waits:
        waits.sort()
        middle, late = statistics.median(waits), waits[int(len(waits) * 0.95)]
        print(f"from post to acknowledgement: p50 {middle:.2f} s, p95 {late:.2f} s")
        # Each matter is a mention, its acknowledgement, what became of it, and the echo of it.
        print(f"events a second, by what `cases` applied: {3 * len(waits) / took:.0f}")
    print(f"one delivery alone: p50 {statistics.median(alone) * 1000:.0f} ms, most {max(alone) * 1000:.0f} ms")
    return 0 if len(waits) == CUSTOMERS else 1


if __name__ == "__main__":
    sys.exit(main())
