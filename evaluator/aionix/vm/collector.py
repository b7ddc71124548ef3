"""Python's cyclic garbage collector while evaluations run.

Thunks and frames mostly die by reference count.  What is cyclic (a recursive ``let``, a
function that refers to itself) mostly dies young.  The collector stops everything while
it walks, 60 to 100 ns for each object; so here it walks the young ones often, a few
milliseconds each time, and the old ones not at all: with the collector's defaults a
million live frames are walked again and again, 20 s for a recursion that takes 1.1 s
(``benchmarks/depth.py``).

After a large evaluation the host's own thresholds would have everything walked at once,
0.1 s for a million objects.  That is put off until the process has grown by ``SLACK``,
which bounds what is kept of cyclic garbage.  A host that wants to choose the moment
disables the collector and calls it (``examples/service.py``); what is done here is then
without effect.

Invariant: the host's threshold is back when no evaluation is under way, in
whatever order those that overlap began and ended.
"""

from __future__ import annotations

import gc
import sys
import threading

from ..limits import resident

#: The two younger generations hold 32,000 objects: 3 ms.  All are walked when 24 million
#: have grown old in one evaluation.
THRESHOLD = (8_000, 2, 1000)
#: For a process that does nothing else.  Of what is made fewer objects are still alive when they
#: are walked, and at the end nothing is (``stdenv`` cold: 5 %).
ALONE = (50_000, 2, 1000)
#: Bytes by which the process may grow before all objects are walked after an evaluation.
SLACK = 256 << 20

_lock = threading.Lock()
_active = 0
_before = (700, 10, 10)
#: Memory of the process after the last walk of all objects, None when one is due.
_memory: int | None = None


class quiet_gc:  # noqa: N801  (a class, since a generator takes three times as long)
    """Short cyclic collections inside the block."""

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
                if gc.get_count()[2] > _before[2]:
                    _put_off_walk()
                gc.set_threshold(*_before)


def alone() -> None:
    """From now on this process does nothing but one evaluation, and ends."""
    global _active
    with _lock:
        _active += 1
    gc.set_threshold(*ALONE)


def _put_off_walk() -> None:
    """All objects are to be walked next: not yet, if the process has grown little.

    Freezing makes all objects the oldest and sets the counts to zero, in no time.  What the
    host has frozen must stay so.  From Python 3.14 on the oldest are walked in small steps.
    """
    global _memory
    if not gc.isenabled() or sys.version_info >= (3, 14):
        return
    now = resident() or 0
    if _memory is None:
        _memory = now
    if now > _memory + SLACK:
        _memory = None
    elif not gc.get_freeze_count():
        gc.freeze()
        gc.unfreeze()
