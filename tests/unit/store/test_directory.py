"""The directory store: what it writes, and what becomes of it when things go wrong."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from aionix.bytestr import from_text
from aionix.errors import (
    FileAccessError,
    InvalidPathError,
    NixError,
    StoreError,
    UnsupportedFeatureError,
)
from aionix.evaluator import Evaluator
from aionix.filesystem import Executable, MemoryIO, RealIO, Symlink
from aionix.store import directory as directory_module
from aionix.store import hashes, nar, paths, workshop
from aionix.store.directory import DirectoryStore
from aionix.store.hashes import Hash
from aionix.store.interface import Wanted, closure
from aionix.store.nar import CHUNK, Tree, select_tree

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
ORACLE = os.environ.get("AIONIX_ORACLE")
RECORDED: dict[str, dict[str, Any]] = json.loads((HERE / "objects.json").read_text())
ENVIRON = {
    **os.environ,
    "PYTHONPATH": f"{ROOT / 'evaluator'}{os.pathsep}{ROOT / 'builtins'}",
}
FILES = {
    "/src/default.nix": "import ./sub/value.nix + 1",
    "/src/sub/value.nix": "41",
    "/src/sub/empty": "",
    "/src/run": Executable("#!/bin/sh\n"),
    "/src/link": Symlink("sub/value.nix"),
    "/src/é": b"\xff\x00",
}

pytestmark = pytest.mark.anyio


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(str(tmp_path / "root"), files=RealIO())


def real(store: DirectoryStore, path: str) -> Path:
    return Path(store.real_path(path))


def visible(store: DirectoryStore) -> list[str]:
    """The objects in the store's directory."""
    place = Path(store.root + store.directory)
    if not place.exists():
        return []
    return sorted(f"{store.directory}/{one.name}" for one in place.iterdir() if one.name[0] != ".")


def leftovers(store: DirectoryStore) -> list[str]:
    """What is beside the objects and their infos."""
    state = Path(store.root + store.directory, ".aionix")
    return sorted(name for name in os.listdir(state) if name != "info")


def canonical(name: Path) -> str:
    return os.path.realpath(name)


def info_file(store: DirectoryStore, path: str) -> Path:
    return Path(store.root, "nix/store/.aionix/info", path.rpartition("/")[2])


def unfinished(store: DirectoryStore) -> list[str]:
    """The unfinished objects of this process."""
    state = Path(store.root + store.directory, ".aionix")
    return [str(one) for one in state.glob("tmp-*/*")]


async def add(store: DirectoryStore, io: MemoryIO, root: str = "/src") -> str:
    digest, tree = await select_tree(io, root)
    return await store.add_source("src", "nar", digest, tree)


# --- what is written ------------------------------------------------------------------


async def test_texts(store: DirectoryStore) -> None:
    text = await store.add_text("text", "content\n", ())
    assert text == paths.text_path("text", hashes.sha256("content\n"), (), "/nix/store")
    user = await store.add_text("user", f"uses {text}", (text,))
    assert real(store, text).read_text() == "content\n"
    info = await store.info(user)
    assert info is not None
    assert info.references == {text}
    assert info.content_address == f"text:{hashes.sha256(f'uses {text}').prefixed('nix32')}"
    assert await closure(store, user) == {user, text}
    assert await store.add_text("user", f"uses {text}", (text,)) == user
    assert visible(store) == sorted([text, user])
    await store.aclose()
    assert leftovers(store) == []


async def test_sources(store: DirectoryStore) -> None:
    path = await add(store, MemoryIO(FILES))
    found = real(store, path)
    assert {one.relative_to(found).as_posix() for one in found.rglob("*")} == {
        *("default.nix", "sub", "sub/value.nix", "sub/empty", "run", "link", "é")
    }
    assert (found / "é").read_bytes() == b"\xff\x00"
    assert os.readlink(found / "link") == "sub/value.nix"
    for one in (found, *found.rglob("*")):
        status = one.lstat()
        assert status.st_mtime == 1
        if not one.is_symlink():
            runnable = one.is_dir() or one.name == "run"
            assert stat.S_IMODE(status.st_mode) == (0o555 if runnable else 0o444)


