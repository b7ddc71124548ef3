"""What a directory store knows of an object, as text: the format of binary caches.

``StorePath: …``, ``NarHash: …``, ``NarSize: …``, ``References: …``, ``CA: …``
(Nix manual, "Nix Archive (NAR) Info"); what is about compressed archives is left out.
"""

from __future__ import annotations

from ..bytestr import from_bytes, to_bytes, to_text
from ..errors import NixError, StoreError
from . import hashes, paths
from .interface import PathInfo


def show(path: str, info: PathInfo) -> bytes:
    """The text for the object *path*."""
    references = " ".join(sorted(one.rpartition("/")[2] for one in info.references))
    lines = [f"StorePath: {path}"]
    if info.nar_hash is not None:
        lines.append(f"NarHash: {info.nar_hash.prefixed('nix32')}")
    if info.nar_size is not None:
        lines.append(f"NarSize: {info.nar_size}")
    lines.append(f"References: {references}")
    if info.content_address is not None:
        lines.append(f"CA: {info.content_address}")
    return to_bytes("\n".join(lines) + "\n")


def read(path: str, text: bytes, directory: str) -> PathInfo:
    """What *text* says of the object *path* of the store *directory*.  Raises StoreError."""
    fields = dict(line.split(": ", 1) for line in from_bytes(text).split("\n") if ": " in line)
    try:
        references = frozenset(
            paths.parse_store_path(f"{directory}/{base}", directory)
            for base in fields["References"].split()
        )
        nar_hash = fields.get("NarHash")
        nar_size = fields.get("NarSize")
        if fields["StorePath"] != path:
            raise ValueError(fields["StorePath"])
        return PathInfo(
            references,
            None if nar_hash is None else hashes.parse_hash(nar_hash),
            None if nar_size is None else int(nar_size),
            None,
            fields.get("CA"),
        )
    except (KeyError, ValueError, NixError):
        raise StoreError(f"what the store knows of '{to_text(path)}' is unreadable") from None
