"""A store of files below a directory of the user's choice.

``/nix/store/…-x`` is kept as ``ROOT/nix/store/…-x``, in the form that Nix gives its
objects (read-only, no times).  Beside the objects lies ``.aionix``:

* ``info/…-x``: what is known of an object (``narinfo``);
* ``tmp-TOKEN/`` and ``TOKEN.lock``: objects being written by one process (``workshop``).

Invariants: an object is renamed to its place when it is complete and its info is
written, so whoever sees it sees all of it, and a process that is killed leaves nothing
but a workshop, which the next process removes.  What is in its place is never changed.
Any number of processes may write at once: they write the same.  An object without info,
which somebody else put there, is not valid; to add it is to check it.
"""

from __future__ import annotations

import contextlib
import os
import stat
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import TypeVar

import anyio
from anyio import to_thread

from ..bytestr import from_bytes, to_bytes, to_text
from ..errors import StoreError, UnsupportedFeatureError
from . import hashes, narinfo, paths
from .hashes import Hash, hasher
from .interface import PathInfo, Wanted, source_address, text_address
from .nar import Files, Tree, Walk, dump, file_archive, hash_tree, read_chunks, unsupported
from .paths import Method
from .workshop import Workshop, remove, seal, write_file, write_link

T = TypeVar("T")

STATE = ".aionix"


class DirectoryStore:
    """Keeps texts and sources as files below *root*, a directory (nix string), made if missing.

    *files* reads real files.  It can't build.
    """

    def __init__(self, root: str, directory: str = "/nix/store", *, files: Files) -> None:
        real = from_bytes(os.path.realpath(to_bytes(root)))
        self.root = "" if real == "/" else real
        self.directory = directory
        self._files = files
        self._state = f"{self.root}{directory}/{STATE}"
        self._workshop: Workshop | None = None
        self._opening = threading.Lock()

    def real_path(self, path: str) -> str:
        """The file that holds the object *path*."""
        return self.root + path

    # --- adding -----------------------------------------------------------------------

    async def add_text(self, name: str, content: str, references: Iterable[str]) -> str:
        known = frozenset(references)
        digest = hashes.sha256(content)
        path = paths.text_path(name, digest, known, self.directory)
        if await self.info(path) is not None:
            return path
        data = to_bytes(content)
        archive = file_archive(data)
        nar = Hash("sha256", hashes.digest("sha256", archive))
        info = PathInfo(known, nar, len(archive), None, text_address(digest))

        def write() -> str | None:
            new = self._new()
            write_file(new, data)
            seal(new, 0o444)
            return self._place(path, new, info)

        await self._settle(path, await self._off_loop(write), info)
        return path

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
            with contextlib.suppress(OSError):  # another user's is not ours to finish
                self._finish(path)
            return path
        new = await self._off_loop(self._new)
        try:
            await self._copy(tree, new)
            copied = Tree(self._files, new)
            nar, size = await _archive_hash(copied)
            found = nar
            if method != "nar" or content.algorithm != nar.algorithm:
                found = await hash_tree(copied, method, content.algorithm)
            if found != content:
                raise StoreError(
                    f"'{to_text(tree.root)}' was changed while it was copied to the store"
                )
            address = source_address(method, content)
            info = PathInfo(frozenset(references), nar, size, None, address)
            left = await self._off_loop(partial(self._place, path, new, info))
        except BaseException:
            with anyio.CancelScope(shield=True):
                await to_thread.run_sync(_discard, new)
            raise
        await self._settle(path, left, info)
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
                await self._off_loop(partial(write_link, target, link))
            elif entry.kind == "regular":
                status = await tree.files.file_status(entry.path)
                await self._off_loop(partial(write_file, target, b""))

                async def sink(data: bytes, target: str = target) -> None:
                    await self._off_loop(partial(write_file, target, data))

                await read_chunks(tree.files, entry.path, status.size, sink)
                mode = 0o555 if status.executable else 0o444
                await self._off_loop(partial(seal, target, mode))
            else:
                raise unsupported(entry.path)
        # What is in a directory is complete before it is sealed; the outermost one is
        # sealed last of all, in its place: a read-only directory can't be moved.
        for directory in reversed(directories):
            mode = 0o555 if directory != new else 0o755
            await self._off_loop(partial(seal, directory, mode))

    def _new(self) -> str:
        """The name for a new object, in the workshop of this process."""
        with self._opening:
            if self._workshop is None:
                os.makedirs(to_bytes(f"{self._state}/info"), exist_ok=True)
                self._workshop = Workshop(self._state)
            return self._workshop.name()

    def _place(self, path: str, new: str, info: PathInfo) -> str | None:
        """Put the object at *new* in its place, *info* first; *new* if there is one already."""
        real = to_bytes(self.real_path(path))
        if os.path.lexists(real):
            return new
        self._write_info(path, info)
        try:
            os.rename(to_bytes(new), real)
        except OSError:
            if not os.path.isdir(real):
                raise
            return new
        self._finish(path)
        return None

    def _write_info(self, path: str, info: PathInfo) -> None:
        written = self._new()
        write_file(written, narinfo.show(path, info))
        os.replace(to_bytes(written), self._info_file(path))

    def _finish(self, path: str) -> None:
        """The last thing done to an object, also for a process killed just before it."""
        mode = os.lstat(to_bytes(self.real_path(path))).st_mode
        if stat.S_ISDIR(mode) and mode & 0o200:
            seal(self.real_path(path), 0o555)

    async def _settle(self, path: str, left: str | None, info: PathInfo) -> None:
        """*left* was not needed: what is in its place must be the same."""
        if left is None:
            return
        await self._off_loop(partial(remove, left))
        if await self.info(path) is None:
            real = self.real_path(path)
            if await _archive_hash(Tree(self._files, real)) != (info.nar_hash, info.nar_size):
                raise StoreError(f"'{to_text(real)}' is there already, with another content")
            await self._off_loop(partial(self._write_info, path, info))

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
        return None if text is None else narinfo.read(path, text, self.directory)

    def _known(self, path: str) -> bytes | None:
        """The info of *path*, None when it is not there; 20 µs, less than a trip to a thread."""
        try:
            with open(self._info_file(path), "rb") as file:
                text = file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise StoreError(
                f"cannot read what is known of '{to_text(path)}': {error.strerror}"
            ) from None
        return text if os.path.lexists(to_bytes(self.real_path(path))) else None

    def _info_file(self, path: str) -> bytes:
        return to_bytes(f"{self._state}/info/{path[len(self.directory) + 1 :]}")

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


async def _archive_hash(tree: Tree) -> tuple[Hash, int]:
    """The hash and the size, in bytes, of the archive of *tree*."""
    archive = hasher("sha256")
    size = 0

    async def sink(data: bytes) -> None:
        nonlocal size
        archive.update(data)
        size += len(data)

    await dump(tree, sink)
    return Hash("sha256", archive.digest()), size


def _discard(new: str) -> None:
    """Remove an unfinished object as far as that can be done; ``aclose`` tries again."""
    with contextlib.suppress(OSError):
        remove(new)
