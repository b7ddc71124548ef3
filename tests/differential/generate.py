"""Random Nix programs: well scoped, mostly well typed, small, deterministic.

``program(seed)`` is the seed's program.  The generator works backwards from a
type (``shapes``): "make an expression of this type" is answered by a literal, a
variable in scope, an operator or builtin with that result, or a construct
around such an expression.  With small probabilities it makes something of
another type instead, or something that fails (``Settings``), so that error
paths and laziness are tested as well.

Run as a command to look at programs: ``python -m tests.differential.generate --seed 1 --count 20``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from . import binders, idioms, literals, purposes
from .catalogue import BOOSTS, CONSTANT_SHAPES, ENTRIES, GLOBALS, Entry
from .choices import Chooser, SeededChooser
from .shapes import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    NULL,
    PATH,
    PURPOSES,
    RESTRICTED,
    STRING,
    Shape,
    base,
    fields_of,
    function,
    inner_of,
    list_of,
    map_of,
    match,
    result_of,
    substitute,
    variables,
)
from .tree import HAS, NEGATE, NOT, SIMPLE, Part, Sub, Tree, atom, binary, call


@dataclass(frozen=True, slots=True)
class Settings:
    """How large and how faulty programs are."""

    #: Expressions in a program, about.
    budget: int = 16
    #: Nesting of expressions.
    depth: int = 6
    #: Share of expressions made of another type than fits.
    ill_typed: float = 0.012
    #: Share of expressions that fail when forced.
    failing: float = 0.012
    #: Share of spaces replaced by comments, line ends and the like.
    trivia: float = 0.03
    #: Share of programs whose text is damaged afterwards (syntax errors).
    damaged: float = 0.03


DEFAULT = Settings()


@dataclass(frozen=True, slots=True)
class Scope:
    """The variables an expression may use: lexical ones, and those of ``with``."""

    lexical: dict[str, Shape] = field(default_factory=dict)
    dynamic: dict[str, Shape] = field(default_factory=dict)

    def bind(self, names: dict[str, Shape]) -> Scope:
        """The scope inside a binder of *names*."""
        return replace(self, lexical={**self.lexical, **names})

    def open(self, names: dict[str, Shape]) -> Scope:
        """The scope inside ``with`` of a set with *names*."""
        return replace(self, dynamic={**self.dynamic, **names})

    def without(self, names: dict[str, Shape]) -> Scope:
        """The scope with *names* not to be used."""
        lexical = {name: shape for name, shape in self.lexical.items() if name not in names}
        dynamic = {name: shape for name, shape in self.dynamic.items() if name not in names}
        return Scope(lexical, dynamic)

    def visible(self) -> dict[str, Shape]:
        """All of them, as Nix resolves them: lexical before dynamic."""
        return {**self.dynamic, **self.lexical}


class Generator:
    """Makes one program from a chooser's decisions."""

    def __init__(self, choose: Chooser, settings: Settings = DEFAULT) -> None:
        self.choose = choose
        self.settings = settings
        self.budget = settings.budget

    # The whole

    def program(self) -> Tree:
        """A program."""
        choose = self.choose
        self.budget = choose.between(self.settings.budget // 3, self.settings.budget * 5 // 3)
        start = choose.weighted(((32, "any"), (52, "builtin"), (16, "operator")))
        if start == "builtin":
            tree = call_of(self, choose.weighted(_BY_NAME), ANY, Scope(), self.settings.depth - 1)
        elif start == "operator":
            tree = operation(self, choose.pick(_OPERATIONS), Scope(), self.settings.depth - 1)
        else:
            tree = self.expression(self.shape(), Scope(), self.settings.depth)
        if choose.chance(self.settings.damaged):
            return idioms.damaged(self, tree)
        return tree

    def expression(self, goal: Shape, scope: Scope, depth: int) -> Tree:
        """An expression of type *goal*, unless fate wants a faulty one."""
        choose = self.choose
        self.budget -= 1
        if choose.chance(self.settings.failing):
            return idioms.failing(self, scope, depth)
        if choose.chance(self.settings.ill_typed):
            goal = self.shape()
        if goal == ANY and depth > 0 and self.budget > 0 and choose.chance(0.15):
            return call_of(self, choose.weighted(_BY_NAME), ANY, scope, depth - 1)
        goal = self.settle(goal)
        if goal[0] in PURPOSES:
            if choose.chance(0.12):
                goal = base(goal)
            else:
                return self.leaf(goal, scope, depth)
        if depth <= 0 or self.budget <= 0:
            return self.leaf_or_variable(goal, scope, depth)
        production = choose.weighted(_PRODUCTIONS)
        return production(self, goal, scope, depth - 1) or self.leaf(goal, scope, depth)

    # Types

    def shape(self, depth: int = 2) -> Shape:
        """A random type."""
        choose = self.choose
        kind = choose.weighted(_SHAPES if depth > 0 else _SHAPES[:6])
        if kind == "list":
            return list_of(self.shape(depth - 1))
        if kind == "map":
            return map_of(self.shape(depth - 1))
        if kind == "record":
            names = choose.sample(literals.NAMES[:8], choose.between(1, 3))
            return ("record", tuple((name, self.shape(depth - 1)) for name in names))
        if kind == "fun":
            return function(self.shape(0), self.shape(depth - 1))
        return (kind,)

    def settle(self, shape: Shape) -> Shape:
        """The type with ``any``, ``num`` and variables at its top decided."""
        if shape == ANY:
            return self.shape()
        if shape == ("num",):
            return self.choose.pick((INT, FLOAT))
        if shape[0] == "var":
            return self.instance(str(shape[1]))
        return shape

    def instance(self, variable: str) -> Shape:
        """A type for a variable of a signature."""
        allowed = RESTRICTED.get(variable)
        return self.choose.pick(allowed) if allowed else self.shape(1)

    def ground(self, shape: Shape, found: dict[str, Shape]) -> Shape:
        """*shape* with its variables replaced, inventing what *found* lacks."""
        for variable in sorted(variables(shape) - set(found)):
            found[variable] = self.instance(variable)
        return substitute(shape, found)

    # Small parts

    def space(self) -> str:
        """White space: mostly one blank."""
        if self.choose.chance(self.settings.trivia):
            return self.choose.pick(_TRIVIA)
        return " "

    def name(self) -> str:
        """A name for a variable: few, so that they shadow one another."""
        choose = self.choose
        if choose.chance(0.03):
            return choose.pick(_SHADOWED)
        return choose.pick(literals.NAMES)

    def many(self, low: int, high: int) -> int:
        """How many elements: few once the budget is spent."""
        return self.choose.between(low, high if self.budget > 0 else min(low + 1, high))

    # Leaves

    def leaf_or_variable(self, goal: Shape, scope: Scope, depth: int) -> Tree:
        """A variable where one fits, or a literal."""
        if self.choose.chance(0.6):
            return variable(self, goal, scope, depth) or self.leaf(goal, scope, depth)
        return self.leaf(goal, scope, depth)

    def leaf(self, goal: Shape, scope: Scope, depth: int) -> Tree:
        """A literal of type *goal* (with sub-expressions when it is compound)."""
        choose = self.choose
        kind = str(goal[0])
        if kind == "int":
            return literals.integer(choose)
        if kind == "float":
            return literals.floating(choose)
        if kind == "bool":
            return atom(choose.pick(("true", "false")), "bool")
        if kind == "null":
            return atom("null", "null")
        if kind == "string":
            if choose.chance(0.02):
                return literals.context_string(choose)
            return literals.string_literal(choose, self.hole(scope, depth))
        if kind == "path":
            return literals.path(choose, self.hole(scope, depth))
        if kind == "list":
            items = [
                self.expression(inner_of(goal), scope, depth - 1)
                for _ in range(self.many(1 if choose.chance(0.75) else 0, 4))
            ]
            return idioms.list_of_trees(items, self.space)
        if kind in ("map", "record"):
            return binders.attribute_set(self, goal, scope, depth)
        if kind == "fun":
            return binders.function(self, goal, scope, depth)
        if kind in purposes.VALUES:
            return purposes.VALUES[kind](choose)
        return self.leaf(self.settle(goal), scope, depth)

    def hole(self, scope: Scope, depth: int) -> Callable[[], Tree] | None:
        """Makes what is interpolated into strings and paths; None when there is no budget."""
        if depth <= 0 or self.budget <= 0:
            return None
        return lambda: self.expression(STRING, scope, depth - 1)


# Productions: each returns None when it can't make the goal


def literal(g: Generator, goal: Shape, scope: Scope, depth: int) -> Tree | None:
    """A literal."""
    return g.leaf(goal, scope, depth)


def variable(g: Generator, goal: Shape, scope: Scope, depth: int) -> Tree | None:
    """A variable of that type, or an attribute of one."""
    found: list[Tree] = []
    for name, shape in scope.visible().items():
        if match(shape, goal, {}):
            found.append(atom(name, "variable"))
        elif shape[0] == "record":
            found += [
                Tree("select", SIMPLE, (name, ".", inner))
                for inner, inner_shape in fields_of(shape)
                if match(inner_shape, goal, {})
            ]
        elif shape[0] == "fun" and depth > 0 and match(result_of(shape), goal, {}):
            argument = g.expression(inner_of(shape), scope, depth - 1)
            found.append(call(atom(name, "variable"), argument, space=g.space()))
    return g.choose.pick(found[::-1]) if found else None


def operator(g: Generator, goal: Shape, scope: Scope, depth: int) -> Tree | None:
    """An operator with that result."""
    choose = g.choose
    kind = goal[0]

    def sub(shape: Shape) -> Tree:
        return g.expression(shape, scope, depth)

    def two(symbol: str, left: Shape, right: Shape) -> Tree:
        space = "" if choose.chance(0.05) and symbol != "/" else g.space()
        return binary(symbol, sub(left), sub(right), space)

    if kind in ("int", "float"):
        if choose.chance(0.1):
            return Tree("negate", NEGATE, ("-", Sub(sub(goal), NEGATE)))
        other = FLOAT if goal == FLOAT else INT
        if goal == FLOAT and choose.chance(0.4):
            other = INT
        pair = (goal, other) if choose.chance(0.5) else (other, goal)
        return two(choose.pick(("+", "-", "*", "/")), *pair)
    if kind == "bool":
        return boolean_operator(g, scope, depth, two)
    if kind == "string":
        return two("+", STRING, choose.weighted(((8, STRING), (1, PATH))))
    if kind == "path":
        return two("+", PATH, choose.weighted(((4, STRING), (1, PATH))))
    if kind == "list":
        return two("++", goal, goal)
    if kind == "map":
        return two("//", goal, goal)
    if kind == "record":
        part = ("record", tuple(f for f in fields_of(goal) if choose.chance(0.5)))
        return two("//", goal, part) if choose.chance(0.5) else two("//", part, goal)
    return None


def operation(g: Generator, symbol: str, scope: Scope, depth: int) -> Tree:
    """An operation with the given operator."""
    choose = g.choose

    def sub(shape: Shape) -> Tree:
        return g.expression(shape, scope, depth)

    if symbol == "!":
        return Tree("not", NOT, ("!", Sub(sub(BOOL), NOT)))
    if symbol == "-x":
        return Tree("negate", NEGATE, ("-", Sub(sub(g.instance("n")), NEGATE)))
    if symbol == "?":
        path = binders.attribute_path(g, scope, depth)
        return Tree("has", HAS, (Sub(sub(("map", g.shape(1))), HAS + 1), " ? ", *path))
    if symbol in ("&&", "||", "->"):
        return binary(symbol, sub(BOOL), sub(BOOL), g.space())
    if symbol in ("==", "!="):
        shape = g.shape()
        left = sub(shape)
        right = left if choose.chance(0.3) else sub(shape)
        return binary(symbol, left, right, g.space())
    if symbol in ("<", "<=", ">", ">="):
        shape = g.instance("k")
        return binary(symbol, sub(shape), sub(shape), g.space())
    if symbol == "++":
        shape = list_of(g.shape(1))
    elif symbol == "//":
        shape = map_of(g.shape(1))
    elif symbol == "+":
        shape = choose.pick((INT, STRING, FLOAT, PATH))
        if shape == PATH:
            return binary(symbol, sub(PATH), sub(STRING), g.space())
    else:
        return binary(symbol, sub(g.instance("n")), sub(g.instance("n")), g.space())
    return binary(symbol, sub(shape), sub(shape), g.space())


def boolean_operator(
    g: Generator, scope: Scope, depth: int, two: Callable[[str, Shape, Shape], Tree]
) -> Tree:
    """An operator whose result is a boolean."""
    choose = g.choose
    form = choose.weighted(
        ((3, "equal"), (3, "order"), (3, "logic"), (1, "not"), (2, "has"), (0.5, "same"))
    )
    if form == "equal":
        shape = g.shape(1)
        other = g.shape(1) if choose.chance(0.1) else shape
        return two(choose.pick(("==", "!=")), shape, other)
    if form == "order":
        shape = g.instance("k")
        if shape in (INT, FLOAT) and choose.chance(0.3):
            return two(choose.pick(("<", "<=", ">", ">=")), shape, g.instance("n"))
        return two(choose.pick(("<", "<=", ">", ">=")), shape, shape)
    if form == "logic":
        return two(choose.pick(("&&", "||", "->")), BOOL, BOOL)
    if form == "not":
        return Tree("not", NOT, ("!", Sub(g.expression(BOOL, scope, depth), NOT)))
    if form == "has":
        shape = map_of(g.shape(1))
        if choose.chance(0.15):
            shape = g.shape(1)
        subject = g.expression(shape, scope, depth)
        path = binders.attribute_path(g, scope, depth)
        return Tree("has", HAS, (Sub(subject, HAS + 1), " ? ", *path))
    name = binders.fresh_name(g, scope)
    shape = g.shape(1)
    value = g.expression(shape, scope, depth)
    inside = scope.bind({name: shape})
    left, right = (
        atom(name) if choose.chance(0.6) else g.expression(shape, inside, depth - 1)
        for _ in range(2)
    )
    return binders.let_tree([(name, value)], binary("==", left, right), " ")


def builtin(g: Generator, goal: Shape, scope: Scope, depth: int) -> Tree | None:
    """A call of a builtin with that result."""
    fitting: list[tuple[float, Entry]] = []
    for entry in ENTRIES:
        if match(entry.result, goal, {}):
            # Polymorphic results fit everywhere: damp them, or they drown the others.
            generic = 0.35 if entry.result[0] == "var" else 1.0
            fitting.append((entry.weight * generic, entry))
    return call_of(g, g.choose.weighted(fitting), goal, scope, depth)


def call_of(g: Generator, entry: Entry, goal: Shape, scope: Scope, depth: int) -> Tree:
    """A call of that builtin, for a value of type *goal*."""
    found: dict[str, Shape] = {}
    match(entry.result, goal, found)
    made = idioms.fitting_call(g, entry, scope, depth)
    if made is not None:
        return made
    arguments = [g.expression(g.ground(a, found), scope, depth) for a in entry.arguments]
    tree = call(builtin_name(g, entry.name), *arguments, kind=f"call {entry.name}", space=g.space())
    if entry.field is not None:
        return Tree("select", SIMPLE, (Sub(tree, SIMPLE), ".", entry.field))
    return tree


def builtin_name(g: Generator, name: str) -> Tree:
    """A reference to a builtin, in one of the ways to write it."""
    choose = g.choose
    if choose.chance(0.04):
        return atom(f'builtins."{name}"', "builtin")
    if choose.chance(0.04):
        return Tree("builtin", 0, ("with builtins; ", name))
    if name in GLOBALS and choose.chance(0.5):
        return atom(name, "builtin")
    if name not in GLOBALS and choose.chance(0.08):
        return atom(f"__{name}", "builtin")
    return atom(f"builtins.{name}", "builtin")


def constant(g: Generator, goal: Shape, scope: Scope, depth: int) -> Tree | None:
    """A builtin that is no function."""
    names = [
        n for n, s in CONSTANT_SHAPES.items() if match(s, goal, {}) and n not in ("nixVersion",)
    ]
    return builtin_name(g, g.choose.pick(names)) if names else None


def conditional(g: Generator, goal: Shape, scope: Scope, depth: int) -> Tree | None:
    """``if``"""
    parts: list[Part] = []
    for word, shape in (("if", BOOL), ("then", goal), ("else", goal)):
        gap = " " if parts else ""
        parts += [gap + word, g.space(), Sub(g.expression(shape, scope, depth), 0)]
    return Tree("if", 0, tuple(parts))


def assertion(g: Generator, goal: Shape, scope: Scope, depth: int) -> Tree | None:
    """``assert``, mostly of something that holds."""
    condition = atom("true", "bool") if g.choose.chance(0.5) else g.expression(BOOL, scope, depth)
    if g.choose.chance(0.3):
        shape = g.shape(1)
        value = g.expression(shape, scope, depth)
        condition = binary("==", value, value)
    body = g.expression(goal, scope, depth)
    return Tree("assert", 0, ("assert ", Sub(condition, 0), ";", g.space(), Sub(body, 0)))


def application(g: Generator, goal: Shape, scope: Scope, depth: int) -> Tree | None:
    """A function applied to an argument, sometimes with a pipe."""
    argument_shape = g.shape(1)
    made = binders.function(g, function(argument_shape, goal), scope, depth)
    argument = g.expression(argument_shape, scope, depth)
    if g.choose.chance(0.06):
        if g.choose.chance(0.5):
            return binary("|>", argument, made)
        return binary("<|", made, argument)
    return call(made, argument, space=g.space())


Production = Callable[[Generator, Shape, Scope, int], "Tree | None"]
_PRODUCTIONS: tuple[tuple[float, Production], ...] = (
    (2.2, literal),
    (2.2, variable),
    (3.0, operator),
    (4.5, builtin),
    (0.15, constant),
    (0.6, conditional),
    (0.35, assertion),
    (1.1, binders.let),
    (0.5, binders.with_set),
    (0.9, application),
    (0.9, binders.selection),
    (2.0, idioms.idiom),
)

_SHAPES: tuple[tuple[float, str], ...] = (
    (3, "int"),
    (3, "string"),
    (1.5, "bool"),
    (1.2, "float"),
    (0.4, "null"),
    (0.6, "path"),
    (3, "list"),
    (1.5, "map"),
    (2, "record"),
    (0.6, "fun"),
)
assert {name for _, name in _SHAPES[:6]} == {
    str(s[0]) for s in (INT, FLOAT, BOOL, NULL, STRING, PATH)
}

_TRIVIA = (" ", "\n", "  ", "\t", " # c\n", " /* c */ ", "\r\n", "/**/", " /* * / ** */ ", "\n\n")
#: One entry for every builtin (its first line), by name.
_BY_NAME = tuple(
    (float(BOOSTS.get(name, 1)), entry)
    for name, entry in {entry.name: entry for entry in reversed(ENTRIES)}.items()
)
_OPERATIONS = (
    "+",
    "-",
    "*",
    "/",
    "++",
    "//",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "&&",
    "||",
    "->",
    "!",
    "?",
    "-x",
)
#: Names of builtins and operators' functions, bound now and then by programs.
_SHADOWED = (
    "map",
    "toString",
    "true",
    "null",
    "builtins",
    "__sub",
    "__lessThan",
    "__mul",
    "__div",
    "__add",
    "throw",
    "import",
    "__length",
    "false",
)


def program(seed: int, settings: Settings = DEFAULT) -> Tree:
    """The program of a seed."""
    return Generator(SeededChooser(seed), settings).program()


def main(argv: list[str] | None = None) -> int:
    """Print programs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1)
    options = parser.parse_args(argv)
    for seed in range(options.seed, options.seed + options.count):
        sys.stdout.buffer.write(program(seed).render().encode("latin-1") + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
