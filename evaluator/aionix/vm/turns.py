"""Whose turn it is: the evaluations of one event loop, and the loop's other tasks.

An evaluation runs for a *slice*, some milliseconds, until it is preempted.  If ten of them
were ready whenever the event loop comes around, its other tasks would wait for ten
slices.  So evaluations queue: one slice, a turn of the host, the next one's slice.

What begins, or goes on after waiting for something else, runs at once, unless
evaluations have had their slice since the host's last turn.  That includes those of one
task that awaits many small evaluations, one after the other: for asyncio it never waits.

Invariant: while somebody is in the queue, either the host has its turn (``busy``) or an
evaluation of this thread runs, which passes the turn on when it stops (``leave``).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from time import perf_counter
from typing import TYPE_CHECKING, Any

from ..host import checkpoint

if TYPE_CHECKING:
    import anyio

#: Turns of the event loop that make one turn of the host: asyncio runs a timer one
#: turn late, and the task that waits for it one turn later.
HOST_TURNS = 3
#: Seconds that evaluations may run in all before one that begins lets the host go first.
SLICE = 0.005


class Turns:
    """Of one thread.

    *used*: seconds that evaluations ran since the host's last turn.  *queue*: those that
    wait, each with what wakes it.  *busy*: an evaluation is giving the host its turn, and
    runs next.
    """

    __slots__ = ("_began", "busy", "queue", "used")

    def __init__(self) -> None:
        self.used = 0.0
        self.queue: deque[anyio.Event] = deque()
        self.busy = False
        self._began = 0.0

    def enter(self) -> None:
        """An evaluation runs from now on."""
        self._began = perf_counter()

    def leave(self) -> None:
        """It runs no more: it ended, or waits for something."""
        self.used += perf_counter() - self._began
        if self.queue and not self.busy:
            self._pass_on()

    def turn(self) -> Generator[Any, Any, None]:
        """Return when the host had its turn, and it is this evaluation's.

        Raises RuntimeError where there is no event loop that anyio knows.
        """
        if self.busy or self.queue:
            import anyio  # is there already: others wait for an event loop

            event = anyio.Event()
            self.queue.append(event)
            try:
                yield from event.wait().__await__()
            except BaseException:
                if event.is_set():
                    self._pass_on()
                else:
                    self.queue.remove(event)
                raise
        self.busy = True
        try:
            for _ in range(HOST_TURNS):
                yield from checkpoint().__await__()
        except BaseException:
            self._pass_on()
            raise
        self.busy = False
        self.used = 0.0

    def _pass_on(self) -> None:
        """Let the first in the queue give the host its turn, and run."""
        self.busy = bool(self.queue)
        if self.queue:
            self.queue.popleft().set()
