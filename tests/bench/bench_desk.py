"""What a page of the desk costs with many open cases: `python tests/bench/bench_desk.py`.

The function runs here and its tables are ministack's, in a process of its own, so that what is timed is our processor
time alone: reading the request, DynamoDB's answers through botocore, the rules, and Jinja2. Each page is asked for with
100, 1,000 and 10,000 open cases; its reads have to be the same number, its time below 50 ms, its size below 100 KB.
One case shows fifty pictures and quotes five posts.
"""
# ruff: noqa: T201  a bench talks to a terminal

import contextlib
import io
import json
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "functions"), str(ROOT / "layers" / "care" / "python")]

from infra.local.aws import Endpoint, start_ministack  # noqa: E402  after the path is set
from tests.functions.conftest import ACCOUNT, SHOP  # noqa: E402
from tests.template_tables import make_tables  # noqa: E402

from care.model.case import Case, LastMessage  # noqa: E402
from care.model.context import ContextPost  # noqa: E402
from care.model.customer import Customer  # noqa: E402
from care.model.decision import Decision  # noqa: E402
from care.model.media import KeptMedia, Media  # noqa: E402
from care.model.messages import Author, Message  # noqa: E402
from care.model.person import Person  # noqa: E402
from care.model.stored_message import StoredMessage  # noqa: E402
from care.model.x_events import MessageReceived  # noqa: E402
from care.tables.accounts import Accounts  # noqa: E402
from care.tables.attributes import item_of  # noqa: E402
from care.tables.case_writes import CaseWrites  # noqa: E402
from care.tables.context import Around  # noqa: E402
from care.tables.conversations import Conversations  # noqa: E402
from care.tables.media import KeptFiles  # noqa: E402
from care.tables.people import People  # noqa: E402
from care.tables.sessions import Sessions  # noqa: E402

STEPS, ROUNDS = (100, 1_000, 10_000), 9
MOST_MS, MOST_KB = 50, 100
SARA = Person(id="sara@x.example", name="Sara", language="es", roles=("supervisors",), all_accounts=True)
STEER = f"/desk/steer/{SHOP}"
PAGES = (
    "/desk/cases",
    "/desk/cases?language=pt",
    "/desk/cases?view=mine",
    "/desk/cases?sort=age",
    "/desk/cases/C0000001",
    "/desk/cases/P0000001",  # fifty pictures
    "/desk/api/cases/P0000001",
    f"{STEER}/board",
    f"{STEER}/decisions",
    f"{STEER}/incidents",
    f"{STEER}/budget",
    f"{STEER}/people",
    f"{STEER}/trail",
    "/desk/report?view=month",
)
NAMES = ("Lucía Marín", "Paulo Teixeira", "Marc Castell", "Grace O'Neill", "Núria Bellido")
WORDS = ("llevo dos días sin pedido y nadie contesta", "me habéis cobrado dos veces", "a minha encomenda não chegou")


def main() -> int:
    with tempfile.TemporaryDirectory() as directory, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        endpoint = Endpoint(port)
        child = start_ministack(endpoint, Path(directory), {})
        try:
            return run(endpoint)
        finally:
            child.end()


def run(endpoint: Endpoint) -> int:
    dynamodb = endpoint.client("dynamodb")
    make_tables(dynamodb)
    Accounts(dynamodb, "accounts").put(ACCOUNT)
    People(dynamodb, "accounts").add(SARA)
    session = Sessions(dynamodb, "accounts").begin(SARA.id, SARA.roles, datetime.now(UTC))
    os.environ |= {
        **endpoint.environment(), "CONVERSATIONS_TABLE": "conversations", "OUTBOX_TABLE": "outbox",
        "ACCOUNTS_TABLE": "accounts", "EVENTS_QUEUE_URL": "http://127.0.0.1:1/events", "REPORT_FUNCTION": "report",
        "ERASE_FUNCTION": "erase", "FACTS_QUEUE_URL": "http://127.0.0.1:1/facts", "FACTS_SECRET": "facts",
        "APP_SECRETS": "{}", "WATCHED_QUEUES": "{}", "STAGE": "bench", "RELEASE": "1",
        "CHATS_QUEUE_URL": "http://127.0.0.1:1/chats", "MEDIA_QUEUE_URL": "http://127.0.0.1:1/media",
        "MEDIA_BUCKET": "media", "POWERTOOLS_SERVICE_NAME": "desk", "POWERTOOLS_METRICS_NAMESPACE": "Centralita",
    }  # fmt: skip
    from desk import dependencies
    from desk.handler import handle
    from desk.pages import queue

    reads: list[str] = []
    dependencies.dynamodb.meta.events.register("before-call.dynamodb.*", lambda model, **_: reads.append(model.name))
    picture_story(dynamodb)
    counted: dict[str, list[int]] = {page: [] for page in PAGES}
    wrong, made = 0, 0
    for step in STEPS:
        seed(dynamodb, range(made, step))
        made = step
        print(f"{step:,} open cases")
        for page in PAGES:
            answer = ask(handle, page, session)
            assert answer["statusCode"] == 200, (page, answer["statusCode"], answer["body"][:300])
            milliseconds, fewest = timed(handle, page, session, queue, reads)
            counted[page].append(fewest)
            kilobytes = len(answer["body"].encode()) / 1000
            print(f"  {page:<50} {milliseconds:6.1f} ms {kilobytes:6.1f} KB {counted[page][-1]:3} reads")
            wrong += page.startswith("/desk/cases") and (milliseconds >= MOST_MS or kilobytes >= MOST_KB)
    for page, found in counted.items():
        if len(set(found)) > 1:
            print(f"{page} reads more as cases grow: {found}")
            wrong += 1
    print("as it should be" if not wrong else f"{wrong} figures are not as they should be")
    return min(wrong, 1)


