"""The types that steer the generator, and a notation for signatures.

Nix has no static types; these are only hints so that most programs make sense.
Notation::

    int float num bool null string path any     base types
    [t]                                          list
    {t}                                          set with values of type t
    {a: t, b: u}                                 set with at least these attributes
    t -> u                                       function
    a b c d                                      variables: any type, the same everywhere
    n k p                                        variables: a number; something ``<`` orders;
                                                 something ``toString`` takes
    index regex version json toml algo attr …    base types with values made for a purpose
"""

from __future__ import annotations

import re
from typing import TypeAlias

#: ("int",) | ("list", t) | ("map", t) | ("record", ((name, t), …)) | ("fun", t, u) | ("var", name)
Shape: TypeAlias = tuple[object, ...]

INT, FLOAT, BOOL, NULL, STRING, PATH, ANY = (
    (name,) for name in ("int", "float", "bool", "null", "string", "path", "any")
)

#: Purpose → the base type its values have.
PURPOSES: dict[str, Shape] = {
    "index": INT,
    "small": INT,
    "regex": STRING,
    "subject": STRING,
    "version": STRING,
    "drvname": STRING,
    "json": STRING,
    "toml": STRING,
    "algo": STRING,
    "attr": STRING,
    "context": STRING,
    "pathtext": STRING,
    "file": PATH,
    "module": PATH,
}

#: What a restricted variable may stand for.
RESTRICTED: dict[str, tuple[Shape, ...]] = {
    "n": (INT, FLOAT),
    "k": (INT, STRING, FLOAT, ("list", INT), PATH, ("list", STRING)),
    "p": (STRING, INT, FLOAT, BOOL, NULL, PATH, ("list", STRING), ("list", ANY)),
}

_TOKEN = re.compile(r"\s*(->|[\[\]{}():,]|[A-Za-z]+)")
_BASES = {"int", "float", "num", "bool", "null", "string", "path", "any", *PURPOSES}


def list_of(shape: Shape) -> Shape:
    """``[shape]``"""
    return ("list", shape)


def map_of(shape: Shape) -> Shape:
    """``{shape}``"""
    return ("map", shape)


def record(**fields: Shape) -> Shape:
    """``{a: t, …}``"""
    return ("record", tuple(fields.items()))


def function(argument: Shape, result: Shape) -> Shape:
    """``argument -> result``"""
    return ("fun", argument, result)


def parse_shape(text: str) -> Shape:
    """The shape that *text* denotes."""
    tokens = _TOKEN.findall(text)
    shape, position = _arrow(tokens, 0)
    if position != len(tokens) or re.sub(r"\s", "", text) != "".join(tokens):
        raise ValueError(f"bad shape: {text}")
    return shape


def _arrow(tokens: list[str], at: int) -> tuple[Shape, int]:
    left, at = _simple(tokens, at)
    if at < len(tokens) and tokens[at] == "->":
        right, at = _arrow(tokens, at + 1)
        return ("fun", left, right), at
    return left, at


def _simple(tokens: list[str], at: int) -> tuple[Shape, int]:
    token = tokens[at]
    if token == "(":
        inner, at = _arrow(tokens, at + 1)
        return inner, at + 1
    if token == "[":
        inner, at = _arrow(tokens, at + 1)
        return ("list", inner), at + 1
    if token == "{":
        if tokens[at + 2] != ":":
            inner, at = _arrow(tokens, at + 1)
            return ("map", inner), at + 1
        fields = []
        while tokens[at] != "}":
            inner, after = _arrow(tokens, at + 3)
            fields.append((tokens[at + 1], inner))
            at = after
        return ("record", tuple(fields)), at + 1
    return ((token,) if token in _BASES else ("var", token)), at + 1


def base(shape: Shape) -> Shape:
    """The shape with purposes forgotten at the top."""
    return PURPOSES.get(str(shape[0]), shape)


def match(pattern: Shape, goal: Shape, found: dict[str, Shape]) -> bool:
    """Whether a value described by *pattern* serves as *goal*; fills *found* with variables."""
    kind = pattern[0]
    if kind == "var":
        return _bind(str(pattern[1]), goal, found)
    pattern, goal = base(pattern), base(goal)
    kind = pattern[0]
    if goal == ANY or (goal[0] == "num" and kind in ("int", "float")):
        return True
    if kind == "num":
        return goal in (INT, FLOAT)
    if goal[0] == "map" and kind == "record":
        return all(match(inner, _at(goal, 1), found) for _, inner in fields_of(pattern))
    if kind == "map" and goal[0] == "record":
        return False
    if kind != goal[0]:
        return False
    if kind in ("list", "map", "fun"):
        return all(match(_at(pattern, i), _at(goal, i), found) for i in range(1, len(pattern)))
    if kind == "record":
        have = dict(fields_of(pattern))
        return all(n in have and match(have[n], inner, found) for n, inner in fields_of(goal))
    return True


def _bind(name: str, goal: Shape, found: dict[str, Shape]) -> bool:
    goal = base(goal)
    allowed = RESTRICTED.get(name)
    if allowed is not None and goal not in (*allowed, ANY):
        return False
    if name in found:
        return found[name] == goal
    if goal != ANY:
        found[name] = goal
    return True


def _at(shape: Shape, index: int) -> Shape:
    inner = shape[index]
    assert isinstance(inner, tuple)
    return inner


def inner_of(shape: Shape) -> Shape:
    """The element type of a list or set, or the argument type of a function."""
    return _at(shape, 1)


def result_of(shape: Shape) -> Shape:
    """The result type of a function."""
    return _at(shape, 2)


def fields_of(shape: Shape) -> tuple[tuple[str, Shape], ...]:
    """The attributes of a record."""
    fields = shape[1]
    assert isinstance(fields, tuple)
    return fields


def substitute(shape: Shape, found: dict[str, Shape]) -> Shape:
    """*shape* with the variables in *found* replaced."""
    kind = shape[0]
    if kind == "var":
        return found.get(str(shape[1]), shape)
    if kind in ("list", "map"):
        return (kind, substitute(_at(shape, 1), found))
    if kind == "fun":
        return (kind, substitute(_at(shape, 1), found), substitute(_at(shape, 2), found))
    if kind == "record":
        return (kind, tuple((n, substitute(inner, found)) for n, inner in fields_of(shape)))
    return shape


def variables(shape: Shape) -> set[str]:
    """The names of the variables in *shape*."""
    kind = shape[0]
    if kind == "var":
        return {str(shape[1])}
    if kind in ("list", "map"):
        return variables(_at(shape, 1))
    if kind == "fun":
        return variables(_at(shape, 1)) | variables(_at(shape, 2))
    if kind == "record":
        return {name for _, inner in fields_of(shape) for name in variables(inner)}
    return set()


def has_function(shape: Shape) -> bool:
    """Whether values of *shape* hold functions (which could call themselves for ever)."""
    kind = shape[0]
    if kind in ("list", "map"):
        return has_function(_at(shape, 1))
    if kind == "record":
        return any(has_function(inner) for _, inner in fields_of(shape))
    return kind in ("fun", "any", "var")
