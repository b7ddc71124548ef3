"""Suggestions for misspelt names: "Did you mean …?".

Names at most two edits (insertion, deletion, replacement of a byte) away from
the one that was asked for, the five closest; equally close ones in byte order.
Takes and gives text.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest

from ..bytestr import from_text

MAX_EDITS = 2
MAX_SUGGESTIONS = 5


def suggestions(name: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The best few of *candidates*."""
    wanted = from_text(name)
    close = []
    for candidate in candidates:
        string = from_text(candidate)
        if abs(len(string) - len(wanted)) <= MAX_EDITS:
            edits = distance(wanted, string)
            if edits <= MAX_EDITS:
                close.append((edits, string, candidate))
    return tuple(candidate for _, _, candidate in nsmallest(MAX_SUGGESTIONS, close))


def distance(a: str, b: str) -> int:
    """How many edits turn *a* into *b* (Levenshtein); more than two may count as three."""
    start = 0
    stop = min(len(a), len(b))
    while start < stop and a[start] == b[start]:
        start += 1
    a, b = a[start:], b[start:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    row = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        best = i
        for j, other in enumerate(b, 1):
            edits = diagonal if char == other else 1 + min(diagonal, row[j], row[j - 1])
            diagonal, row[j] = row[j], edits
            if edits < best:
                best = edits
        if best > MAX_EDITS:
            return best
    return row[-1]
