"""Room on CPython's own stack, so that calls of Python functions don't allocate it again and again.

CPython keeps the frames of plain functions in chunks of 16 KiB, one ``mmap`` each.  A call that
finds no room gets another chunk, and its return gives it back at once: whatever is called in a
loop just there pays for ``mmap``, ``munmap`` and a page fault each time, 2 to 20 µs.  An
evaluation goes up and down over such boundaries all the time: ``git.drvPath`` of core did so 26,000
times and took a tenth of its time for it (``benchmarks work``).

A chunk is doubled in size until the frame that needs it fits.  So below a frame that claims half
of a large chunk, and a little, all others have the rest of it.  What is claimed is never touched:
address space, not memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Argument = TypeVar("Argument")
Result = TypeVar("Result")

#: Bytes that frames below ``with_room`` have.  The deepest chain (``loop.MAX_GUARD``) takes half.
ROOM = 256 * 1024


def with_room(function: Callable[[Argument], Result], argument: Argument) -> Result:
    """``function(argument)``.  Takes some 10 µs itself: not for each small step."""
    return function(argument)


# In pointers, as the interpreter counts.  An interpreter without such chunks doesn't mind.
with_room.__code__ = with_room.__code__.replace(co_stacksize=ROOM // 8)
