"""Builtins that look at a value from outside: its type, its parameters, its origin."""

from __future__ import annotations

from types import CoroutineType
from typing import Any

from aionix.errors import NixTypeError
from aionix.runtime.context import Context
from aionix.runtime.restart import again
from aionix.runtime.thunk import force_now
from aionix.runtime.values import (
    Attrs,
    Builtin,
    BuiltinPartial,
    Cell,
    ContextString,
    Lambda,
    Partial,
    Path,
    Result,
    Thunk,
    Value,
    attr_position,
)

from .registry import ATTRS, PLAIN_STRING, Arg, builtin

#: What ``typeOf`` says of each Python type.
TYPE_NAMES: dict[type, str] = {
    type(None): "null",
    bool: "bool",
    int: "int",
    float: "float",
    str: "string",
    ContextString: "string",
    Path: "path",
    tuple: "list",
    Attrs: "set",
    Lambda: "lambda",
    Partial: "lambda",
    Builtin: "lambda",
    BuiltinPartial: "lambda",
}


@builtin(
    "typeOf",
    Arg("e"),
    doc=(
        "The name of the type of *e*: `int`, `bool`, `string`, `path`, `null`, `set`, `list`,"
        " `lambda` or `float`."
    ),
)
def type_of(ctx: Context, depth: int, e: Cell) -> Result:
    if type(e) is list:
        e = e[1] if e[0] is None else force_now(e, depth)
        if type(e) is CoroutineType:
            return again(e)
    return TYPE_NAMES[type(e)]


@builtin("isNull", Arg("e"), doc="Whether *e* is `null`.", globally=True)
def is_null(ctx: Context, depth: int, e: Cell) -> Result:
    if type(e) is list:
        e = e[1] if e[0] is None else force_now(e, depth)
        if type(e) is CoroutineType:
            return again(e)
    return e is None


@builtin("isBool", Arg("e"), doc="Whether *e* is a Boolean.")
def is_bool(ctx: Context, depth: int, e: Cell) -> Result:
    if type(e) is list:
        e = e[1] if e[0] is None else force_now(e, depth)
        if type(e) is CoroutineType:
            return again(e)
    return type(e) is bool


@builtin("isInt", Arg("e"), doc="Whether *e* is an integer.")
def is_int(ctx: Context, depth: int, e: Cell) -> Result:
    if type(e) is list:
        e = e[1] if e[0] is None else force_now(e, depth)
        if type(e) is CoroutineType:
            return again(e)
    return type(e) is int


@builtin("isFloat", Arg("e"), doc="Whether *e* is a float.")
def is_float(ctx: Context, depth: int, e: Cell) -> Result:
    if type(e) is list:
        e = e[1] if e[0] is None else force_now(e, depth)
        if type(e) is CoroutineType:
            return again(e)
    return type(e) is float


@builtin("isString", Arg("e"), doc="Whether *e* is a string.")
def is_string(ctx: Context, depth: int, e: Cell) -> Result:
    if type(e) is list:
        e = e[1] if e[0] is None else force_now(e, depth)
        if type(e) is CoroutineType:
            return again(e)
    return type(e) is str or type(e) is ContextString


@builtin("isPath", Arg("e"), doc="Whether *e* is a path.")
def is_path(ctx: Context, depth: int, e: Cell) -> Result:
    if type(e) is list:
        e = e[1] if e[0] is None else force_now(e, depth)
        if type(e) is CoroutineType:
            return again(e)
    return type(e) is Path


@builtin("isList", Arg("e"), doc="Whether *e* is a list.")
def is_list(ctx: Context, depth: int, e: Cell) -> Result:
    if type(e) is list:
        e = e[1] if e[0] is None else force_now(e, depth)
        if type(e) is CoroutineType:
            return again(e)
    return type(e) is tuple


@builtin("isAttrs", Arg("e"), doc="Whether *e* is an attribute set.")
def is_attrs(ctx: Context, depth: int, e: Cell) -> Result:
    if type(e) is list:
        e = e[1] if e[0] is None else force_now(e, depth)
        if type(e) is CoroutineType:
            return again(e)
    return type(e) is Attrs


@builtin(
    "isFunction",
    Arg("e"),
    doc="Whether *e* is a function. A set with `__functor` can be called but is none.",
)
def is_function(ctx: Context, depth: int, e: Cell) -> Result:
    if type(e) is list:
        e = e[1] if e[0] is None else force_now(e, depth)
        if type(e) is CoroutineType:
            return again(e)
    return TYPE_NAMES[type(e)] == "lambda"


@builtin(
    "functionArgs",
    Arg("f"),
    doc=(
        "The parameters that the function *f* takes from a set (`{ a, b ? 1 }: …`): each with"
        " `true` if it has a default. Empty for other functions; an error for other values."
    ),
)
def function_args(ctx: Context, depth: int, f: Cell) -> Result:
    if type(f) is list:
        f = f[1] if f[0] is None else force_now(f, depth)
        if type(f) is CoroutineType:
            return again(f)
    if type(f) is Builtin or type(f) is BuiltinPartial:
        return Attrs({})
    given = 0
    if type(f) is Partial:
        given = len(f.args)
        f = f.function
    if type(f) is not Lambda:
        raise NixTypeError("'functionArgs' requires a function")
    info = f.info
    if info.formals is None or given + 1 < info.arity:
        return Attrs({})
    site: list[Any] = [info.unit]
    for name, _, line, column in info.formals:
        site += (name, line, column)
    return Attrs({formal[0]: formal[1] for formal in info.formals}, tuple(site))


@builtin(
    "unsafeGetAttrPos",
    Arg("s", PLAIN_STRING),
    Arg("set", ATTRS),
    doc=(
        "Where the attribute *s* of *set* was defined: a set of `file`, `line` and `column`, or"
        " `null` if that is not known or not in a file. Unsafe, since it lets a program depend"
        " on its own layout."
    ),
)
def unsafe_get_attr_pos(ctx: Context, depth: int, name: str, attrs: Attrs) -> Value:
    if name not in attrs.d:
        return None
    place = attr_position(attrs, name)
    if place is None or place.source.path is None:
        return None
    # Line and column are thunks in Nix, which shows when the set is printed unevaluated.
    return Attrs(
        {
            "file": place.source.path,
            "line": [_stored, place.line],
            "column": [_stored, place.column],
        }
    )


def _stored(thunk: Thunk, depth: int) -> Result:
    """Code of a thunk whose value is known."""
    return thunk[1]
