"""Large values are freed in steps, between which the host gets its turn.

Python frees a value when the last reference to it goes: a list of a million thunks takes
30 to 200 ms then, in one go.  So who makes a large list or set has it watched: one more
reference keeps it.  Before each turn of the host the VM looks which of them nobody else
refers to any more, takes those apart, and frees some of what was in them (``sweep``).

What is nested in other values, or linked to a long chain, is freed by Python as ever.

Invariants: per thread.  Nothing is watched unless there is an event loop, and nothing any
more when no evaluation of the thread is under way (``forget``).
"""

from __future__ import annotations

import threading
from sys import getrefcount
from time import perf_counter
from typing import Any, TypeVar

from ..host import has_event_loop
from .values import Attrs

T = TypeVar("T")

#: Seconds that one sweep takes, if it keeps up.
LIMIT = 0.002
#: Objects that are freed between two looks at the clock.
FEW = 1 << 11
#: Values with more items are taken apart one in each sweep.
MANY = 1 << 17
#: A sweep frees at least one in so many, so that what is dead can't pile up.
PART = 16


class _Watched(threading.local):
    """Of one thread."""

    def __init__(self) -> None:
        self.living: list[Any] = []
        #: The dead, as lists of what was in them, and what a sweep of all of them would free.
        self.dead: list[list[Any]] = []


WATCHED = _Watched()


def watched(value: T) -> T:
    """*value*, a large list or set that was just made; from now on it is watched."""
    if has_event_loop():
        WATCHED.living.append(value)
    return value


def _unreferenced() -> int:
    """What ``sweep`` counts for a value that only the list of the living refers to."""
    values = [object()]
    for value in values:
        return getrefcount(value)
    raise AssertionError


_UNREFERENCED = _unreferenced()


def sweep() -> bool:
    """Free what can be freed of dead values, for some milliseconds; whether some is left."""
    living, dead = WATCHED.living, WATCHED.dead
    until = perf_counter() + LIMIT
    late = False
    if living:
        kept = []
        for value in living:
            if late or getrefcount(value) > _UNREFERENCED:
                kept.append(value)
            else:
                dead.append([*value.d.values()] if type(value) is Attrs else [*value])
                # To take a million items out of a tuple takes 10 ms: no more of that then.
                late = len(dead[-1]) > MANY
        living[:] = kept
        value = None
    if not dead:
        return False
    least = sum(map(len, dead)) // PART
    while dead:
        last = dead[-1]
        del last[-FEW:]
        if not last:
            dead.pop()
        least -= FEW
        if least <= 0 and perf_counter() >= until:
            return bool(dead) or late
    return late


def forget() -> None:
    """What is watched goes the ordinary way."""
    WATCHED.living.clear()
    WATCHED.dead.clear()
