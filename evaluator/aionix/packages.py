"""Finding the derivations in a value: what ``nix-instantiate`` instantiates.

A derivation is itself; a list holds those of its elements; a set those of its
attributes, in order of their names, and of sets among them that say
``recurseForDerivations = true``; functions are called with the arguments at hand
(Nix manual, "nix-instantiate"; C++ Nix's ``getDerivations``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .bytestr import to_text
from .errors import EvalError, NixError, NixTypeError, TraceFrame
from .runtime.coerce import (
    canonical_path,
    coerce_to_string,
    expected,
    force_string_no_context,
)
from .runtime.context import Context
from .runtime.requests import Run, suspend
from .runtime.thunk import GUARD, whnf
from .runtime.tracing import TRACERS
from .runtime.values import Attrs, Cell, Value, attr_position
from .selection import auto_call
from .store import paths

_COMPONENT = re.compile(r"[A-Za-z_][A-Za-z0-9\-_+]*")
_RECURSE = "recurseForDerivations"


async def find_packages(
    ctx: Context, value: Cell, arguments: Mapping[str, Cell], depth: int
) -> list[Attrs]:
    """The derivations in *value*, each set once."""
    found = _Found(ctx, arguments)
    await _search(found, value, depth)
    return found.packages


class _Found:
    """What was found so far; the sets are kept, so that none is taken for another."""

    def __init__(self, ctx: Context, arguments: Mapping[str, Cell]) -> None:
        self.ctx = ctx
        self.arguments = arguments
        self.packages: list[Attrs] = []
        self.seen: set[int] = set()


async def _search(found: _Found, cell: Cell, depth: int) -> None:
    if depth >= GUARD[0]:
        await suspend(Run(_search(found, cell, 0)))
        return
    value = await auto_call(found.ctx, found.arguments, cell, depth + 1)
    if await _is_package(found, value, depth + 1):
        return
    if type(value) is Attrs:
        everything = "_combineChannels" in value.d
        for name in sorted(value.d):
            if _COMPONENT.fullmatch(name):
                await _attribute(found, value, name, everything, depth + 1)
    elif type(value) is tuple:
        for element in value:
            if not await _is_package(found, element, depth + 1):
                await _search(found, element, depth + 1)
    else:
        raise NixTypeError(
            "expression does not evaluate to a derivation (or a set or list of those)"
        )


async def _attribute(found: _Found, attrs: Attrs, name: str, everything: bool, depth: int) -> None:
    """Search one attribute; its frame is a line in traces."""
    cell = attrs.d[name]
    if everything:
        await _search(found, cell, depth)
        return
    if await _is_package(found, cell, depth):
        return
    value = await whnf(cell, depth)
    if type(value) is Attrs and _RECURSE in value.d and await _recurses(value, depth):
        await _search(found, value, depth)


def _trace_attribute(names: Mapping[str, Any]) -> list[TraceFrame]:
    position = attr_position(names["attrs"], names["name"])
    return [TraceFrame(f"while evaluating the attribute '{to_text(names['name'])}'", position)]


TRACERS[_attribute.__code__] = _trace_attribute


async def _recurses(attrs: Attrs, depth: int) -> bool:
    """Whether a set says that its attributes are wanted; its frame is a line in traces."""
    value = await whnf(attrs.d[_RECURSE], depth)
    if value is not True and value is not False:
        error = expected("a Boolean", value)
        error.position = attr_position(attrs, _RECURSE)
        raise error
    return value


def _trace_recursion(names: Mapping[str, Any]) -> list[TraceFrame]:
    position = attr_position(names["attrs"], _RECURSE)
    return [TraceFrame(f"while evaluating the attribute `{_RECURSE}`", position)]


TRACERS[_recurses.__code__] = _trace_recursion


async def _is_package(found: _Found, cell: Cell, depth: int) -> bool:
    """Whether *cell* is a derivation; it is then among those found."""
    value = await whnf(cell, depth)
    if not await is_derivation(value, depth):
        return False
    if id(value) not in found.seen:
        if "name" not in value.d:
            raise NixTypeError("derivation name missing")
        await force_string_no_context(
            value.d["name"], depth, "while evaluating the 'name' attribute of a derivation"
        )
        found.seen.add(id(value))
        found.packages.append(value)
    return True


async def is_derivation(value: Value, depth: int) -> bool:
    """Whether *value* is a set with ``type = "derivation"``."""
    if type(value) is not Attrs or "type" not in value.d:
        return False
    kind = await whnf(value.d["type"], depth)
    return isinstance(kind, str) and kind == "derivation"


async def derivation_path(ctx: Context, package: Attrs, depth: int) -> str:
    """The store path of a package's derivation."""
    if "drvPath" not in package.d:
        raise NixError("derivation does not contain a 'drvPath' attribute")
    return await _store_derivation(ctx, package, await whnf(package.d["drvPath"], depth), depth)


async def _store_derivation(ctx: Context, package: Attrs, value: Value, depth: int) -> str:
    """*value*, a package's ``drvPath``, as a store path; its frame is a line in traces."""
    path = str.__str__(await coerce_to_string(ctx, value, depth, None, copy=False))
    if path.startswith("/"):
        path = canonical_path(path)
    if not paths.is_store_path(path, ctx.settings.store_dir):
        raise EvalError(f"path '{to_text(path)}' is not in the Nix store")
    if not paths.is_derivation(path):
        base = to_text(path.rpartition("/")[2])
        raise NixError(f"store path '{base}' is not a valid derivation path")
    return path


def _trace_store_derivation(names: Mapping[str, Any]) -> list[TraceFrame]:
    position = attr_position(names["package"], "drvPath")
    return [TraceFrame("while evaluating the 'drvPath' attribute of a derivation", position)]


TRACERS[_store_derivation.__code__] = _trace_store_derivation


async def output_name(package: Attrs, path: str, depth: int) -> str:
    """Which output of its derivation, at *path*, a package stands for."""
    if "outputName" in package.d:
        name = await force_string_no_context(
            package.d["outputName"], depth, "while evaluating the output name of a derivation"
        )
        if name:
            return name
    raise NixError(f"derivation '{to_text(path)}' lacks an 'outputName' attribute")
