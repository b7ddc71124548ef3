"""A Nix daemon in a task of the test: keeps objects in memory, and can be told to misbehave."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import anyio

from aionix.bytestr import to_bytes
from aionix.filesystem import MemoryIO
from aionix.store import hashes, paths
from aionix.store.connection import Stream
from aionix.store.daemon import DaemonStore
from aionix.store.hashes import Hash
from aionix.store.worker_protocol import MAGIC_DAEMON, Op, ProtocolError, Reader
from aionix.store.worker_protocol import number as n
from aionix.store.worker_protocol import string as s
from aionix.store.worker_protocol import strings as ss

NEXT, LAST, ERROR = 0x6F6C6D67, 0x616C7473, 0x63787470
START, STOP, RESULT = 0x53545254, 0x53544F50, 0x52534C54
STORE = "/nix/store"


class CutError(Exception):
    """The daemon dies."""


Handler = Callable[["Session"], Awaitable[None]]


def error(message: str, *traces: str) -> bytes:
    """An error, outermost trace first."""
    head = n(ERROR) + s("Error") + n(0) + s("Error") + s(message) + n(0) + n(len(traces))
    return head + b"".join(n(0) + s(trace) for trace in traces)


def path_info(references: list[str], nar: bytes = b"", address: str = "") -> bytes:
    """What follows a path."""
    digest = hashes.digest("sha256", nar).hex()
    known = ss(references) + n(1234567890) + n(len(nar)) + n(1) + ss([])
    return s("") + s(digest) + known + s(address)


class FakeDaemon:
    """*version* of the protocol; *budget*: how many bytes it sends before it dies.

    *handlers*: what it does for a request instead of what it should.
    """

    def __init__(self, path: str) -> None:
        self.socket = path
        self.ready = anyio.Event()
        self._left = anyio.Event()
        self.version = 1 << 8 | 38
        self.magic = MAGIC_DAEMON
        self.budget: int | None = None
        self.sent = 0
        self.handlers: dict[Op, Handler] = {}
        #: path → references, archive or content
        self.objects: dict[str, tuple[list[str], bytes]] = {}
        self.ops: list[tuple[Op, str]] = []
        self.sessions: list[Session] = []
        self.most = 0
        self.opened = 0
        #: Settings that were sent: the numbers, and the others.
        self.options: tuple[list[int], dict[str, str]] | None = None

    def count(self, op: Op) -> int:
        """How often a request was made."""
        return Counter(one for one, _ in self.ops)[op]

    async def listen(self) -> None:
        """Accept connections until cancelled."""
        with socket.socket(socket.AF_UNIX) as listener, anyio.CancelScope():
            listener.bind(self.socket)
            listener.listen()
            listener.setblocking(False)
            self.ready.set()
            async with anyio.create_task_group() as tasks:
                while True:
                    await anyio.wait_readable(listener)
                    tasks.start_soon(self.serve, Stream(listener.accept()[0]))

    async def serve(self, stream: Stream) -> None:
        """One connection."""
        session = Session(self, stream)
        self.sessions.append(session)
        self.opened += 1
        self.most = max(self.most, len(self.sessions))
        try:
            await session.run()
        except (CutError, ProtocolError, OSError):
            pass
        finally:
            self.sessions.remove(session)
            stream.close()
            self._left.set()
            self._left = anyio.Event()

    async def down_to(self, number: int) -> None:
        """Wait until only *number* connections are left."""
        while len(self.sessions) > number:
            await self._left.wait()

    def hang_up(self) -> None:
        """End all connections."""
        for session in self.sessions:
            session.stream.hang_up()


class Session:
    """One connection of a client."""

    def __init__(self, daemon: FakeDaemon, stream: Stream) -> None:
        self.daemon = daemon
        self.stream = stream
        self.version = 0
        self.roots: set[str] = set()
        self.reader = Reader(stream.receive, "the client")

    async def send(self, data: bytes) -> None:
        daemon = self.daemon
        if daemon.budget is not None and len(data) > daemon.budget:
            data, daemon.budget = data[: daemon.budget], 0
            await self.stream.send(data)
            raise CutError
        if daemon.budget is not None:
            daemon.budget -= len(data)
        daemon.sent += len(data)
        await self.stream.send(data)

    async def run(self) -> None:
        reader, daemon = self.reader, self.daemon
        assert await reader.number() == 0x6E697863
        theirs = await reader.number()
        self.version = min(theirs, daemon.version)
        await self.send(n(daemon.magic) + n(daemon.version))
        if self.version >= 1 << 8 | 38:
            await reader.strings()
            await self.send(ss(["made-up-feature"]))
        assert [await reader.number(), await reader.number()] == [0, 0]
        if self.version >= 1 << 8 | 33:
            await self.send(s("2.99"))
        if self.version >= 1 << 8 | 35:
            await self.send(n(1))
        await self.send(n(LAST))
        while True:
            op = Op(await reader.number())
            handler = daemon.handlers.get(op)
            if handler is None:
                handler = getattr(Session, op.name.lower())
                assert handler is not None
            await handler(self)

    def note(self, op: Op, what: str) -> None:
        self.daemon.ops.append((op, what))

    # --- requests -----------------------------------------------------------------

    async def is_valid_path(self) -> None:
        path = await self.reader.path(STORE)
        self.note(Op.IS_VALID_PATH, path)
        await self.send(n(LAST) + n(path in self.daemon.objects))

    async def add_temp_root(self) -> None:
        path = await self.reader.path(STORE)
        self.note(Op.ADD_TEMP_ROOT, path)
        self.roots.add(path)
        await self.send(n(LAST) + n(1))

    async def query_valid_paths(self) -> None:
        asked = await self.reader.paths(STORE)
        if self.version >= 1 << 8 | 27:
            assert await self.reader.number() == 0
        self.note(Op.QUERY_VALID_PATHS, " ".join(asked))
        valid = [path for path in asked if path in self.daemon.objects]
        await self.send(n(LAST) + ss(valid))

    async def query_path_info(self) -> None:
        path = await self.reader.path(STORE)
        self.note(Op.QUERY_PATH_INFO, path)
        known = self.daemon.objects.get(path)
        reply = n(0) if known is None else n(1) + path_info(*known)
        await self.send(n(LAST) + reply)

    async def add_to_store(self) -> None:
        name, method, references = await self.object_head()
        content = b"".join([frame async for frame in self.frames()])
        await self.keep(name, method, references, content)

    async def object_head(self) -> tuple[str, str, list[str]]:
        name, method = await self.reader.string(), await self.reader.string()
        references = await self.reader.paths(STORE)
        assert not await self.reader.boolean()
        self.note(Op.ADD_TO_STORE, name)
        return name, method, references

    async def frames(self) -> AsyncIterator[bytes]:
        while size := await self.reader.number():
            yield await self.reader.take(size)

    async def keep(self, name: str, method: str, references: list[str], content: bytes) -> None:
        kind, _, algorithm = method.rpartition(":")
        digest = Hash(algorithm, hashes.digest(algorithm, content))
        if kind == "text":
            path = paths.text_path(name, digest, references, STORE)
        else:
            how: paths.Method = "nar" if kind == "fixed:r" else "flat"
            path = paths.fixed_path(name, how, digest, STORE, references)
        self.daemon.objects[path] = (references, content)
        await self.send(n(LAST) + s(path) + path_info(references, content))

    async def set_options(self) -> None:
        numbers = [await self.reader.number() for _ in range(12)]
        rest = {}
        for _ in range(await self.reader.number()):
            name = await self.reader.string()
            rest[name] = await self.reader.string()
        self.daemon.options = numbers, rest
        await self.send(n(LAST))

    async def build_paths(self) -> None:
        wanted = await self.reader.strings()
        assert await self.reader.number() == 0
        self.note(Op.BUILD_PATHS, " ".join(wanted))
        for one in wanted:
            self.daemon.objects[self.output(one.partition("!")[0])] = ([], b"built")
        await self.send(n(LAST) + n(1))

    def output(self, derivation: str) -> str:
        return paths.output_path("out", "0" * 64, paths.name_of(derivation), STORE)

    async def query_derivation_output_map(self) -> None:
        derivation = await self.reader.path(STORE)
        self.note(Op.QUERY_DERIVATION_OUTPUT_MAP, derivation)
        known = s("out") + s(self.output(derivation)) + s("unknown") + s("")
        await self.send(n(LAST) + n(2) + known)

    async def query_missing(self) -> None:
        wanted = await self.reader.strings()
        known = ss([one.partition("!")[0] for one in wanted])
        await self.send(n(LAST) + known + ss([]) + ss([]) + n(12) + n(34))


@asynccontextmanager
async def fake_daemon() -> AsyncIterator[FakeDaemon]:
    """A daemon that runs meanwhile."""
    # Names of sockets are short: tmp_path may be too long.
    folder = tempfile.mkdtemp(prefix="aionix-")
    try:
        daemon = FakeDaemon(f"{folder}/socket")
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(daemon.listen)
            await daemon.ready.wait()
            yield daemon
            tasks.cancel_scope.cancel()
    finally:
        shutil.rmtree(folder)


class Disk(MemoryIO):
    """Files that the daemon's objects lie in: any path in the store is one."""

    async def kind(self, path: str) -> str | None:  # type: ignore[override]
        return "regular" if path.startswith("/real/") else await super().kind(path)


@asynccontextmanager
async def store_of(daemon: FakeDaemon, **options: object) -> AsyncIterator[DaemonStore]:
    """A store at *daemon*."""
    options.setdefault("files", Disk({}))
    store = DaemonStore(daemon.socket, **options)  # type: ignore[arg-type]
    try:
        yield store
    finally:
        await store.aclose()


def content(text: str) -> Hash:
    """The hash of a text."""
    return Hash("sha256", hashes.digest("sha256", to_bytes(text)))
