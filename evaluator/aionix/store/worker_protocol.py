"""The worker protocol of the Nix daemon, as a client speaks it: what goes over the wire.

Numbers are 64 bits, little endian; strings have their length before them and are
padded to eight bytes; lists have their number of items before them.  A connection
starts with an exchange of magic numbers and versions.  After each request the daemon
sends messages: lines of its log, activities, and at last that it is done or what went
wrong; then comes the result (libstore, ``worker-protocol.hh``).

Invariants: what the daemon announces is checked against ``MAX_STRING`` and
``MAX_ITEMS`` before anything is read, and nothing is allocated before it arrives.
Everything that isn't as agreed raises ``ProtocolError``, after which the connection
is of no use; so it is after ``DaemonError``, to be safe.
"""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from enum import IntEnum

from ..bytestr import from_bytes, from_text, to_bytes
from ..errors import StoreError, TraceFrame, UsageError
from . import hashes, paths
from .interface import PathInfo

MAGIC_CLIENT = 0x6E697863
MAGIC_DAEMON = 0x6478696F
#: Versions, ``major << 8 | minor``: the one spoken here, and the oldest that will do (Nix 2.4).
VERSION = 1 << 8 | 38
OLDEST = 1 << 8 | 25
#: The longest string and list that are accepted.
MAX_STRING = 1 << 24
MAX_ITEMS = 1 << 20

Log = Callable[[str], None]


class Op(IntEnum):
    """Requests."""

    IS_VALID_PATH = 1
    ADD_TO_STORE = 7
    BUILD_PATHS = 9
    ADD_TEMP_ROOT = 11
    ADD_INDIRECT_ROOT = 12
    SET_OPTIONS = 19
    QUERY_PATH_INFO = 26
    QUERY_VALID_PATHS = 31
    QUERY_MISSING = 40
    QUERY_DERIVATION_OUTPUT_MAP = 41


class _Message(IntEnum):
    """What the daemon sends before a result."""

    NEXT = 0x6F6C6D67
    LAST = 0x616C7473
    ERROR = 0x63787470
    START_ACTIVITY = 0x53545254
    STOP_ACTIVITY = 0x53544F50
    RESULT = 0x52534C54


#: Kinds of activities and of their results.
_BUILD = 105
_LOG_LINE = 101
_POST_BUILD_LOG_LINE = 107
#: Activities up to this level are worth a line of the log.
_INFO = 3


class ProtocolError(StoreError):
    """The daemon went away, or what it sends is not the worker protocol."""


class DaemonError(StoreError):
    """What the daemon says went wrong."""


# --- writing ------------------------------------------------------------------------


def number(value: int) -> bytes:
    """A number."""
    return value.to_bytes(8, "little")


def string(value: str) -> bytes:
    """A nix string."""
    data = to_bytes(value)
    return number(len(data)) + data + b"\0" * (-len(data) % 8)


def strings(values: Iterable[str]) -> bytes:
    """A list of nix strings."""
    written = [string(value) for value in values]
    return number(len(written)) + b"".join(written)


#: Values of settings that are numbers, besides digits.
_VALUES = {"true": "1", "false": "0", "auto": str(os.cpu_count() or 1)}


def options(overrides: Mapping[str, str]) -> bytes:
    """The request to obey settings (text); Nix's defaults for those with a place of their own.

    Raises UsageError for a value that is no number where one is needed.
    """
    rest = dict(overrides)

    def integer(name: str, default: str) -> bytes:
        value = rest.pop(name, default)
        digits = _VALUES.get(value, value)
        if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
            raise UsageError(f"setting '{name}' of the Nix daemon has invalid value '{value}'")
        return number(int(digits))

    fields = [
        number(Op.SET_OPTIONS),
        integer("keep-failed", "false"),
        integer("keep-going", "false"),
        integer("fallback", "false"),
        number(_INFO),
        integer("max-jobs", "1"),
        integer("max-silent-time", "0"),
        number(1),  # obsolete: build hook
        number(_INFO),  # not "errors": build logs come as results of activities
        number(0),  # obsolete: type of log
        number(0),  # obsolete: trace of builds
        integer("cores", "0"),
        integer("substitute", "true"),
        number(len(rest)),
    ]
    for name, value in sorted(rest.items()):
        fields += [string(from_text(name)), string(from_text(value))]
    return b"".join(fields)


