"""Which lines of a Nix file can be executed, and by which code.

Generated code has the lines of the ``.nix`` file, but that a line was met does not mean
that what is written there was evaluated: making a delayed expression meets its
line, too.  So each body (of a file, a function, a delayed expression) has lines of its
*own*: those of its code, without those on which it only makes delayed expressions.  A
line is executed when one of the bodies that own it gets there.

Functions count as defined where they stand, as in Python; what is in them, when called.

Invariant: depends on the code alone, so that the process that measures and the one
that reports agree.
"""

from __future__ import annotations

import re
from dis import get_instructions
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from .bytestr import to_text
from .records import dataclass
from .runtime.stubs import load_all, loaded
from .runtime.values import LambdaInfo

if TYPE_CHECKING:
    from .evaluator import Evaluator
    from .source import SourceFile

#: Instructions that CPython puts before the first statement: their line is that of the function.
PRELUDE = frozenset(["COPY_FREE_VARS", "POP_TOP", "RESUME", "RETURN_GENERATOR", "MAKE_CELL"])

#: Names of the code of delayed expressions (``compile.body``).
_DELAYED = re.compile(r"t\d+")


@dataclass(frozen=True)
class FunctionLines:
    """A Nix function: its name (None for an anonymous one), the line where it begins, its own."""

    name: str | None
    start: int
    lines: frozenset[int]


@dataclass(frozen=True)
class FileLines:
    """What there is to execute in a file."""

    lines: frozenset[int]
    functions: tuple[FunctionLines, ...]


def code_lines(code: CodeType) -> frozenset[int]:
    """The lines of the statements of *code*."""
    lines = set()
    prelude = True
    for instruction in get_instructions(code):
        prelude = prelude and instruction.opname in PRELUDE
        place = instruction.positions
        if not prelude and place is not None and place.lineno is not None:
            lines.add(place.lineno)
    return frozenset(lines)


def own_lines(code: CodeType, names: dict[str, Any]) -> frozenset[int]:
    """The lines that *code* owns; *names*: the globals of its functions."""
    lines = code_lines(code)
    delayed: set[int] = set()
    for name in code.co_names:
        if _DELAYED.fullmatch(name):
            made = loaded(names.get(name))
            if isinstance(made, FunctionType):
                delayed |= code_lines(made.__code__)
    return lines - (delayed - {code.co_firstlineno})


def file_lines(evaluator: Evaluator, source: SourceFile) -> FileLines:
    """What there is to execute in *source*.  Raises NixError if it can't be compiled."""
    names: dict[str, Any] = evaluator.load(source).__globals__
    load_all(names)
    lines: set[int] = set()
    own: dict[str, frozenset[int]] = {}
    for name, value in names.items():
        if isinstance(value, FunctionType) and value.__code__.co_filename == source.name:
            own[name] = own_lines(value.__code__, names)
            lines |= own[name]
    functions = []
    for name, value in names.items():
        if isinstance(value, LambdaInfo) and value.unit is names["UNIT"]:
            start = value.position().line
            shown = None if value.name is None else to_text(value.name)
            # Lines of delayed expressions in it are not its code, but stand in it.
            inside = _inside("f" + name[1:], names, own)
            functions.append(FunctionLines(shown, start, frozenset(inside)))
    return FileLines(frozenset(lines), tuple(sorted(functions, key=lambda one: one.start)))


def _inside(name: str, names: dict[str, Any], own: dict[str, frozenset[int]]) -> set[int]:
    """The lines of a function and of all delayed expressions that it makes."""
    lines: set[int] = set()
    todo, seen = [name], set()
    while todo:
        one = todo.pop()
        if one in seen or one not in own:
            continue
        seen.add(one)
        lines |= own[one]
        todo += filter(_DELAYED.fullmatch, names[one].__code__.co_names)
    return lines
