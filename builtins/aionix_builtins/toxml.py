"""``toXML``."""

from __future__ import annotations

from aionix.output_xml import to_xml
from aionix.runtime.context import Context
from aionix.runtime.values import Cell

from .registry import Arg, builtin


@builtin(
    "toXML",
    Arg("e"),
    doc="*e* as XML, in the form that `nix-instantiate --eval --xml --strict --no-location`"
    " prints.",
)
async def to_xml_builtin(ctx: Context, depth: int, cell: Cell) -> str:
    return await to_xml(ctx, cell, depth + 1)
