"""Files and texts for the store: ``toFile``, ``path``, ``filterSource``, ``storePath``.

Each gives a store path as a string with that path as its context.  Trees are
hashed where they are (``aionix.sources``); a tree that was itself copied to the
store is read where it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aionix.bytestr import to_text
from aionix.errors import EvalError, FileAccessError, TraceFrame
from aionix.filesystem import is_below
from aionix.runtime.coerce import (
    coerce_to_path_name,
    force_bool,
    force_function,
    force_string,
    force_string_no_context,
)
from aionix.runtime.context import Context
from aionix.runtime.describe import context_rank
from aionix.runtime.thunk import apply, whnf
from aionix.runtime.tracing import TRACERS
from aionix.runtime.values import (
    NO_CONTEXT,
    Attrs,
    Cell,
    Value,
    attr_position,
    context_of,
    with_context,
)
from aionix.sources import add_tree, base_name
from aionix.store import paths
from aionix.store.hashes import Hash
from aionix.store.nar import Filter
from aionix.store.paths import Method
from aionix.syntax.symbols import symbol_sorted

from .derivations import hash_allowing_empty
from .realising import ensure, realise_context, rewritten, store_of
from .registry import ATTRS, Arg, builtin


def store_string(path: str) -> str:
    """A store path as a string that refers to it."""
    return with_context(path, frozenset((path,)))


# --- texts --------------------------------------------------------------------------


@builtin(
    "toFile",
    Arg("name"),
    Arg("s"),
    doc=(
        "The store path of a file *name* with the content *s*, which may refer to other such files"
        " and to sources, but not to derivations."
    ),
)
async def to_file(ctx: Context, depth: int, name: Cell, content: Cell) -> str:
    file = await force_string_no_context(
        name, depth, "while evaluating the first argument passed to builtins.toFile"
    )
    text = await force_string(
        content, depth, "while evaluating the second argument passed to builtins.toFile"
    )
    references = context_of(text)
    for element in sorted(references, key=context_rank):
        if not element.startswith("/"):
            store = ctx.settings.store_dir + "/"
            raise EvalError(
                f"files created by builtins.toFile may not reference derivations,"
                f" but {to_text(file)} references {to_text(element.replace(store, ''))}"
            )
    return store_string(await store_of(ctx).add_text(file, str.__str__(text), references))


# --- trees of files -----------------------------------------------------------------


async def _add_path(
    ctx: Context,
    depth: int,
    path: str,
    context: frozenset[str],
    *,
    name: str,
    function: Value | None = None,
    method: Method = "nar",
    expected: Hash | None = None,
) -> str:
    """Copy *path* to the store; its frame is a line in traces."""
    store = store_of(ctx)
    references: frozenset[str] = frozenset()
    if context and is_below(path, store.directory) and path != store.directory:
        path = rewritten(path, await realise_context(ctx, context))
        info = await store.info(paths.split_store_path(path, store.directory)[0])
        if info is not None:
            references = info.references
    wanted = None
    if expected is not None:
        wanted = paths.fixed_path(name, method, expected, store.directory, references)
        if await store.is_valid(wanted):
            return store_string(wanted)
    root = await ctx.io.resolve(path)
    keep: Filter | None = None
    if function is not None:

        async def keep(file: str, kind: str) -> bool:
            answer = await apply(function, file, kind, depth=depth)
            return await force_bool(
                answer, depth, "while evaluating the return value of the path filter function"
            )

    result = await add_tree(ctx, store, name, root, method, keep, references)
    if wanted is not None and result != wanted:
        raise EvalError(
            f"store path mismatch in (possibly filtered) path added from '{to_text(path)}'"
        )
    return store_string(result)


def _trace_path(names: Mapping[str, Any]) -> list[TraceFrame]:
    return [TraceFrame(f"while adding path '{to_text(names['path'])}'")]


TRACERS[_add_path.__code__] = _trace_path


@builtin(
    "filterSource",
    Arg("f"),
    Arg("path"),
    doc=(
        "Copies *path* to the store, without the files below it for which `f name type` is false,"
        " and gives the store path. *type* is as in `readDir`."
    ),
)
async def filter_source(ctx: Context, depth: int, function: Cell, path: Cell) -> str:
    name, context = await coerce_to_path_name(
        ctx,
        path,
        depth,
        "while evaluating the second argument (the path to filter)"
        " passed to 'builtins.filterSource'",
    )
    keep = await force_function(
        function, depth, "while evaluating the first argument passed to builtins.filterSource"
    )
    return await _add_path(ctx, depth, name, context, name=base_name(name), function=keep)


@builtin(
    "path",
    Arg("args", ATTRS, "while evaluating the argument passed to 'builtins.path'"),
    doc=(
        "Copies `path` to the store and gives the store path. Optional: its `name` there, a"
        " `filter` as in `filterSource`, `recursive = false` to add one file by its content"
        " alone, and the `sha256` that is to come out."
    ),
)
async def path(ctx: Context, depth: int, args: Attrs) -> str:
    given = _PathArguments()
    for key in symbol_sorted(args.d):
        await _read_argument(ctx, depth, args, key, given)
    if given.path is None:
        raise EvalError(
            "missing required 'path' attribute in the first argument to 'builtins.path'"
        )
    return await _add_path(
        ctx,
        depth,
        given.path,
        given.context,
        name=given.name or base_name(given.path),
        function=given.filter,
        method=given.method,
        expected=given.expected,
    )


class _PathArguments:
    """What ``builtins.path`` was given so far."""

    path: str | None = None
    context: frozenset[str] = NO_CONTEXT
    name: str = ""
    filter: Value | None = None
    method: Method = "nar"
    expected: Hash | None = None


#: Attribute → its line in traces.
_SAYING = {
    "path": "while evaluating the 'path' attribute passed to 'builtins.path'",
    "name": "while evaluating the `name` attribute passed to builtins.path",
    "filter": "while evaluating the `filter` parameter passed to builtins.path",
    "recursive": "while evaluating the `recursive` attribute passed to builtins.path",
    "sha256": "while evaluating the `sha256` attribute passed to builtins.path",
}


async def _read_argument(
    ctx: Context, depth: int, args: Attrs, key: str, given: _PathArguments
) -> None:
    """Read one attribute of the argument of ``path``; its frame is a line in traces."""
    cell = args.d[key]
    if key == "path":
        given.path, given.context = await coerce_to_path_name(ctx, cell, depth, None)
        return
    if key not in _SAYING:
        raise EvalError(
            f"unsupported argument '{to_text(key)}' to 'builtins.path'", attr_position(args, key)
        )
    value = await whnf(cell, depth)
    try:
        if key == "name":
            given.name = await force_string_no_context(value, depth, None)
        elif key == "filter":
            given.filter = await force_function(value, depth, None)
        elif key == "recursive":
            given.method = "nar" if await force_bool(value, depth, None) else "flat"
        else:
            digits = await force_string_no_context(value, depth, None)
    except EvalError as error:
        # The wrong type: Nix shows the attribute's place twice.
        error.position = attr_position(args, key)
        raise
    if key == "sha256":
        given.expected = hash_allowing_empty(ctx, digits, "sha256")


def _trace_argument(names: Mapping[str, Any]) -> list[TraceFrame]:
    key = names["key"]
    # Not for errors in what the value says, once it is there.
    if key not in _SAYING or "digits" in names:
        return []
    return [TraceFrame(_SAYING[key], attr_position(names["args"], key))]


TRACERS[_read_argument.__code__] = _trace_argument


@builtin(
    "storePath",
    Arg("path"),
    doc=(
        "The path *path*, which lies in the store already, as a string that refers to its store"
        " object; nothing is copied. Not in pure evaluation."
    ),
)
async def store_path(ctx: Context, depth: int, path: Cell) -> str:
    if ctx.settings.pure_eval:
        raise EvalError("'builtins.storePath' is not allowed in pure evaluation mode")
    name, context = await coerce_to_path_name(
        ctx, path, depth, "while evaluating the first argument passed to 'builtins.storePath'"
    )
    directory = ctx.settings.store_dir
    if not paths.is_store_path(name, directory):
        try:
            name = await ctx.io.resolve(name)
        except FileAccessError as error:
            raise EvalError(error.message) from None
    base, _ = paths.split_store_path(name, directory)
    await ensure(ctx, base)
    return with_context(name, context | {base})
