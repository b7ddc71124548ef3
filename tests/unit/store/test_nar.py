"""Archives: against what C++ Nix's ``nix-store --dump`` gives, and what they hold in memory."""

from __future__ import annotations

import hashlib

import pytest

from aionix.errors import FileAccessError, StoreError
from aionix.filesystem import Executable, MemoryIO, Symlink
from aionix.store import nar
from aionix.store.nar import CHUNK, Sink, Tree, dump, hash_tree, select_tree

FILES = {
    "/t/plain": "hello\n",
    "/t/run": Executable("#!/bin/sh\n"),
    "/t/link": Symlink("plain"),
    "/t/sub/empty": "",
    "/t/sub/eight": "12345678",
    "/t/sub/a.txt": "x",
    "/t/none": None,
}

pytestmark = pytest.mark.anyio


async def archive(io: MemoryIO, root: str) -> bytes:
    pieces: list[bytes] = []
    await dump(Tree(io, root), collector(pieces))
    return b"".join(pieces)


def collector(pieces: list[bytes]) -> Sink:
    async def sink(data: bytes) -> None:
        pieces.append(data)

    return sink


async def test_a_file() -> None:
    def token(text: bytes) -> bytes:
        return len(text).to_bytes(8, "little") + text + bytes(-len(text) % 8)

    words = [b"nix-archive-1", b"(", b"type", b"regular", b"contents", b"hello\n", b")"]
    assert await archive(MemoryIO(FILES), "/t/plain") == b"".join(map(token, words))
    words[4:4] = [b"executable", b""]
    words[-2] = b"#!/bin/sh\n"
    assert await archive(MemoryIO(FILES), "/t/run") == b"".join(map(token, words))


# nix-store --dump of the same tree, in SHA-256.
@pytest.mark.parametrize(
    ("root", "digest"),
    [
        ("/t", "ae74c598f9884bb900ed6e6fb10c8737d00ee106d97bc1ae69379a71fa231535"),
        ("/t/plain", "1c37d01af40be2e80691de3cc3df44377a699afbb17c68f080964b2fd071fc13"),
        ("/t/run", "6283c1668260f903d1a895c0cd6b822fa4b68762bb0b17cedef2d39d97e26554"),
        ("/t/link", "67204ec9e7380e7247b89ee115022cdb42b8f5c53a9f04415a23ba2bad158e43"),
        ("/t/sub", "40ba358ab81fdac2f493823dfed0e192999a608c856b789c5ec200c1105357c6"),
        ("/t/sub/empty", "77ac62e2629d8e45f624589c0c8bf99e24b3a722349bf1e79bc186008534e246"),
        ("/t/sub/eight", "22d63223426447e64aa20d76d506b3e062a2d242bb797536dbf3ee681be3f53c"),
        ("/t/none", "a50a5ab6d992f5598edd92105059fae9acfc192981e08bd88534c2167e92526a"),
    ],
)
async def test_recorded(root: str, digest: str) -> None:
    assert (await hash_tree(Tree(MemoryIO(FILES), root))).data.hex() == digest


async def test_flat() -> None:
    expected = hashlib.sha256(b"hello\n").digest()
    assert (await hash_tree(Tree(MemoryIO(FILES), "/t/plain"), "flat")).data == expected
    assert (await hash_tree(Tree(MemoryIO(FILES), "/t/link"), "flat")).data == expected
    with pytest.raises(FileAccessError, match="Is a directory"):
        await hash_tree(Tree(MemoryIO(FILES), "/t"), "flat")


async def test_filter_sees_what_is_below_and_prunes() -> None:
    seen: list[tuple[str, str]] = []

    async def keep(path: str, kind: str) -> bool:
        seen.append((path, kind))
        return kind != "directory"

    pruned, tree = await select_tree(MemoryIO(FILES), "/t", keep=keep)
    assert seen == [
        ("/t/link", "symlink"),
        ("/t/none", "directory"),
        ("/t/plain", "regular"),
        ("/t/run", "regular"),
        ("/t/sub", "directory"),
    ]
    without = {name: file for name, file in FILES.items() if "sub" not in name and file is not None}
    assert pruned == await hash_tree(Tree(MemoryIO(without), "/t"))
    # Once chosen, the same files without asking again.
    seen.clear()
    assert pruned == await hash_tree(tree)
    assert not seen


async def test_large_files_are_read_in_pieces() -> None:
    """At most a chunk at a time, with the same result."""

    class Counting(MemoryIO):
        largest = 0

        async def read_file(self, path: str) -> bytes:
            data = await super().read_file(path)
            self.largest = max(self.largest, len(data))
            return data

        async def read_range(self, path: str, offset: int, size: int) -> bytes:
            self.largest = max(self.largest, size)
            return large[offset : offset + size]

    large = bytes(range(256)) * (CHUNK // 256) * 2 + b"tail!"
    io = Counting({"/t/large": large, "/t/small": "x"})
    pieces: list[bytes] = []
    await dump(Tree(io, "/t"), collector(pieces))
    assert io.largest <= CHUNK
    assert max(map(len, pieces)) <= CHUNK
    assert nar.token(large) in b"".join(pieces)


async def test_failures() -> None:
    deep = MemoryIO({"/t" + "/d" * 63 + "/f": ""})
    with pytest.raises(StoreError, match="exceeds maximum NAR directory depth of 64"):
        await archive(deep, "/t")
    shallow = MemoryIO({"/t" + "/d" * 62 + "/f": ""})
    assert await archive(shallow, "/t")
    with pytest.raises(FileAccessError, match="path '/none' does not exist"):
        await archive(MemoryIO({}), "/none")

    class Odd(MemoryIO):
        async def kind(self, path: str) -> None:
            return "unknown"  # type: ignore[return-value]

    with pytest.raises(FileAccessError, match="file '/x' has an unsupported type"):
        await archive(Odd({"/x": ""}), "/x")
