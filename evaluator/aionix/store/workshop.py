"""Where one process makes objects before they are put in their place in a store.

A workshop is a directory ``tmp-TOKEN`` and a file ``TOKEN.lock``, locked for as long as
its process lives.  The kernel drops the lock with the process, however that ends; the
next workshop to be opened removes those that nobody locks.  What is in it is private to
the process.

Invariant: the lock is held before there is a directory, and a lock file that was
unlinked is nobody's: so no process takes a living one's workshop for abandoned.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import threading

from ..bytestr import from_bytes, to_bytes


class Workshop:
    """A directory for the unfinished objects of one process, below the directory *state*."""

    def __init__(self, state: str) -> None:
        _remove_abandoned(state)
        while True:
            token = secrets.token_hex(8)
            self._lock_file = to_bytes(f"{state}/{token}.lock")
            self._lock = os.open(self._lock_file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
            if _lock(self._lock, self._lock_file):
                break
            os.close(self._lock)
        self.directory = f"{state}/tmp-{token}"
        self._count = 0
        self._counting = threading.Lock()
        os.mkdir(to_bytes(self.directory), 0o700)

    def name(self) -> str:
        """A file name that is free.  May be called from any thread."""
        with self._counting:
            self._count += 1
            return f"{self.directory}/{self._count}"

    def close(self) -> None:
        """Remove everything."""
        try:
            remove(self.directory)
            os.unlink(self._lock_file)
        finally:
            os.close(self._lock)


def _lock(handle: int, name: bytes) -> bool:
    """Lock an open lock file; False if somebody else has it, or it is no longer called *name*."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), os.stat(name))
    except (BlockingIOError, FileNotFoundError):
        return False


def _remove_abandoned(state: str) -> None:
    """Remove the workshops of processes that are no more."""
    for name in map(from_bytes, os.listdir(to_bytes(state))):
        if not name.endswith(".lock"):
            continue
        lock_file = to_bytes(f"{state}/{name}")
        try:
            handle = os.open(lock_file, os.O_RDWR)
        except OSError:
            continue  # gone meanwhile, or another user's
        try:
            if _lock(handle, lock_file):
                abandoned = f"{state}/tmp-{name.removesuffix('.lock')}"
                if os.path.isdir(to_bytes(abandoned)):
                    remove(abandoned)
                os.unlink(lock_file)
        except OSError:
            pass  # what can't be removed does no harm
        finally:
            os.close(handle)


# --- files, in the form that store objects have -------------------------------------------


def write_file(path: str, data: bytes) -> None:
    """Append *data* to a file, made if missing."""
    with open(to_bytes(path), "ab", buffering=0) as file:
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]


def write_link(path: str, target: str) -> None:
    """Make a symlink without a time of its own."""
    os.symlink(to_bytes(target), to_bytes(path))
    os.utime(to_bytes(path), (1, 1), follow_symlinks=False)


def seal(path: str, mode: int) -> None:
    """Give a file or directory the mode and time that store objects have."""
    os.chmod(to_bytes(path), mode)
    os.utime(to_bytes(path), (1, 1))


def remove(path: str) -> None:
    """Remove a file or directory of ours, read-only ones included."""
    name = to_bytes(path)
    if not os.path.isdir(name) or os.path.islink(name):
        os.unlink(name)
        return
    for directory, _, _ in os.walk(name):
        os.chmod(directory, 0o700)
    shutil.rmtree(name)
