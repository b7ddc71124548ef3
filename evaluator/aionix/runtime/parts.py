"""Parts of a value that are evaluated one after the other and don't need each other.

A frame that walks such parts (``deep.force_deep``, JSON, the inputs of a derivation)
tells here, by a function of its local variables, what it will come to next.  While
the frame waits for something outside, the VM lets others begin on that
(``vm.ahead``).  Running costs nothing: the functions are called when a frame waits.

What runs ahead only warms thunks up: the walking frame comes by all the same, in its
order, and what it meets first is what happens.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping
from types import CodeType
from typing import Any, TypeAlias

from .requests import TURN, suspend
from .thunk import GUARD
from .values import Cell

#: What a walking frame's parts were handed out by before, by id: kept as long as the frame.
Memory: TypeAlias = dict[int, Any]
#: Frame's local variables → a coroutine that evaluates what comes next, None if nothing does.
Parts: TypeAlias = Callable[[Mapping[str, Any], Memory], Coroutine[Any, Any, None] | None]

#: Code of frames that walk parts.
PARTS: dict[CodeType, Parts] = {}


async def each(step: Callable[[Cell], Awaitable[Any]], cells: Iterator[Cell]) -> None:
    """``step(cell)`` for each of *cells*, which others may take from as well."""
    for cell in cells:
        if GUARD[0] < 0:
            await suspend(TURN)
        await step(cell)


def _rest(names: Mapping[str, Any], memory: Memory) -> Coroutine[Any, Any, None] | None:
    """Of ``each``: what is left is taken from the same iterator, once is enough."""
    if memory:
        return None
    memory[0] = True
    return each(names["step"], names["cells"])


PARTS[each.__code__] = _rest


def new_levels(levels: Iterable[Any], memory: Memory) -> list[Any]:
    """Those of *levels* that *memory* has not seen; it has now."""
    found = [level for level in levels if id(level) not in memory]
    memory.update((id(level), level) for level in found)
    return found
