"""Productions that bind or select names: sets, ``let``, ``with``, functions, selections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import literals
from .shapes import (
    ANY,
    INT,
    STRING,
    Shape,
    fields_of,
    has_function,
    inner_of,
    match,
    result_of,
)
from .shapes import function as function_shape
from .tree import CALL, LAMBDA, SELECT, SIMPLE, Many, Part, Sub, Tree, atom, call

if TYPE_CHECKING:
    from .generate import Generator, Scope

Item = tuple[Part, ...]


def fresh_name(g: Generator, scope: Scope) -> str:
    """A name for a new variable (which may shadow another)."""
    return g.name()


def attribute_name(g: Generator, name: str, scope: Scope, depth: int) -> Item:
    """*name* as an attribute is written: bare, quoted or computed."""
    choose = g.choose
    plain = name in literals.NAMES
    if plain and not choose.chance(0.1):
        return (name,)
    if choose.chance(0.75):
        return (literals.quoted(name).render(),)
    half = choose.below(len(name) + 1)
    if choose.chance(0.5):
        return (f'"{literals.escape(name[:half])}${{"{literals.escape(name[half:])}"}}"',)
    left, right = literals.escape(name[:half]), literals.escape(name[half:])
    return ("${", f'"{left}" + "{right}"' if half else f'"{right}"', "}")


def key(g: Generator) -> str:
    """An attribute's name, seldom an odd one."""
    choose = g.choose
    if choose.chance(0.06):
        return choose.pick(literals.ODD_NAMES)
    return choose.pick(literals.NAMES[:7])


def attribute_path(g: Generator, scope: Scope, depth: int) -> Item:
    """``a.b."c".${d}`` as ``?`` and select take it."""
    choose = g.choose
    if choose.chance(0.06) and depth > 0:
        return ("${", Sub(g.expression(STRING, scope, depth - 1), 0), "}")
    parts: list[Part] = list(attribute_name(g, key(g), scope, depth))
    if choose.chance(0.2):
        parts += [".", *attribute_name(g, key(g), scope, depth)]
    return tuple(parts)


def set_tree(items: list[Item], recursive: bool, gap: str = " ") -> Tree:
    """``{ … }`` or ``rec { … }``"""
    spaced = tuple((gap, *item) for item in items)
    start = "rec {" if recursive else "{"
    return Tree("rec" if recursive else "set", SIMPLE, (start, Many(spaced), " }"))


def attribute_set(g: Generator, goal: Shape, scope: Scope, depth: int) -> Tree:
    """A set with the attributes *goal* wants, written in one of the many ways."""
    choose = g.choose
    if goal[0] == "record":
        fields = list(fields_of(goal))
        if choose.chance(0.1):
            extra = key(g)
            if extra not in dict(fields) or choose.chance(0.02):
                fields.append((extra, g.shape(1)))
    else:
        fields = []
        for plain in choose.sample(literals.NAMES[:7], g.many(0, 3)):
            odd = choose.chance(0.06)
            name = choose.pick(literals.ODD_NAMES) if odd else plain
            if name not in dict(fields):
                fields.append((name, inner_of(goal)))
    recursive = choose.chance(0.15) and len({name for name, _ in fields}) == len(fields)
    inside = scope.without(dict(fields)) if recursive else scope
    items: list[Item] = []
    for name, shape in fields:
        seen = inside
        if recursive and choose.chance(0.06):
            data = {n: s for n, s in fields if n in literals.NAMES and not has_function(s)}
            seen = inside.bind(data)
        items.append(binding(g, name, shape, scope, seen, depth, dynamic=True))
        if recursive and name in literals.NAMES:
            inside = inside.bind({name: shape})
    if choose.chance(0.05):
        items.append(oddity(g, inside, depth, items))
    if choose.chance(0.3):
        items.reverse()
    return set_tree(items, recursive, g.space())


def binding(
    g: Generator,
    name: str,
    shape: Shape,
    outside: Scope,
    inside: Scope,
    depth: int,
    *,
    dynamic: bool,
) -> Item:
    """One binding of *name*: ``name = value;``, ``inherit``, nested path …"""
    choose = g.choose
    visible = outside.visible()
    if name in visible and match(visible[name], shape, {}) and choose.chance(0.4):
        return (f"inherit {name};",)
    if name in literals.NAMES and choose.chance(0.05) and depth > 0:
        source = g.expression(("record", ((name, shape),)), inside, depth - 1)
        return ("inherit (", Sub(source, 0), f") {name};")
    if shape[0] == "record" and fields_of(shape) and choose.chance(0.25):
        parts: list[Part] = []
        for inner, inner_shape in fields_of(shape):
            value = g.expression(inner_shape, inside, depth - 1)
            parts += [f"{name}.{inner} = " if name in literals.NAMES else f'"{name}".{inner} = ']
            parts += [Sub(value, 0), "; "]
        if name in literals.NAMES or ('"' not in name and "$" not in name and "\\" not in name):
            return tuple(parts)
    value = g.expression(shape, inside, depth - 1)
    written = attribute_name(g, name, inside, depth) if dynamic else (name,)
    return (*written, " =", g.space(), Sub(value, 0), ";")


