"""The library's surface, on asyncio and on trio."""

from __future__ import annotations

import logging
from pathlib import Path, PurePosixPath
from typing import Any

import anyio
import pytest

import aionix

pytestmark = pytest.mark.anyio


@pytest.fixture
def nix() -> aionix.Evaluator:
    return aionix.Evaluator(io=aionix.MemoryIO(FILES))


FILES = {
    "/p/default.nix": "{ x ? 1, y ? 2 }: { sum = x + y; nested.deep = [ 10 { leaf = x; } ]; }",
    "/p/lib.nix": "rec { double = x: x * 2; four = double 2; }",
    "/p/bad.nix": "{ a = ; }",
    "/p/imports.nix": "(import ./lib.nix).four + (import ./lib.nix).double 3",
}


# --- evaluating -----------------------------------------------------------------------


async def test_plain_values(nix: aionix.Evaluator) -> None:
    text = '{ n = null; b = true; i = 1; f = 1.5; s = "é"; l = [ 1 [ ] ]; p = /a/b; s2 = { }; }'
    assert await nix.evaluate(text) == {
        "b": True,
        "f": 1.5,
        "i": 1,
        "l": [1, []],
        "n": None,
        "p": PurePosixPath("/a/b"),
        "s": "é",
        "s2": {},
    }


async def test_evaluate_function_of_the_package() -> None:
    assert await aionix.evaluate("a + 1", variables={"a": 1}) == 2
    assert await aionix.evaluate("twice 2", builtins={"twice": lambda x: x * 2}) == 4


async def test_evaluate_file_of_the_package(tmp_path: Path) -> None:
    (tmp_path / "default.nix").write_text("{ x ? 1 }: { inherit x; }")
    assert await aionix.evaluate_file(tmp_path, arguments={"x": 5}) == {"x": 5}
    assert await aionix.evaluate_file(tmp_path / "default.nix", attribute="x") == 1


async def test_functions_are_async_callables(nix: aionix.Evaluator) -> None:
    add = await nix.evaluate("a: b: a + b")
    assert await add(1, 2) == 3
    partial = await add(1)
    assert await partial(41) == 42
    assert isinstance(add, aionix.Function)
    assert add.parameters is None


async def test_functions_with_named_arguments(nix: aionix.Evaluator) -> None:
    function = await nix.evaluate("{ a ? 1, b ? a + 1, ... }: [ a b ]")
    assert await function() == [1, 2]
    assert await function(a=5) == [5, 6]
    assert await function({"b": 0}) == [1, 0]
    assert function.parameters == {"a": True, "b": True}


async def test_function_without_argument_is_misuse(nix: aionix.Evaluator) -> None:
    function = await nix.evaluate("x: x")
    with pytest.raises(TypeError, match="takes an argument"):
        await function()


async def test_functor_sets_stay_sets(nix: aionix.Evaluator) -> None:
    value = await nix.value("{ __functor = self: x: x + self.by; by = 2; }")
    assert await value(1).python() == 3
    assert set(await value.python()) == {"__functor", "by"}


async def test_functions_go_back_into_nix(nix: aionix.Evaluator) -> None:
    double = await nix.evaluate("x: x * 2")
    assert await nix.evaluate("map f [ 1 2 ]", variables={"f": double}) == [2, 4]


# --- variables, arguments, attributes -------------------------------------------------


async def test_variables_shadow_builtins_and_are_shadowed(nix: aionix.Evaluator) -> None:
    assert await nix.evaluate("map", variables={"map": 1}) == 1
    assert await nix.evaluate("let x = 2; in x", variables={"x": 1}) == 2
    assert await nix.evaluate("with { x = 2; }; x", variables={"x": 1}) == 1
    assert await nix.evaluate("a-b' + c", variables={"a-b'": 1, "c": 2}) == 3


@pytest.mark.parametrize("name", ["", "1a", "a b", "let", "é", "a.b", "or", "${x}", "x\n"])
async def test_variable_names_are_checked(nix: aionix.Evaluator, name: str) -> None:
    with pytest.raises(ValueError, match="no Nix identifier"):
        await nix.evaluate("1", variables={name: 1})


async def test_variable_names_are_strings(nix: aionix.Evaluator) -> None:
    with pytest.raises(TypeError):
        await nix.evaluate("1", variables={1: 1})  # type: ignore[dict-item]


