"""``NoFollowIO``: the files of this machine, by names in which nothing is a symlink.

``RestrictedIO`` resolves a path, link by link, and decides whether it is allowed; then
it is read.  Were it read by its name, somebody who can write to an allowed directory
could put a symlink there in between.  So each directory on the way is opened by itself,
relative to the one before, with ``O_NOFOLLOW`` (40 µs for a path of ten parts).  What
has become a symlink meanwhile is not there.

Surface, beside ``filesystem``, which tells what each method gives.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from .filesystem import READING, RealIO, native

#: For directories on the way; with O_PATH (Linux) they need not be readable.
_PASSING = os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC | getattr(os, "O_PATH", os.O_RDONLY)


@contextmanager
def _parent(path: str) -> Iterator[tuple[int, bytes]]:
    """The directory of *path*, opened, and the last part of its name (``.`` of the root)."""
    *parts, last = [part for part in native(path).split(b"/") if part] or [b"."]
    handle = os.open(b"/", _PASSING)
    try:
        for part in parts:
            if part == b"..":
                raise OSError(errno.ENOENT, "a path that is not canonical")
            inner = os.open(part, _PASSING, dir_fd=handle)
            os.close(handle)
            handle = inner
        yield handle, last
    finally:
        os.close(handle)


class NoFollowIO(RealIO):
    """As ``RealIO``, but no symlink is followed, wherever in a path it is."""

    def lstat(self, path: str) -> os.stat_result:
        with _parent(path) as (directory, name):
            return os.stat(name, dir_fd=directory, follow_symlinks=False)

    def readlink(self, path: str) -> bytes:
        with _parent(path) as (directory, name):
            return os.readlink(name, dir_fd=directory)

    def open(self, path: str, flags: int) -> int:
        with _parent(path) as (directory, name):
            try:
                return os.open(name, flags | os.O_NOFOLLOW, dir_fd=directory)
            except OSError as error:
                if error.errno == errno.ELOOP:
                    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from None
                raise

    @contextmanager
    def scan(self, path: str) -> Iterator[Iterator[os.DirEntry[str]]]:
        handle = self.open(path, READING | os.O_DIRECTORY)
        try:
            with os.scandir(handle) as listing:
                yield listing
        finally:
            os.close(handle)


#: Of the means that these methods need: not there on Windows.
AVAILABLE = (
    os.open in os.supports_dir_fd
    and os.readlink in os.supports_dir_fd
    and os.stat in os.supports_dir_fd
    and os.scandir in os.supports_fd
)
