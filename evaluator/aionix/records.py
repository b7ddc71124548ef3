"""Dataclasses that take no time to declare: ``from .records import dataclass, field, replace``.

What ``dataclasses`` makes of a class it writes as Python source, and compiles: half a millisecond
for each class, a quarter of what ``aionix eval -E 1`` took (docs/decisions/0010-start-up.md).  Here
the methods are closures over the names of the fields; that which makes objects of one to three
fields is compiled with this module, and gets their names.  It takes no longer than before.

For a type checker they are dataclasses, and so they are for a user: ``dataclasses.fields``,
``replace`` and ``asdict``, ``inspect.signature`` and ``copy`` do with them what they do with
others.  What is not needed is not here: of a field's options there is ``default_factory``, of a
class's ``frozen``, ``slots`` and ``eq``.

``struct`` is for objects that are made by the hundred thousand, such as syntax nodes: making one
takes a quarter of the time.  For that its constructor is generated (50 µs for a class), and that
nobody assigns to fields of a frozen one is left to the type checker.

The lowest layer: imports nothing of ours.
"""

from __future__ import annotations

from operator import attrgetter

TYPE_CHECKING = False  # as ``typing.TYPE_CHECKING``, which takes 5 ms to import
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass, field, replace
    from dataclasses import dataclass as struct
    from typing import Any
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, eq=True):
        """As ``dataclasses.dataclass``."""
        if cls is None:
            return lambda cls: _declared(cls, frozen, slots, eq)
        return _declared(cls, frozen, slots, eq)

    def struct(*, frozen=False, slots=False, eq=True):
        """As ``dataclasses.dataclass``."""
        return lambda cls: _declared(cls, frozen, slots, eq, many=True)

    def field(*, default_factory):
        """As ``dataclasses.field``."""
        return _Factory(default_factory)

    def replace(record, /, **changes):
        """As ``dataclasses.replace``."""
        for name in type(record).__match_args__:
            changes.setdefault(name, getattr(record, name))
        return type(record)(**changes)


__all__ = ["dataclass", "field", "replace", "struct"]

_assign = object.__setattr__
_MISSING = object()


