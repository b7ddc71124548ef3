"""Shared fixtures: every asynchronous test marked ``anyio`` runs on asyncio and on trio."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from aionix.code_cache import VARIABLE
from aionix.loader import SHARED
from aionix.syntax import symbols

# Each test compiles what it evaluates, in the processes it starts too.
os.environ[VARIABLE] = "off"
# CI servers like to set these; tests that want colours, or another format, say so.
for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "NO_COLOR", "AIONIX_ERROR_FORMAT"):
    os.environ.pop(name, None)


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    """Each test starts as a process does: no name has been seen yet, nothing been compiled."""
    SHARED.clear()
    symbols.order.clear()
    symbols.order.update({name: number for number, name in enumerate(symbols.PREDEFINED)})
    yield
