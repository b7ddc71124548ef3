"""Observers: being told what an evaluation does, at no cost when nobody asks.

No code of the runtime calls an observer.  While an observed evaluation's frames
run, the VM sets Python's profile function (``sys.setprofile``), which sees every
frame start, suspend, go on and end; ``Hook`` picks those that mean something in
Nix, by their code objects.  When control goes to the host, the function that was
set before is back.

Invariants: of one evaluation, and between two turns of the host, events nest: a
frame that entered or went on suspends or exits before the one that called it
does.  An observer that raises ends the evaluation with a HostError.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from types import CodeType, CoroutineType, FrameType
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

from ..errors import HostError, NixError
from ..records import dataclass
from ..runtime import linkage, restart, thunk
from ..runtime.eager import PASSING
from ..runtime.linkage import Unit
from ..runtime.restart import Origin
from ..runtime.stubs import loaded, unit_of
from ..runtime.values import Builtin, BuiltinPartial, Lambda, LambdaInfo, Partial
from ..source import Position
from .traceback import BUILTIN_FRAMES

if TYPE_CHECKING:
    from dis import Instruction

Kind = Literal["function", "thunk", "file", "builtin", "force"]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A frame of an evaluation.  All events of one frame carry the same object.

    *function*: the body of a Nix function, *name* what it was bound to.
    *thunk*: a delayed expression.  *file*: a whole source.  *builtin*: a call of
    one.  *force*: computing a thunk; its code, mostly a *thunk* frame, runs inside.
    """

    kind: Kind
    name: str | None
    position: Position | None


class Observer:
    """Base of observers of running evaluations: override what is of interest."""

    def enter(self, frame: Frame) -> None:
        """*frame* starts."""

    def suspend(self, frame: Frame) -> None:
        """*frame* waits: for the scheduler, for another evaluation, or for the host."""

    def resume(self, frame: Frame) -> None:
        """*frame* goes on."""

    def exit(self, frame: Frame, failed: bool) -> None:
        """*frame* ends: with a result, or (*failed*) with an exception."""

    def tail_call(self, target: Frame) -> None:
        """The running function ends by calling *target*."""


class Several(Observer):
    """Tells several observers the same."""

    def __init__(self, observers: Sequence[Observer]) -> None:
        self._observers = tuple(observers)

    def enter(self, frame: Frame) -> None:
        for observer in self._observers:
            observer.enter(frame)

    def suspend(self, frame: Frame) -> None:
        for observer in self._observers:
            observer.suspend(frame)

    def resume(self, frame: Frame) -> None:
        for observer in self._observers:
            observer.resume(frame)

    def exit(self, frame: Frame, failed: bool) -> None:
        for observer in self._observers:
            observer.exit(frame, failed)

    def tail_call(self, target: Frame) -> None:
        for observer in self._observers:
            observer.tail_call(target)


def combined(observers: Sequence[Observer]) -> Observer | None:
    """One observer for all of *observers*; None for none."""
    if len(observers) > 1:
        return Several(observers)
    return observers[0] if observers else None


def _reads_builtin(frame: FrameType | Origin) -> Frame:
    name, _ = BUILTIN_FRAMES[frame.f_code]
    return Frame("builtin", name, None)


#: Code of frames that call a builtin given by the user → what they are.
HOST_BUILTINS: dict[CodeType, Callable[[FrameType], str]] = {}

_TAIL_CALLS = {
    function.__code__ for function in (thunk.tail1, thunk.tail2, thunk.tail3, linkage.tailn)
}
_FORCE = thunk.force.__code__
_FORCE_NOW = thunk.force_now.__code__
_AGAIN = restart.AGAIN


class Hook:
    """The profile function of one evaluation."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        #: id of a frame that has started and not ended → what it is, and where in its
        #: code it was thrown into (-1: it was not).
        self._active: dict[int, tuple[Frame, CodeType, int]] = {}

    def run(self, resume: Callable[[Any], Any], answer: Any) -> Any:
        """``resume(answer)``, observed."""
        before = sys.getprofile()
        sys.setprofile(self._event)
        try:
            return resume(answer)
        finally:
            sys.setprofile(before)

    def _event(self, frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            if frame.f_code in _TAIL_CALLS:
                target = _function(frame.f_locals["function"])
                if target is not None:
                    self._tell(self._observer.tail_call, target)
                return
            key = id(frame)
            known = self._active.get(key)
            if known is None or known[1] is not frame.f_code:
                role = _role(frame)
                if role is None or _runs_again(frame) or self._is_part(frame):
                    return
                seen = role(frame)
                self._active[key] = (seen, frame.f_code, -1)
                self._tell(self._observer.enter, seen)
            else:
                shape = _shape(frame.f_code)
                thrown = frame.f_lasti if frame.f_lasti in shape.yields else -1
                self._active[key] = (known[0], known[1], thrown)
                self._tell(self._observer.resume, known[0])
        elif event == "return":
            known = self._active.get(id(frame))
            if known is None or known[1] is not frame.f_code:
                return
            shape = _shape(frame.f_code)
            last = frame.f_lasti
            if last in shape.suspends and not (argument is None and last == known[2]):
                self._tell(self._observer.suspend, known[0])
            elif type(argument) is CoroutineType:
                # A plain function that has to wait: it goes on as this coroutine.
                del self._active[id(frame)]
                self._active[id(argument.cr_frame)] = (known[0], argument.cr_code, -1)
                self._tell(self._observer.suspend, known[0])
            else:
                del self._active[id(frame)]
                try:
                    self._observer.exit(known[0], last not in shape.returns)
                except Exception as error:
                    raise _failure(error) from error

    def _is_part(self, frame: FrameType) -> bool:
        """Whether a builtin goes on in another function of its own: not a frame of its own."""
        if frame.f_code not in BUILTIN_FRAMES:
            return False
        caller = frame.f_back
        while caller is not None:
            known = self._active.get(id(caller))
            if known is not None and known[1] is caller.f_code:
                name, _ = BUILTIN_FRAMES[frame.f_code]
                return known[0].kind == "builtin" and known[0].name == name
            if caller.f_code not in PASSING:
                return False
            caller = caller.f_back
        return False

    def _tell(self, method: Callable[[Frame], None], frame: Frame) -> None:
        try:
            method(frame)
        except Exception as error:
            raise _failure(error) from error


def _failure(error: Exception) -> NixError:
    return HostError(f"an observer failed: {type(error).__qualname__}: {error}")


# --- reading frames -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shape:
    """Offsets of the instructions at which a code object's frames leave."""

    yields: frozenset[int]
    suspends: frozenset[int]
    returns: frozenset[int]


