"""Attribute paths and automatic calls: ``-A`` and ``--arg`` of the command line.

A path is names and list indexes separated by dots; a name that holds a dot is
put between double quotes (Nix manual, ``nix-instantiate``, "--attr").  On the way,
and at the end where *auto_call* is asked, a function with named arguments is
called with those of the given arguments that it names.

Paths and names are nix strings.
"""

from __future__ import annotations

from collections.abc import Mapping

from .bytestr import to_text
from .errors import CallError, MissingAttributeError, NixError, NixSyntaxError, NixTypeError
from .runtime.context import Context
from .runtime.describe import type_phrase
from .runtime.suggest import suggestions
from .runtime.thunk import apply, whnf
from .runtime.values import Attrs, Cell, Lambda, LambdaInfo, Partial, Value
from .source import Position

_NO_VALUE = """\
cannot evaluate a function that has an argument without a value ('{name}')
Nix attempted to evaluate a function as a top level expression; in
this case it must have its arguments supplied either by default
values, or passed explicitly with '--arg' or '--argstr'. See
https://nix.dev/manual/nix/stable/language/syntax.html#functions."""


def parse_path(path: str) -> list[str]:
    """The parts of an attribute path; ``""`` has none."""
    parts: list[str] = []
    part = ""
    index = 0
    while index < len(path):
        char = path[index]
        if char == ".":
            parts.append(part)
            part = ""
        elif char == '"':
            end = path.find('"', index + 1)
            if end < 0:
                raise NixSyntaxError(f"missing closing quote in selection path '{to_text(path)}'")
            part += path[index + 1 : end]
            index = end
        else:
            part += char
        index += 1
    if part:
        parts.append(part)
    return parts


async def select_path(
    ctx: Context, value: Cell, path: str, arguments: Mapping[str, Cell], depth: int
) -> Value:
    """What *path* selects from *value*, functions on the way being called."""
    shown = to_text(path)
    for part in parse_path(path):
        value = await auto_call(ctx, arguments, value, depth)
        if part.isascii() and part.isdigit() and int(part) < 1 << 32:
            value = _element(value, int(part), shown)
        else:
            value = _attribute(value, part, shown)
    return await whnf(value, depth)


def _element(value: Value, index: int, path: str) -> Cell:
    if type(value) is not tuple:
        raise _wrong_type("a list", value, path)
    if index >= len(value):
        raise NixError(f"list index {index} in selection path '{path}' is out of range")
    return value[index]


def _attribute(value: Value, name: str, path: str) -> Cell:
    if type(value) is not Attrs:
        raise _wrong_type("a set", value, path)
    if not name:
        raise NixError(f"empty attribute name in selection path '{path}'")
    if name not in value.d:
        shown = to_text(name)
        raise MissingAttributeError(
            f"attribute '{shown}' in selection path '{path}' not found",
            suggestions=suggestions(shown, map(to_text, value.d)),
            at_expression=False,
        )
    return value.d[name]


def _wrong_type(needed: str, value: Value, path: str) -> NixTypeError:
    return NixTypeError(
        f"the expression selected by the selection path '{path}' should be {needed}"
        f" but is {type_phrase(value)}"
    )


async def auto_call(ctx: Context, arguments: Mapping[str, Cell], value: Cell, depth: int) -> Value:
    """*value*, or if that is a function with named arguments, its result for *arguments*.

    A function is given what it names, or everything if it takes more (``...``).
    """
    value = await whnf(value, depth)
    while type(value) is Attrs and "__functor" in value.d:
        value = await apply(value.d["__functor"], value, depth=depth)
    info = _next_formals(value)
    if info is None:
        return value
    names = [formal[0] for formal in info.formals or ()]
    if info.ellipsis:
        given = dict(arguments)
    else:
        given = {name: arguments[name] for name in names if name in arguments}
        for name, has_default, line, column in info.formals or ():
            if name not in given and not has_default:
                raise CallError(
                    _NO_VALUE.format(name=to_text(name)),
                    Position(info.unit.source, line, column),
                )
    return await apply(value, Attrs(given), depth=depth)


def _next_formals(value: Value) -> LambdaInfo | None:
    """The static part of a function whose next parameter is a set pattern; None for others."""
    if type(value) is Lambda:
        function, given = value, 0
    elif type(value) is Partial:
        function, given = value.function, len(value.args)
    else:
        return None
    info = function.info
    return info if info.formals is not None and given == info.arity - 1 else None
