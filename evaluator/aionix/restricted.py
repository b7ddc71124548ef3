"""``RestrictedIO``: another ``EvalIO``, of which only part may be seen; and who gets one.

Surface, beside ``filesystem``, which tells what each method gives.

Invariant: what is not allowed is neither read nor listed, and nothing tells whether it is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .bytestr import from_text, to_text
from .errors import RestrictedPathError
from .filesystem import MemoryIO, RealIO, follow_links, is_below, join
from .runtime.coerce import canonical_path
from .runtime.context import Settings
from .runtime.io import EvalIO, FileKind, FileStatus
from .search_path import is_url, parse_entry


class RestrictedIO:
    """Another ``EvalIO``, but only what is in (or on the way to) the *allowed* directories.

    *mode* ends the message: ``in restricted mode``.  What is not allowed is not
    listed, and a symlink there is not followed, so that none leads out: not even one
    that takes the place of a file that was just looked at.  There is no environment.
    """

    def __init__(
        self, inner: EvalIO, allowed: Iterable[str] = (), mode: str = "in restricted mode"
    ) -> None:
        from .nofollow import AVAILABLE, NoFollowIO

        if type(inner) is RealIO and AVAILABLE:
            inner = NoFollowIO(inner.environ)
        self.inner = inner
        self.mode = mode
        self._allowed = [canonical_path(path) for path in allowed]

    def allow(self, path: str) -> None:
        """Allow *path* and everything in it from now on."""
        self._allowed.append(canonical_path(path))

    def is_allowed(self, path: str) -> bool:
        """Whether *path* may be looked at."""
        return any(is_below(path, one) or is_below(one, path) for one in self._allowed)

    async def _resolved(self, path: str, *, last: bool = True) -> str:
        """*path* without the symlinks that are allowed."""
        walk = follow_links(path, last=last)
        try:
            step = next(walk)
            while True:
                is_link = self.is_allowed(step) and await self.inner.kind(step) == "symlink"
                step = walk.send(await self.inner.read_link(step) if is_link else None)
        except StopIteration as stop:
            resolved: str = stop.value
        return resolved

    async def _checked(self, path: str, *, last: bool = True) -> str:
        """*path* resolved.  Raises unless that is allowed."""
        path = await self._resolved(path, last=last)
        if not self.is_allowed(path):
            raise RestrictedPathError(
                f"access to absolute path '{to_text(path)}' is forbidden {self.mode}"
            )
        return path

    async def kind(self, path: str) -> FileKind | None:
        return await self.inner.kind(await self._checked(path, last=False))

    async def read_file(self, path: str) -> bytes:
        return await self.inner.read_file(await self._checked(path))

    async def file_status(self, path: str) -> FileStatus:
        return await self.inner.file_status(await self._checked(path, last=False))

    async def read_range(self, path: str, offset: int, size: int) -> bytes:
        return await self.inner.read_range(await self._checked(path), offset, size)

    async def read_directory(self, path: str) -> dict[str, FileKind]:
        path = await self._checked(path)
        entries = await self.inner.read_directory(path)
        return {name: kind for name, kind in entries.items() if self.is_allowed(join(path, name))}

    async def read_link(self, path: str) -> str:
        return await self.inner.read_link(await self._checked(path, last=False))

    async def resolve(self, path: str) -> str:
        return await self._resolved(path)

    def environment(self, name: str) -> str | None:
        return None

    def home(self) -> str | None:
        return self.inner.home()

    def current_time(self) -> int:
        return self.inner.current_time()


class DenyIO(RestrictedIO):
    """No files, no environment, no home; the time is the epoch."""

    def __init__(self) -> None:
        super().__init__(MemoryIO({}))


def restricted(io: EvalIO, settings: Settings, here: Callable[[], str]) -> EvalIO:
    """*io* as far as *settings* allow its use.

    *here*: gives the directory that the search path is relative to, as text.
    """
    if isinstance(io, RestrictedIO):
        return io
    if settings.pure_eval:
        return RestrictedIO(
            io, settings.allowed_paths, "in pure evaluation mode (use '--impure' to override)"
        )
    if settings.restrict_eval:
        directory = from_text(here())
        places = [parse_entry(entry)[1] for entry in settings.nix_path]
        searched = [join(directory, place) for place in places if not is_url(place)]
        return RestrictedIO(io, [*settings.allowed_paths, *searched])
    return io
