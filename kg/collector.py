"""The cyclic collector, paused while many rows are made that all live.

Owns when it is on again. Light. Not here: what is made (compiler.py, and cards from it).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Many small tuples that all live: the cyclic collector would search them in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
