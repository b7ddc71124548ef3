"""TOML: deep and large documents, timestamps, who may add to a table."""

from __future__ import annotations

from typing import Any

import pytest
from handmade import call, context

from aionix.errors import EvalError
from aionix.runtime.values import Attrs
from aionix_builtins.toml import TIMESTAMPS

pytestmark = pytest.mark.anyio


def plain(value: Any) -> Any:
    if isinstance(value, Attrs):
        return {name: plain(cell) for name, cell in value.d.items()}
    return [plain(cell) for cell in value] if isinstance(value, tuple) else value


async def read(text: str) -> Any:
    return plain(await call("fromTOML", text))


async def test_deep_documents() -> None:
    depth = 100_000
    value = (await call("fromTOML", "a = " + "[" * depth + "1" + "]" * depth)).d["a"]
    for _ in range(depth):
        (value,) = value
    assert value == 1
    value = (await call("fromTOML", "a = " + "{b = " * depth + "1" + "}" * depth)).d["a"]
    for _ in range(depth):
        value = value.d["b"]
    assert value == 1


async def test_large_documents() -> None:
    text = "".join(f'[[items]]\nname = "n{i}"\nat = [{i}, 1.5]\n' for i in range(20_000))
    items = (await read(text))["items"]
    assert items[19_999] == {"name": "n19999", "at": [19_999, 1.5]}


async def test_values() -> None:
    text = 'a.b = 0x1F\na."c d" = """x\r\ny"""\nl = [1, # one\n 2,]\ni = {x.y = 1, z = -0}\n'
    assert await read(text) == {
        "a": {"b": 31, "c d": "x\r\ny"},
        "l": [1, 2],
        "i": {"x": {"y": 1}, "z": 0},
    }
    assert await read("[a]\nb.x = 1\n[a.b.c]\ny = 2") == {"a": {"b": {"x": 1, "c": {"y": 2}}}}


REFUSED = (
    *("a=1\na=2", "[a]\n[a]", "a.x=1\n[a]", "[a.b]\n[a]\nb.x=1", "a={}\na.b=1", "a=[]\n[[a]]"),
    *("a={b=1,}", "a={b=1\n}", "a=01", "a=1__0", "a=9223372036854775808", "a=1e400", 'a="\\q"'),
    *('a="\xff"', "a=1 b=2", "a", "a=", "#\x01", "a=1\rb=2", "a=1979-02-30", "[[a]]\n[a]", "a=["),
)


@pytest.mark.parametrize("text", REFUSED)
async def test_refused(text: str) -> None:
    with pytest.raises(EvalError, match="while parsing TOML: "):
        await read(text)


async def test_messages() -> None:
    with pytest.raises(EvalError) as caught:
        await read("a = 1\na = 2")
    assert caught.value.message.startswith(
        "while parsing TOML: [error] toml::insert_value: failed to insert a value,"
        " value already exists\n --> fromTOML\n   |\n 2 | a = 2\n   | ^-- inserting this\n"
        "   | ...\n   |\n 1 | a = 1\n   |     ^-- but value already exists\n"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1979-05-27T07:32:00Z", None),
        ("1979-05-27t07:32:00.5-07:00", "1979-05-27T07:32:00.500-07:00"),
        ("1979-05-27 07:32:00.1234567891", "1979-05-27T07:32:00.123456789"),
        ("07:32:00.000001", None),
        ("1979-05-27T07:32:00-00:00", "1979-05-27T07:32:00Z"),
        ("2000-02-29", None),
    ],
)
async def test_timestamps(text: str, shown: str | None) -> None:
    ctx = context(experimental_features=frozenset([TIMESTAMPS]))
    value = plain(await call("fromTOML", f"t = {text}", ctx=ctx))
    assert value == {"t": {"_type": "timestamp", "value": shown or text}}
    with pytest.raises(EvalError, match="Dates and times are not supported"):
        await read(f"t = {text}")
