"""Programs that have more functions than their files in the cache: when those are written.

A file is written again when a program has grown by a quarter since, at the end of an
evaluation, so that all writing together takes a few times what writing once takes; and at
the end of the process, whatever has grown.

Invariant: what is lost with a process that is killed is compiled again.
"""

from __future__ import annotations

import atexit
from threading import Lock

from .code_cache import CodeCache
from .compile.program import Program

#: Programs that have grown a little and wait for the end of the process, at most.
WAITING = 4096


class Unsaved:
    """The programs of this process that have grown."""

    def __init__(self) -> None:
        #: By cache and key.
        self._grown: dict[tuple[CodeCache, str], Program] = {}
        #: Those that are to be written soon.
        self.due: set[tuple[CodeCache, str]] = set()
        self._lock = Lock()
        self._registered = False

    def add(self, cache: CodeCache, key: str, program: Program) -> None:
        """*program*, kept in *cache* under *key*, has grown."""
        place = cache, key
        with self._lock:
            if not self._registered:
                self._registered = True
                atexit.register(self.save, True)
            self._grown[place] = program
            if len(program.pieces) * 4 > program.saved * 5:
                self.due.add(place)

    def save(self, everything: bool = False) -> None:
        """Write what is due, or *everything* that has grown."""
        while True:
            with self._lock:
                everything = everything or len(self._grown) > WAITING
                places = self._grown if everything else self.due
                if not places:
                    return
                place = next(iter(places))
                self.due.discard(place)
                program = self._grown.pop(place)
                program.saved = len(program.pieces)
            cache, key = place
            cache.write(key, program.dump())


#: Those of this process.
UNSAVED = Unsaved()
