"""Compiled code on disk: a directory of files, each found by a key that says all it depends on.

Knows nothing of what it keeps.  Used by ``loader``.

* **Several processes**: a file appears whole under its name (written beside it, then
  renamed) and is only ever replaced by another, so readers need no lock.
* **Damage**: each file begins with a digest of its key and of its content's length and
  check sum, and is taken for absent if they don't agree.  That matters: ``marshal`` may
  crash on garbage.  (A digest of the content itself would take half of all reading.)
* **Other users**: unmarshalled code runs with the rights of whoever loads it.  The
  directory and the file must belong to this user and be writable by nobody else; both
  are looked at through the descriptors that are then read from, and the file is opened
  relative to the directory's.  So whoever may rename the directories above can at most
  hide the cache, or put another directory of this user's in its place.
* **Size**: beyond the limit, files are removed that were not used for longest.  Reading
  renews a file's time stamp, at most once an hour.

Invariant: trouble with the cache is no trouble: ``read`` gives None, ``write`` does nothing.
"""

from __future__ import annotations

import os
import sys
import time
from binascii import crc32
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from stat import S_ISREG

try:
    # ``hashlib`` loads OpenSSL, which takes 2.5 ms.
    from _blake2 import blake2b
except ImportError:  # pragma: no cover
    from hashlib import blake2b

#: Makes the hashers of keys and contents.
hasher = partial(blake2b, digest_size=32)

#: The variable that moves the cache; empty or ``off`` disables it.
VARIABLE = "AIONIX_CACHE_DIR"

#: Bytes that the files of a cache take at most, but for what is written between two looks.
LIMIT = 512 << 20
#: What the smallest file counts for: a hundred thousand tiny ones would be slow to look at.
LEAST = 8 << 10

_MAGIC = b"aionix2\n"
_HEADER = len(_MAGIC) + 32
#: Seconds after which use renews a time stamp, and after which a temporary file was left behind.
_STALE = 3600
_TEMPORARY = "new-"
#: Directories can be opened, and files relative to them: everywhere but on Windows.
_POSIX = os.name == "posix"


def _flag(name: str) -> int:
    """A flag of ``os.open`` that not every platform has."""
    flag: int = getattr(os, name, 0)
    return flag


#: How files are opened: a symlink or a pipe is none of ours.
_READING = os.O_RDONLY | _flag("O_NOFOLLOW") | _flag("O_NONBLOCK") | _flag("O_BINARY")
_WRITING = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _flag("O_NOFOLLOW") | _flag("O_BINARY")


def default_directory(environ: Mapping[str, str]) -> str | None:
    """Where the cache is unless its user says so; None for nowhere."""
    chosen = environ.get(VARIABLE)
    if chosen is not None:
        return None if chosen in ("", "off") else os.path.abspath(chosen)
    if os.name == "nt":
        base = environ.get("LOCALAPPDATA", "")
        return os.path.join(base, "aionix", "cache") if os.path.isabs(base) else None
    home = environ.get("HOME", "")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "aionix") if os.path.isabs(home) else None
    base = environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):  # as the XDG specification wants it
        if not os.path.isabs(home):
            return None
        base = os.path.join(home, ".cache")
    return os.path.join(base, "aionix")


class CodeCache:
    """The cache in *directory* (made when something is written), of at most *limit* bytes."""

    def __init__(self, directory: str, limit: int = LIMIT) -> None:
        self.directory = os.path.join(directory, "code")
        self.limit = limit
        #: Bytes that this process may write before it looks at the size again.
        self._unchecked = 0

    def read(self, key: str) -> memoryview | None:
        """What was written under *key* (a file name), None if there is nothing usable."""
        try:
            with self._opened() as directory:
                handle = os.open(self._name(key), _READING, dir_fd=directory)
            try:
                status = os.fstat(handle)
                if not S_ISREG(status.st_mode) or not _private(status):
                    return None
                data = _read(handle, status.st_size)
                if time.time() - status.st_mtime > _STALE and os.utime in os.supports_fd:
                    os.utime(handle)
            finally:
                os.close(handle)
        except OSError:
            return None
        content = memoryview(data)[_HEADER:]
        return content if data[:_HEADER] == _header(key, content) else None

    def write(self, key: str, content: bytes) -> None:
        """Keep *content* under *key*."""
        size = max(_HEADER + len(content), LEAST)
        if size > self.limit // 4:
            return
        with suppress(OSError):
            os.makedirs(self.directory, 0o700, exist_ok=True)
            with self._opened() as directory:
                self._put(key, (_header(key, content), content), directory)
                self._unchecked -= size
                if self._unchecked < 0:
                    self._trim(directory)
                    self._unchecked = self.limit // 16

    def _put(self, key: str, parts: tuple[bytes, ...], directory: int | None) -> None:
        temporary = self._name(_TEMPORARY + os.urandom(8).hex())
        handle = os.open(temporary, _WRITING, 0o600, dir_fd=directory)
        try:
            with open(handle, "wb") as file:
                file.writelines(parts)
            os.replace(temporary, self._name(key), src_dir_fd=directory, dst_dir_fd=directory)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary, dir_fd=directory)
            raise

    def _trim(self, directory: int | None) -> None:
        """Remove what was not used for longest if the limit is exceeded.

        Other processes may do the same at the same time: then a file is gone already.
        """
        now = time.time()
        files = []
        with os.scandir(self.directory if directory is None else directory) as entries:
            for entry in entries:
                with suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    left_behind = now - status.st_mtime > _STALE
                    if entry.name.startswith(_TEMPORARY) and left_behind:
                        os.unlink(self._name(entry.name), dir_fd=directory)
                    elif S_ISREG(status.st_mode):
                        size = max(status.st_size, LEAST)
                        files.append((status.st_mtime, size, entry.name))
        total = sum(size for _, size, _ in files)
        if total <= self.limit:
            return
        for _, size, name in sorted(files):
            with suppress(OSError):
                os.unlink(self._name(name), dir_fd=directory)
            total -= size
            if total <= self.limit * 3 // 4:
                break

    @contextmanager
    def _opened(self) -> Iterator[int | None]:
        """A descriptor of the directory, known to be this user's; None on Windows."""
        if not _POSIX:
            yield None
            return
        handle = os.open(self.directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            if not _private(os.fstat(handle)):
                raise PermissionError(f"{self.directory} may be written by others")
            yield handle
        finally:
            os.close(handle)

    def _name(self, name: str) -> str:
        """The file *name*: relative to the directory's descriptor where there is one."""
        return name if _POSIX else os.path.join(self.directory, name)


def _private(status: os.stat_result) -> bool:
    """Whether only this user can have written a file or directory."""
    return not _POSIX or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)


def _read(handle: int, size: int) -> bytes:
    """*size* bytes, or fewer if there aren't so many."""
    data = os.read(handle, size)
    while len(data) < size and (more := os.read(handle, size - len(data))):
        data += more
    return data


def _header(key: str, content: bytes | memoryview) -> bytes:
    parts = f"{key} {len(content)} {crc32(content)}"
    return _MAGIC + hasher(parts.encode()).digest()
