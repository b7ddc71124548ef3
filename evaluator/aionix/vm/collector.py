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

#: The second generation is walked at once, 20 ms for a quarter of a million objects.
THRESHOLD = (25_000, 10, 1000)

_lock = threading.Lock()
_active = 0
_before = (700, 10, 10)


class quiet_gc:  # noqa: N801  (a class, since a generator takes three times as long)
    """Fewer cyclic collections inside the block."""

    __slots__ = ()

    def __enter__(self) -> None:
        global _active, _before
        with _lock:
            if _active == 0:
                _before = gc.get_threshold()
                gc.set_threshold(*THRESHOLD)
            _active += 1

    def __exit__(self, *exception: object) -> None:
        global _active
        with _lock:
            _active -= 1
            if _active == 0 and gc.get_threshold() == THRESHOLD:
                gc.set_threshold(*_before)
