"""Attribute sets: paths, merging, inheriting, duplicates."""

from __future__ import annotations

import pytest
from sources import parsed, shown

from aionix.errors import NixSyntaxError
from aionix.syntax.nodes import AttrSet, Binding, Int, Let, Select, Source, Var


def bindings(text: str) -> dict[str, Binding]:
    expr = parsed(text)
    assert isinstance(expr, AttrSet)
    return {binding.name: binding for binding in expr.bindings}


def test_positions_of_bindings() -> None:
    found = bindings("{ a.b = 1; inherit c; inherit (d) e; a.f = 2; }")
    assert {name: binding.pos for name, binding in found.items()} == {"a": 2, "c": 19, "e": 34}
    inner = found["a"].value
    assert isinstance(inner, AttrSet)
    # Where the whole path starts, as Nix has it.
    assert [(one.name, one.pos) for one in inner.bindings] == [("b", 2), ("f", 37)]


def test_kinds_of_bindings() -> None:
    found = bindings("{ a = 1; inherit b; inherit (x) c; inherit (y) d e; }")
    assert [found[name].source for name in "abcde"] == [
        Source.PLAIN,
        Source.INHERIT,
        *[Source.INHERIT_FROM] * 3,
    ]
    assert isinstance(found["a"].value, Int)
    assert isinstance(found["b"].value, Var)
    assert [(found[name].value, found[name].origin) for name in "cde"] == [
        (None, 0),
        (None, 1),
        (None, 1),
    ]


def test_origins_are_shifted_when_sets_merge() -> None:
    outer = bindings("{ a = { inherit (x) b; }; a = { inherit (y) c d; inherit (z) e; }; }")
    merged = outer["a"].value
    assert isinstance(merged, AttrSet)
    assert [(one.name, one.origin) for one in merged.bindings] == [
        *[("b", 0), ("c", 1), ("d", 1), ("e", 2)]
    ]
    assert [origin.name for origin in merged.origins if isinstance(origin, Var)] == ["x", "y", "z"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ a.b = 1; a.c = 2; }", "{ a = { b = 1; c = 2; }; }"),
        ("{ a = { b = 1; }; a.c = 2; }", "{ a = { b = 1; c = 2; }; }"),
        ("{ a.c = 2; a = { b = 1; }; }", "{ a = { b = 1; c = 2; }; }"),
        ("{ a = rec { }; a = { b = 1; }; }", "{ a = rec { b = 1; }; }"),
        ("{ a = { }; a = rec { b = 1; }; }", "{ a = { b = 1; }; }"),
        ("{ a = ({ }); a.b = 1; }", "{ a = { b = 1; }; }"),
        ("{ a.b.c = 1; a = { b = { d = 2; }; }; }", "{ a = { b = { c = 1; d = 2; }; }; }"),
        (
            "{ a.${b}.c = 1; a.${b}.d = 2; }",
            '{ a = { "${b}" = { c = 1; }; "${b}" = { d = 2; }; }; }',
        ),
        ("{ a = { ${b} = 1; }; a.${c} = 2; }", '{ a = { "${b}" = 1; "${c}" = 2; }; }'),
        ('{ ${"a"}.${\'\'b\'\'} = 1; "a"."c" = 2; }', "{ a = { b = 1; c = 2; }; }"),
        ("{ inherit; }", "{ }"),
        ('{ inherit "a" ${"b"} or; }', "{ inherit a b or; }"),
    ],
)
def test_merging(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "name", "first", "second"),
    [
        ("{ a = 1; a = 2; }", "a", 3, 10),
        ("{ a.b = 1; a.b = 2; }", "a.b", 3, 12),
        ("{ a = 1; a.b = 2; }", "a", 3, 10),
        ("{ a.b = 1; a = 2; }", "a", 3, 12),
        ("{ a = let { }; a.b = 2; }", "a", 3, 16),
        ("{ a.b = 1; a.b.c.d = 2; }", "a.b", 3, 12),
        ("{ a = { b = 1; }; a = { b = 2; }; }", "a.b", 9, 25),
        ("{ a.b.c = 1; a = { b = { c = 2; }; }; }", "a.b.c", 3, 26),
        ('{ "a b" = 1; "a b" = 2; }', '"a b"', 3, 14),
        ("{ inherit a; a = 1; }", "a", 11, 14),
        ("{ a = 1; inherit (b) a; }", "a", 3, 22),
        ("let a = 1; a = 2; in a", "a", 5, 12),
        ('{ "é" = 1; "é" = 1; }', '"é"', 3, 13),
    ],
)
def test_duplicates(text: str, name: str, first: int, second: int) -> None:
    with pytest.raises(NixSyntaxError) as caught:
        parsed(text)
    error = caught.value
    assert error.message == f"attribute '{name}' already defined at «string»:1:{first}"
    assert error.position
    assert error.position.column == second


def test_legacy_let() -> None:
    expr = parsed("let { a = 1; body = a; }")
    assert isinstance(expr, Select)
    assert isinstance(expr.subject, AttrSet)
    assert expr.subject.recursive
    assert [step.name for step in expr.path] == ["body"]


def test_let_bindings_are_recursive() -> None:
    expr = parsed("let a = 1; in a")
    assert isinstance(expr, Let)
    assert expr.bindings.recursive


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("let ${a} = 1; in a", "dynamic attributes not allowed in let"),
        ('{ inherit "${a}"; }', "dynamic attributes not allowed in inherit"),
        ("{ a, a }: 1", "duplicate formal function argument 'a'"),
        ("a@{ a }: 1", "duplicate formal function argument 'a'"),
    ],
)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(NixSyntaxError) as caught:
        parsed(text)
    assert caught.value.message == message
