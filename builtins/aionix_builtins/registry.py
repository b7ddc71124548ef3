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

``entries.instantiate`` turns a declaration into a ``Builtin`` value bound to a context.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from types import CodeType
from typing import Any

from aionix.records import dataclass
from aionix.runtime import coerce
from aionix.runtime.context import Context
from aionix.runtime.eager import eager
from aionix.runtime.values import (
    FUNCTION_TYPES,
    Attrs,
    ContextString,
    Path,
    Result,
)

ORDINALS = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True)
class Kind:
    """How an argument is forced: *types* pass as they are, others go through *force*.

    *force* None leaves the argument alone (lazy).
    """

    name: str
    types: frozenset[type]
    force: Callable[..., Coroutine[Any, Any, Any]] | None


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


@dataclass(frozen=True)
class Arg:
    """One parameter: its name, how it is forced, and its line in error traces.

    *what* None means Nix's usual "while evaluating the first argument passed to
    builtins.NAME"; "" means no line.
    """

    name: str
    kind: Kind = LAZY
    what: str | None = None


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


def part_of(name: str) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Declare the decorated ``async def`` as a part of builtin *name*: the same in traces.

    What is declared gives a result: it begins its coroutine at once.
    """

    def register(function: Callable[..., Result]) -> Callable[..., Result]:
        FRAMES[function.__code__] = SPECS[name]
        return eager(function)

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


#: Code of the frames that only pass a call on.
ENTRIES: set[CodeType] = set()


def trace_line(spec: BuiltinSpec, index: int) -> str | None:
    """The line that argument *index* of a builtin has in error traces, None for none."""
    what = spec.args[index].what
    if what is None:
        return f"while evaluating the {ORDINALS[index]} argument passed to builtins.{spec.name}"
    return what or None
