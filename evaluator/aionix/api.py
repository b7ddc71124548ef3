"""The functions of the package: one evaluation, with or without an event loop of yours.

Each call makes an ``Evaluator`` of its own.  Programs that evaluate more than
once, or want lazy values, make one themselves.

*store* is a ``Store``, or the name of one (``open_store``), which is then opened and
closed by the call.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Unpack

import anyio

from .errors import NixError
from .evaluator import Evaluator, Options
from .guarded import guard_io
from .python_traceback import shortened
from .runtime.io import EvalIO
from .store.interface import Store
from .stores import open_store


async def evaluate(
    text: str,
    *,
    variables: Mapping[str, Any] | None = None,
    attribute: str | None = None,
    arguments: Mapping[str, Any] | None = None,
    builtins: Mapping[str, Any] | None = None,
    io: EvalIO | None = None,
    store: Store | str | None = None,
    **options: Unpack[Options],
) -> Any:
    """The plain Python value of the Nix expression *text*: see ``Evaluator.evaluate``."""
    try:
        async with _evaluator(io, builtins, store, options) as evaluator:
            return await evaluator.evaluate(
                text, variables=variables, attribute=attribute, arguments=arguments
            )
    except NixError as error:
        raise shortened(error)  # noqa: B904 - it is the same


async def evaluate_file(
    path: str | os.PathLike[str],
    *,
    attribute: str | None = None,
    arguments: Mapping[str, Any] | None = None,
    builtins: Mapping[str, Any] | None = None,
    io: EvalIO | None = None,
    store: Store | str | None = None,
    **options: Unpack[Options],
) -> Any:
    """The plain Python value of a Nix file: see ``Evaluator.evaluate_file``."""
    try:
        async with _evaluator(io, builtins, store, options) as evaluator:
            return await evaluator.evaluate_file(path, attribute=attribute, arguments=arguments)
    except NixError as error:
        raise shortened(error)  # noqa: B904 - it is the same


def run(
    text: str | None = None,
    *,
    file: str | os.PathLike[str] | None = None,
    variables: Mapping[str, Any] | None = None,
    attribute: str | None = None,
    arguments: Mapping[str, Any] | None = None,
    builtins: Mapping[str, Any] | None = None,
    io: EvalIO | None = None,
    store: Store | str | None = None,
    **options: Unpack[Options],
) -> Any:
    """As ``evaluate`` or, with *file*, ``evaluate_file``, for scripts: runs an event loop for it.

    Raises RuntimeError inside a running event loop: await ``evaluate`` there.
    """

    async def main() -> Any:
        async with _evaluator(io, builtins, store, options) as evaluator:
            result = await evaluator.evaluate_result(
                text, file=file, variables=variables, attribute=attribute, arguments=arguments
            )
            return result.value

    try:
        return anyio.run(main)
    except NixError as error:
        raise shortened(error)  # noqa: B904 - it is the same


@asynccontextmanager
async def _evaluator(
    io: EvalIO | None,
    builtins: Mapping[str, Any] | None,
    store: Store | str | None,
    options: Options,
) -> AsyncIterator[Evaluator]:
    """An evaluator for one call, with a store that is open for as long as the call takes."""
    if not isinstance(store, str):
        yield Evaluator(io=io, builtins=builtins, store=store, **options)
        return
    files = None if io is None else guard_io(io)
    opened = open_store(store, directory=options.get("store_dir", "/nix/store"), files=files)
    try:
        yield Evaluator(io=io, builtins=builtins, store=opened, **options)
    finally:
        with anyio.CancelScope(shield=True):
            await opened.aclose()
