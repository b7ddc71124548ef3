"""The implementations of ``EvalIO``: the real file system, and files in memory.

Above the runtime, below the surface.  File names are nix strings, absolute and
canonical.  Messages are Nix's.

``RealIO`` asks the kernel directly from the event loop for what takes
microseconds (``lstat`` 2 µs, a read of 256 KiB 30 µs) and goes through a worker
thread, 60 µs a trip, only for what may take longer: large files, large
directories, pipes and devices (``benchmarks/file_access.py``).

Following symlinks is one algorithm, ``follow_links``: a generator that is told
the target of each link it asks about, so that plain and async callers share it.

Invariants: an ``EvalIO`` never changes what it serves; ``RealIO`` remembers, as
Nix does, which directories are reached without symlinks.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from itertools import chain, islice
from typing import Any

from .bytestr import from_bytes, from_text, to_bytes, to_text
from .errors import FileAccessError
from .host import off_the_loop
from .limits import FLOOR, check_string
from .records import dataclass
from .runtime.coerce import canonical_path
from .runtime.io import EvalIO, FileKind, FileStatus

#: Files up to this many bytes are read directly: 30 µs, half a trip to a thread.
DIRECT_READ = 256 * 1024
#: Of directories this many entries are read directly, the rest in a thread.
DIRECT_LISTING = 1000
#: How files are opened: a pipe is not waited for.
READING = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
#: Links followed in one path before it counts as a loop, and in one import.
MAX_LINKS = 1024


def missing(path: str) -> FileAccessError:
    """The error for a file that isn't there."""
    return FileAccessError(f"path '{to_text(path)}' does not exist")


def is_below(path: str, directory: str) -> bool:
    """Whether *path* is *directory* or something in it."""
    return path == directory or path.startswith(directory.rstrip("/") + "/")


def join(directory: str, name: str) -> str:
    """The canonical path of *name*, taken as relative to *directory* unless absolute."""
    return canonical_path(name if name.startswith("/") else f"{directory}/{name}")


def parent_of(path: str) -> str:
    """The directory that holds *path*; the root holds itself."""
    return path.rpartition("/")[0] or "/"


# --- symlinks -----------------------------------------------------------------------


def _endless(path: str) -> FileAccessError:
    return FileAccessError(f"infinite symlink recursion in path '{to_text(path)}'")


def follow_links(path: str, *, last: bool = True) -> Generator[str, str | None, str]:
    """Resolve the symlinks in *path*; with *last* False a final one stays.

    Yields each path that may be a link and is sent its target, None for what is
    no link or missing; returns the resolved path.
    """
    done = ""
    todo = [part for part in reversed(path.split("/")) if part]
    allowed = MAX_LINKS
    while todo:
        part = todo.pop()
        if part == ".":
            continue
        if part == "..":
            done = done.rpartition("/")[0]
            continue
        done += f"/{part}"
        if not (last or todo):
            break
        target = yield done
        if target is None:
            continue
        if allowed == 0:
            raise _endless(path)
        allowed -= 1
        done = "" if target.startswith("/") else done.rpartition("/")[0]
        todo.extend(step for step in reversed(target.split("/")) if step)
    return done or "/"


def follow(path: str, target_of: Callable[[str], str | None], *, last: bool = True) -> str:
    """``follow_links`` with a plain function that tells the target of a link."""
    walk = follow_links(path, last=last)
    try:
        step = next(walk)
        while True:
            step = walk.send(target_of(step))
    except StopIteration as stop:
        resolved: str = stop.value
        return resolved


async def resolve_ancestors(io: EvalIO, path: str) -> str:
    """*path* with the symlinks of its directories resolved, but not a final one."""
    if path == "/":
        return path
    directory, _, name = path.rpartition("/")
    return f"{(await io.resolve(directory or '/')).rstrip('/')}/{name}"


async def read_bounded(io: EvalIO, path: str) -> bytes:
    """The content of the file *path* (resolved), if it isn't longer than strings may be."""
    if FLOOR and await io.kind(path) == "regular":
        check_string((await io.file_status(path)).size)
    return await io.read_file(path)


