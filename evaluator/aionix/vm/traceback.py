"""From a failed chain of frames to Nix's trace.

When an exception leaves a chain, its Python traceback lists the chain's frames,
outermost first.  Frames of generated code know their unit; the instruction they
stopped at has a location, unique to its context, and ``Unit.places`` maps that
to what Nix says there.  Frames of the runtime that take part (forcing an
argument to a type, a builtin's own function) are recognised by their code.
Nothing of this costs anything while all goes well.

Generated code lets ``KeyError`` and ``AttributeError`` of an attribute selection
or of a set pattern escape; they become Nix errors here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import CodeType, FrameType, TracebackType
from typing import Any

from ..bytestr import to_text
from ..errors import CallError, InfiniteRecursionError, InternalError, NixError, TraceFrame
from ..runtime import ops, thunk
from ..runtime.coerce import COERCING, TRACED, coerce_to_string
from ..runtime.deep import force_deep
from ..runtime.eager import PASSING
from ..runtime.linkage import INHERITED, Unit
from ..runtime.literals import show_attr_name
from ..runtime.restart import ORIGINS
from ..runtime.stubs import first_call, unit_of
from ..runtime.tracing import APPLICATIONS, TRACERS
from ..runtime.values import Attrs, Lambda, Partial, attr_position
from ..source import Position

#: Code of a builtin's own function → (name, whether it shows in traces): filled
#: by the surface, which knows the builtins.
BUILTIN_FRAMES: dict[CodeType, tuple[str, bool]] = {}
#: Code of the frames that force a builtin's arguments → finds the same in its frame.
CHECKED_FRAMES: dict[CodeType, Callable[[FrameType], tuple[str, bool]]] = {}

#: Code of the frames between a call and the function called.  (Forcing is a call where
#: the thunk stands for one.)
CALLING = {
    function.__code__
    for function in (
        thunk.apply_now,
        thunk.apply_slow,
        thunk.call1,
        thunk.call2,
        thunk.call3,
        thunk.tail1,
        thunk.tail2,
        thunk.tail3,
        thunk.finish,
        thunk.apply,
        first_call,
        coerce_to_string,
        ops.segment,
        ops.path_segment,
        ops.lookup,
        ops._lookup_later,
    )
} | COERCING

#: Code of the frames that compute a thunk, and what their ``code`` is when they wait for it.
FORCING = {thunk.force.__code__, thunk.force_now.__code__}
NO_OWNER = (thunk.blackhole, thunk.awaited_blackhole, None)

DEEP = force_deep.__code__
FUNCTOR = "while calling a functor (an attribute set with a '__functor' attribute)"

#: Most trace lines kept per error: an error a million frames deep stays affordable.
MAX_FRAMES = 20_000


def convert(error: BaseException) -> BaseException:
    """*error* as it goes on to the chain below, with its Nix trace extended."""
    frames = list(_frames(error.__traceback__))
    if not isinstance(error, NixError):
        if isinstance(error, (KeyError, AttributeError)) and frames:
            converted = _failed_selection(*frames[-1])
            if converted is not None:
                _extend(converted, frames)
                return converted
        if isinstance(error, RecursionError):
            return InternalError("the host's Python stack is exhausted")
        return error
    if len(error.trace) < MAX_FRAMES:
        _extend(error, frames)
    return error


def trace(error: NixError, traceback: TracebackType | None) -> None:
    """Extend the Nix trace of *error* by the frames that another exception passed through."""
    if len(error.trace) < MAX_FRAMES:
        _extend(error, _frames(traceback))


def _frames(traceback: TracebackType | None) -> list[tuple[FrameType, int]]:
    result: list[tuple[Any, int]] = []
    while traceback is not None:
        frame = traceback.tb_frame
        stands_for = ORIGINS.get(frame.f_code)
        if stands_for is None and frame.f_code in PASSING:
            pass
        elif stands_for is None:
            result.append((frame, traceback.tb_lasti))
        else:
            origin = stands_for(frame)
            if origin[1] >= 0:
                result.append(origin)
        traceback = traceback.tb_next
    return result


@lru_cache(maxsize=1024)  # the frames of a recursion are at the same few places
def location(code: CodeType, lasti: int) -> tuple[int, int, int, int] | None:
    """Line, column, end line, end column of an instruction."""
    for index, position in enumerate(code.co_positions()):
        if index == lasti // 2:
            return None if None in position else position_key(position)
    return None


def position_key(position: tuple[Any, Any, Any, Any]) -> tuple[int, int, int, int]:
    """CPython gives (line, end line, column, end column)."""
    line, end_line, column, end_column = position
    return line, column, end_line, end_column


def _unit(frame: FrameType) -> Unit | None:
    unit = unit_of(frame)
    return None if unit is None else unit.at(frame.f_code)


def _failed_selection(frame: FrameType, lasti: int) -> NixError | None:
    """The Nix error behind a KeyError or AttributeError of generated code."""
    unit = _unit(frame)
    if unit is None:
        return None
    place = location(frame.f_code, lasti)
    if place is None:
        return None
    index = unit.places.get(place, 0)
    if not index:
        return None
    entry = unit.contexts[index]
    names = frame.f_locals
    if entry[1] == "select":
        value = names[entry[2]]
        error = ops.select_failed(value, _shown(entry[3], names))
        error.at_expression = error.at_expression and entry[4]
        if type(value) is not Attrs:
            error.trace.append(
                TraceFrame(
                    "while selecting an attribute", Position(unit.source, place[0], place[1] + 1)
                )
            )
        return error
    if entry[1] == "formal":
        return ops.missing_argument(names["f"], names[entry[2]])
    return None


def _shown(name: Any, names: Any) -> str:
    """An attribute name of a context entry: a constant, or a local in a 1-tuple."""
    result: str = names[name[0]] if type(name) is tuple else name
    return result


def _path(path: tuple[Any, ...], names: Any) -> str:
    """An attribute path: each step as shown, or a local that holds a dynamic name."""
    steps = (show_attr_name(names[step[0]]) if type(step) is tuple else step for step in path)
    return to_text(".".join(steps))


def _extend(error: NixError, frames: list[tuple[FrameType, int]]) -> None:
    """Append the trace lines of *frames* (outermost first) to the error's."""
    lines: list[list[TraceFrame]] = []
    place: Position | None = None  # of the innermost Nix expression so far
    definition: Position | None = None  # of the attribute selected there
    near: Position | None = None  # as place, in the user's code
    operator: Position | None = None  # of the operator whose operand that is
    caller: Position | None = None  # of the call, while only the call's own frames follow
    cycle: Position | None = None  # as place, but unknown inside a builtin
    previous_builtin: str | None = None  # that the frame before belongs to
    deep = False  # whether deep forcing is what forces
    container: Any = ()  # what that looks at
    origin: Position | None = None  # where the thunk of a call was forced
    argument = False  # whether a builtin forces there what it is given
    for frame, lasti in frames:
        code = frame.f_code
        unit = _unit(frame)
        if unit is not None:
            spot = location(code, lasti)
            index = unit.places.get(spot, 0) if spot is not None else 0
            if spot is not None:
                place = Position(unit.source, spot[0], spot[1] + 1)
                near = near if unit.source.internal else place
            operator = _operator(unit, index)
            argument = bool(index) and unit.contexts[index][1] == "argument"
            function = frame.f_locals.get("f")
            if type(function) is Lambda:
                if caller is None:
                    caller = origin
                binding = _entry(unit, index, "formal") is not None
                lines.append(_call(function, caller, binding))
                if binding and caller is None and isinstance(error, CallError):
                    lines.append([TraceFrame("from call site")])
            here = _contexts(unit, index, frame)
            definition = here[0].position if here and unit.contexts[index][1] == "attr" else None
            lines.append(here[::-1])
            caller = cycle = place
            previous_builtin = origin = None
            deep = False
            continue
        if code in BUILTIN_FRAMES:
            name, shown = BUILTIN_FRAMES[code]
            if shown and previous_builtin != name:
                lines.append([TraceFrame(f"while calling the '{name}' builtin", caller)])
            previous_builtin = name
            caller = origin = cycle = definition = None
            continue
        if code in CHECKED_FRAMES:
            previous_builtin, shown = CHECKED_FRAMES[code](frame)
            if shown:
                lines.append(
                    [TraceFrame(f"while calling the '{previous_builtin}' builtin", caller)]
                )
            lines.append(_forcing(frame, place))
            caller = origin = cycle = definition = None
            continue
        previous_builtin = None
        deep = deep or code is DEEP
        if code is DEEP:
            container = frame.f_locals["open_"][-1] if "open_" in frame.f_locals else ()
        if code in FORCING and _applies(frame):
            # What forces the thunk of a call is what calls.
            if argument:
                caller = None
            origin = caller if not deep else _origin(frame, container)
        elif code in FORCING:
            argument = False
            if frame.f_locals.get("code") not in NO_OWNER:
                caller = origin = None
        elif code not in CALLING and code not in APPLICATIONS:
            caller = None
        elif frame.f_locals.get("functor") is not None:
            functor = frame.f_locals["functor"]
            lines.append([TraceFrame(FUNCTOR, caller)])
            place = caller = attr_position(functor, "__functor")
        if code in TRACERS:
            lines.append(TRACERS[code](frame.f_locals)[::-1])
        elif code in TRACED:
            lines.append(_forcing(frame, place))
        elif code in INHERITED:
            place = definition = caller = _inherited(frame, lines)
    if error.near is None:
        error.near = near
    if error.position is None:
        if isinstance(error, InfiniteRecursionError):
            error.position = definition if definition is not None else cycle
        elif error.at_expression:
            error.position = place
        elif error.at_call:
            error.position = caller if caller is not None else origin
        elif error.at_operator:
            error.position = operator
    if isinstance(error, InfiniteRecursionError) and error.thunk is not None:
        _follow_cycle(error, frames)
    for group in reversed(lines):
        error.trace.extend(reversed(group))


