"""S3 in memory: the calls that our functions make of their buckets, and an error for every other."""

import io
import re
from typing import Any, cast

from botocore.exceptions import ClientError
from tests.simulation.stops import NO_STOPS, Stops

from care.aws import S3Client


class S3:
    """A low-level client of buckets in memory, as `boto3.client("s3")` is one of Amazon's."""

    def __init__(self, stops: Stops = NO_STOPS) -> None:
        self.objects: dict[tuple[str, str], bytes] = {}
        self.stops = stops

    @property
    def client(self) -> S3Client:
        """It, for what asks for boto3's client and uses only this much of it."""
        return cast(S3Client, self)

    def put_object(
        self, *, Bucket: str, Key: str, Body: bytes, ContentType: str = "", Tagging: str = ""
    ) -> dict[str, Any]:
        """Write an object whole."""
        self.stops.before("s3", "put_object")
        self.objects[Bucket, Key] = Body
        self.stops.after("s3", "put_object")
        return {}

    def get_object(self, *, Bucket: str, Key: str, Range: str = "") -> dict[str, Any]:
        """An object, or the part of it that a range names."""
        self.stops.before("s3", "get_object")
        if (whole := self.objects.get((Bucket, Key))) is None:
            raise _refused("NoSuchKey", "GetObject")
        told: dict[str, Any] = {}
        if found := re.fullmatch(r"bytes=(\d+)-(\d+)", Range):
            first, last = int(found[1]), min(int(found[2]), len(whole) - 1)
            if first >= len(whole):
                raise _refused("InvalidRange", "GetObject")
            told, whole = {"ContentRange": f"bytes {first}-{last}/{len(whole)}"}, whole[first : last + 1]
        self.stops.after("s3", "get_object")
        return {"Body": io.BytesIO(whole), **told}

    def put_object_tagging(self, *, Bucket: str, Key: str, Tagging: Any) -> dict[str, Any]:
        """Mark an object; no tag is read here."""
        self.stops.before("s3", "put_object_tagging")
        if (Bucket, Key) not in self.objects:
            raise _refused("NoSuchKey", "PutObjectTagging")
        self.stops.after("s3", "put_object_tagging")
        return {}

    def delete_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        """Remove an object; what is not there is gone too."""
        self.stops.before("s3", "delete_object")
        self.objects.pop((Bucket, Key), None)
        self.stops.after("s3", "delete_object")
        return {}


def _refused(code: str, call: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, call)
