"""A store of files below a directory of the user's choice.

``/nix/store/…-x`` is kept as ``ROOT/nix/store/…-x``, in the form that Nix gives its
objects (read-only, no times).  Beside the objects lies ``.aionix``:

* ``info/…-x``: what is known of an object, in the format of binary caches
  (``StorePath: …``, ``NarHash: …``, ``References: …``);
* ``tmp-TOKEN/``: objects being written by one process, ``TOKEN.lock``: locked by it.

Invariants: an object is renamed to its place when it is complete and its info is
written, so whoever sees it sees all of it, and a process that is killed leaves nothing
but a temporary directory, which the next process removes.  What is in its place is never
changed.  Any number of processes may write at once: they write the same.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from anyio import to_thread

from ..bytestr import from_bytes, to_bytes, to_text
from ..errors import StoreError, UnsupportedFeatureError
from . import hashes, paths
from .hashes import Hash, hasher
from .interface import PathInfo, Wanted, source_address, text_address
from .nar import Files, Tree, Walk, dump, file_archive, hash_tree, read_chunks, unsupported
from .paths import Method

T = TypeVar("T")

STATE = ".aionix"


class DirectoryStore:
    """Keeps texts and sources as files below *root*, a directory (nix string), made if missing.

    *files* reads real files.  It can't build.
    """

    def __init__(self, root: str, directory: str = "/nix/store", *, files: Files) -> None:
        self.root = root.rstrip("/")
        self.directory = directory
        self._files = files
        self._place = self.root + directory
        self._state = f"{self._place}/{STATE}"
        self._workshop: _Workshop | None = None

    def real_path(self, path: str) -> str:
        """The file that holds the object *path*."""
        return self.root + path

    # --- adding -----------------------------------------------------------------------

    async def add_text(self, name: str, content: str, references: Iterable[str]) -> str:
        known = frozenset(references)
        digest = hashes.sha256(content)
        path = paths.text_path(name, digest, known, self.directory)
        if await self.info(path) is None:
            await self._off_loop(partial(self._write_text, path, to_bytes(content), known, digest))
        return path

    def _write_text(
        self, path: str, content: bytes, references: frozenset[str], digest: Hash
    ) -> None:
        new = self._new()
        _write_file(new, content)
        _seal(new, 0o444)
        archive = file_archive(content)
        nar = Hash("sha256", hashes.digest("sha256", archive))
        info = PathInfo(references, nar, len(archive), None, text_address(digest))
        self._publish(path, new, info)

    async def add_source(
        self,
        name: str,
        method: Method,
        content: Hash,
        tree: Tree,
        references: Collection[str] = (),
    ) -> str:
        path = paths.fixed_path(name, method, content, self.directory, references)
        if await self.info(path) is not None:
            return path
        new = await self._off_loop(self._new)
        await self._copy(tree, new)
        copied = Tree(self._files, new)
        if await hash_tree(copied, method, content.algorithm) != content:
            raise StoreError(f"'{to_text(tree.root)}' was changed while it was copied to the store")
        archive = hasher("sha256")
        size = 0

        async def sink(data: bytes) -> None:
            nonlocal size
            archive.update(data)
            size += len(data)

        await dump(copied, sink)
        nar = Hash("sha256", archive.digest())
        address = source_address(method, content)
        info = PathInfo(frozenset(references), nar, size, None, address)
        await self._off_loop(partial(self._publish, path, new, info))
        return path

    async def _copy(self, tree: Tree, new: str) -> None:
        """Copy *tree* to the file or directory *new*."""
        walk = Walk(tree.files, tree.root, None if tree.kept is None else tree.keep)
        start = len(tree.root.rstrip("/"))
        directories: list[str] = []
        while (entry := await walk.next()) is not None:
            target = new + entry.path[start:] if entry.depth else new
            if entry.kind == "directory":
                await self._off_loop(partial(os.mkdir, to_bytes(target), 0o755))
                directories.append(target)
            elif entry.kind == "symlink":
                link = await tree.files.read_link(entry.path)
                await self._off_loop(partial(_write_link, target, link))
            elif entry.kind == "regular":
                status = await tree.files.file_status(entry.path)
                await self._off_loop(partial(_write_file, target, b""))

                async def sink(data: bytes, target: str = target) -> None:
                    await self._off_loop(partial(_write_file, target, data))

                await read_chunks(tree.files, entry.path, status.size, sink)
                mode = 0o555 if status.executable else 0o444
                await self._off_loop(partial(_seal, target, mode))
            else:
                raise unsupported(entry.path)
        # What is in a directory is complete before it is sealed; the outermost one is
        # sealed last of all, in its place: a read-only directory can't be moved.
        for directory in reversed(directories):
            mode = 0o555 if directory != new else 0o755
            await self._off_loop(partial(_seal, directory, mode))

    def _new(self) -> str:
        """The name for a new object, in a directory of this process's."""
        if self._workshop is None:
            os.makedirs(to_bytes(f"{self._state}/info"), exist_ok=True)
            self._workshop = _Workshop(self._state)
        return self._workshop.name()

    def _publish(self, path: str, new: str, info: PathInfo) -> None:
        """Put the object at *new* in its place, *info* first."""
        base = path[len(self.directory) + 1 :]
        written = self._new()
        _write_file(written, _show_info(path, info))
        os.replace(to_bytes(written), to_bytes(f"{self._state}/info/{base}"))
        real = to_bytes(self.real_path(path))
        if os.path.lexists(real):  # another process was faster
            _remove(new)
            return
        try:
            os.rename(to_bytes(new), real)
        except FileExistsError:
            _remove(new)
            return
        except OSError:
            if not os.path.isdir(real):
                raise
            _remove(new)
            return
        if stat.S_ISDIR(os.lstat(real).st_mode):
            _seal(self.real_path(path), 0o555)

    async def _off_loop(self, work: Callable[[], T]) -> T:
        """Do *work* in a thread; its failure as a StoreError."""
        try:
            return await to_thread.run_sync(work)
        except OSError as error:
            raise StoreError(
                f"cannot write to the store below '{to_text(self.root or '/')}':"
                f" {error.strerror or error}"
            ) from None

    # --- asking -----------------------------------------------------------------------

    async def info(self, path: str) -> PathInfo | None:
        if not paths.is_store_path(path, self.directory):
            return None
        text = self._known(path)
        return None if text is None else _read_info(path, text, self.directory)

    def _known(self, path: str) -> bytes | None:
        """The info of *path*, None when it is not there; 20 µs, less than a trip to a thread."""
        base = path[len(self.directory) + 1 :]
        try:
            with open(to_bytes(f"{self._state}/info/{base}"), "rb") as file:
                text = file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(
                f"cannot read what is known of '{to_text(path)}': {error.strerror}"
            ) from None
        return text if os.path.lexists(to_bytes(self.real_path(path))) else None

    async def contents(self, path: str) -> Tree | bytes | None:
        if await self.info(path) is None:
            return None
        return Tree(self._files, self.real_path(path))

    async def build(self, wanted: Sequence[Wanted]) -> None:
        raise UnsupportedFeatureError(
            f"cannot build '{wanted[0].show()}' during evaluation: the store below"
            f" '{to_text(self.root or '/')}' only keeps files"
        )

    async def outputs(self, derivation: str) -> Mapping[str, str]:
        return {}

    async def aclose(self) -> None:
        workshop, self._workshop = self._workshop, None
        if workshop is not None:
            await self._off_loop(workshop.close)


