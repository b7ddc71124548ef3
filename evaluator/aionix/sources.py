"""Files on their way to the store: paths that are interpolated, ``builtins.path``.

Nothing is copied: a tree is hashed where it is, and the store told its hash.
Each path is hashed once per evaluator when it is copied whole, as in Nix.
"""

from __future__ import annotations

import time

from anyio.lowlevel import checkpoint

from .errors import EvalError, FileAccessError, RestrictedPathError
from .filesystem import resolve_ancestors
from .runtime.context import Context
from .runtime.io import EvalIO, FileStatus
from .runtime.values import Path, with_context
from .store.interface import Store
from .store.memory import MemoryStore
from .store.nar import Filter, hash_tree
from .store.paths import Method, is_derivation
from .store_files import StoreIO

#: Longest time, in seconds, that hashing goes on before the host gets its turn.
SLICE = 0.005


def attach_store(ctx: Context, store: Store | None = None) -> None:
    """Give a context its store (one in memory by default) and the way there."""
    settings = ctx.settings
    if store is None:
        read = _StoreFiles(ctx.io).read
        store = MemoryStore(settings.store_dir, read, read_only=settings.read_only)
    ctx.io = StoreIO(ctx.io, store)
    ctx.store = store
    ctx.copy_source = Sources(ctx, store).copy


class _StoreFiles:
    """Derivations in the real store, as far as *io* goes."""

    def __init__(self, io: EvalIO) -> None:
        self.io = io

    async def read(self, path: str) -> bytes | None:
        try:
            if await self.io.kind(path) == "regular":
                return await self.io.read_file(path)
        except (FileAccessError, RestrictedPathError):
            pass
        return None


class Sources:
    """Paths that were copied to the store, by their name."""

    def __init__(self, ctx: Context, store: Store) -> None:
        self.ctx = ctx
        self.store = store
        self.copied: dict[str, str] = {}

    async def copy(self, path: Path) -> str:
        """The store path of *path*, with itself as context."""
        name = path.name
        if is_derivation(name):
            raise EvalError("file names are not allowed to end in '.drv'")
        copied = self.copied.get(name)
        if copied is None:
            root = await resolve_ancestors(self.ctx.io, name)
            copied = await add_tree(self.ctx, self.store, base_name(name), root)
            self.copied[name] = copied
        return with_context(copied, frozenset((copied,)))


async def add_tree(
    ctx: Context,
    store: Store,
    name: str,
    root: str,
    method: Method = "nar",
    keep: Filter | None = None,
) -> str:
    """Add the files at *root* (symlinks in it resolved) to the store as *name*; the store path."""
    digest = await hash_tree(_Patient(ctx), root, method, keep=keep)
    return await store.add_source(name, method, digest, root if keep is None else None)


def base_name(path: str) -> str:
    """The last part of a canonical file name."""
    return path.rpartition("/")[2]


class _Patient:
    """A context's files, letting the host have its turn now and then."""

    def __init__(self, ctx: Context) -> None:
        io = self.io = ctx.io
        self.kind = io.kind
        self.read_file = io.read_file
        self.read_range = io.read_range
        self.read_link = io.read_link
        self.read_directory = io.read_directory
        self.turn = time.monotonic()

    async def file_status(self, path: str) -> FileStatus:
        if time.monotonic() - self.turn > SLICE:
            await checkpoint()
            self.turn = time.monotonic()
        return await self.io.file_status(path)
