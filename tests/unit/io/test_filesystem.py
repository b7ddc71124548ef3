"""Real files and files in memory give the same answers and the same errors."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import anyio
import anyio.to_thread
import pytest

from aionix.bytestr import from_text
from aionix.errors import FileAccessError, RestrictedPathError
from aionix.filesystem import (
    DIRECT_READ,
    MemoryIO,
    RealIO,
    Symlink,
    resolve_ancestors,
    resolve_import,
)
from aionix.nofollow import NoFollowIO
from aionix.restricted import DenyIO, RestrictedIO
from aionix.runtime.io import EvalIO

pytestmark = pytest.mark.anyio

FILES: dict[str, str | bytes | Symlink | None] = {
    "f": "hi",
    "bytes": b"\xff\x00",
    "empty": None,
    "dir/default.nix": "1",
    "dir/sub/x": "x",
    "link": Symlink("f"),
    "to-dir": Symlink("dir"),
    "up": Symlink("dir/sub/../default.nix"),
    "dangling": Symlink("nowhere"),
    "loop-a": Symlink("loop-b"),
    "loop-b": Symlink("loop-a"),
    "é": "accent",
}


@pytest.fixture(params=["real", "memory", "restricted"])
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[EvalIO, str]:
    """The files above and the directory (a nix string) that they are in."""
    root = os.path.realpath(tmp_path)
    if request.param == "memory":
        return MemoryIO({f"/r/{name}": content for name, content in FILES.items()}), "/r"
    for name, content in FILES.items():
        path = Path(root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.mkdir()
        elif isinstance(content, Symlink):
            path.symlink_to(content.target)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    io: EvalIO = RealIO()
    if request.param == "restricted":
        io = RestrictedIO(io, [from_text(root)])
    return io, from_text(root)


async def test_kinds(tree: tuple[EvalIO, str]) -> None:
    io, root = tree
    expected = {
        "f": "regular",
        "dir": "directory",
        "empty": "directory",
        "link": "symlink",
        "dangling": "symlink",
        "loop-a": "symlink",
        "to-dir/sub": "directory",
        "to-dir/default.nix": "regular",
        "nowhere": None,
        "f/x": None,
        "dangling/x": None,
        "\xc3\xa9": "regular",
    }
    assert {name: await io.kind(f"{root}/{name}") for name in expected} == expected


async def test_reading(tree: tuple[EvalIO, str]) -> None:
    io, root = tree
    for name, content in {"f": b"hi", "bytes": b"\xff\0", "link": b"hi", "up": b"1"}.items():
        assert await io.read_file(f"{root}/{name}") == content
    with pytest.raises(FileAccessError, match=f"path '{root}/nowhere' does not exist"):
        await io.read_file(f"{root}/nowhere")
    with pytest.raises(FileAccessError, match=r"read of [0-9]+ bytes: Is a directory"):
        await io.read_file(f"{root}/dir")


async def test_directories(tree: tuple[EvalIO, str]) -> None:
    io, root = tree
    assert await io.read_directory(f"{root}/dir") == {"default.nix": "regular", "sub": "directory"}
    assert await io.read_directory(f"{root}/to-dir/sub") == {"x": "regular"}
    assert await io.read_directory(f"{root}/empty") == {}
    assert (await io.read_directory(root))["\xc3\xa9"] == "regular"
    with pytest.raises(FileAccessError, match=f'cannot read directory "{root}/f": Not a directory'):
        await io.read_directory(f"{root}/f")
    with pytest.raises(FileAccessError, match="does not exist"):
        await io.read_directory(f"{root}/nowhere")


async def test_links(tree: tuple[EvalIO, str]) -> None:
    io, root = tree
    assert await io.read_link(f"{root}/link") == "f"
    with pytest.raises(FileAccessError, match="Invalid argument"):
        await io.read_link(f"{root}/f")
    resolved = {
        "link": "f",
        "up": "dir/default.nix",
        "to-dir/sub/x": "dir/sub/x",
        "to-dir/new": "dir/new",
        "dangling": "nowhere",
        "none/at/all": "none/at/all",
    }
    for name, target in resolved.items():
        assert await io.resolve(f"{root}/{name}") == f"{root}/{target}"
    assert await io.resolve("/") == "/"
    with pytest.raises(
        FileAccessError, match=f"infinite symlink recursion in path '{root}/loop-a'"
    ):
        await io.resolve(f"{root}/loop-a")


async def test_ancestors(tree: tuple[EvalIO, str]) -> None:
    io, root = tree
    assert await resolve_ancestors(io, f"{root}/to-dir/sub") == f"{root}/dir/sub"
    assert await resolve_ancestors(io, f"{root}/link") == f"{root}/link"
    assert await resolve_ancestors(io, "/") == "/"


async def test_imports(tree: tuple[EvalIO, str]) -> None:
    io, root = tree
    found = {
        "f": "f",
        "dir": "dir/default.nix",
        "to-dir": "dir/default.nix",
        "to-dir/default.nix": "to-dir/default.nix",
        "link": "f",
        "up": "dir/default.nix",
    }
    for name, target in found.items():
        assert await resolve_import(io, f"{root}/{name}") == f"{root}/{target}"
    with pytest.raises(FileAccessError, match="too many symbolic links"):
        await resolve_import(io, f"{root}/loop-a")
    with pytest.raises(FileAccessError, match=f"path '{root}/nowhere' does not exist"):
        await resolve_import(io, f"{root}/dangling")


@pytest.fixture
def root(tmp_path: Path) -> str:
    """An empty directory, as a nix string."""
    return from_text(os.path.realpath(tmp_path))


async def test_large_files_and_odd_ones(root: str) -> None:
    io = RealIO()
    data = os.urandom(DIRECT_READ + 5)
    make_file(root + "/large", data)
    os.mkfifo(root + "/pipe")
    assert await io.read_file(f"{root}/large") == data
    assert await io.kind(f"{root}/pipe") == "unknown"
    assert await io.read_file("/dev/null") == b""
    # What the kernel makes up while it is read has no size, and reads as empty in Nix.
    assert await io.read_file("/proc/self/stat") == b""
    with pytest.raises(FileAccessError, match="File name too long"):
        await io.kind("/" + "a" * 300)
    with pytest.raises(FileAccessError):
        await io.kind("/a\0b")


@pytest.mark.parametrize("io", [RealIO(), NoFollowIO()])
async def test_large_directories(io: RealIO, root: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes after the first entries is listed in a thread."""
    threads: list[int] = []

    async def off_the_loop(function: Callable[..., None], *args: object) -> None:
        threads.append(1)
        await anyio.to_thread.run_sync(function, *args)

    monkeypatch.setattr("aionix.filesystem.off_the_loop", off_the_loop)
    monkeypatch.setattr("aionix.filesystem.DIRECT_LISTING", 4)
    expected: dict[str, str] = {}
    for name in ("a", "b", "\xe9", "d", "e"):
        assert await io.read_directory(root) == expected
        assert not threads
        make_file(f"{root}/{name}", b"")
        expected[name] = "regular"
    assert await io.read_directory(root) == expected
    assert threads
    os.symlink("a", f"{root}/link")
    os.mkdir(f"{root}/sub")
    assert await io.read_directory(root) == {**expected, "link": "symlink", "sub": "directory"}