class _Workshop:
    """A directory for the unfinished objects of one process; removes those of dead processes."""

    def __init__(self, state: str) -> None:
        self._clean(state)
        self._count = 0
        token = secrets.token_hex(8)
        self._lock_file = to_bytes(f"{state}/{token}.lock")
        self.directory = f"{state}/tmp-{token}"
        # Locked before the directory is there: no other process takes it for abandoned.
        self._lock = os.open(self._lock_file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        os.mkdir(to_bytes(self.directory), 0o700)

    def name(self) -> str:
        """A file name that is free."""
        self._count += 1
        return f"{self.directory}/{self._count}"

    def close(self) -> None:
        """Remove everything."""
        _remove(self.directory)
        os.unlink(self._lock_file)
        os.close(self._lock)

    @staticmethod
    def _clean(state: str) -> None:
        for name in map(from_bytes, os.listdir(to_bytes(state))):
            if not name.endswith(".lock"):
                continue
            lock_file = to_bytes(f"{state}/{name}")
            try:
                lock = os.open(lock_file, os.O_RDWR)
            except OSError:
                continue
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                abandoned = f"{state}/tmp-{name.removesuffix('.lock')}"
                if os.path.isdir(to_bytes(abandoned)):
                    _remove(abandoned)
                os.unlink(lock_file)
            except OSError:
                pass  # its process lives, or somebody else is cleaning up
            finally:
                os.close(lock)


# --- files --------------------------------------------------------------------------


def _write_file(path: str, data: bytes) -> None:
    """Append *data* to a file, made if missing."""
    with open(to_bytes(path), "ab", buffering=0) as file:
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]


def _write_link(path: str, target: str) -> None:
    os.symlink(to_bytes(target), to_bytes(path))
    os.utime(to_bytes(path), (1, 1), follow_symlinks=False)


def _seal(path: str, mode: int) -> None:
    """The mode and time that store objects have."""
    os.chmod(to_bytes(path), mode)
    os.utime(to_bytes(path), (1, 1))


def _remove(path: str) -> None:
    """Remove a file or directory of ours, read-only ones included."""
    name = to_bytes(path)
    if not os.path.isdir(name) or os.path.islink(name):
        os.unlink(name)
        return
    for directory, _, _ in os.walk(name):
        os.chmod(directory, 0o700)
    shutil.rmtree(name)


# --- infos --------------------------------------------------------------------------


def _show_info(path: str, info: PathInfo) -> bytes:
    references = " ".join(sorted(one.rpartition("/")[2] for one in info.references))
    lines = [f"StorePath: {path}"]
    if info.nar_hash is not None:
        lines.append(f"NarHash: {info.nar_hash.prefixed('nix32')}")
    if info.nar_size is not None:
        lines.append(f"NarSize: {info.nar_size}")
    lines.append(f"References: {references}")
    if info.content_address is not None:
        lines.append(f"CA: {info.content_address}")
    return to_bytes("\n".join(lines) + "\n")


def _read_info(path: str, text: bytes, directory: str) -> PathInfo:
    fields = dict(line.split(": ", 1) for line in from_bytes(text).split("\n") if ": " in line)
    try:
        references = frozenset(
            paths.parse_store_path(f"{directory}/{base}", directory)
            for base in fields.get("References", "").split()
        )
        nar_hash = fields.get("NarHash")
        nar_size = fields.get("NarSize")
        if fields["StorePath"] != path:
            raise ValueError(fields["StorePath"])
        return PathInfo(
            references,
            None if nar_hash is None else hashes.parse_hash(nar_hash),
            None if nar_size is None else int(nar_size),
            None,
            fields.get("CA"),
        )
    except (KeyError, ValueError, StoreError):
        raise StoreError(f"what the store knows of '{to_text(path)}' is unreadable") from None
