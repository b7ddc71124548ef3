"""Limits of one evaluation, and the account of what it has used.

``Limits`` is what a user asks for.  A ``Budget`` belongs to one evaluation: the VM
opens it whenever the evaluation gets control and closes it when the host does
(``enter``, ``leave``), and asks ``exceeded`` at every turn that it gives to the host,
a few milliseconds apart.  What makes something large asks first: the ``check_*``
functions find the budget of the evaluation that runs in this thread.

Lowest layer: imports the errors only.

Invariants: ``FLOOR`` is empty as long as no evaluation of this process had limits of sizes,
and no larger than any of them then: ``if FLOOR and size > FLOOR[0]: check_…(size)``
costs 5 ns where there are none.  Nothing is built before its size was checked, but for
results of an operator on two operands, which are at most twice as large as allowed.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable
from time import monotonic, thread_time
from typing import Any

from .errors import (
    LimitError,
    MemoryLimitError,
    OutputLimitError,
    SizeLimitError,
    StepLimitError,
    TimeLimitError,
)
from .records import dataclass

#: Empty while there are no limits; then one number: sizes (bytes, items, attributes) up
#: to it need no check.  It only ever sinks.
FLOOR: list[int] = []

#: Bytes of memory that things take, to know before they are made (CPython, 64 bits).
ITEM = 8
THUNK_ITEM = 136
ATTRIBUTE = 104
#: What sends every frame to the VM (``runtime.thunk.POISON``).
POISON = -1
#: Allocations of less than this part of the memory limit are left to the next turn.
SMALL_PART = 256


@dataclass(frozen=True)
class Limits:
    """What one evaluation may use; None for no limit.

    *steps*: looks at the stack guard: calls, evaluations of thunks, rounds of builtins
    that call functions (StepLimitError).  Counting makes evaluation a third slower.
    *seconds*: time on the clock, waiting included; *cpu_seconds*: time that the
    evaluation itself runs (TimeLimitError).  *call_depth*: calls in progress at once, as
    the setting ``max-call-depth`` (CallDepthError).  *string_size* in bytes, *list_size*
    in items, *set_size* in attributes: what a builtin or operator may make, or a file
    that is read may have (SizeLimitError).  *memory*: bytes by which the process may grow
    while the evaluation runs (MemoryLimitError).  *output*: bytes of its result, written
    out, and of its messages together (OutputLimitError).

    Raises TypeError and ValueError for what is no positive number.
    """

    steps: int | None = None
    seconds: float | None = None
    cpu_seconds: float | None = None
    call_depth: int | None = None
    string_size: int | None = None
    list_size: int | None = None
    set_size: int | None = None
    memory: int | None = None
    output: int | None = None

    def __post_init__(self) -> None:
        value: Any
        for name, value in vars(self).items():
            if value is None:
                continue
            numeric = type(value) is int or (type(value) is float and "seconds" in name)
            if not numeric:
                raise TypeError(f"the limit {name} is a number, not {value!r}")
            if not value > 0:
                raise ValueError(f"the limit {name} must be positive, {value!r} is not")
        if self.memory is not None and resident() is None:
            raise ValueError("this system does not tell how much memory a process uses")

    @classmethod
    def untrusted(cls) -> Limits:
        """For expressions of strangers: generous for configurations, cheap to refuse."""
        return cls(
            seconds=10.0,
            cpu_seconds=2.0,
            call_depth=10_000,
            string_size=4 << 20,
            list_size=1 << 20,
            set_size=1 << 18,
            memory=128 << 20,
            output=1 << 20,
        )


class _Active(threading.local):
    """Per thread: the budget of the evaluation that is running."""

    budget: Budget | None = None


ACTIVE = _Active()

_MEGABYTE = 1 << 20


class Budget:
    """What one evaluation has used of its limits.

    *deadline*: on the clock of ``monotonic``.  *used_cpu* and *grown*: seconds and
    bytes so far, without the present stay.
    """

    __slots__ = (
        "_began_cpu",
        "_began_memory",
        "_counting",
        "_entered",
        "_outer",
        "deadline",
        "grown",
        "lateness",
        "limits",
        "used_cpu",
        "written",
    )

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.deadline = None if limits.seconds is None else monotonic() + limits.seconds
        self.used_cpu = 0.0
        self.grown = 0
        self.written = 0
        #: The error for the deadline, made when it stopped what the evaluation waited for.
        self.lateness: TimeLimitError | None = None
        self._counting = None if limits.steps is None else _counter(limits.steps)
        self._entered = 0
        self._began_cpu = 0.0
        self._began_memory = 0
        self._outer: Budget | None = None
        _sink(limits)

    # --- coming and going -------------------------------------------------------------

    def enter(self) -> None:
        """The evaluation gets control, or one of its stacks from another."""
        self._entered += 1
        if self._entered > 1:
            return
        self._outer, ACTIVE.budget = ACTIVE.budget, self
        if self.limits.cpu_seconds is not None:
            self._began_cpu = thread_time()
        if self.limits.memory is not None:
            self._began_memory = resident() or 0

    def leave(self) -> None:
        """The host gets it back."""
        self._entered -= 1
        if self._entered:
            return
        ACTIVE.budget, self._outer = self._outer, None
        if self.limits.cpu_seconds is not None:
            self.used_cpu += thread_time() - self._began_cpu
        if self.limits.memory is not None:
            self.grown += (resident() or 0) - self._began_memory

    def exceeded(self) -> LimitError | None:
        """The error for a limit that is exceeded by now: asked at every turn."""
        limits = self.limits
        if self._counting is not None and self._counting[1]() < 0:
            return StepLimitError(f"more than {_counted(limits.steps or 0, 'step')} of evaluation")
        if self.deadline is not None and monotonic() >= self.deadline:
            return self.late()
        if limits.cpu_seconds is not None:
            used = self.used_cpu
            if ACTIVE.budget is self:
                used += thread_time() - self._began_cpu
            if used > limits.cpu_seconds:
                seconds = _counted(limits.cpu_seconds, "second")
                return TimeLimitError(f"evaluation used more than {seconds} of processor time")
        if limits.memory is not None and self._growth() > limits.memory:
            return self._no_memory()
        return None

    def late(self) -> TimeLimitError:
        """The error for an evaluation whose time on the clock is over."""
        if self.lateness is None:
            seconds = _counted(self.limits.seconds or 0, "second")
            self.lateness = TimeLimitError(f"evaluation took more than {seconds}")
        return self.lateness

    def stopped(self) -> TimeLimitError | None:
        """The same for one that is being cancelled, if it is late: its trace is still to come."""
        late = self.deadline is not None and monotonic() >= self.deadline
        return self.late() if late else None

    def check(self, vm: Any) -> None:
        """What the VM asks at every turn.  Raises the error that ends the evaluation."""
        error = self.exceeded()
        if error is not None:
            raise error

    def guard(self, guard: int, cell: list[int]) -> int:
        """The stack guard to put into *cell*: one that counts the looks at it, if need be."""
        return guard if self._counting is None else self._counting[0](guard, cell)

    # --- sizes ------------------------------------------------------------------------

    def string(self, size: int) -> None:
        """Raises unless a string of *size* bytes may be made."""
        limit = self.limits.string_size
        if limit is not None and size > limit:
            raise SizeLimitError(f"a string of {size} bytes is longer than the limit of {limit}")
        self.allocate(size)

    def list(self, size: int, each: int) -> None:
        """Raises unless a list of *size* items that take *each* bytes may be made."""
        limit = self.limits.list_size
        if limit is not None and size > limit:
            raise SizeLimitError(f"a list of {size} items is longer than the limit of {limit}")
        self.allocate(size * each)

    def set(self, size: int) -> None:
        """Raises unless a set of *size* attributes may be made."""
        limit = self.limits.set_size
        if limit is not None and size > limit:
            raise SizeLimitError(f"a set of {size} attributes is larger than the limit of {limit}")
        self.allocate(size * ATTRIBUTE)

    def allocate(self, size: int) -> None:
        """Raises unless *size* bytes more may be used.  Little is left to the next turn."""
        limit = self.limits.memory
        if limit is not None and size > limit // SMALL_PART and self._growth() + size > limit:
            raise self._no_memory()

    def write(self, size: int, *, done: bool) -> None:
        """Raises unless *size* bytes may be put out; *done*: they are, so count them."""
        limit = self.limits.output
        if limit is not None:
            if self.written + size > limit:
                most = _counted(limit, "byte")
                raise OutputLimitError(f"evaluation puts out more than {most}")
            if done:
                self.written += size

    def _growth(self) -> int:
        if ACTIVE.budget is not self:
            return self.grown
        return self.grown + (resident() or 0) - self._began_memory

    def _no_memory(self) -> MemoryLimitError:
        limit = self.limits.memory or 0
        return MemoryLimitError(f"evaluation needs more than {limit / _MEGABYTE:g} MiB of memory")


def _counted(number: float, noun: str) -> str:
    """*number* of *noun*: ``1 second``, ``0.5 seconds``."""
    shown = number if isinstance(number, int) else f"{number:g}"
    return f"{shown} {noun}{'s'[: number != 1]}"


def _counter(steps: int) -> tuple[Callable[[int, list[int]], int], Callable[[], int]]:
    """What makes stack guards that count the comparisons with them, and what tells how many of
    *steps* are left (less than none if there were more).

    After the last one they poison *cell*.  Python asks the right operand of ``depth >= guard``
    first, since its type is a subtype of the left one's that overrides the comparison.
    Variables of a function, since attributes would take three times as long.
    """
    left = steps
    made: dict[int, int] = {}

    def make(guard: int, cell: list[int]) -> int:
        if guard in made:
            return made[guard]

        class Counting(int):
            def __le__(self, depth: int) -> bool:
                """``depth >= guard``."""
                nonlocal left
                left -= 1
                if left < 0:
                    cell[0] = POISON
                    return True
                return depth >= guard

            def __gt__(self, depth: int) -> bool:
                """``depth < guard``."""
                nonlocal left
                left -= 1
                if left < 0:
                    cell[0] = POISON
                    return False
                return depth < guard

            __hash__ = int.__hash__

        made[guard] = Counting(guard)
        return made[guard]

    return make, lambda: left


# --- for those who make something ---------------------------------------------------------


def check_string(size: int) -> None:
    """Raises unless the running evaluation may make a string of *size* bytes."""
    budget = ACTIVE.budget
    if budget is not None:
        budget.string(size)


def check_joined(parts: Iterable[str], separator: int = 0) -> None:
    """As ``check_string``, for *parts* joined by a separator of that many bytes.

    Worth calling only where ``FLOOR`` is not empty.
    """
    sizes = list(map(len, parts))
    size = sum(sizes) + separator * max(len(sizes) - 1, 0)
    if FLOOR and size > FLOOR[0]:
        check_string(size)


def check_list(size: int, each: int = ITEM) -> None:
    """Raises unless the running evaluation may make a list of *size* items.

    *each*: the bytes that an item will take.
    """
    budget = ACTIVE.budget
    if budget is not None:
        budget.list(size, each)


def check_set(size: int) -> None:
    """Raises unless the running evaluation may make a set of *size* attributes."""
    budget = ACTIVE.budget
    if budget is not None:
        budget.set(size)


def check_memory(size: int) -> None:
    """Raises unless the running evaluation may use *size* bytes more."""
    budget = ACTIVE.budget
    if budget is not None:
        budget.allocate(size)


def check_output(size: int, budget: Budget | None = None) -> None:
    """Raises unless *size* bytes may be put out: asked while they are being written."""
    budget = budget or ACTIVE.budget
    if budget is not None:
        budget.write(size, done=False)


def count_output(size: int, budget: Budget | None = None) -> None:
    """As ``check_output``, and counts them."""
    budget = budget or ACTIVE.budget
    if budget is not None:
        budget.write(size, done=True)


def _sink(limits: Limits) -> None:
    """Lower the floor to what *limits* forbid."""
    sizes = [limits.string_size, limits.list_size, limits.set_size, limits.output]
    if limits.memory is not None:
        sizes.append(limits.memory // SMALL_PART // THUNK_ITEM)
    forbidden = [size for size in sizes if size is not None]
    if forbidden:
        FLOOR[:] = [min([*FLOOR, *forbidden])]


# --- the process ----------------------------------------------------------------------------


def _from_proc() -> int:
    """Linux: pages, the second number of ``statm`` (5 µs)."""
    handle = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
    try:
        return int(os.read(handle, 128).split()[1]) * _PAGE
    finally:
        os.close(handle)


def _from_usage() -> int:
    """Other Unix: the most that there ever was."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _from_nowhere() -> None:
    return None


def _source() -> Any:
    for way in (_from_proc, _from_usage):
        try:
            way()
        except (ImportError, OSError, ValueError, IndexError):
            continue
        return way
    return _from_nowhere


_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096

#: Bytes of memory that this process uses at present, None where nothing tells.
resident = _source()
