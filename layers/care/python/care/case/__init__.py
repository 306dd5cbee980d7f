"""The case: what each event makes of it."""
