"""Emitting what binds names: functions, ``let``, attribute sets.

The cells of a recursive group are made in the order that the resolver planned:
each after those it captures, members of cycles in the group's frame, a list
that they capture as a whole.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from ..resolve.bindings import Group, Variable
from ..resolve.resolver import CONSTANTS
from ..syntax import nodes as n
from .body import Body, Operand, Unit
from .expressions import MAX_ARITY, STRICT, TAIL, lazy, strict, tail
from .program import Info

# --- functions ------------------------------------------------------------------------


def curried(node: n.Lambda) -> list[n.Lambda]:
    """*node* and the lambdas directly inside that one Python function takes in one go.

    Only the last may take a set apart: applying that to one argument already
    checks it.
    """
    chain = [node]
    while (
        len(chain) < MAX_ARITY
        and chain[-1].formals is None
        and isinstance(chain[-1].body, n.Lambda)
    ):
        chain.append(chain[-1].body)
    return chain


def make_lambda(body: Body, node: n.Lambda) -> ast.expr:
    """The expression that makes the closure of *node*."""
    unit = body.unit
    captures = body.captures(node)
    name = unit.function("f", node)
    unit.refer(name, captures, body.forced)
    info = f"i{name[1:]}"
    unit.infos[info] = _info(unit, name, node)
    return body.call("Lambda", body.name(info), body.tuple_([body.name(c) for c in captures]))


def strict_lambda(body: Body, node: n.Lambda) -> Operand:
    body.at(node.pos, node.end)
    ident = body.temp()
    body.set(ident, make_lambda(body, node))
    return Operand(ident, kind="function")


def compile_lambda(unit: Unit, node: n.Lambda, forced: tuple[int, ...]) -> ast.stmt:
    """The function of *node*; *forced*: the captures that are values, by position."""
    body = Body(unit)
    chain = curried(node)
    last = chain[-1]
    body.at(node.pos, node.pos + 1)
    captures = body.captures(node)
    unpack(body, captures, body.attribute(body.name("f"), "caps"), 0)
    body.forced.update([captures[i] for i in forced])
    params = []
    for index, part in enumerate(chain):
        variable = unit.resolution.params.get(part)
        ident = variable.ident if variable is not None else f"x{index + 1}"
        params.append(ident)
    if last.formals is not None:
        take_apart(body, last, params[-1])
    tail(body, last.body)
    body.at(node.pos, node.pos + 1)
    return body.finished(unit.name, ["f", *params, "d"])


def _info(unit: Unit, name: str, node: n.Lambda) -> Info:
    """What ``LambdaInfo`` says of the function *name*."""
    source = unit.source
    chain = curried(node)
    last = chain[-1]
    formals = None
    if last.formals is not None:
        formals = tuple(
            (f.name, f.default is not None, *source.line_column(f.pos)) for f in last.formals
        )
    places = tuple(source.line_column(part.pos) for part in chain)
    return name, unit.resolution.names.get(node), len(chain), formals, last.ellipsis, places


def unpack(body: Body, captures: list[str], source: ast.expr, skip: int) -> None:
    """Captures into locals; *skip* leading elements are not captures."""
    if not captures:
        return
    if len(captures) == 1:
        items = ast.Subscript(source, body.const(skip), ast.Load(), **body.loc)
        body.set(captures[0], items)
    else:
        body.emit(body.unpack([*["_"] * skip, *captures], source))


def take_apart(body: Body, node: n.Lambda, param: str) -> None:
    """Bind the formals of a set pattern."""
    assert node.formals is not None
    group = body.unit.resolution.groups[node]
    what = "while evaluating the value passed for the lambda argument"
    with body.within("formal", param):
        body.at(node.pos, node.pos + 1)
        body.force_local(param)
        with body.saying(what, node.pos):
            body.at(node.pos, node.pos + 1)
            failed = body.raise_(body.call("bad_argument", body.name(param)))
            body.emit(body.if_(body.type_is(param, "Attrs", False), [failed], []))
    required = [f for f in node.formals if f.default is None]
    with body.within("formal", param):
        body.at(node.pos, node.pos + 1)
        given = body.temp()
        body.set(given, body.attribute(body.name(param), "d"))
        for formal in required:
            ident = group.variables[formal.name].ident
            body.set(ident, body.item(body.name(given), formal.name))
        if not node.ellipsis:
            if len(required) == len(node.formals):
                size = body.call("len", body.name(given))
                test = body.compare(size, ast.NotEq(), body.const(len(required)))
            else:
                keys = ast.Call(body.attribute(body.name(given), "keys"), [], [], **body.loc)
                names = body.const(frozenset(f.name for f in node.formals))
                test = body.not_(body.compare(keys, ast.LtE(), names))
            failed = body.raise_(body.call("unexpected_argument", body.name("f"), body.name(param)))
            body.emit(body.if_(test, [failed], []))
    if len(required) < len(node.formals):
        defaults = {f.name: f.default for f in node.formals if f.default is not None}
        optional = [variable for variable in group.order if variable.name in defaults]
        with body.once(*made_locals(group, optional)):
            start_frame(body, group)
            for variable in optional:
                _default(body, variable, defaults[variable.name], given)


def _default(body: Body, variable: Variable, default: n.Expr, given: str) -> None:
    body.at(default.pos, default.end)
    ident = variable.ident
    get = ast.Call(
        body.attribute(body.name(given), "get"),
        [body.const(variable.name), body.name("MISSING")],
        [],
        **body.loc,
    )
    body.set(ident, get)
    with body.branch() as missing:
        body.set(ident, member_cell(body, default, variable))
    body.at(default.pos, default.end)
    body.emit(body.if_(body.compare(body.name(ident), ast.Is(), body.name("MISSING")), missing, []))
    if variable.group is not None:
        body.emit(frame_store(body, variable, body.name(ident)))


# --- groups ---------------------------------------------------------------------------


def start_frame(body: Body, group: Group) -> None:
    """Make the frame of a group that needs one."""
    if group.ident is not None:
        size = ast.BinOp(
            body.list_([body.const(None)]), ast.Mult(), body.const(group.size), **body.loc
        )
        body.set(group.ident, size)


def made_locals(group: Group, variables: Iterable[Variable]) -> list[str]:
    """The locals that hold *variables* of *group* and its frame."""
    idents = [variable.ident for variable in variables]
    return idents if group.ident is None else [group.ident, *idents]


def frame_store(body: Body, variable: Variable, value: ast.expr) -> ast.stmt:
    assert variable.group is not None and variable.group.ident is not None
    return body.assign_item(variable.group.ident, variable.slot, value)


def member_cell(body: Body, value: n.Expr, variable: Variable) -> ast.expr:
    """The cell of a group member.  An alias inside a cycle needs a thunk when what it
    names is not there yet, or may still be overridden."""
    if (
        variable.group is not None
        and variable.group.overridden
        and not isinstance(value, CONSTANTS)
    ):
        return body.thunk(value)
    if isinstance(value, n.Var) and variable.group is not None:
        target = body.unit.resolution.uses[value]
        if isinstance(target, Variable) and target.group is variable.group:
            order = variable.group.order
            if order.index(target) >= order.index(variable):
                return body.thunk(value)
    return lazy(body, value)


def emit_group(body: Body, node: n.AttrSet) -> Group:
    """Make all cells of the recursive bindings *node*."""
    group = body.unit.resolution.groups[node]
    origins = body.unit.resolution.origins[node]
    body.at(node.pos, node.pos + 1)
    if not group.order:
        return group
    idents = [v.ident for v in group.order if v.group is None and v.constant is None and not v.idle]
    if group.ident is not None:
        idents.append(group.ident)
    if idents:
        with body.once(*idents):
            _emit_members(body, node, group, origins)
    return group


def _emit_members(body: Body, node: n.AttrSet, group: Group, origins: tuple[Variable, ...]) -> None:
    start_frame(body, group)
    bindings = {group.variables[b.name]: b for b in node.bindings}
    sources = {variable: node.origins[i] for i, variable in enumerate(origins)}
    for variable in group.order:
        if variable in sources:
            value = member_cell(body, sources[variable], variable)
        else:
            binding = bindings[variable]
            if variable.constant is not None or variable.idle:
                continue
            if binding.source is n.Source.INHERIT_FROM:
                assert binding.origin is not None
                value = inherited(body, binding, origins[binding.origin])
            elif binding.source is n.Source.INHERIT:
                assert binding.value is not None
                value = lazy(body, binding.value)
            else:
                assert binding.value is not None
                value = member_cell(body, binding.value, variable)
        if variable.group is not None:
            body.emit(frame_store(body, variable, value))
        else:
            body.set(variable.ident, value)


def inherited(body: Body, binding: n.Binding, origin: Variable) -> ast.expr:
    """The thunk of ``inherit (e) name``."""
    body.at(binding.pos, binding.pos + len(binding.name))
    if origin.group is not None and origin.group.ident is not None:
        return body.list_(
            [
                body.name("select_from_frame"),
                body.name(origin.group.ident),
                body.const(origin.slot),
                body.const(binding.name),
                site(body, [binding]),
            ]
        )
    return body.list_(
        [
            body.name("select_from"),
            body.name(origin.ident),
            body.const(binding.name),
            site(body, [binding]),
        ]
    )


def strict_let(body: Body, node: n.Let) -> Operand:
    emit_group(body, node.bindings)
    return strict(body, node.body)


def tail_let(body: Body, node: n.Let) -> None:
    emit_group(body, node.bindings)
    tail(body, node.body)


# --- attribute sets --------------------------------------------------------------------


def site(body: Body, bindings: list[n.Binding]) -> ast.expr:
    """The static table of attribute positions of one set expression."""
    source = body.unit.source
    places: list[Any] = []
    for binding in bindings:
        places += [binding.name, *source.line_column(binding.pos)]
    ident = body.unit.fresh("s")
    body.unit.sites.append((ident, tuple(places)))
    return body.name(ident)


def strict_attrs(body: Body, node: n.AttrSet) -> Operand:
    group = None
    if node.recursive:
        group = emit_group(body, node)
    else:
        for origin, variable in zip(node.origins, body.unit.resolution.origins[node], strict=True):
            body.set_once(variable.ident, lazy(body, origin))
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    for binding in node.bindings:
        body.at(binding.pos, binding.pos + 1)
        keys.append(body.const(binding.name))
        if group is not None:
            values.append(body.cell(group.variables[binding.name]))
        elif binding.source is n.Source.INHERIT_FROM:
            assert binding.origin is not None
            origins = body.unit.resolution.origins[node]
            values.append(inherited(body, binding, origins[binding.origin]))
        else:
            assert binding.value is not None
            values.append(lazy(body, binding.value))
    body.at(node.pos, node.end)
    ident = body.temp()
    dictionary = body.dict_(keys, values)
    if node.bindings:
        made = body.call("Attrs", dictionary, site(body, list(node.bindings)))
    else:
        made = body.call("Attrs", dictionary, body.const(None))
    body.set_once(ident, made)
    if group is not None and "__overrides" in group.variables:
        overrides(body, ident, node, group)
    for dynamic in node.dynamic:
        add_dynamic(body, ident, dynamic)
    return Operand(ident, kind="set")


def overrides(body: Body, ident: str, node: n.AttrSet, group: Group) -> None:
    """``__overrides``: its attributes replace those of the set, inside it too."""
    assert group.ident is not None
    slots = tuple((b.name, group.variables[b.name].slot) for b in node.bindings)
    call = body.call(
        "apply_overrides",
        body.name(ident),
        body.name(group.ident),
        body.const(slots),
        body.depth(),
    )
    body.emit(body.expr(body.wait(call)))
    body.cached.clear()


def add_dynamic(body: Body, ident: str, dynamic: n.DynamicBinding) -> None:
    """``${name} = value`` into the set made already."""
    name = strict(body, dynamic.name)
    body.at(dynamic.pos, dynamic.pos + 1)
    key = body.temp()
    body.set(key, body.call("dynamic_name", body.load(name)))
    line, column = body.unit.source.line_column(dynamic.pos)
    with body.branch() as present:
        added = body.temp()
        with body.once(added):
            value = lazy(body, dynamic.value)
            if isinstance(dynamic.value, n.Lambda):  # named by the name it gets
                value = body.call("named", value, body.name(key))
            body.at(dynamic.pos, dynamic.pos + 1)
            add = body.call(
                "add_dynamic",
                body.name(ident),
                body.name(key),
                value,
                body.name("UNIT"),
                body.const(line),
                body.const(column),
            )
            body.set(added, add)
    test = body.compare(body.name(key), ast.IsNot(), body.const(None))
    body.emit(body.if_(test, present, []))


STRICT.update({n.Lambda: strict_lambda, n.Let: strict_let, n.AttrSet: strict_attrs})
TAIL.update({n.Let: tail_let})
