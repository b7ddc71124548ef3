"""A store in memory: nothing is written, nothing needs to be installed.

What the evaluation did not make itself may still be found on the machine, through
*files*: a real store beside which this one lies.

Sources are not copied: the store remembers where the files are, and reads them there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from ..bytestr import from_bytes, to_bytes
from ..errors import FileAccessError, RestrictedPathError, StoreError, UnsupportedFeatureError
from ..records import dataclass
from . import derivation as drv
from . import hashes, paths
from .hashes import Hash
from .interface import PathInfo, Wanted, source_address, text_address
from .nar import Files, Tree, read_text
from .paths import Method


@dataclass(frozen=True, slots=True)
class Text:
    """A text and what it refers to."""

    content: str
    references: frozenset[str]


@dataclass(frozen=True, slots=True)
class Source:
    """Files, and how they were hashed."""

    method: Method
    hash: Hash
    tree: Tree
    references: frozenset[str]


class MemoryStore:
    """Keeps everything by path, until it is dropped itself."""

    def __init__(self, directory: str = "/nix/store", files: Files | None = None) -> None:
        self.directory = directory
        self.texts: dict[str, Text] = {}
        self.sources: dict[str, Source] = {}
        self._files = files

    async def add_text(self, name: str, content: str, references: Iterable[str]) -> str:
        text = Text(content, frozenset(references))
        path = paths.text_path(name, hashes.sha256(content), text.references, self.directory)
        self.texts[path] = text
        return path

    async def add_source(
        self,
        name: str,
        method: Method,
        content: Hash,
        tree: Tree,
        references: Collection[str] = (),
    ) -> str:
        path = paths.fixed_path(name, method, content, self.directory, references)
        if path not in self.sources:
            self.sources[path] = Source(method, content, tree, frozenset(references))
        return path

    async def info(self, path: str) -> PathInfo | None:
        text = self.texts.get(path)
        if text is not None:
            address = text_address(hashes.sha256(text.content))
            return PathInfo(text.references, content_address=address)
        source = self.sources.get(path)
        if source is not None:
            address = source_address(source.method, source.hash)
            return PathInfo(source.references, content_address=address)
        return await self._installed(path)

    async def contents(self, path: str) -> Tree | bytes | None:
        text = self.texts.get(path)
        if text is not None:
            return to_bytes(text.content)
        source = self.sources.get(path)
        if source is not None:
            return source.tree
        if self._files is None or await self._kind(path) is None:
            return None
        return Tree(self._files, path)

    async def build(self, wanted: Sequence[Wanted]) -> None:
        raise UnsupportedFeatureError(
            f"cannot build '{wanted[0].show()}' during evaluation: the store is in memory only"
        )

    async def outputs(self, derivation: str) -> Mapping[str, str]:
        return {}

    async def aclose(self) -> None:
        self.texts.clear()
        self.sources.clear()

    # --- what is there without us -----------------------------------------------------

    async def _kind(self, path: str) -> str | None:
        if self._files is None or not paths.is_store_path(path, self.directory):
            return None
        try:
            return await self._files.kind(path)
        except (FileAccessError, RestrictedPathError):
            return None

    async def _installed(self, path: str) -> PathInfo | None:
        kind = await self._kind(path)
        if self._files is None or kind is None:
            return None
        if kind == "regular" and paths.is_derivation(path):
            try:
                text = from_bytes(await read_text(Tree(self._files, path)))
                return PathInfo(frozenset(drv.parse(text, "", self.directory).references()))
            except StoreError:
                pass
        return PathInfo()
