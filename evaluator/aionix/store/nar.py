"""The Nix archive format: a tree of files as one sequence of bytes.

Tokens are preceded by their length (64 bits, little endian) and padded to eight
bytes; entries are sorted by name; of a file only its content and whether it may
be run are kept (Nix manual, "Nix Archive (NAR) format").

``dump`` writes to a sink as it reads: at most ``CHUNK`` bytes of a file, and the
names of the directories that are open, are held in memory.  ``Walk`` keeps its own
stack, so that neither the tree nor the filter use up native frames.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import NamedTuple, Protocol

from ..bytestr import to_bytes, to_text
from ..errors import FileAccessError, StoreError
from ..records import dataclass
from .hashes import Hash, hasher
from .paths import Method

MAGIC = b"nix-archive-1"
#: How much of a file is read at a time, and about how much a sink gets at once.
CHUNK = 1 << 20
PIECE = 1 << 16
#: How deep directories may be nested.
MAX_DEPTH = 64

#: Told the name of a file and its kind; whether it is to be kept.
Filter = Callable[[str, str], Awaitable[bool]]
Sink = Callable[[bytes], Awaitable[object]]


class _Status(Protocol):
    @property
    def size(self) -> int: ...
    @property
    def executable(self) -> bool: ...


class Files(Protocol):
    """What is asked of a file system; ``EvalIO`` has it all."""

    async def kind(self, path: str) -> str | None: ...
    async def file_status(self, path: str) -> _Status: ...
    async def read_file(self, path: str) -> bytes: ...
    async def read_range(self, path: str, offset: int, size: int) -> bytes: ...
    async def read_directory(self, path: str) -> Mapping[str, str]: ...
    async def read_link(self, path: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Tree:
    """The file or directory *root* of *files*.

    *kept*: the names of the files below it that a filter kept, relative to it and with a
    slash before them (``/src/main.c``); None for all.
    """

    files: Files
    root: str
    kept: frozenset[str] | None = None

    def has(self, rest: str) -> bool:
        """Whether no filter left out what is called *rest* below the root."""
        return self.kept is None or not rest or rest in self.kept

    def below(self, rest: str) -> Tree:
        """The part of the tree that is called *rest*."""
        kept = self.kept
        if kept is not None:
            start = rest + "/"
            kept = frozenset(name[len(rest) :] for name in kept if name.startswith(start))
        return Tree(self.files, (self.root.rstrip("/") + rest) or "/", kept)

    async def keep(self, path: str, kind: str) -> bool:
        """A ``Filter``."""
        return self.has(_relative(path, self.root))


def _relative(path: str, root: str) -> str:
    """What *path* is called below *root*: ``/src``."""
    return path[len(root.rstrip("/")) :]


# --- walking ------------------------------------------------------------------------


class Entry(NamedTuple):
    """A file on a walk: its whole name, its kind, and how far below the root it is."""

    path: str
    kind: str
    depth: int


class Walk:
    """A tree of files, each directory before what it holds, in order of names."""

    def __init__(self, files: Files, root: str, keep: Filter | None = None) -> None:
        self._files = files
        self._root = root
        self._keep = keep
        self._last: Entry | None = None
        #: The directories that are open: name and entries still to come.
        self._open: list[tuple[str, Iterator[tuple[str, str]]]] = []

    async def next(self) -> Entry | None:
        """The next file, None at the end.  Raises FileAccessError and StoreError."""
        last = self._last
        if last is None:
            kind = await self._files.kind(self._root)
            if kind is None:
                raise FileAccessError(f"path '{to_text(self._root)}' does not exist")
            self._last = Entry(self._root, kind, 0)
            return self._last
        if last.kind == "directory":
            entries = await self._files.read_directory(last.path)
            self._open.append((last.path.rstrip("/"), iter(sorted(entries.items()))))
        while self._open:
            directory, rest = self._open[-1]
            for name, kind in rest:
                path = f"{directory}/{name}"
                if self._keep is not None and not await self._keep(path, kind):
                    continue
                if len(self._open) >= MAX_DEPTH:
                    raise StoreError(
                        f"path '{to_text(path)}' exceeds maximum NAR directory depth of {MAX_DEPTH}"
                    )
                self._last = Entry(path, kind, len(self._open))
                return self._last
            self._open.pop()
        return None


def unsupported(path: str) -> FileAccessError:
    """The error about a device, socket or the like."""
    return FileAccessError(f"file '{to_text(path)}' has an unsupported type")


async def read_chunks(files: Files, path: str, size: int, sink: Sink) -> None:
    """Give *sink* the first *size* bytes of a file."""
    if size <= CHUNK:
        if size:
            await sink(await _read_whole(files, path, size))
        return
    offset = 0
    while offset < size:
        data = await files.read_range(path, offset, min(CHUNK, size - offset))
        offset += len(data)
        if not data:
            raise _shrunk(path)
        await sink(data)


async def _read_whole(files: Files, path: str, size: int) -> bytes:
    """The first *size* bytes of a file, at most ``CHUNK``."""
    data = (await files.read_file(path))[:size]
    if len(data) < size:
        raise _shrunk(path)
    return data


def _shrunk(path: str) -> FileAccessError:
    return FileAccessError(f"file '{to_text(path)}' has shrunk while it was read")


async def read_text(tree: Tree) -> bytes:
    """The content of a single file."""
    return await tree.files.read_file(tree.root)


# --- archives -----------------------------------------------------------------------


def token(data: bytes) -> bytes:
    """*data* with its length before it, padded."""
    return len(data).to_bytes(8, "little") + data + b"\0" * (-len(data) % 8)


def _tokens(*names: bytes) -> bytes:
    return b"".join(map(token, names))


_START = _tokens(MAGIC)
_OPEN = _tokens(b"(", b"type")
_CLOSE = _tokens(b")")
_CONTENTS = _OPEN + _tokens(b"regular", b"contents")
_RUNNABLE = _OPEN + _tokens(b"regular", b"executable", b"", b"contents")
_DIRECTORY = _OPEN + _tokens(b"directory")
_SYMLINK = _OPEN + _tokens(b"symlink", b"target")
_ENTRY = _tokens(b"entry", b"(", b"name")
_NODE = _tokens(b"node")


def _end(depth: int) -> bytes:
    """The end of a file at *depth*: of its node, and of the entry that holds it."""
    return _CLOSE + _CLOSE if depth else _CLOSE


async def dump(tree: Tree, sink: Sink) -> None:
    """Write the archive of *tree* to *sink*."""
    await _dump(tree.files, tree.root, sink, None if tree.kept is None else tree.keep)


async def _dump(files: Files, root: str, sink: Sink, keep: Filter | None) -> None:
    waiting = bytearray(_START)  # for the sink
    walk = Walk(files, root, keep)
    inside = 0
    while (entry := await walk.next()) is not None:
        path, kind, depth = entry
        while inside > depth:
            inside -= 1
            waiting += _end(inside)
        if depth:
            waiting += _ENTRY + token(to_bytes(path[path.rindex("/") + 1 :])) + _NODE
        if kind == "directory":
            waiting += _DIRECTORY
            inside = depth + 1
        elif kind == "symlink":
            waiting += _SYMLINK + token(to_bytes(await files.read_link(path))) + _end(depth)
        elif kind == "regular":
            status = await files.file_status(path)
            size = status.size
            waiting += _RUNNABLE if status.executable else _CONTENTS
            waiting += size.to_bytes(8, "little")
            if size > CHUNK:
                await sink(bytes(waiting))
                waiting.clear()
                await read_chunks(files, path, size, sink)
            elif size:
                waiting += await _read_whole(files, path, size)
            waiting += b"\0" * (-size % 8) + _end(depth)
        else:
            raise unsupported(path)
        if len(waiting) >= PIECE:
            await sink(bytes(waiting))
            waiting.clear()
    while inside > 0:
        inside -= 1
        waiting += _end(inside)
    await sink(bytes(waiting))


def file_archive(content: bytes) -> bytes:
    """The archive of a file that is not to be run."""
    return _START + _CONTENTS + token(content) + _CLOSE


async def hash_tree(tree: Tree, method: Method = "nar", algorithm: str = "sha256") -> Hash:
    """The hash of *tree*: of its archive (``nar``), or of one file's content."""
    keep = None if tree.kept is None else tree.keep
    return (await select_tree(tree.files, tree.root, method, algorithm, keep))[0]


async def select_tree(
    files: Files,
    root: str,
    method: Method = "nar",
    algorithm: str = "sha256",
    keep: Filter | None = None,
) -> tuple[Hash, Tree]:
    """The tree at *root* as far as *keep* keeps it (it is asked once), and its hash."""
    state = hasher(algorithm)

    async def sink(data: bytes) -> None:
        state.update(data)

    if method == "nar":
        kept: set[str] = set()

        async def chosen(path: str, kind: str) -> bool:
            assert keep is not None
            if not await keep(path, kind):
                return False
            kept.add(_relative(path, root))
            return True

        await _dump(files, root, sink, None if keep is None else chosen)
        tree = Tree(files, root, None if keep is None else frozenset(kept))
    else:
        regular = await files.kind(root) == "regular"
        size = (await files.file_status(root)).size if regular else 0
        if size > CHUNK:
            await read_chunks(files, root, size, sink)
        else:  # also what is no file: reading it fails
            await sink(await files.read_file(root))
        tree = Tree(files, root)
    return Hash(algorithm, state.digest()), tree
