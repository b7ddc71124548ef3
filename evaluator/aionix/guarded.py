"""A user's ``EvalIO``, ``Store`` and output function, made safe: what they raise is a NixError.

``NixError``, cancellation and KeyboardInterrupt pass untouched.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from .callables import summary
from .errors import FileAccessError, HostError, NixError
from .filesystem import MemoryIO, RealIO
from .nofollow import NoFollowIO
from .restricted import RestrictedIO
from .runtime.io import EvalIO, FileKind, FileStatus
from .store.hashes import Hash
from .store.interface import PathInfo, Store, Wanted
from .store.nar import Tree
from .store.paths import Method

T = TypeVar("T")


def guard_io(io: EvalIO) -> EvalIO:
    """*io*, behind a ``GuardedIO`` unless it is one of ours."""
    innermost = io
    while isinstance(innermost, RestrictedIO):
        innermost = innermost.inner
    ours = type(innermost) in (RealIO, NoFollowIO, MemoryIO, GuardedIO)
    return io if ours else GuardedIO(io)


def guard_store(store: Store) -> Store:
    """*store*, behind a ``GuardedStore`` unless it is one of ours."""
    ours = type(store).__module__.startswith("aionix.")
    return store if ours else GuardedStore(store)


def guard_emit(emit: Callable[[str], None]) -> Callable[[str], None]:
    """*emit*, its exceptions converted."""
    return lambda line: _called(lambda: emit(line))


class GuardedIO:
    """Another ``EvalIO``, its exceptions converted."""

    def __init__(self, inner: EvalIO) -> None:
        self.inner = inner

    async def kind(self, path: str) -> FileKind | None:
        return await _awaited(self.inner.kind, path)

    async def read_file(self, path: str) -> bytes:
        return await _awaited(self.inner.read_file, path)

    async def file_status(self, path: str) -> FileStatus:
        return await _awaited(self.inner.file_status, path)

    async def read_range(self, path: str, offset: int, size: int) -> bytes:
        return await _awaited(self.inner.read_range, path, offset, size)

    async def read_directory(self, path: str) -> dict[str, FileKind]:
        return await _awaited(self.inner.read_directory, path)

    async def read_link(self, path: str) -> str:
        return await _awaited(self.inner.read_link, path)

    async def resolve(self, path: str) -> str:
        return await _awaited(self.inner.resolve, path)

    def environment(self, name: str) -> str | None:
        return _called(lambda: self.inner.environment(name))

    def home(self) -> str | None:
        return _called(self.inner.home)

    def current_time(self) -> int:
        return _called(self.inner.current_time)


class GuardedStore:
    """Another ``Store``, its exceptions converted."""

    def __init__(self, inner: Store) -> None:
        self.inner = inner
        self.directory = inner.directory

    async def add_text(self, name: str, content: str, references: Iterable[str]) -> str:
        return await _awaited(self.inner.add_text, name, content, references)

    async def add_source(
        self,
        name: str,
        method: Method,
        content: Hash,
        tree: Tree,
        references: Collection[str] = (),
    ) -> str:
        return await _awaited(self.inner.add_source, name, method, content, tree, references)

    async def info(self, path: str) -> PathInfo | None:
        return await _awaited(self.inner.info, path)

    async def contents(self, path: str) -> Tree | bytes | None:
        return await _awaited(self.inner.contents, path)

    async def build(self, wanted: Sequence[Wanted]) -> None:
        await _awaited(self.inner.build, wanted)

    async def outputs(self, derivation: str) -> Mapping[str, str]:
        return await _awaited(self.inner.outputs, derivation)

    async def aclose(self) -> None:
        await _awaited(self.inner.aclose)


async def _awaited(method: Callable[..., Awaitable[T]], *args: Any) -> T:
    try:
        return await method(*args)
    except NixError:
        raise
    except Exception as error:
        raise _converted(error) from error


def _called(function: Callable[[], T]) -> T:
    try:
        return function()
    except NixError:
        raise
    except Exception as error:
        raise _converted(error) from error


def _converted(error: Exception) -> NixError:
    if isinstance(error, OSError):
        return FileAccessError(str(error))
    return HostError(f"code of the host program failed: {summary(error)}")
