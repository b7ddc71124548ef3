"""Calling builtins on hand-made values, without any Nix source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aionix.filesystem import MemoryIO
from aionix.runtime.context import Context, Settings
from aionix.runtime.thunk import finish
from aionix.runtime.values import Builtin
from aionix.vm.loop import drive
from aionix_builtins.entries import instantiate
from aionix_builtins.registry import SPECS
from aionix_builtins.scope import load_modules

load_modules()


def context(**settings: Any) -> Context:
    return Context(MemoryIO({}), Settings(**settings))


def thunk(compute: Callable[[], Any]) -> list[Any]:
    """A thunk whose value (or coroutine, or exception) is *compute*'s."""
    return [lambda cell, depth: compute()]


def function(compute: Callable[..., Any], arity: int = 1) -> Builtin:
    """A Nix function in Python; its arguments are cells."""
    return Builtin("handmade", arity, lambda depth, *args: compute(*args))


def named(name: str, ctx: Context | None = None) -> Builtin:
    """A builtin as a value."""
    return instantiate(SPECS[name], ctx or context())


async def call(name: str, *args: Any, ctx: Context | None = None) -> Any:
    """The value of a builtin applied to cells."""
    return await drive(_call(named(name, ctx), args))


async def _call(builtin: Builtin, args: tuple[Any, ...]) -> Any:
    return await finish(builtin.call(0, *args), 0)


async def force(cell: Any) -> Any:
    """The value of a cell."""
    return await drive(finish(cell, 0))


class Counter:
    """Counts how often thunks made by it are evaluated."""

    def __init__(self) -> None:
        self.count = 0

    def thunk(self, value: Any) -> list[Any]:
        def compute() -> Any:
            self.count += 1
            return value

        return thunk(compute)

    def thunks(self, number: int) -> tuple[list[Any], ...]:
        """Many of them, each with the value 0."""

        def code(cell: list[Any], depth: int) -> int:
            self.count += 1
            return 0

        return tuple([code] for _ in range(number))


def unreachable() -> Any:
    raise AssertionError("evaluated although nothing needs it")
