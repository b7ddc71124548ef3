"""``toJSON``."""

from __future__ import annotations

from aionix.output_json import to_json
from aionix.runtime.context import Context
from aionix.runtime.values import Cell, with_context

from .registry import Arg, builtin


@builtin(
    "toJSON",
    Arg("e"),
    doc="*e* as JSON. Derivations and other sets with `outPath` stand for it, paths are copied to"
    " the store.",
)
async def to_json_builtin(ctx: Context, depth: int, cell: Cell) -> str:
    text, context = await to_json(ctx, cell, depth + 1)
    return with_context(text, context)
