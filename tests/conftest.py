"""Shared fixtures: every asynchronous test marked ``anyio`` runs on asyncio and on trio."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from aionix.code_cache import VARIABLE
from aionix.syntax import symbols

# Tests compile what they evaluate, in the processes they start too.
os.environ[VARIABLE] = "off"


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(autouse=True)
def fresh_symbol_order() -> Iterator[None]:
    """Each test starts as a process does: Nix walks sets in the order in which names were seen."""
    symbols.order.clear()
    symbols.order.update({name: number for number, name in enumerate(symbols.PREDEFINED)})
    yield
