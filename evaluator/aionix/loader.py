"""Source to running code, by the shortest way: from memory, from disk, or compiled.

The key of a program is everything that its code depends on: the text, the names
given at run time, the builtins' names, the pipe operators, the compiler itself and
Python.  What a program depends on only sometimes (the home directory, that of the
source, the order of the names in a group) it says itself; one that doesn't fit is
compiled again.  Its file's name is put in when it is loaded.

Taking a program from a cache does all that parsing does besides: names are numbered
(``syntax.symbols``) and warnings given.

Functions are compiled when they are first called (``runtime.stubs``).  What a program lacks
is compiled from its syntax tree, which is kept for a while, or made again; the program
has it from then on, and its file is written again in time (``unsaved``).

The compiler is imported when first needed: it takes longer than a small evaluation.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib.util import MAGIC_NUMBER
from threading import Lock
from typing import TYPE_CHECKING, Any

from .code_cache import CodeCache, default_directory, hasher
from .compile.names import MAIN
from .compile.program import Piece, Program
from .runtime.linkage import Unit
from .runtime.offload import offload
from .runtime.stubs import link
from .syntax.symbols import see, symbol_sorted
from .unsaved import UNSAVED

if TYPE_CHECKING:
    from .compile.unit import Compilation
    from .evaluator import Evaluator
    from .runtime.values import Cell
    from .source import SourceFile
    from .syntax.nodes import Expr

#: ``main(scope cells, depth)`` of a source.
Main = Callable[[Mapping[str, "Cell"], int], Any]

#: Characters of source whose programs are kept in memory: their code takes ten times that.
SHARED_TEXT = 8 << 20
#: Characters of source whose syntax trees are kept: they take fifty times that.
TREES = 4 << 20
#: Texts given to one evaluator that it keeps linked, and how long they are at most.
KEPT_MAINS = 256
KEPT_LENGTH = 4096
#: Sources from this length on are compiled in a thread: that takes tens of milliseconds.
LARGE = 512
#: Functions whose source is that long are: what is in it isn't all compiled with them.
LARGE_FUNCTION = 4096

#: The option ``cache`` of ``Evaluator``.
CacheChoice = bool | str | os.PathLike[str] | None


class Notes:
    """What parsing a source does besides giving a tree: see ``Program``."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        self.warnings: list[tuple[str, int]] = []
        self.home: str | None = None


class Recent:
    """Values by key, at most *limit* in weight; what was not used for longest goes first."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._total = 0
        self._kept: dict[Any, tuple[Any, int]] = {}
        self._lock = Lock()

    def get(self, key: Any) -> Any:
        with self._lock:
            found = self._kept.pop(key, None)
            if found is None:
                return None
            self._kept[key] = found
            return found[0]

    def put(self, key: Any, value: Any, weight: int) -> None:
        with self._lock:
            self._total += weight - self._kept.pop(key, (None, 0))[1]
            self._kept[key] = value, weight
            while self._total > self.limit:
                self._total -= self._kept.pop(next(iter(self._kept)))[1]

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._total = 0


#: The programs that all evaluators of this process share.
SHARED = Recent(SHARED_TEXT)
#: What those of them that lack functions are compiled from.
COMPILATIONS = Recent(TREES)


def cache_for(choice: CacheChoice, environ: Mapping[str, str]) -> CodeCache | None:
    """The cache that an evaluator's option *choice* means: see ``Evaluator``."""
    if choice is False:
        return None
    if choice is None or choice is True:
        directory = default_directory(environ)
    else:
        directory = os.path.abspath(os.fspath(choice))
    if directory is None:
        return None
    cache = _CACHES.get(directory)
    if cache is None:
        cache = _CACHES[directory] = CodeCache(directory)
    return cache


#: One object for each directory: it knows how much was written since the last look.
_CACHES: dict[str, CodeCache] = {}


