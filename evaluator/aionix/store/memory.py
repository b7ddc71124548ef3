"""A store in memory: nothing is written, nothing needs to be installed.

Derivations that the evaluation did not make itself may be read from a real store
through *read*, a function from a path to the content of that file, None for none.

Invariant: a derivation in ``derivations`` has its inputs there as well, or in
what *read* finds, so that its hash modulo can be computed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from ..bytestr import from_bytes, to_text
from ..errors import StoreError
from . import derivation as drv
from . import hashes, paths
from .derivation import Derivation, Modulo
from .hashes import Hash
from .paths import Method


@dataclass(frozen=True, slots=True)
class Text:
    """A text and what it refers to."""

    content: str
    references: frozenset[str]


@dataclass(frozen=True, slots=True)
class Source:
    """A tree of files: how it was hashed, and where it can still be read, if anywhere."""

    method: Method
    hash: Hash
    origin: str | None


class MemoryStore:
    """Keeps everything by path, until it is dropped itself.

    With *read_only* what is added gets its path but does not become valid, as in
    ``nix-instantiate --eval``: what needs it to be there fails.
    """

    def __init__(
        self,
        directory: str = "/nix/store",
        read: Callable[[str], Awaitable[bytes | None]] | None = None,
        *,
        read_only: bool = False,
    ) -> None:
        self.directory = directory
        self.read_only = read_only
        self.derivations: dict[str, Derivation] = {}
        self.texts: dict[str, Text] = {}
        self.sources: dict[str, Source] = {}
        self._read = read
        self._modulos: dict[str, Modulo] = {}

    async def add_derivation(self, derivation: Derivation) -> str:
        path = derivation.path(self.directory)
        if path not in self.derivations:
            self._modulos[path] = drv.hash_modulo(derivation, await self.inputs(derivation))
            self.derivations[path] = derivation
        return path

    async def add_text(self, name: str, content: str, references: Iterable[str]) -> str:
        text = Text(content, frozenset(references))
        path = paths.text_path(name, hashes.sha256(content), text.references, self.directory)
        self.texts[path] = text
        return path

    async def add_source(
        self, name: str, method: Method, content: Hash, origin: str | None = None
    ) -> str:
        path = paths.fixed_path(name, method, content, self.directory)
        known = self.sources.get(path)
        if known is None or known.origin is None:
            self.sources[path] = Source(method, content, origin)
        return path

    async def is_valid(self, path: str) -> bool:
        if not self.read_only and (
            path in self.derivations or path in self.texts or path in self.sources
        ):
            return True
        return paths.is_derivation(path) and await self._load(path) is not None

    async def origin(self, path: str) -> str | None:
        source = self.sources.get(path)
        return None if source is None or self.read_only else source.origin

    async def text(self, path: str) -> str | None:
        if self.read_only:
            return None
        text = self.texts.get(path)
        if text is not None:
            return text.content
        derivation = self.derivations.get(path)
        return None if derivation is None else drv.write(derivation)

    async def derivation(self, path: str) -> Derivation:
        found = self.derivations.get(path) or await self._load(path)
        if found is None:
            raise StoreError(f"store path '{to_text(path)}' does not exist")
        return found

    async def _load(self, path: str) -> Derivation | None:
        """The derivation at *path* in the real store."""
        data = None if self._read is None else await self._read(path)
        if data is None:
            return None
        name = paths.name_of(path).removesuffix(paths.DERIVATION_SUFFIX)
        try:
            found = drv.parse(from_bytes(data), name, self.directory)
        except StoreError as error:
            raise StoreError(
                f"error parsing derivation '{to_text(path)}': {error.message}"
            ) from None
        self.derivations[path] = found
        return found

    async def inputs(self, derivation: Derivation) -> dict[str, Modulo]:
        """The hashes modulo of the derivations that *derivation* needs."""
        known = self._modulos
        return {
            path: known.get(path) or await self.modulo(path)
            for path in derivation.input_derivations
        }

    async def modulo(self, path: str) -> Modulo:
        known = self._modulos
        # Derivations that were read may be deep: inputs first, on a stack of our own.
        stack = [path]
        while stack:
            top = stack[-1]
            if top not in known:
                derivation = await self.derivation(top)
                missing = [p for p in derivation.input_derivations if p not in known]
                if missing:
                    stack.extend(missing)
                    continue
                known[top] = drv.hash_modulo(derivation, known)
            stack.pop()
        return known[path]

    async def closure(self, path: str) -> set[str]:
        found: set[str] = set()
        stack = [path]
        while stack:
            path = stack.pop()
            if path in found:
                continue
            if not await self.is_valid(path):
                raise StoreError(f"path '{to_text(path)}' is not valid")
            found.add(path)
            if path in self.derivations:
                stack.extend(self.derivations[path].references())
            elif path in self.texts:
                stack.extend(self.texts[path].references)
        return found
