"""Erases a customer in the files for analysts. Doing it again finds nothing more and changes nothing.

Other erasures and the nightly export write the same files: each is written anew only over what was read of it.
"""

import tempfile
from collections.abc import Collection, Iterator
from copy import replace
from pathlib import Path
from typing import Any, Self

import duckdb
from botocore.exceptions import ClientError

from care.aws import S3Client
from care.erasure.whose import Whose
from care.report.rows import digest

_KEYS_AT_ONCE = 1000  # S3's most of one call
_TRIES = 5  # of a file that others write meanwhile


def from_files(s3: S3Client, bucket: str, whose: Whose) -> tuple[int, Whose]:
    """Rows of the customer's cases and messages, taken out of each day's files; a file without rows goes.

    With them the customer, whose cases the files name, too: the tables may have forgotten them.
    """
    named = digest(whose.account_id, whose.customer_id)
    gone, case_ids = 0, whose.case_ids
    for key in _keys(s3, bucket, f"cases/account_id={whose.account_id}/"):
        count, case_ids = _cleared(s3, bucket, key, case_ids, named)
        gone += count
    for key in _keys(s3, bucket, f"messages/account_id={whose.account_id}/"):
        count, case_ids = _cleared(s3, bucket, key, case_ids)
        gone += count
    return gone, replace(whose, case_ids=case_ids)


def query_results(s3: S3Client, bucket: str) -> int:
    """Results of analysts' queries, of all accounts: they may hold any row, and a query gives them again."""
    keys = list(_keys(s3, bucket, "results/"))
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        some = [{"Key": key} for key in keys[start : start + _KEYS_AT_ONCE]]
        told = s3.delete_objects(Bucket=bucket, Delete={"Objects": some, "Quiet": True})  # type: ignore[typeddict-item]
        if told.get("Errors"):
            # S3 answers 200 all the same.
            raise RuntimeError(f"{len(told['Errors'])} results of queries could not be deleted")
    return len(keys)


def _cleared(
    s3: S3Client, bucket: str, key: str, case_ids: frozenset[str], customer: str = ""
) -> tuple[int, frozenset[str]]:
    """How many rows went from a file, and the cases, with those that it names of the customer."""
    for more in reversed(range(_TRIES)):
        try:
            with _opened(s3, bucket, key) as rows:
                theirs = case_ids | (rows.cases_of(customer) if customer else set())
                return _without(s3, bucket, key, rows, theirs), theirs
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "NoSuchKey":
                break  # others took all of it away
            if not more or code not in {"PreconditionFailed", "ConditionalRequestConflict"}:
                raise
    return 0, case_ids


def _without(s3: S3Client, bucket: str, key: str, rows: "_Rows", case_ids: Collection[str]) -> int:
    theirs = rows.count(case_ids)
    if theirs and rows.total == theirs:
        s3.delete_object(Bucket=bucket, Key=key, IfMatch=rows.tag)
    elif theirs:
        s3.put_object(Bucket=bucket, Key=key, Body=rows.without(case_ids), IfMatch=rows.tag)
    return theirs


class _Rows:
    """The rows of one Parquet file, in memory; `tag` is S3's of what was read."""

    def __init__(self, database: duckdb.DuckDBPyConnection, directory: Path, tag: str) -> None:
        self.tag = tag
        self._database = database
        self._directory = directory

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()
        for path in self._directory.iterdir():
            path.unlink()
        self._directory.rmdir()

    @property
    def total(self) -> int:
        return int(self.select("SELECT count(*) FROM rows", [])[0][0])

    def select(self, query: str, values: list[Any]) -> list[tuple[Any, ...]]:
        return self._database.execute(query, values).fetchall()

    def cases_of(self, customer: str) -> set[str]:
        return {str(row[0]) for row in self.select("SELECT case_id FROM rows WHERE customer = ?", [customer])}

    def count(self, case_ids: Collection[str]) -> int:
        found = self.select("SELECT count(*) FROM rows WHERE list_contains(?, case_id)", [sorted(case_ids)])
        return int(found[0][0])

    def without(self, case_ids: Collection[str]) -> bytes:
        self._database.execute("DELETE FROM rows WHERE list_contains(?, case_id)", [sorted(case_ids)])
        path = self._directory / "kept.parquet"
        self._database.execute(f"COPY rows TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        return path.read_bytes()


def _opened(s3: S3Client, bucket: str, key: str) -> _Rows:
    found = s3.get_object(Bucket=bucket, Key=key)
    directory = Path(tempfile.mkdtemp())
    path = directory / "found.parquet"
    path.write_bytes(found["Body"].read())
    database = duckdb.connect(":memory:")
    # A Lambda may write below /tmp alone, and no extension is to be fetched.
    database.execute(f"SET home_directory = '{directory}'")
    database.execute("SET autoinstall_known_extensions = false")
    database.execute("CREATE TABLE rows AS SELECT * FROM read_parquet(?, hive_partitioning = false)", [str(path)])
    return _Rows(database, directory, found["ETag"])


def _keys(s3: S3Client, bucket: str, prefix: str) -> Iterator[str]:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        yield from (found["Key"] for found in page.get("Contents", []))