# --- reading ------------------------------------------------------------------------


class Reader:
    """The receiving side of a connection.

    *receive* gives some bytes, none at the end; *peer* is what messages call the daemon.
    """

    __slots__ = ("_at", "_data", "_receive", "peer")

    def __init__(self, receive: Callable[[], Awaitable[bytes]], peer: str) -> None:
        self.peer = peer
        self._receive = receive
        self._data = b""
        self._at = 0

    def error(self, message: str) -> ProtocolError:
        """The error that the daemon sent something it shouldn't have."""
        return ProtocolError(f"{self.peer} does not keep to the worker protocol: {message}")

    async def take(self, size: int) -> bytes:
        """The next *size* bytes."""
        start, end = self._at, self._at + size
        data = self._data
        if end <= len(data):
            self._at = end
            return data[start:end]
        pieces = [data[start:]]
        have = len(data) - start
        while have < size:
            piece = await self._receive()
            if not piece:
                raise ProtocolError(f"{self.peer} disconnected unexpectedly (maybe it crashed?)")
            pieces.append(piece)
            have += len(piece)
        self._data = data = b"".join(pieces)
        self._at = size
        return data[:size]

    async def number(self, limit: int = 1 << 64) -> int:
        """A number below *limit*."""
        value = int.from_bytes(await self.take(8), "little")
        if value >= limit:
            raise self.error(f"number {value} is too large")
        return value

    async def boolean(self) -> bool:
        """A truth value."""
        return await self.number() != 0

    async def count(self) -> int:
        """The number of items of a list."""
        value = await self.number()
        if value > MAX_ITEMS:
            raise self.error(f"list of {value} items is too long")
        return value

    async def data(self) -> bytes:
        """A string as bytes."""
        size = await self.number()
        if size > MAX_STRING:
            raise self.error(f"string of {size} bytes is too long")
        padding = -size % 8
        data = await self.take(size + padding)
        if padding:
            if any(data[size:]):
                raise self.error("non-zero padding")
            return data[:size]
        return data

    async def string(self) -> str:
        """A nix string."""
        return from_bytes(await self.data())

    async def text(self) -> str:
        """A string as text, for people."""
        return (await self.data()).decode("utf-8", "surrogateescape")

    async def strings(self) -> list[str]:
        """A list of nix strings."""
        return [await self.string() for _ in range(await self.count())]

    async def path(self, directory: str) -> str:
        """A path in the store *directory*."""
        return paths.parse_store_path(await self.string(), directory)

    async def optional_path(self, directory: str) -> str | None:
        """A path in the store *directory*, or none."""
        value = await self.string()
        return paths.parse_store_path(value, directory) if value else None

    async def paths(self, directory: str) -> list[str]:
        """A list of paths in the store *directory*."""
        return [await self.path(directory) for _ in range(await self.count())]

    async def path_info(self, directory: str) -> PathInfo:
        """What the daemon knows of a valid path."""
        deriver = await self.optional_path(directory)
        nar_hash = hashes.parse_hash(await self.string(), "sha256")
        references = frozenset(await self.paths(directory))
        await self.number()  # when it was registered
        nar_size = await self.number()
        await self.boolean()  # whether it was built here
        await self.strings()  # signatures
        address = await self.string()
        return PathInfo(references, nar_hash, nar_size, deriver, address or None)


# --- handshake ----------------------------------------------------------------------


def shown(version: int) -> str:
    """``1.38``."""
    return f"{version >> 8}.{version & 0xFF}"


async def handshake(reader: Reader, send: Callable[[bytes], Awaitable[None]]) -> tuple[int, str]:
    """Agree on a version of the protocol; that, and the daemon's version of Nix, if it says."""
    await send(number(MAGIC_CLIENT) + number(VERSION))
    if (magic := await reader.number()) != MAGIC_DAEMON:
        raise reader.error(f"wrong magic number {magic:#x}")
    theirs = await reader.number(1 << 32)
    if theirs >> 8 != VERSION >> 8:
        raise ProtocolError(
            f"{reader.peer} speaks version {shown(theirs)} of the worker protocol,"
            " which is not supported"
        )
    if theirs < OLDEST:
        raise ProtocolError(
            f"{reader.peer} is too old: it speaks version {shown(theirs)} of the worker protocol,"
            f" {shown(OLDEST)} (Nix 2.4) or later is needed"
        )
    version = min(theirs, VERSION)
    if version >= 1 << 8 | 38:
        await send(strings([]))
        await reader.strings()  # features: none are used
    await send(number(0) + number(0))  # obsolete: processor affinity, space to reserve
    nix = ""
    if version >= 1 << 8 | 33:
        nix = await reader.text()
    if version >= 1 << 8 | 35:
        await reader.number()  # whether the daemon trusts us
    return version, nix


