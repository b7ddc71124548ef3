"""``--add-root``: symlinks that keep store objects from the garbage collector."""

from __future__ import annotations

import os
import secrets
from functools import partial

from ..bytestr import from_bytes, to_bytes, to_text
from ..errors import NixError
from ..host import in_thread
from ..store.interface import Store
from ..store.paths import split_store_path


async def add_root(store: Store, path: str, link: str) -> None:
    """Make *link* (nix string) point to store object *path*; the store is told, if it asks to be.

    Raises NixError where there is something that is no link to a store object.
    """
    await in_thread(partial(_make_link, store.directory, path, link))
    register = getattr(store, "add_indirect_root", None)
    if register is not None:
        await register(link)


def _make_link(directory: str, path: str, link: str) -> None:
    name = to_bytes(link)
    parent = os.path.dirname(name)
    try:
        os.makedirs(parent, exist_ok=True)
    except OSError as error:
        reason = "Not a directory" if isinstance(error, FileExistsError) else error.strerror
        raise NixError(f'creating directory "{to_text(from_bytes(parent))}": {reason}') from None
    try:
        if os.path.lexists(name) and not _is_root(name, directory):
            raise NixError(f'cannot create symlink "{to_text(link)}"; already exists')
        new = name + f".tmp-{os.getpid()}-{secrets.token_hex(4)}".encode()
        os.symlink(to_bytes(path), new)
        os.replace(new, name)
    except OSError as error:
        raise NixError(f'creating symlink "{to_text(link)}": {error.strerror}') from None


def _is_root(name: bytes, directory: str) -> bool:
    """Whether *name* is a symlink into the store."""
    if not os.path.islink(name):
        return False
    target = from_bytes(os.readlink(name))
    try:
        split_store_path(target, directory)
    except NixError:
        return False
    return True
