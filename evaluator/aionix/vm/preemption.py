"""Preemption: a running evaluation is made to give the host's event loop its turn.

A watchdog thread poisons the stack guard (``runtime.thunk.GUARD``) every few
milliseconds while evaluations run that have a host to give its turn, or limits.  The
next force or call then lands in the VM, which gives the host a turn and sets the guard
right again.  Frames pay nothing: they compare their depth with the guard anyway.

One guard serves all threads.  A poison meant for one thread's evaluation may be
seen, and taken away, by another's: that costs the one a needless turn, and the
other waits for the next tick.  The watchdog poisons at every tick as long as
anything runs, so no preemption is lost for good.

Invariants: ``RUNNING`` holds the evaluations whose frames are on some thread's
stack now.  The thread exists from the first such evaluation on, is a daemon, and sleeps
without waking up while nothing runs.  A child process after ``fork`` starts its own.
"""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

from ..host import has_event_loop
from ..runtime.thunk import DEFAULT_GUARD, GUARD, POISON

if TYPE_CHECKING:
    from .loop import VM

#: Seconds between two ticks.  A thread that wakes up while another one computes gets
#: Python's lock only after ``sys.getswitchinterval()``, 5 ms: so a tick comes every 7.
PERIOD = 0.002
#: Ticks without anything running before the watchdog goes to sleep.
PATIENCE = 20

#: Evaluations whose frames run at this moment: one per thread at most.
RUNNING: set[VM] = set()

#: Whether ``interrupt`` was called and the evaluation did not see it so far.
INTERRUPTED = [False]


class Watchdog:
    """The thread that poisons the guard."""

    __slots__ = ("awake", "lock", "thread", "wake")

    def __init__(self) -> None:
        #: Whether it ticks, or is about to: read without a lock on the hot path.
        self.awake = False
        self.thread: threading.Thread | None = None
        self.wake = threading.Event()
        self.lock = threading.Lock()

    def rouse(self) -> None:
        """Make it tick.  Where threads can't be started there is no preemption."""
        self.awake = True
        if self.thread is None:
            with self.lock:
                if self.thread is None:
                    thread = threading.Thread(
                        target=self._watch, name="aionix-watchdog", daemon=True
                    )
                    try:
                        thread.start()
                    except RuntimeError:
                        return
                    self.thread = thread
        self.wake.set()

    def _watch(self) -> None:
        idle = 0
        while True:
            time.sleep(PERIOD)
            if RUNNING:
                GUARD[0] = POISON
                if not RUNNING:  # it ended just now
                    GUARD[0] = DEFAULT_GUARD
                idle = 0
                continue
            idle += 1
            if idle >= PATIENCE:
                self.awake = False
                self.wake.clear()
                # Who began just now has either seen that, or is seen here.
                if not RUNNING:
                    self.wake.wait()
                self.awake = True
                idle = 0


WATCHDOG = Watchdog()


def begin(vm: VM) -> None:
    """The frames of *vm* run from now on, in this thread."""
    RUNNING.add(vm)
    # Each time that all frames of a chain come back costs them a restart: not for nothing.
    if not WATCHDOG.awake and (vm.limits is not None or (vm.preempt and has_event_loop())):
        WATCHDOG.rouse()
    arm(vm)


def end(vm: VM) -> None:
    """The frames of *vm* run no more: the host has its turn, or the evaluation is over."""
    RUNNING.discard(vm)
    if not RUNNING:
        GUARD[0] = DEFAULT_GUARD


def arm(vm: VM) -> None:
    """Set the guard to what *vm* may use of the stack, and no other thread's less.

    Read by all threads, the guard is the lowest that any of them needs.
    """
    guard = vm.guard if len(RUNNING) < 2 else min(other.guard for other in tuple(RUNNING))
    GUARD[1] = guard
    GUARD[0] = guard if vm.limits is None else vm.limits.guard(guard, GUARD)
    if INTERRUPTED[0]:
        GUARD[0] = POISON


def interrupt() -> bool:
    """Ask the evaluation that the main thread runs to end with a KeyboardInterrupt.

    For signal handlers: raising there could hit any bytecode, and leave a thunk marked as
    running that nobody computes.  Gives False if no evaluation runs, or if the one that
    was asked before has not ended: then the handler raises.
    """
    if INTERRUPTED[0] or not any(vm.in_main_thread for vm in tuple(RUNNING)):
        INTERRUPTED[0] = False
        return False
    INTERRUPTED[0] = True
    GUARD[0] = POISON
    return True


def check_interrupt(vm: VM) -> None:
    """Raise KeyboardInterrupt if *vm* was asked to end."""
    if INTERRUPTED[0] and vm.in_main_thread:
        INTERRUPTED[0] = False
        raise KeyboardInterrupt


def _after_fork() -> None:
    """In the child there are no other threads: neither the watchdog nor other evaluations."""
    global WATCHDOG
    from .current import CURRENT

    WATCHDOG = Watchdog()
    RUNNING.intersection_update([CURRENT.vm] if CURRENT.vm is not None else [])


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
