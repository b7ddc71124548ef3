"""``Store``: where an evaluation puts what it makes, and finds it again.

Implementations: ``memory`` (nothing is written), ``directory`` (files below a root),
``daemon`` (a Nix daemon, which can also build).  A store keeps objects: texts
(derivations are texts) and trees of files; what derivations mean is the business of
``Derivations``, which sits on any store.

Paths are whole store paths (nix strings).  Methods that fail raise ``StoreError``; one
store may be used by any number of tasks of one event loop.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from ..bytestr import to_text
from ..errors import InvalidPathError
from ..records import dataclass
from . import paths
from .hashes import Hash
from .nar import Tree
from .paths import Method


@dataclass(frozen=True, slots=True)
class PathInfo:
    """What a store knows of a valid path; what it doesn't know is None.

    *nar_hash* and *nar_size* (bytes) are those of the object's archive; *deriver* is
    the derivation that it was built from; *content_address* is as Nix writes it,
    ``text:sha256:…`` or ``fixed:r:sha256:…``.
    """

    references: frozenset[str] = frozenset()
    nar_hash: Hash | None = None
    nar_size: int | None = None
    deriver: str | None = None
    content_address: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Some outputs of the derivation at *derivation*, to be built; None for all of them."""

    derivation: str
    outputs: frozenset[str] | None = None

    def show(self) -> str:
        """As messages have it: ``….drv^out,dev``."""
        names = ["*"] if self.outputs is None else sorted(self.outputs)
        return to_text(f"{self.derivation}^{','.join(names)}")


@runtime_checkable
class Store(Protocol):
    """A store of texts and trees of files."""

    #: The directory that all paths are in: ``/nix/store``.
    directory: str

    async def add_text(self, name: str, content: str, references: Iterable[str]) -> str:
        """Keep a text that refers to *references*; its path."""
        ...

    async def add_source(
        self,
        name: str,
        method: Method,
        content: Hash,
        tree: Tree,
        references: Collection[str] = (),
    ) -> str:
        """Keep the files of *tree*, whose hash by *method* is *content*; the path.

        *references*: the store paths that they refer to.
        """
        ...

    async def info(self, path: str) -> PathInfo | None:
        """What is known of *path*; None when the store does not have it."""
        ...

    async def contents(self, path: str) -> Tree | bytes | None:
        """The files of the object *path*, or the content of a single one; None for no such."""
        ...

    async def build(self, wanted: Sequence[Wanted]) -> None:
        """See to it that outputs are there.  Raises BuildError, or that this store can't build."""
        ...

    async def outputs(self, derivation: str) -> Mapping[str, str]:
        """The paths of the outputs of the derivation at *derivation* that were built, by name.

        Needed for outputs that are named after their content only.
        """
        ...

    async def aclose(self) -> None:
        """Let go of connections and temporary files; the store is not used afterwards."""
        ...


async def closure(store: Store, path: str) -> set[str]:
    """*path*, which must be valid, and all that it refers to, directly or not."""
    found: set[str] = set()
    stack = [path]
    while stack:
        path = stack.pop()
        if path not in found:
            info = await store.info(path)
            if info is None:
                raise invalid_path(path)
            found.add(path)
            stack.extend(info.references)
    return found


def invalid_path(path: str) -> InvalidPathError:
    """The error about a path that the store does not have."""
    return InvalidPathError(f"path '{to_text(path)}' is not valid")


def text_address(content: Hash) -> str:
    """The content address of a text."""
    return f"text:{content.prefixed('nix32')}"


def source_address(method: Method, content: Hash) -> str:
    """The content address of a tree of files."""
    if method == "text":
        return text_address(content)
    return f"fixed:{paths.PREFIXES[method]}{content.prefixed('nix32')}"
