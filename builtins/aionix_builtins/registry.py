"""Declaring builtins: ``@builtin`` and what an evaluator makes of it.

A builtin is a hand-written function with a declared signature, ``async`` if it must be::

    @builtin("length", Arg("e", LIST), doc="The number of items of the list *e*.")
    def length_(ctx: Context, depth: int, items: tuple[Cell, ...]) -> int:
        return len(items)

It receives the evaluator's ``Context``, its native depth (pass it on to
``force`` and ``apply``), and its arguments, already forced to the declared type.
It returns a *result* (``runtime.thunk``): where its answer is an argument or an
application, it returns that unforced rather than awaiting it, which keeps tail
calls constant in space.  A plain function that has to wait after all returns
``restart.again(pending)`` or ``landed``, or a coroutine that goes on where it was (``part_of``).

``instantiate`` turns a declaration into a ``Builtin`` value bound to a context.
When the arguments are values of the declared types already, which is the common
case, the call costs no more than the builtin's own function.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from types import CodeType, CoroutineType, FrameType
from typing import Any, TypeVar

from aionix.records import dataclass
from aionix.runtime import coerce
from aionix.runtime.context import Context
from aionix.runtime.eager import at_once, eager
from aionix.runtime.restart import ORIGINS, Origin
from aionix.runtime.thunk import force_now
from aionix.runtime.values import (
    FUNCTION_TYPES,
    Attrs,
    Builtin,
    Cell,
    ContextString,
    Path,
    Result,
)

F = TypeVar("F", bound=Callable[..., Any])

ORDINALS = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True)
class Kind:
    """How an argument is forced: *types* pass as they are, others go through *force*.

    *force* None leaves the argument alone (lazy).
    """

    name: str
    types: frozenset[type]
    force: Callable[..., Coroutine[Any, Any, Any]] | None
    needs_context: bool = False


LAZY = Kind("lazy", frozenset(), None)
ANY = Kind(
    "any",
    frozenset(
        [type(None), bool, int, float, str, ContextString, Path, tuple, Attrs, *FUNCTION_TYPES]
    ),
    coerce.force_traced,
)
INT = Kind("int", frozenset([int]), coerce.force_int)
NUMBER = Kind("number", frozenset([int, float]), coerce.force_number)
BOOL = Kind("bool", frozenset([bool]), coerce.force_bool)
STRING = Kind("string", frozenset([str, ContextString]), coerce.force_string)
PLAIN_STRING = Kind("string without context", frozenset([str]), coerce.force_string_no_context)
LIST = Kind("list", frozenset([tuple]), coerce.force_list)
ATTRS = Kind("set", frozenset([Attrs]), coerce.force_attrs)
FUNCTION = Kind("function", frozenset(FUNCTION_TYPES), coerce.force_function)
PATH = Kind("path", frozenset([Path]), coerce.coerce_to_path, needs_context=True)


@dataclass(frozen=True)
class Arg:
    """One parameter: its name, how it is forced, and its line in error traces.

    *what* None means Nix's usual "while evaluating the first argument passed to
    builtins.NAME"; "" means no line.  *at*: the line carries the call's position.
    """

    name: str
    kind: Kind = LAZY
    what: str | None = None
    at: bool = False


@dataclass(frozen=True)
class BuiltinSpec:
    """A declared builtin.  *globally*: also visible without ``builtins.`` (as Nix has it)."""

    name: str
    args: tuple[Arg, ...]
    function: Callable[..., Result]
    doc: str
    #: Visible without ``builtins.``: under its own name (True), else only as ``__name``.
    globally: bool = False
    #: Whether errors passing through get "while calling the 'name' builtin".
    traced: bool = True
    #: Experimental feature that it needs, None for none.
    feature: str | None = None
    #: Ends in a tail call of an argument (``control.go_on``): its callers must be gone by then,
    #: so its coroutine isn't begun at once.
    tail: bool = False


SPECS: dict[str, BuiltinSpec] = {}
#: Code of builtins' own functions: frames of these are calls of the builtin in traces.
FRAMES: dict[CodeType, BuiltinSpec] = {}


def builtin(
    name: str,
    *args: Arg,
    doc: str,
    globally: bool = False,
    traced: bool = True,
    feature: str | None = None,
    tail: bool = False,
) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Declare the decorated ``async def`` as builtin *name*."""

    def register(function: Callable[..., Result]) -> Callable[..., Result]:
        if name in SPECS:
            raise ValueError(f"builtin {name!r} is declared twice")
        spec = BuiltinSpec(name, args, function, doc, globally, traced, feature, tail)
        SPECS[name] = spec
        FRAMES[function.__code__] = spec
        return function

    return register


def part_of(name: str) -> Callable[[F], F]:
    """Declare the decorated function as a part of builtin *name*: the same in traces."""

    def register(function: F) -> F:
        FRAMES[function.__code__] = SPECS[name]
        return function

    return register


