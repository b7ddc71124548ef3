"""Which paths a daemon is known to have, kept from its garbage collector meanwhile.

A daemon keeps temporary roots for as long as the connection that asked for them is
open.  All are asked for on one connection, which serves nothing else: work that fails
or is cancelled costs no roots.  Should that connection be lost, the next one asks for
the roots anew and forgets what is gone by then.

Invariant: a path in ``_valid`` was valid after the connection had a root for it, so it
stays valid while the connection is open; asking for it again costs nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import anyio

from . import worker_protocol as wire
from .connection import Connection
from .worker_protocol import Op

#: How many roots are asked for at once: the answers fit the buffer of a socket.
BATCH = 256


class Roots:
    """Temporary roots, on a connection of their own."""

    def __init__(self, connect: Callable[[], Awaitable[Connection]]) -> None:
        self._connect = connect
        self._lock = anyio.Lock()
        self._connection: Connection | None = None
        #: What the connection has roots for, and what of it is valid.
        self._kept: set[str] = set()
        self._valid: set[str] = set()
        self._closed = False

    async def keep(self, path: str) -> bool:
        """Whether *path* is valid; from now on it stays, or may become, so."""
        if path in self._valid:
            return True
        async with self._use() as connection:
            if path in self._valid:
                return True
            # The root first: nothing can come between the two.
            await connection.send(_root(path) + _question(path))
            await self._end_of_root(connection)
            await connection.finish()
            valid = await connection.reader.boolean()
            self._kept.add(path)
            if valid:
                self._valid.add(path)
            return valid

    async def added(self, path: str) -> None:
        """*path*, which had been asked for before, was added to the store."""
        if path in self._kept:
            self._valid.add(path)
        else:  # the connection was lost in between
            await self.keep(path)

    async def refresh(self) -> None:
        """Ask for the roots anew if their connection was lost."""
        if self._valid:
            async with self._use():
                pass

    def close(self) -> None:
        """Give the roots up; who is asking for one meanwhile is told that the daemon is gone."""
        self._closed = True
        self._valid.clear()
        if not self._lock.locked():
            self._drop()
        elif self._connection is not None:
            self._connection.hang_up()

    @asynccontextmanager
    async def _use(self) -> AsyncIterator[Connection]:
        """The connection, which has roots for all that is valid, to oneself."""
        async with self._lock:
            try:
                yield await self._connected()
            except BaseException:
                self._drop()
                raise
            if self._closed:
                self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        self._kept.clear()
        if connection is not None:
            connection.close()

    async def _connected(self) -> Connection:
        connection = self._connection
        if connection is None or not connection.alive():
            self._drop()
            self._connection = connection = await self._connect()
            await self._renew(connection)
        return connection

    async def _renew(self, connection: Connection) -> None:
        waiting = sorted(self._valid)
        for start in range(0, len(waiting), BATCH):
            batch = waiting[start : start + BATCH]
            await connection.send(b"".join(map(_root, batch)))
            for _ in batch:
                await self._end_of_root(connection)
            request = wire.number(Op.QUERY_VALID_PATHS) + wire.strings(batch)
            if connection.version >= 1 << 8 | 27:
                request += wire.number(0)  # don't substitute
            await connection.request(request)
            valid = set(await connection.reader.strings())
            self._kept.update(batch)
            self._valid.difference_update(path for path in batch if path not in valid)

    async def _end_of_root(self, connection: Connection) -> None:
        await connection.finish()
        await connection.reader.number()


def _root(path: str) -> bytes:
    return wire.number(Op.ADD_TEMP_ROOT) + wire.string(path)


def _question(path: str) -> bytes:
    return wire.number(Op.IS_VALID_PATH) + wire.string(path)
