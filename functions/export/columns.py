"""Rows to the bytes of a Parquet file, by DuckDB in memory."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from care.report.rows import Row, Type


def write(columns: Mapping[str, Type], rows: Sequence[Row]) -> bytes:
    """A Parquet file (zstd) with these columns and rows."""
    with tempfile.TemporaryDirectory() as directory, duckdb.connect(":memory:") as database:
        # A Lambda may write below /tmp alone, and no extension is to be fetched.
        database.execute(f"SET home_directory = '{directory}'")
        database.execute("SET autoinstall_known_extensions = false")
        declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        database.execute(f"CREATE TABLE rows ({declared})")
        database.executemany(f"INSERT INTO rows VALUES ({', '.join('?' * len(columns))})", [list(row) for row in rows])  # noqa: S608  names of our own
        path = Path(directory) / "rows.parquet"
        database.execute(f"COPY rows TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        return path.read_bytes()
