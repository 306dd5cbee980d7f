"""The report: counts of what happens, days that sum to months, and measures read from them."""
