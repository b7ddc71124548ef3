"""``outputOf``: outputs of derivations that are themselves outputs of derivations."""

from __future__ import annotations

from aionix.bytestr import to_text
from aionix.errors import EvalError, StoreError
from aionix.runtime.coerce import force_string, force_string_no_context, traced
from aionix.runtime.context import Context
from aionix.runtime.describe import show_context
from aionix.runtime.values import Cell, context_of, with_context
from aionix.store import paths
from aionix.store.derivation import Fixed, InputAddressed

from .derivations import require
from .realising import split_output, store_of
from .registry import Arg, builtin


@builtin(
    "outputOf",
    Arg("derivation"),
    Arg("output"),
    doc="The path of *output* of a derivation that is itself the output of a derivation.",
    feature="dynamic-derivations",
)
async def output_of(ctx: Context, depth: int, derivation: Cell, output: Cell) -> str:
    what = "while evaluating the first argument to builtins.outputOf"
    string, element = await _single_path(ctx, derivation, depth, what)
    await _check_single_path(string, element, await _path_string(ctx, element), what)
    name = await force_string_no_context(
        output, depth, "while evaluating the second argument to builtins.outputOf"
    )
    element = f"!{name}!{element.removeprefix('!')}"
    return with_context(await _path_string(ctx, element), frozenset([element]))


@traced
async def _single_path(ctx: Context, cell: Cell, depth: int, what: str) -> tuple[str, str]:
    """A string and the one element of its context."""
    string = await force_string(cell, depth, None)
    shown = to_text(string)
    context = context_of(string)
    if len(context) != 1:
        raise EvalError(
            f"string '{shown}' has {len(context)} entries in its context."
            " It should only have exactly one entry"
        )
    (element,) = context
    if element.startswith("="):
        raise EvalError(
            f"string '{shown}' has a context which refers to a complete source and binary closure."
            " This is not supported at this time"
        )
    return string, element


@traced
async def _check_single_path(string: str, element: str, expected: str, what: str) -> None:
    """Raise unless *string* is *expected*, the string that stands for *element*."""
    if string == expected:
        return
    shown = to_text(string)
    if not element.startswith("!"):
        raise EvalError(
            f"path string '{shown}' has context with the different path '{to_text(expected)}'"
        )
    output, _, deriver = element[1:].partition("!")
    deriver = show_context("!" + deriver) if "!" in deriver else to_text(deriver)
    raise EvalError(
        f"string '{shown}' has context with the output '{to_text(output)}'"
        f" from derivation '{deriver}', but the string is not the right placeholder"
        f" for this derivation output. It should be '{to_text(expected)}'"
    )


async def _path_string(ctx: Context, element: str) -> str:
    """The string that stands for a path or an output."""
    if not element.startswith("!"):
        return element
    outputs, path = split_output(element)
    first = outputs[-1]
    if len(outputs) == 1:
        store = store_of(ctx)
        if not await store.is_valid(path):
            raise StoreError(f"path '{to_text(path)}' is not a valid store path")
        known = (await store.derivation(path)).outputs.get(first)
        if known is None:
            raise StoreError(
                f"derivation '{to_text(path)}' does not have output '{to_text(first)}'"
            )
        if isinstance(known, (InputAddressed, Fixed)):
            return known.path
    require(ctx, "ca-derivations")
    result = paths.downstream_placeholder(path, first)
    for output in outputs[-2::-1]:
        require(
            ctx,
            "dynamic-derivations",
            f"placeholder for unknown derivation output '{to_text(output)}'",
        )
        result = paths.computed_placeholder(result, output)
    return result
