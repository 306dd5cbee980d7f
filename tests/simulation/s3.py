"""S3 in memory: the calls that `report` makes of its bucket, and an error for every other."""

from typing import Any

from tests.simulation.stops import NO_STOPS, Stops


class S3:
    """A low-level client of buckets in memory, as `boto3.client("s3")` is one of Amazon's."""

    def __init__(self, stops: Stops = NO_STOPS) -> None:
        self.objects: dict[tuple[str, str], bytes] = {}
        self.stops = stops

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, ContentType: str = "") -> dict[str, Any]:
        """Write an object whole."""
        self.stops.before("s3", "put_object")
        self.objects[Bucket, Key] = Body
        self.stops.after("s3", "put_object")
        return {}
