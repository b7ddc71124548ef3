"""Opening a store by its name, as ``--store`` takes it.

=====================  ============================================================
``memory``             nothing is written
``auto``               the Nix daemon when there is one, else ``memory``
``daemon``             the Nix daemon, at its usual socket
``unix:///socket``     a Nix daemon; ``?root=/dir`` when its store lies below ``/dir``
``local?root=/dir``    files below ``/dir``, which is made if missing
``/dir``, ``./dir``    the same
=====================  ============================================================

(Nix manual, "Store Types"; Nix's ``local`` store without a root is its daemon's here.)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from .bytestr import from_text
from .errors import NixError, UsageError
from .filesystem import RealIO
from .store.interface import Store
from .store.memory import MemoryStore
from .store.nar import Files

SOCKET = "/nix/var/nix/daemon-socket/socket"


def open_store(
    name: str = "auto",
    *,
    directory: str = "/nix/store",
    environ: Mapping[str, str] | None = None,
    files: Files | None = None,
    log: Callable[[str], None] | None = None,
) -> Store:
    """The store called *name* (text), to be closed with ``aclose()``.  Nothing is opened yet.

    *directory*: what its paths begin with.  *environ*: where ``NIX_DAEMON_SOCKET_PATH``
    is looked up (``os.environ``).  *files*: where a store in memory finds what it does
    not have itself (the files of this machine).  *log* is given the lines that builds
    print.  Raises NixError for a kind of store that is unknown or no name at all.
    """
    from urllib.parse import parse_qsl, unquote  # late: it takes long to import

    environ = os.environ if environ is None else environ
    socket = environ.get("NIX_DAEMON_SOCKET_PATH", SOCKET)
    scheme, _, query = name.partition("?")
    options = dict(parse_qsl(query))
    prefix = from_text(directory)
    if scheme == "auto" or (scheme == "local" and "root" not in options):
        scheme = "daemon" if os.path.exists(socket) else "memory"
    if scheme in ("memory", "memory:", "memory://", "dummy://"):
        return MemoryStore(prefix, files or RealIO(environ))
    if scheme == "daemon" or scheme.startswith("unix://"):
        from .store.daemon import DaemonStore

        path = unquote(scheme.removeprefix("unix://")) if scheme != "daemon" else ""
        root = options.get("root", "").rstrip("/")
        return DaemonStore(
            path or socket,
            directory=prefix,
            files=RealIO(environ),
            real_directory=from_text(options.get("real", root + directory)),
            log=log,
        )
    root = options.get("root", "") if scheme == "local" else unquote(scheme)
    if root.startswith(("/", ".")):
        from .store.directory import DirectoryStore

        return DirectoryStore(from_text(os.path.abspath(root)), prefix, files=RealIO(environ))
    kind, separator, _ = scheme.partition("://")
    if separator:
        raise NixError(f"don't know how to open Nix store with scheme '{kind}'")
    raise UsageError(f"Cannot parse Nix store '{name}'")
