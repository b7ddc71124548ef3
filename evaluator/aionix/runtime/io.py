"""``EvalIO``: the one interface through which evaluation touches the world.

Implementations are in ``aionix.filesystem``.  File names are nix strings
(one character per byte), absolute and canonical.  Every method is a coroutine
so that a user can serve files from anywhere.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol, runtime_checkable

#: As ``builtins.readFileType`` names them.
FileKind = Literal["regular", "directory", "symlink", "unknown"]


class FileStatus(NamedTuple):
    """What else is known of a regular file: its size in bytes, and whether its owner may run it."""

    size: int
    executable: bool


@runtime_checkable
class EvalIO(Protocol):
    """What an evaluation may ask of its surroundings.

    Methods that fail raise ``FileAccessError`` (missing, unreadable, wrong
    kind) or ``RestrictedPathError`` (forbidden).
    """

    async def kind(self, path: str) -> FileKind | None:
        """Kind of the file itself (a final symlink is not followed); None when absent."""
        ...

    async def read_file(self, path: str) -> bytes:
        """The content of a regular file (symlinks followed)."""
        ...

    async def file_status(self, path: str) -> FileStatus:
        """Size and mode of a regular file (a final symlink is not followed)."""
        ...

    async def read_range(self, path: str, offset: int, size: int) -> bytes:
        """Up to *size* bytes of a regular file from *offset* on; fewer only at its end."""
        ...

    async def read_directory(self, path: str) -> dict[str, FileKind]:
        """Names and kinds of a directory's entries."""
        ...

    async def read_link(self, path: str) -> str:
        """The target of a symlink, as stored."""
        ...

    async def resolve(self, path: str) -> str:
        """*path* with every symlink resolved; what does not exist stays as it is.

        Raises FileAccessError on a loop.
        """
        ...

    def environment(self, name: str) -> str | None:
        """An environment variable as a nix string."""
        ...

    def home(self) -> str | None:
        """The home directory, for ``~/`` paths."""
        ...

    def current_time(self) -> int:
        """Seconds since the epoch."""
        ...
