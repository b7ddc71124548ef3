"""Realising: seeing to it that what a string refers to is there before it is read.

A string that names a file carries in its context the store objects that it depends
on.  Sources and derivations must be in the store by then; outputs of derivations are
built ("import from derivation", Nix manual), which only some stores can.
"""

from __future__ import annotations

from aionix.bytestr import to_text
from aionix.errors import (
    EvalError,
    InternalError,
    InvalidPathError,
    StoreError,
    UnsupportedFeatureError,
)
from aionix.runtime.coerce import coerce_to_path_name, traced
from aionix.runtime.context import Context
from aionix.runtime.describe import context_rank
from aionix.runtime.values import Cell
from aionix.store import paths
from aionix.store.derivation import Fixed, InputAddressed
from aionix.store.evaluation import EvalStore
from aionix.store.interface import invalid_path

#: The line in traces about forcing what is to be a path.
REALISING = "while realising the context of a path"


def store_of(ctx: Context) -> EvalStore:
    """The store of a context that has one."""
    if ctx.store is None:
        raise InternalError("this context has no store")
    return ctx.store


def split_output(element: str) -> tuple[list[str], str]:
    """Output names, innermost derivation's last, and the derivation's path."""
    *outputs, path = element[1:].split("!")
    return outputs, path


async def realise_path(ctx: Context, cell: Cell, depth: int) -> str:
    """The name of the path that *cell* is or can be coerced to, its context being there."""
    name, context = await coerce_to_path_name(ctx, cell, depth, REALISING)
    if context:
        name = await _realise_path(ctx, name, context, of_path(name))
    return name


def of_path(name: str) -> str:
    """The line in traces about the context of path *name*."""
    return f"while realising the context of path '{to_text(name)}'"


@traced
async def _realise_path(ctx: Context, name: str, context: frozenset[str], what: str) -> str:
    return rewritten(name, await realise_context(ctx, context))


def rewritten(string: str, paths_of: dict[str, str]) -> str:
    """*string* with the placeholders of outputs replaced by their paths."""
    for placeholder, path in paths_of.items():
        string = string.replace(placeholder, path)
    return string


async def realise_context(ctx: Context, context: frozenset[str]) -> dict[str, str]:
    """Have everything there that a string refers to; what its placeholders stand for.

    Raises InvalidPathError for what the store lacks, and whatever building ends in.
    """
    store = store_of(ctx)
    wanted: dict[str, list[str]] = {}
    first = ""
    for element in sorted(context, key=context_rank):
        path = element.lstrip("=")
        if element[0] == "!":
            outputs, path = split_output(element)
            if len(outputs) > 1:
                raise UnsupportedFeatureError(
                    f"cannot build an output of '{to_text(element[1:])}' during evaluation:"
                    " it is the output of a derivation that is itself an output"
                )
            wanted.setdefault(path, []).extend(outputs)
            first = first or f"{path}^{outputs[0]}"
        if not await store.is_valid(path):
            raise not_valid(path)
    if not wanted:
        return {}
    settings = ctx.settings
    if not settings.allow_import_from_derivation:
        raise EvalError(
            f"cannot build '{to_text(first)}' during evaluation"
            " because the option 'allow-import-from-derivation' is disabled"
        )
    if settings.trace_import_from_derivation:
        ctx.emit(
            f"warning: built '{to_text(first)}' during evaluation due to an import from derivation"
        )
    built = await store.build(wanted)
    if "ca-derivations" not in settings.experimental_features:
        return {}
    return {paths.downstream_placeholder(*one): path for one, path in built.items()}


async def ensure(ctx: Context, path: str) -> None:
    """Raise unless the store has *path*; in read-only evaluation nobody looks."""
    if not ctx.settings.read_only and not await store_of(ctx).is_valid(path):
        raise EvalError(
            f"path '{to_text(path)}' is required, but there is no substituter that can build it"
        )


async def resolve_derivation(ctx: Context, outputs: list[str], path: str) -> str:
    """The derivation that output after output, the last one of *path* first, leads to.

    Without *outputs* that is *path* itself.  Raises StoreError where one of them is not
    there, or not built.
    """
    store = store_of(ctx)
    for output in reversed(outputs):
        if not await store.is_valid(path):
            raise invalid_path(path)
        derivation = await store.derivation(path)
        known = derivation.outputs.get(output)
        if known is None:
            raise StoreError(
                f"derivation '{to_text(path)}' does not have an output named '{to_text(output)}'"
            )
        if isinstance(known, (InputAddressed, Fixed)):
            path = known.path
            continue
        built = (await store.backend.outputs(path)).get(output)
        if built is None:
            raise StoreError(
                f"cannot operate on output '{to_text(output)}'"
                f" of the unbuilt derivation '{to_text(path)}'"
            )
        path = built
    return path


def not_valid(path: str) -> InvalidPathError:
    """The error about a store path that is not there; messages name it without the store."""
    return InvalidPathError(f"path '{to_text(path.rpartition('/')[2])}' is not valid")
