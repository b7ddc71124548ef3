"""Infinite recursion in words: which values need each other.

The VM notes where each frame was between the two visits to the thunk that needs itself
(``InfiniteRecursionError.cycle``).  Here those places become the bindings they are in.
"""

from __future__ import annotations

from .bytestr import to_text
from .errors import InfiniteRecursionError
from .source import Position
from .spans import index_of, offset_of, region_at
from .syntax import nodes as n

#: Longer cycles are shown by their ends.
MAX_LINES = 8
#: Characters that are shown of an expression that has no name.
MAX_TEXT = 32
#: Places that are looked at from either end of a cycle.
MAX_PLACES = 200
#: Names of names that are followed.
MAX_ALIASES = 400


def cycle_lines(error: InfiniteRecursionError) -> list[tuple[str, Position | None]]:
    """``'a' needs 'b'`` and where, for each of those that need each other.

    From the value that was asked for first; the last one needs that again.  Empty if the
    cycle is not known.  What has no place stands for those left out.
    """
    owners: list[tuple[str, Position]] = []
    keys: list[object] = []
    places = error.cycle
    if len(places) > 2 * MAX_PLACES:
        places = places[:MAX_PLACES] + places[-MAX_PLACES:]
    for position in reversed(places):
        key, name = _owner(position)
        if key in keys:  # further in: how it came back to the same binding needn't be told
            first = keys.index(key)
            del keys[first:], owners[first:]
        keys.append(key)
        owners.append((name, position))
    owners = _with_aliases(owners)
    if len(owners) == 1:
        return [(f"{owners[0][0]} needs itself", owners[0][1])]
    lines: list[tuple[str, Position | None]] = [
        (f"{name} needs {owners[(index + 1) % len(owners)][0]}", position)
        for index, (name, position) in enumerate(owners)
    ]
    if len(lines) > MAX_LINES:
        left_out = len(lines) - MAX_LINES + 1
        lines[MAX_LINES // 2 : MAX_LINES // 2 + left_out] = [(f"… {left_out} more", None)]
    return lines


def _owner(position: Position) -> tuple[object, str]:
    """What tells the value apart that is computed at *position*, and what to call it."""
    source = position.source
    offset = offset_of(position)
    if offset is not None:
        binding = index_of(source).binding_at(offset)
        if binding is not None:
            return (id(source), binding.start), f"'{to_text(binding.path)}'"
        region = region_at(position)
        if region is not None:
            text = to_text(source.text[region.start : region.end])
            text = " ".join(text[: 4 * MAX_TEXT].split())
            short = text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
            return (id(source), offset), f"'{short}'"
    return (id(source), position.line, position.column), f"the value at {position}"


def _with_aliases(owners: list[tuple[str, Position]]) -> list[tuple[str, Position]]:
    """*owners* with the bindings in between that are nothing but another name.

    ``b = a`` has no code of its own: who needs ``b`` is found to need ``a``.
    """
    result: list[tuple[str, Position]] = []
    known = {name for name, _ in owners}
    for name, position in owners:
        result.append((name, position))
        source = position.source
        index = index_of(source)
        at = offset_of(position)
        while at is not None and len(result) < MAX_ALIASES:
            used = next((one for one in index.expressions.get(at, ()) if type(one) is n.Var), None)
            scope = None if used is None else index.scope_of(used.name, at)
            at = None
            if used is None or scope is None:
                break
            binding = index.binding_at(scope.names[used.name])
            if binding is None or binding.start != scope.names[used.name]:
                break
            alias = f"'{to_text(binding.path)}'"
            if type(binding.value) is n.Var and alias not in known:
                known.add(alias)
                at = binding.value.pos
                result.append((alias, source.position(at)))
    return result
