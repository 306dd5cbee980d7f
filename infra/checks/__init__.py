"""Checks of the code itself: part of `make lint`, never shipped."""