def _applies(frame: FrameType) -> bool:
    """Whether the thunk that *frame* computes stands for a call, as the elements of map do."""
    code = frame.f_locals.get("code")
    code = getattr(code, "code", code)  # vm.ahead puts a failure around it
    return getattr(code, "__code__", None) in APPLICATIONS


def _unforced(frame: FrameType, container: Any) -> bool:
    """Whether *frame* is the first to force the function that ``mapAttrs`` applies.

    It has no place in C++ Nix then.  Nobody notes that, but an element of the same set
    that is done tells that it has been forced before.
    """
    thunk = frame.f_locals["thunk"]
    if len(thunk) != 4:
        return False
    cells = container.d.values() if type(container) is Attrs else container
    return all(type(cell) is not list or cell[0] is not None for cell in cells)


def _origin(frame: FrameType, container: Any) -> Position | None:
    """Where deep forcing calls from: the place of the function that *frame*'s thunk applies."""
    if _unforced(frame, container):
        return None
    function = frame.f_locals["thunk"][1]
    if type(function) is list and function[0] is None:
        function = function[1]
    if type(function) is Partial:
        return function.function.info.position(len(function.args))
    return function.info.position(0) if type(function) is Lambda else None


def _follow_cycle(error: InfiniteRecursionError, frames: list[tuple[FrameType, int]]) -> None:
    """Note where *frames* are, up to the one that computes the thunk which needs itself."""
    passed = list(error.passed)
    for frame, lasti in reversed(frames):
        unit = _unit(frame)
        if unit is not None:
            spot = location(frame.f_code, lasti)
            if spot is not None and len(passed) < MAX_FRAMES:
                passed.append(Position(unit.source, spot[0], spot[1] + 1))
        elif frame.f_code in FORCING:
            names = frame.f_locals
            if names.get("thunk") is error.thunk and names.get("code") not in NO_OWNER:
                error.cycle, error.thunk, error.passed = tuple(passed), None, ()
                return
    error.passed = tuple(passed)