async def resolve_import(io: EvalIO, path: str) -> str:
    """The file that importing *path* reads: links followed, ``default.nix`` of a directory.

    Only a final symlink is followed, so that relative paths in the file are
    relative to where it really is, but keep the name its directory was given.
    """
    for _ in range(MAX_LINKS - 1):
        if path == "/":
            break
        file = await resolve_ancestors(io, path)
        kind = await io.kind(file)
        if kind is None:
            raise missing(file)
        if kind != "symlink":
            if kind == "directory":
                return f"{path}/default.nix"
            return path
        path = join(parent_of(path), await io.read_link(file))
    else:
        raise FileAccessError(
            f"too many symbolic links encountered while traversing the path '{to_text(path)}'"
        )
    return "/default.nix"


# --- the real file system -----------------------------------------------------------


def native(path: str) -> bytes:
    """A nix string as the operating system takes file names."""
    return to_bytes(path)


def failure(doing: str, error: OSError | ValueError) -> FileAccessError:
    """``opening file '/x': Permission denied``."""
    if isinstance(error, OSError) and error.errno is not None:
        return FileAccessError(f"{doing}: {os.strerror(error.errno)}")
    return FileAccessError(f"{doing}: {error}")


def quoted(path: str) -> str:
    """A path the way some of Nix's messages show it, in double quotes."""
    return '"' + to_text(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def kind_of_mode(mode: int) -> FileKind:
    """The kind of a file from its ``st_mode``."""
    if stat.S_ISREG(mode):
        return "regular"
    if stat.S_ISDIR(mode):
        return "directory"
    if stat.S_ISLNK(mode):
        return "symlink"
    return "unknown"


class RealIO:
    """The files of this machine, its environment and its clock.

    *environ*: other environment variables (text) than the process's own.
    """

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self.environ = os.environ if environ is None else environ
        #: directory → the same without symlinks.
        self._directories: dict[str, str] = {"": ""}

    # What the kernel is asked by name.

    def lstat(self, path: str) -> os.stat_result:
        """The status of the file itself.  Raises OSError and ValueError, as do the others."""
        return os.lstat(native(path))

    def readlink(self, path: str) -> bytes:
        """The target of a symlink."""
        return os.readlink(native(path))

    def open(self, path: str, flags: int) -> int:
        """A descriptor of the file; *flags* as for ``os.open``."""
        return os.open(native(path), flags)

    def scan(self, path: str) -> AbstractContextManager[Iterator[os.DirEntry[Any]]]:
        """The entries of a directory."""
        return os.scandir(native(path))

    async def kind(self, path: str) -> FileKind | None:
        try:
            mode = self.lstat(path).st_mode
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            raise _status_failure(path, error) from None
        return kind_of_mode(mode)

    async def read_file(self, path: str) -> bytes:
        try:
            handle = self.open(path, READING)
        except (FileNotFoundError, NotADirectoryError):
            raise missing(path) from None
        except (OSError, ValueError) as error:
            if isinstance(error, OSError) and error.errno == errno.ELOOP:
                raise _status_failure(path, error) from None
            raise failure(f"opening file '{to_text(path)}'", error) from None
        try:
            status = os.fstat(handle)
            size = status.st_size
            if stat.S_ISREG(status.st_mode) and size > DIRECT_READ:
                return await off_the_loop(_read, handle, size)
            # What has no size (pipes, /proc, devices) reads as empty, as in Nix.
            return _read(handle, size)
        except OSError as error:
            raise failure(f"read of {size} bytes", error) from None
        finally:
            os.close(handle)

    async def file_status(self, path: str) -> FileStatus:
        try:
            status = self.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            raise missing(path) from None
        except (OSError, ValueError) as error:
            raise _status_failure(path, error) from None
        return FileStatus(status.st_size, bool(status.st_mode & stat.S_IXUSR))

    async def read_range(self, path: str, offset: int, size: int) -> bytes:
        try:
            handle = self.open(path, READING)
            try:
                if size > DIRECT_READ:
                    return await off_the_loop(_read_range, handle, offset, size)
                return _read_range(handle, offset, size)
            finally:
                os.close(handle)
        except (FileNotFoundError, NotADirectoryError):
            raise missing(path) from None
        except (OSError, ValueError) as error:
            raise failure(f"opening file '{to_text(path)}'", error) from None

    async def read_directory(self, path: str) -> dict[str, FileKind]:
        entries: dict[str, FileKind] = {}
        try:
            with self.scan(path) as listing:
                _list(islice(listing, DIRECT_LISTING), entries)
                more = next(listing, None)
                if more is not None:
                    await off_the_loop(_list, chain((more,), listing), entries)
            return entries
        except (FileNotFoundError, NotADirectoryError) as error:
            if isinstance(error, FileNotFoundError) or await self.kind(path) is None:
                raise missing(path) from None
            raise failure(f"cannot read directory {quoted(path)}", error) from None
        except (OSError, ValueError) as error:
            raise failure(f"cannot read directory {quoted(path)}", error) from None

    async def read_link(self, path: str) -> str:
        try:
            return from_bytes(self.readlink(path))
        except (OSError, ValueError) as error:
            raise failure(f"reading symbolic link {quoted(path)}", error) from None

    async def resolve(self, path: str) -> str:
        directory, _, name = path.rpartition("/")
        real = self._directories.get(directory)
        if real is None:
            try:
                real = follow(directory, _target)
            except FileAccessError:
                raise _endless(path) from None
            if real == "/":
                real = ""
            if await self.kind(real or "/") == "directory":
                self._directories[directory] = real
        if not name:
            return real or "/"
        file = f"{real}/{name}"
        if _target(file) is None:
            return file
        try:
            return follow(file, _target)
        except FileAccessError:
            raise _endless(path) from None

    def environment(self, name: str) -> str | None:
        value = self.environ.get(to_text(name))
        return None if value is None else from_text(value)

    def home(self) -> str | None:
        home = self.environ.get("HOME")
        if home is None:
            home = os.path.expanduser("~")
        return from_text(home)

    def current_time(self) -> int:
        return int(time.time())


def _status_failure(path: str, error: OSError | ValueError) -> FileAccessError:
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return _endless(path)
    return failure(f"getting status of {quoted(path)}", error)


def _read(handle: int, size: int) -> bytes:
    data = os.read(handle, size) if size else b""
    if len(data) == size:
        return data
    pieces = [data]
    missing_bytes = size - len(data)
    while missing_bytes > 0 and (data := os.read(handle, missing_bytes)):
        pieces.append(data)
        missing_bytes -= len(data)
    return b"".join(pieces)


def _read_range(handle: int, offset: int, size: int) -> bytes:
    os.lseek(handle, offset, os.SEEK_SET)
    return _read(handle, size)


def _list(listing: Iterable[os.DirEntry[Any]], entries: dict[str, FileKind]) -> None:
    """Put the names and kinds of *listing* in *entries*."""
    for entry in listing:
        if entry.is_file(follow_symlinks=False):
            kind: FileKind = "regular"
        elif entry.is_dir(follow_symlinks=False):
            kind = "directory"
        elif entry.is_symlink():
            kind = "symlink"
        else:
            kind = "unknown"
        name = entry.name
        entries[from_bytes(name if type(name) is bytes else os.fsencode(name))] = kind


def _target(path: str) -> str | None:
    """The target of a symlink, None for everything else."""
    name = native(path)
    try:
        if not stat.S_ISLNK(os.lstat(name).st_mode):
            return None
        return from_bytes(os.readlink(name))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise _status_failure(path, error) from None


# --- files in memory ----------------------------------------------------------------


@dataclass(frozen=True)
class Symlink:
    """A symlink in a ``MemoryIO``, pointing to *target* (text)."""

    target: str


@dataclass(frozen=True)
class Executable:
    """A file in a ``MemoryIO`` that may be run (text is stored as UTF-8)."""

    content: str | bytes


class MemoryIO:
    """A file system made of a mapping: ``{"/a/b.nix": "1 + 1"}``.

    A value is the content of a file (text is stored as UTF-8), an ``Executable``,
    a ``Symlink``, or None for an empty directory; the directories above a file exist by
    themselves.  *environ*: the environment variables.
    """

    def __init__(
        self,
        files: Mapping[str, str | bytes | Executable | Symlink | None],
        *,
        environ: Mapping[str, str] | None = None,
        home: str | None = None,
        time: int = 0,
    ) -> None:
        self._files: dict[str, bytes | Symlink] = {}
        self._executable: set[str] = set()
        self._directories: dict[str, dict[str, FileKind]] = {"/": {}}
        self._environ = dict(environ or {})
        self._home = home
        self._time = time
        for name, content in files.items():
            self._add(canonical_path(from_text(name)), content)

    def _add(self, path: str, content: str | bytes | Executable | Symlink | None) -> None:
        kind: FileKind
        if isinstance(content, Executable):
            self._executable.add(path)
            content = content.content
        if content is None:
            kind = "directory"
            self._directories.setdefault(path, {})
        elif isinstance(content, Symlink):
            kind = "symlink"
            self._files[path] = content
        else:
            kind = "regular"
            self._files[path] = (
                content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
            )
        while path != "/":
            directory, _, name = path.rpartition("/")
            directory = directory or "/"
            known = directory in self._directories
            self._directories.setdefault(directory, {})[name] = kind
            if known:
                break
            path, kind = directory, "directory"

    def _target(self, path: str) -> str | None:
        entry = self._files.get(path)
        return from_text(entry.target) if isinstance(entry, Symlink) else None

    async def kind(self, path: str) -> FileKind | None:
        path = follow(path, self._target, last=False)
        if path in self._directories:
            return "directory"
        entry = self._files.get(path)
        if entry is None:
            return None
        return "symlink" if isinstance(entry, Symlink) else "regular"

    async def read_file(self, path: str) -> bytes:
        entry = self._files.get(follow(path, self._target))
        if isinstance(entry, bytes):
            return entry
        if await self.kind(path) == "directory":
            raise FileAccessError("read of 4096 bytes: Is a directory")
        raise missing(path)

    async def file_status(self, path: str) -> FileStatus:
        path = follow(path, self._target, last=False)
        entry = self._files.get(path)
        if isinstance(entry, bytes):
            return FileStatus(len(entry), path in self._executable)
        if await self.kind(path) is None:
            raise missing(path)
        return FileStatus(0, False)

    async def read_range(self, path: str, offset: int, size: int) -> bytes:
        return (await self.read_file(path))[offset : offset + size]

    async def read_directory(self, path: str) -> dict[str, FileKind]:
        entries = self._directories.get(follow(path, self._target))
        if entries is not None:
            return dict(entries)
        if await self.kind(path) is None:
            raise missing(path)
        raise FileAccessError(f"cannot read directory {quoted(path)}: Not a directory")

    async def read_link(self, path: str) -> str:
        target = self._target(follow(path, self._target, last=False))
        if target is None:
            raise FileAccessError(f"reading symbolic link {quoted(path)}: Invalid argument")
        return target

    async def resolve(self, path: str) -> str:
        return follow(path, self._target)

    def environment(self, name: str) -> str | None:
        value = self._environ.get(to_text(name))
        return None if value is None else from_text(value)

    def home(self) -> str | None:
        return None if self._home is None else from_text(self._home)

    def current_time(self) -> int:
        return self._time


__all__ = [
    "Executable",
    "MemoryIO",
    "RealIO",
    "Symlink",
    "follow",
    "follow_links",
    "is_below",
    "join",
    "missing",
    "parent_of",
    "resolve_ancestors",
    "resolve_import",
]
