"""Lazy handles."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

import aionix

pytestmark = pytest.mark.anyio

SET = """{
  n = 1;
  list = [ 1 (throw "element") { deep = "x"; } ];
  bad = throw "bad";
  f = a: b: a + b;
  g = { x, y ? 2 }: x * y;
  s = "text";
}"""


@pytest.fixture
def nix() -> aionix.Evaluator:
    return aionix.Evaluator(io=aionix.DenyIO())


@pytest.fixture
async def value(nix: aionix.Evaluator, anyio_backend: str) -> aionix.Value:
    return await nix.value(SET)


async def test_selecting_evaluates_nothing_else(value: aionix.Value) -> None:
    assert await (await value["n"]).python() == 1
    assert await value["list"][2]["deep"].python() == "x"
    assert await value["list"][-3].python() == 1


async def test_errors_surface_on_await(value: aionix.Value) -> None:
    bad = value["bad"]
    missing = value["list"]["nothing"][0]["here"]
    with pytest.raises(aionix.ThrownError, match="bad"):
        await bad
    with pytest.raises(aionix.ThrownError, match="bad"):
        await bad.python()
    with pytest.raises(aionix.NixTypeError, match="expected a set but found a list"):
        await missing
    with pytest.raises(aionix.MissingAttributeError, match="'nn' missing"):
        await value["nn"]
    with pytest.raises(aionix.EvalError, match="index 3 is out of bounds"):
        await value["list"][3]
    with pytest.raises(aionix.NixTypeError, match="expected a list but found a set"):
        await value[0]


async def test_keys_are_names_or_indexes(value: aionix.Value) -> None:
    for key in (1.5, None, True, ("a",)):
        with pytest.raises(TypeError):
            value[key]  # type: ignore[index]


async def test_calls(value: aionix.Value) -> None:
    assert await value["f"](1, 2).python() == 3
    assert await value["f"](1)(2).python() == 3
    assert await value["f"](value["s"], "!").python() == "text!"
    assert await value["g"](x=4).python() == 8
    assert await value["g"]({"x": 4, "y": 0}).python() == 0
    with pytest.raises(aionix.CallError, match="not a function"):
        await value["n"](1)
    with pytest.raises(TypeError):
        value["f"]()


async def test_iterating_forces_nothing(value: aionix.Value) -> None:
    assert [name async for name in value] == ["bad", "f", "g", "list", "n", "s"]
    elements = [element async for element in value["list"]]
    assert len(elements) == 3
    assert await elements[0].python() == 1
    with pytest.raises(aionix.ThrownError):
        await elements[1]
    assert {name: item.evaluated for name, item in await value.items()}["bad"] is False
    assert len(await value["list"].values()) == 3
    with pytest.raises(aionix.NixTypeError, match="expected a list or a set"):
        async for _ in value["n"]:
            pass


async def test_leaving_a_loop_early(value: aionix.Value) -> None:
    async for _ in value["list"]:
        break


async def test_keys_get_has_length(value: aionix.Value) -> None:
    assert await value.keys() == ["bad", "f", "g", "list", "n", "s"]
    assert await value.has("bad")
    assert not await value.has("none")
    found = await value.get("n")
    assert await found.python() == 1
    assert await value.get("none") is None
    assert await value.get("none", 5) == 5
    assert await value.length() == 6
    assert await value["list"].length() == 3


async def test_len_and_bool(value: aionix.Value) -> None:
    assert len(await value["list"]) == 3
    assert len(value) == 6
    with pytest.raises(TypeError, match="not yet evaluated"):
        len(value["bad"])
    assert len(value["list"]) == 3
    with pytest.raises(TypeError, match="no length"):
        len(await value["n"])
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(value)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("null", "null"),
        ("true", "bool"),
        ("1", "int"),
        ("1.0", "float"),
        ('"s"', "string"),
        ("/a", "path"),
        ("[ ]", "list"),
        ("{ }", "set"),
        ("x: x", "lambda"),
        ("(x: y: x) 1", "lambda"),
        ("map", "lambda"),
        ("map 1", "lambda"),
    ],
)
async def test_types(nix: aionix.Evaluator, text: str, name: str) -> None:
    value = await nix.value(text)
    assert await value.type() == name
    assert await nix.evaluate(f"builtins.typeOf ({text})") == name


async def test_repr_forces_nothing(value: aionix.Value) -> None:
    assert repr(value["list"]) == "<Value «thunk»>"
    assert repr(value).startswith("<Value { bad = «thunk»; f = ")
    await value["n"]
    assert repr(await value["n"]) == "<Value 1>"


async def test_force_and_deep(nix: aionix.Evaluator) -> None:
    value = await nix.value("{ a = [ (1 + 1) ]; }")
    lazy = value["a"]
    assert not lazy.evaluated
    assert await lazy.force() is lazy
    assert lazy.evaluated
    assert await value.deep() is value
    assert repr(value) == "<Value { a = [ 2 ]; }>"
    loop = await nix.value("let x = { inherit x; }; in x")
    await loop.deep()
    with pytest.raises(aionix.ThrownError):
        await (await nix.value('[ (throw "in") ]')).deep()


async def test_json(nix: aionix.Evaluator) -> None:
    value = await nix.value('{ b = [ 1 "é" null ]; a = { outPath = "o"; }; }')
    assert await value.json() == '{"a":"o","b":[1,"é",null]}'
    with pytest.raises(aionix.NixTypeError, match="cannot convert a function to JSON"):
        await (await nix.value("x: x")).json()


async def test_position(nix: aionix.Evaluator) -> None:
    value = await nix.value("{\n  a = 1;\n}", name="here")
    assert str(await value.position("a")) == "here:2:3"
    assert await value.position("b") is None


async def test_wrap(nix: aionix.Evaluator) -> None:
    wrapped = nix.wrap({"a": [1, lambda x: x + 1]})
    assert await wrapped["a"][1](2).python() == 3


async def test_values_belong_to_their_evaluator(nix: aionix.Evaluator) -> None:
    other = aionix.Evaluator()
    value = await other.value("1")
    with pytest.raises(ValueError, match="another Evaluator"):
        await nix.evaluate("x", variables={"x": value})


async def test_computed_once(nix: aionix.Evaluator) -> None:
    """Tasks that await the same handle share one computation."""
    calls = 0

    async def slow(x: int) -> int:
        nonlocal calls
        calls += 1
        await anyio.sleep(0.01)
        return x + 1

    nix = aionix.Evaluator(builtins={"slow": slow})
    value = await nix.value("rec { a = slow 1; b = a + 1; c = a + 2; }")
    results: dict[str, Any] = {}

    async def get(name: str) -> None:
        results[name] = await value[name].python()

    async with anyio.create_task_group() as group:
        for name in ("a", "b", "c", "a"):
            group.start_soon(get, name)
    assert results == {"a": 2, "b": 3, "c": 4}
    assert calls == 1


async def test_a_long_chain_of_handles(nix: aionix.Evaluator) -> None:
    value: aionix.Value = await nix.value("let x = { a = x; n = 1; }; in x")
    for _ in range(20_000):
        value = value["a"]
    assert await value["n"].python() == 1
