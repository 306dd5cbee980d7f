"""The case: what it is, and what each event makes of it."""
