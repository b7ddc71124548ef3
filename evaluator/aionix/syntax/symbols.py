"""The order in which this process first saw each name.

C++ Nix walks attribute sets in the order of its symbol table wherever it does
not sort, and that order shows: it decides which of two errors is met first.
The parser registers names at the very moments at which Nix's parser would.

Invariant: an index is never given away twice and never changes.  The numbers
are consecutive, so ``len(order)`` is the next one.
"""

from __future__ import annotations

#: Name (a nix string) to index.  Names are added with ``symbol_index`` only, or by
#: ``order.setdefault(name, len(order))`` where a call would cost too much.
order: dict[str, int] = {}


def symbol_index(name: str) -> int:
    """The place of *name* in the order; a name not seen before comes last."""
    return order.setdefault(name, len(order))
