"""Imported first by a function: while it starts, Python looks for no cycles of objects that nothing reaches any more.

A start makes some hundred thousand objects, all of which stay: looking through them again and again, as Python does
after each two thousand new ones, is a tenth of it and finds nothing.
"""

import gc
import os

gc.disable()


def over() -> None:
    """The start is over: cycles are looked for again, among what calls leave and no more among what the start made."""
    if "AWS_EXECUTION_ENV" in os.environ:
        gc.freeze()  # elsewhere a process starts many functions, and what one of them left may go
    gc.enable()
