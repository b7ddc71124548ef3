"""The daemon store against real Nix daemons (``nix_daemon.programs`` tells which)."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest
from nix_daemon import NixDaemon, nix_daemon, programs

from aionix.cli.roots import add_root
from aionix.errors import BuildError, NixError, StoreError
from aionix.evaluator import Evaluator
from aionix.filesystem import RealIO
from aionix.store import derivation as drv
from aionix.store import hashes, paths
from aionix.store.daemon import DaemonStore
from aionix.store.derivation import Deferred, Derivation, Fixed, Floating
from aionix.store.interface import Wanted, closure
from aionix.store.nar import Tree, hash_tree

PROGRAMS = programs()
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(
        not PROGRAMS,
        reason="no nix-daemon: neither AIONIX_NIX_DAEMON, nor beside AIONIX_ORACLE, nor on PATH",
    ),
]


@pytest.fixture(scope="module", params=PROGRAMS or [None])
def daemon(request: pytest.FixtureRequest) -> Iterator[NixDaemon]:
    with nix_daemon(request.param) as running:
        yield running


@pytest.fixture
def token() -> str:
    """What makes texts of this test unlike those of others."""
    return secrets.token_hex(8)


@asynccontextmanager
async def opened(daemon: NixDaemon, **options: object) -> AsyncIterator[DaemonStore]:
    store = daemon.store(**options)  # type: ignore[arg-type]
    try:
        yield store
    finally:
        await store.aclose()


def shell(name: str, script: str, store: DaemonStore, **outputs: drv.Output) -> Derivation:
    """A derivation that runs a script outside of sandboxes."""
    found = Derivation(name, dict(outputs) or {"out": Deferred()})
    found.system = "x86_64-linux" if os.uname().machine == "x86_64" else "aarch64-linux"
    found.builder = "/bin/sh"
    found.args = ["-c", script]
    found.env = dict.fromkeys(found.outputs, "") | {"PATH": "/usr/bin:/bin"}
    for output, kind in found.outputs.items():
        if isinstance(kind, Floating):
            found.env[output] = paths.placeholder(output)
    drv.fill_in_outputs(found, {}, store.directory)
    return found


async def write(derivation: Derivation, store: DaemonStore) -> str:
    text = drv.write(derivation)
    return await store.add_text(derivation.name + ".drv", text, derivation.references())


def query(daemon: NixDaemon, what: str, path: str) -> list[str]:
    return daemon.run("nix-store", "--query", what, path).split()


def text_of(path: str) -> str:
    """The content of a file."""
    return Path(path).read_text(errors="surrogateescape")


async def check_info(daemon: NixDaemon, store: DaemonStore, path: str) -> None:
    """What the store knows of *path* is what Nix's own tools say."""
    info = await store.info(path)
    assert info is not None
    assert info.nar_hash is not None
    assert sorted(info.references) == sorted(query(daemon, "--references", path))
    assert query(daemon, "--hash", path) == [info.nar_hash.prefixed("nix32")]
    assert query(daemon, "--size", path) == [str(info.nar_size)]
    assert query(daemon, "--deriver", path) == [info.deriver or "unknown-deriver"]


# --- adding -------------------------------------------------------------------------


async def test_texts(daemon: NixDaemon, token: str) -> None:
    async with opened(daemon) as store:
        one = await store.add_text("one", f"h\xc3\xa9 {token}\xff", [])
        large = await store.add_text("large", token * 100_000, [one])
        none = await store.add_text("empty", "", [one, large])
        assert text_of(one) == f"hé {token}\udcff"
        assert text_of(large) == token * 100_000
        for path in (one, large, none):
            await check_info(daemon, store, path)
            daemon.run("nix-store", "--check-validity", path)
        info = await store.info(one)
        assert info is not None
        content = hashes.sha256(f"h\xc3\xa9 {token}\xff")
        assert info.content_address == f"text:{content.prefixed('nix32')}"
        assert await closure(store, none) == {one, large, none}
        assert await store.valid([one, store.directory + "/" + "0" * 32 + "-x"]) == {one}


