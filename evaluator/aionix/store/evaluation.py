"""``EvalStore``: a store as one evaluator uses it.

On top of any ``Store``: derivations and their hashes modulo, each parsed or computed
once; and which paths this evaluator has made or was given, which in pure and
restricted evaluation are the only ones that it may read.

Invariant: a derivation is in the store, its hash modulo in ``_modulos``, before anything
can refer to it; so the inputs of a derivation being added are always known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ..bytestr import from_bytes, to_text
from ..errors import BuildError, StoreError
from . import derivation as drv
from . import hashes, interface, paths
from .derivation import Derivation, Fixed, InputAddressed, Modulo, Output, Written
from .hashes import Hash
from .interface import PathInfo, Store, Wanted
from .nar import Tree, read_text
from .paths import Method


class EvalStore:
    """The derivations, texts and sources of an evaluator.

    With *read_only* what is added gets its path but does not become valid, as in
    ``nix-instantiate --eval``: what needs it to be there fails.
    """

    def __init__(self, backend: Store, *, read_only: bool = False) -> None:
        self.backend = backend
        self.read_only = read_only
        self.directory = backend.directory
        #: What this evaluator added or had built.
        self.made: set[str] = set()
        #: How many derivations it made.
        self.derivations = 0
        self._modulos: dict[str, Modulo] = {}
        #: Derivation that was to be built → its outputs.
        self._kinds: dict[str, Mapping[str, Output]] = {}

    # --- adding -----------------------------------------------------------------------

    async def add_text(self, name: str, content: str, references: Iterable[str]) -> str:
        """Keep a text that refers to *references*; its path."""
        if self.read_only:
            return paths.text_path(name, hashes.sha256(content), references, self.directory)
        path = await self.backend.add_text(name, content, references)
        self.made.add(path)
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
        if self.read_only:
            return paths.fixed_path(name, method, content, self.directory, references)
        path = await self.backend.add_source(name, method, content, tree, references)
        self.made.add(path)
        return path

    async def add_derivation(self, derivation: Derivation, written: Written | None = None) -> str:
        """Keep a derivation; its path.  Its inputs must be there; it is not changed any more.

        *written*: what ``fill_in_outputs`` gave.
        """
        modulo = drv.hash_modulo(derivation, await self.inputs(derivation), written=written)
        path = await self.add_text(
            derivation.name + paths.DERIVATION_SUFFIX,
            drv.write(derivation, written=written),
            derivation.references(),
        )
        self._modulos[path] = modulo
        self.derivations += 1
        return path

    # --- asking -----------------------------------------------------------------------

    async def info(self, path: str) -> PathInfo | None:
        """What is known of *path*; None when the store does not have it."""
        return await self.backend.info(path)

    async def is_valid(self, path: str) -> bool:
        """Whether the store has *path*."""
        return await self.backend.info(path) is not None

    async def contents(self, path: str) -> Tree | bytes | None:
        """The files of the object *path*, or the content of a single one; None for no such."""
        return await self.backend.contents(path)

    async def closure(self, path: str) -> set[str]:
        """*path*, which must be valid, and all that it refers to, directly or not."""
        return await interface.closure(self.backend, path)

    async def derivation(self, path: str) -> Derivation:
        """The derivation at *path*."""
        contents = await self.backend.contents(path)
        if contents is None:
            raise StoreError(f"store path '{to_text(path)}' does not exist")
        if isinstance(contents, Tree):
            contents = await read_text(contents)
        return parse_derivation(from_bytes(contents), path, self.directory, path)

    async def inputs(self, derivation: Derivation) -> dict[str, Modulo]:
        """The hashes modulo of the derivations that *derivation* needs."""
        known = self._modulos
        return {
            path: known.get(path) or await self.modulo(path)
            for path in derivation.input_derivations
        }

    async def modulo(self, path: str) -> Modulo:
        """The hash modulo of the derivation at *path*."""
        known = self._modulos
        # Derivations that were read may be deep: inputs first, on a stack of our own.
        stack = [path]
        loaded: dict[str, Derivation] = {}
        while stack:
            top = stack[-1]
            if top not in known:
                derivation = loaded.get(top)
                if derivation is None:
                    derivation = loaded[top] = await self.derivation(top)
                missing = [p for p in derivation.input_derivations if p not in known]
                if missing:
                    stack.extend(missing)
                    continue
                known[top] = drv.hash_modulo(derivation, known)
                del loaded[top]
            stack.pop()
        return known[path]

    # --- building ---------------------------------------------------------------------

    async def build(self, wanted: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], str]:
        """Have outputs built that aren't there: derivation → names of its outputs wanted.

        Returns the path of each (derivation, output).  They, and all that they refer to,
        may be read from then on.  Raises BuildError, or that this store can't build.
        """
        missing = []
        for path, outputs in wanted.items():
            known = await self._outputs(path, outputs)
            wanting = [name for name in outputs if not await self._is_built(known.get(name))]
            if wanting:
                missing.append(Wanted(path, frozenset(wanting)))
        if missing:
            await self.backend.build(missing)
        found: dict[tuple[str, str], str] = {}
        for path, outputs in wanted.items():
            known = await self._outputs(path, outputs)
            for name in outputs:
                if name not in known:
                    raise BuildError(f"no output '{to_text(name)}' came of '{to_text(path)}'")
                found[path, name] = known[name]
        for path in found.values():
            if path not in self.made:
                self.made |= await self.closure(path)
        return found

    async def _is_built(self, path: str | None) -> bool:
        return path is not None and await self.is_valid(path)

    async def _outputs(self, path: str, outputs: Iterable[str]) -> dict[str, str]:
        """The paths of *outputs* of a derivation, as far as they are known."""
        kinds = self._kinds.get(path)
        if kinds is None:
            kinds = self._kinds[path] = (await self.derivation(path)).outputs
        found: dict[str, str] = {}
        for name in outputs:
            output = kinds.get(name)
            if output is None:
                raise StoreError(
                    f"derivation '{to_text(path)}' does not have output '{to_text(name)}'"
                )
            if isinstance(output, (InputAddressed, Fixed)):
                found[name] = output.path
        if len(found) < len(set(outputs)):
            found |= await self.backend.outputs(path)
        return found


def parse_derivation(text: str, path: str, directory: str, file: str) -> Derivation:
    """The derivation that is, or would be, at *path* in a store; *file* is where it was read."""
    name = paths.name_of(path).removesuffix(paths.DERIVATION_SUFFIX)
    try:
        return drv.parse(text, name, directory)
    except StoreError as error:
        raise StoreError(f"error parsing derivation '{to_text(file)}': {error.message}") from None
