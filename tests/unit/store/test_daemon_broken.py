"""The daemon store against daemons that die, speak other versions, or send garbage."""

from __future__ import annotations

import anyio
import pytest
from fake_daemon import (
    ERROR,
    LAST,
    NEXT,
    RESULT,
    START,
    STORE,
    CutError,
    Session,
    error,
    fake_daemon,
    n,
    path_info,
    s,
    ss,
    store_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from aionix.errors import NixError, StoreError
from aionix.filesystem import Executable, MemoryIO
from aionix.store.daemon import DaemonStore
from aionix.store.interface import Wanted
from aionix.store.nar import Tree, hash_tree
from aionix.store.worker_protocol import (
    MAX_ITEMS,
    MAX_STRING,
    OLDEST,
    VERSION,
    Op,
    ProtocolError,
    Reader,
    shown,
)

pytestmark = pytest.mark.anyio

GONE = "the Nix daemon at '{}' disconnected unexpectedly (maybe it crashed?)"
FILES = MemoryIO({"/t/a": "hello", "/t/b": Executable("x" * 1000)})


async def session_of(store: DaemonStore) -> None:
    """Everything once."""
    text = await store.add_text("x.drv", "hello", [])
    tree = Tree(FILES, "/t")
    await store.add_source("t", "nar", await hash_tree(tree), tree, [text])
    assert await store.info(text) is not None
    await store.missing([Wanted(text)])
    await store.build([Wanted(text)])
    assert await store.outputs(text)
    await store.valid([text])


# --- dying --------------------------------------------------------------------------


@pytest.mark.parametrize("version", [OLDEST, VERSION])
async def test_death_at_every_byte(version: int) -> None:
    """Wherever it ends, the error says so, and the next operation works."""
    async with fake_daemon() as daemon:
        daemon.version = version
        async with store_of(daemon, overrides={"cores": "1"}) as store:
            await session_of(store)
        total = daemon.sent
        # Every byte of the start, where connections are made; then every seventh.
        for budget in [*range(150), *range(150, total, 7)]:
            daemon.objects.clear()
            daemon.budget = budget
            async with store_of(daemon, overrides={"cores": "1"}) as store:
                with pytest.raises(StoreError) as caught:
                    await session_of(store)
                assert caught.value.message == GONE.format(daemon.socket), budget
                daemon.budget = None
                await store.add_text("x.drv", "hello", [])


@pytest.mark.parametrize("op", [Op.ADD_TO_STORE, Op.BUILD_PATHS, Op.ADD_TEMP_ROOT])
async def test_death_before_the_request_is_read(op: Op) -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:

        async def die(session: Session) -> None:
            raise CutError

        daemon.handlers[op] = die
        with pytest.raises(StoreError) as caught:
            await session_of(store)
        assert caught.value.message == GONE.format(daemon.socket)
        del daemon.handlers[op]
        await session_of(store)


async def test_last_words() -> None:
    """What a daemon says before it goes is what counts, even while a tree is sent."""
    async with fake_daemon() as daemon, store_of(daemon) as store:

        async def die(session: Session) -> None:
            await session.object_head()
            await session.send(error("no space left on device"))
            raise CutError

        daemon.handlers[Op.ADD_TO_STORE] = die
        files = MemoryIO({"/t/a": "x" * 10_000_000})
        tree = Tree(files, "/t")
        digest = await hash_tree(tree)
        with pytest.raises(StoreError, match=r"^no space left on device$"):
            await store.add_source("t", "nar", digest, tree)
        with pytest.raises(StoreError, match=r"^no space left on device$"):
            await store.add_text("t", "x", [])
        del daemon.handlers[Op.ADD_TO_STORE]
        await store.add_source("t", "nar", digest, tree)


async def test_an_error_stops_the_sending() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        released = anyio.Event()

        async def refuse(session: Session) -> None:
            await session.object_head()
            await session.send(error("not today"))
            await released.wait()
            raise CutError

        daemon.handlers[Op.ADD_TO_STORE] = refuse
        tree = Tree(MemoryIO({"/t/a": "x" * 10_000_000}), "/t")
        with pytest.raises(StoreError, match=r"^not today$"):
            await store.add_source("t", "nar", await hash_tree(tree), tree)
        released.set()


async def test_done_too_early() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:

        async def early(session: Session) -> None:
            await session.object_head()
            await session.send(n(LAST))
            await anyio.sleep_forever()

        daemon.handlers[Op.ADD_TO_STORE] = early
        tree = Tree(MemoryIO({"/t/a": "x" * 10_000_000}), "/t")
        with pytest.raises(StoreError, match="done before it had everything"):
            await store.add_source("t", "nar", await hash_tree(tree), tree)


async def test_one_of_many_dies() -> None:
    """The others don't notice."""
    async with fake_daemon() as daemon, store_of(daemon) as store:
        failed: list[str] = []

        async def sometimes(session: Session) -> None:
            head = await session.object_head()
            if head[0] == "n7":
                raise CutError
            frames = [frame async for frame in session.frames()]
            await session.keep(*head, b"".join(frames))

        async def add(number: int) -> None:
            try:
                await store.add_text(f"n{number}", str(number), [])
            except StoreError as error:
                failed.append(error.message)

        daemon.handlers[Op.ADD_TO_STORE] = sometimes
        async with anyio.create_task_group() as tasks:
            for number in range(30):
                tasks.start_soon(add, number)
        assert failed == [GONE.format(daemon.socket)]
        assert len(daemon.objects) == 29


# --- versions -----------------------------------------------------------------------


@pytest.mark.parametrize("minor", [*range(25, 40), 255])
async def test_versions(minor: int) -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        daemon.version = 1 << 8 | minor
        await session_of(store)


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        (1 << 8 | 24, "is too old: it speaks version 1.24 of the worker protocol, 1.25 (Nix 2.4)"),
        (1 << 8 | 10, "is too old: it speaks version 1.10"),
        (2 << 8 | 1, "speaks version 2.1 of the worker protocol, which is not supported"),
        (0, "speaks version 0.0"),
        (1 << 40, f"number {1 << 40} is too large"),
    ],
)
async def test_other_versions(version: int, reason: str) -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        daemon.version = version
        with pytest.raises(StoreError) as caught:
            await session_of(store)
        assert caught.value.message.startswith(f"the Nix daemon at '{daemon.socket}' ")
        assert reason in caught.value.message
        daemon.version = VERSION
        await session_of(store)


