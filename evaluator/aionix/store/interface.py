"""``Store``: where an evaluation puts what it makes, and finds it again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from .derivation import Derivation, Modulo
from .hashes import Hash
from .paths import Method


@runtime_checkable
class Store(Protocol):
    """A store of derivations, texts and sources.

    Paths are whole store paths (nix strings).  Methods that fail raise StoreError.
    """

    #: The directory that all paths are in: ``/nix/store``.
    directory: str

    async def add_derivation(self, derivation: Derivation) -> str:
        """Keep a derivation; its path.  Its inputs must be there; it is not changed any more."""
        ...

    async def add_text(self, name: str, content: str, references: Iterable[str]) -> str:
        """Keep a text that refers to *references*; its path."""
        ...

    async def add_source(
        self, name: str, method: Method, content: Hash, origin: str | None = None
    ) -> str:
        """Keep a tree of files, known by its hash; its path.

        *origin*: the file name under which the same tree can be read, if there is one.
        """
        ...

    async def is_valid(self, path: str) -> bool:
        """Whether the store has *path*."""
        ...

    async def origin(self, path: str) -> str | None:
        """Where the files of source *path* can be read, if anywhere."""
        ...

    async def text(self, path: str) -> str | None:
        """The content of a text or derivation that was added, None for other paths."""
        ...

    async def derivation(self, path: str) -> Derivation:
        """The derivation at *path*."""
        ...

    async def modulo(self, path: str) -> Modulo:
        """The hash modulo of the derivation at *path*."""
        ...

    async def closure(self, path: str) -> set[str]:
        """*path*, which must be valid, and all that it refers to, directly or not."""
        ...
