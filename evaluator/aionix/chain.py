"""Which frames of a trace explain an error to a person: ``explain``.

Nix's trace has a line for each thing that was being evaluated.  Most say the same as the
excerpt beside them, or tell of the inside of a library.  What is kept:

* what the evaluator was doing right where it failed ("while evaluating the first argument …");
* calls made from the user's own files, attributes defined there, derivations, and every
  ``builtins.addErrorContext``; the user's are texts that are no files, and files below given
  directories or, if that leaves nothing, below that of the outermost frame;
* of many, the innermost and the outermost.

Frames that repeat are counted, frames left out too.  Order: innermost first, as one asks.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

from .bytestr import from_text
from .errors import CallError, NixError, TraceFrame
from .records import dataclass, replace
from .source import Position, SourceFile
from .spans import frame_region, index_of, offset_of
from .syntax import nodes as n

Kind = Literal["call", "attribute", "derivation", "context", "detail"]

#: Most steps that are shown, and how many of them are the outermost.
MAX_STEPS = 5
OUTERMOST = 2

CALL_SITE = "from call site"
_FUNCTION = "while calling "
_BUILTIN = re.compile(r"while calling the '(.*)' builtin\Z", re.DOTALL)
_ATTRIBUTE = re.compile(r"while evaluating (the )?attribute '")
_FILE = "while evaluating the file '"
#: What is compared in a failed assertion: where that comes from, not where it is compared.
_SIDES = ("where left hand side is", "where right hand side is")
_DERIVATION = re.compile(r"while evaluating (?:attribute '.*' of )?derivation '(.*)'")
STORE = "/nix/store/"


@dataclass(frozen=True)
class Step:
    """A line of the explanation: *text* ends where the place follows, if there is one."""

    text: str
    kind: Kind
    position: Position | None = None
    frame: TraceFrame | None = None
    #: How often it was there, and how many steps between this and the next are not shown.
    count: int = 1
    hidden: int = 0


@dataclass(frozen=True)
class Explanation:
    """What to show of an error besides its message.

    *details*: what was being done when it failed.  *position*: where that was, with the frame
    it is taken from if it isn't the error's own.  *steps*: how it came to that.
    """

    details: tuple[str, ...]
    position: Position | None
    frame: TraceFrame | None
    steps: tuple[Step, ...]
    #: How many calls and attributes are left out.
    hidden: int = 0


def explain(error: NixError, roots: Sequence[str] | None = None) -> Explanation:
    """The shortest chain that explains *error*.

    *roots*: the user's directories; the working directory by default.
    """
    steps = list(_steps(error.trace))
    details: list[str] = []
    position, frame = error.position, None
    if position is not None and position.source.internal:
        position = None
    near = error.near
    cycle = {(one.source, one.line) for one in getattr(error, "cycle", ())}
    if cycle:
        steps = [one for one in steps if not _is_among(one, cycle)]
    at_call = isinstance(error, CallError) and any(step.text == "called" for step in steps[:1])
    used, in_call = 0, False
    for step in steps:
        is_site = at_call and step.text == "called"
        if step.kind == "context" or not (position is None or step.position is None or is_site):
            break
        if position is None and near is not None and step.position not in (None, near):
            break
        used += 1
        in_call = in_call or (step.kind == "call" and step.position is None)
        if step.kind != "call" and not in_call:
            details.append(step.text)
        if step.position is not None:
            # The innermost place: the error has none of its own, or it is the function's.
            position, frame = step.position, step.frame
            break
    if position is None:
        position = near
    if roots is None:
        roots = [from_text(os.getcwd())]
    rest = steps[used:]
    detail = details[-1] if details else ""
    chosen, hidden = _chosen(rest, position, detail, _ownership(roots))
    if not chosen:
        sources = [step.position.source for step in rest if step.position is not None]
        directories = [source.base for source in sources[-1:]]
        chosen, hidden = _chosen(rest, position, detail, _ownership(directories))
    return Explanation(tuple(details[:2]), position, frame, tuple(chosen), hidden)


def _is_among(step: Step, places: set[tuple[SourceFile, int]]) -> bool:
    return step.position is not None and (step.position.source, step.position.line) in places


def _steps(trace: list[TraceFrame]) -> Iterator[Step]:
    """The frames of *trace*, a function and its call site as one."""
    function: TraceFrame | None = None
    for frame in trace:
        text = frame.description
        if not text or text in _SIDES or text.startswith(_FILE):
            continue
        if frame.position is not None and frame.position.source.internal:
            continue
        if text == CALL_SITE:
            if function is None:
                yield Step("called", "call", frame.position, frame)
            elif function.position == frame.position:  # a builtin called it
                yield Step(_in(function), "call", None, function)
            else:
                yield Step(_in(function), "call", frame.position, frame)
            function = None
            continue
        if function is not None:
            yield Step(_in(function), "call", None, function)
            function = None
        builtin = _BUILTIN.match(text)
        if frame.call and text.startswith(_FUNCTION):
            function = frame
        elif frame.always:
            yield Step(text, "context", frame.position, frame)
        elif builtin is not None:
            imports = builtin[1] in ("import", "scopedImport")
            called = "imported" if imports else f"in builtins.{builtin[1]}"
            yield Step(called, "call", frame.position, frame)
        elif _DERIVATION.match(text):
            yield Step(text.partition("\n")[0], "derivation", frame.position, frame)
        elif _ATTRIBUTE.match(text):
            yield Step(text, "attribute", frame.position, frame)
        else:
            yield Step(text, "detail", frame.position, frame)
    if function is not None:
        yield Step(_in(function), "call", None, function)


def _in(function: TraceFrame) -> str:
    """``in 'f'`` for ``while calling 'f'``."""
    name = function.description.removeprefix(_FUNCTION)
    return "in a function" if name == "anonymous lambda" else f"in {name}"


def _chosen(
    steps: list[Step],
    place: Position | None,
    detail: str,
    is_users: Callable[[SourceFile], bool],
) -> tuple[list[Step], int]:
    """The steps worth showing, innermost first, and how many are left out.

    *detail*: the last one shown with the place.
    """
    left_out = 0
    kept: list[Step] = []
    seen: dict[object, int] = {}
    for step in steps:
        at = step.position
        if step.kind == "context":
            kept.append(step)
            continue
        if step.kind == "derivation":
            previous = kept[-1].text if kept else detail
            if previous.endswith(f" of {step.text.removeprefix('while evaluating ')}"):
                continue  # the derivation of the attribute just spoken of
            if at is not None and not is_users(at.source):
                step, at = replace(step, position=None), None
        elif at is None or step.kind == "detail":
            continue
        elif not is_users(at.source):
            left_out += 1
            continue
        elif step.text.startswith("in ") and not _is_call(at):
            continue
        key = (step.text, at and (at.source.name, at.line, at.column))
        if key in seen:
            again = seen[key]
            kept[again] = replace(kept[again], count=kept[again].count + 1)
            continue
        if at is not None:
            if place is not None and _same_line(at, place) and _says_nothing(step, place):
                continue
            before = kept[-1].position if kept else None
            if step.kind == "attribute" and before is not None and _same_line(before, at):
                continue
        seen[key] = len(kept)
        kept.append(step)
    contexts = sum(step.kind == "context" for step in kept)
    room = max(MAX_STEPS - contexts, 2)
    others = [index for index, step in enumerate(kept) if step.kind != "context"]
    hidden = set(others[room - OUTERMOST : -OUTERMOST]) if len(others) > room else set()
    count = 0
    for index in range(len(kept) - 1, -1, -1):
        count = count + 1 if index in hidden else count
        if index not in hidden:
            kept[index] = replace(kept[index], hidden=count)
            count = 0
    left_out += sum(kept[index].count for index in hidden)
    return [step for index, step in enumerate(kept) if index not in hidden], left_out


def _is_call(place: Position) -> bool:
    """Whether a call is written at *place*; a builtin's are said to be at the function."""
    offset = offset_of(place)
    nodes = () if offset is None else index_of(place.source).expressions.get(offset, ())
    return not nodes or any(type(node) in (n.Apply, n.Binary, n.Negate) for node in nodes)


