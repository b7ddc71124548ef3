"""String contexts: asking for them, dropping and adding them.

A context element is ``/nix/store/…`` (constant), ``!out!/nix/store/….drv`` (one
output of a derivation) or ``=/nix/store/….drv`` (a derivation with all that it
was made from); see ``ContextString``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aionix.bytestr import to_text
from aionix.errors import EvalError, NixTypeError, TraceFrame
from aionix.runtime.coerce import (
    canonical_path,
    coerce_to_string,
    force_attrs,
    force_bool,
    force_list,
    force_string_no_context,
)
from aionix.runtime.context import Context
from aionix.runtime.describe import context_rank
from aionix.runtime.literals import show_attr_name
from aionix.runtime.thunk import whnf
from aionix.runtime.tracing import TRACERS
from aionix.runtime.values import Attrs, Cell, attr_position, context_of, with_context
from aionix.source import Position
from aionix.store import paths
from aionix.syntax.symbols import symbol_sorted

from .realising import ensure, resolve_derivation, split_output
from .registry import ATTRS, STRING, Arg, builtin


def show_name(name: str) -> str:
    """An attribute name as messages show it."""
    return to_text(show_attr_name(name))


@builtin(
    "hasContext",
    Arg("s", STRING, "while evaluating the argument passed to builtins.hasContext"),
    doc="Whether the string *s* refers to store objects.",
)
def has_context(ctx: Context, depth: int, string: str) -> bool:
    return bool(context_of(string))


@builtin(
    "getContext",
    Arg("s", STRING, "while evaluating the argument passed to builtins.getContext"),
    doc="The context of *s* as a set: a name for each store path, with `path`, `allOutputs` and"
    " `outputs` telling how it is referred to.",
)
async def get_context(ctx: Context, depth: int, string: str) -> Attrs:
    found: dict[str, Attrs] = {}
    outputs: dict[str, list[str]] = {}

    def entry(path: str) -> Attrs:
        return found.setdefault(path, Attrs({}))

    for element in sorted(context_of(string), key=context_rank):
        if element.startswith("!"):
            (output, *others), path = split_output(element)
            if others:
                path = await resolve_derivation(ctx, others, path)
            outputs.setdefault(path, []).append(output)
            entry(path)
        elif element.startswith("="):
            entry(element[1:]).d["allOutputs"] = True
        else:
            entry(element).d["path"] = True
    for path, names in outputs.items():
        found[path].d["outputs"] = tuple(sorted(names))
    return Attrs(dict(found))


@builtin(
    "unsafeDiscardStringContext",
    Arg("s"),
    doc="The string *s* without its context.",
)
async def unsafe_discard_string_context(ctx: Context, depth: int, cell: Cell) -> str:
    string = await coerce_to_string(
        ctx,
        cell,
        depth,
        "while evaluating the argument passed to builtins.unsafeDiscardStringContext",
    )
    return string if type(string) is str else str.__str__(string)


@builtin(
    "unsafeDiscardOutputDependency",
    Arg("s"),
    doc="The string *s*, referring to derivations as plain files where it referred to them"
    " together with all that they were made from.",
)
async def unsafe_discard_output_dependency(ctx: Context, depth: int, cell: Cell) -> str:
    string = await coerce_to_string(
        ctx,
        cell,
        depth,
        "while evaluating the argument passed to builtins.unsafeDiscardOutputDependency",
    )
    context = frozenset(
        element[1:] if element.startswith("=") else element for element in context_of(string)
    )
    return with_context(string, context)


@builtin(
    "addDrvOutputDependencies",
    Arg("s"),
    doc="The string *s*, whose only reference must be to a derivation, referring to it together"
    " with all that it was made from.",
)
async def add_drv_output_dependencies(ctx: Context, depth: int, cell: Cell) -> str:
    string = await coerce_to_string(
        ctx,
        cell,
        depth,
        "while evaluating the argument passed to builtins.addDrvOutputDependencies",
    )
    context = context_of(string)
    if len(context) != 1:
        raise EvalError(
            f"context of string '{to_text(string)}' must have exactly one element,"
            f" but has {len(context)}"
        )
    (element,) = context
    if element.startswith("="):
        return string
    if element.startswith("!"):
        output = to_text(element[1:].partition("!")[0])
        raise EvalError(
            "`addDrvOutputDependencies` can only act on derivations,"
            f" not on a derivation output such as '{output}'"
        )
    if not paths.is_derivation(element):
        raise EvalError(f"path '{to_text(element)}' is not a derivation")
    return with_context(string, frozenset(["=" + element]))


@builtin(
    "appendContext",
    Arg("s", STRING),
    Arg("context", ATTRS),
    doc="The string *s* with references added, given as `getContext` returns them.",
)
async def append_context(ctx: Context, depth: int, string: str, added: Attrs) -> str:
    context = set(context_of(string))
    for key in symbol_sorted(added.d):
        place = attr_position(added, key)
        path = canonical_path(key)
        if key[:1] != "/" or not paths.is_store_path(path, ctx.settings.store_dir):
            raise EvalError(f"context key '{show_name(key)}' is not a store path", place)
        await ensure(ctx, path)
        info: Attrs = await _placed(
            force_attrs(added.d[key], depth, None),
            "while evaluating the value of a string context",
            place,
        )
        if await _flag(info, "path", depth):
            context.add(path)
        if await _flag(info, "allOutputs", depth):
            if not paths.is_derivation(key):
                raise EvalError(
                    f"tried to add all-outputs context of {show_name(key)},"
                    " which is not a derivation, to a string",
                    place,
                )
            context.add("=" + path)
        if "outputs" in info.d:
            position = attr_position(info, "outputs")
            names = await _placed(
                force_list(info.d["outputs"], depth, None),
                "while evaluating the `outputs` attribute of a string context",
                position,
            )
            if names and not paths.is_derivation(key):
                raise EvalError(
                    f"tried to add derivation output context of {show_name(key)},"
                    " which is not a derivation, to a string",
                    place,
                )
            for name in names:
                output = await _typed(
                    force_string_no_context,
                    name,
                    depth,
                    "while evaluating an output name within a string context",
                    position,
                )
                context.add(f"!{output}!{path}")
    return with_context(string, frozenset(context))


async def _flag(info: Attrs, name: str, depth: int) -> bool:
    """A Boolean attribute of a context's description, False when it is absent."""
    if name not in info.d:
        return False
    what = f"while evaluating the `{name}` attribute of a string context"
    flag: bool = await _typed(force_bool, info.d[name], depth, what, attr_position(info, name))
    return flag


async def _placed(forcing: Awaitable[Any], what: str, position: Position | None) -> Any:
    """Await *forcing*, with a line in the trace that has a place."""
    return await forcing


async def _typed(
    forcing: Callable[..., Awaitable[Any]],
    cell: Cell,
    depth: int,
    what: str,
    position: Position | None,
) -> Any:
    """As ``_placed``; that the value is of the wrong type has that place as well."""
    value = await _placed(whnf(cell, depth), what, position)
    try:
        return await _placed(forcing(value, depth, None), what, position)
    except NixTypeError as error:
        error.position = position
        raise


TRACERS[_placed.__code__] = lambda local: [TraceFrame(local["what"], local["position"])]
