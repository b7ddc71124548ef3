"""``--add-root``: symlinks that keep store objects from the garbage collector."""

from __future__ import annotations

import os
import secrets
from functools import partial

from anyio import to_thread

from ..bytestr import to_bytes, to_text
from ..errors import NixError
from ..store.interface import Store
from ..store.paths import split_store_path


async def add_root(store: Store, path: str, link: str) -> None:
    """Make *link* (nix string) point to store object *path*; the store is told, if it asks to be.

    Raises NixError where there is something that is no link to a store object.
    """
    await to_thread.run_sync(partial(_make_link, store.directory, path, link))
    register = getattr(store, "add_indirect_root", None)
    if register is not None:
        await register(link)


def _make_link(directory: str, path: str, link: str) -> None:
    name = to_bytes(link)
    try:
        if os.path.lexists(name) and not _is_root(name, directory):
            raise NixError(f'cannot create symlink "{to_text(link)}"; already exists')
        os.makedirs(os.path.dirname(name), exist_ok=True)
        new = name + f".tmp-{os.getpid()}-{secrets.token_hex(4)}".encode()
        os.symlink(to_bytes(path), new)
        os.replace(new, name)
    except OSError as error:
        raise NixError(f'creating symlink "{to_text(link)}": {error.strerror}') from None


def _is_root(name: bytes, directory: str) -> bool:
    """Whether *name* is a symlink into the store."""
    if not os.path.islink(name):
        return False
    target = os.readlink(name).decode("latin-1")
    try:
        split_store_path(target, directory)
    except NixError:
        return False
    return True