def oddity(g: Generator, scope: Scope, depth: int, items: list[Item]) -> Item:
    """A binding that is unusual: computed or null name, override, duplicate, special attribute."""
    choose = g.choose
    form = choose.below(9)
    if form == 0 and items:
        return choose.pick(items)
    if form == 1:
        return ("${null} = ", Sub(g.expression(INT, scope, depth - 1), 0), ";")
    if form == 2:
        return ("${", Sub(g.expression(STRING, scope, depth - 1), 0), "} = 1;")
    if form == 3:
        return ("__overrides = { a = 2; };",)
    if form == 4:
        return ("__toString = self: ", Sub(g.expression(STRING, scope, depth - 1), 0), ";")
    if form == 5:
        return ("outPath = ", Sub(g.expression(STRING, scope, depth - 1), 0), ";")
    if form == 6:
        return ('type = "derivation";',)
    if form == 7:
        return (f"{choose.pick(literals.NAMES)}.{choose.pick(literals.NAMES)} = 1;",)
    return ("__functor = self: x: x;",)


def let_tree(bindings: list[tuple[str, Tree]], body: Tree, gap: str) -> Tree:
    """``let … in body``"""
    items = tuple((gap, name, " = ", Sub(value, 0), ";") for name, value in bindings)
    return Tree("let", LAMBDA, ("let", Many(items), " in ", Sub(body, 0)))


def let(g: Generator, goal: Shape, scope: Scope, depth: int) -> Tree | None:
    """``let`` with one to three bindings, each of which may use others.

    A binding sees those generated before it, whatever their order in the text;
    now and then also itself or later ones (infinite recursion, if forced), but
    never a function itself: it might call itself for ever.
    """
    choose = g.choose
    shapes: dict[str, Shape] = {}
    for _ in range(g.many(1, 3)):
        shapes[fresh_name(g, scope)] = g.shape(1) if choose.chance(0.7) else g.shape()
    inside = scope.without(shapes)
    items: list[Item] = []
    for name, shape in shapes.items():
        seen = inside
        if choose.chance(0.06):
            seen = inside.bind({n: s for n, s in shapes.items() if not has_function(s)})
        items.append(binding(g, name, shape, scope, seen, depth, dynamic=False))
        inside = inside.bind({name: shape})
    if choose.chance(0.3):
        items.reverse()
    body = g.expression(goal, inside, depth)
    if choose.chance(0.02):
        items.append(("body = ", Sub(body, 0), ";"))
        return Tree("let", SIMPLE, ("let {", Many(tuple((" ", *i) for i in items)), " }"))
    gap = g.space()
    spaced = tuple((gap, *item) for item in items)
    return Tree("let", LAMBDA, ("let", Many(spaced), g.space() + "in ", Sub(body, 0)))


def with_set(g: Generator, goal: Shape, scope: Scope, depth: int) -> Tree | None:
    """``with``: of a literal set, of ``builtins``, or of something else."""
    choose = g.choose
    names = choose.sample(literals.NAMES[:8], choose.between(1, 2))
    shape: Shape = ("record", tuple((name, g.shape(1)) for name in names))
    env = g.expression(shape, scope, depth)
    inside = scope.open(dict(fields_of(shape)))
    if choose.chance(0.04):
        env = g.expression(g.shape(), scope, depth)
    body = g.expression(goal, inside, depth)
    return Tree("with", LAMBDA, ("with ", Sub(env, 0), ";", g.space(), Sub(body, 0)))


def function(g: Generator, goal: Shape, scope: Scope, depth: int) -> Tree:
    """A function of that type: a lambda, a builtin, a functor, a composed one."""
    choose = g.choose
    argument, result = inner_of(goal), result_of(goal)
    if choose.chance(0.12):
        made = known_function(g, argument, result)
        if made is not None:
            return made
    if argument[0] == "record":
        made = formals(g, argument, result, scope, depth)
    else:
        name = fresh_name(g, scope)
        if choose.chance(0.1):
            name = "_"
        body = g.expression(result, scope.bind({name: argument}), depth - 1)
        colon = ":" + g.space()
        if choose.chance(0.02):
            return Tree("lambda", LAMBDA, (name, ": ", Sub(body, LAMBDA)))
        made = Tree("lambda", LAMBDA, (name, colon, Sub(body, LAMBDA)))
    if choose.chance(0.04):
        return set_tree([("__functor = self: ", Sub(made, LAMBDA), ";")], False)
    return made


