"""Handles: how Python code holds on to Nix values.

A ``Value`` stands for a cell of an evaluator: a value, or a computation that was
not needed so far.  Selecting and applying make further handles and evaluate
nothing; awaiting a handle evaluates it (to weak head normal form: its type is
known, its members are not evaluated).  A ``Function`` is what functions become
among plain Python values: an async callable.

Invariants: a handle never changes what it stands for (``_taken`` ends one), and its
cell is computed at most once, whoever asks, from however many tasks of one event loop.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from typing import TYPE_CHECKING, Any

from .bytestr import to_text
from .convert import Handle, nix_string
from .errors import EvalError
from .limits import check_output, count_output
from .output_json import to_json
from .runtime.coerce import expected
from .runtime.deep import force_deep
from .runtime.describe import describe, show_context, show_short
from .runtime.freeing import watched
from .runtime.ops import select_failed
from .runtime.thunk import force, lazy_apply, whnf
from .runtime.values import (
    Attrs,
    Builtin,
    BuiltinPartial,
    Cell,
    Lambda,
    Partial,
    Path,
    Thunk,
    attr_position,
    context_of,
)
from .runtime.values import Value as NixValue

if TYPE_CHECKING:
    from .evaluator import Evaluator
    from .source import Position

_TYPES: dict[type, str] = {
    type(None): "null",
    bool: "bool",
    int: "int",
    float: "float",
    Path: "path",
    tuple: "list",
    Attrs: "set",
    Lambda: "lambda",
    Partial: "lambda",
    Builtin: "lambda",
    BuiltinPartial: "lambda",
}

_NO_DEFAULT: Any = object()
#: Lists with more items are freed in steps (``watched``).
MANY = 1 << 12
#: Types of values that are their own conversion.
_SCALARS = frozenset([bool, int, float])


class Value(Handle):
    """A lazy handle on a Nix value.

    ``value["name"]`` and ``value[0]`` are handles on members, ``value(x)`` on the
    result of a call; ``await`` evaluates any of them, so ``await value["a"]["b"]``
    evaluates just what it takes to know that member.  Errors of the evaluation
    surface where something is awaited.
    """

    __slots__ = ()
    _cell: Cell
    _evaluator: Evaluator

    # --- evaluating -------------------------------------------------------------------

    def __await__(self) -> Generator[Any, Any, Value]:
        return self.force().__await__()

    async def force(self) -> Value:
        """Evaluate to weak head normal form; gives the handle itself."""
        await self._value()
        return self

    async def deep(self) -> Value:
        """Evaluate with everything inside; gives the handle itself."""
        await self._evaluator.run(force_deep(self._evaluator.context, self._cell, 0))
        return self

    async def python(self) -> Any:
        """The plain Python value: evaluated deeply and converted (``aionix.convert``)."""
        known = self._known()
        if known is None or type(known) in _SCALARS:
            return known  # nothing to do that would need the VM
        return await self._evaluator.run(self._python())

    async def _taken(self) -> Any:
        """As ``python``, but ends the handle: a large value can be freed in steps then."""
        known = self._known()
        if known is None or type(known) in _SCALARS:
            return known
        del known  # the evaluation must be the last that refers to it
        return await self._evaluator.run(self._python(last=True))

    async def _python(self, last: bool = False) -> Any:
        cell = self._cell
        if last:
            self._cell = None
        value = await force_deep(self._evaluator.context, cell, 0)
        del cell
        if last and type(value) is tuple and len(value) > MANY:
            watched(value)  # the run that made it has forgotten it
        return await self._evaluator.converter.to_python(value, output=True)

    async def json(self) -> str:
        """What ``builtins.toJSON`` makes of it."""
        result: str = await self._evaluator.run(self._json())
        return to_text(result)

    async def _json(self) -> str:
        context = self._evaluator.context
        text, _ = await to_json(context, self._cell, 0, check=check_output)
        count_output(len(text))
        return text

    async def type(self) -> str:
        """Its type as ``builtins.typeOf`` names it: ``"set"``, ``"lambda"``, …"""
        return _TYPES.get(type(await self._value()), "string")

    async def _value(self) -> NixValue:
        if type(self._cell) is list:
            if self._cell[0] is None:
                return self._cell[1]
            return await self._evaluator.run(force(self._cell, 0))
        return self._cell

    def _known(self) -> NixValue:
        """The value if it is evaluated already; else the thunk, which is no value."""
        cell = self._cell
        return cell[1] if type(cell) is list and cell[0] is None else cell

    @property
    def evaluated(self) -> bool:
        """Whether it is in weak head normal form already."""
        return type(self._cell) is not list or self._cell[0] is None

    # --- members ----------------------------------------------------------------------

    def __getitem__(self, key: str | int) -> Value:
        """A handle on an attribute (by name) or list element (by index); evaluates nothing."""
        known = self._known()
        if isinstance(key, str):
            name = nix_string(key)
            if type(known) is Attrs and name in known.d:
                return self._of(known.d[name])
            return self._of([_select, self._cell, name])
        if type(key) is int:
            if type(known) is tuple and -len(known) <= key < len(known):
                return self._of(known[key])
            return self._of([_element, self._cell, key])
        raise TypeError(f"members have names or indexes, {key!r} is neither")

    async def get(self, name: str, default: Any = None) -> Any:
        """A handle on attribute *name*, not evaluated; *default* where the set lacks it."""
        attributes = (await self._attributes()).d
        cell = attributes.get(nix_string(name), _NO_DEFAULT)
        return default if cell is _NO_DEFAULT else self._of(cell)

    async def has(self, name: str) -> bool:
        """Whether the set has attribute *name*."""
        return nix_string(name) in (await self._attributes()).d

    async def keys(self) -> list[str]:
        """The names of the set's attributes, sorted."""
        return [to_text(name) for name in sorted((await self._attributes()).d)]

    async def values(self) -> list[Value]:
        """Handles on the set's attributes in the order of ``keys``, or on a list's elements."""
        members = await self._members()
        if type(members) is tuple:
            return [self._of(cell) for cell in members]
        return [self._of(cell) for _, cell in sorted(members.d.items(), key=_name)]

    async def items(self) -> list[tuple[str, Value]]:
        """Names of attributes and handles on them, sorted."""
        attributes = (await self._attributes()).d
        return [
            (to_text(name), self._of(cell)) for name, cell in sorted(attributes.items(), key=_name)
        ]

    async def length(self) -> int:
        """The number of elements or attributes."""
        members = await self._members()
        return len(members) if type(members) is tuple else len(members.d)

    def __len__(self) -> int:
        """As ``length``, of a handle that was awaited before."""
        if not self.evaluated:
            raise TypeError("the length of a value not yet evaluated: use `await value.length()`")
        value = self._known()
        if type(value) is Attrs:
            return len(value.d)
        if type(value) is tuple:
            return len(value)
        raise TypeError(f"{describe(value)} has no length")

    def __bool__(self) -> bool:
        raise TypeError("a Value is neither true nor false: use `await value.python()`")

    def __aiter__(self) -> AsyncIterator[Any]:
        """Handles on the elements of a list, or the names of a set; evaluates no member."""
        return _Members(self)

    async def position(self, name: str) -> Position | None:
        """Where the set's attribute *name* was defined, None where that isn't known."""
        return attr_position(await self._attributes(), nix_string(name))

    async def context(self) -> frozenset[str]:
        """The store objects that a string refers to, as Nix shows them."""
        value = await self._value()
        if not isinstance(value, str):
            raise expected("a string", value)
        return frozenset(show_context(element) for element in context_of(value))

    async def _members(self) -> Any:
        value = await self._value()
        if type(value) is not tuple and type(value) is not Attrs:
            raise expected("a list or a set", value)
        return value

    async def _attributes(self) -> Attrs:
        value = await self._value()
        if type(value) is not Attrs:
            raise expected("a set", value)
        return value

    # --- calls ------------------------------------------------------------------------

    def __call__(self, *args: Any, **kwargs: Any) -> Value:
        """A handle on the result of a call; evaluates nothing.

        Arguments are Python values or handles.  Keyword arguments are passed as
        one set, after the others.
        """
        return self._of(self._call(args, kwargs))

    def _call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Cell:
        to_nix = self._evaluator.converter.to_nix
        cells = [to_nix(argument) for argument in args]
        if kwargs:
            cells.append(to_nix(kwargs))
        if not cells:
            raise TypeError("a Nix function takes an argument: pass one")
        return [lazy_apply, self._cell, tuple(cells)]

    # --- the rest ---------------------------------------------------------------------

    def _of(self, cell: Cell) -> Value:
        return Value(cell, self._evaluator)

    def __repr__(self) -> str:
        """What is known of the value; forces nothing."""
        return f"<Value {show_short(self._cell)}>"


