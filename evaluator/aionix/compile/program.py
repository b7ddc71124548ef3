"""What compiling gives: plain data, which can be kept and loaded without the compiler.

``CompiledUnit`` is the code of one source.  ``Program`` adds what loading that source
does besides: the names it shows (``syntax.symbols``), what the parser warned of, and
what about the surroundings the code depends on.

Invariants: this module imports nothing of the compiler.  A ``Program`` is never
changed, so evaluators and threads share it.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any

try:
    # What CPython's own import system uses to say where code from a ``.pyc`` comes from.
    from _imp import _fix_co_filename  # type: ignore[attr-defined]
except ImportError:
    _fix_co_filename = None

#: line, column, end line, end column, as CPython counts them.
Location = tuple[int, int, int, int]

#: A context: its parent's index (0 none), then one of
#: ("say", message, line, column), ("attr", path, set local, attribute name),
#: ("builtin", name, line, column), ("formal", argument local), ("op", line, column),
#: ("select", set local, attribute name, whether Nix knows the place).
#: A path is the index of an entry (0, "path", step, …): it is shared by all its steps.
ContextEntry = tuple[Any, ...]

#: ``CompiledUnit.contexts`` and ``places``.
Tables = tuple[tuple[ContextEntry, ...], Mapping[Location, int]]


@dataclass(frozen=True, slots=True)
class CompiledUnit:
    """*codes*, run one after another in the same globals, define ``main(scope, depth)``
    and all functions of the unit.

    *builtins*: the builtins that it names.  *contexts* and *places*: see ``body``.
    *tied*: the code may depend on the directory of its source.  *aliased*: the names of
    the groups whose code depends on the symbol order, each in that order.
    """

    codes: tuple[CodeType, ...]
    builtins: tuple[str, ...]
    contexts: tuple[ContextEntry, ...]
    places: dict[Location, int]
    tied: bool = False
    aliased: tuple[tuple[str, ...], ...] = ()


class Program:
    """One source, compiled.

    *names*: what it shows, in order.  *warnings*: message and offset of each.  *home*:
    the home directory that it names, None if it names none.  *base*: the directory that
    its code depends on, None if it works anywhere.  *aliased*: as in ``CompiledUnit``.
    ``tables()`` gives contexts and places.
    """

    __slots__ = (
        "_packed",
        "_tables",
        "aliased",
        "base",
        "builtins",
        "codes",
        "home",
        "names",
        "warnings",
    )

    def __init__(
        self,
        codes: tuple[CodeType, ...],
        builtins: tuple[str, ...],
        names: tuple[str, ...],
        warnings: tuple[tuple[str, int], ...],
        home: str | None,
        base: str | None,
        aliased: tuple[tuple[str, ...], ...],
        packed: bytes = b"",
        tables: Tables | None = None,
    ) -> None:
        self.codes = codes
        self.builtins = builtins
        self.names = names
        self.warnings = warnings
        self.home = home
        self.base = base
        self.aliased = aliased
        self._packed = packed
        self._tables = tables

    @classmethod
    def of(
        cls,
        unit: CompiledUnit,
        names: Iterable[str],
        warnings: Iterable[tuple[str, int]],
        home: str | None,
        base: str,
    ) -> Program:
        """The program of *unit*, whose source lies in *base*."""
        return cls(
            unit.codes,
            unit.builtins,
            tuple(names),
            tuple(warnings),
            home,
            base if unit.tied else None,
            unit.aliased,
            tables=(unit.contexts, unit.places),
        )

    def tables(self) -> Tables:
        """Contexts and places, unpacked when first asked for: only traces need them."""
        if self._tables is None:
            self._tables = marshal.loads(self._packed)
        return self._tables

    def dump(self) -> bytes:
        """What ``load`` reads."""
        parts: Any = (
            self.codes,
            self.builtins,
            self.names,
            self.warnings,
            self.home,
            self.base,
            self.aliased,
            pack(self.tables()),
        )
        return pack(parts)

    @classmethod
    def load(cls, data: bytes | memoryview, name: str) -> Program:
        """The program that ``dump`` made *data* of, its source now being called *name*.

        *data* must be trusted: ``marshal`` runs into undefined behaviour on anything else.
        """
        codes, *rest = marshal.loads(data)
        return cls(tuple([_renamed(code, name) for code in codes]), *rest)

    def renamed(self, name: str) -> Program:
        """The same program for a source called *name*."""
        return Program.load(self.dump(), name)


def pack(data: Any) -> bytes:
    """*data*, which holds code and plain values only, as bytes."""
    return marshal.dumps(data)


def _renamed(code: CodeType, name: str) -> CodeType:
    """*code* (nobody else's yet) and the functions in it, coming from the file *name*."""
    if _fix_co_filename is not None:
        _fix_co_filename(code, name)
        return code
    inner = [_renamed(one, name) if isinstance(one, CodeType) else one for one in code.co_consts]
    return code.replace(co_filename=name, co_consts=tuple(inner))
