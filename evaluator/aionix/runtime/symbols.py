"""The order in which attribute sets are walked where Nix doesn't sort by name.

Nix numbers every name when it first meets it and keeps sets sorted by that
number.  It shows where a walk isn't in name order: which of two failing
attributes ``deepSeq``, ``==`` or ``//`` meets first.  aionix keeps one such
numbering per evaluator, in ``ctx.state["symbols"]``: the front end calls
``note`` with the names of a file in the order of its text.  Names that are only
computed are not noted (they would be kept for ever); they come last, in the
order in which the set got them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .context import Context

#: Where names that were never noted are sorted.
_LAST = 1 << 62

#: The names that Nix numbers before it reads any source and that programs use, in its order.
PREDEFINED = (
    "<with>", "outPath", "drvPath", "type", "meta", "name", "value", "system", "__overrides",
    "outputs", "outputName", "__ignoreNulls", "file", "line", "column", "__functor",
    "__toString", "right", "wrong", "__structuredAttrs", "__json", "allowedReferences",
    "allowedRequisites", "disallowedReferences", "disallowedRequisites", "maxSize",
    "maxClosureSize", "builder", "args", "__contentAddressed", "__impure", "outputHash",
    "outputHashAlgo", "outputHashMode", "recurseForDerivations", "description", "self", "",
    "startSet", "operator", "key", "path", "prefix", "outputSpecified", "__sub", "__lessThan",
    "__mul", "__div", "or", "__findFile", "__nixPath", "body",
)  # fmt: skip


def symbols_of(ctx: Context) -> dict[str, int]:
    """The numbering of an evaluator: name → number."""
    table: dict[str, int] | None = ctx.state.get("symbols")
    if table is None:
        table = {name: number for number, name in enumerate(PREDEFINED)}
        ctx.state["symbols"] = table
    return table


def note(ctx: Context, names: Iterable[str]) -> None:
    """Number *names* that have no number yet, in this order."""
    table = symbols_of(ctx)
    for name in names:
        if name not in table:
            table[name] = len(table)


def in_symbol_order(ctx: Context, attributes: Mapping[str, Any]) -> list[str]:
    """The names of a set in the order in which Nix walks it."""
    if len(attributes) < 2:
        return list(attributes)
    number = symbols_of(ctx).get
    return sorted(attributes, key=lambda name: number(name, _LAST))