async def test_variables_cannot_inject_code(nix: aionix.Evaluator) -> None:
    assert await nix.evaluate("x", variables={"x": "${throw ''no''}\" + 1"}) == (
        "${throw ''no''}\" + 1"
    )


async def test_arguments_and_attributes(nix: aionix.Evaluator) -> None:
    assert await nix.evaluate_file("/p", arguments={"x": 5}, attribute="sum") == 7
    assert await nix.evaluate_file("/p", attribute="nested.deep.1.leaf") == 1
    assert await nix.evaluate_file("/p", arguments={}) == {
        "nested": {"deep": [10, {"leaf": 1}]},
        "sum": 3,
    }
    assert await nix.evaluate('{ "a.b".c = 1; }', attribute='"a.b".c') == 1
    assert await nix.evaluate("{ f = { n }: n + 1; }", attribute="f", arguments={"n": 1}) == 2


async def test_functions_are_not_called_unasked(nix: aionix.Evaluator) -> None:
    assert isinstance(await nix.evaluate_file("/p"), aionix.Function)


async def test_missing_argument(nix: aionix.Evaluator) -> None:
    with pytest.raises(aionix.CallError, match="without a value \\('n'\\)"):
        await nix.evaluate("{ n }: n", arguments={})


async def test_missing_attribute(nix: aionix.Evaluator) -> None:
    with pytest.raises(aionix.MissingAttributeError, match=r"'b' in selection path 'a\.b'"):
        await nix.evaluate("{ a = { }; }", attribute="a.b")


# --- files ----------------------------------------------------------------------------


async def test_imports_are_kept(nix: aionix.Evaluator) -> None:
    assert await nix.evaluate_file("/p/imports.nix") == 10
    assert await nix.evaluate_file("/p/lib.nix", attribute="four") == 4


async def test_relative_paths(nix: aionix.Evaluator) -> None:
    assert await nix.evaluate("(import ./lib.nix).four", base="/p") == 4


async def test_missing_file(nix: aionix.Evaluator) -> None:
    with pytest.raises(aionix.FileAccessError, match=r"/nowhere\.nix"):
        await nix.evaluate_file("/nowhere.nix")


async def test_syntax_error_has_a_position(nix: aionix.Evaluator) -> None:
    with pytest.raises(aionix.NixSyntaxError) as caught:
        await nix.evaluate_file("/p/bad.nix")
    assert str(caught.value.position) == "/p/bad.nix:1:7"
    with pytest.raises(aionix.NixSyntaxError) as caught:
        await nix.evaluate("1 +", name="<form>")
    assert str(caught.value.position) == "<form>:1:4"


async def test_restricted(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("inside")
    nix = aionix.Evaluator(restrict_eval=True, allowed_paths=[tmp_path])
    text = "builtins.readFile file"
    inside = {"file": tmp_path / "in.txt"}
    assert await nix.evaluate(text, variables=inside) == "inside"
    with pytest.raises(aionix.RestrictedPathError):
        await nix.evaluate(text, variables={"file": Path("/etc/passwd")})


async def test_pure(nix: aionix.Evaluator) -> None:
    pure = aionix.Evaluator(pure_eval=True)
    assert not await pure.evaluate("builtins ? currentTime")
    assert await nix.evaluate("builtins ? currentTime")
    with pytest.raises(aionix.NixError, match="pure evaluation mode"):
        await pure.evaluate("builtins.readFile /etc/passwd")


async def test_search_path(tmp_path: Path) -> None:
    (tmp_path / "x.nix").write_text("7")
    nix = aionix.Evaluator(nix_path=[f"here={tmp_path}"])
    assert await nix.evaluate("import <here/x.nix>") == 7


# --- options --------------------------------------------------------------------------


async def test_settings_object_and_keywords() -> None:
    settings = aionix.Settings(experimental_features=frozenset(["pipe-operators"]))
    nix = aionix.Evaluator(settings=settings, current_system="riscv64-linux")
    assert await nix.evaluate("[ 3 ] |> builtins.head") == 3
    assert await nix.evaluate("builtins.currentSystem") == "riscv64-linux"


def test_unknown_option() -> None:
    with pytest.raises(TypeError, match="no option 'pure'"):
        aionix.Evaluator(pure=True)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="takes a list"):
        aionix.Evaluator(nix_path="a:b")


