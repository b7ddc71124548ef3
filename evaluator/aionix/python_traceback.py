"""The Python traceback of a ``NixError``, with a line for each call in Nix code.

The VM drops Python's own tracebacks on the way: a deep error would consist of little else, and
most of it would be machinery.  Where an error leaves the library, ``with_nix_lines`` gives it
one that shows Nix code as if Python had run it: ``File "x.nix", line 3, in f``, made from the
trace that is kept.  Its frames are real ones, of functions that do nothing but stand there.

Whatever takes time to import is imported when there is an error.  Sources that are no files go
into ``linecache`` under their names, the latest one of each name.
"""

from __future__ import annotations

import os
import re
import sys
from functools import lru_cache
from types import CodeType, FrameType, FunctionType, TracebackType
from typing import TypeVar

from .bytestr import to_text
from .errors import InfiniteRecursionError, InternalError, NixError
from .source import Position, SourceFile

E = TypeVar("E", bound=NixError)

#: Most frames that are shown; of more, some of the outermost and most of the innermost.
MAX_FRAMES = 40
OUTERMOST = 10
#: Longer texts that are no files are not put into ``linecache``.
MAX_TEXT = 1 << 18

TOP = "<module>"
_NAMED = re.compile(r"while (?:calling|evaluating the attribute) '(.*)'\Z", re.DOTALL)
_CALLS = ("from call site", "while calling the '")


def with_nix_lines(error: E) -> E:
    """*error* with a traceback of the Nix code that it comes from; not if it is a fault of ours."""
    if isinstance(error, InternalError):
        return error
    if isinstance(error, InfiniteRecursionError):
        error.thunk, error.passed = None, ()
    places = _places(error)
    if len(places) > MAX_FRAMES:
        places = places[:OUTERMOST] + places[OUTERMOST - MAX_FRAMES :]
    following: TracebackType | None = None
    for position, name in reversed(places):
        frame = _frame(_code(position.source.name, name, position.line, *_columns(position)))
        following = TracebackType(following, frame, 0, position.line)
    for source in {id(position.source): position.source for position, _ in places}.values():
        _show_lines_of(source)
    return error.with_traceback(following)


def shortened(error: E) -> E:
    """*error* without the part of its traceback above Nix code: the inside of the library."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_frame.f_globals is not _GLOBALS:
        traceback = traceback.tb_next
    return error if traceback is None else error.with_traceback(traceback)


def _places(error: NixError) -> list[tuple[Position, str]]:
    """Where each call is, outermost first, and the name of the function or attribute it is in."""
    places: list[tuple[Position, str]] = []
    name = TOP
    for frame in reversed(error.trace):
        text, at = frame.description, frame.position
        named = _NAMED.match(text)
        if named is not None:
            name = named[1]
        elif text == "while calling anonymous lambda":
            name = "<lambda>"
        elif at is not None and text.startswith(_CALLS) and not at.source.internal:
            _add(places, at, name)
    last = error.position if error.position is not None else error.near
    if last is not None and not last.source.internal:
        _add(places, last, name)
    return places


def _add(places: list[tuple[Position, str]], position: Position, name: str) -> None:
    if position.line > 0 and (not places or places[-1] != (position, name)):
        places.append((position, name))


def _columns(position: Position) -> tuple[int, int]:
    """The columns, from 0, of the token at *position*."""
    from .spans import offset_of, token_end

    start = position.column - 1
    offset = offset_of(position)
    end = start + 1
    if offset is not None:
        end = start + max(token_end(position.source.text, offset) - offset, 1)
    return max(start, 0), max(end, 1)


def _frame(code: CodeType) -> FrameType:
    """A frame of *code*, which has returned."""
    frame: FrameType = FunctionType(code, _GLOBALS)()
    return frame


#: The globals of all frames of Nix code.
_GLOBALS = {"__name__": "nix", "_getframe": sys._getframe}


def _stand() -> FrameType:
    return _getframe()  # type: ignore[name-defined, no-any-return]  # noqa: F821


@lru_cache(maxsize=256)
def _code(file: str, name: str, line: int, column: int, end: int) -> CodeType:
    """Code that is at one place only (CPython, Objects/locations.md: the long form)."""
    template = _stand.__code__
    units = len(template.co_code) // 2
    where = b"\0\0" + _number(column + 1) + _number(end + 1)
    table = b""
    while units > 0:
        length = min(units, 8)
        table += bytes([0x80 | 14 << 3 | length - 1]) + where
        units -= length
    return template.replace(
        co_filename=file,
        co_name=name,
        co_qualname=name,
        co_firstlineno=line,
        co_linetable=table,
    )


def _number(value: int) -> bytes:
    """*value* in groups of six bits, lowest first."""
    result = bytearray()
    while value >= 64:
        result.append(0x40 | value & 63)
        value >>= 6
    result.append(value)
    return bytes(result)


def _show_lines_of(source: SourceFile) -> None:
    """Let tracebacks find the lines of what is no file."""
    if not source.text or len(source.text) > MAX_TEXT:
        return
    if source.path is not None and os.path.exists(source.name):
        return
    import linecache

    text = to_text(source.text).encode("utf-8", "replace").decode()
    lines = [f"{line}\n" for line in re.split(r"\r\n?|\n", text)]
    linecache.cache[source.name] = (len(text), None, lines, source.name)
