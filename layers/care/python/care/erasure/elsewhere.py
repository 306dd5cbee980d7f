"""The places outside of the tables that the event clears, in which a customer may be named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from care.aws import S3Client, SQSClient
from care.erasure.files import from_files, query_results
from care.erasure.letters import from_dead_letters
from care.erasure.receipts import Gone
from care.erasure.whose import Whose
from care.tables.audit import Audit
from care.tables.gifts import Gifts
from care.tables.teaching import Teaching


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where they are, and how they are reached."""

    s3: S3Client
    bucket: str
    sqs: SQSClient
    dead_letters: Mapping[str, str]
    teaching: Teaching
    audit: Audit
    gifts: Gifts


def elsewhere(places: Elsewhere, whose: Whose, now: datetime) -> Iterator[Gone]:
    """Erase what lies outside of the tables, and tell of each place when it is done."""
    rows, known = from_files(places.s3, places.bucket, whose)
    yield Gone(place="files", count=rows)
    yield Gone(place="results", count=query_results(places.s3, places.bucket))
    yield Gone(place="letters", count=from_dead_letters(places.sqs, places.dead_letters, known))
    yield Gone(place="taught", count=places.teaching.forget(known.account_id, known.customer_id, now))
    yield Gone(place="gifts", count=places.gifts.forget(known.account_id, known.customer_id, now))
    yield Gone(place="trail", count=places.audit.forget(known.account_id, known.customer_id, now))
