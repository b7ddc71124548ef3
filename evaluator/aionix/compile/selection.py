"""Emitting selections: ``x.a``, ``x.a or y``, ``x ? a``.

A name of a path is a constant, or an expression that is evaluated where it stands: before
the set that it is looked up in, or after, which shows in errors.  What ``builtins.name``
means the resolver knows.
"""

from __future__ import annotations

import ast
from typing import Any

from ..syntax import nodes as n
from ..syntax.show import show_path
from .body import Body, Operand
from .expressions import STRICT, place, strict, strict_reference


def path_text(path: tuple[n.AttrName, ...]) -> str:
    """An attribute path as messages show it, a nix string."""
    return show_path([step.name for step in path])


def step_name(body: Body, step: n.AttrName) -> str | Operand:
    """The name of one step: a constant, or a local with an exact ``str``."""
    if isinstance(step.name, str):
        return step.name
    if isinstance(step.name, n.Str):
        return step.name.value
    operand = strict(body, step.name)
    where = place(step.name)
    body.at(where if where is not None else step.name.pos, step.name.end)
    given = body.local(operand)
    ident = body.temp()
    checked = body.call("attr_name", body.name(given), body.const(where is not None))
    body.set(ident, body.if_else(body.type_is(given, "str"), body.name(given), checked))
    return Operand(ident, kind="str")


def strict_select(body: Body, node: n.Select) -> Operand:
    builtin = body.unit.resolution.uses.get(node)
    if builtin is not None:
        body.at(node.pos, node.end)
        return strict_reference(body, builtin)
    if node.default is not None:
        return select_default(body, node)
    subject = strict(body, node.subject)
    shown_path: list[Any] = [path_text((step,)) for step in node.path]
    current = body.local(subject)
    outer = body.context
    previous: tuple[Any, ...] = ()
    # The selection of ``body`` that stands for an old-style let has no place in Nix.
    old_let = isinstance(node.subject, n.AttrSet) and body.unit.source.text.startswith(
        "let", node.pos
    )
    placed = not old_let
    path = body.unit.path(shown_path)
    for index, step in enumerate(node.path):
        name = step_name(body, step)
        shown: Any = name if isinstance(name, str) else (name.ident,)
        if not isinstance(name, str):
            shown_path[index] = (name.ident,)
            path = body.unit.path(shown_path)
            if index:
                body.context = body.unit.context(outer, "attr", path, *previous)
        found = body.temp()
        with body.within("select", current, shown, placed):
            body.at(node.pos, node.end)
            key = body.const(name) if isinstance(name, str) else body.load(name)
            body.set(
                found,
                ast.Subscript(body.attribute(body.name(current), "d"), key, ast.Load(), **body.loc),
            )
        # From here on Nix knows where the attribute was defined, and says so.
        previous = (current, shown)
        body.context = body.unit.context(outer, "attr", path, *previous)
        body.at(node.pos, node.end)
        body.force_local(found)
        current = found
    body.context = outer
    return Operand(current)


def follow(
    body: Body, node: n.Select | n.HasAttr, current: str, says: bool
) -> tuple[str, tuple[Any, ...]]:
    """Emit looking for the path of *node* in the value of local *current*, as far as it goes.

    Gives the local that holds the cell found, or ``MISSING``, and the context of its
    evaluation.  A name is evaluated only where the one before it was found.  With *says* the
    attributes on the way show in traces, and a name comes before the value it is looked up
    in; this is how selections and ``?`` differ in C++ Nix.
    """
    outer = body.context
    shown_path: list[Any] = [path_text((step,)) for step in node.path]
    path = body.unit.path(shown_path)
    entry: tuple[Any, ...] = ()
    for index, step in enumerate(node.path):
        if index and not says:
            body.at(node.subject.pos, node.subject.end)
            body.force_local(current)
        if index and not isinstance(step.name, (str, n.Str)):
            with body.branch() as named:
                name = step_name(body, step)
            found = body.compare(body.name(current), ast.IsNot(), body.name("MISSING"))
            body.emit(body.if_(found, named, []))
        else:
            name = step_name(body, step)
        if not isinstance(name, str):
            shown_path[index] = (name.ident,)
            path = body.unit.path(shown_path)
        body.at(node.pos, node.end)
        if index and says:
            body.context = body.unit.context(outer, "attr", path, *entry[2:])
            body.force_local(current)
        cell = body.temp()
        key = body.const(name) if isinstance(name, str) else body.load(name)
        get = body.attribute(body.attribute(body.name(current), "d"), "get")
        got = ast.Call(get, [key, body.name("MISSING")], [], **body.loc)
        body.set(cell, body.if_else(body.type_is(current, "Attrs"), got, body.name("MISSING")))
        entry = ("attr", path, current, name if isinstance(name, str) else (name.ident,))
        if says:
            body.context = body.unit.context(outer, *entry)
        current = cell
    body.context = outer
    return current, entry


def select_default(body: Body, node: n.Select) -> Operand:
    assert node.default is not None
    subject = strict(body, node.subject)
    body.at(node.pos, node.end)
    found, entry = follow(body, node, body.local(subject), says=True)
    test = body.compare(body.name(found), ast.Is(), body.name("MISSING"))
    with body.branch() as otherwise:
        operand = strict(body, node.default)
        body.at(node.pos, node.end)
        body.set(found, body.load(operand))
    with body.branch() as present, body.within(*entry):
        body.at(node.pos, node.end)
        body.force_local(found)
    body.at(node.pos, node.end)
    body.emit(body.if_(test, otherwise, present))
    body.forced.add(found)
    return Operand(found)


def strict_has_attr(body: Body, node: n.HasAttr) -> Operand:
    subject = strict(body, node.subject)
    body.at(node.pos, node.end)
    current = body.local(subject)
    result = body.temp()
    if len(node.path) == 1 and isinstance(node.path[0].name, str):
        contains = body.compare(
            body.const(node.path[0].name), ast.In(), body.attribute(body.name(current), "d")
        )
        body.set(result, body.if_else(body.type_is(current, "Attrs"), contains, body.const(False)))
        return Operand(result, kind="bool")
    found, _ = follow(body, node, current, says=False)
    body.set(result, body.compare(body.name(found), ast.IsNot(), body.name("MISSING")))
    return Operand(result, kind="bool")


STRICT.update({n.Select: strict_select, n.HasAttr: strict_has_attr})