async def test_text_must_be_text(nix: aionix.Evaluator) -> None:
    with pytest.raises(TypeError):
        await nix.evaluate(b"1")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="surrogate"):
        await nix.evaluate('"\ud800"')


# --- results with messages ------------------------------------------------------------


async def test_result_carries_what_was_reported() -> None:
    lines: list[str] = []
    nix = aionix.Evaluator(emit=lines.append)
    text = 'builtins.trace "seen" (builtins.warn "careful" 1)'
    result = await nix.evaluate_result(text)
    assert result.value == 1
    assert result.warnings == ("careful",)
    assert result.messages == ("trace: seen", "evaluation warning: careful")
    assert lines == list(result.messages)
    assert (await nix.evaluate_result("1")).messages == ()


async def test_results_are_kept_apart() -> None:
    """Evaluations side by side get their own warnings."""

    async def pause() -> int:
        await anyio.sleep(0.001)
        return 0

    nix = aionix.Evaluator(builtins={"pause": pause}, emit=lambda line: None)
    results: dict[int, Any] = {}

    async def one(number: int) -> None:
        text = f'pause 1 + builtins.warn "a{number}" (pause 2 + builtins.warn "b{number}" 1)'
        results[number] = (await nix.evaluate_result(text)).warnings

    async with anyio.create_task_group() as group:
        for number in range(5):
            group.start_soon(one, number)
    assert results == {number: (f"a{number}", f"b{number}") for number in range(5)}


async def test_result_needs_one_source(nix: aionix.Evaluator) -> None:
    with pytest.raises(TypeError):
        await nix.evaluate_result()
    with pytest.raises(TypeError):
        await nix.evaluate_result("1", file="/p")
    assert (await nix.evaluate_result(file="/p/lib.nix", attribute="four")).value == 4


async def test_messages_are_logged_by_default(caplog: pytest.LogCaptureFixture) -> None:
    nix = aionix.Evaluator()
    with caplog.at_level(logging.INFO, "aionix"):
        await nix.evaluate('builtins.trace "t" (builtins.warn "w" 1)')
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("INFO", "trace: t"),
        ("WARNING", "evaluation warning: w"),
    ]


async def test_failing_sink_is_a_nix_error() -> None:
    def emit(line: str) -> None:
        raise RuntimeError("disk full")

    nix = aionix.Evaluator(emit=emit)
    with pytest.raises(aionix.HostError, match="disk full"):
        await nix.evaluate('builtins.trace "t" 1')


async def test_failing_io_is_a_nix_error() -> None:
    class Broken(aionix.MemoryIO):
        async def read_file(self, path: str) -> bytes:
            raise OSError("no network") if path == "/a" else ZeroDivisionError("bug")

    nix = aionix.Evaluator(io=Broken({"/a": "", "/b": ""}))
    with pytest.raises(aionix.FileAccessError, match="no network"):
        await nix.evaluate("builtins.readFile /a")
    with pytest.raises(aionix.HostError, match="ZeroDivisionError"):
        await nix.evaluate("builtins.readFile /b")


# --- without an event loop ------------------------------------------------------------


def test_run(tmp_path: Path) -> None:
    assert aionix.run("[ 1 x ]", variables={"x": 2}) == [1, 2]
    (tmp_path / "f.nix").write_text("{ n ? 3 }: { v = n; }")
    assert aionix.run(file=tmp_path / "f.nix", attribute="v") == 3
    with pytest.raises(aionix.ThrownError):
        aionix.run('throw "x"')
    with pytest.raises(TypeError):
        aionix.run()


async def test_run_inside_a_loop_is_refused() -> None:
    with pytest.raises(RuntimeError):
        aionix.run("1")


async def test_one_evaluator_serves_many_tasks(nix: aionix.Evaluator) -> None:
    text = "(import /p/lib.nix).double n"
    results: list[int] = []

    async def one(number: int) -> None:
        results.append(await nix.evaluate(text, variables={"n": number}))

    async with anyio.create_task_group() as group:
        for number in range(20):
            group.start_soon(one, number)
    assert sorted(results) == [number * 2 for number in range(20)]


def test_one_evaluator_serves_one_loop_after_another() -> None:
    nix = aionix.Evaluator(io=aionix.MemoryIO(FILES))
    for backend in ("asyncio", "trio", "asyncio"):
        assert anyio.run(nix.evaluate_file, "/p/imports.nix", backend=backend) == 10
