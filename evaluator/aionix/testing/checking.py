"""Whether a test holds.

``{ expr; expected; }`` holds if ``expr == expected`` in Nix; ``{ expr; expectedError; }``
if evaluating ``expr`` completely fails with an error of ``expectedError.type`` whose
message contains the regular expression ``expectedError.msg`` (nix-unit's book, "Testing
errors").  What doesn't hold becomes a ``Failure``, with all that a person needs to
see why.

Each evaluation is an entry into the VM of its own: an error has its whole trace
only there, and the evaluator's limits hold for each.
"""

from __future__ import annotations

import re
from difflib import unified_diff
from typing import TYPE_CHECKING

from ..bytestr import to_text
from ..errors import (
    AbortError,
    AssertionFailedError,
    CallError,
    EvalError,
    LimitError,
    NixError,
    NixSyntaxError,
    NixTypeError,
    RestrictedPathError,
    ThrownError,
    UndefinedVariableError,
)
from ..pretty import Layout, show_pretty
from ..records import dataclass
from ..runtime.coerce import expected as wrong_type
from ..runtime.compare import equal, is_derivation
from ..runtime.deep import force_deep
from ..runtime.literals import show_attr_name
from ..runtime.thunk import whnf
from ..runtime.values import FUNCTION_TYPES, Attrs, Cell, Value, attr_position
from ..source import Position

if TYPE_CHECKING:
    from ..evaluator import Evaluator
    from .cases import Case

#: ``expectedError.type`` → the errors that it means: nix-unit's names, which are C++ Nix's.
ERROR_TYPES: dict[str, tuple[type[NixError], ...]] = {
    "RestrictedPathError": (RestrictedPathError,),
    "UndefinedVarError": (UndefinedVariableError,),
    "TypeError": (NixTypeError,),
    "MissingArgumentError": (CallError,),
    "Abort": (AbortError,),
    "ThrownError": (ThrownError,),
    "AssertionError": (AssertionFailedError, ThrownError),
    "ParseError": (NixSyntaxError,),
    "EvalError": (EvalError, UndefinedVariableError),
}

#: How values are printed: enough to see a difference, and no whole package set.
LAYOUT = Layout(indent=2, depth=30, attributes=2000, items=2000, raise_outermost=False)
SHORT = Layout(depth=3, attributes=20, items=20, string=200, raise_outermost=False)
#: Containers that are entered in search of what differs.
MAX_DESCENT = 100


@dataclass(frozen=True)
class Failure:
    """Why a test doesn't hold.

    *summary*: in one line.  *position*: of what differs.  *notes*: lines of text;
    *diff*: a unified diff from expected to actual, line by line.  *error*: what the
    evaluation ended in, where that wasn't expected.
    """

    summary: str
    position: Position | None = None
    notes: tuple[str, ...] = ()
    diff: tuple[str, ...] = ()
    error: NixError | None = None


async def check(evaluator: Evaluator, case: Case) -> Failure | None:
    """None if the test holds.  Raises nothing but what ends the program."""
    if case.body is None:
        return None
    try:
        if isinstance(case.body, NixError):
            raise case.body
        return await _check(evaluator, case.body)
    except NixError as error:
        return Failure(_first_line(error), error.position, error=error)


async def _check(evaluator: Evaluator, body: Cell) -> Failure | None:
    test = await evaluator.run(whnf(body, 0))
    if type(test) is not Attrs:
        raise wrong_type("a set with 'expr' and 'expected'", test)
    names = test.d
    cell = names.get("expr", names.get("result", _MISSING))
    if cell is _MISSING:
        raise EvalError("the test has no attribute 'expr'")
    if "expectedError" in names:
        wanted = await _wanted(evaluator, names["expectedError"])
        return await _check_error(evaluator, cell, wanted)
    if "expected" not in names:
        raise EvalError("the test has neither 'expected' nor 'expectedError'")
    if await evaluator.run(equal(cell, names["expected"], 0)):
        return None
    return await _difference(evaluator, cell, names["expected"])


_MISSING = object()


# --- values that differ ------------------------------------------------------------------


async def _difference(evaluator: Evaluator, actual: Cell, wanted: Cell) -> Failure:
    """What tells *actual* from *wanted*, which are not equal."""
    path, position, left, right = await _descend(evaluator, actual, wanted)
    where = f" at {'.'.join(path)}" if path else ""
    if isinstance(left, str) and isinstance(right, str) and "\n" in left + right:
        before, after = to_text(right).splitlines(), to_text(left).splitlines()
        diff = list(unified_diff(before, after, "expected", "actual", lineterm=""))
        if diff:
            summary = f"the strings{where} differ"
            return Failure(summary, position, diff=tuple(diff))
    before = (await show_pretty(evaluator, wanted, LAYOUT)).splitlines()
    after = (await show_pretty(evaluator, actual, LAYOUT)).splitlines()
    diff = list(unified_diff(before, after, "expected", "actual", lineterm=""))
    if type(left) in FUNCTION_TYPES and type(right) in FUNCTION_TYPES:
        note = f"functions are never equal{where}" if path else "functions are never equal"
        return Failure(note, position, diff=tuple(diff or after))
    summary = (
        f"{await show_pretty(evaluator, left, SHORT)} is not"
        f" {await show_pretty(evaluator, right, SHORT)}"
    )
    if type(left) is Attrs and type(right) is Attrs:
        summary = _names_that_differ(left, right) or summary
    notes = [] if diff else ["the values are printed alike:"]
    return Failure(_cut(f"{summary}{where}"), position, tuple(notes), tuple(diff or after))


