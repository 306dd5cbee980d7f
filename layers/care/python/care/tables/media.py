"""What became of the pictures and videos of a case's messages, in the conversations table, and their bytes in a bucket.

| what | pk | sk |
|---|---|---|
| one thing of a message | `MEDIA#<case>` | `<message>#<media>` |

Bytes lie in the bucket below `account_id=<account>/`, under names that hold 128 random bits. Both go when their time is
over: the row by its TTL, the bytes by the bucket's rule. What somebody brought and nobody sent is marked by a tag, and
goes after a few days; the row stays a little longer, so that the bytes are never without it.
"""

import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import replace
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from botocore.exceptions import ClientError

from care.aws import DynamoDBClient, S3Client
from care.environment import RETENTION_DAYS
from care.model.files import OUT
from care.model.media import KeptMedia, Media, waiting
from care.tables.attributes import attributes_of, expires, item_of, plain, values_of

UNSENT_DAYS: Final = 7
UNSENT: Final[Mapping[str, str]] = {"unsent": "yes"}
"""The tag of what goes after `UNSENT_DAYS`, by a rule of the bucket."""
# Who may not list a bucket hears of what is not there that it is forbidden, and nobody of us may.
_NOT_THERE = {"NoSuchKey", "404", "AccessDenied", "403", "InvalidRange", "416"}
_UNSENT_ROW = timedelta(days=UNSENT_DAYS + 3)  # S3 takes a day or two to follow its rule


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes of a file, from `first` on, of `total`."""

    data: bytes = field(repr=False)
    first: int
    total: int
    content_type: str


class NotThere(Exception):
    """The bytes are not in the bucket (any more), or there are none in this range."""


class KeptFiles:
    """The table and the bucket, through low-level clients."""

    def __init__(
        self, dynamodb: DynamoDBClient, table: str, s3: S3Client, bucket: str, kept_days: int = RETENTION_DAYS
    ) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._s3 = s3
        self._bucket = bucket
        self._kept = timedelta(days=kept_days)

    def of_case(self, case_id: str) -> list[KeptMedia]:
        """All that is known of a case's media."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": f"MEDIA#{case_id}"}),
            ConsistentRead=True,
        )
        return [KeptMedia.model_validate(values_of(item)) for page in pages for item in page["Items"]]

    def one(self, case_id: str, message_id: str, media_id: str) -> KeptMedia | None:
        """One thing of a message, or None."""
        found = self._dynamodb.get_item(
            TableName=self._table, Key=_key(case_id, message_id, media_id), ConsistentRead=True
        )
        return KeptMedia.model_validate(values_of(found["Item"])) if "Item" in found else None

    def tell(self, case_id: str, kept: KeptMedia, now: datetime, *, unsent: bool = False) -> None:
        """Remember what became of one."""
        self._dynamodb.put_item(TableName=self._table, Item=self._row(case_id, kept, now, unsent=unsent))

    def tell_fetched(self, case_id: str, kept: KeptMedia, now: datetime) -> bool:
        """Remember what became of one that was fetched; False if another instance put its bytes into another place.

        Two may fetch one thing at once. Who is slower leaves what the other one told, or nobody would know any more
        of the bytes that lie there.
        """
        try:
            self._dynamodb.put_item(
                TableName=self._table,
                Item=self._row(case_id, kept, now, unsent=False),
                ConditionExpression="attribute_not_exists(place) OR place = :none OR place = :place",
                ExpressionAttributeValues=attributes_of({":none": "", ":place": kept.place}),
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _row(self, case_id: str, kept: KeptMedia, now: datetime, *, unsent: bool) -> dict[str, Any]:
        row = {**plain(kept), "pk": f"MEDIA#{case_id}", "sk": f"{kept.message_id}#{kept.id}"}
        row["expires_at"] = expires(now, _UNSENT_ROW if unsent else self._kept)
        return item_of(row)

    def keep(self, account_id: str, case_id: str, data: bytes, content_type: str) -> str:
        """Put bytes into the bucket, and say where."""
        place = new_place(account_id, case_id)
        self._s3.put_object(Bucket=self._bucket, Key=place, Body=data, ContentType=content_type)
        return place

    def placed(
        self, account_id: str, case_id: str, kept: KeptMedia, now: datetime, *, poster: bool = False
    ) -> KeptMedia:
        """One with a place for its bytes, which is known before they lie there: so they go with their customer.

        A try that dies after that has the next one put them into the same place, and so does one beside it.
        """
        if kept.place:
            return kept
        second = new_place(account_id, case_id) if poster else ""
        kept = replace(kept, place=new_place(account_id, case_id), poster_place=second)
        if not self.tell_fetched(case_id, kept, now) and (other := self.one(case_id, kept.message_id, kept.id)):
            return replace(kept, place=other.place, poster_place=other.poster_place)
        return kept

    def miss(self, case_id: str, message_id: str, media: Iterable[Media], now: datetime) -> int:
        """Say of these that they were not fetched, where no more is known, and of how many: a person may try again."""
        missed_now = 0
        for one in media:
            known = self.one(case_id, message_id, one.id) or waiting(message_id, one, now)
            if known.state == "waiting":
                self.tell(case_id, replace(known, state="failed", fault="x_failed"), now)
                missed_now += 1
        return missed_now

    def keep_unsent(self, account_id: str, case_id: str, data: bytes, content_type: str) -> str:
        """Put bytes into the bucket for a few days, and say where; `stay` has them stay."""
        place = new_place(account_id, case_id)
        self._put_unsent(place, data, content_type)
        return place

    def keep_piece(self, place: str, number: int, data: bytes) -> None:
        """Put one piece of what somebody brings beside where the whole will lie, for a few days."""
        self._put_unsent(f"{place}.{number}", data, "application/octet-stream")

    def keep_sealed(self, place: str, data: bytes) -> str:
        """Put what was sealed of a file beside it for a few days, and say where: X is brought these very bytes."""
        self._put_unsent(sealed_place(place), data, "application/octet-stream")
        return sealed_place(place)

    def drop_sealed(self, place: str) -> None:
        """Drop what was sealed of a file: X has it."""
        self._s3.delete_object(Bucket=self._bucket, Key=sealed_place(place))

    def stay(self, case_id: str, kept: KeptMedia, now: datetime) -> bool:
        """Have what was brought stay as long as texts do; False if it is gone."""
        sent: Any = {"TagSet": [{"Key": name, "Value": "no"} for name in UNSENT]}
        try:
            with missed():
                self._s3.put_object_tagging(Bucket=self._bucket, Key=kept.place, Tagging=sent)
        except NotThere:
            return False
        self.tell(case_id, kept, now)
        return True

    def joined(self, place: str, pieces: int, most: int) -> bytes | None:
        """The pieces in their order, or None if one is missing or they are more than `most` bytes."""
        whole = bytearray()
        for number in range(pieces):
            try:
                with missed():
                    found = self._s3.get_object(Bucket=self._bucket, Key=f"{place}.{number}")
            except NotThere:
                return None
            whole += found["Body"].read(most + 1 - len(whole))
            if len(whole) > most:
                return None
        return bytes(whole)

    def drop_pieces(self, place: str, pieces: int) -> None:
        """Drop the pieces of what is whole now."""
        for number in range(pieces):
            self._s3.delete_object(Bucket=self._bucket, Key=f"{place}.{number}")

    def put(self, place: str, data: bytes, content_type: str) -> None:
        """Put bytes where they are to lie."""
        self._s3.put_object(Bucket=self._bucket, Key=place, Body=data, ContentType=content_type)

    def link(self, place: str, content_type: str, disposition: str, seconds: int) -> str:
        """An address by which whoever has it gets the bytes for so many seconds; no call is made for it."""
        params = {
            "Bucket": self._bucket,
            "Key": place,
            "ResponseContentType": content_type,
            "ResponseContentDisposition": disposition,
            "ResponseCacheControl": "private, max-age=60",
        }
        return self._s3.generate_presigned_url("get_object", Params=params, ExpiresIn=seconds)

    def part(self, place: str, first: int, last: int | None, most: int) -> Part:
        """Some bytes of a place, at most so many; NotThere where there are none (any more)."""
        end = first + most - 1 if last is None else min(last, first + most - 1)
        with missed():
            found = self._s3.get_object(Bucket=self._bucket, Key=place, Range=f"bytes={first}-{end}")
        total = found.get("ContentRange", "").rpartition("/")[2]
        data = found["Body"].read()
        known = int(total) if total.isdigit() else first + len(data)
        return Part(data, first, known, found.get("ContentType", ""))

    def piece(self, place: str, first: int, most: int, total: int) -> bytes:
        """At most so many bytes of a place that holds `total`; NotThere where it does not, or none are left."""
        part = self.part(place, first, None, most)
        if part.total != total or not part.data:
            raise NotThere
        return part.data

    def has(self, place: str) -> bool:
        """True while there are bytes in this place."""
        try:
            return bool(self.part(place, 0, 0, 1).data)
        except NotThere:
            return False

    def forget(self, case_id: str, message_ids: Iterable[str] | None = None, sent: Iterable[str] = ()) -> int:
        """Drop what is kept of these messages, or of all of a case: the bytes first, for only the row knows of them.

        `sent` are files that people sent with them.
        """
        wanted, out = None if message_ids is None else set(message_ids), set(sent)
        gone = [
            one
            for one in self.of_case(case_id)
            if wanted is None or one.message_id in wanted or (one.message_id == OUT and one.id in out)
        ]
        for one in gone:
            self.lose(case_id, one)
        return len(gone)

    def lose(self, case_id: str, kept: KeptMedia) -> None:
        """Drop one with all that is known of it."""
        self.drop(kept)
        self._dynamodb.delete_item(TableName=self._table, Key=_key(case_id, kept.message_id, kept.id))

    def drop(self, kept: KeptMedia) -> None:
        """Drop the bytes of one."""
        self.drop_pieces(kept.place, kept.pieces)
        sealed = sealed_place(kept.place) if kept.message_id == OUT and kept.place else ""
        for place in (kept.place, kept.poster_place, sealed):
            if place:
                self._s3.delete_object(Bucket=self._bucket, Key=place)

    def _put_unsent(self, place: str, data: bytes, content_type: str) -> None:
        tag = urlencode(UNSENT)
        self._s3.put_object(Bucket=self._bucket, Key=place, Body=data, ContentType=content_type, Tagging=tag)


@contextmanager
def missed(told: Collection[str] = _NOT_THERE) -> Iterator[None]:
    """NotThere where S3 answers with one of these codes."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in told:
            raise NotThere from None
        raise


def sealed_place(place: str) -> str:
    """Where a file lies as it goes to an encrypted chat."""
    return f"{place}.sealed"


def new_place(account_id: str, case_id: str) -> str:
    """A place that nobody guesses."""
    return f"account_id={account_id}/{case_id}/{secrets.token_urlsafe(16)}"


def _key(case_id: str, message_id: str, media_id: str) -> dict[str, Any]:
    return attributes_of({"pk": f"MEDIA#{case_id}", "sk": f"{message_id}#{media_id}"})