class Loader:
    """Loads sources for one evaluator.

    *cache*: the programs on disk, None for none.  ``keep_texts``: what is no file goes
    there too, as suits a command, which will be given the same text again, but not a
    library, which may be given a million.
    """

    def __init__(
        self, evaluator: Evaluator, cells: Mapping[str, Cell], cache: CodeCache | None
    ) -> None:
        self.evaluator = evaluator
        self.cells = cells
        self.cache = cache
        self.keep_texts = False
        self._mains = Recent(KEPT_MAINS)
        self._surroundings: bytes | None = None

    def load(self, source: SourceFile, scope: Iterable[str] = ()) -> Main:
        """The entry of *source*; *scope*: names given at run time."""
        scope = tuple(scope)
        observed = self.evaluator.compile_observer is not None
        if observed or source.path is not None or len(source.text) > KEPT_LENGTH:
            return self._link(source, self.program(source, scope), scope)
        key = (source.text, source.name, source.base, scope)
        kept: tuple[Program, Main] | None = self._mains.get(key)
        if kept is not None:
            program, main = kept
            if self._taken(program, source):
                return main
        program = self.program(source, scope)
        main = self._link(source, program, scope)
        self._mains.put(key, (program, main), 1)
        return main

    async def load_large(self, source: SourceFile, scope: Iterable[str] = ()) -> Main:
        """As ``load``; a large source that has to be compiled is so in a thread."""
        if len(source.text) < LARGE or self.evaluator.compile_observer is not None:
            return self.load(source, scope)
        scope = tuple(scope)
        program = self.known(source, scope)
        if program is None:
            program = await offload(True, self.program, source, scope)
        return self._link(source, program, scope)

    def load_parsed(self, root: Expr, source: SourceFile, scope: Iterable[str]) -> Main:
        """The entry of *root*, which stands in *source*; nothing of it is kept."""
        from .compile.unit import compile_unit
        from .resolve.resolver import resolve

        resolution = resolve(root, source, frozenset(self.cells), scope)
        unit = compile_unit(root, source, resolution)
        return link(unit.pieces, Unit(source, self.evaluator.context), self.cells)

    def _link(self, source: SourceFile, program: Program, scope: tuple[str, ...]) -> Main:
        pieces = list(program.pieces.values())
        unit = Unit(source, self.evaluator.context)
        return link(pieces, unit, self.cells, _Rest(self, source, program, scope))

    def program(self, source: SourceFile, scope: tuple[str, ...] = ()) -> Program:
        """*source*, compiled now or earlier.  Raises what parsing and resolving raise."""
        if self.evaluator.compile_observer is not None:
            return self._compiled(source, scope)
        program = self.known(source, scope)
        if program is not None:
            return program
        program = self._compiled(source, scope)
        SHARED.put(self._key(source, scope), program, len(source.text))
        digest = self.file(source, scope)
        if self.cache is not None and digest:
            UNSAVED.add(self.cache, digest, program)
        return program

    def _key(self, source: SourceFile, scope: tuple[str, ...]) -> tuple[Any, ...]:
        return (source.text, source.name, scope, self._depends())

    def file(self, source: SourceFile, scope: tuple[str, ...]) -> str:
        """The name of the program's file in the cache on disk, empty for none."""
        if self.cache is not None and (source.path is not None or self.keep_texts):
            return self._digest(source, scope)
        return ""

    def known(self, source: SourceFile, scope: tuple[str, ...]) -> Program | None:
        """*source*, compiled earlier."""
        key = self._key(source, scope)
        program: Program | None = SHARED.get(key)
        if program is not None and self._taken(program, source):
            return program
        digest = self.file(source, scope)
        if self.cache is not None and digest:
            data = self.cache.read(digest)
            if data is not None:
                program = Program.load(data, source.name)
                if self._taken(program, source):
                    program.saved = len(program.pieces)
                    SHARED.put(key, program, len(source.text))
                    return program
        return None

    def _taken(self, program: Program, source: SourceFile) -> bool:
        """Whether *program* is what compiling *source* would give; if so, do the rest."""
        if not program.fits(source.base):
            return False
        if program.home is not None and program.home != self.evaluator.home():
            return False
        see(program.names)
        for names in program.aliased:
            if tuple(symbol_sorted(names)) != names:
                return False
        for message, offset in program.warnings:
            self.evaluator.context.warn(message, source.position(offset))
        return True

    def _compiled(self, source: SourceFile, scope: tuple[str, ...]) -> Program:
        notes = Notes()
        pieces: Iterable[Piece]
        if self.evaluator.compile_observer is not None:
            unit = self.evaluator.compile(source, scope, notes)
            pieces, aliased = unit.pieces, unit.aliased
        else:
            compilation = self.evaluator.compilation(source, scope, notes)
            aliased = tuple(compilation.resolution.aliased)
            if compilation.resolution.in_order:
                pieces = [compilation.piece(MAIN)]
            else:
                # The rest could not be compiled by another process.
                pieces = compilation.everything()
        names, warnings = tuple(notes.names), tuple(notes.warnings)
        program = Program(pieces, names, warnings, notes.home, aliased)
        if len(program.pieces) == 1 and program.pieces[MAIN].stubs:
            COMPILATIONS.put(program, compilation, len(source.text))
        return program

    def piece(
        self,
        source: SourceFile,
        scope: tuple[str, ...],
        program: Program,
        name: str,
        forced: tuple[int, ...],
    ) -> Piece:
        """Function *name* of *program*, compiled now or by another evaluator."""
        with program.lock:
            piece = program.pieces.get(name)
            if piece is not None and piece.base in (None, source.base):
                return piece
            compilation: Compilation | None = COMPILATIONS.get(program)
            if compilation is None or compilation.source.base != source.base:
                compilation = self.evaluator.compilation(source, scope, Notes())
                COMPILATIONS.put(program, compilation, len(source.text))
            piece = compilation.piece(name, forced)
            if piece.base is None or program.fits(piece.base):
                program.pieces[name] = piece
            return piece

    def unsaved(self) -> bool:
        """Whether there is anything for ``save`` to do."""
        return bool(UNSAVED.due)

    def save(self) -> None:
        """Write programs that have grown to the cache."""
        UNSAVED.save()

    # --- keys -------------------------------------------------------------------------

    def _depends(self) -> bytes:
        """What the code of all this evaluator's programs depends on."""
        if self._surroundings is None:
            features = self.evaluator.context.settings.experimental_features
            parts = ["pipe" if "pipe-operators" in features else "", *sorted(self.cells)]
            self._surroundings = hasher("\0".join(parts).encode()).digest()
        return self._surroundings

    def _digest(self, source: SourceFile, scope: tuple[str, ...]) -> str:
        """The name of a program's file."""
        digest = hasher(_compiler())
        digest.update(self._depends())
        digest.update(repr(scope).encode())
        digest.update(hasher(source.text.encode("latin-1")).digest())
        return digest.hexdigest()


