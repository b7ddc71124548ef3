"""The daemon store against a daemon that does as it is told."""

from __future__ import annotations

import os
import stat
import tempfile

import anyio
import pytest
from anyio.lowlevel import checkpoint
from fake_daemon import (
    LAST,
    NEXT,
    RESULT,
    START,
    STOP,
    STORE,
    Session,
    content,
    error,
    fake_daemon,
    n,
    s,
    ss,
    store_of,
)

from aionix.errors import BuildError, FileAccessError, StoreError, UsageError
from aionix.filesystem import Executable, MemoryIO, RealIO, Symlink
from aionix.store import paths
from aionix.store.daemon import DaemonStore, Missing
from aionix.store.hashes import Hash
from aionix.store.interface import Store, Wanted, closure
from aionix.store.nar import CHUNK, Tree, hash_tree
from aionix.store.worker_protocol import Op

pytestmark = pytest.mark.anyio

DRV = f"{STORE}/{'0' * 32}-x.drv"
FILES = {
    "/t/plain": "hello\n",
    "/t/run": Executable("#!/bin/sh\n"),
    "/t/link": Symlink("plain"),
    "/t/sub/x": "x" * 100_000,
    "/t/large": "0123456789abcdef" * (3 * CHUNK // 16),
}


class Files(MemoryIO):
    """Files that count what is read of them, and may be made to wait or fail."""

    def __init__(self) -> None:
        super().__init__(FILES)
        self.read = 0
        self.fail = False
        self.changed = False
        self.gate: anyio.Event | None = None
        self.waiting = anyio.Event()

    async def read_range(self, path: str, offset: int, size: int) -> bytes:
        if self.gate is not None and offset:
            self.waiting.set()
            await self.gate.wait()
        if self.fail and offset:
            raise FileAccessError("the disk is on fire")
        data = await super().read_range(path, offset, size)
        self.read += len(data)
        return data.replace(b"0", b"1") if self.changed else data


async def source(files: MemoryIO, root: str = "/t") -> tuple[Tree, Hash]:
    tree = Tree(files, root)
    return tree, await hash_tree(Tree(MemoryIO(FILES), root))


# --- adding -------------------------------------------------------------------------


async def test_it_is_a_store() -> None:
    assert isinstance(DaemonStore(files=MemoryIO({})), Store)


async def test_texts() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        one = await store.add_text("one", "h\xc3\xa9", [])
        assert one == paths.text_path("one", content("h\xc3\xa9"), [], STORE)
        two = await store.add_text("two", "", [one])
        large = "x" * 200_000
        three = await store.add_text("three", large, [two, one])
        assert daemon.objects == {
            one: ([], b"h\xc3\xa9"),
            two: ([one], b""),
            three: (sorted([one, two]), large.encode()),
        }
        asked = len(daemon.ops)
        assert await store.add_text("one", "h\xc3\xa9", []) == one
        assert len(daemon.ops) == asked, "what was added costs nothing to add again"
        assert await closure(store, three) == {one, two, three}


async def test_what_is_there_is_not_sent() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        tree, digest = await source(Files())
        text = paths.text_path("t", content("x"), [], STORE)
        files = paths.fixed_path("s", "nar", digest, STORE)
        daemon.objects = {text: ([], b""), files: ([], b"")}
        assert await store.add_text("t", "x", []) == text
        assert await store.add_source("s", "nar", digest, tree) == files
        assert daemon.count(Op.ADD_TO_STORE) == 0
        # The root comes before the question.
        assert [op for op, _ in daemon.ops] == [Op.ADD_TEMP_ROOT, Op.IS_VALID_PATH] * 2


async def test_sources() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        tree, digest = await source(Files())
        path = await store.add_source("tree", "nar", digest, tree)
        assert path == paths.fixed_path("tree", "nar", digest, STORE)
        assert len(daemon.objects[path][1]) > 3 * CHUNK
        for root in ("/t/plain", "/t/large"):
            file = Tree(Files(), root)
            for algorithm in ("sha256", "sha1"):
                flat = await hash_tree(file, "flat", algorithm)
                path = await store.add_source("file", "flat", flat, file)
                assert path == paths.fixed_path("file", "flat", flat, STORE)
                assert daemon.objects[path][1].decode() == FILES[root]
        text = await hash_tree(Tree(Files(), "/t/plain"), "text")
        assert await store.add_source("text", "text", text, Tree(Files(), "/t/plain"), [path]) == (
            paths.text_path("text", text, [path], STORE)
        )
        other = await store.add_source("with", "nar", digest, tree, [path])
        assert daemon.objects[other][0] == [path]


async def test_filtered_source() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        tree = Tree(Files(), "/t", frozenset({"/t/sub"}))
        path = await store.add_source("x", "nar", await hash_tree(tree), tree)
        assert b"hello" not in daemon.objects[path][1]


async def test_large_trees_are_not_held_in_memory() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        go, started = anyio.Event(), anyio.Event()

        async def slow(session: Session) -> None:
            head = await session.object_head()
            started.set()
            await go.wait()
            frames = [frame async for frame in session.frames()]
            assert max(map(len, frames)) <= CHUNK
            await session.keep(*head, b"".join(frames))

        daemon.handlers[Op.ADD_TO_STORE] = slow
        files = Files()
        tree, digest = await source(files, "/t/large")
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(store.add_source, "x", "nar", digest, tree)
            await started.wait()
            for _ in range(100):
                await checkpoint()
            assert files.read <= 2 * CHUNK, "the daemon has read nothing yet"
            go.set()
        assert files.read == 3 * CHUNK


async def test_both_sides_send_at_once() -> None:
    async with fake_daemon() as daemon:
        lines: list[str] = []

        async def talkative(session: Session) -> None:
            head = await session.object_head()
            for _ in range(64):
                await session.send(n(NEXT) + s("x" * 32_000 + "\n"))
            await session.keep(*head, b"".join([frame async for frame in session.frames()]))

        daemon.handlers[Op.ADD_TO_STORE] = talkative
        async with store_of(daemon, log=lines.append) as store:
            tree, digest = await source(Files())
            await store.add_source("x", "nar", digest, tree)
        assert lines == ["x" * 32_000] * 64


async def test_files_that_change() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        files = Files()
        files.changed = True
        tree, digest = await source(files)
        with pytest.raises(StoreError, match=r"'/t' changed while it was copied to the store"):
            await store.add_source("x", "nar", digest, tree)
        files.changed = False
        await store.add_source("x", "nar", digest, tree)


async def test_files_that_fail() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        files = Files()
        files.fail = True
        tree, digest = await source(files)
        with pytest.raises(FileAccessError, match="the disk is on fire"):
            await store.add_source("x", "nar", digest, tree)
        await daemon.down_to(1)
        assert not daemon.objects, "an archive without an end is none"
        files.fail = False
        assert await store.add_source("x", "nar", digest, tree) in daemon.objects


async def test_wrong_answer_to_a_text() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:

        async def other(session: Session) -> None:
            _, method, references = await session.object_head()
            frames = [frame async for frame in session.frames()]
            await session.keep("other", method, references, b"".join(frames))

        daemon.handlers[Op.ADD_TO_STORE] = other
        with pytest.raises(StoreError, match=r"put the text '.*-x' at '.*-other' instead"):
            await store.add_text("x", "y", [])


async def test_cancelled_in_the_middle() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        files = Files()
        files.gate = anyio.Event()
        tree, digest = await source(files)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(store.add_source, "x", "nar", digest, tree)
            await files.waiting.wait()
            tasks.cancel_scope.cancel()
        await daemon.down_to(1)
        assert not daemon.objects
        assert daemon.sessions[0].roots, "only the roots' connection is left"
        files.gate.set()
        assert await store.add_source("x", "nar", digest, tree) in daemon.objects
        assert daemon.opened == 3


@pytest.mark.parametrize("op", [Op.IS_VALID_PATH, Op.ADD_TEMP_ROOT, Op.ADD_TO_STORE])
async def test_cancelled_while_waiting(op: Op) -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        first = await store.add_text("first", "", [])
        reached = anyio.Event()

        async def never(session: Session) -> None:
            reached.set()
            await anyio.sleep_forever()

        daemon.handlers[op] = never
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(store.add_text, "x", "y", [])
            await reached.wait()
            tasks.cancel_scope.cancel()
        del daemon.handlers[op]
        assert await store.add_text("x", "y", []) in daemon.objects
        assert any(first in session.roots for session in daemon.sessions)


async def test_many_tasks() -> None:
    async with fake_daemon() as daemon, store_of(daemon, connections=3) as store:
        found: dict[int, str] = {}

        async def add(number: int) -> None:
            found[number] = await store.add_text(f"n{number % 40}", str(number % 40), [])

        async with anyio.create_task_group() as tasks:
            for number in range(100):
                tasks.start_soon(add, number)
        assert len(set(found.values())) == len(daemon.objects) == 40
        for number, path in found.items():
            assert daemon.objects[path][1] == str(number % 40).encode()
        assert daemon.most <= 4, "three, and the one of the roots"


# --- connections --------------------------------------------------------------------


async def test_nothing_is_opened_before_it_is_needed() -> None:
    async with fake_daemon() as daemon, store_of(daemon):
        pass
    assert daemon.opened == 0


async def test_reconnects() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        kept = [await store.add_text("t", str(number), []) for number in range(600)]
        gone = kept.pop()
        daemon.hang_up()
        del daemon.objects[gone]
        await store.add_text("another", "", [])
        holders = [session for session in daemon.sessions if session.roots]
        assert len(holders) == 1
        assert holders[0].roots >= set(kept), "all are asked for again"
        await store.add_text("t", "599", [])
        assert gone in daemon.objects, "what was lost is not taken for granted"


async def test_roots_are_renewed_before_a_build() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        path = await store.add_text("t", "", [])
        daemon.hang_up()
        await store.build([Wanted(DRV)])
        assert any(path in session.roots for session in daemon.sessions)


async def test_closed_store() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        await store.add_text("t", "", [])
        await store.aclose()
        await daemon.down_to(0)
        with pytest.raises(StoreError, match="the store is closed"):
            await store.add_text("t", "", [])


async def test_closed_in_the_middle() -> None:
    """What is under way ends; its connection is not kept."""
    async with fake_daemon() as daemon, store_of(daemon) as store:
        go, reached = anyio.Event(), anyio.Event()

        async def slow(session: Session) -> None:
            reached.set()
            await go.wait()
            await Session.query_missing(session)

        daemon.handlers[Op.QUERY_MISSING] = slow
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(store.missing, [Wanted(DRV)])
            await reached.wait()
            await store.aclose()
            go.set()
        await daemon.down_to(0)


async def test_no_daemon() -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = MemoryIO({})
        for socket, reason in [
            (f"{folder}/none", "No such file or directory"),
            (f"{folder}/{'x' * 200}", "too long"),
            (folder, "Connection refused"),
            ("\0/x", ""),
        ]:
            store = DaemonStore(socket, files=files)
            with pytest.raises(StoreError) as caught:
                await store.add_text("t", "", [])
            assert caught.value.message.startswith(
                f"cannot connect to the Nix daemon at '{socket}': "
            )
            assert reason in caught.value.message


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
async def test_forbidden() -> None:
    async with fake_daemon() as daemon:
        os.chmod(daemon.socket, stat.S_IRUSR)
        async with store_of(daemon) as store:
            with pytest.raises(StoreError, match="Permission denied"):
                await store.add_text("t", "", [])


# --- asking -------------------------------------------------------------------------


async def test_info() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        one = await store.add_text("one", "1", [])
        two = await store.add_text("two", "2", [one])
        info = await store.info(two)
        assert info is not None
        assert (info.references, info.nar_size) == (frozenset([one]), 1)
        assert info.nar_hash == content("2")
        assert info.deriver is None
        assert info.content_address is None
        assert await store.info(DRV) is None
        assert await store.valid([one, DRV, two]) == {one, two}
        for wrong in ("/etc/passwd", f"{STORE}/x", f"{two}/x"):
            with pytest.raises(StoreError):
                await store.info(wrong)
            with pytest.raises(StoreError):
                await store.contents(wrong)
        assert await store.info(one) is not None, "these were not even asked for"


async def test_contents() -> None:
    async with fake_daemon() as daemon:
        async with store_of(daemon, real_directory="/real/nix") as store:
            path = await store.add_text("one", "1", [])
            tree = await store.contents(path)
            assert tree is not None
            assert tree.root == "/real/nix" + path.removeprefix(STORE)
            assert await store.contents(DRV) is None
        async with store_of(daemon) as store:
            with pytest.raises(StoreError, match="its store seems to lie elsewhere"):
                await store.contents(path)


async def test_outputs_and_builds() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        with pytest.raises(StoreError, match="is not valid"):
            await store.outputs(DRV)
        drv = await store.add_text("x.drv", "", [])
        assert await store.outputs(drv) == {}, "not built yet"
        assert await store.missing([Wanted(drv)]) == Missing(
            frozenset([drv]), frozenset(), frozenset(), 12, 34
        )
        await store.build([Wanted(drv), Wanted(drv, frozenset({"out", "dev"}))])

        assert (Op.BUILD_PATHS, f"{drv}!* {drv}!dev,out") in daemon.ops
        (out,) = (await store.outputs(drv)).values()
        assert out in daemon.objects
        holders = [session for session in daemon.sessions if out in session.roots]
        assert len(holders) == 1, "what was built is kept"


async def test_derived_paths_of_old_daemons() -> None:
    async with fake_daemon() as daemon:
        daemon.version = 1 << 8 | 29
        async with store_of(daemon) as store:
            await store.build([Wanted(DRV), Wanted(DRV, frozenset({"dev"}))])
        assert (Op.BUILD_PATHS, f"{DRV} {DRV}!dev") in daemon.ops


async def test_failing_build() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:

        async def fail(session: Session) -> None:
            await session.reader.strings()
            await session.reader.number()
            message = "build of '\x1b[35;1mx\x1b[0m' failed"
            await session.send(error(message, "while outside", "while inside"))

        daemon.handlers[Op.BUILD_PATHS] = fail
        with pytest.raises(BuildError) as caught:
            await store.build([Wanted(DRV)])
        assert caught.value.message == "build of 'x' failed"
        messages = [frame.description for frame in caught.value.trace]
        assert messages == ["while inside", "while outside"]
        del daemon.handlers[Op.BUILD_PATHS]
        await store.build([Wanted(DRV)])


async def test_a_build_holds_up_nothing() -> None:
    async with fake_daemon() as daemon, store_of(daemon, connections=1) as store:
        done, reached = anyio.Event(), anyio.Event()

        async def slow(session: Session) -> None:
            reached.set()
            await done.wait()
            await Session.build_paths(session)

        daemon.handlers[Op.BUILD_PATHS] = slow
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(store.build, [Wanted(DRV)])
            await reached.wait()
            assert await store.add_text("x", "y", []) in daemon.objects
            done.set()


async def test_a_cancelled_build_hangs_up() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        reached, gone = anyio.Event(), anyio.Event()

        async def slow(session: Session) -> None:
            await session.reader.strings()
            await session.reader.number()
            reached.set()
            assert await session.stream.receive() == b""
            gone.set()

        daemon.handlers[Op.BUILD_PATHS] = slow
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(store.build, [Wanted(DRV)])
            await reached.wait()
            tasks.cancel_scope.cancel()
        with anyio.fail_after(10):
            await gone.wait()


# --- the log ------------------------------------------------------------------------


def chatter(session: Session) -> bytes:
    """What a build sends."""
    drv = s(f"{STORE}/{'1' * 32}-hello-1.0.drv")
    fields = n(4) + n(1) + drv + n(1) + s("") + n(0) + n(1) + n(0) + n(1)
    building = n(START) + n(7) + n(3) + n(105) + s("building 'hello'") + fields + n(0)
    quiet = n(START) + n(8) + n(5) + n(0) + s("secret") + n(0) + n(7)
    silent = n(START) + n(9) + n(3) + n(104) + s("") + n(0) + n(0)

    def line(activity: int, kind: int, text: str) -> bytes:
        return n(RESULT) + n(activity) + n(kind) + n(1) + n(1) + s(text)

    return b"".join(
        [
            n(NEXT) + s("caf\xc3\xa9\n"),
            building + quiet + silent,
            line(7, 101, "one  \n"),
            line(7, 107, "two"),
            line(8, 101, "three"),
            n(RESULT) + n(7) + n(105) + n(4) + (n(0) + n(1)) * 4,
            n(STOP) + n(7) + n(STOP) + n(99),
            line(7, 101, "four"),
            n(LAST) + n(1),
        ]
    )


async def test_log() -> None:
    async with fake_daemon() as daemon:

        async def talk(session: Session) -> None:
            await session.reader.strings()
            await session.reader.number()
            await session.send(chatter(session))

        daemon.handlers[Op.BUILD_PATHS] = talk
        lines: list[str] = []
        async with store_of(daemon, log=lines.append) as store:
            await store.build([Wanted(DRV)])
        assert lines == [
            "café",
            "building 'hello'...",
            "hello-1.0> one",
            "hello-1.0 (post)> two",
            "unnamed> three",
            "unnamed> four",
        ]
        async with store_of(daemon) as store:
            await store.build([Wanted(DRV)])


async def test_log_that_fails() -> None:
    async with fake_daemon() as daemon:

        async def talk(session: Session) -> None:
            head = await session.object_head()
            await session.send(n(NEXT) + s("hello"))
            await session.keep(*head, b"".join([frame async for frame in session.frames()]))

        def log(line: str) -> None:
            raise RuntimeError(line)

        daemon.handlers[Op.ADD_TO_STORE] = talk
        async with store_of(daemon, log=log) as store:
            tree, digest = await source(Files())
            with pytest.raises(RuntimeError, match="hello"):
                await store.add_source("x", "nar", digest, tree)
            with pytest.raises(RuntimeError, match="hello"):
                await store.add_text("x", "", [])
            del daemon.handlers[Op.ADD_TO_STORE]
            await store.add_text("x", "", [])


# --- settings -----------------------------------------------------------------------


async def test_settings() -> None:
    async with fake_daemon() as daemon:
        async with store_of(daemon) as store:
            await store.add_text("x", "", [])
        assert daemon.options is None, "the daemon's own configuration holds"
        overrides = {"max-jobs": "5", "keep-going": "true", "system-features": "café"}
        async with store_of(daemon, overrides=overrides) as store:
            await store.add_text("x", "", [])
        assert daemon.options == (
            [0, 1, 0, 3, 5, 0, 1, 3, 0, 0, 0, 1],
            {"system-features": "caf\xc3\xa9"},
        )
        async with store_of(daemon, overrides={"max-jobs": "auto"}) as store:
            await store.add_text("x", "", [])
        assert daemon.options[0][4] == (os.cpu_count() or 1)
        async with store_of(daemon, overrides={"cores": "many"}) as store:
            with pytest.raises(UsageError, match=r"setting 'cores' .* invalid value 'many'"):
                await store.add_text("x", "", [])


async def test_files_of_the_machine(tmp_path: object) -> None:
    """A file larger than what is read at once, through threads."""
    async with fake_daemon() as daemon, store_of(daemon) as store:
        root = f"{tmp_path}/large"
        with open(root, "wb") as file:  # noqa: ASYNC230
            file.write(b"x" * (2 * CHUNK + 5))
        tree = Tree(RealIO(), root)
        flat = await hash_tree(tree, "flat")
        path = await store.add_source("large", "flat", flat, tree)
        assert daemon.objects[path][1] == b"x" * (2 * CHUNK + 5)


def test_wire() -> None:
    """What the wire looks like, byte by byte: the fake uses the store's own functions."""
    assert s("abc") == n(3) + b"abc\0\0\0\0\0"
    assert ss(["a"]) == n(1) + s("a")