async def _descend(
    evaluator: Evaluator, actual: Cell, wanted: Cell
) -> tuple[list[str], Position | None, Value, Value]:
    """The first members that differ: the way to them, where they are, and both values."""
    path: list[str] = []
    position: Position | None = None
    while True:
        left = await evaluator.run(whnf(actual, 0))
        right = await evaluator.run(whnf(wanted, 0))
        found = None
        if len(path) < MAX_DESCENT and type(left) is type(right):
            found = await _first_difference(evaluator, left, right)
        if found is None:
            return path, position, left, right
        name, actual, wanted, place = found
        path.append(name)
        position = place or position


async def _first_difference(
    evaluator: Evaluator, left: Value, right: Value
) -> tuple[str, Cell, Cell, Position | None] | None:
    """The first members of two lists or two sets that differ; None if the containers do."""
    if type(left) is tuple:
        if len(left) != len(right):
            return None
        for index, (one, other) in enumerate(zip(left, right, strict=True)):
            if not await evaluator.run(equal(one, other, 0)):
                return str(index), one, other, None
    elif type(left) is Attrs:
        if left.d.keys() != right.d.keys():
            return None
        if await evaluator.run(is_derivation(left, 0)) and "outPath" in left.d:
            place = attr_position(left, "outPath")
            return "outPath", left.d["outPath"], right.d["outPath"], place
        for name in sorted(left.d):
            one, other = left.d[name], right.d[name]
            if not await evaluator.run(equal(one, other, 0)):
                return to_text(show_attr_name(name)), one, other, attr_position(left, name)
    return None


def _names_that_differ(left: Attrs, right: Attrs) -> str:
    """Which attributes only one of two sets has."""
    parts = []
    for what, names in (
        ("missing", right.d.keys() - left.d.keys()),
        ("unexpected", left.d.keys() - right.d.keys()),
    ):
        if names:
            shown = ", ".join(to_text(show_attr_name(name)) for name in sorted(names))
            parts.append(f"{what}: {shown}")
    return "; ".join(parts)


def _cut(text: str, limit: int = 160) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


# --- errors ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Wanted:
    """The error that a test expects: the name of its type, and a pattern in its message."""

    type: str | None
    message: re.Pattern[str] | None

    def __str__(self) -> str:
        shown = f"an error of type {self.type}" if self.type else "an error"
        if self.message is not None:
            shown += f" whose message matches '{self.message.pattern}'"
        return shown


async def _wanted(evaluator: Evaluator, cell: Cell) -> _Wanted:
    value = await evaluator.run(whnf(cell, 0))
    if type(value) is not Attrs:
        raise wrong_type("a set with 'type' or 'msg' as 'expectedError'", value)
    unknown = value.d.keys() - {"type", "msg"}
    if unknown:
        shown = ", ".join(sorted(map(to_text, unknown)))
        raise EvalError(f"'expectedError' has 'type' and 'msg', not: {shown}")
    texts: dict[str, str | None] = {}
    for name in ("type", "msg"):
        text = await evaluator.run(whnf(value.d[name], 0)) if name in value.d else None
        if text is not None and not isinstance(text, str):
            raise wrong_type(f"a string as 'expectedError.{name}'", text)
        texts[name] = None if text is None else to_text(text)
    kind, pattern = texts["type"], texts["msg"]
    if kind is not None and kind not in ERROR_TYPES:
        raise EvalError(f"no error has the type '{kind}'; there are: {', '.join(ERROR_TYPES)}")
    try:
        return _Wanted(kind, None if pattern is None else re.compile(pattern))
    except re.error as error:
        raise EvalError(f"'{pattern}' is no regular expression: {error}") from None


async def _check_error(evaluator: Evaluator, cell: Cell, wanted: _Wanted) -> Failure | None:
    try:
        value = await evaluator.run(force_deep(evaluator.context, cell, 0))
    except LimitError:
        raise
    except NixError as error:
        return _mismatch(error, wanted)
    shown = await show_pretty(evaluator, value, LAYOUT)
    summary = f"no error, but {await show_pretty(evaluator, value, SHORT)}"
    return Failure(_cut(summary), None, (f"expected {wanted}; the value is:", shown))


def _mismatch(error: NixError, wanted: _Wanted) -> Failure | None:
    """How *error* is not the one that was wanted."""
    if wanted.type is not None and not isinstance(error, ERROR_TYPES[wanted.type]):
        summary = f"the error's type is {error_type(error)}, not {wanted.type}"
        return Failure(summary, error.position, (f"expected {wanted}",), error=error)
    if wanted.message is not None and not wanted.message.search(error.message):
        summary = f"the error's message doesn't match '{wanted.message.pattern}'"
        return Failure(_cut(summary), error.position, (f"expected {wanted}",), error=error)
    return None


def error_type(error: NixError) -> str:
    """The most special of the types in ``ERROR_TYPES``; its class where there is none."""
    for name, kinds in ERROR_TYPES.items():
        if isinstance(error, kinds):
            return name
    return type(error).__name__


def _first_line(error: NixError) -> str:
    return _cut(f"error: {error.message}")