def timed(handle: Any, page: str, session: str, queue: Any, reads: list[str]) -> tuple[float, int]:
    """The median of this process's own time for the page, with nothing counted before, and the fewest reads.

    Most often accounts and people, which the function keeps for some seconds, are not read; now and then they are.
    """
    found, fewest = [], []
    for _ in range(ROUNDS):
        queue._counted.clear()
        reads.clear()
        start = time.process_time()
        ask(handle, page, session)
        found.append((time.process_time() - start) * 1000)
        fewest.append(len(reads))
    return statistics.median(found), min(fewest)


def ask(handle: Any, page: str, session: str) -> dict[str, Any]:
    path, _, query = page.partition("?")
    event = {
        "rawPath": path, "rawQueryString": query, "headers": {"host": "desk.example"},
        "cookies": [f"__Host-desk={session}"], "requestContext": {"http": {"method": "GET", "path": path}},
    }  # fmt: skip
    # The lines that Lambda would take for the log.
    with contextlib.redirect_stdout(io.StringIO()):
        answer: dict[str, Any] = handle(event, None)
    return answer


def seed(dynamodb: Any, numbers: range) -> None:
    """Open cases as `cases` would have written them, some of them late, somebody's, or with a reply that waits."""
    store, now = Conversations(dynamodb, "conversations"), datetime.now(UTC)
    requests = [request for number in numbers for request in rows(store, number, now)]
    for start in range(0, len(requests), 25):
        dynamodb.batch_write_item(RequestItems={"conversations": requests[start : start + 25]})


def picture_story(dynamodb: Any) -> None:
    """One resolved case of fifty messages, each with a picture that is kept, and twenty of them with a quoted post."""
    store, now = Conversations(dynamodb, "conversations"), datetime.now(UTC)
    s3: Any = None  # its bytes are not asked for
    around, files = Around(dynamodb, "conversations"), KeptFiles(dynamodb, "conversations", s3, "media")
    at, whose = now - timedelta(days=1), {"account_id": SHOP, "customer_id": "77"}
    last = LastMessage(id="1049", channel="public", at=at, summons=True)
    customer = Customer(**whose, username="pintora", name="Una pintora", case_id="P0000001")
    case = Case(
        case_id="P0000001", account_id=SHOP, customer=customer, opened_at=at, state="resolved", last_message=last
    )
    for number in range(50):
        picture = Media(id=f"3_{number}", type="photo", alt="La lámpara", width=1200, height=900)
        quotes = str(5000 + number) if number % 5 < 2 else ""
        message = StoredMessage(
            id=str(1000 + number), channel="public", by="customer", at=at + timedelta(minutes=number),
            text=f"@tiendaluna así llegó la {number}", media=(picture,), quotes=quotes,
        )  # fmt: skip
        event = MessageReceived(
            **whose, author=Author(id="77"), message=Message(id=message.id, channel="public", text="", at=at)
        )
        known = store.case("P0000001") or case
        store.apply(event, Decision(customer=known.customer, because=(), case=known, messages=(message,)), now)
        kept = KeptMedia(
            message_id=message.id, media=picture, state="kept", content_type="image/jpeg", size=9, place="x", at=at
        )  # fmt: skip
        files.tell("P0000001", kept, now)
        if quotes:
            around.keep(SHOP, ContextPost(id=quotes, author_id="88", username="vecina", text="Mirad", at=at), now)


def rows(store: Conversations, number: int, now: datetime) -> Iterator[dict[str, Any]]:
    at = now - timedelta(minutes=number % 600)
    last = LastMessage(id=str(10**15 + number), channel="public", at=at, summons=True)
    customer = Customer(
        account_id=SHOP, customer_id=str(10**12 + number), username=f"cliente{number}", name=NAMES[number % len(NAMES)],
        version=1, case_id=f"C{number:07}",
    )  # fmt: skip
    case = Case(
        case_id=f"C{number:07}", account_id=SHOP, customer=customer, opened_at=at, topic="complaint",
        urgency=number % 8, language=("es", "pt", "en")[number % 3], last_message=last, last_public=last,
        unanswered_since=at, respond_by=at + timedelta(hours=1), excerpt=f"@tiendaluna {WORDS[number % len(WORDS)]}",
        assignee=SARA.id if number % 5 == 0 else "",
        awaiting_approval=(f"C{number:07}:reply:1",) if number % 4 == 0 else (),
    )  # fmt: skip
    for write in CaseWrites("conversations").case(case, now):
        if "Put" in write:
            yield {"PutRequest": {"Item": write["Put"]["Item"]}}
    kept = {**json.loads(customer.model_dump_json(exclude_none=True)), "sk": "CUSTOMER"}
    yield {"PutRequest": {"Item": item_of({**kept, "pk": f"CUSTOMER#{SHOP}#{customer.customer_id}"})}}


if __name__ == "__main__":
    sys.exit(main())
