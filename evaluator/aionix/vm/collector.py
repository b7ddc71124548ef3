"""Python's cyclic garbage collector while evaluations run.

Thunks and frames mostly die by reference count.  With the collector's default
threshold a million live frames are walked again and again: 20 s for a recursion
that takes 1.1 s (``benchmarks/depth.py``).

Invariant: the host's threshold is back when no evaluation is under way, in
whatever order those that overlap began and ended.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLD = (100_000, 50, 1000)

_lock = threading.Lock()
_active = 0
_before = (700, 10, 10)


@contextmanager
def quiet_gc() -> Iterator[None]:
    """Fewer cyclic collections inside the block."""
    global _active, _before
    with _lock:
        if _active == 0:
            _before = gc.get_threshold()
            gc.set_threshold(*THRESHOLD)
        _active += 1
    try:
        yield
    finally:
        with _lock:
            _active -= 1
            if _active == 0 and gc.get_threshold() == THRESHOLD:
                gc.set_threshold(*_before)