def _says_nothing(step: Step, place: Position) -> bool:
    """Whether *step*, in the line of the error, is in the excerpt already."""
    if step.kind == "derivation":
        return False
    if step.kind == "attribute" or step.position == place:
        return True
    if step.frame is None:
        return False
    around = frame_region(step.frame)
    if around is None:
        return False
    start = place.source.offset(place.line, place.column) if place.source.text else -1
    return (
        around.start <= start < around.end
        and "\n" not in place.source.text[around.start : around.end]
    )


def _same_line(one: Position, other: Position) -> bool:
    return one.line == other.line and _file(one.source) == _file(other.source)


def _file(source: SourceFile) -> object:
    return source.path if source.path is not None else id(source)


def _ownership(roots: Iterable[str]) -> Callable[[SourceFile], bool]:
    """What tells whether a source is the user's own: no file, or below one of *roots*."""
    directories = [_directory(root) for root in roots]
    return lambda source: source.path is None or _is_below(source, directories)


def _directory(name: str) -> str:
    return name.rstrip("/") + "/"


def _is_below(source: SourceFile, directories: Iterable[str]) -> bool:
    """Whether *source* is a file in one of *directories*, and no copy of it in the store."""
    path = source.path
    if path is None:
        return False
    return any(
        path.startswith(one) and (STORE not in path or STORE in one)
        for one in directories
        if one != "/"
    )
