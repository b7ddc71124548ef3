"""Builtins on numbers: the edges of 64 bits and of floats."""

from __future__ import annotations

import math
from typing import Any

import pytest
from handmade import call

from aionix.errors import DivisionByZeroError, EvalError, NixOverflowError

pytestmark = pytest.mark.anyio

MAX, MIN = 2**63 - 1, -(2**63)


@pytest.mark.parametrize(
    ("name", "a", "b", "result"),
    [
        ("add", MAX, 0, MAX),
        ("add", MIN, MAX, -1),
        ("sub", -1, MAX, MIN),
        ("mul", MIN, 1, MIN),
        ("mul", -(2**62), 2, MIN),
        ("div", -7, 2, -3),
        ("div", 7, -2, -3),
        ("div", MIN, 1, MIN),
        ("div", MIN, MAX, -1),
        ("add", 1, 0.5, 1.5),
        ("div", 1.0, 2, 0.5),
        ("mul", 1e308, 10, math.inf),
        ("bitAnd", -12, 10, 0),
        ("bitOr", -12, 10, -2),
        ("bitXor", MIN, -1, MAX),
    ],
)
async def test_results(name: str, a: Any, b: Any, result: Any) -> None:
    value = await call(name, a, b)
    assert value == result and type(value) is type(result)


@pytest.mark.parametrize(
    ("name", "a", "b", "message"),
    [
        ("add", MAX, 1, f"integer overflow in adding {MAX} + 1"),
        ("sub", MIN, 1, f"integer overflow in subtracting {MIN} - 1"),
        ("mul", MIN, -1, f"integer overflow in multiplying {MIN} * -1"),
        ("div", MIN, -1, f"integer overflow in dividing {MIN} / -1"),
    ],
)
async def test_overflow(name: str, a: int, b: int, message: str) -> None:
    with pytest.raises(NixOverflowError) as caught:
        await call(name, a, b)
    assert caught.value.message == message


async def test_division_by_zero() -> None:
    for zero in (0, 0.0, -0.0):
        with pytest.raises(DivisionByZeroError):
            await call("div", 1.0, zero)


@pytest.mark.parametrize(
    ("number", "floor", "ceil"),
    [
        (1.5, 1, 2),
        (-1.5, -2, -1),
        (3, 3, 3),
        (-0.1, -1, 0),
        (2.0**62, 2**62, 2**62),
        (MIN, MIN, MIN),
    ],
)
async def test_rounding(number: Any, floor: int, ceil: int) -> None:
    assert await call("floor", number) == floor
    assert await call("ceil", number) == ceil
    assert type(await call("ceil", number)) is int


@pytest.mark.parametrize(
    "number", [math.inf, -math.inf, math.nan, 2.0**63, -(2.0**64), MAX, 2**53 + 1]
)
async def test_what_cannot_be_rounded(number: Any) -> None:
    for name in ("floor", "ceil"):
        with pytest.raises(EvalError):
            await call(name, number)


async def test_order_of_integers_and_floats_is_that_of_floats() -> None:
    assert await call("lessThan", 2**53, float(2**53)) is False
    assert await call("lessThan", float(2**53), 2**53 + 1) is False
    assert await call("lessThan", math.nan, 1) is False
    assert await call("lessThan", 1, math.nan) is False
