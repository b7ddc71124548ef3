"""The functions of the package: one evaluation, with or without an event loop of yours.

Each call makes an ``Evaluator`` of its own.  Programs that evaluate more than
once, or want lazy values, make one themselves.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Unpack

import anyio

from .evaluator import Evaluator, Options
from .runtime.io import EvalIO


async def evaluate(
    text: str,
    *,
    variables: Mapping[str, Any] | None = None,
    attribute: str | None = None,
    arguments: Mapping[str, Any] | None = None,
    builtins: Mapping[str, Any] | None = None,
    io: EvalIO | None = None,
    **options: Unpack[Options],
) -> Any:
    """The plain Python value of the Nix expression *text*: see ``Evaluator.evaluate``."""
    evaluator = Evaluator(io=io, builtins=builtins, **options)
    return await evaluator.evaluate(
        text, variables=variables, attribute=attribute, arguments=arguments
    )


async def evaluate_file(
    path: str | os.PathLike[str],
    *,
    attribute: str | None = None,
    arguments: Mapping[str, Any] | None = None,
    builtins: Mapping[str, Any] | None = None,
    io: EvalIO | None = None,
    **options: Unpack[Options],
) -> Any:
    """The plain Python value of a Nix file: see ``Evaluator.evaluate_file``."""
    evaluator = Evaluator(io=io, builtins=builtins, **options)
    return await evaluator.evaluate_file(path, attribute=attribute, arguments=arguments)


def run(
    text: str | None = None,
    *,
    file: str | os.PathLike[str] | None = None,
    variables: Mapping[str, Any] | None = None,
    attribute: str | None = None,
    arguments: Mapping[str, Any] | None = None,
    builtins: Mapping[str, Any] | None = None,
    io: EvalIO | None = None,
    **options: Unpack[Options],
) -> Any:
    """As ``evaluate`` or, with *file*, ``evaluate_file``, for scripts: runs an event loop for it.

    Raises RuntimeError inside a running event loop: await ``evaluate`` there.
    """

    async def main() -> Any:
        evaluator = Evaluator(io=io, builtins=builtins, **options)
        result = await evaluator.evaluate_result(
            text, file=file, variables=variables, attribute=attribute, arguments=arguments
        )
        return result.value

    return anyio.run(main)
