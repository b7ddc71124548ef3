"""The order in which runtime walks sets: a door to ``syntax.symbols`` for those with a context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..syntax.symbols import symbol_sorted

if TYPE_CHECKING:
    from .context import Context


def in_symbol_order(ctx: Context, attributes: Mapping[str, Any]) -> list[str]:
    """The names of a set in the order in which Nix walks it."""
    return symbol_sorted(attributes)
