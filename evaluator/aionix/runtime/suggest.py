"""Suggestions for misspelt names: "Did you mean …?"."""

from __future__ import annotations

from collections.abc import Iterable

#: As Nix: at most so many names, at most so far from what was written.
LIMIT = 5
MAX_DISTANCE = 2


def suggestions(name: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The best few of *candidates*, best first, ties in name order.

    *name* and *candidates* are text; the distance is counted in bytes, as Nix does.
    """
    wanted = name.encode("utf-8", "surrogateescape")
    found = []
    for candidate in candidates:
        other = candidate.encode("utf-8", "surrogateescape")
        if abs(len(other) - len(wanted)) <= MAX_DISTANCE:
            distance = edit_distance(wanted, other)
            if distance <= MAX_DISTANCE:
                found.append((distance, other, candidate))
    return tuple(candidate for _, _, candidate in sorted(found)[:LIMIT])


def edit_distance(first: bytes, second: bytes) -> int:
    """Levenshtein's distance, or some number above ``MAX_DISTANCE`` when it exceeds that."""
    previous = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        current = [i]
        for j, b in enumerate(second, 1):
            current.append(
                previous[j - 1] if a == b else 1 + min(previous[j - 1], previous[j], current[j - 1])
            )
        if min(current) > MAX_DISTANCE:
            return MAX_DISTANCE + 1
        previous = current
    return previous[-1]