class Function(Value):
    """A Nix function among Python values: awaiting a call gives a plain Python value.

    ``await f(1, 2)`` calls it with one argument after the other; ``await f(a=1)``
    with the set ``{ a = 1; }``; ``await f()`` with the empty set, if it has a set
    pattern.  ``f.lazy(1)`` gives a ``Value`` instead.  Everything that a ``Value``
    can do it can do as well.
    """

    __slots__ = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not args and not kwargs:
            if type(self._cell) is not Lambda or self._cell.info.formals is None:
                raise TypeError("this Nix function takes an argument: pass one")
            args = ({},)
        return self._of(self._call(args, kwargs)).python()

    def lazy(self, *args: Any, **kwargs: Any) -> Value:
        """A handle on the result of a call; evaluates nothing."""
        return self._of(self._call(args, kwargs))

    @property
    def parameters(self) -> dict[str, bool] | None:
        """The names in its set pattern and whether each has a default; None for other functions."""
        if type(self._cell) is not Lambda or self._cell.info.formals is None:
            return None
        return {to_text(name): default for name, default, _, _ in self._cell.info.formals}

    def __repr__(self) -> str:
        return f"<Function {show_short(self._cell)}>"


class _Members:
    """Iterates over the members of a value, which it evaluates first.

    No async generator: those need closing when a loop is left early.
    """

    def __init__(self, value: Value) -> None:
        self._value = value
        self._rest: Iterator[Any] | None = None

    def __aiter__(self) -> _Members:
        return self

    async def __anext__(self) -> Any:
        if self._rest is None:
            value = self._value
            members = await value._members()
            if type(members) is tuple:
                self._rest = map(value._of, members)
            else:
                self._rest = map(to_text, sorted(members.d))
        for member in self._rest:
            return member
        raise StopAsyncIteration


def _name(item: tuple[str, Cell]) -> str:
    return item[0]


async def _select(thunk: Thunk, depth: int) -> Cell:
    """Code of ``[_select, set cell, name]``."""
    _, cell, name = thunk
    value = await whnf(cell, depth)
    if type(value) is not Attrs or name not in value.d:
        raise select_failed(value, name)
    return value.d[name]


async def _element(thunk: Thunk, depth: int) -> Cell:
    """Code of ``[_element, list cell, index]``; a negative index counts from the end."""
    _, cell, index = thunk
    value = await whnf(cell, depth)
    if type(value) is not tuple:
        raise expected("a list", value)
    if not -len(value) <= index < len(value):
        raise EvalError(f"list index {index} is out of bounds: the list has {len(value)} elements")
    return value[index]