async def test_large_files(store: DirectoryStore, tmp_path: Path) -> None:
    content = bytes(range(256)) * ((2 * CHUNK + 4096) // 256)
    (tmp_path / "large").write_bytes(content)
    digest, tree = await select_tree(RealIO(), str(tmp_path / "large"))
    path = await store.add_source("large", "nar", digest, tree)
    assert real(store, path).read_bytes() == content
    digest, tree = await select_tree(RealIO(), str(tmp_path / "large"), "flat")
    flat = await store.add_source("flat", "flat", digest, tree)
    info = await store.info(flat)
    assert info is not None and info.content_address == f"fixed:{digest.prefixed('nix32')}"


async def test_all_kinds_as_nix(store: DirectoryStore) -> None:
    """Paths, hashes, sizes and references of what an evaluation adds are C++ Nix's."""
    evaluator = Evaluator(store=store)
    assert await evaluator.evaluate_file(HERE / "objects.nix") == RECORDED["named"]
    assert visible(store) == sorted(RECORDED["infos"])
    for path, expected in RECORDED["infos"].items():
        info = await store.info(path)
        assert info is not None and info.nar_hash is not None
        assert expected == {
            "ca": info.content_address,
            "narHash": info.nar_hash.show("sri"),
            "narSize": info.nar_size,
            "references": sorted(info.references),
        }


@pytest.mark.skipif(not ORACLE, reason="AIONIX_ORACLE names no nix-instantiate")
async def test_same_files_as_nix(store: DirectoryStore, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    command = [str(ORACLE), "--eval", "--strict", "--read-write-mode", str(HERE / "objects.nix")]
    environ = {**os.environ, "NIX_REMOTE": f"local?root={theirs}"}
    await anyio.run_process(command, env=environ)
    await Evaluator(store=store).evaluate_file(HERE / "objects.nix")
    listing = r"find . -path ./.aionix -prune -o -path ./.links -prune -o -mindepth 1"
    listing += r" -printf '%P %m %l %T@\n' | sort"
    shown = [
        (await anyio.run_process(["sh", "-c", listing], cwd=f"{root}/nix/store")).stdout
        for root in (store.root, theirs)
    ]
    assert shown[0] == shown[1]
    names = ["--exclude=.aionix", "--exclude=.links", f"{store.root}/nix", f"{theirs}/nix"]
    await anyio.run_process(["diff", "-r", "--no-dereference", "--exclude=var", *names])


async def test_read_back(store: DirectoryStore) -> None:
    """By the evaluation that added it, and by a later one."""
    for _ in range(2):
        evaluator = Evaluator(io=MemoryIO(FILES), store=store)
        assert await evaluator.evaluate('import "${/src}"') == 42
        assert await evaluator.evaluate('import "${/src}/link"') == 41
        assert await evaluator.evaluate('import (builtins.toFile "x" "[ 1 ]")') == [1]
        assert sorted(await evaluator.evaluate('builtins.readDir "${/src}"')) == [
            *("default.nix", "link", "run", "sub", "é")
        ]
    path = await evaluator.evaluate('builtins.unsafeDiscardStringContext "${/src}"')
    other = Evaluator(io=MemoryIO({}), store=store)
    assert await other.evaluate(f"import {path}") == 42
    assert await other.evaluate(f'import (builtins.storePath "{path}")') == 42


async def test_filters(store: DirectoryStore) -> None:
    evaluator = Evaluator(io=MemoryIO(FILES), store=store)
    path = await evaluator.evaluate('builtins.filterSource (name: kind: kind != "regular") /src')
    assert sorted(one.name for one in real(store, path).rglob("*")) == ["link", "sub"]


async def test_kinds_that_no_store_takes(store: DirectoryStore, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    os.mkfifo(tree / "pipe")
    digest = Hash("sha256", bytes(32))
    with pytest.raises(FileAccessError, match="has an unsupported type"):
        await store.add_source("tree", "nar", digest, Tree(RealIO(), str(tree)))
    assert visible(store) == [] and unfinished(store) == []


@pytest.mark.parametrize("name", ["", "a/b", ".", "a b", "x" * 212, "é"])
async def test_bad_names(store: DirectoryStore, name: str) -> None:
    with pytest.raises(StoreError):
        await store.add_text(from_text(name), "", ())
    assert visible(store) == []


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "/nix/store", "/nix/store/", "/nix/store/x", "/nix/store/.aionix"),
        *("/nix/store/../store/w320iz5b4848q2l7a7x8mw2vymm22ddg-b", "\0", "x" * 5000),
    ],
)
async def test_names_that_are_no_store_paths(store: DirectoryStore, path: str) -> None:
    assert await store.info(path) is None
    assert await store.contents(path) is None


