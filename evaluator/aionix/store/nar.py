"""The Nix archive format: a tree of files as one sequence of bytes.

Tokens are preceded by their length (64 bits, little endian) and padded to eight
bytes; entries are sorted by name; of a file only its content and whether it may
be run are kept (Nix manual, "Nix Archive (NAR) format").

``dump`` writes to a sink as it reads: at most ``CHUNK`` bytes of a file, and the
names of the directories that are open, are held in memory.  It keeps its own
stack, so that neither the tree nor the filter use up native frames.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Protocol

from ..bytestr import to_bytes, to_text
from ..errors import FileAccessError, StoreError
from .hashes import Hash, hasher
from .paths import Method

MAGIC = b"nix-archive-1"
#: How much of a file is read at a time.
CHUNK = 1 << 20
#: How deep directories may be nested.
MAX_DEPTH = 64

#: Told the name of a file and its kind; whether it is to be kept.
Filter = Callable[[str, str], Awaitable[bool]]
Sink = Callable[[bytes], object]


class _Status(Protocol):
    @property
    def size(self) -> int: ...
    @property
    def executable(self) -> bool: ...


class Tree(Protocol):
    """What is asked of a file system; ``EvalIO`` has it all."""

    async def kind(self, path: str) -> str | None: ...
    async def file_status(self, path: str) -> _Status: ...
    async def read_file(self, path: str) -> bytes: ...
    async def read_range(self, path: str, offset: int, size: int) -> bytes: ...
    async def read_directory(self, path: str) -> Mapping[str, str]: ...
    async def read_link(self, path: str) -> str: ...


def token(data: bytes) -> bytes:
    """*data* with its length before it, padded."""
    return len(data).to_bytes(8, "little") + data + b"\0" * (-len(data) % 8)


def _tokens(*names: bytes) -> bytes:
    return b"".join(map(token, names))


_START = _tokens(MAGIC)
_OPEN = _tokens(b"(", b"type")
_CLOSE = _tokens(b")")
_CONTENTS = _tokens(b"regular", b"contents")
_RUNNABLE = _tokens(b"regular", b"executable", b"", b"contents")
_DIRECTORY = _tokens(b"directory")
_SYMLINK = _tokens(b"symlink", b"target")
_ENTRY = _tokens(b"entry", b"(", b"name")
_NODE = _tokens(b"node")


class _Directory:
    """An open directory: its name ("" for the root of all) and the entries still to come."""

    __slots__ = ("entries", "path")

    def __init__(self, path: str, entries: Mapping[str, str]) -> None:
        self.path = path.rstrip("/")
        self.entries: Iterator[tuple[str, str]] = iter(sorted(entries.items()))


async def dump(tree: Tree, root: str, sink: Sink, keep: Filter | None = None) -> None:
    """Write the archive of the tree at *root* to *sink*; *keep* chooses among what is below it."""
    kind = await tree.kind(root)
    if kind is None:
        raise FileAccessError(f"path '{to_text(root)}' does not exist")
    sink(_START)
    open_directories: list[_Directory] = []
    path = root
    while True:
        if len(open_directories) >= MAX_DEPTH:
            raise StoreError(
                f"path '{to_text(path)}' exceeds maximum NAR directory depth of {MAX_DEPTH}"
            )
        sink(_OPEN)
        if kind == "directory":
            sink(_DIRECTORY)
            open_directories.append(_Directory(path, await tree.read_directory(path)))
        else:
            if kind == "regular":
                await _dump_file(tree, path, sink)
            elif kind == "symlink":
                sink(_SYMLINK + token(to_bytes(await tree.read_link(path))))
            else:
                raise FileAccessError(f"file '{to_text(path)}' has an unsupported type")
            sink(_CLOSE)
            if open_directories:
                sink(_CLOSE)
        # On to the next entry: that of the innermost directory that has one left.
        while open_directories:
            directory = open_directories[-1]
            for name, kind in directory.entries:
                path = f"{directory.path}/{name}"
                if keep is None or await keep(path, kind):
                    sink(_ENTRY + token(to_bytes(name)) + _NODE)
                    break
            else:
                open_directories.pop()
                sink(_CLOSE)
                if open_directories:
                    sink(_CLOSE)
                continue
            break
        else:
            return


async def _dump_file(tree: Tree, path: str, sink: Sink) -> None:
    status = await tree.file_status(path)
    sink(_RUNNABLE if status.executable else _CONTENTS)
    if status.size <= CHUNK:
        sink(token(await tree.read_file(path)))
        return
    sink(status.size.to_bytes(8, "little"))
    await _read_chunks(tree, path, status.size, sink)
    sink(b"\0" * (-status.size % 8))


async def _read_chunks(tree: Tree, path: str, size: int, sink: Sink) -> None:
    offset = 0
    while offset < size:
        data = await tree.read_range(path, offset, min(CHUNK, size - offset))
        if not data:
            raise FileAccessError(f"file '{to_text(path)}' has shrunk while it was read")
        sink(data)
        offset += len(data)


async def hash_tree(
    tree: Tree,
    root: str,
    method: Method = "nar",
    algorithm: str = "sha256",
    keep: Filter | None = None,
) -> Hash:
    """The hash of the tree at *root*: of its archive (``nar``), or of one file's content."""
    state = hasher(algorithm)
    if method == "nar":
        await dump(tree, root, state.update, keep)
    else:
        kind = await tree.kind(root)
        if kind == "regular":
            size = (await tree.file_status(root)).size
            if size > CHUNK:
                await _read_chunks(tree, root, size, state.update)
                return Hash(algorithm, state.digest())
        state.update(await tree.read_file(root))
    return Hash(algorithm, state.digest())
