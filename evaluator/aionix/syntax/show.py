"""Nodes to text: what ``nix-instantiate --parse`` prints.

Also used in messages that show an expression (a failed assertion, a dynamic
attribute name).  Nix prints what its own parser built, in which many operators
are calls already; the same rewriting is done here while printing.

Works on a stack of what is still to be printed: strings, expressions, and the
occasional pair of an expression with arguments for it.  No recursion, since
expressions may be nested without limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..source import SourceFile
from .nodes import (
    Apply,
    Assert,
    AttrName,
    AttrSet,
    Binary,
    CurPos,
    Expr,
    Float,
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

_PLAIN_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_'\-]*").fullmatch
_RESERVED = frozenset(("if", "then", "else", "assert", "with", "let", "in", "rec", "inherit"))
_SPECIAL = re.compile(r'["\\\n\r\t]|\$(?=\{)')
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

#: Operators that Nix's parser turns into calls: the function, and whether the
#: operands change places.
_CALLS = {
    Op.SUB: ("__sub", False),
    Op.MUL: ("__mul", False),
    Op.DIV: ("__div", False),
    Op.LT: ("__lessThan", False),
    Op.GT: ("__lessThan", True),
    Op.LE: ("__lessThan", True),
    Op.GE: ("__lessThan", False),
}
_NEGATED = (Op.LE, Op.GE)

#: What is still to be printed.
Item = str | Expr


def literal_string(value: str) -> str:
    """The string literal for a nix string."""
    return f'"{_SPECIAL.sub(_escape, value)}"'


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return _ESCAPES.get(char, "\\" + char)


def identifier(name: str) -> str:
    """How a name is printed: quoted unless it could stand as an identifier."""
    if name in _RESERVED:
        return f'"{name}"'
    return name if _PLAIN_NAME(name) else literal_string(name)


def show(expr: Expr, _source: SourceFile | None = None) -> str:
    """What Nix prints for *expr*: a nix string."""
    return _print([expr])


def show_path(path: Iterable[str | Expr]) -> str:
    """What Nix prints for an attribute path of names and expressions."""
    return _print(_path(path)[::-1])


def _print(stack: list[Item]) -> str:
    """Print the items, the last one first."""
    output: list[str] = []
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            output.append(item)
        else:
            stack.extend(reversed(_parts(item)))
    return "".join(output)


def _parts(expr: Expr) -> Sequence[Item]:
    """What *expr* consists of, in order."""
    match expr:
        case Var():
            return (identifier(expr.name),)
        case Str():
            return (literal_string(expr.value),)
        case Int():
            return (str(expr.value),)
        case Float():
            return (f"{expr.value:g}",)
        case PathLit():
            return (expr.value,)
        case CurPos():
            return ("__curPos",)
        case SearchPath() | Apply() | Negate():
            return _call(expr)
        case Binary():
            if expr.op in _NEGATED:
                return ("(! ", *_call(expr), ")")
            if expr.op in _CALLS:
                return _call(expr)
            return ("(", expr.left, f" {expr.op.value} ", expr.right, ")")
        case Select():
            parts: list[Item] = ["(", expr.subject, ").", *_attr_path(expr.path)]
            if expr.default is not None:
                parts += (" or (", expr.default, ")")
            return parts
        case HasAttr():
            return ("((", expr.subject, ") ? ", *_attr_path(expr.path), ")")
        case AttrSet():
            return ("rec { " if expr.recursive else "{ ", *_bindings(expr), "}")
        case Let():
            return ("(let ", *_bindings(expr.bindings), "in ", expr.body, ")")
        case Lambda():
            return _lambda(expr)
        case ListExpr():
            return ("[ ", *[part for item in expr.items for part in ("(", item, ") ")], "]")
        case Interpolation():
            parts = ["("]
            for part in expr.parts:
                parts += (part, " + ")
            parts[-1] = ")"
            return parts
        case If():
            return (
                "(if ", expr.condition, " then ", expr.consequent, " else ", expr.alternative, ")"
            )  # fmt: skip
        case With():
            return ("(with ", expr.env, "; ", expr.body, ")")
        case Assert():
            return ("assert ", expr.condition, "; ", expr.body)
        case Not():
            return ("(! ", expr.operand, ")")
    raise AssertionError(expr)


def _call(expr: Expr) -> Sequence[Item]:
    """A call, with the arguments of all calls that are its function."""
    reverse: list[Item] = [")"]
    while isinstance(expr, Apply):
        arguments = expr.args
        expr = expr.function
        for argument in reversed(arguments):
            reverse += (argument, " ")
        if isinstance(arguments[0], Var) and arguments[0].name == "or":
            # `f or` (nothing else makes that variable) is a call of its own.
            reverse += (expr, "(")
            return reverse[::-1]
    match expr:
        case SearchPath():
            reverse += (literal_string(expr.name), "__findFile __nixPath ")
        case Negate():
            reverse += (expr.operand, "__sub 0 ")
        case Binary() if expr.op in _CALLS and (len(reverse) == 1 or expr.op not in _NEGATED):
            name, swapped = _CALLS[expr.op]
            first, second = (expr.right, expr.left) if swapped else (expr.left, expr.right)
            reverse += (second, " ", first, f"{name} ")
        case _:
            reverse.append(expr)
    reverse.append("(")
    return reverse[::-1]


def _path(path: Iterable[str | Expr]) -> list[Item]:
    parts: list[Item] = []
    for step in path:
        if parts:
            parts.append(".")
        parts += (identifier(step),) if isinstance(step, str) else ('"${', step, '}"')
    return parts


def _attr_path(path: Iterable[AttrName]) -> list[Item]:
    return _path([step.name for step in path])


def _bindings(node: AttrSet) -> list[Item]:
    """Bindings by kind; within a kind by name."""
    ordered = sorted(node.bindings, key=lambda one: one.name)
    parts: list[Item] = []
    names = [identifier(one.name) for one in ordered if one.source is Source.INHERIT]
    if names:
        parts.append(f"inherit {' '.join(names)}; ")
    by_origin: dict[int, list[str]] = {}
    for one in ordered:
        if one.origin is not None:
            by_origin.setdefault(one.origin, []).append(identifier(one.name))
    for origin in sorted(by_origin):
        parts += ("inherit (", node.origins[origin], f") {' '.join(by_origin[origin])}; ")
    for one in ordered:
        if one.source is Source.PLAIN and one.value is not None:
            parts += (f"{identifier(one.name)} = ", one.value, "; ")
    for dynamic in node.dynamic:
        parts += ('"${', dynamic.name, '}" = ', dynamic.value, "; ")
    return parts


def _lambda(expr: Lambda) -> list[Item]:
    parts: list[Item] = ["("]
    if expr.formals is not None:
        parts.append("{ ")
        separator = ""
        for formal in sorted(expr.formals, key=lambda one: one.name):
            parts.append(separator + identifier(formal.name))
            if formal.default is not None:
                parts += (" ? ", formal.default)
            separator = ", "
        if expr.ellipsis:
            parts.append(separator + "...")
        parts.append(" }")
        if expr.param is not None:
            parts.append(" @ ")
    if expr.param is not None:
        parts.append(identifier(expr.param))
    parts += (": ", expr.body, ")")
    return parts