async def test_what_is_not_there(store: DirectoryStore, tmp_path: Path) -> None:
    path = "/nix/store/w320iz5b4848q2l7a7x8mw2vymm22ddg-b"
    assert await store.info(path) is None
    assert await store.contents(path) is None
    with pytest.raises(InvalidPathError, match=f"path '{path}' is not valid"):
        await closure(store, path)
    assert not (tmp_path / "root").exists(), "asking makes nothing"
    assert await store.outputs(path) == {}
    with pytest.raises(UnsupportedFeatureError, match=r"cannot build '/nix.*\^\*' .* only keeps"):
        await store.build([Wanted(path)])


async def test_changed_while_it_is_copied(store: DirectoryStore) -> None:
    for method in ("nar", "flat"):
        tree = Tree(MemoryIO({"/f": "new"}), "/f")
        with pytest.raises(StoreError, match="'/f' was changed while it was copied"):
            await store.add_source("f", method, Hash("sha256", bytes(32)), tree)  # type: ignore[arg-type]
    assert visible(store) == [] and unfinished(store) == []


# --- roots ----------------------------------------------------------------------------


async def test_roots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A root may be relative, reached through symlinks, or have a slash too many."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.chdir(tmp_path)
    for root in (f"{tmp_path}/link/", "real/", "./link", f"{tmp_path}//real/../link"):
        store = DirectoryStore(root, files=RealIO())
        assert store.root == canonical(tmp_path / "real")
        evaluator = Evaluator(io=MemoryIO(FILES), store=store)
        # The file is called by its name in the store, so the relative path in it is found.
        assert await evaluator.evaluate('import "${/src}"') == 42
    assert DirectoryStore("/", files=RealIO()).real_path("/nix/store/x") == "/nix/store/x"


async def test_root_that_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = DirectoryStore(f"{tmp_path}/file", files=RealIO())
    with pytest.raises(StoreError, match=r"cannot write to the store below '.*': Not a directory"):
        await store.add_text("a", "", ())
    assert (await store.info("/nix/store/w320iz5b4848q2l7a7x8mw2vymm22ddg-b")) is None
    await store.aclose()


async def test_root_that_may_not_be_written() -> None:
    """/proc, so that this is so for the superuser too."""
    store = DirectoryStore("/proc/aionix", files=RealIO())
    with pytest.raises(StoreError, match="cannot write to the store below '/proc/aionix': No such"):
        await store.add_text("a", "", ())
    await store.aclose()


# --- damage ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "info",
    [
        b"",
        b"\xff\xfe\0",
        b"References: x",
        b"StorePath: /other\nReferences: \n",
        b"StorePath: PATH\n",
        b"StorePath: PATH\nReferences: ../../etc\n",
        b"StorePath: PATH\nReferences: \nNarSize: many\n",
        b"StorePath: PATH\nReferences: \nNarHash: sha256:x\n",
        b"StorePath: PATH\nReferences: \nNarHash: md7:x\n",
    ],
)
async def test_info_that_is_garbage(store: DirectoryStore, info: bytes) -> None:
    path = await store.add_text("a", "", ())
    file = info_file(store, path)
    file.write_bytes(info.replace(b"PATH", path.encode()))
    message = f"what the store knows of '{path}' is unreadable"
    for asking in (store.info, store.contents):
        with pytest.raises(StoreError, match=message):
            await asking(path)
    evaluator = Evaluator(store=store)
    with pytest.raises(StoreError, match=message):
        await evaluator.evaluate('builtins.toFile "a" ""')
    assert (await evaluator.evaluate('builtins.toFile "b" ""')).endswith("-b")


async def test_info_that_is_unreadable(store: DirectoryStore) -> None:
    path = await store.add_text("a", "", ())
    file = info_file(store, path)
    file.unlink()
    file.mkdir()
    with pytest.raises(StoreError, match=f"cannot read what is known of '{path}': Is a directory"):
        await store.info(path)


async def test_object_that_was_removed(store: DirectoryStore) -> None:
    """It is not valid any more, and can be added again."""
    path = await add(store, MemoryIO(FILES))
    workshop.remove(store.real_path(path))
    assert await store.info(path) is None
    assert await store.contents(path) is None
    assert await add(store, MemoryIO(FILES)) == path
    assert (real(store, path) / "sub/value.nix").read_text() == "41"