def make_tree(root: Path, token: str) -> None:
    (root / "sub" / "empty").mkdir(parents=True)
    (root / "sub" / "größe – 木.txt").write_text("x")
    (root / "sub" / os.fsdecode(b"bytes \xff")).write_text("y")
    (root / "run").write_text("#!/bin/sh\n")
    (root / "run").chmod(0o755)
    (root / "link").symlink_to("sub/größe – 木.txt")
    (root / "dangling").symlink_to("/nowhere/at all")
    (root / "large").write_bytes(os.urandom(3_000_001))
    (root / "token").write_text(token)
    for number in range(300):
        (root / "sub" / f"{number}").write_text(str(number))


async def test_sources(daemon: NixDaemon, token: str, tmp_path: Path) -> None:
    root = tmp_path / "tree"
    make_tree(root, token)
    tree = Tree(RealIO(), str(root))
    async with opened(daemon) as store:
        digest = await hash_tree(tree)
        path = await store.add_source("tree", "nar", digest, tree)
        await check_info(daemon, store, path)
        daemon.run("nix-store", "--verify-path", path)
        assert daemon.run("nix-store", "--add", str(root)).strip() == path
        there = await store.contents(path)
        assert there is not None
        assert await hash_tree(there) == digest
        assert os.access(f"{path}/run", os.X_OK)
        assert os.readlink(f"{path}/dangling") == "/nowhere/at all"
        for algorithm in ("sha256", "sha1", "sha512"):
            for name in ("large", "token"):
                file = Tree(RealIO(), str(root / name))
                flat = await hash_tree(file, "flat", algorithm)
                path = await store.add_source(name, "flat", flat, file)
                added = daemon.run("nix-store", "--add-fixed", algorithm, f"{root}/{name}")
                assert added.strip() == path
                await check_info(daemon, store, path)
            recursive = await hash_tree(tree, "nar", algorithm)
            path = await store.add_source("tree", "nar", recursive, tree)
            added = daemon.run("nix-store", "--add-fixed", "--recursive", algorithm, str(root))
            assert added.strip() == path
        kept = Tree(RealIO(), str(root), frozenset({"/token"}))
        only = Tree(RealIO(), str(root), frozenset({f"{root}/token"}))
        for part in (kept, only):
            path = await store.add_source("part", "nar", await hash_tree(part), part)
            assert set(os.listdir(path)) <= {"token"}
        referring = await store.add_source("refers", "nar", digest, tree, [path])
        await check_info(daemon, store, referring)
        assert query(daemon, "--references", referring) == [path]