async def test_names_that_are_not_utf8(root: str) -> None:
    make_file(root + "/\xff", b"1")
    assert await RealIO().read_directory(root) == {"\xff": "regular"}
    assert await RealIO().read_file(f"{root}/\xff") == b"1"


def make_file(path: str, content: bytes) -> None:
    with open(path.encode("latin-1"), "wb") as file:
        file.write(content)


async def test_what_is_forbidden() -> None:
    io = RestrictedIO(
        MemoryIO({"/a/b/c": "1", "/a/out": Symlink("../secret"), "/secret": "2", "/a2": "3"}),
        ["/a/"],
    )
    assert await io.read_file("/a/b/c") == b"1"
    assert await io.read_directory("/") == {"a": "directory"}
    assert await io.kind("/a/out") == "symlink"
    for path in ("/secret", "/a2", "/b/../a2"):
        with pytest.raises(RestrictedPathError, match="is forbidden in restricted mode"):
            await io.kind(path)
    with pytest.raises(RestrictedPathError, match="access to absolute path '/secret' is forbidden"):
        await io.read_file("/a/out")
    io.allow("/secret")
    assert await io.read_file("/a/out") == b"2"


async def test_deny() -> None:
    io = DenyIO()
    with pytest.raises(RestrictedPathError):
        await io.read_file("/etc/passwd")
    assert io.environment("HOME") is None
    assert io.home() is None


def test_environment() -> None:
    io = RealIO({"A": "é", "HOME": "/h"})
    assert io.environment("A") == "\xc3\xa9"
    assert io.environment("B") is None
    assert io.home() == "/h"
    assert MemoryIO({}, environ={"A": "b"}, home="/x", time=5).current_time() == 5
