"""Builtins that look at files: ``readFile``, ``readDir``, ``pathExists``, ``findFile``, …

A path argument is realised first (``realising``): it may be a string whose context
names store objects, which must be there by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aionix.bytestr import to_text
from aionix.errors import (
    EvalError,
    FileAccessError,
    InvalidPathError,
    RestrictedPathError,
    StoreError,
    TraceFrame,
)
from aionix.filesystem import missing, parent_of, read_bounded, resolve_ancestors
from aionix.limits import FLOOR, check_set
from aionix.runtime.coerce import (
    coerce_to_string,
    force_attrs,
    force_string_no_context,
)
from aionix.runtime.context import Context
from aionix.runtime.io import FileKind
from aionix.runtime.large import decoded
from aionix.runtime.tracing import TRACERS
from aionix.runtime.values import NO_CONTEXT, Attrs, Cell, Path, Value, context_of, with_context
from aionix.search_path import INTERNAL_FILES, read_internal
from aionix.search_path import find_file as search
from aionix.store import paths

from .attrs import missing_attribute
from .realising import REALISING, of_path, realise_context, realise_path, rewritten, store_of
from .registry import ANY, LIST, PLAIN_STRING, Arg, builtin

#: A path, or what can be coerced to one (``realise_path``).
_PATH = Arg("path", ANY, REALISING)


async def _resolved(ctx: Context, name: str) -> str:
    """*name* with all symlinks resolved."""
    return await ctx.io.resolve(name)


def _trace_name(names: Mapping[str, Any]) -> list[TraceFrame]:
    return [TraceFrame(of_path(names["name"]))]


TRACERS[_resolved.__code__] = _trace_name


async def read_path(ctx: Context, cell: Cell, depth: int) -> tuple[str, bytes]:
    """The resolved name and the content of the file that a path argument names."""
    name = cell.name if type(cell) is Path else await realise_path(ctx, cell, depth)
    internal = read_internal(name)
    if internal is not None:
        return name, internal.encode("latin-1")
    name = await _resolved(ctx, name)
    return name, await read_bounded(ctx.io, name)


@builtin(
    "readFile",
    _PATH,
    doc="The content of the file *path* as a string.",
)
async def read_file(ctx: Context, depth: int, path: Value) -> str:
    name, data = await read_path(ctx, path, depth)
    if b"\0" in data:
        raise EvalError(
            f"the contents of the file '{to_text(name)}' cannot be represented as a Nix string"
        )
    string = await decoded(data)
    return with_context(string, await _references(ctx, name, string))


async def _references(ctx: Context, name: str, content: str) -> frozenset[str]:
    """The store paths that the file *name* of a store object refers to in its content."""
    store = store_of(ctx)
    try:
        base, _ = paths.split_store_path(name, store.directory)
        info = await store.info(base)
    except StoreError:
        return NO_CONTEXT
    if info is None:
        return NO_CONTEXT
    return frozenset(path for path in info.references if paths.hash_part(path) in content)


@builtin(
    "readDir",
    _PATH,
    doc=(
        "What the directory *path* holds: a set from the name of each entry to its kind,"
        ' `"regular"`, `"directory"`, `"symlink"` or `"unknown"`.'
    ),
)
async def read_dir(ctx: Context, depth: int, path: Value) -> Attrs:
    name = path.name if type(path) is Path else await realise_path(ctx, path, depth)
    name = await _resolved(ctx, name)
    entries: dict[str, Cell] = dict(await ctx.io.read_directory(name))
    if FLOOR and len(entries) > FLOOR[0]:
        check_set(len(entries))
    return Attrs(entries)


@builtin(
    "readFileType",
    _PATH,
    doc=(
        'The kind of the file *path*: `"regular"`, `"directory"`, `"symlink"` or `"unknown"`.'
        " A symlink is not followed."
    ),
)
async def read_file_type(ctx: Context, depth: int, path: Value) -> str:
    name = path.name if type(path) is Path else await realise_path(ctx, path, depth)
    await _refuse_links(ctx, name)
    kind = await ctx.io.kind(name)
    if kind is None:
        raise missing(name)
    return kind


async def _refuse_links(ctx: Context, name: str) -> None:
    """Raise when a directory on the way to *name* is a symlink."""
    directory = parent_of(name)
    try:
        if await ctx.io.resolve(directory) == directory:
            return
    except FileAccessError:
        pass
    while directory != "/":
        if await _kind_or_link(ctx, directory) == "symlink":
            raise FileAccessError(f"path '{to_text(directory)}' is a symlink")
        directory = parent_of(directory)


async def _kind_or_link(ctx: Context, name: str) -> FileKind | None:
    """The kind of a file, None where even that can't be told."""
    try:
        return await ctx.io.kind(name)
    except (FileAccessError, RestrictedPathError):
        return None