async def test_source_that_changes(daemon: NixDaemon, token: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text(token)
    tree = Tree(RealIO(), str(file))
    digest = await hash_tree(tree)
    file.write_text(token + "!")
    async with opened(daemon) as store:
        with pytest.raises(StoreError, match="changed while it was copied to the store"):
            await store.add_source("file", "nar", digest, tree)
        file.write_text(token)
        path = await store.add_source("file", "nar", digest, tree)
        assert text_of(path) == token


async def test_many_tasks(daemon: NixDaemon, token: str) -> None:
    async with opened(daemon) as store:
        found: dict[int, str] = {}

        async def add(number: int) -> None:
            found[number] = await store.add_text("n", f"{token} {number % 30}", [])

        async with anyio.create_task_group() as tasks:
            for number in range(60):
                tasks.start_soon(add, number)
        for number, path in found.items():
            assert text_of(path) == f"{token} {number % 30}"


async def test_wrong_directory(daemon: NixDaemon) -> None:
    store = DaemonStore(daemon.socket, directory="/other/store", files=RealIO())
    try:
        with pytest.raises(StoreError, match="is not in the Nix store"):
            await store.add_text("x", "", [])
    finally:
        await store.aclose()


async def test_collecting_garbage(daemon: NixDaemon, token: str) -> None:
    """What the store has added or found stays as long as it is open."""
    async with opened(daemon) as store:
        path = await store.add_text("x", token, [])
        old = daemon.run("nix-store", "--add", daemon.root + "/nix.conf").strip()
        async with opened(daemon) as other:
            await other.add_text("y", token, [])
            assert await other.info(old) is not None
            daemon.run("nix-store", "--gc")
            assert await store.valid([path, old]) == {path, old}
        await other.aclose()
    daemon.collect_garbage()
    assert not {path, old} & set(daemon.run("nix-store", "--dump-db").split())


# --- building -----------------------------------------------------------------------


async def test_build(daemon: NixDaemon, token: str) -> None:
    lines: list[str] = []
    async with opened(daemon, log=lines.append) as store:
        script = f"echo one; echo two >&2; echo {token} > $out; echo $out > $dev"
        derivation = shell("thing-1.0", script, store, out=Deferred(), dev=Deferred())
        path = await write(derivation, store)
        missing = await store.missing([Wanted(path)])
        assert missing.build == {path}
        assert await store.outputs(path) == {}
        await store.build([Wanted(path, frozenset({"out"}))])
        assert sorted(line for line in lines if "> " in line) == [
            "thing-1.0> one",
            "thing-1.0> two",
        ]
        assert f"building '{path}'..." in lines
        outputs = await store.outputs(path)
        assert sorted(outputs) == ["dev", "out"]
        tree = await store.contents(outputs["out"])
        assert tree is not None
        assert await tree.files.read_file(tree.root) == f"{token}\n".encode()
        info = await store.info(outputs["dev"])
        assert info is not None
        assert (info.deriver, info.references) == (path, {outputs["out"]})
        await check_info(daemon, store, outputs["dev"])
        await store.build([Wanted(path)])
        assert lines.count("thing-1.0> one") == 1


async def test_failing_build(daemon: NixDaemon, token: str) -> None:
    lines: list[str] = []
    async with opened(daemon, log=lines.append) as store:
        path = await write(shell("fails", f"echo {token}; exit 3", store), store)
        with pytest.raises(BuildError, match=r"(?s)fails\.drv.* failed with exit code 3") as caught:
            await store.build([Wanted(path)])
        assert "\x1b" not in caught.value.message
        assert f"> {token}" in caught.value.message
        assert f"fails> {token}" in lines
        with pytest.raises(BuildError, match="deriv"):
            await store.build([Wanted(f"{store.directory}/{'0' * 32}-none.drv")])
        with pytest.raises(BuildError, match="nope"):
            await store.build([Wanted(path, frozenset({"nope"}))])
        assert await store.info(path) is not None


async def test_builtin_builder(daemon: NixDaemon, token: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(token)
    async with opened(daemon) as store:
        digest = hashes.sha256(token)
        output = paths.fixed_path("file", "flat", digest, store.directory)
        derivation = Derivation("file", {"out": Fixed("flat", digest, output)})
        derivation.system, derivation.builder = "builtin", "builtin:fetchurl"
        derivation.env = {"out": output, "url": f"file://{tmp_path}/file"}
        derivation.env |= {"outputHash": digest.show("base16"), "outputHashAlgo": "sha256"}
        derivation.env["outputHashMode"] = "flat"
        path = await write(derivation, store)
        await store.build([Wanted(path)])
        assert text_of(output) == token
        info = await store.info(output)
        assert info is not None
        assert info.content_address == f"fixed:{digest.prefixed('nix32')}"


async def test_content_addressed(daemon: NixDaemon, token: str) -> None:
    async with opened(daemon) as store:
        floating = Floating("nar", "sha256")
        path = await write(shell("ca", f"echo {token} > $out", store, out=floating), store)
        assert await store.outputs(path) == {}
        await store.build([Wanted(path)])
        (output,) = (await store.outputs(path)).values()
        assert text_of(output) == f"{token}\n"
        info = await store.info(output)
        assert info is not None
        assert info.nar_hash is not None
        digest = await hash_tree(Tree(RealIO(), output))
        assert info.nar_hash == digest
        assert output == paths.fixed_path("ca", "nar", digest, store.directory)


async def test_cancelled_build(daemon: NixDaemon, token: str, tmp_path: Path) -> None:
    """The builder ends with the task that wanted it."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    async with opened(daemon) as store:
        script = f"exec 3>{fifo}; echo {token} >&3; exec sleep 60"
        path = await write(shell("sleeps", script, store), store)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(store.build, [Wanted(path)])
            file = await anyio.open_file(fifo)
            assert await file.readline() == f"{token}\n"
            tasks.cancel_scope.cancel()
        started = anyio.current_time()
        assert await file.read() == "", "there is no builder any more"
        assert anyio.current_time() - started < 30
        await file.aclose()
        assert await store.info(path) is not None


async def test_settings(daemon: NixDaemon, token: str) -> None:
    async with opened(daemon, overrides={"timeout": "1", "max-jobs": "1"}) as store:
        path = await write(shell("slow", f"exec sleep 1000 # {token}", store), store)
        with pytest.raises(BuildError, match="timed out after 1 seconds"):
            await store.build([Wanted(path)])


# --- with an evaluator --------------------------------------------------------------

PROGRAM = """
let
  make = name: script: derivation {{
    inherit name;
    system = "{system}";
    builder = "/bin/sh";
    args = [ "-c" script ];
    text = builtins.toFile "text" "{token}";
    PATH = "/usr/bin:/bin";
  }};
in make "outer" "cat $text ${{make "inner" "echo '{{ x = 41; }}' > $out"}} > $out"
"""


async def test_realise(daemon: NixDaemon, token: str) -> None:
    """``nix-store --realise`` builds what was instantiated through the store."""
    async with opened(daemon) as store:
        evaluator = Evaluator(store=store)
        program = PROGRAM.format(system=shell("x", "", store).system, token=token)
        path = await evaluator.evaluate(f"({program}).drvPath")
        assert len(await closure(store, path)) == 3
        output = daemon.run("nix-store", "--realise", path).strip()
        assert text_of(output) == token + "{ x = 41; }\n"
        assert list((await store.outputs(path)).values()) == [output]


async def test_import_from_derivation(daemon: NixDaemon, token: str) -> None:
    async with opened(daemon) as store:
        evaluator = Evaluator(store=store)
        program = PROGRAM.format(system=shell("x", "", store).system, token="")
        assert await evaluator.evaluate(f"(import ({program})).x + 1") == 42
        failing = program.replace("cat $text", f"echo {token}; exit 1; cat $text")
        with pytest.raises(NixError) as caught:
            await evaluator.evaluate(f"import ({failing})")
        assert isinstance(caught.value, BuildError)
        assert await evaluator.evaluate(f"builtins.readFile ({program})") == "{ x = 41; }\n"


# --- daemons that go ----------------------------------------------------------------


@pytest.mark.parametrize("program", PROGRAMS)
async def test_restart(program: str) -> None:
    with nix_daemon(program) as daemon:
        building = anyio.Event()
        async with opened(daemon, log=lambda line: building.set()) as store:
            path = await store.add_text("x", "one", [])
            derivation = await write(shell("x", "exec sleep 1000", store), store)
            failed: list[str] = []

            async def build() -> None:
                try:
                    await store.build([Wanted(derivation)])
                except StoreError as error:
                    failed.append(error.message)

            async with anyio.create_task_group() as tasks:
                tasks.start_soon(build)
                with anyio.fail_after(20):
                    await building.wait()
                daemon.stop()
            assert failed == [
                f"the Nix daemon at '{daemon.socket}' disconnected unexpectedly (maybe it crashed?)"
            ]
            with pytest.raises(StoreError, match=r"cannot connect .* Connection refused"):
                await store.add_text("x", "two", [])
            daemon.start()
            other = await store.add_text("x", "two", [])
            assert await store.valid([path, other]) == {path, other}
            daemon.run("nix-store", "--gc")
            assert await store.valid([path, other]) == {path, other}, "roots are renewed"


@pytest.mark.parametrize("program", PROGRAMS)
async def test_store_elsewhere(program: str) -> None:
    """A store whose paths begin with /nix/store, but which lies somewhere else."""
    with nix_daemon(program, chroot=True) as daemon:
        async with opened(daemon) as store:
            path = await store.add_text("x", "hello", [])
            assert path.startswith("/nix/store/")
            tree = await store.contents(path)
            assert tree is not None
            assert tree.root == daemon.root + "/chroot" + path
            assert await tree.files.read_file(tree.root) == b"hello"
        store = DaemonStore(daemon.socket, files=RealIO())
        try:
            with pytest.raises(StoreError, match="its store seems to lie elsewhere"):
                await store.contents(path)
        finally:
            await store.aclose()


async def test_links_keep_what_they_point_to(daemon: NixDaemon, token: str, tmp_path: Path) -> None:
    """``--add-root``: as long as the link is there, the collector leaves the object alone."""
    async with opened(daemon) as store:
        kept = await store.add_text("kept", token, ())
        dropped = await store.add_text("dropped", token, ())
        link = tmp_path / "result"
        await add_root(store, kept, str(link))
        assert os.readlink(link) == kept
    daemon.collect_garbage()
    async with opened(daemon) as store:
        assert await store.valid([kept, dropped]) == {kept}
    link.unlink()
    daemon.collect_garbage()
    async with opened(daemon) as store:
        assert await store.valid([kept]) == set()