class _Factory:
    """Makes the default of a field."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def _declared(cls: Any, frozen: bool, slots: bool, eq: bool, many: bool = False) -> Any:
    """*cls* with the methods of a dataclass; with *slots*, another class."""
    own = {name: cls.__dict__.get(name, _MISSING) for name in cls.__annotations__}
    options = {"frozen": frozen, "slots": slots, "eq": eq}
    record = _Record(cls, own, options)
    if slots:
        left = {*own, "__dict__", "__weakref__"}
        body = {name: item for name, item in cls.__dict__.items() if name not in left}
        body |= {"__slots__": tuple(own), "__qualname__": cls.__qualname__}
        cls = type(cls)(cls.__name__, cls.__bases__, body)
    else:
        for name, default in own.items():
            if type(default) is _Factory:
                delattr(cls, name)
    given = cls.__dict__
    after = hasattr(cls, "__post_init__")
    methods = _methods(record, frozen, slots, eq, after)
    if not after and len(record.names) in _FEW and len(record.plain) == len(record.defaults):
        methods["__init__"] = _renamed(_FEW[len(record.names)], record)
    if many:
        methods["__init__"] = _straight(record)
        methods.pop("__setattr__", None)
        methods.pop("__delattr__", None)
    for name, method in methods.items():
        if name not in given or (name == "__hash__" and given[name] is None):
            setattr(cls, name, method)
    cls._record = record
    for name in ("__dataclass_fields__", "__dataclass_params__", "__signature__"):
        setattr(cls, name, _Late(name, record))
    return cls


class _Record:
    """The fields of a class, those of its bases included."""

    __slots__ = ("_real", "defaults", "name", "names", "options", "plain", "types")

    def __init__(self, cls: Any, own: dict[str, Any], options: dict[str, bool]) -> None:
        inherited = getattr(cls, "_record", None)
        self.name = cls.__qualname__
        self.options = options
        self.types: dict[str, Any] = {**inherited.types} if inherited else {}
        self.types.update(cls.__annotations__)
        self.defaults: dict[str, Any] = {**inherited.defaults} if inherited else {}
        self.defaults.update((name, value) for name, value in own.items() if value is not _MISSING)
        self.names = tuple(self.types)
        #: The defaults of the last fields, where none has to be made.
        self.plain: tuple[Any, ...] = tuple(self.defaults.values())
        if any(type(default) is _Factory for default in self.plain):
            self.plain = ()
        self._real: Any = None

    def complete(self, args: tuple[Any, ...], named: dict[str, Any]) -> list[Any]:
        """The values of all fields, from what the class was called with."""
        missing = len(self.names) - len(args)
        if not named and self.plain and 0 < missing <= len(self.plain):
            return [*args, *self.plain[-missing:]]
        values = list(args)
        used = 0
        for name in self.names[len(args) :]:
            if name in named:
                values.append(named[name])
                used += 1
            elif name in self.defaults:
                default = self.defaults[name]
                values.append(default.make() if type(default) is _Factory else default)
        if used != len(named) or len(values) != len(self.names):
            self.real(*args, **named)  # raises TypeError
        return values

    @property
    def real(self) -> Any:
        """The same as ``dataclasses`` would have it."""
        if self._real is None:
            import dataclasses

            body: dict[str, Any] = {
                name: dataclasses.field(default_factory=default.make)
                if type(default) is _Factory
                else default
                for name, default in self.defaults.items()
            }
            body |= {"__annotations__": self.types, "__qualname__": self.name}
            real = type(self.name.rpartition(".")[2], (), body)
            self._real = dataclasses.dataclass(**self.options)(real)
        return self._real


class _Late:
    """An attribute of a class that is that of the real dataclass."""

    __slots__ = ("_name", "_record")

    def __init__(self, name: str, record: _Record) -> None:
        self._name = name
        self._record = record

    def __get__(self, instance: Any, owner: Any) -> Any:
        real = self._record.real
        if self._name == "__signature__":
            if instance is not None:
                raise AttributeError(self._name)
            from inspect import signature

            return signature(real)
        return getattr(real, self._name)


def _straight(record: _Record) -> Any:
    """``__init__`` with one assignment after the other."""
    made: dict[str, Any] = {"MISSING": _MISSING}
    defaults = []
    lines = [f"def __init__({', '.join(['self', *record.names])}):"]
    for name in record.names:
        default = record.defaults.get(name, _MISSING)
        value = name
        if type(default) is _Factory:
            made[f"make_{name}"] = default.make
            default = _MISSING
            value = f"make_{name}() if {name} is MISSING else {name}"
        if name in record.defaults:
            defaults.append(default)
        lines.append(f" self.{name} = {value}")
    exec("\n".join(lines if record.names else [*lines, " pass"]), made)
    init = made["__init__"]
    init.__defaults__ = tuple(defaults) or None
    init.__qualname__ = f"{record.name}.__init__"
    return init


def _one(self: Any, a: Any) -> None:
    _assign(self, "a", a)


def _two(self: Any, a: Any, b: Any) -> None:
    _assign(self, "a", a)
    _assign(self, "b", b)


def _three(self: Any, a: Any, b: Any, c: Any) -> None:
    _assign(self, "a", a)
    _assign(self, "b", b)
    _assign(self, "c", c)


#: What ``__init__`` is for so many fields, once it has their names: half the time of a loop.
_FEW = {1: _one, 2: _two, 3: _three}


def _renamed(template: Any, record: _Record) -> Any:
    """``__init__`` from one of ``_FEW``."""
    code = template.__code__
    named = dict(zip(code.co_varnames[1:], record.names, strict=True))
    code = code.replace(
        co_name="__init__",
        co_qualname=f"{record.name}.__init__",
        co_varnames=("self", *record.names),
        co_consts=tuple([named.get(item, item) for item in code.co_consts]),
    )
    return type(template)(code, globals(), None, record.plain or None)


def _methods(record: _Record, frozen: bool, slots: bool, eq: bool, after: bool) -> dict[str, Any]:
    names = record.names
    count = len(names)
    key = attrgetter(*names) if names else lambda self: ()

    def init(self: Any, *args: Any, **named: Any) -> None:
        values = args if len(args) == count and not named else record.complete(args, named)
        for name, value in zip(names, values, strict=True):
            _assign(self, name, value)
        if after:
            self.__post_init__()

    def show(self: Any) -> str:
        shown = ", ".join([f"{name}={getattr(self, name)!r}" for name in names])
        return f"{type(self).__qualname__}({shown})"

    def equal(self: Any, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return key(self) == key(other)

    def digest(self: Any) -> int:
        return hash(key(self))

    def reduce(self: Any) -> tuple[Any, ...]:
        return type(self), tuple([getattr(self, name) for name in names])

    def refuse(self: Any, name: str, *value: Any) -> None:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot {'assign to' if value else 'delete'} field {name!r}")

    methods: dict[str, Any] = {"__init__": init, "__repr__": show, "__replace__": replace}
    methods["__match_args__"] = names
    if eq:
        methods |= {"__eq__": equal, "__hash__": digest if frozen else None}
    if frozen:
        methods |= {"__setattr__": refuse, "__delattr__": refuse}
        if slots:
            # What ``copy`` and ``pickle`` do otherwise assigns to fields.
            methods["__reduce__"] = reduce
    return methods