@builtin(
    "pathExists",
    Arg("path", ANY, ""),
    doc="Whether the path *path* exists. A string that ends in `/` must name a directory.",
)
async def path_exists(ctx: Context, depth: int, path: Value) -> bool:
    try:
        name = path.name if type(path) is Path else await realise_path(ctx, path, depth)
        if name.startswith("<"):
            return name in INTERNAL_FILES
        if isinstance(path, str) and path.endswith(("/", "/.")):
            return await ctx.io.kind(await _resolved(ctx, name)) == "directory"
        return await _exists(ctx, name)
    except RestrictedPathError:
        return False


async def _exists(ctx: Context, name: str) -> bool:
    """Whether there is a file *name*; a final symlink counts whatever it points to."""
    return await ctx.io.kind(await resolve_ancestors(ctx.io, name)) is not None


TRACERS[_exists.__code__] = _trace_name


# --- the search path ----------------------------------------------------------------

_ELEMENT = "an element of the list passed to builtins.findFile"


@builtin(
    "findFile",
    Arg("search-path", LIST),
    Arg("lookup-path"),
    doc=(
        "Looks up *lookup-path* in *search-path*, a list of sets with a `path` and perhaps a"
        ' `prefix`. `<x/y>` stands for `builtins.findFile builtins.nixPath "x/y"`.'
    ),
)
async def find_file(
    ctx: Context, depth: int, search_path: tuple[Cell, ...], lookup_path: Cell
) -> Path:
    entries = []
    for cell in search_path:
        element = (await force_attrs(cell, depth, f"while evaluating {_ELEMENT}")).d
        prefix = ""
        if "prefix" in element:
            prefix = await force_string_no_context(
                element["prefix"],
                depth,
                f"while evaluating the `prefix` attribute of {_ELEMENT}",
            )
        if "path" not in element:
            missing_attribute("path", "in an element of the __nixPath")
        path = await coerce_to_string(
            ctx,
            element["path"],
            depth,
            f"while evaluating the `path` attribute of {_ELEMENT}",
            copy=False,
        )
        context = context_of(path)
        if context:
            try:
                path = rewritten(str.__str__(path), await realise_context(ctx, context))
            except InvalidPathError as error:
                raise EvalError(f"cannot find '{to_text(path)}', since {error.message}") from None
        entries.append((prefix, path))
    name = await force_string_no_context(
        lookup_path, depth, "while evaluating the second argument passed to builtins.findFile"
    )
    return Path(await search(ctx, entries, name))


# --- the environment ----------------------------------------------------------------


@builtin(
    "getEnv",
    Arg("name", PLAIN_STRING),
    doc=(
        "The value of the environment variable *name*; the empty string when there is none,"
        " and always in pure and restricted evaluation."
    ),
)
def get_env(ctx: Context, depth: int, name: str) -> str:
    if ctx.settings.pure_eval or ctx.settings.restrict_eval:
        return ""
    return ctx.io.environment(name) or ""
