"""Sources that no store takes: errors worded as C++ Nix words them, and nothing left behind.

What a checkout can hold is tried in the language suite; here is what has to be made first.
The messages are those of nix-instantiate for the same files.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from aionix.errors import FileAccessError, NixError
from aionix.evaluator import Evaluator
from aionix.filesystem import MemoryIO
from aionix.runtime.io import FileKind

pytestmark = pytest.mark.anyio


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_socket(path: Path) -> None:
    # The address of a socket is short, that of a test's directory may not be.
    here = os.getcwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


#: Ways to copy the file or directory ``%s``.
WAYS = (
    '"${%s}"',
    "builtins.path { path = %s; }",
    "builtins.filterSource (path: type: true) %s",
    '(derivation { name = "a"; builder = "b"; system = "s"; src = %s; }).drvPath',
)


async def refused(text: str, subject: Evaluator | None = None) -> str:
    """The message with which *text* fails; the evaluator must be fine afterwards."""
    subject = subject or Evaluator()
    with pytest.raises(NixError) as caught:
        await subject.evaluate(text)
    store = subject.context.store
    assert store is not None
    assert not store.made
    assert await subject.evaluate("1 + 1") == 2
    assert (await subject.evaluate('"${builtins.toFile "a" "b"}"')).endswith("-a")
    return caught.value.message


@pytest.mark.parametrize("make", [make_fifo, make_socket])
@pytest.mark.parametrize("way", WAYS)
async def test_kinds_of_files(tmp_path: Path, make: Callable[[Path], None], way: str) -> None:
    odd = tmp_path / "tree" / "sub" / "odd"
    odd.parent.mkdir(parents=True)
    (odd.parent / "file").write_text("content")
    make(odd)
    message = f"file '{odd}' has an unsupported type"
    assert await refused(way % odd) == message
    assert await refused(way % (tmp_path / "tree")) == message
    # What a filter leaves out does no harm.
    kept = f'builtins.filterSource (path: type: type != "unknown") {tmp_path}/tree'
    assert await Evaluator().evaluate(kept)


@pytest.mark.parametrize("way", WAYS)
async def test_depth_of_directories(tmp_path: Path, way: str) -> None:
    deepest = tmp_path / "tree" / "/".join(["d"] * 63)
    deepest.mkdir(parents=True)
    assert await Evaluator().evaluate(way % f"{tmp_path}/tree")
    (deepest / "file").touch()
    message = f"path '{deepest}/file' exceeds maximum NAR directory depth of 64"
    assert await refused(way % f"{tmp_path}/tree") == message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
async def test_unreadable_files(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "closed").mkdir(parents=True)
    (tree / "file").touch()
    (tree / "file").chmod(0)
    for way in WAYS:
        assert await refused(way % tree) == f"opening file '{tree}/file': Permission denied"
    (tree / "closed").chmod(0)
    message = f'cannot read directory "{tree}/closed": Permission denied'
    for way in WAYS:
        assert await refused(way % tree) == message


class ClosedIO(MemoryIO):
    """Files in memory, some of which can't be read: as the operating system says it."""

    async def read_file(self, path: str) -> bytes:
        if path.endswith("secret"):
            raise FileAccessError(f"opening file '{path}': Permission denied")
        return await super().read_file(path)

    async def read_directory(self, path: str) -> dict[str, FileKind]:
        if path.endswith("closed"):
            raise FileAccessError(f'cannot read directory "{path}": Permission denied')
        return await super().read_directory(path)


@pytest.mark.parametrize("way", WAYS)
async def test_unreadable_parts(way: str) -> None:
    """The same without the operating system."""
    files = {"/t/a": "a", "/t/b/closed/x": "x", "/u/a": "a", "/u/secret": "s"}
    subject = Evaluator(io=ClosedIO(files))
    message = 'cannot read directory "/t/b/closed": Permission denied'
    assert await refused(way % "/t", subject) == message
    subject = Evaluator(io=ClosedIO(files))
    assert await refused(way % "/u", subject) == "opening file '/u/secret': Permission denied"