async def test_object_that_somebody_else_wrote(store: DirectoryStore) -> None:
    """C++ Nix, say: not valid without an info; adding it checks it."""
    path = await add(store, MemoryIO(FILES))
    text = await store.add_text("text", "content", ())
    for one in (path, text):
        info_file(store, one).unlink()
    assert await store.info(path) is None
    evaluator = Evaluator(io=MemoryIO({}), store=store)
    assert await evaluator.evaluate(f"builtins.pathExists {path}") is False
    assert await add(store, MemoryIO(FILES)) == path
    assert await store.add_text("text", "content", ()) == text
    assert await store.info(path) is not None and await store.info(text) is not None
    assert unfinished(store) == []
    for one, change in ((text, b"tampered"), (path, b"42")):
        info_file(store, one).unlink()
        file = real(store, one)
        file = file / "sub/value.nix" if file.is_dir() else file
        file.chmod(0o644)
        file.write_bytes(change)
    with pytest.raises(StoreError, match=f"{text}' is there already, with another content"):
        await store.add_text("text", "content", ())
    with pytest.raises(StoreError, match=f"{path}' is there already, with another content"):
        await add(store, MemoryIO(FILES))
    assert real(store, text).read_bytes() == b"tampered", "nothing in its place is changed"
    assert await store.info(path) is None
    assert unfinished(store) == []


async def test_object_of_another_kind_in_its_place(store: DirectoryStore) -> None:
    path = await add(store, MemoryIO(FILES))
    workshop.remove(store.real_path(path))
    info_file(store, path).unlink()
    real(store, path).write_text("a file")
    with pytest.raises(StoreError, match="is there already, with another content"):
        await add(store, MemoryIO(FILES))


async def test_directory_that_was_not_finished(store: DirectoryStore) -> None:
    """A process was killed between the renaming and the last chmod."""
    path = await add(store, MemoryIO(FILES))
    real(store, path).chmod(0o755)
    await add(store, MemoryIO(FILES))
    status = real(store, path).stat()
    assert stat.S_IMODE(status.st_mode) == 0o555 and status.st_mtime == 1


