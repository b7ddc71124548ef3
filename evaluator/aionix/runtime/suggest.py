"""Suggestions for misspelt names: "Did you mean …?" (PLACEHOLDER)."""

from __future__ import annotations

from collections.abc import Iterable


def suggestions(name: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The best few of *candidates*."""
    return ()
