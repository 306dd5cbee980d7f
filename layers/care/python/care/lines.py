"""Log lines and metrics for a function whose start cannot wait for Powertools: the same JSON and EMF, printed."""

import json
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime


class Lines:
    """Prints one JSON object a line. Powertools' own variables name the service and the metrics' namespace."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._service = environment.get("POWERTOOLS_SERVICE_NAME", "unknown")
        self._namespace = environment.get("POWERTOOLS_METRICS_NAMESPACE", "unknown")

    def log(self, level: str, message: str, **more: object) -> None:
        """One line of the log; never with what a customer wrote."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._print({"level": level, "message": message, "timestamp": at, "service": self._service, **more})

    def count(self, counts: Mapping[str, int]) -> None:
        """Metrics in CloudWatch's embedded format, by their names; nothing for an empty mapping."""
        if not counts:
            return
        metrics = [{"Name": name, "Unit": "Count"} for name in counts]
        directive = {"Namespace": self._namespace, "Dimensions": [["service"]], "Metrics": metrics}
        head = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}
        values = {name: [float(count)] for name, count in counts.items()}
        self._print({"_aws": head, "service": self._service, **values})

    def _print(self, line: dict[str, object]) -> None:
        print(json.dumps(line, separators=(",", ":")), flush=True)  # noqa: T201  a Lambda's log is its output
