"""The store as part of the file system: what an evaluation added can be read back.

C++ Nix writes sources, texts and derivations to the store, and a later
``import "${./lib}/x.nix"`` reads them there.  ``StoreIO`` gives the same with any
store: where the files of an object are, the store says (``Store.contents``).

Invariants: a store object is always called by its name in the store, so that
messages and relative paths are the same as if it had been copied.  In pure and
restricted evaluation only objects that the evaluation made itself are read this way.
"""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine
from typing import Any, TypeVar, cast

from .bytestr import to_text
from .errors import FileAccessError, StoreError
from .filesystem import is_below, missing
from .runtime.io import EvalIO, FileKind, FileStatus
from .store.evaluation import EvalStore
from .store.nar import Tree
from .store.paths import split_store_path

T = TypeVar("T")


class _Place:
    """Where *path* is read: a file of *io*, or *content*.  *tree*: the whole object."""

    __slots__ = ("base", "content", "file", "io", "path", "tree")

    def __init__(
        self,
        path: str,
        io: EvalIO,
        file: str,
        tree: Tree | None = None,
        base: str = "",
        content: bytes | None = None,
    ) -> None:
        self.path = path
        self.io = io
        self.file = file
        self.tree = tree
        self.base = base
        self.content = content

    async def named(self, reading: Awaitable[T]) -> T:
        """What *reading* gives; errors name the path rather than the file that was read."""
        try:
            return await reading
        except FileAccessError as error:
            if self.file == self.path:
                raise
            message = error.message.replace(to_text(self.file), to_text(self.path))
            raise FileAccessError(message) from None


class _Objects:
    """The objects of *store*: an ``EvalIO`` of what has a name in its directory.

    What it doesn't know is read from *inner*.  *confined*: as in ``StoreIO``.
    """

    def __init__(self, inner: EvalIO, store: EvalStore, confined: bool) -> None:
        self.inner = inner
        self.store = store
        self.confined = confined

    async def find(self, path: str) -> _Place:
        """Where *path* is to be read.

        Raises StoreError for a path in the store whose first part no object can have.
        """
        base, rest = split_store_path(path, self.store.directory)
        contents = None
        if base in self.store.made or not self.confined:
            contents = await self.store.contents(base)
        if contents is None:
            return _Place(path, self.inner, path)
        if isinstance(contents, bytes):
            if rest:
                raise missing(path)
            return _Place(path, self.inner, path, content=contents)
        if not contents.has(rest):
            raise missing(path)
        io = cast(EvalIO, contents.files)
        file = (contents.root.rstrip("/") + rest) or "/"
        return _Place(path, io, file, contents, base)

    async def kind(self, path: str) -> FileKind | None:
        try:
            place = await self.find(path)
        except FileAccessError:
            return None
        except StoreError:
            kind = await self.inner.kind(path)
            if kind is None:
                raise
            return kind
        if place.content is not None:
            return "regular"
        return await place.named(place.io.kind(place.file))

    async def read_file(self, path: str) -> bytes:
        place = await self.find(path)
        if place.content is not None:
            return place.content
        return await place.named(place.io.read_file(place.file))

    async def file_status(self, path: str) -> FileStatus:
        place = await self.find(path)
        if place.content is not None:
            return FileStatus(len(place.content), False)
        return await place.named(place.io.file_status(place.file))

    async def read_range(self, path: str, offset: int, size: int) -> bytes:
        place = await self.find(path)
        if place.content is not None:
            return place.content[offset : offset + size]
        return await place.named(place.io.read_range(place.file, offset, size))

    async def read_directory(self, path: str) -> dict[str, FileKind]:
        if path == self.store.directory:
            # A store tells of objects, not what else lies in its directory (".links").
            raise StoreError(f"path '{to_text(path)}/' is not in the Nix store")
        place = await self.find(path)
        if place.content is not None:
            raise FileAccessError(f'cannot read directory "{to_text(path)}": Not a directory')
        entries = await place.named(place.io.read_directory(place.file))
        tree = place.tree
        if tree is None or tree.kept is None:
            return entries
        rest = path.removeprefix(place.base)
        return {name: kind for name, kind in entries.items() if tree.has(f"{rest}/{name}")}

    async def read_link(self, path: str) -> str:
        place = await self.find(path)
        if place.content is not None:
            raise FileAccessError(f'reading symbolic link "{to_text(path)}": Invalid argument')
        return await place.named(place.io.read_link(place.file))

    async def resolve(self, path: str) -> str:
        try:
            place = await self.find(path)
        except FileAccessError:
            return path
        if place.content is not None:
            return path
        resolved = await place.io.resolve(place.file)
        if place.tree is not None and place.file != path:
            # Back to the name in the store, unless a symlink led out of it.
            root = place.tree.root
            if is_below(resolved, root):
                return place.base + resolved.removeprefix(root.rstrip("/"))
        return resolved


class StoreIO:
    """Another ``EvalIO``, with the objects of *store* in its directory.

    *confined*: only what *store* made may be read from it.
    """

    def __init__(self, inner: EvalIO, store: EvalStore, *, confined: bool = False) -> None:
        self.inner = inner
        self.store = store
        self._objects = _Objects(inner, store, confined)
        self._prefix = store.directory + "/"

    async def original(self, tree: Tree) -> Tree:
        """*tree*, when it lies in an object whose files are elsewhere, in terms of those.

        So that a source made from a source made from a source is read where it really is.
        """
        if not tree.root.startswith(self._prefix):
            return Tree(self.inner, tree.root, tree.kept)
        try:
            place = await self._objects.find(tree.root)
        except (StoreError, FileAccessError):
            return tree
        if place.content is not None or place.tree is None:
            return Tree(self if place.content is not None else place.io, tree.root, tree.kept)
        rest = tree.root.removeprefix(place.base)
        below = place.tree.below(rest)
        return Tree(below.files, below.root, below.kept if tree.kept is None else tree.kept)

    # Plain functions: a coroutine that only awaits another costs as much as some of these do.

    def kind(self, path: str) -> Coroutine[Any, Any, FileKind | None]:
        io = self._objects if path.startswith(self._prefix) else self.inner
        return io.kind(path)

    def read_file(self, path: str) -> Coroutine[Any, Any, bytes]:
        io = self._objects if path.startswith(self._prefix) else self.inner
        return io.read_file(path)

    def file_status(self, path: str) -> Coroutine[Any, Any, FileStatus]:
        io = self._objects if path.startswith(self._prefix) else self.inner
        return io.file_status(path)

    def read_range(self, path: str, offset: int, size: int) -> Coroutine[Any, Any, bytes]:
        io = self._objects if path.startswith(self._prefix) else self.inner
        return io.read_range(path, offset, size)

    def read_directory(self, path: str) -> Coroutine[Any, Any, dict[str, FileKind]]:
        listed = path.startswith(self._prefix) or path == self.store.directory
        io = self._objects if listed else self.inner
        return io.read_directory(path)

    def read_link(self, path: str) -> Coroutine[Any, Any, str]:
        io = self._objects if path.startswith(self._prefix) else self.inner
        return io.read_link(path)

    def resolve(self, path: str) -> Coroutine[Any, Any, str]:
        io = self._objects if path.startswith(self._prefix) else self.inner
        return io.resolve(path)

    def environment(self, name: str) -> str | None:
        return self.inner.environment(name)

    def home(self) -> str | None:
        return self.inner.home()

    def current_time(self) -> int:
        return self.inner.current_time()