def _forcing(frame: FrameType, place: Position | None) -> list[TraceFrame]:
    """The line of a frame that forces something in the name of ``what``."""
    what = frame.f_locals.get("what")
    return [TraceFrame(what, place if frame.f_locals.get("at") else None)] if what else []


def _call(function: Lambda, place: Position | None, binding: bool) -> list[TraceFrame]:
    """The lines of a function call, outermost first.

    While its arguments are being bound it isn't called yet: only the call site shows,
    and not just with ``--show-trace``.
    """
    lines = [TraceFrame("from call site", place, call=not binding)] if place is not None else []
    if not binding:
        name = function.info.name
        shown = f"'{to_text(name)}'" if name is not None else "anonymous lambda"
        lines.append(TraceFrame(f"while calling {shown}", function.info.position(-1), call=True))
    return lines


def _entry(unit: Unit, index: int, wanted: str) -> tuple[Any, ...] | None:
    """The innermost entry of kind *wanted* in a context."""
    while index:
        parent, kind, *rest = unit.contexts[index]
        if kind == wanted:
            return tuple(rest)
        index = parent
    return None


def _operator(unit: Unit, index: int) -> Position | None:
    """The place of the operator in a context."""
    entry = _entry(unit, index, "op")
    return Position(unit.source, *entry) if entry is not None else None


def _contexts(unit: Unit, index: int, frame: FrameType) -> list[TraceFrame]:
    """The lines of a context, innermost first."""
    lines = []
    while index:
        parent, kind, *rest = unit.contexts[index]
        if kind == "say":
            message, line, column = rest
            lines.append(TraceFrame(message, Position(unit.source, line, column) if line else None))
        elif kind == "builtin":
            name, line, column = rest
            lines.append(
                TraceFrame(
                    f"while calling the '{name}' builtin", Position(unit.source, line, column)
                )
            )
        elif kind == "attr":
            path, local, name = rest
            names = frame.f_locals
            steps = _path(unit.contexts[path][2:], names)
            message = f"while evaluating the attribute '{steps}'"
            attrs = names.get(local)
            if type(attrs) is Attrs:
                position = attr_position(attrs, _shown(name, names))
                if position is not None:
                    # Its place counts for what is further in, even where it is no line.
                    message = "" if position.source.internal else message
                    lines.append(TraceFrame(message, position))
        index = parent
    return lines


def _inherited(frame: FrameType, lines: list[list[TraceFrame]]) -> Position:
    """The place of ``inherit (e) name``, and its line when the attribute was found."""
    names = frame.f_locals
    unit, name, line, column = names["site"]
    found = names.get("found")
    if type(found) is Attrs:
        position = attr_position(found, name)
        if position is not None:
            if not position.source.internal:
                lines.append(
                    [TraceFrame(f"while evaluating the attribute '{to_text(name)}'", position)]
                )
            return position
    return Position(unit.source, line, column)