#: Code objects come and go with the units they belong to.
_shapes: WeakKeyDictionary[CodeType, _Shape] = WeakKeyDictionary()


def _instructions(code: CodeType) -> Iterator[Instruction]:
    from dis import get_instructions  # late: most processes observe nothing

    return get_instructions(code)


def _shape(code: CodeType) -> _Shape:
    shape = _shapes.get(code)
    if shape is None:
        yields, resumes, returns = set(), set(), set()
        for instruction in _instructions(code):
            if instruction.opname == "YIELD_VALUE":
                yields.add(instruction.offset)
            elif instruction.opname == "RESUME" and instruction.arg:
                # Python 3.13 reports a suspension at the instruction to go on with.
                resumes.add(instruction.offset)
            elif instruction.opname.startswith("RETURN_") and "GEN" not in instruction.opname:
                returns.add(instruction.offset)
        shape = _Shape(frozenset(yields), frozenset(yields | resumes), frozenset(returns))
        _shapes[code] = shape
    return shape


def _role(frame: FrameType) -> Callable[[FrameType], Frame] | None:
    """How to tell what a frame is; None for one that means nothing in Nix."""
    code = frame.f_code
    if code is _FORCE or code is _FORCE_NOW:
        return _reads_force
    if unit_of(frame) is not None:
        return _reads_generated
    if code in BUILTIN_FRAMES:
        return _reads_builtin
    if code in HOST_BUILTINS:
        return _reads_host_builtin
    return None


def _runs_again(frame: FrameType) -> bool:
    """Whether a plain function runs once more, having waited: not a frame of its own."""
    caller = frame.f_back
    if caller is None or caller.f_code is not _AGAIN:
        return False
    local = caller.f_locals
    return local["lasti"] < 0 and local["function"].__code__ is frame.f_code


def frame_of(frame: FrameType | Origin) -> Frame | None:
    """What any Python frame is in Nix, None for one that means nothing there.

    For frames of other threads: looks at no variables of theirs.  A *force* is none.
    """
    code = frame.f_code
    unit = unit_of(frame)
    if unit is not None:
        if code.co_name == "main":
            return Frame("file", unit.source.name, None)
        # ``i3`` describes the function whose code is ``f3`` (``compile.bindings``).
        info = frame.f_globals.get("i" + code.co_name[1:])
        if code.co_name.startswith("f") and type(info) is LambdaInfo:
            return Frame("function", info.name, info.position())
        return Frame("thunk", None, _place(code, unit))
    if code in BUILTIN_FRAMES:
        return _reads_builtin(frame)
    if code in HOST_BUILTINS:
        return Frame("builtin", "(of the host)", None)
    return None


def _reads_host_builtin(frame: FrameType) -> Frame:
    return Frame("builtin", HOST_BUILTINS[frame.f_code](frame), None)


def _reads_generated(frame: FrameType) -> Frame:
    unit: Unit = frame.f_globals["UNIT"]
    code = frame.f_code
    if code.co_name == "main":
        return Frame("file", unit.source.name, None)
    if code.co_varnames[:1] == ("f",):
        function = _function(frame.f_locals["f"])
        if function is not None:
            return function
    return Frame("thunk", None, _place(code, unit))


def _reads_force(frame: FrameType) -> Frame:
    function = loaded(frame.f_locals.get("begun") or frame.f_locals["thunk"][0])
    code = getattr(function, "__code__", None)
    unit = getattr(function, "__globals__", {}).get("UNIT")
    if code is None or type(unit) is not Unit:
        return Frame("force", None, None)
    return Frame("force", None, _place(code, unit))


def _function(value: Any) -> Frame | None:
    """What a call of *value* will run."""
    if type(value) is Partial:
        value = value.function
    if type(value) is BuiltinPartial:
        value = value.builtin
    if type(value) is Lambda:
        return Frame("function", value.info.name, value.info.position())
    if type(value) is Builtin:
        return Frame("builtin", value.name, None)
    return None


_places: WeakKeyDictionary[CodeType, tuple[int, int]] = WeakKeyDictionary()


def _place(code: CodeType, unit: Unit) -> Position:
    """Where the expression behind a code object begins."""
    place = _places.get(code)
    if place is None:
        # What CPython puts before the first statement has no place of its own.
        found = [
            (where.lineno, where.col_offset)
            for instruction in _instructions(code)
            if (where := instruction.positions) is not None
            and where.lineno is not None
            and where.col_offset is not None
            and instruction.opname not in _PRELUDE
        ]
        line, column = min(found, default=(code.co_firstlineno, 0))
        place = _places[code] = (line, column + 1)
    return Position(unit.source, *place)


_PRELUDE = frozenset(["COPY_FREE_VARS", "POP_TOP", "RESUME", "RETURN_GENERATOR"])