# --- messages -----------------------------------------------------------------------


class Messages:
    """Takes in what comes before a result; *log* is given lines for people."""

    def __init__(self, reader: Reader, version: int, log: Log | None) -> None:
        self._reader = reader
        self._version = version
        self._log = log
        #: Builds under way, by the number of their activity: what starts lines of their logs.
        self._builds: dict[int, str] = {}

    async def finish(self) -> None:
        """Wait until the daemon is done.  Raises DaemonError."""
        reader = self._reader
        while (kind := await reader.number()) != _Message.LAST:
            if kind == _Message.NEXT:
                self._say((await reader.text()).rstrip("\n"))
            elif kind == _Message.ERROR:
                raise await self._error()
            elif kind == _Message.START_ACTIVITY:
                await self._start()
            elif kind == _Message.STOP_ACTIVITY:
                self._builds.pop(await reader.number(), None)
            elif kind == _Message.RESULT:
                await self._result()
            else:
                raise reader.error(f"unknown message {kind:#x}")

    def _say(self, line: str) -> None:
        if self._log is not None:
            self._log(line)

    async def _start(self) -> None:
        reader = self._reader
        activity = await reader.number()
        level = await reader.number()
        kind = await reader.number()
        text = await reader.text()
        fields = await self._fields()
        await reader.number()  # the activity that it is part of
        if kind == _BUILD and fields and isinstance(fields[0], str):
            self._builds[activity] = _build_name(fields[0])
        if text and level <= _INFO:
            self._say(f"{text}...")

    async def _result(self) -> None:
        activity = await self._reader.number()
        kind = await self._reader.number()
        fields = await self._fields()
        if kind in (_LOG_LINE, _POST_BUILD_LOG_LINE) and fields and isinstance(fields[0], str):
            name = self._builds.get(activity, "unnamed")
            suffix = " (post)" if kind == _POST_BUILD_LOG_LINE else ""
            self._say(f"{name}{suffix}> {fields[0].rstrip()}")

    async def _fields(self) -> list[int | str]:
        reader = self._reader
        fields: list[int | str] = []
        for _ in range(await reader.count()):
            kind = await reader.number()
            if kind > 1:
                raise reader.error(f"unknown type {kind} of a field")
            fields.append(await reader.text() if kind else await reader.number())
        return fields

    async def _error(self) -> DaemonError:
        reader = self._reader
        if self._version < 1 << 8 | 26:
            error = DaemonError(_plain(await reader.text()).removeprefix("error: "))
            await reader.number()  # exit status
            return error
        kind = await reader.text()
        if kind != "Error":
            raise reader.error(f"unknown type {kind!r} of an error")
        await reader.number()  # level
        await reader.text()  # obsolete: name
        error = DaemonError(_plain(await reader.text()))
        await self._no_position()
        traces = []
        for _ in range(await reader.count()):
            await self._no_position()
            traces.append(TraceFrame(_plain(await reader.text())))
        # Theirs are outermost first.
        error.trace.extend(reversed(traces))
        return error

    async def _no_position(self) -> None:
        if await self._reader.number():
            raise self._reader.error("error with a position")


_COLOUR = re.compile("\x1b\\[[0-9;]*[A-Za-z]")


def _plain(text: str) -> str:
    """*text* without colours."""
    return _COLOUR.sub("", text).rstrip("\n")


def _build_name(derivation: str) -> str:
    """What lines of a build's log start with: the name of the derivation."""
    base = derivation[derivation.rfind("/") + 1 :]
    return base[paths.HASH_DIGITS + 1 :].removesuffix(paths.DERIVATION_SUFFIX) or base
