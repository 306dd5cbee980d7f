"""Writes a dossier as a folder: data, readable text, and what the customer showed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from care.erasure.dossier import Kept, file_name, readable
from care.model.account import Account
from infra.command.deployed import Deployed

_PART = 8 * 1024 * 1024  # bytes of a file that are fetched at once


def kept_of(stack: Deployed) -> Kept:
    """Where a stack keeps something of a customer."""
    return Kept(stack.conversations, stack.outbox, stack.media, stack.around, stack.gifts, stack.finds)


def write(stack: Deployed, told: dict[str, Any], account: Account, folder: Path) -> int:
    """Write `dossier.json`, `dossier.txt` and the files; how many files there were. One that is gone is left out."""
    (folder / "media").mkdir(parents=True, exist_ok=True)
    (folder / "dossier.json").write_text(json.dumps(told, indent=2, ensure_ascii=False), encoding="utf-8")
    (folder / "dossier.txt").write_text(
        readable(told, account, lambda _case, media: f"media/{file_name(media)}"), encoding="utf-8"
    )
    written = 0
    for media in (media for one in told["cases"] for media in one["media"] if media["place"]):
        try:
            data = b"".join(_parts(stack, media["place"]))
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"NoSuchKey", "404"}:
                raise
            continue
        (folder / "media" / file_name(media)).write_bytes(data)
        written += 1
    return written


def _parts(stack: Deployed, place: str) -> Iterator[bytes]:
    first, total = 0, 1
    while first < total:
        part = stack.media.part(place, first, None, _PART)
        yield part.data
        if not part.data:
            return
        first, total = first + len(part.data), part.total
