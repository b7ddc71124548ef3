"""Name resolution: what each name means, what each body captures, how groups are ordered."""

from __future__ import annotations

import pytest

from aionix.errors import UndefinedVariableError
from aionix.resolve.bindings import Dynamic, Global, Resolution, Variable
from aionix.resolve.resolver import resolve
from aionix.source import SourceFile
from aionix.syntax import nodes as n
from aionix.syntax.parser import parse

GLOBALS = frozenset({"true", "map", "builtins", "__sub", "__lessThan"})


def resolved(text: str, scope: tuple[str, ...] = ()) -> tuple[n.Expr, Resolution]:
    """The tree of *text* and what the resolver found out about it."""
    source = SourceFile("«test»", text)
    root = parse(source)
    return root, resolve(root, source, GLOBALS, scope)


def uses(resolution: Resolution, name: str) -> list[object]:
    """What the variables called *name* refer to, in source order."""
    found = [
        (node.pos, reference)
        for node, reference in resolution.uses.items()
        if isinstance(node, n.Var) and node.name == name
    ]
    return [reference for _, reference in sorted(found, key=lambda pair: pair[0])]


def test_the_innermost_binding_wins() -> None:
    _, resolution = resolved("x: (x: x) x")
    inner, outer = uses(resolution, "x")
    assert isinstance(inner, Variable)
    assert isinstance(outer, Variable)
    assert inner is not outer
    assert inner.level > outer.level


def test_builtins_are_global_and_can_be_shadowed() -> None:
    _, resolution = resolved("[ map (let map = 1; in map) ]")
    first, second = uses(resolution, "map")
    assert first == Global("map")
    assert isinstance(second, Variable)


def test_with_is_the_last_resort() -> None:
    _, resolution = resolved("a: with { a = 1; }; with { b = 1; }; [ a b map ]")
    (a,) = uses(resolution, "a")
    (b,) = uses(resolution, "b")
    assert isinstance(a, Variable)
    assert isinstance(b, Dynamic)
    inner, outer = [resolution.withs[n] for n in sorted(resolution.withs, key=lambda n: -n.pos)]
    assert b.scope is inner[0]
    assert inner[1] is outer[0], "the inner scope leads to the outer one"
    assert uses(resolution, "map") == [Global("map")]


def test_undefined_names_are_found_while_reading() -> None:
    with pytest.raises(UndefinedVariableError) as caught:
        resolved("let a = 1; in\n  (y: z)")
    assert caught.value.message == "undefined variable 'z'"
    assert caught.value.position is not None
    assert (caught.value.position.line, caught.value.position.column) == (2, 7)


def test_names_given_by_the_caller_shadow_builtins() -> None:
    _, resolution = resolved("map", ("map",))
    assert uses(resolution, "map") == [resolution.scope["map"]]


def test_bodies_capture_what_they_use_of_the_outside() -> None:
    root, resolution = resolved("a: b: c: [ (a c) ]")
    assert isinstance(root, n.Lambda)
    names = {
        node.pos: sorted(variable.name for variable in captured)
        for node, captured in resolution.free.items()
        if isinstance(node, n.Lambda)
    }
    assert names == {0: [], 3: ["a"], 6: ["a"]}
    (thunk,) = [captured for node, captured in resolution.free.items() if isinstance(node, n.Apply)]
    assert [variable.name for variable in thunk] == ["a", "c"]


def test_members_that_need_each_other_share_a_frame() -> None:
    root, resolution = resolved("let f = x: g x; g = x: f x; one = f 1; in one")
    assert isinstance(root, n.Let)
    group = resolution.groups[root.bindings]
    assert {name for name, v in group.variables.items() if v.group is group} == {"f", "g"}
    assert group.ident is not None
    assert group.order[-1].name == "one", "made after what it captures"


def test_members_come_after_what_they_capture() -> None:
    root, resolution = resolved("let a = [ b ]; b = [ c ]; c = [ 1 ]; in a")
    assert isinstance(root, n.Let)
    group = resolution.groups[root.bindings]
    assert [variable.name for variable in group.order] == ["c", "b", "a"]
    assert group.ident is None, "no frame without a cycle"


def test_literals_bound_by_let_are_known() -> None:
    root, resolution = resolved("let a = 1; f = x: x; t = f a; in [ a f t ]")
    assert isinstance(root, n.Let)
    variables = resolution.groups[root.bindings].variables
    assert isinstance(variables["a"].constant, n.Int)
    assert variables["f"].is_value
    assert not variables["t"].is_value


def test_overrides_keeps_everything_replaceable() -> None:
    root, resolution = resolved("rec { a = 1; b = a; __overrides = { }; }")
    group = resolution.groups[root]
    assert group.overridden
    assert all(v.group is group and v.constant is None for v in group.variables.values())


def test_shadowed_operators_are_resolved() -> None:
    root, resolution = resolved("let __sub = a: b: 1; in 2 - 1")
    assert isinstance(root, n.Let)
    assert isinstance(resolution.uses[root.body], Variable)
    root, resolution = resolved("2 - 1")
    assert root not in resolution.uses


def test_deep_nesting_is_split_into_bodies() -> None:
    _, resolution = resolved("1" + " + 1" * 1000)
    assert 15 <= len(resolution.split) <= 40
    assert all(node in resolution.free for node in resolution.split)


def test_large_recursive_sets_take_linear_time() -> None:
    def steps(count: int) -> int:
        text = "rec {" + "".join(f"a{i} = a{i + 1}; " for i in range(count)) + f"a{count} = 1; }}"
        _, resolution = resolved(text)
        return sum(len(captured) for captured in resolution.free.values())

    assert steps(2000) <= 2 * steps(1000) + 10
