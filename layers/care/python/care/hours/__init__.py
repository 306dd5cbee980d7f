"""Hours: when people of an account answer, with exact arithmetic.

>>> from datetime import UTC, datetime
>>> hours = Hours.model_validate({"timezone": "Europe/Madrid", "weekly": {"mon": [["09:00", "14:00"]]}})
>>> hours.next_opening(datetime(2026, 11, 21, 12, tzinfo=UTC))
datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.timezone.utc)
"""

from care.hours.entries import Absence, Span, SpecialDate
from care.hours.model import Day, Explanation, Hours, NeverOpens, Period, Reason

__all__ = ["Absence", "Day", "Explanation", "Hours", "NeverOpens", "Period", "Reason", "Span", "SpecialDate"]
