"""Generated programs as trees: rendered to text, and taken apart by the reducer.

A ``Tree`` is one expression: a sequence of parts, each of them source text, a
sub-expression or a run of elements that can be left out one by one (list
elements, bindings).  Text holds one character per byte (latin-1), as aionix's
own strings do.

Parentheses are put by precedence and nowhere else, so that the programs test
the parser's precedences too.  Nix's levels, from ``parser.y`` of C++ Nix:
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

#: Precedence levels; higher binds tighter.
LAMBDA, PIPE, IMPLIES, OR, AND, EQUAL, COMPARE, UPDATE, NOT, ADD, MULTIPLY = range(11)
CONCAT, HAS, NEGATE, CALL, SELECT, SIMPLE = range(11, 17)


@dataclass(frozen=True, slots=True)
class Sub:
    """A sub-expression in a place that takes expressions of level *need* or tighter."""

    tree: Tree
    need: int


@dataclass(frozen=True, slots=True)
class Many:
    """Elements which can be left out one by one."""

    items: tuple[tuple[Part, ...], ...]


Part: TypeAlias = str | Sub | Many


@dataclass(frozen=True, slots=True)
class Tree:
    """An expression: *kind* says what it is (for reports), *level* how tightly it binds."""

    kind: str
    level: int
    parts: tuple[Part, ...]

    def render(self) -> str:
        """The program's text, one character per byte."""
        out: list[str] = []
        _render(self.parts, out)
        return "".join(out)

    def subtrees(self) -> Iterator[Tree]:
        """This tree and everything below it, outermost first."""
        waiting = [self]
        while waiting:
            tree = waiting.pop()
            yield tree
            waiting.extend(reversed(list(_children(tree.parts))))

    def with_parts(self, parts: tuple[Part, ...]) -> Tree:
        """The same kind of tree with other parts."""
        return replace(self, parts=parts)


def _render(parts: tuple[Part, ...], out: list[str]) -> None:
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, Many):
            for item in part.items:
                _render(item, out)
        elif part.tree.level < part.need:
            out.append("(")
            _render(part.tree.parts, out)
            out.append(")")
        else:
            _render(part.tree.parts, out)


def _children(parts: tuple[Part, ...]) -> Iterator[Tree]:
    for part in parts:
        if isinstance(part, Sub):
            yield part.tree
        elif isinstance(part, Many):
            for item in part.items:
                yield from _children(item)


def atom(text: str, kind: str = "atom") -> Tree:
    """A tree that is mere text and needs no parentheses anywhere."""
    return Tree(kind, SIMPLE, (text,))


def call(function: Tree, *args: Tree, kind: str = "call", space: str = " ") -> Tree:
    """``function arg1 arg2 …``"""
    parts: list[Part] = [Sub(function, CALL)]
    for arg in args:
        parts += [space, Sub(arg, SELECT)]
    return Tree(kind, CALL, tuple(parts))


def binary(operator: str, left: Tree, right: Tree, space: str = " ") -> Tree:
    """``left operator right``, parenthesised by the operator's level and associativity."""
    level, associates = OPERATORS[operator]
    need_left = level if associates == "left" else level + 1
    need_right = level if associates == "right" else level + 1
    parts = (Sub(left, need_left), space, operator, space, Sub(right, need_right))
    return Tree(f"operator {operator}", level, parts)


#: Binary operators: level and associativity.
OPERATORS = {
    "<|": (PIPE, "right"),
    "|>": (PIPE, "left"),
    "->": (IMPLIES, "right"),
    "||": (OR, "left"),
    "&&": (AND, "left"),
    "==": (EQUAL, "none"),
    "!=": (EQUAL, "none"),
    "<": (COMPARE, "none"),
    "<=": (COMPARE, "none"),
    ">": (COMPARE, "none"),
    ">=": (COMPARE, "none"),
    "//": (UPDATE, "right"),
    "+": (ADD, "left"),
    "-": (ADD, "left"),
    "*": (MULTIPLY, "left"),
    "/": (MULTIPLY, "left"),
    "++": (CONCAT, "right"),
}
