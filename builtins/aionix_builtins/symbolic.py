"""Finding out what a function does, by running its compiled code on symbols.

With nothing but a few operations at hand, which note what they are asked for, code does to
symbols what it does to all values of their kind; code that needs anything else fails.  ``sort``
recognises comparators in this way, ``genList`` integer arithmetic.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

from aionix.runtime.stubs import at_hand
from aionix.runtime.thunk import GUARD
from aionix.runtime.values import Lambda, Value


def each_call_counts() -> bool:
    """Whether steps are counted or calls shown to somebody: none may be left out then."""
    return type(GUARD[0]) is not int or sys.getprofile() is not None or sys.gettrace() is not None


def on_symbols(
    function: Value, arity: int, operations: Mapping[str, Any], others: frozenset[str]
) -> Callable[..., Any] | None:
    """The code of *function*, of so many arguments; None if it refers to more than these names.

    Called with what stands for the function, the arguments and a depth.  It fails where it gets
    to one of the *others*, which are there for values that are no symbols.  None also while
    ``each_call_counts``.
    """
    if type(function) is not Lambda or each_call_counts():
        return None
    entry = at_hand(function.info.e1 if arity == 1 else function.info.e2)
    if type(entry) is not FunctionType:
        return None
    if not all(name in operations or name in others for name in entry.__code__.co_names):
        return None
    return FunctionType(entry.__code__, dict(operations), None, entry.__defaults__)
