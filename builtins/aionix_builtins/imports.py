"""``import`` and ``scopedImport``: evaluating other files.

The work is the importer's (``ctx.import_path``); here the argument is made a
path.  The file is evaluated here rather than by the caller: an error in it is
one of this call.
"""

from __future__ import annotations

from aionix.errors import InternalError
from aionix.runtime.coerce import force_attrs
from aionix.runtime.context import Context
from aionix.runtime.thunk import whnf
from aionix.runtime.values import Cell, Path, Result

from .files import realise_path
from .registry import Arg, builtin


@builtin(
    "import",
    Arg("path"),
    doc=(
        "The value of the Nix expression in the file *path*, or in its `default.nix` when that is"
        " a directory. A file is evaluated once, however often it is imported."
    ),
    globally=True,
)
async def import_(ctx: Context, depth: int, path: Cell) -> Result:
    if ctx.import_path is None:
        raise InternalError("this context has no importer")
    name = path.name if type(path) is Path else await realise_path(ctx, path, depth)
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
    return await ctx.import_scoped(attrs, Path(name), depth)
