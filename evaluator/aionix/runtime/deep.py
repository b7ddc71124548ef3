"""Deep forcing: ``builtins.deepSeq`` and what ``--strict`` does.

Containers are walked on an explicit stack, each once, so that neither depth nor
cycles matter.  Sets are walked in symbol order, as Nix does.

Invariant: ``keys[i]`` is the attribute name or list index in ``open_[i]`` that
is being looked at; the trace lines of a failure are read off these two.
"""

from __future__ import annotations

from collections.abc import Coroutine, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from ..bytestr import to_text
from ..errors import TraceFrame
from ..syntax.symbols import symbol_sorted
from .literals import show_attr_name
from .parts import PARTS, Memory, each, new_levels
from .requests import TURN, Run, suspend
from .thunk import GUARD, force
from .tracing import TRACERS
from .values import Attrs, Cell, Lambda, Value, attr_position

if TYPE_CHECKING:
    from .context import Context


async def force_deep(
    ctx: Context, value: Cell, depth: int, shared: set[int] | None = None
) -> Value:
    """Force *value* and everything in it; returns it in weak head normal form.

    *shared*: ids of containers that others have begun on, for those who run ahead.
    """
    if depth >= GUARD[0]:
        return await suspend(Run(force_deep(ctx, value, 0, shared)))
    if type(value) is list:
        value = value[1] if value[0] is None else await force(value, depth + 1)
    if type(value) is not tuple and type(value) is not Attrs:
        return value
    seen = set() if shared is None else shared
    if id(value) in seen:
        return value
    seen.add(id(value))
    open_: list[Any] = [value]
    keys: list[Any] = [None]
    cells = [_cells(value)]
    while cells:
        for key, cell in cells[-1]:
            if type(cell) is list:
                if cell[0] is None:
                    cell = cell[1]
                else:
                    keys[-1] = key
                    cell = await force(cell, depth + 1)
            if type(cell) is Lambda:
                cell.forced = True
            elif (type(cell) is tuple or type(cell) is Attrs) and id(cell) not in seen:
                seen.add(id(cell))
                keys[-1] = key
                open_.append(cell)
                keys.append(None)
                cells.append(_cells(cell))
                if depth >= GUARD[0]:
                    await suspend(Run(_nothing()))
                break
            elif GUARD[0] < 0:
                await suspend(TURN)
        else:
            cells.pop()
            open_.pop()
            keys.pop()
    return value


def _cells(container: Any) -> Iterator[tuple[Any, Cell]]:
    """The cells of a list or set with their index or name, in Nix's order."""
    if type(container) is tuple:
        return iter(enumerate(container))
    attributes = container.d
    if len(attributes) < 2:
        return iter(attributes.items())
    return iter([(name, attributes[name]) for name in symbol_sorted(attributes)])


async def _nothing() -> None:
    """What the VM is asked to run when it only wants to be reached."""


def _trace(local: Mapping[str, Any]) -> list[TraceFrame]:
    lines = []
    for container, key in zip(
        reversed(local.get("open_", ())), reversed(local.get("keys", ())), strict=False
    ):
        if key is None:
            continue
        if type(container) is tuple:
            lines.append(TraceFrame(f"while evaluating list element at index {key}"))
        else:
            lines.append(
                TraceFrame(
                    f"while evaluating the attribute '{to_text(show_attr_name(key))}'",
                    attr_position(container, key),
                )
            )
    return lines


TRACERS[force_deep.__code__] = _trace


def _rest(local: Mapping[str, Any], memory: Memory) -> Coroutine[Any, Any, None] | None:
    """What the walk comes to after what it is forcing, innermost first."""
    open_, keys, cells = local.get("open_"), local.get("keys"), local.get("cells")
    if not open_ or not keys or not cells:
        return None
    ctx, seen = local["ctx"], local["seen"]
    shared = set(seen) if local["shared"] is None else seen
    fresh = {id(level) for level in new_levels(cells, memory)}
    found = [
        _after(container, key, level)
        for container, key, level in zip(open_, keys, cells, strict=True)
        if id(level) in fresh and key is not None
    ]
    if not found:
        return None
    upcoming = chain.from_iterable(reversed(found))
    return each(lambda cell: force_deep(ctx, cell, 1, shared), upcoming)


def _after(container: Any, key: Any, cells: Iterator[tuple[Any, Cell]]) -> Iterator[Cell]:
    """The cells that *cells* still has, without taking them from it."""
    if type(container) is tuple:
        return map(container.__getitem__, range(key + 1, len(container)))
    if len(container.d) < 2:
        return iter(())
    from copy import copy

    return (cell for _, cell in copy(cells))


PARTS[force_deep.__code__] = _rest
