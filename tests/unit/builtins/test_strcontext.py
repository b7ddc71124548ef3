"""String contexts, on hand-made strings."""

from __future__ import annotations

from typing import Any

import pytest
from handmade import call, context

from aionix.errors import EvalError
from aionix.runtime.values import Attrs, context_of, with_context

pytestmark = pytest.mark.anyio

DRV = "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a.drv"
FILE = "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-b"


def string(*context: str) -> str:
    return with_context("s", frozenset(context))


def plain(value: Any) -> Any:
    if isinstance(value, Attrs):
        return {name: plain(cell) for name, cell in value.d.items()}
    return value


async def test_get_and_append_are_inverse() -> None:
    full = string(FILE, DRV, "=" + DRV, f"!out!{DRV}", f"!bin!{DRV}")
    info = await call("getContext", full)
    assert plain(info) == {
        FILE: {"path": True},
        DRV: {"path": True, "allOutputs": True, "outputs": ("bin", "out")},
    }
    again = await call("appendContext", "s", info, ctx=context(read_only=True))
    assert context_of(again) == context_of(full)


async def test_discarding() -> None:
    bare = await call("unsafeDiscardStringContext", string(DRV))
    assert (bare, type(bare)) == ("s", str)
    assert context_of(await call("unsafeDiscardOutputDependency", string("=" + DRV, FILE))) == {
        DRV,
        FILE,
    }
    assert await call("hasContext", string(FILE)) is True
    assert await call("hasContext", "s") is False


async def test_adding_output_dependencies() -> None:
    for before in (DRV, "=" + DRV):
        after = await call("addDrvOutputDependencies", string(before))
        assert context_of(after) == {"=" + DRV}
    for elements, words in [
        ((), "must have exactly one element, but has 0"),
        ((DRV, FILE), "must have exactly one element, but has 2"),
        ((FILE,), f"path '{FILE}' is not a derivation"),
        ((f"!out!{DRV}",), "not on a derivation output such as 'out'"),
    ]:
        with pytest.raises(EvalError, match=words):
            await call("addDrvOutputDependencies", string(*elements))


@pytest.mark.parametrize(
    ("added", "message"),
    [
        ({"foo": Attrs({})}, "context key 'foo' is not a store path"),
        (
            {FILE: Attrs({"allOutputs": True})},
            f'tried to add all-outputs context of "{FILE}", which is not a derivation, to a string',
        ),
        (
            {FILE: Attrs({"outputs": ("out",)})},
            f'tried to add derivation output context of "{FILE}", which is not a derivation,'
            " to a string",
        ),
    ],
)
async def test_append_context_refuses(added: dict[str, Any], message: str) -> None:
    with pytest.raises(EvalError) as caught:
        await call("appendContext", "s", Attrs(added), ctx=context(read_only=True))
    assert caught.value.message == message
