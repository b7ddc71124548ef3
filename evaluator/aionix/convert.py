"""Between Python values and Nix values.

| Python                                   | Nix                         | back in Python          |
|------------------------------------------|-----------------------------|-------------------------|
| ``None``, ``bool``, ``float``            | null, Boolean, float        | the same                |
| ``int`` of 64 bits                       | integer                     | ``int``                 |
| ``str`` (text), ``bytes``                | string                      | ``str``                 |
| ``pathlib.PurePath`` (absolute)          | path                        | ``PurePosixPath``       |
| ``list``, ``tuple``                      | list                        | ``list``                |
| mappings with ``str`` keys, dataclasses  | set                         | ``dict``, sorted        |
| callables                                | function                    | ``Function``            |
| ``Value``, ``Function``                  | what they stand for         |                         |

A *nix string* is bytes (see ``bytestr``): text goes in as UTF-8, and bytes that
are no UTF-8 come out as lone surrogates (``surrogateescape``).

Both directions walk on an explicit stack, so nesting is bounded by memory only.
What occurs several times in a value is converted once: the copies share it.  A
value that contains itself has no counterpart and is an error.

Its size, for ``Limits.output``, is that of the text it would make: what is shared counts
wherever it occurs, as it would if the copies were written out.

Invariants: ``to_python`` forces nothing, its argument was forced deeply;
``to_nix`` changes nothing that it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .bytestr import from_bytes, from_text, to_text
from .errors import ConversionError, InternalError
from .limits import FLOOR, check_output, count_output
from .runtime.coerce import canonical_path
from .runtime.large import forgotten
from .runtime.literals import show_attr_name
from .runtime.requests import TURN, suspend
from .runtime.thunk import GUARD
from .runtime.values import FUNCTION_TYPES, Attrs, Cell, ContextString, Path, Value

#: What an item adds to the size of a result besides its text: a comma and the like.
ITEM_SIZE = 4

MAX_INT = 2**63 - 1
MIN_INT = -(2**63)


class Handle:
    """What stands for a cell of an evaluator: base of ``handles.Value`` and ``Function``."""

    __slots__ = ("_cell", "_evaluator")

    def __init__(self, cell: Cell, evaluator: Any) -> None:
        self._cell = cell
        self._evaluator = evaluator


class Converter:
    """Converts for one evaluator, the *owner* of the handles that come and go.

    *wrap_callable* makes a Nix function of a name and a Python callable;
    *make_function* makes what Python gets for a Nix function.
    """

    def __init__(
        self,
        owner: Any,
        wrap_callable: Callable[[str, Callable[..., Any]], Cell],
        make_function: Callable[[Value], Any],
    ) -> None:
        self._owner = owner
        self._wrap_callable = wrap_callable
        self._make_function = make_function

    # --- Python to Nix ----------------------------------------------------------------

    def to_nix(self, source: Any) -> Cell:
        """The cell for *source*.  Raises TypeError or ValueError where there is none."""
        result: list[Cell] = []
        levels = [_Building(None, None, iter((source,)), result)]
        #: id of a container → itself (kept alive, so that the id stays its own) and its cell.
        done: dict[int, tuple[Any, Cell]] = {}
        entered: set[int] = set()
        while levels:
            level = levels[-1]
            for item in level.items:
                if type(item) in _ATOMS or not _is_container(item):
                    level.built.append(self._atom_to_nix(item))
                    continue
                identity = id(item)
                if identity in done:
                    level.built.append(done[identity][1])
                    continue
                if identity in entered:
                    raise ValueError(
                        f"a {type(item).__name__} that contains itself is no Nix value"
                    )
                entered.add(identity)
                levels.append(_entered(item))
                break
            else:
                levels.pop()
                if level.source is not None:
                    cell = level.finished()
                    entered.discard(id(level.source))
                    done[id(level.source)] = (level.source, cell)
                    levels[-1].built.append(cell)
        return result[0]

    def _atom_to_nix(self, item: Any) -> Cell:
        if item is None or item is True or item is False:
            return item
        if isinstance(item, str):
            return nix_string(item)
        if isinstance(item, int):
            number = int.__index__(item)
            if not MIN_INT <= number <= MAX_INT:
                raise ValueError(f"{number} does not fit into the 64 bits of a Nix integer")
            return number
        if isinstance(item, float):
            return float.__float__(item)
        if isinstance(item, Handle):
            if item._evaluator is not self._owner:
                raise ValueError(f"{item!r} belongs to another Evaluator")
            return item._cell
        if isinstance(item, (bytes, bytearray)):
            return _without_nul(from_bytes(bytes(item)))
        from pathlib import PurePath  # late, here and below: it takes long to import

        if isinstance(item, PurePath):
            name = item.as_posix()
            if not name.startswith("/"):
                raise ValueError(
                    f"a Nix path is absolute, {name!r} is not (try pathlib.Path.absolute())"
                )
            return Path(canonical_path(nix_string(name)))
        if callable(item):
            return self._wrap_callable(getattr(item, "__name__", type(item).__name__), item)
        raise TypeError(f"no Nix value for a Python object of type {type(item).__qualname__}")

    # --- Nix to Python ----------------------------------------------------------------

    async def to_python(self, value: Cell, *, output: bool = False) -> Any:
        """The Python value for *value*, which was forced deeply.

        *output*: it is (part of) the result of the evaluation.  Gives the host its turn now
        and then: to be run in the VM.  Raises ConversionError and OutputLimitError.
        """
        result: list[Any] = []
        levels = [_Copying(None, iter(((0, value),)), result)]
        #: id of a container → what became of it, and its size.
        done: dict[int, tuple[Any, int]] = {}
        entered: set[int] = set()
        while levels:
            if GUARD[0] < 0:
                await suspend(TURN)
            level = levels[-1]
            target = level.target
            size = level.size
            for key, cell in level.cells:
                if type(cell) is list:
                    if cell[0] is not None:
                        raise InternalError("a thunk was left in a value forced deeply")
                    cell = cell[1]
                kind = type(cell)
                size += ITEM_SIZE
                if kind is tuple or kind is Attrs:
                    identity = id(cell)
                    level.key = key
                    if identity in entered:
                        raise ConversionError(
                            "cannot convert a value to Python that contains itself"
                            f" (at {_place(levels)})"
                        )
                    converted, within = done.get(identity, (None, 0))
                    size += within
                    if converted is None:
                        inner = _copied(cell)
                        converted = inner.target
                        entered.add(identity)
                        levels.append(inner)
                else:
                    converted = self._atom_to_python(cell)
                    identity = 0
                    if type(converted) is str:
                        size += len(converted)
                if type(target) is dict:
                    size += len(key)
                    target[to_text(key)] = converted
                else:
                    target.append(converted)
                if identity and levels[-1] is not level:
                    level.size = size
                    break
                if FLOOR and output and size > FLOOR[0]:
                    check_output(size)
                if GUARD[0] < 0:
                    await suspend(TURN)
            else:
                levels.pop()
                if level.source is None:
                    if output:
                        count_output(size)
                    continue
                entered.discard(id(level.source))
                if target:
                    done[id(level.source)] = target, size
                levels[-1].size += size
        await forgotten(done)
        return result[0]

    def _atom_to_python(self, value: Value) -> Any:
        kind = type(value)
        if kind is str or kind is ContextString:
            return to_text(value)
        if kind is Path:
            from pathlib import PurePosixPath

            return PurePosixPath(to_text(value.name))
        if kind in FUNCTION_TYPES:
            return self._make_function(value)
        if value is None or kind is bool or kind is int or kind is float:
            return value
        raise InternalError(f"no Python value for {value!r}")


def nix_string(text: str) -> str:
    """The nix string for a Python ``str``.  Raises ValueError where there is none."""
    try:
        # Of a subclass (an enum, say) the characters, whatever its ``str()`` says.
        return _without_nul(from_text(str.__str__(text)))
    except UnicodeEncodeError:
        raise ValueError(f"no UTF-8 for {text!r}: it holds a lone surrogate") from None


def _without_nul(string: str) -> str:
    if "\0" in string:
        raise ValueError("a Nix string cannot contain the character NUL")
    return string


#: Types that are no containers and quickly told.
_ATOMS = frozenset([type(None), bool, int, float, str, bytes])


def _is_container(item: Any) -> bool:
    return isinstance(item, (list, tuple, Mapping)) or (
        hasattr(type(item), "__dataclass_fields__") and not callable(item)
    )


class _Building:
    """A list or set that ``to_nix`` is in the middle of: its items so far."""

    __slots__ = ("built", "items", "names", "source")

    def __init__(
        self, source: Any, names: list[str] | None, items: Iterator[Any], built: list[Cell]
    ) -> None:
        self.source = source
        self.names = names
        self.items = items
        self.built = built

    def finished(self) -> Cell:
        if self.names is None:
            return tuple(self.built)
        return Attrs(dict(zip(self.names, self.built, strict=True)))


def _entered(container: Any) -> _Building:
    if isinstance(container, Mapping):
        members = dict(container)
        for name in members:
            if not isinstance(name, str):
                raise TypeError(f"the names of a Nix set are strings, {name!r} is not")
    elif isinstance(container, (list, tuple)):
        return _Building(container, None, iter(container), [])
    else:
        from dataclasses import fields

        members = {field.name: getattr(container, field.name) for field in fields(container)}
    names = [nix_string(name) for name in members]
    return _Building(container, names, iter(members.values()), [])


class _Copying:
    """A list or set that ``to_python`` is in the middle of; *key*: where it is in it."""

    __slots__ = ("cells", "key", "size", "source", "target")

    def __init__(self, source: Any, cells: Iterator[tuple[Any, Cell]], target: Any) -> None:
        self.source = source
        self.cells = cells
        self.target = target
        self.key: Any = None
        #: Bytes of what is done of it.
        self.size = 0


def _copied(container: Any) -> _Copying:
    if type(container) is tuple:
        return _Copying(container, enumerate(container), [])
    return _Copying(container, iter(sorted(container.d.items(), key=_name)), {})


def _name(item: tuple[str, Cell]) -> str:
    return item[0]


def _place(levels: list[_Copying]) -> str:
    """Where ``to_python`` is, as a path: ``a.b[3]``."""
    place = ""
    for level in levels[1:]:
        if type(level.source) is tuple:
            place += f"[{level.key}]"
        else:
            place += f".{to_text(show_attr_name(level.key))}"
        if len(place) > 1000:
            return place.removeprefix(".") + "…"
    return place.removeprefix(".")
