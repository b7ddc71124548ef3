"""The store as part of the file system: what an evaluation added can be read back.

C++ Nix writes sources, texts and derivations to the store, and a later
``import "${./lib}/x.nix"`` reads them there.  ``StoreIO`` gives the same from
memory: a source is read where it came from, a text from the ``Store``.

Invariant: a store object is always called by its name in the store, so that
messages and relative paths are the same as if it had been copied.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

from .bytestr import to_bytes, to_text
from .errors import FileAccessError, StoreError
from .filesystem import is_below, missing
from .runtime.io import EvalIO, FileKind, FileStatus
from .store.interface import Store
from .store.paths import split_store_path

T = TypeVar("T")


async def _named(path: str, file: str, reading: Awaitable[T]) -> T:
    """What *reading* gives; errors name *path* where *file* was read."""
    try:
        return await reading
    except FileAccessError as error:
        if file == path:
            raise
        raise FileAccessError(error.message.replace(to_text(file), to_text(path))) from None


class StoreIO:
    """Another ``EvalIO``, with the objects of *store* in its directory."""

    def __init__(self, inner: EvalIO, store: Store) -> None:
        self.inner = inner
        self.store = store
        self._prefix = store.directory + "/"

    async def _find(self, path: str) -> tuple[str, bytes | None]:
        """The file to read for *path*, or the content itself.

        Raises StoreError for a path in the store whose first part no object can have.
        """
        if not path.startswith(self._prefix):
            return path, None
        base, rest = split_store_path(path, self.store.directory)
        origin = await self.store.origin(base)
        if origin is not None:
            return origin + rest, None
        text = await self.store.text(base)
        if text is None:
            return path, None
        if rest:
            raise missing(path)
        return path, to_bytes(text)

    async def kind(self, path: str) -> FileKind | None:
        try:
            file, content = await self._find(path)
        except FileAccessError:
            return None
        except StoreError:
            kind = await self.inner.kind(path)
            if kind is None:
                raise
            return kind
        return await _named(path, file, self.inner.kind(file)) if content is None else "regular"

    async def read_file(self, path: str) -> bytes:
        file, content = await self._find(path)
        return await _named(path, file, self.inner.read_file(file)) if content is None else content

    async def file_status(self, path: str) -> FileStatus:
        file, content = await self._find(path)
        if content is None:
            return await _named(path, file, self.inner.file_status(file))
        return FileStatus(len(content), False)

    async def read_range(self, path: str, offset: int, size: int) -> bytes:
        file, content = await self._find(path)
        if content is None:
            return await _named(path, file, self.inner.read_range(file, offset, size))
        return content[offset : offset + size]

    async def read_directory(self, path: str) -> dict[str, FileKind]:
        file, content = await self._find(path)
        if content is not None:
            raise FileAccessError(f'cannot read directory "{to_text(path)}": Not a directory')
        return await _named(path, file, self.inner.read_directory(file))

    async def read_link(self, path: str) -> str:
        file, content = await self._find(path)
        if content is not None:
            raise FileAccessError(f'reading symbolic link "{to_text(path)}": Invalid argument')
        return await _named(path, file, self.inner.read_link(file))

    async def resolve(self, path: str) -> str:
        if not path.startswith(self._prefix):
            return await self.inner.resolve(path)
        try:
            file, content = await self._find(path)
        except FileAccessError:
            return path
        if content is not None:
            return path
        resolved = await self.inner.resolve(file)
        if file != path:
            # Back to the name in the store, unless a symlink led out of it.
            base, rest = split_store_path(path, self.store.directory)
            origin = file.removesuffix(rest) if rest else file
            if is_below(resolved, origin):
                return base + resolved.removeprefix(origin)
        return resolved

    def environment(self, name: str) -> str | None:
        return self.inner.environment(name)

    def home(self) -> str | None:
        return self.inner.home()

    def current_time(self) -> int:
        return self.inner.current_time()