class Faulty:
    """``os``, whose *limit*-th call of something that writes fails."""

    STEPS = frozenset(
        ["open", "mkdir", "makedirs", "rename", "replace", "chmod", "utime", "symlink", "listdir"]
    )

    def __init__(self, limit: int) -> None:
        self.left = limit
        self.failed = ""

    def __getattr__(self, name: str) -> Any:
        found = getattr(os, name)
        return self.faulty(name, found) if name in self.STEPS else found

    def faulty(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **options: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                self.failed = name
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return work(*arguments, **options)

        return step


async def test_disk_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At each step in turn: a StoreError, nothing visible is incomplete, and all works after."""
    failed = set()
    limit = 0
    while True:
        limit += 1
        store = DirectoryStore(str(tmp_path / str(limit)), files=RealIO())
        evaluator = Evaluator(io=MemoryIO(FILES), store=store)
        faulty = Faulty(limit)
        with monkeypatch.context() as patch:
            patch.setattr(workshop, "os", faulty)
            patch.setattr(directory_module, "os", faulty)
            patch.setattr(workshop, "open", faulty.faulty("open", open), raising=False)
            try:
                await evaluator.evaluate('"${/src}" + builtins.toFile "text" "content"')
            except StoreError as error:
                assert error.message == (
                    f"cannot write to the store below '{store.root}': No space left on device"
                )
            else:
                assert not faulty.failed
                break
        failed.add(faulty.failed)
        for path in visible(store):
            assert await store.info(path) is not None
        assert await evaluator.evaluate('import "${/src}"') == 42
        assert await evaluator.evaluate('builtins.readFile (builtins.toFile "text" "content")')
        await store.aclose()
        assert [one for one in leftovers(store) if one.startswith("tmp-")] == []
    assert failed >= Faulty.STEPS


# --- at once --------------------------------------------------------------------------


class Slow(MemoryIO):
    """Files whose *stop*-th reading waits for ever, or for *go*."""

    def __init__(self, stop: int) -> None:
        super().__init__(FILES)
        self.left = stop
        self.reached = anyio.Event()
        self.go = anyio.Event()

    async def read_file(self, path: str) -> bytes:
        self.left -= 1
        if self.left == 0:
            self.reached.set()
            await self.go.wait()
        return await super().read_file(path)


@pytest.mark.parametrize("stop", [1, 2, 3, 4])
async def test_cancelled(store: DirectoryStore, stop: int) -> None:
    digest, _ = await select_tree(MemoryIO(FILES), "/src")
    slow = Slow(stop)
    async with anyio.create_task_group() as group:
        group.start_soon(store.add_source, "src", "nar", digest, Tree(slow, "/src"))
        await slow.reached.wait()
        assert visible(store) == []
        group.cancel_scope.cancel()
    assert unfinished(store) == []
    path = await add(store, MemoryIO(FILES))
    assert await Evaluator(store=store).evaluate(f"import {path}") == 42


async def test_many_tasks(store: DirectoryStore) -> None:
    """Writing the same and other objects, starting all at once."""
    evaluator = Evaluator(io=MemoryIO(FILES), store=store)
    found: list[list[str]] = []

    async def work(number: int) -> None:
        text = f'[ "${{/src}}" (builtins.toFile "t" "t") (builtins.toFile "n" "{number % 5}") ]'
        other = Evaluator(io=MemoryIO(FILES), store=store)
        found.append(await (evaluator if number % 2 else other).evaluate(text))

    async with anyio.create_task_group() as group:
        for number in range(30):
            group.start_soon(work, number)
    everything = {path for paths in found for path in paths}
    assert len(everything) == 7
    assert visible(store) == sorted(everything)
    assert unfinished(store) == []
    await store.aclose()
    assert leftovers(store) == []


async def test_another_was_faster(store: DirectoryStore) -> None:
    digest, _ = await select_tree(MemoryIO(FILES), "/src")
    slow = Slow(3)
    async with anyio.create_task_group() as group:
        group.start_soon(store.add_source, "src", "nar", digest, Tree(slow, "/src"))
        await slow.reached.wait()
        path = await add(store, MemoryIO(FILES))
        before = real(store, path).stat().st_ino
        slow.go.set()
    assert real(store, path).stat().st_ino == before
    assert unfinished(store) == []


async def test_stores_beside_each_other(tmp_path: Path) -> None:
    """As two processes would: the workshop of one that lives is left alone by the other."""
    first, second = (DirectoryStore(str(tmp_path), files=RealIO()) for _ in range(2))
    await first.add_text("a", "", ())
    assert len(leftovers(first)) == 2
    await second.add_text("b", "", ())
    assert len(leftovers(first)) == 4
    await first.aclose()
    await first.aclose()
    assert len(leftovers(first)) == 2
    assert await first.add_text("c", "", ())
    await first.aclose()
    await second.aclose()
    assert leftovers(first) == []


def test_workshops_opened_at_once(tmp_path: Path) -> None:
    """None takes another, just being opened, for abandoned."""
    state = str(tmp_path)
    problems: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(50):
                shop = workshop.Workshop(state)
                workshop.write_file(shop.name(), b"x")
                shop.close()
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert os.listdir(tmp_path) == []


PROCESS = """
import sys, anyio, aionix
from aionix.store.directory import DirectoryStore
from aionix.filesystem import RealIO
async def main():
    store = DirectoryStore(sys.argv[1], files=RealIO())
    evaluator = aionix.Evaluator(store=store)
    sys.stdin.readline()
    await evaluator.evaluate_file(sys.argv[2])
    await store.aclose()
anyio.run(main)
"""


def test_many_processes(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROCESS, str(tmp_path), str(HERE / "objects.nix")]
    running = [
        subprocess.Popen(command, env=ENVIRON, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
    for process in running:
        assert process.communicate()[1] == b"" and process.returncode == 0
    store = DirectoryStore(str(tmp_path), files=RealIO())
    assert visible(store) == sorted(RECORDED["infos"])
    assert leftovers(store) == []


def test_killed_at_every_step(tmp_path: Path) -> None:
    command = [sys.executable, str(HERE / "killed.py"), str(tmp_path)]
    done = subprocess.run(command, env=ENVIRON, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout) > 40


async def test_errors_of_files_are_the_evaluations(store: DirectoryStore) -> None:
    """A tree that can't be read: an error with its place, and the evaluator goes on."""
    evaluator = Evaluator(io=MemoryIO(FILES), store=store)
    with pytest.raises(NixError) as caught:
        await evaluator.evaluate('"${/none}"')
    assert "path '/none' does not exist" in caught.value.message
    assert await evaluator.evaluate('import "${/src}"') == 42
    deep = MemoryIO({"/d" * (nar.MAX_DEPTH + 2): "x"})
    with pytest.raises(StoreError, match="exceeds maximum NAR directory depth"):
        await Evaluator(io=deep, store=store).evaluate('"${/d}"')
    assert unfinished(store) == []
