"""The receipt of an erasure: each place with what went, and what remains until when."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from care.model.actions import CustomerErased
from care.model.envelope import Value
from care.tables.audit import Audit
from infra.command import erasure
from infra.command.dead_letters import urls
from infra.command.deployed import Deployed
from infra.command.erasure import Whose

_TRIES = 60
_BETWEEN = 1.0  # seconds
_BACKUPS = 35  # days: DynamoDB's point-in-time recovery
_REMEMBERED = timedelta(days=30)


class Gone(Value):
    """A place, and how many things of the customer went from it."""

    place: str
    count: int


class Remains(Value):
    """What is not erased, and how long it lasts."""

    what: str
    lasts: str


class Receipt(Value):
    """What an erasure did."""

    account_id: str
    gone: tuple[Gone, ...]
    remains: tuple[Remains, ...]


class Rows(NamedTuple):
    """What the tables hold of a customer before."""

    cases: int
    labels: int
    messages: int
    media: int
    sends: int
    words: int


def in_tables(stack: Deployed, account_id: str, customer_id: str) -> Rows:
    """How much the tables hold now, which the event takes away."""
    store, cases = stack.conversations, stack.conversations.cases_of(account_id, customer_id)
    return Rows(
        cases=len(cases),
        labels=sum(case.corrected is not None for one in cases if (case := store.case(one)) is not None),
        messages=sum(len(store.messages(one)) for one in cases),
        media=sum(len(stack.media.of_case(one)) for one in cases),
        sends=sum(len(stack.outbox.of_case(account_id, one)) for one in cases),
        words=sum(len(stack.search_index.words(one)) for one in cases),
    )


def is_applied(stack: Deployed, event: CustomerErased) -> bool:
    """True once the tables have forgotten the customer; False if that takes longer than a minute."""
    for number in range(_TRIES):
        if number:
            time.sleep(_BETWEEN)
        if stack.conversations.customer(event.account_id, event.customer_id).erased_at == event.at:
            return True
    return False


def receipt(stack: Deployed, whose: Whose, rows: Rows) -> Receipt:
    """Erase what lies outside of the tables, and tell all of it."""
    s3, bucket = stack.client("s3"), stack.outputs["AnalysisBucket"]
    files, known = erasure.from_files(s3, bucket, whose)
    audit = Audit(stack.client("dynamodb"), stack.outputs["AccountsTable"], stack.data_retention_days)
    taught = stack.teaching.forget(known.account_id, known.customer_id, stack.now())
    gone = (
        Gone(place="cases", count=rows.cases),
        Gone(place="topics that people corrected", count=rows.labels),
        Gone(place="messages", count=rows.messages),
        Gone(place="pictures, videos and files", count=rows.media),
        Gone(place="outbox: sent or waiting", count=rows.sends),
        Gone(place="search: words by which the cases were found", count=rows.words),
        Gone(place="files for analysts: rows", count=files),
        Gone(place="results of analysts' queries: files, of all accounts", count=erasure.query_results(s3, bucket)),
        Gone(place="dead letters", count=erasure.from_dead_letters(stack.client("sqs"), urls(stack), known)),
        Gone(place="learned adjustments: versions that their messages taught, learned anew", count=taught),
        Gone(
            place="audit trail: deeds without the id",
            count=audit.forget(known.account_id, known.customer_id, stack.now()),
        ),
    )
    return Receipt(account_id=known.account_id, gone=gone, remains=tuple(_remains(stack)))


def _remains(stack: Deployed) -> Iterator[Remains]:
    now = stack.now()
    yield Remains(
        what="that this id was erased, so that what X delivers again stays gone",
        lasts=f"until {now + _REMEMBERED:%Y-%m-%d}",
    )
    yield Remains(
        what="continuous backups of the tables (point-in-time recovery)",
        lasts=f"until {now + timedelta(days=_BACKUPS):%Y-%m-%d}",
    )
    yield Remains(
        what="deeds of the audit trail by case: who did what and when, no text", lasts="until their retention ends"
    )
    yield Remains(what="counts of the report: sums without ids", lasts="for good")
    yield Remains(what="logs: ids of events and cases, no text and no name", lasts="until their retention ends")
    yield Remains(what="what the customer wrote on X: X keeps it", lasts="until the customer deletes it there")


def readable(told: Receipt) -> str:
    """The receipt as lines for a terminal."""
    lines = ["Gone:", *(f"  {one.count:>6}  {one.place}" for one in told.gone), "What remains:"]
    return "\n".join([*lines, *(f"  {one.lasts}: {one.what}" for one in told.remains)])
