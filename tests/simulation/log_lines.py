"""Powertools' Logger and Metrics as far as our functions use them, without what they look up for each line.

What is printed is the same JSON (`test_log_lines.py` holds it to Powertools). Each instance of a function has its own,
so that nothing of one that waits shows in another.
"""

import functools
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

_encoded = json.JSONEncoder(separators=(",", ":"), default=str).encode
_metrics = json.JSONEncoder().encode


class Logger:
    """One JSON object a line, on standard output."""

    def __init__(self) -> None:
        self._service = os.environ["POWERTOOLS_SERVICE_NAME"]
        self._correlation_id: str | None = None

    def set_correlation_id(self, value: str | None) -> None:
        """What each line is about from here on."""
        self._correlation_id = value

    def _log(self, level: str, message: str, more: dict[str, Any]) -> None:
        frame = sys._getframe(2)
        line = {
            "level": level,
            "location": f"{frame.f_code.co_name}:{frame.f_lineno}",
            "message": message,
            "timestamp": f"{time.time():.3f}",  # it is read by nobody here
            "service": self._service,
            "correlation_id": self._correlation_id,
            **more,
        }
        sys.stdout.write(_encoded({name: value for name, value in line.items() if value is not None}))

    def info(self, message: str, **more: Any) -> None:
        """What happened."""
        self._log("INFO", message, more)

    def warning(self, message: str, **more: Any) -> None:
        """What somebody should look at."""
        self._log("WARNING", message, more)

    def error(self, message: str, **more: Any) -> None:
        """What somebody has to look at."""
        self._log("ERROR", message, more)


class Metrics:
    """Counts, told in CloudWatch's embedded format at the end of a call."""

    def __init__(self) -> None:
        self._service = os.environ["POWERTOOLS_SERVICE_NAME"]
        self._namespace = os.environ["POWERTOOLS_METRICS_NAMESPACE"]
        self._counted: dict[str, tuple[str, list[float]]] = {}

    def add_metric(self, name: str, unit: Any, value: float) -> None:
        """Count something."""
        self._counted.setdefault(name, (unit.value, []))[1].append(float(value))

    def log_metrics(self, handle: Callable[..., Any]) -> Callable[..., Any]:
        """Tell what a call counted, however it ends."""

        @functools.wraps(handle)
        def counted(*given: Any, **more: Any) -> Any:
            try:
                return handle(*given, **more)
            finally:
                self._tell()

        return counted

    def _tell(self) -> None:
        if not self._counted:
            return
        directive = {
            "Namespace": self._namespace,
            "Dimensions": [["service"]],
            "Metrics": [{"Name": name, "Unit": unit} for name, (unit, _) in self._counted.items()],
        }
        line = {
            "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]},
            "service": self._service,
            **{name: values for name, (_, values) in self._counted.items()},
        }
        sys.stdout.write(_metrics(line))
        self._counted.clear()