async def test_something_else() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        daemon.magic = int.from_bytes(b"HTTP/1.1", "little")
        with pytest.raises(StoreError, match="wrong magic number 0x312e312f50545448"):
            await session_of(store)


def test_shown() -> None:
    assert shown(VERSION) == "1.38"


async def test_old_errors() -> None:
    async with fake_daemon() as daemon, store_of(daemon) as store:
        daemon.version = 1 << 8 | 25

        async def refuse(session: Session) -> None:
            await session.reader.string()
            await session.send(n(ERROR) + s("\x1b[31;1merror:\x1b[0m no\n") + n(1))

        daemon.handlers[Op.QUERY_PATH_INFO] = refuse
        path = await store.add_text("x", "", [])
        with pytest.raises(StoreError, match=r"^no$"):
            await store.info(path)


# --- garbage ------------------------------------------------------------------------

HUGE = (1 << 63) + 7
GARBAGE = {
    "message": (n(0x1234), "unknown message 0x1234"),
    "read": (n(0x64617461) + n(1), "unknown message 0x64617461"),
    "write": (n(0x64617416) + s("x"), "unknown message 0x64617416"),
    "string": (n(NEXT) + n(HUGE), f"string of {HUGE} bytes is too long"),
    "just too long": (n(NEXT) + n(MAX_STRING + 1), f"string of {MAX_STRING + 1} bytes is too long"),
    "padding": (n(NEXT) + n(1) + b"xyyyyyyy", "non-zero padding"),
    "fields": (n(RESULT) + n(1) + n(101) + n(HUGE), f"list of {HUGE} items is too long"),
    "field": (n(RESULT) + n(1) + n(101) + n(1) + n(2), "unknown type 2 of a field"),
    "start": (n(START) + n(1) * 3 + n(HUGE), f"string of {HUGE} bytes is too long"),
    "error": (n(ERROR) + s("Mistake"), "unknown type 'Mistake' of an error"),
    "position": (n(ERROR) + s("Error") + n(0) + s("") + s("") + n(1), "error with a position"),
    "traces": (
        n(ERROR) + s("Error") + n(0) + s("") + s("") + n(0) + n(HUGE),
        f"list of {HUGE} items is too long",
    ),
    "references": (
        n(LAST) + n(1) + s("") + s("0" * 64) + n(MAX_ITEMS + 1),
        f"list of {MAX_ITEMS + 1} items is too long",
    ),
    "reference": (n(LAST) + n(1) + path_info(["/etc/passwd"]), "is not in the Nix store"),
    "hash": (n(LAST) + n(1) + s("") + s("abc"), "hash 'abc' has wrong length"),
    "deriver": (n(LAST) + n(1) + s("/x"), "is not in the Nix store"),
    "signatures": (
        n(LAST) + n(1) + s("") + s("0" * 64) + ss([]) + n(0) + n(0) + n(0) + n(HUGE),
        f"list of {HUGE} items is too long",
    ),
}


@pytest.mark.parametrize("case", GARBAGE)
async def test_garbage(case: str) -> None:
    data, reason = GARBAGE[case]
    async with fake_daemon() as daemon, store_of(daemon) as store:
        path = await store.add_text("x", "", [])

        async def babble(session: Session) -> None:
            await session.reader.string()
            await session.send(data)
            await anyio.sleep_forever()

        daemon.handlers[Op.QUERY_PATH_INFO] = babble
        with pytest.raises(StoreError) as caught:
            await store.info(path)
        assert reason in caught.value.message
        del daemon.handlers[Op.QUERY_PATH_INFO]
        assert await store.info(path) is not None


@given(st.binary(max_size=400), st.lists(st.sampled_from([NEXT, ERROR, RESULT, START, LAST, 1, 0])))
@settings(deadline=None)
def test_any_bytes(tail: bytes, numbers: list[int]) -> None:
    """Whatever comes is understood or refused."""
    data = b"".join(map(n, numbers)) + tail

    async def read() -> None:
        pieces = [data, b""]

        async def receive() -> bytes:
            return pieces.pop(0)

        from aionix.store.worker_protocol import Messages

        reader = Reader(receive, "it")
        await Messages(reader, VERSION, None).finish()
        await reader.path_info(STORE)

    try:
        anyio.run(read)
    except NixError as error:
        assert isinstance(error, StoreError)


async def test_pieces() -> None:
    """What is read doesn't depend on how it arrives."""
    data = s("hello") + n(7) + ss(["a", "bcd", "", "12345678"])
    for size in (1, 3, 8, 100):
        pieces = [data[at : at + size] for at in range(0, len(data), size)]

        async def receive(pieces: list[bytes] = pieces) -> bytes:
            return pieces.pop(0) if pieces else b""

        reader = Reader(receive, "it")
        assert await reader.string() == "hello"
        assert await reader.number() == 7
        assert await reader.strings() == ["a", "bcd", "", "12345678"]
        with pytest.raises(ProtocolError, match="it disconnected"):
            await reader.number()
