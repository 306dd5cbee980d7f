"""Log lines with metrics for a function that starts without Powertools: the same JSON and EMF, printed."""

import json
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime

_encoded = json.JSONEncoder(separators=(",", ":")).encode


class Lines:
    """Prints one JSON object a line. Powertools' own variables name the service and the metrics' namespace."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._service = environment.get("POWERTOOLS_SERVICE_NAME", "unknown")
        self._namespace = environment.get("POWERTOOLS_METRICS_NAMESPACE", "unknown")

    def log(self, level: str, message: str, counts: Mapping[str, int] | None = None, **more: object) -> None:
        """One line, never with what a customer wrote; `counts` are metrics by their names, read off it by CloudWatch.

        What a request logs and counts is one line, because printing is most of what a log costs.
        """
        seconds = time.time()
        at = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
        line = {"level": level, "message": message, "timestamp": at, "service": self._service, **more}
        if counts:
            directive = {
                "Namespace": self._namespace,
                "Dimensions": [["service"]],
                "Metrics": [{"Name": name, "Unit": "Count"} for name in counts],
            }
            line["_aws"] = {"Timestamp": int(seconds * 1000), "CloudWatchMetrics": [directive]}
            line.update({name: [float(count)] for name, count in counts.items()})
        print(_encoded(line), flush=True)  # noqa: T201  a Lambda's log is its output
