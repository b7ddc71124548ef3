"""Why two values of ``assert a == b`` differ (PLACEHOLDER)."""

from __future__ import annotations

from .values import Cell


async def assert_equal(a: Cell, b: Cell, depth: int) -> None:
    """Raise the AssertionFailedError that tells the first difference."""
