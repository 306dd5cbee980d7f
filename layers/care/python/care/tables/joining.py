"""A large video put together in its bucket while its pieces come: two of them make a part of S3's multipart upload.

S3 takes no part below 5 MB but the last, and a Lambda takes no piece above 4.4 MB. So nothing ever holds more than two
pieces, however large the file is. The pieces stay until the file is whole, because its notes are found in them.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

from care.aws import S3Client
from care.pictures.video import freed, notes_of
from care.tables.media import UNSENT, KeptFiles, NotThere, missed

_IN_PART: Final = 2  # pieces
_NO_UPLOAD = {"NoSuchUpload", "404"}  # it is one file, or was given up after a day


@dataclass(frozen=True, slots=True)
class Coming:
    """A file that comes in `of` pieces of `piece` bytes (the last may be shorter), and S3's id of its upload."""

    place: str
    upload: str
    of: int
    piece: int

    def pieces_of(self, part: int) -> range:
        """The numbers of the pieces of a part; parts are counted from 1."""
        first = (part - 1) * _IN_PART
        return range(first, min(first + _IN_PART, self.of))

    @property
    def parts(self) -> int:
        """How many parts it has."""
        return -(-self.of // _IN_PART)


class Joining:
    """The bucket; `files` are what lies in it."""

    def __init__(self, s3: S3Client, bucket: str, files: KeptFiles) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._files = files

    def begin(self, place: str, content_type: str) -> str:
        """S3's id of a file that is to lie in this place, for a few days."""
        begun = self._s3.create_multipart_upload(
            Bucket=self._bucket, Key=place, ContentType=content_type, Tagging=urlencode(UNSENT)
        )
        return begun["UploadId"]

    def came(self, coming: Coming, number: int, data: bytes) -> None:
        """This piece lies there now: if the one beside it does, too, they are a part."""
        part = number // _IN_PART + 1
        with suppress(NotThere):  # the other one comes, and finds this one; or the file is whole already
            pieces = (data if one == number else self._piece(coming, one) for one in coming.pieces_of(part))
            self._put(coming, part, b"".join(pieces))

    def whole(self, coming: Coming, size: int) -> bool:
        """Have it be one file without its notes; False if a part is missing, ValueError if it is no video."""
        try:
            parts = self._parts(coming)
        except NotThere:
            return self._is_there(coming, size)  # it was whole, and nobody was told
        if len(parts) != coming.parts or sum(one["Size"] for one in parts.values()) != size:
            return False
        tags = {number: one["ETag"] for number, one in parts.items()}
        read = self._reader(coming)
        notes = notes_of(read, size)
        length = coming.piece * _IN_PART
        touched = {at for note in notes for at in range(note.start // length, (note.end - 1) // length + 1)}
        for part in sorted(touched):
            tags[part + 1] = self._put(coming, part + 1, freed(read(part * length, length), part * length, notes))
        done: Any = [{"PartNumber": number, "ETag": tags[number]} for number in sorted(tags)]
        self._s3.complete_multipart_upload(
            Bucket=self._bucket, Key=coming.place, UploadId=coming.upload, MultipartUpload={"Parts": done}
        )
        return True

    def _put(self, coming: Coming, part: int, data: bytes) -> str:
        with missed(_NO_UPLOAD):
            put = self._s3.upload_part(
                Bucket=self._bucket, Key=coming.place, UploadId=coming.upload, PartNumber=part, Body=data
            )
        return put["ETag"]

    def _parts(self, coming: Coming) -> dict[int, dict[str, Any]]:
        pages = self._s3.get_paginator("list_parts").paginate(
            Bucket=self._bucket, Key=coming.place, UploadId=coming.upload
        )
        with missed(_NO_UPLOAD):
            return {one["PartNumber"]: dict(one) for page in pages for one in page.get("Parts", [])}

    def _is_there(self, coming: Coming, size: int) -> bool:
        try:
            return self._files.part(coming.place, 0, 0, 1).total == size
        except NotThere:
            return False

    def _piece(self, coming: Coming, number: int) -> bytes:
        return self._files.part(f"{coming.place}.{number}", 0, None, coming.piece).data

    def _reader(self, coming: Coming) -> Callable[[int, int], bytes]:
        """Reads bytes of the file from its pieces, with few of them in memory."""
        piece = lru_cache(maxsize=3)(lambda number: self._piece(coming, number))

        def read(at: int, most: int) -> bytes:
            last = min((at + most - 1) // coming.piece, coming.of - 1)
            found = b"".join(piece(number) for number in range(at // coming.piece, last + 1))
            begins = at % coming.piece
            return found[begins : begins + most]

        return read
