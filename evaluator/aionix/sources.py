"""Files on their way to the store: paths that are interpolated, ``builtins.path``.

A tree is hashed where it is, and the store told its hash and where the files are.
Each path is hashed once per evaluator when it is copied whole, as in Nix.
"""

from __future__ import annotations

import time
from collections.abc import Coroutine
from typing import Any

from .errors import EvalError
from .filesystem import resolve_ancestors
from .guarded import guard_store
from .host import checkpoint
from .runtime.context import Context
from .runtime.io import FileStatus
from .runtime.values import Path, with_context
from .store.evaluation import EvalStore
from .store.interface import Store
from .store.memory import MemoryStore
from .store.nar import Filter, Tree, select_tree
from .store.paths import Method, is_derivation
from .store_files import StoreIO

#: Longest time, in seconds, that hashing goes on before the host gets its turn.
SLICE = 0.005


def attach_store(ctx: Context, backend: Store | None = None) -> None:
    """Give a context its store (one in memory by default) and the way there."""
    settings = ctx.settings
    if backend is None:
        backend = MemoryStore(settings.store_dir, ctx.io)
    store = EvalStore(guard_store(backend), read_only=settings.read_only)
    confined = settings.pure_eval or settings.restrict_eval
    ctx.io = StoreIO(ctx.io, store, confined=confined)
    ctx.store = store
    ctx.copy_source = Sources(ctx, store).copy


class Sources:
    """Paths that were copied to the store, by their name."""

    def __init__(self, ctx: Context, store: EvalStore) -> None:
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
    store: EvalStore,
    name: str,
    root: str,
    method: Method = "nar",
    keep: Filter | None = None,
    references: frozenset[str] = frozenset(),
) -> str:
    """Add the files at *root* (symlinks in it resolved) to the store as *name*; the store path."""
    digest, tree = await select_tree(_Patient(ctx), root, method, keep=keep)
    tree = Tree(ctx.io, root, tree.kept)
    if isinstance(ctx.io, StoreIO):
        tree = await ctx.io.original(tree)
    return await store.add_source(name, method, digest, tree, references)


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

    def file_status(self, path: str) -> Coroutine[Any, Any, FileStatus]:
        if time.monotonic() - self.turn > SLICE:
            return self._after_turn(path)
        return self.io.file_status(path)

    async def _after_turn(self, path: str) -> FileStatus:
        await checkpoint()
        self.turn = time.monotonic()
        return await self.io.file_status(path)
