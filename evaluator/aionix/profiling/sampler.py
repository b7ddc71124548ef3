"""Sampling: what Nix code runs, looked at every millisecond.

A thread of its own reads the Python stacks of all other threads and picks the frames
that mean something in Nix; what an evaluation has suspended on its heap stack (``vm.loop``)
is put below.  Nothing is changed in the evaluation, which runs at its usual speed but
for the moments in which the sampler has Python's lock.

A sample weighs the processor time since the one before it, so waiting weighs nothing.

Invariant: a sample reads code objects and globals only, never the variables of a
running frame.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from time import process_time, thread_time
from types import CodeType, CoroutineType, FrameType
from typing import Any
from weakref import WeakKeyDictionary

from ..runtime.eager import awaited
from ..runtime.restart import ORIGINS, Origin
from ..vm.loop import VM
from ..vm.observe import frame_of
from .stacks import Place, Stacks, place_of, push

#: Seconds between two samples.
INTERVAL = 0.001
#: Chains of the heap stack that are read, from its bottom and from its top.
OUTERMOST, INNERMOST = 4, 12
ELIDED = Place("…")

_DRIVE = VM._drive.__code__
_PACKAGE = os.path.dirname(os.path.dirname(__file__))
#: What Python code of ours works on when it isn't evaluating.
_PHASES = {
    os.path.join(_PACKAGE, "syntax", ""): Place("(parsing)"),
    os.path.join(_PACKAGE, "resolve", ""): Place("(compiling)"),
    os.path.join(_PACKAGE, "compile", ""): Place("(compiling)"),
}


class Sampler:
    """Samples all evaluations of this process between ``start`` and ``stop``."""

    def __init__(self, interval: float = INTERVAL) -> None:
        self.stacks = Stacks("processor time")
        self.samples = 0
        self._interval = interval
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._switch = 0.0
        self._places: WeakKeyDictionary[CodeType, Place | None] = WeakKeyDictionary()

    def start(self) -> None:
        """Begin.  Raises RuntimeError if it has begun before."""
        if self._thread is not None:
            raise RuntimeError("this sampler was started before")
        self._switch = sys.getswitchinterval()
        # Otherwise a computing thread keeps Python's lock for 5 ms at a time.
        sys.setswitchinterval(min(self._switch, self._interval / 2))
        self._thread = threading.Thread(target=self._run, name="aionix-sampler", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; ``stacks`` is complete then."""
        if self._thread is not None and not self._ended.is_set():
            self._ended.set()
            self._thread.join()
            sys.setswitchinterval(self._switch)

    def _run(self) -> None:
        used = process_time() - thread_time()
        while not self._ended.wait(self._interval):
            now = process_time() - thread_time()
            weight, used = now - used, now
            if weight > 0:
                self._sample(weight)

    def _sample(self, weight: float) -> None:
        mine = threading.get_ident()
        found = []
        for thread, frame in sys._current_frames().items():
            if thread != mine and (stack := self.read(frame)):
                found.append(stack)
        for stack in found:
            self.samples += 1
            self.stacks.add(stack, weight / len(found))

    def read(self, frame: FrameType | None) -> tuple[Place, ...]:
        """The Nix stack of a thread that is at *frame*; empty if it evaluates nothing."""
        inwards: list[Place] = []
        phase: Place | None = None
        while frame is not None:
            code = frame.f_code
            if code is _DRIVE:
                inwards += self._suspended(frame.f_locals["self"])
            else:
                found = self._place(frame)
                if found is not None:
                    inwards.append(found)
                elif not inwards and phase is None:
                    phase = _phase(code)
            frame = frame.f_back
        if phase is not None:
            inwards.insert(0, phase)
        stack: list[Place] = []
        for place in reversed(inwards):
            push(stack, place)
        return tuple(stack)

    def _suspended(self, vm: VM) -> list[Place]:
        """The frames that wait on the heap stack, innermost first."""
        stack = vm.stack
        outer = [one.chain for one in stack[:OUTERMOST]]
        inner = [one.chain for one in stack[max(OUTERMOST, len(stack) - INNERMOST) :]]
        places: list[Place] = []
        for chains in (outer, inner):
            for chain in chains:
                places += filter(None, map(self._place, _frames(chain)))
            if chains is outer and len(stack) > OUTERMOST + INNERMOST:
                places.append(ELIDED)
        return places[::-1]

    def _place(self, frame: FrameType) -> Place | None:
        code = frame.f_code
        shown: FrameType | Origin = frame
        if code in ORIGINS:
            origin, instruction = ORIGINS[code](frame)
            if instruction < 0:
                return None
            shown, code = origin, origin.f_code
        try:
            return self._places[code]
        except KeyError:
            seen = frame_of(shown)
            place = self._places[code] = None if seen is None else place_of(seen)
            return place


def _frames(chain: Any) -> Iterator[FrameType]:
    """The frames of a suspended chain, outermost first."""
    while type(chain) is CoroutineType:
        if chain.cr_frame is not None:
            yield chain.cr_frame
        chain = awaited(chain)


def _phase(code: CodeType) -> Place | None:
    for prefix, place in _PHASES.items():
        if code.co_filename.startswith(prefix):
            return place
    return None
