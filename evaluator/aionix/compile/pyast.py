"""Building Python ``ast`` nodes that all carry a position.

``Builder`` holds the current position; every node it makes gets it.  Positions
are real Nix positions (lines from 1, columns in bytes from 0), so tracebacks,
profilers and debuggers work on Nix files.  ``fix_missing_locations`` is never
used: it would hide a node without one.
"""

from __future__ import annotations

import ast
from typing import Any, TypedDict

LOAD = ast.Load()
STORE = ast.Store()
IS = ast.Is()
IS_NOT = ast.IsNot()


class Place(TypedDict):
    """A location as the keyword arguments of ``ast`` nodes."""

    lineno: int
    col_offset: int
    end_lineno: int
    end_col_offset: int


class Builder:
    """Makes nodes at the current location ``loc``."""

    __slots__ = ("loc",)

    def __init__(self) -> None:
        self.loc: Place = {
            "lineno": 1,
            "col_offset": 0,
            "end_lineno": 1,
            "end_col_offset": 0,
        }

    def name(self, ident: str) -> ast.expr:
        return ast.Name(ident, LOAD, **self.loc)

    def const(self, value: Any) -> ast.expr:
        return ast.Constant(value, **self.loc)

    def call(self, function: str, *args: ast.expr) -> ast.expr:
        return ast.Call(ast.Name(function, LOAD, **self.loc), list(args), [], **self.loc)

    def attribute(self, value: ast.expr, name: str) -> ast.expr:
        return ast.Attribute(value, name, LOAD, **self.loc)

    def item(self, value: ast.expr, index: Any) -> ast.expr:
        return ast.Subscript(value, ast.Constant(index, **self.loc), LOAD, **self.loc)

    def tuple_(self, items: list[ast.expr]) -> ast.expr:
        return ast.Tuple(items, LOAD, **self.loc)

    def list_(self, items: list[ast.expr]) -> ast.expr:
        return ast.List(items, LOAD, **self.loc)

    def dict_(self, keys: list[ast.expr | None], values: list[ast.expr]) -> ast.expr:
        return ast.Dict(keys, values, **self.loc)

    def await_(self, value: ast.expr) -> ast.expr:
        return ast.Await(value, **self.loc)

    def compare(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> ast.expr:
        return ast.Compare(left, [op], [right], **self.loc)

    def type_is(self, ident: str, kind: str, positive: bool = True) -> ast.expr:
        """``type(ident) is kind``."""
        return self.compare(
            self.call("type", self.name(ident)), IS if positive else IS_NOT, self.name(kind)
        )

    def not_(self, value: ast.expr) -> ast.expr:
        return ast.UnaryOp(ast.Not(), value, **self.loc)

    def if_else(self, test: ast.expr, then: ast.expr, other: ast.expr) -> ast.expr:
        return ast.IfExp(test, then, other, **self.loc)

    def assign(self, ident: str, value: ast.expr) -> ast.stmt:
        return ast.Assign([ast.Name(ident, STORE, **self.loc)], value, **self.loc)

    def assign_item(self, target: str, index: int, value: ast.expr) -> ast.stmt:
        place = ast.Subscript(self.name(target), self.const(index), STORE, **self.loc)
        return ast.Assign([place], value, **self.loc)

    def unpack(self, idents: list[str], value: ast.expr) -> ast.stmt:
        names: list[ast.expr] = [ast.Name(ident, STORE, **self.loc) for ident in idents]
        return ast.Assign([ast.Tuple(names, STORE, **self.loc)], value, **self.loc)

    def if_(self, test: ast.expr, body: list[ast.stmt], orelse: list[ast.stmt]) -> ast.stmt:
        return ast.If(test, body, orelse, **self.loc)

    def return_(self, value: ast.expr) -> ast.stmt:
        return ast.Return(value, **self.loc)

    def raise_(self, value: ast.expr) -> ast.stmt:
        return ast.Raise(value, None, **self.loc)

    def expr(self, value: ast.expr) -> ast.stmt:
        return ast.Expr(value, **self.loc)

    def function(
        self, name: str, params: list[str], body: list[ast.stmt], is_async: bool
    ) -> ast.stmt:
        args = ast.arguments([], [ast.arg(p, **self.loc) for p in params], None, [], [], None, [])
        kind: Any = ast.AsyncFunctionDef if is_async else ast.FunctionDef
        extra: dict[str, Any] = {"type_params": []} if "type_params" in kind._fields else {}
        result: ast.stmt = kind(name, args, body, [], None, None, **extra, **self.loc)
        return result
