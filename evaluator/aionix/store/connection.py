"""Connections to a Nix daemon, and a pool of them.

Invariant: a connection that anything went wrong with, be it only that a task was
cancelled in the middle of an exchange, is closed and never used again.
"""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress

import anyio
from anyio.lowlevel import checkpoint

from ..errors import StoreError
from . import worker_protocol as wire
from .nar import Sink
from .worker_protocol import Log, Messages, Reader

#: How much is received at once, at most, and up to what a request is sent in one piece.
RECEIVE = 1 << 16
#: Seconds until the next attempt to connect when the daemon's queue is full.
RETRY = 0.01
#: Ends what was sent in frames.
END = wire.number(0)


class Stream:
    """A connected Unix socket.

    Not ``anyio.connect_unix``: on asyncio, closing its streams right after a receive
    was cancelled fails (anyio issue 1267), and that is what happens here to connections
    that something went wrong with; and a full queue of the other side is not waited for.
    """

    __slots__ = ("_raw",)

    def __init__(self, raw: socket.socket) -> None:
        raw.setblocking(False)
        self._raw = raw

    @classmethod
    async def connect(cls, path: str) -> Stream:
        """Connect to the socket *path* (text).  Raises OSError and ValueError."""
        raw = socket.socket(socket.AF_UNIX)
        try:
            stream = cls(raw)
            while True:
                await checkpoint()
                try:
                    raw.connect(path)
                except BlockingIOError:
                    await anyio.sleep(RETRY)
                else:
                    return stream
        except BaseException:
            raw.close()
            raise

    async def receive(self) -> bytes:
        """What there is, as soon as there is something; nothing at the end."""
        await checkpoint()
        while True:
            try:
                return self._raw.recv(RECEIVE)
            except BlockingIOError:
                await anyio.wait_readable(self._raw)
            except OSError:
                return b""

    async def send(self, data: bytes) -> None:
        """Send all of *data*.  Raises OSError."""
        await checkpoint()
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[self._raw.send(rest) :]
            except BlockingIOError:
                await anyio.wait_writable(self._raw)

    def idle(self) -> bool:
        """Whether it is open at the other end, and nothing has come."""
        try:
            self._raw.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False

    def hang_up(self) -> None:
        """End it, for both sides and for the task that is receiving."""
        with suppress(OSError):
            self._raw.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close it; nothing may be waiting for it."""
        self._raw.close()


class Connection:
    """An open connection: *version* of the protocol is agreed on, *nix* is the daemon's Nix."""

    def __init__(self, stream: Stream, peer: str) -> None:
        self._stream = stream
        self.reader = Reader(stream.receive, peer)
        self.version = 0
        self.nix = ""
        self._messages = Messages(self.reader, 0, None)
        self.alive = stream.idle
        self.hang_up = stream.hang_up
        self.close = stream.close

    @classmethod
    async def open(cls, path: str, overrides: Mapping[str, str], log: Log | None) -> Connection:
        """Connect to the daemon that listens at the socket *path*.  Raises StoreError."""
        try:
            stream = await Stream.connect(path)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else None
            raise StoreError(
                f"cannot connect to the Nix daemon at '{path}': {reason or error}"
            ) from None
        connection = cls(stream, f"the Nix daemon at '{path}'")
        try:
            await connection._start(overrides, log)
        except BaseException:
            connection.close()
            raise
        return connection

    async def _start(self, overrides: Mapping[str, str], log: Log | None) -> None:
        self.version, self.nix = await wire.handshake(self.reader, self.send)
        self._messages = Messages(self.reader, self.version, log)
        await self._messages.finish()
        if overrides:
            await self.request(wire.options(overrides))

    async def send(self, data: bytes) -> None:
        """Send *data*.  That the daemon is gone shows when its answer is read: it may say why."""
        with suppress(OSError):
            await self._stream.send(data)

    async def finish(self) -> None:
        """Wait until the daemon is done with a request; its result comes next."""
        await self._messages.finish()

    async def request(self, data: bytes) -> None:
        """Send a request, wait until it is done; its result comes next.  Raises DaemonError."""
        await self.send(data)
        await self._messages.finish()

    async def stream(self, data: bytes, write: Callable[[Sink], Awaitable[object]]) -> None:
        """As ``request``, with what *write* writes to the sink following in frames.

        The daemon is listened to meanwhile, so that neither side waits for the other
        for ever; when it reports an error, *write* is cancelled.
        """
        failure: Exception | None = None
        complete = False

        async def frame(piece: bytes) -> None:
            if piece:
                await self.send(wire.number(len(piece)))
                await self.send(piece)

        async def listen() -> None:
            nonlocal failure
            try:
                await self._messages.finish()
                if not complete:
                    failure = self.reader.error("it was done before it had everything")
            except Exception as error:
                failure = error
            if failure is not None:
                tasks.cancel_scope.cancel()

        await self.send(data)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(listen)
            try:
                await write(frame)
                complete = True
                await self.send(END)
            except Exception as error:
                failure = error
                tasks.cancel_scope.cancel()
        if failure is not None:
            raise failure


class Pool:
    """At most *limit* connections in use at once, kept for the next user."""

    def __init__(self, connect: Callable[[], Awaitable[Connection]], limit: int) -> None:
        self._connect = connect
        self._free = anyio.Semaphore(limit)
        self._idle: list[Connection] = []
        self._closed = False

    @asynccontextmanager
    async def take(self) -> AsyncIterator[Connection]:
        """A connection, for one exchange or several."""
        async with self._free:
            connection = await self._next()
            try:
                yield connection
            except BaseException:
                connection.close()
                raise
            if self._closed:
                connection.close()
            else:
                self._idle.append(connection)

    async def _next(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if connection.alive():
                return connection
            connection.close()
        return await self._connect()

    def close(self) -> None:
        """Close the connections, those in use when they are given back."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()
