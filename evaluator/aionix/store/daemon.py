"""A store that a Nix daemon keeps: it adds what it is given, and builds.

Paths are computed here, the daemon is asked whether it has them, and only what is
missing is sent: trees as they are read, never as a whole.  What the daemon returns is
checked against the path that was expected.  All that the store has added or answered
for is kept from the garbage collector until the store is closed (``Roots``).

The files of store objects are read directly: the daemon's store is on this machine.

Builds have connections of their own, so that they hold up nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from ..bytestr import to_bytes, to_text
from ..errors import BuildError, StoreError
from ..records import dataclass
from . import hashes, nar, paths
from . import worker_protocol as wire
from .connection import END, RECEIVE, Connection, Pool
from .hashes import Hash
from .interface import PathInfo, Wanted, invalid_path
from .nar import Files, Sink, Tree
from .paths import PREFIXES, Method
from .roots import Roots
from .worker_protocol import DaemonError, Log, Op

SOCKET = "/nix/var/nix/daemon-socket/socket"
CONNECTIONS = 4
BUILDS = 16


@dataclass(frozen=True, slots=True)
class Missing:
    """What it takes to have some outputs: derivations to build, paths to download.

    *unknown*: paths that nobody knows how to get.  Sizes are in bytes, of what is
    downloaded and of the archives unpacked.
    """

    build: frozenset[str]
    substitute: frozenset[str]
    unknown: frozenset[str]
    download_size: int
    nar_size: int


class DaemonStore:
    """The store in *directory* (nix string) of the Nix daemon that listens at *socket*.

    *files* is the file system that the store's objects are read from, *real_directory*
    where the store lies in it if not at *directory* (Nix: ``real``).  *log* is given
    lines of the daemon's log and of builds.  *overrides* are settings of Nix for the
    daemon, which obeys trusted users only; without any, its own configuration holds.
    Nothing is opened before it is needed.
    """

    def __init__(
        self,
        socket: str = SOCKET,
        *,
        directory: str = "/nix/store",
        files: Files,
        real_directory: str | None = None,
        log: Log | None = None,
        overrides: Mapping[str, str] | None = None,
        connections: int = CONNECTIONS,
    ) -> None:
        self.directory = directory
        self.socket = socket
        self._files = files
        self._real = directory if real_directory is None else real_directory
        self._log = log
        self._overrides = dict(overrides or {})
        self._pool = Pool(self._connect, connections)
        self._builds = Pool(self._connect, BUILDS)
        self._roots = Roots(self._connect)
        self._closed = False

    @property
    def real_directory(self) -> str:
        """Where the files of the store lie, which is elsewhere for one below a root."""
        return self._real

    async def _connect(self) -> Connection:
        if not self._closed:
            connection = await Connection.open(self.socket, self._overrides, self._log)
            if not self._closed:
                return connection
            connection.close()
        raise StoreError("the store is closed")

    async def aclose(self) -> None:
        """Close the connections, which gives up the temporary roots."""
        self._closed = True
        self._builds.close()
        self._pool.close()
        self._roots.close()

    # --- adding -------------------------------------------------------------------

    async def add_text(self, name: str, content: str, references: Iterable[str]) -> str:
        """Keep a text that refers to *references*; its path."""
        refers = sorted(references)
        path = paths.text_path(name, hashes.sha256(content), refers, self.directory)
        if await self._roots.keep(path):
            return path
        data = to_bytes(content)
        request = _add_request(name, "text:sha256", refers)

        async def write(sink: Sink) -> None:
            await sink(data)

        async with self._pool.take() as connection:
            if len(data) < RECEIVE:
                frame = wire.number(len(data)) + data if data else b""
                await connection.request(request + frame + END)
            else:
                await connection.stream(request, write)
            added = await self._added(connection)
        if added != path:
            raise StoreError(
                f"the Nix daemon put the text '{to_text(path)}' at '{to_text(added)}' instead"
            )
        await self._roots.added(path)
        return path

    async def add_source(
        self,
        name: str,
        method: Method,
        content: Hash,
        tree: Tree,
        references: Collection[str] = (),
    ) -> str:
        """Keep the files of *tree*, whose hash by *method* is *content*; the path."""
        path = paths.fixed_path(name, method, content, self.directory, references)
        if await self._roots.keep(path):
            return path
        kind = PREFIXES[method] if method == "text" else "fixed:" + PREFIXES[method]
        request = _add_request(name, kind + content.algorithm, sorted(references))

        async def write(sink: Sink) -> None:
            if method in ("nar", "git"):
                await nar.dump(tree, sink)
            else:
                await _write_file(tree, sink)

        async with self._pool.take() as connection:
            await connection.stream(request, write)
            added = await self._added(connection)
        if added != path:
            raise StoreError(
                f"'{to_text(tree.root)}' changed while it was copied to the store:"
                f" expected '{to_text(path)}', got '{to_text(added)}'"
            )
        await self._roots.added(path)
        return path

    async def _added(self, connection: Connection) -> str:
        path = await connection.reader.path(self.directory)
        await connection.reader.path_info(self.directory)
        return path

    # --- asking -------------------------------------------------------------------

    async def info(self, path: str) -> PathInfo | None:
        """What is known of *path*; None when the store does not have it."""
        paths.parse_store_path(path, self.directory)
        if not await self._roots.keep(path):
            return None
        async with self._pool.take() as connection:
            await connection.request(wire.number(Op.QUERY_PATH_INFO) + wire.string(path))
            if not await connection.reader.boolean():
                return None
            return await connection.reader.path_info(self.directory)

    async def valid(self, candidates: Iterable[str]) -> set[str]:
        """Those of *candidates* that the store has (they are not kept by being asked for)."""
        asked = [paths.parse_store_path(path, self.directory) for path in candidates]
        async with self._pool.take() as connection:
            request = wire.number(Op.QUERY_VALID_PATHS) + wire.strings(asked)
            if connection.version >= 1 << 8 | 27:
                request += wire.number(0)  # don't substitute
            await connection.request(request)
            return set(await connection.reader.paths(self.directory))

    async def contents(self, path: str) -> Tree | None:
        """The files of the object *path*; None for no such."""
        paths.parse_store_path(path, self.directory)
        if not await self._roots.keep(path):
            return None
        real = self._real + path[len(self.directory) :]
        if await self._files.kind(real) is None:
            raise StoreError(
                f"the Nix daemon has '{to_text(path)}', but there is no '{to_text(real)}':"
                " its store seems to lie elsewhere"
            )
        return Tree(self._files, real)

    async def outputs(self, derivation: str) -> Mapping[str, str]:
        """The paths of the outputs of *derivation* that are there, by name."""
        if not await self._roots.keep(paths.parse_store_path(derivation, self.directory)):
            raise invalid_path(derivation)
        async with self._pool.take() as connection:
            known = await self._output_map(connection, derivation)
        return {name: path for name, path in known.items() if await self._roots.keep(path)}

    async def _output_map(self, connection: Connection, derivation: str) -> dict[str, str]:
        """The outputs of *derivation* whose paths are known, by name."""
        reader = connection.reader
        request = wire.number(Op.QUERY_DERIVATION_OUTPUT_MAP) + wire.string(derivation)
        await connection.request(request)
        known = {}
        for _ in range(await reader.count()):
            name = await reader.string()
            path = await reader.optional_path(self.directory)
            if path is not None:
                known[name] = path
        return known

    async def add_indirect_root(self, link: str) -> None:
        """Tell the garbage collector of *link*: a symlink to a store object, to be kept."""
        async with self._pool.take() as connection:
            await connection.request(wire.number(Op.ADD_INDIRECT_ROOT) + wire.string(link))
            await connection.reader.number()

    # --- building -----------------------------------------------------------------

    async def build(self, wanted: Sequence[Wanted]) -> None:
        """Have outputs built or downloaded where they aren't there.  Raises BuildError."""
        self._check(wanted)
        await self._roots.refresh()
        async with self._builds.take() as connection:
            request = wire.number(Op.BUILD_PATHS) + _derived(wanted, connection.version)
            try:
                await connection.request(request + wire.number(0))
            except DaemonError as error:
                failure = BuildError(error.message)
                failure.trace.extend(error.trace)
                raise failure from None
            await connection.reader.number()
            # The connection holds on to what it built: long enough to get roots for it.
            for one in wanted:
                known = await self._output_map(connection, one.derivation)
                for name, path in known.items():
                    if one.outputs is None or name in one.outputs:
                        await self._roots.keep(path)

    async def missing(self, wanted: Sequence[Wanted]) -> Missing:
        """What ``build`` would do."""
        self._check(wanted)
        async with self._pool.take() as connection:
            reader = connection.reader
            derived = _derived(wanted, connection.version)
            await connection.request(wire.number(Op.QUERY_MISSING) + derived)
            build, substitute, unknown = [
                frozenset(await reader.paths(self.directory)) for _ in range(3)
            ]
            download_size, nar_size = await reader.number(), await reader.number()
        return Missing(build, substitute, unknown, download_size, nar_size)

    def _check(self, wanted: Sequence[Wanted]) -> None:
        for one in wanted:
            paths.parse_store_path(one.derivation, self.directory)


def _add_request(name: str, method: str, references: Sequence[str]) -> bytes:
    """Ask to add an object; what it contains follows in frames."""
    return b"".join(
        [
            wire.number(Op.ADD_TO_STORE),
            wire.string(name),
            wire.string(method),
            wire.strings(references),
            wire.number(0),  # don't repair
        ]
    )


def _derived(wanted: Sequence[Wanted], version: int) -> bytes:
    """Outputs of derivations as the daemon is told them."""
    written = []
    for one in wanted:
        if one.outputs is not None:
            written.append(f"{one.derivation}!{','.join(sorted(one.outputs))}")
        else:
            written.append(one.derivation + ("!*" if version >= 1 << 8 | 30 else ""))
    return wire.strings(written)


async def _write_file(tree: Tree, sink: Sink) -> None:
    """Give *sink* the content of the file that *tree* is."""
    regular = await tree.files.kind(tree.root) == "regular"
    size = (await tree.files.file_status(tree.root)).size if regular else 0
    if size > nar.CHUNK:
        await nar.read_chunks(tree.files, tree.root, size, sink)
    else:  # also what is no file: reading it fails
        await sink(await tree.files.read_file(tree.root))