def known_function(g: Generator, argument: Shape, result: Shape) -> Tree | None:
    """A builtin, perhaps applied to all arguments but the last, that is such a function."""
    from .catalogue import ENTRIES
    from .generate import Scope, builtin_name

    fitting = []
    for entry in ENTRIES:
        if entry.field is not None or not entry.arguments or entry.weight < 0.3:
            continue
        found: dict[str, Shape] = {}
        # The last argument must take what the function is given.
        if match(entry.result, result, found) and match(entry.arguments[-1], argument, found):
            fitting.append((entry, found))
    if not fitting:
        return None
    entry, found = g.choose.pick(fitting)
    given = [g.expression(g.ground(a, found), Scope(), 1) for a in entry.arguments[:-1]]
    named = builtin_name(g, entry.name)
    return call(named, *given, kind=f"call {entry.name}") if given else named


def formals(g: Generator, argument: Shape, result: Shape, scope: Scope, depth: int) -> Tree:
    """A lambda with a set pattern that takes *argument*."""
    choose = g.choose
    bound: dict[str, Shape] = {}
    items: list[Item] = []
    ellipsis = choose.chance(0.4)
    defaults: list[tuple[str, Shape]] = []
    for name, shape in fields_of(argument):
        if ellipsis and choose.chance(0.25):
            continue
        bound[name] = shape
        if choose.chance(0.15):
            defaults.append((name, shape))
        else:
            items.append((name,))
    if choose.chance(0.35):
        name = choose.pick(literals.NAMES[:9])
        if name not in bound:
            bound[name] = g.shape(1)
            defaults.append((name, bound[name]))
    at_name = None
    if choose.chance(0.3):
        at_name = choose.pick(("args", "self", "x", "a"))
        if at_name in bound and not choose.chance(0.05):
            at_name = None
    inside = scope.bind(dict(bound))
    if at_name is not None:
        inside = inside.bind({at_name: argument})
    for name, shape in defaults:
        hidden = {n: s for n, s in inside.lexical.items() if n == name or has_function(s)}
        value = g.expression(shape, inside.without(hidden), depth - 2)
        items.append((name, " ? ", Sub(value, 0)))
    if choose.chance(0.01) and items:
        items.append(items[0])
    if ellipsis:
        items.append(("...",))
    parts: list[Part] = ["{ "]
    for index, item in enumerate(items):
        parts += [", " if index else "", *item]
    parts.append(" }")
    if at_name is not None:
        parts = [f"{at_name}@", *parts] if choose.chance(0.5) else [*parts, f"@{at_name}"]
    body = g.expression(result, inside, depth - 1)
    return Tree("formals", LAMBDA, (*parts, ":", g.space(), Sub(body, LAMBDA)))


def selection(g: Generator, goal: Shape, scope: Scope, depth: int) -> Tree | None:
    """``e.a``, ``e.a or d``, ``(f x).a`` …"""
    choose = g.choose
    name = key(g)
    shape: Shape = ("record", ((name, goal),))
    path = attribute_name(g, name, scope, depth)
    if choose.chance(0.2):
        outer = key(g)
        shape = ("record", ((outer, shape),))
        path = (*attribute_name(g, outer, scope, depth), ".", *path)
    default = choose.chance(0.35)
    if default and choose.chance(0.5):
        shape = ("map", g.shape(1)) if choose.chance(0.8) else ANY
        shape = ("record", ()) if choose.chance(0.5) else shape
    if not default and choose.chance(0.03):
        shape = ("map", ANY)
    subject = g.expression(shape, scope, depth)
    parts: tuple[Part, ...] = (Sub(subject, SIMPLE), ".", *path)
    if default:
        value = g.expression(goal, scope, depth)
        return Tree("select or", SELECT, (*parts, " or ", Sub(value, SELECT)))
    return Tree("select", SIMPLE, parts)


def recursive_function(g: Generator, goal: Shape, scope: Scope, depth: int) -> Tree:
    """A function that calls itself a few times: ``let f = n: if n <= 0 then … else … in f 3``."""
    choose = g.choose
    name, counter = choose.pick(("f", "g", "foo")), choose.pick(("n", "x", "a"))
    inside = scope.bind({counter: INT})
    inside = inside.without({name: goal})
    end = g.expression(goal, inside, depth - 1)
    again = call(atom(name), atom(f"({counter} - 1)"))
    step_name = choose.pick(("r", "y", "b"))
    step = g.expression(goal, inside.bind({step_name: goal}), depth - 1)
    step_function = Tree("lambda", LAMBDA, (f"{step_name}: ", Sub(step, LAMBDA)))
    recur = call(step_function, again)
    test = f"if {counter} {choose.pick(('<= 0', '== 0', '< 1'))} then "
    body = Tree("if", LAMBDA, (test, Sub(end, 0), " else ", Sub(recur, 0)))
    made = Tree("lambda", LAMBDA, (f"{counter}: ", Sub(body, LAMBDA)))
    start = Tree("call", CALL, (f"{name} {choose.below(5)}",))
    return let_tree([(name, made)], start, " ")


__all__ = [
    "attribute_path",
    "attribute_set",
    "fresh_name",
    "function",
    "function_shape",
    "let",
    "let_tree",
    "recursive_function",
    "selection",
    "with_set",
]
