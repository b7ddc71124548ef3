"""What the parser does for each rule of the grammar: building nodes.

``grammar.lark`` names the methods of ``Actions``.  A method gets the parser's
stack, the offset where the text of the rule starts, and the offset where it
ends; it returns the value of the rule.  The stack holds three items for each
symbol: value, start, state.  So the last symbol of the rule is at -3 (value) and
-2 (start), the one before at -6 and -5, and so on.

The order in which the methods are called is the order in which Nix's parser
acts; errors and the symbol order (see ``symbols``) depend on that.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from ..errors import NixSyntaxError
from ..source import SourceFile
from .bindings import (
    FlatPath,
    SetBuilder,
    add,
    attribute_path,
    inherit,
    static_name,
)
from .literals import resolve_path
from .nodes import (
    Apply,
    Assert,
    AttrSet,
    Binary,
    Binding,
    CurPos,
    Expr,
    Float,
    Formal,
    HasAttr,
    If,
    Int,
    Interpolation,
    Lambda,
    Let,
    ListExpr,
    Negate,
    Not,
    Op,
    PathLit,
    SearchPath,
    Select,
    Source,
    Str,
    Var,
    With,
)
from .nodes import AttrName as Name
from .symbols import order, see
from .text import Piece, strip_indentation

_OP = {op.value: op for op in Op}

#: The parser's stack, and its items.  ``Any``: what lies where is the grammar's to say.
Stack = list[Any]
Part = tuple[int, Expr | Piece]


class Formals:
    """The formals of a set pattern while they are parsed."""

    __slots__ = ("ellipsis", "items")

    def __init__(self, items: list[Formal], ellipsis: bool) -> None:
        self.items = items
        self.ellipsis = ellipsis


class Actions:
    """Builds the nodes of one source.

    *home* gives the home directory, for ``~/…``; *warn* is told of what Nix warns
    of, and the offset it is about.  ``cursed`` is the last application ``x or``,
    until it turns out to stand in parentheses: Nix warns where it is used as an
    argument, a list item or a default.  ``names``: the names that the source has
    shown, in their order, and ``fresh`` those not yet numbered.
    """

    def __init__(
        self,
        source: SourceFile,
        home: Callable[[], str] | str | None,
        warn: Callable[[str, int], None] | None,
        names: dict[str, None],
    ) -> None:
        self.source = source
        self.names = names
        self.fresh: dict[str, None] = {}
        self.home = home
        self.warn = warn
        self.cursed: Apply | None = None

    def _error(self, message: str, offset: int) -> NixSyntaxError:
        return NixSyntaxError(message, self.source.position(offset))

    def _number_names(self) -> None:
        """Give the names shown so far their places in the symbol order."""
        see(self.fresh)
        self.names.update(self.fresh)
        self.fresh.clear()

    def _rank(self, name: str) -> int:
        """The place of a name of this source in the symbol order."""
        if name not in order:
            self._number_names()
        return order[name]

    def start(self, stack: Stack, start: int, end: int) -> Expr:
        expression: Expr = stack[-3]
        return expression

    # Functions and scopes.

    def lambda_name(self, stack: Stack, start: int, end: int) -> Expr:
        name = stack[-9]
        self.fresh[name] = None
        return Lambda(start, end, name, None, False, stack[-3])

    def lambda_set(self, stack: Stack, start: int, end: int) -> Expr:
        formals = self._validated(stack[-9], None, start)
        return Lambda(start, end, None, formals, stack[-9].ellipsis, stack[-3])

    def lambda_set_name(self, stack: Stack, start: int, end: int) -> Expr:
        formals = self._validated(stack[-15], stack[-9], start)
        return Lambda(start, end, stack[-9], formals, stack[-15].ellipsis, stack[-3])

    def lambda_name_set(self, stack: Stack, start: int, end: int) -> Expr:
        formals = self._validated(stack[-9], stack[-15], start)
        return Lambda(start, end, stack[-15], formals, stack[-9].ellipsis, stack[-3])

    def _validated(self, formals: Formals, param: str | None, start: int) -> tuple[Formal, ...]:
        """The formals, without duplicates among them and *param*."""
        if param is not None:
            self.fresh[param] = None
        names = {formal.name for formal in formals.items}
        if len(names) < len(formals.items):
            # Of several, the name seen first by the process; of that, the second use.
            ranked = sorted(formals.items, key=lambda one: (self._rank(one.name), one.pos))
            for first, second in pairwise(ranked):
                if first.name == second.name:
                    raise self._error(
                        f"duplicate formal function argument '{_show(first.name)}'", second.pos
                    )
        if param in names:
            raise self._error(f"duplicate formal function argument '{_show(param)}'", start)
        return tuple(formals.items)

    def assertion(self, stack: Stack, start: int, end: int) -> Expr:
        return Assert(start, end, stack[-9], stack[-3])

    def with_scope(self, stack: Stack, start: int, end: int) -> Expr:
        return With(start, end, stack[-9], stack[-3])

    def let(self, stack: Stack, start: int, end: int) -> Expr:
        builder: SetBuilder = stack[-9]
        if builder.dynamic:
            raise self._error("dynamic attributes not allowed in let", start)
        builder.recursive = True
        return Let(start, end, builder.freeze(), stack[-3])

    def conditional(self, stack: Stack, start: int, end: int) -> Expr:
        return If(start, end, stack[-15], stack[-9], stack[-3])

    # Operators.

    def pipe_from(self, stack: Stack, start: int, end: int) -> Expr:
        function = stack[-9]
        pos = _call_pos(function, stack[-5])
        return Apply(pos, end, function, (stack[-3],))

    def pipe_into(self, stack: Stack, start: int, end: int) -> Expr:
        function = stack[-3]
        pos = _call_pos(function, stack[-5])
        return Apply(pos, end, function, (stack[-9],))

    def binary(self, stack: Stack, start: int, end: int) -> Expr:
        return Binary(stack[-5], end, _OP[stack[-6]], stack[-9], stack[-3])

    def add(self, stack: Stack, start: int, end: int) -> Expr:
        return Binary(stack[-5], end, Op.ADD, stack[-9], stack[-3], (start, stack[-2]))

    def negate(self, stack: Stack, start: int, end: int) -> Expr:
        return Negate(start, end, stack[-3])

    def invert(self, stack: Stack, start: int, end: int) -> Expr:
        return Not(start, end, stack[-3])

    def has_attr(self, stack: Stack, start: int, end: int) -> Expr:
        return HasAttr(start, end, stack[-9], attribute_path(stack[-3]))

    # Application and selection.

    def apply(self, stack: Stack, start: int, end: int) -> Expr:
        function = stack[-6]
        return Apply(_call_pos(function, start), end, function, tuple(stack[-3]))

    def arguments_one(self, stack: Stack, start: int, end: int) -> list[Expr]:
        argument: Expr = stack[-3]
        if argument is self.cursed:
            self._warn_or(argument)
        return [argument]

    def arguments_more(self, stack: Stack, start: int, end: int) -> list[Expr]:
        arguments: list[Expr] = stack[-6]
        argument: Expr = stack[-3]
        if argument is self.cursed:
            self._warn_or(argument)
        arguments.append(argument)
        return arguments

    def select(self, stack: Stack, start: int, end: int) -> Expr:
        return Select(start, end, stack[-9], attribute_path(stack[-3]), None)

    def select_or(self, stack: Stack, start: int, end: int) -> Expr:
        default: Expr = stack[-3]
        if default is self.cursed:
            self._warn_or(default)
        return Select(start, end, stack[-15], attribute_path(stack[-9]), default)

    def apply_or(self, stack: Stack, start: int, end: int) -> Expr:
        self.fresh["or"] = None
        argument = Var(start, end, "or")
        self.cursed = Apply(start, end, stack[-6], (argument,))
        return self.cursed

    def _warn_or(self, expression: Expr) -> None:
        if self.warn is not None:
            text = self.source.text[expression.pos : expression.end]
            self.warn(
                "This expression uses `or` as an identifier in a way that will change in a "
                "future Nix release.\nWrap this entire expression in parentheses to preserve "
                f"its current meaning:\n    ({text})\n"
                "Give feedback at https://github.com/NixOS/nix/pull/11121",
                expression.pos,
            )

    # Simple expressions.

    def variable(self, stack: Stack, start: int, end: int) -> Expr:
        name = stack[-3]
        if name == "__curPos":
            return CurPos(start, end)
        self.fresh[name] = None
        return Var(start, end, name)

    def integer(self, stack: Stack, start: int, end: int) -> Expr:
        return Int(start, end, stack[-3])

    def floating(self, stack: Stack, start: int, end: int) -> Expr:
        return Float(start, end, stack[-3])

    def whole_string(self, stack: Stack, start: int, end: int) -> Expr:
        return Str(start, end, stack[-3])

    def string(self, stack: Stack, start: int, end: int) -> Expr:
        value = stack[-6]
        return Str(start, end, value) if isinstance(value, str) else value

    def whole_ind_string(self, stack: Stack, start: int, end: int) -> Expr:
        return _indented(start, end, stack[-3])

    def ind_string(self, stack: Stack, start: int, end: int) -> Expr:
        return _indented(start, end, stack[-6])

    def path_start(self, stack: Stack, start: int, end: int) -> Expr:
        return PathLit(start, end, resolve_path(stack[-3], self.source.base))

    def home_path_start(self, stack: Stack, start: int, end: int) -> Expr:
        home = self.home
        if home is None:
            # Nix gives no place here.
            raise NixSyntaxError(f"the path '{stack[-3]}' can not be resolved in pure mode")
        directory = home if isinstance(home, str) else home()
        return PathLit(start, end, directory + stack[-3][1:])

    def path(self, stack: Stack, start: int, end: int) -> Expr:
        literal: Expr = stack[-6]
        return literal

    def path_interpolated(self, stack: Stack, start: int, end: int) -> Expr:
        parts: list[Part] = [(start, stack[-9]), *stack[-6]]
        return _interpolation(start, end, parts, True)

    def search_path(self, stack: Stack, start: int, end: int) -> Expr:
        return SearchPath(start, end, stack[-3])

    def uri(self, stack: Stack, start: int, end: int) -> Expr:
        return Str(start, end, stack[-3])

    def parenthesised(self, stack: Stack, start: int, end: int) -> Expr:
        inner: Expr = stack[-6]
        if inner is self.cursed:
            self.cursed = None
        return inner

    def list_whole(self, stack: Stack, start: int, end: int) -> Expr:
        return ListExpr(start, end, tuple(stack[-6]))

    def list_more(self, stack: Stack, start: int, end: int) -> list[Expr]:
        items: list[Expr] = stack[-6]
        item: Expr = stack[-3]
        if item is self.cursed:
            self._warn_or(item)
        items.append(item)
        return items

    def list_none(self, stack: Stack, start: int, end: int) -> list[Expr]:
        return []

    # Strings and paths with interpolation.

    def string_parts_one(self, stack: Stack, start: int, end: int) -> str:
        value: str = stack[-3]
        return value

    def string_parts_many(self, stack: Stack, start: int, end: int) -> Expr:
        return _interpolation(start, end, stack[-3], False)

    def string_parts_none(self, stack: Stack, start: int, end: int) -> str:
        return ""

    def parts_none(self, stack: Stack, start: int, end: int) -> list[Part]:
        return []

    def parts_text(self, stack: Stack, start: int, end: int) -> list[Part]:
        parts: list[Part] = stack[-6]
        parts.append((stack[-2], Str(stack[-2], end, stack[-3])))
        return parts

    def ind_parts_text(self, stack: Stack, start: int, end: int) -> list[Part]:
        parts: list[Part] = stack[-6]
        parts.append((stack[-2], stack[-3]))
        return parts

    def parts_expr(self, stack: Stack, start: int, end: int) -> list[Part]:
        parts: list[Part] = stack[-12]
        parts.append((stack[-8], stack[-6]))
        return parts

    def parts_first_expr(self, stack: Stack, start: int, end: int) -> list[Part]:
        return [(start, stack[-6])]

    def parts_first_both(self, stack: Stack, start: int, end: int) -> list[Part]:
        return [(start, Str(start, stack[-8], stack[-12])), (stack[-8], stack[-6])]

    # Attribute sets.

    def let_set(self, stack: Stack, start: int, end: int) -> Expr:
        self.fresh["body"] = None
        return Select(start, end, self.rec_set(stack, start, end), (Name(start, "body"),), None)

    def rec_set(self, stack: Stack, start: int, end: int) -> AttrSet:
        builder: SetBuilder = stack[-6]
        builder.recursive = True
        return self.plain_set(stack, start, end)

    def plain_set(self, stack: Stack, start: int, end: int) -> AttrSet:
        builder: SetBuilder = stack[-6]
        builder.pos = start
        builder.end = end
        return builder.freeze()

    def empty_set(self, stack: Stack, start: int, end: int) -> Expr:
        return AttrSet(start, end, False, (), (), ())

    def binds_none(self, stack: Stack, start: int, end: int) -> SetBuilder:
        return SetBuilder(start, end)

    def binds_value(self, stack: Stack, start: int, end: int) -> SetBuilder:
        builder: SetBuilder = stack[-15]
        builder.end = end
        add(builder, stack[-12], stack[-11], stack[-6], self.source, self._rank)
        return builder

    def binds_first_value(self, stack: Stack, start: int, end: int) -> SetBuilder:
        builder = SetBuilder(start, end)
        add(builder, stack[-12], start, stack[-6], self.source, self._rank)
        return builder

    def binds_inherit(self, stack: Stack, start: int, end: int) -> SetBuilder:
        builder: SetBuilder = stack[-12]
        builder.end = end
        names: list[tuple[str, int, int]] = stack[-6]
        for name, pos, stop in names:
            value = Var(pos, stop, name)
            inherit(builder, Binding(pos, name, Source.INHERIT, value), self.source)
        return builder

    def binds_inherit_from(self, stack: Stack, start: int, end: int) -> SetBuilder:
        builder: SetBuilder = stack[-21]
        builder.end = end
        origin = len(builder.origins)
        builder.origins.append(stack[-12])
        names: list[tuple[str, int, int]] = stack[-6]
        for name, pos, _stop in names:
            binding = Binding(pos, name, Source.INHERIT_FROM, None, origin)
            inherit(builder, binding, self.source)
        return builder

    def attrs_name(self, stack: Stack, start: int, end: int) -> list[tuple[str, int, int]]:
        names: list[tuple[str, int, int]] = stack[-6]
        name = stack[-3]
        self.fresh[name] = None
        names.append((name, stack[-2], end))
        return names

    def attrs_string(self, stack: Stack, start: int, end: int) -> list[tuple[str, int, int]]:
        name = stack[-3]
        if not isinstance(name, str):
            raise self._error("dynamic attributes not allowed in inherit", stack[-2])
        return self.attrs_name(stack, start, end)

    def attrs_none(self, stack: Stack, start: int, end: int) -> list[tuple[str, int, int]]:
        return []

    def attrpath_name(self, stack: Stack, start: int, end: int) -> FlatPath:
        path: FlatPath = stack[-9]
        name = stack[-3]
        self.fresh[name] = None
        path += (stack[-2], name)
        return path

    def attrpath_string(self, stack: Stack, start: int, end: int) -> FlatPath:
        path: FlatPath = stack[-9]
        name = stack[-3]
        if isinstance(name, str):
            self.fresh[name] = None
        path += (stack[-2], name)
        return path

    def attrpath_first_name(self, stack: Stack, start: int, end: int) -> FlatPath:
        name = stack[-3]
        self.fresh[name] = None
        return [start, name]

    def attrpath_first_string(self, stack: Stack, start: int, end: int) -> FlatPath:
        name = stack[-3]
        if isinstance(name, str):
            self.fresh[name] = None
        return [start, name]

    def string_attr_whole(self, stack: Stack, start: int, end: int) -> str:
        name: str = stack[-3]
        return name

    def string_attr(self, stack: Stack, start: int, end: int) -> str | Expr:
        value = stack[-6]
        return value if isinstance(value, str) else static_name(value)

    # Formal arguments.

    def formals_open(self, stack: Stack, start: int, end: int) -> Formals:
        return Formals(stack[-12], True)

    def formals_any(self, stack: Stack, start: int, end: int) -> Formals:
        return Formals([], True)

    def formals_closed(self, stack: Stack, start: int, end: int) -> Formals:
        # `{ a, }` and `{ a }`.
        items = stack[-6]
        return Formals(items if isinstance(items, list) else stack[-9], False)

    def formals_empty(self, stack: Stack, start: int, end: int) -> Formals:
        return Formals([], False)

    def formals_more(self, stack: Stack, start: int, end: int) -> list[Formal]:
        items: list[Formal] = stack[-9]
        items.append(stack[-3])
        return items

    def formals_one(self, stack: Stack, start: int, end: int) -> list[Formal]:
        return [stack[-3]]

    def formal(self, stack: Stack, start: int, end: int) -> Formal:
        name = stack[-3]
        self.fresh[name] = None
        return Formal(start, name, None)

    def formal_default(self, stack: Stack, start: int, end: int) -> Formal:
        name = stack[-9]
        self.fresh[name] = None
        return Formal(start, name, stack[-3])


_CALLS = (Op.SUB, Op.MUL, Op.DIV, Op.LT, Op.GT)


def _call_pos(function: Expr, otherwise: int) -> int:
    """The place of a call of *function*.

    Nix adds the arguments to a call which is there already, whose place counts;
    arithmetic is a call there, too.
    """
    if isinstance(function, (Apply, Negate, SearchPath)) or (
        isinstance(function, Binary) and function.op in _CALLS
    ):
        return function.pos
    return otherwise


def _interpolation(start: int, end: int, parts: list[Part], is_path: bool) -> Interpolation:
    return Interpolation(
        start,
        end,
        tuple([part for _, part in parts]),  # type: ignore[misc]
        is_path,
        tuple([pos for pos, _ in parts]),
    )


def _indented(start: int, end: int, parts: list[Part]) -> Expr:
    """An indented string.  Its pieces stay apart, as in Nix."""
    texts = strip_indentation([part if isinstance(part, Piece) else None for _, part in parts])
    nodes: list[Expr] = []
    starts: list[int] = []
    for (pos, part), text in zip(parts, texts, strict=True):
        if isinstance(part, Piece):
            if not text:
                continue
            part = Str(pos, end, text)
        nodes.append(part)
        starts.append(pos)
    if not nodes:
        return Str(start, end, "")
    if len(nodes) == 1 and isinstance(nodes[0], Str):
        return Str(start, end, nodes[0].value)
    return Interpolation(start, end, tuple(nodes), False, tuple(starts))


def _show(name: str | None) -> str:
    # Late: printing is needed in errors only.
    from .show import identifier

    return identifier(name or "")
