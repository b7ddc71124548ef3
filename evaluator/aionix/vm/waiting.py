"""Meeting at a running thunk: cycles, and waiting for another evaluation.

A thunk that is running belongs to the evaluation in whose frames its ``force``
lies.  Forced again by the same evaluation, it needs its own value: infinite
recursion.  Forced by another one, that one waits; evaluations that wait for each
other in a ring are infinite recursion as well.

Nobody records owners while running (it would cost every force): the owner is
found by walking the suspended frames, once somebody actually meets the thunk.
What a walk found is kept as long as the frames don't move (``Suspended.thunks``,
``VM.thunks``), and the owner with those who wait, so that many who meet often walk
each evaluation's frames at most once per turn that it had.

A Python builtin may start tasks that evaluate, and wait for them.  The VM can't see
that wait; but a task that needs a thunk which can't be done before that very call
returns is taken to be waited for by it.

Invariant: ``vm.waits_for`` is the owner of the thunk that *vm* waits for, and None as
soon as that thunk has stopped running: not only when *vm*'s task runs again.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextvars import ContextVar
from types import CodeType, CoroutineType, FrameType
from typing import TYPE_CHECKING, Any

from ..errors import InfiniteRecursionError
from ..runtime import thunk as thunks
from ..runtime.eager import awaited
from .turns import Turns

if TYPE_CHECKING:
    import anyio

    from .loop import VM


class Domain:
    """The evaluations that may share thunks: those of one thread."""

    __slots__ = ("active", "turns")

    def __init__(self) -> None:
        self.active: set[VM] = set()
        self.turns = Turns()


class HostCall:
    """A call of a Python builtin, by evaluation *vm*.  *active* until it returns."""

    __slots__ = ("active", "vm")

    def __init__(self, vm: VM | None) -> None:
        self.vm = vm
        self.active = True


#: The call of a Python builtin that this task, or the task that started it, is in.
STARTED_BY: ContextVar[HostCall | None] = ContextVar("aionix_started_by", default=None)
#: Code of the frames that call Python builtins; their local ``call`` is the ``HostCall``.
CALL_FRAMES: set[CodeType] = set()

#: What the ``code`` of a ``force`` frame is that does not compute its thunk itself.
NO_OWNER = (thunks.blackhole, thunks.awaited_blackhole, None)

FORCE = thunks.force.__code__


class Meeting:
    """Those who wait for a thunk.  (They keep it alive.)"""

    __slots__ = ("owner", "waiters")

    def __init__(self, owner: VM) -> None:
        self.owner = owner
        self.waiters: dict[VM, anyio.Event] = {}


#: id of an awaited thunk → who waits for it.
MEETINGS: dict[int, Meeting] = {}


def wake(thunk: list[Any]) -> None:
    """The thunk is done, failed or cancelled: let its waiters look again."""
    meeting = MEETINGS.pop(id(thunk), None)
    if meeting is not None:
        for vm, event in meeting.waiters.items():
            vm.waits_for = vm.wanted = None
            event.set()


thunks.WAKE.append(wake)


def wait_for(vm: VM, thunk: list[Any]) -> Generator[Any, Any, None]:
    """Return when *thunk* is no longer running; raise InfiniteRecursionError on a cycle."""
    meeting = MEETINGS.get(id(thunk))
    owner = _owner(vm, thunk) if meeting is None else meeting.owner
    cycle = [vm] if owner is None or owner is vm else _cycle(owner, thunk, vm)
    if cycle:
        # Without the helpers, the evaluations that count find out for themselves.
        helpers = [other for other in cycle if other.is_helper]
        if owner is None or owner is vm or not helpers:
            error = InfiniteRecursionError("infinite recursion encountered")
            error.thunk = thunk
            raise error
        for helper in helpers:
            if helper.helpers is not None and helper in helper.helpers.running:
                helper.helpers.running[helper].cancel()
    assert owner is not None
    if meeting is None:
        meeting = MEETINGS[id(thunk)] = Meeting(owner)
    import anyio  # takes long, and is rarely needed

    event = meeting.waiters[vm] = anyio.Event()
    thunk[0] = thunks.awaited_blackhole
    vm.waits_for, vm.wanted = owner, thunk
    try:
        yield from event.wait().__await__()
    finally:
        if not event.is_set():  # cancelled
            vm.waits_for = vm.wanted = None
            del meeting.waiters[vm]


def _cycle(owner: VM, thunk: list[Any], vm: VM) -> list[VM]:
    """If what *owner* does for *thunk* can't end before *vm* has got further: who waits for
    whom, from *vm* on.  Otherwise empty."""
    todo: list[tuple[VM, list[Any] | None, VM]] = [(owner, thunk, vm)]
    #: Evaluation → one that waits for it.
    seen: dict[VM, VM] = {}
    while todo:
        other, wanted, before = todo.pop()
        if other in seen:
            continue
        seen[other] = before
        if other is vm:
            path = [vm]
            while before is not vm:
                path.append(before)
                before = seen[before]
            return path
        if other.waits_for is not None:
            todo.append((other.waits_for, other.wanted, other))
        for child in vm.domain.active:
            call = child.call
            if call is None or call.vm is not other or not call.active:
                continue
            if wanted is None or _below(other, wanted, call):
                todo.append((child, None, other))
    return []


def _below(vm: VM, thunk: list[Any], call: HostCall) -> bool:
    """Whether *vm* computes *thunk* by means of *call*."""
    found = False
    for chain in (*(below.chain for below in vm.stack), vm.chain):
        for frame in _frames(chain):
            if frame.f_code is FORCE:
                names = frame.f_locals
                found = found or (names.get("thunk") is thunk and names.get("code") not in NO_OWNER)
            elif found and frame.f_code in CALL_FRAMES and frame.f_locals.get("call") is call:
                return True
    return False


def _owner(vm: VM, thunk: list[Any]) -> VM | None:
    """The evaluation whose frames are computing *thunk*."""
    vm.thunks = None
    if len(vm.domain.active) == 1 or _computes(vm, id(thunk)):
        return vm
    return next((other for other in vm.domain.active if _computes(other, id(thunk))), None)


def _computes(vm: VM, identity: int) -> bool:
    if vm.thunks is None:
        vm.thunks = _running(vm.chain)
    if identity in vm.thunks:
        return True
    for below in reversed(vm.stack):
        if below.thunks is None:
            below.thunks = _running(below.chain)
        if identity in below.thunks:
            return True
    return False


def _running(chain: Any) -> frozenset[int]:
    """The ids of the thunks that the frames of *chain* are computing."""
    found = []
    for frame in _frames(chain):
        if frame.f_code is FORCE:
            names = frame.f_locals
            # A frame that waits, or is about to begin, leaves its thunk to others.
            if names.get("code") not in NO_OWNER:
                found.append(id(names["thunk"]))
    return frozenset(found)


def _frames(chain: Any) -> Iterator[FrameType]:
    """The frames of a suspended chain, outermost first."""
    link = chain
    while type(link) is CoroutineType:
        frame = link.cr_frame
        if frame is not None:
            yield frame
        link = awaited(link)