@dataclass(frozen=True)
class ConstantSpec:
    """A builtin that is a value: *make* computes it once per evaluator."""

    name: str
    make: Callable[[Context], Any]
    doc: str
    type_name: str
    globally: bool = False
    #: Absent in pure evaluation.
    impure: bool = False


CONSTANTS: dict[str, ConstantSpec] = {}


def constant(
    name: str, type_name: str, *, doc: str, globally: bool = False, impure: bool = False
) -> Callable[[Callable[[Context], Any]], Callable[[Context], Any]]:
    """Declare the decorated function as the maker of constant *name*."""

    def register(make: Callable[[Context], Any]) -> Callable[[Context], Any]:
        CONSTANTS[name] = ConstantSpec(name, make, doc, type_name, globally, impure)
        return make

    return register


def instantiate(spec: BuiltinSpec, ctx: Context) -> Builtin:
    """The value of a declared builtin for one evaluator."""
    return Builtin(spec.name, len(spec.args), _entry(spec, ctx), spec)


def _entry(spec: BuiltinSpec, ctx: Context) -> Callable[..., Result]:
    """A plain function ``call(depth, …)`` that returns the coroutine to await.

    One shape per arity, written out: a loop over the arguments costs as much as
    many a builtin's own work.
    """
    function = spec.function if spec.tail else eager(spec.function)
    kinds = [arg.kind for arg in spec.args]

    plan = [
        (i, kind.force, kind.types, kind.needs_context, trace_line(spec, i), spec.args[i].at)
        for i, kind in enumerate(kinds)
        if kind.force is not None
    ]

    def checked(depth: int, *args: Cell, begin: int = 0) -> Result:
        # ``what`` and ``at`` tell the VM which argument was being forced (vm.traceback).
        forced = list(args)
        what: str | None = None
        for index, convert, types, needs_context, line, at in plan:
            if index < begin:
                continue
            cell = forced[index]
            if type(cell) is list:
                if cell[0] is None:
                    cell = cell[1]
                else:
                    if types is not LIST.types and types is not ATTRS.types:
                        what = line
                    cell = force_now(cell, depth)
                    if type(cell) is CoroutineType:
                        return _checked(checked, spec, depth, forced, index, cell, index, what, at)
                    what = None
            if type(cell) not in types:
                if needs_context:
                    cell = at_once(convert(ctx, cell, depth, line, at))
                else:
                    cell = at_once(convert(cell, depth, line, at))
                if type(cell) is CoroutineType:
                    return _checked(checked, spec, depth, forced, index, cell, index + 1, None, at)
            forced[index] = cell
        return function(ctx, depth, *forced)

    CHECKED[checked.__code__] = "spec"
    if all(kind is LAZY for kind in kinds):
        return partial(function, ctx)
    if len(kinds) == 1:
        types = kinds[0].types

        def entry1(depth: int, x: Cell) -> Result:
            if type(x) is list and x[0] is None:
                x = x[1]
            if type(x) in types:
                return function(ctx, depth, x)
            return checked(depth, x)

        ENTRIES.add(entry1.__code__)
        return entry1
    if len(kinds) == 2:
        first, second = kinds[0].types, kinds[1].types
        lazy1, lazy2 = kinds[0] is LAZY, kinds[1] is LAZY

        def entry2(depth: int, x: Cell, y: Cell) -> Result:
            if not lazy1:
                if type(x) is list and x[0] is None:
                    x = x[1]
                if type(x) not in first:
                    return checked(depth, x, y)
            if not lazy2:
                if type(y) is list and y[0] is None:
                    y = y[1]
                if type(y) not in second:
                    return checked(depth, x, y)
            return function(ctx, depth, x, y)

        ENTRIES.add(entry2.__code__)
        return entry2
    return checked


async def _checked(
    checked: Callable[..., Result],
    spec: BuiltinSpec,
    depth: int,
    forced: list[Cell],
    index: int,
    pending: Any,
    begin: int,
    what: str | None,
    at: bool,
) -> Result:
    """What forces the arguments, while it waits for one.

    *what*, *at*: as in its frame, for which this one stands in traces.
    """
    forced[index] = await pending
    pending = None  # from here on it has a frame of its own
    result = checked(depth, *forced, begin=begin)
    if type(result) is CoroutineType:
        result = await result
    return result


def _origin_of_checked(frame: FrameType) -> tuple[Origin, int]:
    local = frame.f_locals
    code = local["checked"].__code__
    return Origin(code, {}, local), -1 if local["pending"] is None else 0


ORIGINS[_checked.__code__] = _origin_of_checked


#: Code of the frames that only pass a call on.
ENTRIES: set[CodeType] = set()
#: Code of the frames that force arguments: frame of the builtin in their local ``spec``.
CHECKED: dict[CodeType, str] = {}


def trace_line(spec: BuiltinSpec, index: int) -> str | None:
    """The line that argument *index* of a builtin has in error traces, None for none."""
    what = spec.args[index].what
    if what is None:
        return f"while evaluating the {ORDINALS[index]} argument passed to builtins.{spec.name}"
    return what or None
