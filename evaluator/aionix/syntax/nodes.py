"""Syntax nodes: what the parser builds and every later phase reads.

Frozen (for the type checker) and slotted.  ``pos`` is the byte offset that Nix reports for the node
(an operator's own position, otherwise where the expression starts); ``end`` is
the offset after its last byte.  Trees may be nested without limit: walk them
with an explicit stack, never by recursion.  Compared by identity.

All names and strings are nix strings (see ``bytestr``).  The parser has already
merged nested attribute paths, split inherited names, stripped indentation, and
rewritten legacy ``let { … }`` into a selection of ``body``, as Nix does.
"""

from __future__ import annotations

from enum import Enum

from ..records import struct


@struct(frozen=True, slots=True, eq=False)
class Expr:
    """Base of all expressions."""

    pos: int
    end: int


@struct(frozen=True, slots=True, eq=False)
class Int(Expr):
    """A 64-bit integer literal."""

    value: int


@struct(frozen=True, slots=True, eq=False)
class Float(Expr):
    """A float literal."""

    value: float


@struct(frozen=True, slots=True, eq=False)
class Str(Expr):
    """A string (or URI) without interpolation."""

    value: str


@struct(frozen=True, slots=True, eq=False)
class PathLit(Expr):
    """A path without interpolation: absolute and canonical already (``~`` expanded too)."""

    value: str


@struct(frozen=True, slots=True, eq=False)
class Interpolation(Expr):
    """A string or path with interpolated parts, in order.

    When *is_path*, the first part is a ``PathLit`` and the result is a path.
    *starts*: where each part starts in the source (an interpolated one at its
    ``${``), which is where Nix reports errors about it.
    """

    parts: tuple[Expr, ...]
    is_path: bool = False
    starts: tuple[int, ...] = ()


@struct(frozen=True, slots=True, eq=False)
class SearchPath(Expr):
    """``<name>``: looked up along the search path."""

    name: str


@struct(frozen=True, slots=True, eq=False)
class Var(Expr):
    """A variable."""

    name: str


@struct(frozen=True, slots=True, eq=False)
class CurPos(Expr):
    """``__curPos``."""


@struct(frozen=True, slots=True, eq=False)
class AttrName:
    """One step of an attribute path: *name* is a nix string, or an ``Expr`` when dynamic."""

    pos: int
    name: str | Expr


@struct(frozen=True, slots=True, eq=False)
class Select(Expr):
    """``subject.path`` or ``subject.path or default``."""

    subject: Expr
    path: tuple[AttrName, ...]
    default: Expr | None


@struct(frozen=True, slots=True, eq=False)
class HasAttr(Expr):
    """``subject ? path``."""

    subject: Expr
    path: tuple[AttrName, ...]


@struct(frozen=True, slots=True, eq=False)
class Apply(Expr):
    """``function arg1 arg2 …``: at least one argument.

    The function is no ``Apply`` itself unless it was written in parentheses (or
    as ``f or``, or with a pipe); *pos* is then that of the inner one, since Nix
    makes a single call of both.
    """

    function: Expr
    args: tuple[Expr, ...]


@struct(frozen=True, slots=True, eq=False)
class Formal:
    """One formal argument of a set pattern."""

    pos: int
    name: str
    default: Expr | None


@struct(frozen=True, slots=True, eq=False)
class Lambda(Expr):
    """``param: body``, ``{ formals }: body`` or ``{ formals }@param: body``.

    *formals* is None for a plain parameter; *param* is None where no name is bound.
    """

    param: str | None
    formals: tuple[Formal, ...] | None
    ellipsis: bool
    body: Expr


class Source(Enum):
    """Where a static binding's value comes from."""

    PLAIN = "plain"  # ``name = value``: value evaluated in the set's own scope
    INHERIT = "inherit"  # ``inherit name``: value is a Var of the enclosing scope
    INHERIT_FROM = "inherit_from"  # ``inherit (e) name``: origin indexes ``AttrSet.origins``


@struct(frozen=True, slots=True, eq=False)
class Binding:
    """A static attribute.

    *value* is None exactly for ``INHERIT_FROM``, and *origin* set exactly then.
    """

    pos: int
    name: str
    source: Source
    value: Expr | None
    origin: int | None = None


@struct(frozen=True, slots=True, eq=False)
class DynamicBinding:
    """``${name} = value`` whose name is known only when evaluated."""

    pos: int
    name: Expr
    value: Expr


@struct(frozen=True, slots=True, eq=False)
class AttrSet(Expr):
    """``{ … }`` or ``rec { … }``, merged: static names are unique.

    *origins* are the ``e`` of ``inherit (e) …``, each evaluated once, in the
    scope of the set itself when it is recursive.
    """

    recursive: bool
    bindings: tuple[Binding, ...]
    dynamic: tuple[DynamicBinding, ...]
    origins: tuple[Expr, ...]


@struct(frozen=True, slots=True, eq=False)
class Let(Expr):
    """``let … in body``; *bindings* is recursive and has no dynamic attributes."""

    bindings: AttrSet
    body: Expr


@struct(frozen=True, slots=True, eq=False)
class ListExpr(Expr):
    """``[ … ]``."""

    items: tuple[Expr, ...]


@struct(frozen=True, slots=True, eq=False)
class With(Expr):
    """``with env; body``."""

    env: Expr
    body: Expr


@struct(frozen=True, slots=True, eq=False)
class Assert(Expr):
    """``assert condition; body``."""

    condition: Expr
    body: Expr


@struct(frozen=True, slots=True, eq=False)
class If(Expr):
    """``if condition then consequent else alternative``."""

    condition: Expr
    consequent: Expr
    alternative: Expr


class Op(Enum):
    """Binary operators, by their spelling.  Pipes are parsed into ``Apply``."""

    EQ = "=="
    NE = "!="
    AND = "&&"
    OR = "||"
    IMPL = "->"
    UPDATE = "//"
    CONCAT = "++"
    ADD = "+"
    SUB = "-"
    MUL = "*"
    DIV = "/"
    LT = "<"
    GT = ">"
    LE = "<="
    GE = ">="


@struct(frozen=True, slots=True, eq=False)
class Binary(Expr):
    """``left op right``; *pos* is the operator's.

    *starts*: for ``ADD`` (else None) where the operands start, parentheses
    included, which is where Nix reports errors about them.
    """

    op: Op
    left: Expr
    right: Expr
    starts: tuple[int, int] | None = None


@struct(frozen=True, slots=True, eq=False)
class Not(Expr):
    """``! operand``."""

    operand: Expr


@struct(frozen=True, slots=True, eq=False)
class Negate(Expr):
    """``- operand``: ``__sub 0 operand``."""

    operand: Expr
