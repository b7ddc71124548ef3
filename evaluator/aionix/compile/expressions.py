"""Emitting expressions: three ways to compile a node.

* ``strict``: emit statements that evaluate it; the ``Operand`` holds its value.
* ``tail``: emit statements that return it (a *result*: perhaps a thunk, perhaps
  an application handed back at the stack guard).
* ``lazy``: a Python expression for its cell: a thunk, or what needs none
  (constants, variables, lambdas).

Recursion over nesting is bounded: the resolver has marked (``split``) what is
too deep, and that is compiled as a body of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from ..resolve.bindings import Dynamic, Global, Reference, Variable
from ..syntax import nodes as n
from ..syntax.show import show
from .body import Body, Operand

Op = n.Op


#: Lambdas that one function takes in one go, at most.
MAX_ARITY = 3

#: Arguments that may be evaluated at once: node, its cell otherwise → what to pass.
EAGER: dict[type, Callable[[Body, Any, ast.expr], ast.expr]] = {}


def arity(node: n.Lambda) -> int:
    """How many arguments the function of *node* takes: see ``bindings.curried``."""
    count = 1
    while count < MAX_ARITY and node.formals is None and isinstance(node.body, n.Lambda):
        node = node.body
        count += 1
    return count


# --- dispatch -------------------------------------------------------------------------


def strict(body: Body, node: n.Expr) -> Operand:
    """Evaluate *node* here."""
    if body.unit.is_apart(node):
        body.at(node.pos, node.end)
        ident = body.temp()
        body.set_once(ident, body.thunk(node))
        body.force_local(ident)
        return Operand(ident)
    return STRICT[type(node)](body, node)


def tail(body: Body, node: n.Expr) -> None:
    """Return *node* from the function."""
    handler = TAIL.get(type(node))
    if body.unit.is_apart(node):
        body.at(node.pos, node.end)
        body.emit(body.return_(body.thunk(node)))
    elif handler is not None:
        handler(body, node)
    else:
        operand = strict(body, node)
        if operand.ident is None:
            body.at(node.pos, node.end)  # so that the line of a branch is met (coverage)
        value = body.taken(operand)
        if isinstance(value, ast.Name):
            body.emit(body.return_(value))
        else:
            body.emit(ast.copy_location(ast.Return(value), value))


def lazy(body: Body, node: n.Expr) -> ast.expr:
    """The cell of *node*."""
    body.at(node.pos, node.end)
    kind = type(node)
    if kind is n.Int or kind is n.Float or kind is n.Str:
        return body.const(node.value)  # type: ignore[attr-defined]
    if kind is n.PathLit:
        return path_constant(body, node)  # type: ignore[arg-type]
    if kind is n.Var:
        reference = body.unit.resolution.uses[node]
        if isinstance(reference, Dynamic):
            return body.thunk(node)  # looked up when forced
        return body.cell(reference)
    if kind is n.Lambda:
        from .bindings import make_lambda

        return make_lambda(body, node)  # type: ignore[arg-type]
    if kind is n.ListExpr and not node.items:  # type: ignore[attr-defined]
        return body.const(())
    return body.thunk(node)


# --- constants and variables ------------------------------------------------------------


def path_constant(body: Body, node: n.PathLit) -> ast.expr:
    """A path literal: one ``Path`` object per function and name.

    What it is relative to is looked up when the unit is linked, so that the code is
    the same wherever its source lies.
    """
    unit = body.unit
    written = unit.source.text[node.pos : node.end]
    relative = written[0] not in "/~"
    key = written if relative else node.value
    known = unit.paths.get(key)
    if known is None:
        known = unit.paths[key] = (unit.fresh("p"), key, relative)
    return body.name(known[0])


def strict_literal(body: Body, node: Any) -> Operand:
    return Operand(None, node.value, type(node.value).__name__)


def strict_path(body: Body, node: n.PathLit) -> Operand:
    body.at(node.pos, node.end)
    ident = body.temp()
    body.set(ident, path_constant(body, node))
    return Operand(ident, kind="path")


def strict_cur_pos(body: Body, node: n.CurPos) -> Operand:
    body.at(node.pos, node.end)
    line, column = body.unit.source.line_column(node.pos)
    ident = body.temp()
    body.set(ident, body.call("curpos", body.name("UNIT"), body.const(line), body.const(column)))
    return Operand(ident)


def strict_var(body: Body, node: n.Var) -> Operand:
    body.at(node.pos, node.end)
    return strict_reference(body, body.unit.resolution.uses[node])


def strict_reference(body: Body, reference: Reference) -> Operand:
    """The value of a variable."""
    if isinstance(reference, Variable):
        constant: Any = reference.constant
        if constant is not None:
            return strict_literal(body, constant)
        if reference.group is None or reference.group.ident is None:
            if not reference.is_value:
                body.force_local(reference.ident)
            return Operand(reference.ident)
        cached = body.cached.get(reference)
        if cached is not None:
            return Operand(cached)
        ident = body.temp()
        body.set(ident, body.cell(reference))
        if not reference.is_value:
            body.force_local(ident)
        body.cached[reference] = ident
        return Operand(ident)
    if isinstance(reference, Global):
        value = body.global_value(reference.name)
        if isinstance(value, ast.Constant):
            return Operand(None, value.value, type(value.value).__name__)
        ident = body.temp()
        body.set(ident, value)
        return Operand(ident)
    ident = body.temp()
    scope = body.name(reference.scope.ident)
    call = body.call("lookup", body.const(reference.name), scope, body.depth(), body.name("UNIT"))
    body.set(ident, call)
    body.emit(body.awaited(ident))
    body.force_local(ident)
    return Operand(ident)


def strict_search_path(body: Body, node: n.SearchPath) -> Operand:
    find, path = body.unit.resolution.search[node]
    body.at(node.pos, node.end)
    function = strict_reference(body, find)
    where = strict_reference(body, path) if isinstance(path, Dynamic) else None
    cell = body.load(where) if where is not None else body.cell(path)
    ident = body.temp()
    body.set_once(
        ident,
        body.call("call2", body.load(function), cell, body.const(node.name), body.depth()),
    )
    return body.settle(ident)


# --- application ------------------------------------------------------------------------


def application(body: Body, node: n.Apply, prefix: str) -> str:
    """Emit ``ident = call(…)`` and give *ident*."""
    callee = _builtin(body, node.function)
    if callee is None:
        callee = body.load(strict(body, node.function))
    known = _known_function(body, node.function)
    args = []
    for index, arg in enumerate(node.args):
        cell = lazy(body, arg)
        eager = EAGER.get(type(arg)) if known is not None else None
        if eager is not None and known is not None and body.unit.escapes.stays(known, index):
            body.at(arg.pos, arg.end)
            cell = eager(body, arg, cell)
        args.append(cell)
    body.at(node.pos, node.end)
    ident = body.temp()
    if prefix == "call" and known is not None and len(args) == arity(known):
        # Straight to its function, unless that must not be called from here.
        code = body.if_else(
            body.compare(body.depth(), ast.Lt(), body.item(body.name("GUARD"), 0)),
            body.name(body.unit.function("f", known)),
            body.name(f"call{len(args)}"),
        )
        deeper = ast.BinOp(body.depth(), ast.Add(), body.const(1), **body.loc)
        call: ast.expr = ast.Call(code, [callee, *args, deeper], [], **body.loc)
    elif len(args) <= 3:
        call = body.call(f"{prefix}{len(args)}", callee, *args, body.depth())
    else:
        call = body.call(f"{prefix}n", callee, body.tuple_(args), body.depth())
    if prefix == "tail":
        body.set(ident, call)
    else:
        body.set_once(ident, call)
        body.recursive = body.recursive or _is_recursive(body, node.function)
    return ident


def _builtin(body: Body, function: n.Expr) -> ast.expr | None:
    """The builtin that *function* names, if it is none of the constants."""
    reference = body.unit.resolution.uses.get(function)
    if not isinstance(reference, Global):
        return None
    value = body.global_value(reference.name)
    return None if isinstance(value, ast.Constant) else value


def _known_function(body: Body, function: n.Expr) -> n.Lambda | None:
    """The lambda that *function* names, where that is known."""
    if not isinstance(function, n.Var):
        return None
    variable = body.unit.resolution.uses[function]
    return variable.function if isinstance(variable, Variable) else None


def _is_recursive(body: Body, function: n.Expr) -> bool:
    """Whether *function* is one of those that a recursive group defines for itself."""
    if not isinstance(function, n.Var):
        return False
    variable = body.unit.resolution.uses[function]
    return isinstance(variable, Variable) and variable.group is not None and variable.is_value


def strict_apply(body: Body, node: n.Apply) -> Operand:
    return body.settle(application(body, node, "call"))


def tail_apply(body: Body, node: n.Apply) -> None:
    ident = application(body, node, "tail")
    body.emit(body.awaited(ident, last=True))
    body.emit(body.return_(body.name(ident)))


def apply_cells(body: Body, function: Operand, args: list[ast.expr]) -> Operand:
    """A call with ready cells."""
    ident = body.temp()
    body.set_once(ident, body.call(f"call{len(args)}", body.load(function), *args, body.depth()))
    return body.settle(ident)


# --- conditions -------------------------------------------------------------------------


#: Nodes that have no place of their own in Nix.
PLACELESS = (n.Int, n.Float, n.Str, n.PathLit, n.Let)


def place(node: n.Expr) -> int | None:
    """The place that Nix gives for *node*, None when it has none."""
    while isinstance(node, (n.Not, n.HasAttr)):
        node = node.operand if isinstance(node, n.Not) else node.subject
    if isinstance(node, n.ListExpr):
        return place(node.items[0]) if node.items else None
    if isinstance(node, n.Binary) and node.op in (n.Op.EQ, n.Op.NE):
        return None
    return None if isinstance(node, PLACELESS) else node.pos


def condition(body: Body, node: n.Expr, message: str, pos: int | None, end: int) -> Operand:
    """Evaluate *node* to a Boolean, in the context *message* at *pos*."""
    with body.saying(message, pos):
        operand = strict(body, node)
        if operand.kind == "bool":
            return operand
        body.at(pos if pos is not None else node.pos, end)
        ident = body.local(operand)
        body.emit(
            body.if_(
                body.type_is(ident, "bool", False),
                [body.raise_(body.call("not_bool", body.name(ident), body.const(pos is not None)))],
                [],
            )
        )
        return Operand(ident, kind="bool")


BRANCH = "while evaluating a branch condition"


def strict_if(body: Body, node: n.If) -> Operand:
    test = body.taken(condition(body, node.condition, BRANCH, node.pos, node.end))
    result = body.temp()
    with body.branch() as then:
        operand = strict(body, node.consequent)
        body.at(node.pos, node.end)
        body.set(result, body.load(operand))
    with body.branch() as other:
        operand = strict(body, node.alternative)
        body.at(node.pos, node.end)
        body.set(result, body.load(operand))
    body.at(node.pos, node.end)
    body.emit(body.if_(test, then, other))
    body.forced.add(result)
    return Operand(result)


def tail_if(body: Body, node: n.If) -> None:
    test = body.taken(condition(body, node.condition, BRANCH, node.pos, node.end))
    with body.branch() as then:
        tail(body, node.consequent)
    body.at(node.pos, node.end)
    body.emit(body.if_(test, then, []))
    # ``then`` has returned: the alternative follows at the same nesting.
    tail(body, node.alternative)


def emit_assert(body: Body, node: n.Assert) -> None:
    test = body.taken(
        condition(
            body, node.condition, "in the condition of the assert statement", node.pos, node.end
        )
    )
    with body.branch() as failed:
        text = show(node.condition, body.unit.source)
        # A path in it, shown in full, ties the code to where the source lies.
        body.unit.tied |= "/" in text
        body.at(node.pos, node.end)
        if isinstance(node.condition, n.Binary) and node.condition.op is Op.EQ:
            equality = node.condition
            body.at(node.pos, node.end)
            message = f"while evaluating the condition of the assertion '{text}'"
            with body.saying(message, node.pos):
                left = strict(body, equality.left)
                right = strict(body, equality.right)
                body.at(equality.pos, equality.pos + 2)
                test_again = body.call(
                    "assert_equal", body.load(left), body.load(right), body.depth()
                )
                checked = body.temp()
                body.set_once(checked, test_again)
                body.emit(body.awaited(checked))
            body.at(node.pos, node.end)
        body.emit(body.raise_(body.call("assertion_failed", body.const(text))))
    body.at(node.pos, node.end)
    body.emit(body.if_(body.not_(test), failed, []))


def strict_assert(body: Body, node: n.Assert) -> Operand:
    emit_assert(body, node)
    return strict(body, node.body)


def tail_assert(body: Body, node: n.Assert) -> None:
    emit_assert(body, node)
    tail(body, node.body)


def strict_with(body: Body, node: n.With) -> Operand:
    enter_with(body, node)
    return strict(body, node.body)


def tail_with(body: Body, node: n.With) -> None:
    enter_with(body, node)
    tail(body, node.body)


def enter_with(body: Body, node: n.With) -> None:
    """The scope of a ``with``: its set, the scope around it, its place."""
    variable, outer = body.unit.resolution.withs[node]
    value = lazy(body, node.env)
    around = body.name(outer.ident) if outer is not None else body.const(None)
    position = body.const(body.unit.source.line_column(node.pos))
    body.set_once(variable.ident, body.tuple_([value, around, position]))


def strict_list(body: Body, node: n.ListExpr) -> Operand:
    if not node.items:
        return Operand(None, (), "list")
    items = [lazy(body, item) for item in node.items]
    body.at(node.pos, node.end)
    ident = body.temp()
    body.set_once(ident, body.tuple_(items))
    return Operand(ident, kind="list")


# --- interpolation ----------------------------------------------------------------------


def strict_interpolation(body: Body, node: n.Interpolation) -> Operand:
    helper = "path_segment" if node.is_path else "segment"
    parts: list[ast.expr] = []
    for start, part in zip(node.starts, node.parts, strict=True):
        # (A path inside a string is copied to the store: no constant.)
        if isinstance(part, n.Str):
            body.at(part.pos, part.end)
            parts.append(body.const(part.value))
            continue
        if node.is_path and isinstance(part, n.PathLit):
            body.at(part.pos, part.end)
            parts.append(body.attribute(path_constant(body, part), "name"))
            continue
        operand = strict(body, part)
        body.at(start, part.end)
        ident = body.temp()
        body.set_once(ident, body.load(operand))
        with body.branch() as unusual:
            body.set(ident, body.call(helper, body.ctx(), body.name(ident), body.depth()))
            body.emit(body.awaited(ident))
        body.emit(body.if_(body.type_is(ident, "str", False), unusual, []))
        parts.append(body.name(ident))
    body.at(node.pos, node.end)
    result = body.temp()
    body.set(result, body.call("join_path" if node.is_path else "join", *parts))
    return Operand(result, kind="path" if node.is_path else "")


STRICT: dict[type, Callable[[Body, Any], Operand]] = {
    n.Int: strict_literal,
    n.Float: strict_literal,
    n.Str: strict_literal,
    n.PathLit: strict_path,
    n.CurPos: strict_cur_pos,
    n.Var: strict_var,
    n.SearchPath: strict_search_path,
    n.Apply: strict_apply,
    n.If: strict_if,
    n.Assert: strict_assert,
    n.With: strict_with,
    n.ListExpr: strict_list,
    n.Interpolation: strict_interpolation,
}

TAIL: dict[type, Callable[[Body, Any], None]] = {
    n.Apply: tail_apply,
    n.If: tail_if,
    n.Assert: tail_assert,
    n.With: tail_with,
}
