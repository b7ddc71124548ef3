"""What runtime representations cost on this Python: nanoseconds to make and to use.

    python -m benchmarks.representation

The figures behind ``runtime/values.py`` and ``runtime/thunk.py``: an attribute set
as a wrapped dict against a dict subclass, a thunk as a list against an object.
"""

from __future__ import annotations

import timeit
from typing import Any


class SubclassAttrs(dict[str, Any]):
    """The rejected attribute set: a dict with a slot."""

    __slots__ = ("pos",)
    pos: Any


class WrappedAttrs:
    """The chosen attribute set: a slot with an exact dict."""

    __slots__ = ("d", "pos")

    def __init__(self, d: dict[str, Any], pos: Any) -> None:
        self.d = d
        self.pos = pos


class ObjectThunk:
    """The rejected thunk: an object."""

    __slots__ = ("captures", "code")

    def __init__(self, code: Any, captures: Any) -> None:
        self.code = code
        self.captures = captures


def subclassed(site: Any, d: dict[str, Any]) -> SubclassAttrs:
    """Make the rejected set."""
    result = SubclassAttrs(d)
    result.pos = site
    return result


CASES = {
    "set of 4, wrapped dict": "WrappedAttrs({'a': 1, 'b': 2, 'c': 3, 'd': 4}, S)",
    "set of 4, dict subclass": "subclassed(S, {'a': 1, 'b': 2, 'c': 3, 'd': 4})",
    "select, wrapped dict": "wrapped.d['a']",
    "select, dict subclass": "subclass['a']",
    "thunk, list": "[len, S, S]",
    "thunk, object": "ObjectThunk(len, (S, S))",
}


def main() -> None:
    """Print the table."""
    names: dict[str, Any] = {**globals(), "S": (1, 2)}
    names["wrapped"] = WrappedAttrs({"a": 1}, None)
    names["subclass"] = SubclassAttrs({"a": 1})
    number = 300_000
    for title, statement in CASES.items():
        best = min(timeit.repeat(statement, globals=names, number=number, repeat=5))
        print(f"{title:28}{best / number * 1e9:8.0f} ns")


if __name__ == "__main__":
    main()