class _Rest:
    """The functions of a program that are not compiled yet: see ``runtime.stubs.Rest``."""

    __slots__ = ("_file", "_loader", "_program", "_scope", "_source")

    def __init__(
        self, loader: Loader, source: SourceFile, program: Program, scope: tuple[str, ...]
    ) -> None:
        self._loader = loader
        self._source = source
        self._program = program
        self._scope = scope
        #: The name of the program's file, once it is known.
        self._file: str | None = None

    def slow(self, name: str) -> bool:
        if name in self._program.pieces:
            return False
        if self._program.lock.locked():
            return True  # to wait for
        compilation: Compilation | None = COMPILATIONS.get(self._program)
        if compilation is None:
            return len(self._source.text) >= LARGE
        return compilation.extent(name) >= LARGE_FUNCTION

    def piece(self, name: str, forced: tuple[int, ...]) -> Piece:
        loader, program = self._loader, self._program
        piece = loader.piece(self._source, self._scope, program, name, forced)
        if loader.cache is not None:
            if self._file is None:
                self._file = loader.file(self._source, self._scope)
            if self._file and program.pieces.get(name) is piece:
                UNSAVED.add(loader.cache, self._file, program)
        return piece


_compiler_digest: bytes | None = None


def _compiler() -> bytes:
    """The compiler and Python: a digest of all that turns text into code."""
    global _compiler_digest
    if _compiler_digest is None:
        _compiler_digest = compiler_digest()
    return _compiler_digest


def compiler_digest() -> bytes:
    """A digest of the compiler's modules as they are now, and of what Python makes of them.

    Half a millisecond; a version number would have to be kept right by hand.
    """
    from . import __version__

    digest = hasher(MAGIC_NUMBER)
    digest.update(f"{__version__} {sys.version} {sys.flags.optimize}\n".encode())
    here = os.path.dirname(__file__)
    for package in ("syntax", "resolve", "compile"):
        directory = os.path.join(here, package)
        # Not there when aionix is imported from an archive.
        for name in sorted(os.listdir(directory)) if os.path.isdir(directory) else ():
            if name.endswith((".py", ".pyc")):
                with open(os.path.join(directory, name), "rb") as file:
                    content = file.read()
                digest.update(f"{name} {len(content)}\n".encode())
                digest.update(content)
    return digest.digest()
