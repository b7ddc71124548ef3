"""``import`` and ``scopedImport``: evaluating other files.

The work is the importer's (``ctx.import_path``); here the argument is made a
path.  The file is evaluated here rather than by the caller: an error in it is
one of this call.
"""

from __future__ import annotations

from aionix.errors import InternalError
from aionix.runtime.coerce import force_attrs
from aionix.runtime.context import Context
from aionix.runtime.thunk import apply, finish, whnf
from aionix.runtime.values import Attrs, Cell, Path, Result, Value
from aionix.store import paths

from .derivations import internal_source, output_strings
from .realising import REALISING, realise_path, store_of
from .registry import ANY, Arg, builtin


@builtin(
    "import",
    Arg("path", ANY, REALISING),
    doc=(
        "The value of the Nix expression in the file *path*, or in its `default.nix` when that is"
        " a directory. A file is evaluated once, however often it is imported."
    ),
    globally=True,
)
async def import_(ctx: Context, depth: int, path: Value) -> Result:
    if ctx.import_path is None:
        raise InternalError("this context has no importer")
    name = path.name if type(path) is Path else await realise_path(ctx, path, depth)
    if paths.is_derivation(name) and await _is_store_derivation(ctx, name):
        return await _import_derivation(ctx, name, depth)
    return await whnf(await ctx.import_path(Path(name), depth), depth)


@builtin(
    "scopedImport",
    Arg("scope"),
    Arg("path"),
    doc=(
        "Like `import`, but the attributes of the set *scope* are variables that the file sees;"
        " they shadow builtins. The value is not remembered."
    ),
    globally=True,
)
async def scoped_import(ctx: Context, depth: int, scope: Cell, path: Cell) -> Result:
    if ctx.import_scoped is None:
        raise InternalError("this context has no importer")
    name = await realise_path(ctx, path, depth)
    attrs = await force_attrs(
        scope, depth, "while evaluating the first argument passed to builtins.scopedImport"
    )
    if paths.is_derivation(name) and await _is_store_derivation(ctx, name):
        return await _import_derivation(ctx, name, depth)
    return await ctx.import_scoped(attrs, Path(name), depth)


async def _is_store_derivation(ctx: Context, name: str) -> bool:
    store = store_of(ctx)
    return paths.is_store_path(name, store.directory) and await store.is_valid(name)


async def _import_derivation(ctx: Context, path: str, depth: int) -> Value:
    """The set that stands for the store derivation *path*."""
    if ctx.load is None:
        raise InternalError("this context has no compiler")
    drv = await store_of(ctx).derivation(path)
    read = output_strings(ctx, path, drv)
    read["name"] = drv.env.get("name", "")
    read["outputs"] = tuple(sorted(drv.outputs))
    function = ctx.state.get(_STATE)
    if function is None:
        source = internal_source("imported-derivation.nix", "imported-drv-to-derivation.nix")
        function = ctx.state[_STATE] = await finish(ctx.load(source)({}, depth), depth)
    return await apply(function, Attrs(read), depth=depth)


_STATE = "imported-derivation"
