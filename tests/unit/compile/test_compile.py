"""Generated code: its shape, its positions, its names."""

from __future__ import annotations

import ast
import marshal

import pytest

from aionix.compile import names
from aionix.compile.program import CompiledUnit
from aionix.compile.unit import compile_module, compile_unit
from aionix.resolve.resolver import resolve
from aionix.runtime import linkage
from aionix.source import SourceFile
from aionix.syntax.parser import parse

GLOBALS = frozenset({"true", "false", "null", "map", "builtins"})


def module(text: str) -> ast.Module:
    """The Python module that *text* becomes."""
    source = SourceFile("«test»", text)
    root = parse(source)
    return compile_module(root, source, resolve(root, source, GLOBALS))


def functions(text: str) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions of the module, by name."""
    return {
        node.name: node
        for node in module(text).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def compiled(text: str) -> CompiledUnit:
    """The unit of *text*."""
    source = SourceFile("«test»", text)
    root = parse(source)
    return compile_unit(root, source, resolve(root, source, GLOBALS))


def test_every_name_that_generated_code_may_use_is_supplied() -> None:
    assert set(linkage.GLOBALS) == names.RUNTIME_NAMES


@pytest.mark.parametrize(
    "text",
    ["1", "x: x", "x: y: { inherit x y; }", "[ (1 + 1) ]", "f: x: if f x then f (x + 1) else 1"],
)
def test_bodies_are_plain_functions(text: str) -> None:
    assert {type(node) for node in functions(text).values()} == {ast.FunctionDef}


def test_what_recurses_as_deep_as_its_data_is_a_coroutine_function() -> None:
    made = functions("let f = n: if n == 0 then 0 else 1 + f (n - 1); in f")
    assert type(made["f1"]) is ast.AsyncFunctionDef
    made = functions("let f = n: if n == 0 then 0 else f (n - 1); in f")
    assert type(made["f1"]) is ast.FunctionDef


def test_what_must_not_happen_twice_is_taken_over() -> None:
    """The cell of ``a`` and the result of ``f a``; not what only forces or computes."""
    code = ast.unparse(functions("f: x: let a = f x; in if f a then x else a")["f1"])
    assert code.count(" not in s ") == 2
    assert "s" not in functions("x: y: if x then y else x")["f1"].args.args[-1].arg


def test_no_thunk_for_constants_variables_and_functions() -> None:
    made = functions('f: x: f x 1 "a" ./p (y: y) true [ ]')
    assert not [name for name in made if name.startswith("t") and name[1:].isdigit()]


def test_a_thunk_whose_captures_are_values_forces_nothing() -> None:
    made = functions("n: if n < 2 then n else [ (n - 1) ]")
    thunk = next(node for name, node in made.items() if name.startswith("t"))
    assert isinstance(thunk, ast.FunctionDef)
    assert "force" not in ast.unparse(thunk)


def test_curried_functions_take_all_arguments_at_once() -> None:
    made = functions("a: b: c: d: a")
    assert [arg.arg for arg in made["f1"].args.args][1:4] == ["a_1", "b_2", "c_3"]
    pattern_first = functions("{ a }: b: a")
    assert len(pattern_first["f1"].args.args) == 3, "a pattern is checked by its own application"


def test_all_functions_are_at_module_level() -> None:
    for function in functions("a: [ (b: [ (c: a b c) ]) ]").values():
        inner = [node for node in ast.walk(function) if isinstance(node, ast.FunctionDef)]
        assert inner in ([], [function])


def test_positions_are_those_of_the_nix_source() -> None:
    text = "let\n  f = x:\n    x.name;\nin f"
    lines = {
        node.lineno
        for node in ast.walk(functions(text)["f1"])
        if isinstance(node, ast.Attribute) and node.attr == "d"
    }
    assert lines == {3}


def test_every_node_has_a_position() -> None:
    for node in ast.walk(
        module('{ a ? 1, ... }@s: with s; "${a}" + (if s ? b then b else s.c or 2)')
    ):
        if isinstance(node, ast.expr | ast.stmt):
            assert node.lineno >= 1
            assert node.end_lineno is not None


def test_names_and_strings_of_the_source_are_never_code() -> None:
    source = 'let "a\\nimport os" = 1; c = "\\"); raise"; in { inherit c; ${"x y"} = 1; }'
    for node in ast.walk(module(source)):
        if isinstance(node, ast.Name):
            assert node.id.isidentifier()
    assert not [node for node in ast.walk(module(source)) if isinstance(node, ast.Import)]


def test_units_are_plain_data() -> None:
    unit = compiled("{ a, b ? 1 }: rec { c = a.x.y or b; ${a} = 2; }")
    parts = [(*piece.parts(), *piece.tables()) for piece in unit.pieces]
    assert marshal.loads(marshal.dumps(parts)) == parts


def test_contexts_have_locations_of_their_own() -> None:
    unit = compiled("a: if a then (if a then 1 else 2) else 3")
    contexts, places = unit.pieces[1].tables()
    assert set(places.values()) == {1, 2}, "both conditions are alike but for their places"
    said = [entry[2] for entry in contexts if entry and entry[1] == "say"]
    assert said.count("while evaluating a branch condition") >= 1


@pytest.mark.parametrize("depth", [10, 500, 5000])
def test_nesting_does_not_deepen_the_python_tree(depth: int) -> None:
    text = "(" * depth + "1" + " + 1)" * depth
    deepest = 0
    stack: list[tuple[ast.AST, int]] = [(module(text), 0)]
    while stack:
        node, level = stack.pop()
        deepest = max(deepest, level)
        stack.extend((child, level + 1) for child in ast.iter_child_nodes(node))
    assert deepest < 200
