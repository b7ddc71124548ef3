"""Numbers and paths as they are written: their values.

Used by the lexer and the actions; knows nothing of either.
"""

from __future__ import annotations

import math
import sys

MAX_INT = 2**63 - 1


def parse_int(digits: str) -> int | None:
    """The value of an integer literal; None when it does not fit in 64 bits."""
    significant = digits.lstrip("0")
    if len(significant) > 19:
        return None
    value = int(significant or "0")
    return value if value <= MAX_INT else None


def parse_float(text: str) -> float | None:
    """The value of a float literal; None where C's ``strtod`` reports a range error."""
    value = float(text)
    if math.isinf(value):
        return None
    if value >= sys.float_info.min:
        return value
    # Underflow is an error, too, but only when the value had to be rounded.
    if value:
        # Imported here: it costs several milliseconds.
        from fractions import Fraction

        exact = Fraction(text) == Fraction(value)
    else:
        exact = not text.lower().partition("e")[0].strip("0.")
    return value if exact else None


def canonical_path(path: str) -> str:
    """The absolute *path* without ``.``, ``..``, empty steps and trailing slashes."""
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            if steps:
                steps.pop()
        elif step and step != ".":
            steps.append(step)
    return "/" + "/".join(steps)


def resolve_path(literal: str, base: str) -> str:
    """What a path literal means in the directory *base*.

    A trailing slash (only before an interpolation) is kept.
    """
    path = canonical_path(literal if literal[0] == "/" else f"{base}/{literal}")
    if literal[-1] == "/" and len(literal) > 1:
        path += "/"
    return path
