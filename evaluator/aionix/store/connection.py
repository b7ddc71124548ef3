"""Connections to a Nix daemon, and a pool of them.

Invariant: a connection that anything went wrong with, be it only that a task was
cancelled in the middle of an exchange, is closed and never used again.
"""

from __future__ import annotations

import socket as sockets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress

import anyio
from anyio.abc import ByteStream, SocketAttribute

from ..errors import StoreError
from . import worker_protocol as wire
from .nar import Sink
from .worker_protocol import Log, Messages, Reader

#: How much is received at once, at most, and up to what a request is sent in one piece.
RECEIVE = 1 << 16
#: Ends what was sent in frames.
END = wire.number(0)


class Connection:
    """An open connection: *version* of the protocol is agreed on, *nix* is the daemon's Nix."""

    def __init__(self, stream: ByteStream, peer: str) -> None:
        self._stream = stream
        self.reader = Reader(self._receive, peer)
        self.version = 0
        self.nix = ""
        self._messages = Messages(self.reader, 0, None)

    @classmethod
    async def open(cls, socket: str, overrides: Mapping[str, str], log: Log | None) -> Connection:
        """Connect to the daemon that listens at *socket*.  Raises StoreError."""
        try:
            stream = await anyio.connect_unix(socket)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else None
            raise StoreError(
                f"cannot connect to the Nix daemon at '{socket}': {reason or error}"
            ) from None
        connection = cls(stream, f"the Nix daemon at '{socket}'")
        try:
            await connection._start(overrides, log)
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _start(self, overrides: Mapping[str, str], log: Log | None) -> None:
        self.version, self.nix = await wire.handshake(self.reader, self.send)
        self._messages = Messages(self.reader, self.version, log)
        await self._messages.finish()
        if overrides:
            await self.request(wire.options(overrides))

    def alive(self) -> bool:
        """Whether an idle connection is still open at the other end (and nothing came unasked)."""
        raw = self._stream.extra(SocketAttribute.raw_socket)
        try:
            raw.recv(1, sockets.MSG_PEEK | sockets.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False

    async def close(self) -> None:
        """Close at once, whatever is under way."""
        await anyio.aclose_forcefully(self._stream)

    async def _receive(self) -> bytes:
        try:
            return await self._stream.receive(RECEIVE)
        except (anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
            return b""

    async def send(self, data: bytes) -> None:
        """Send *data*.  That the daemon is gone shows when its answer is read: it may say why."""
        with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
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
                await connection.close()
                raise
            if self._closed:
                await connection.close()
            else:
                self._idle.append(connection)

    async def _next(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if connection.alive():
                return connection
            await connection.close()
        return await self._connect()

    async def aclose(self) -> None:
        """Close the connections, those in use when they are given back."""
        self._closed = True
        while self._idle:
            await self._idle.pop().close()
