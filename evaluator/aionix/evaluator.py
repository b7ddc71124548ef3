"""``Evaluator``: text in, values out.  The surface that puts all layers together.

An evaluator owns a ``Context`` (settings, I/O, builtins, caches).  Its methods
may be awaited from any number of tasks of one event loop; they share imports
and thunks.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import contextmanager
from typing import Any

from aionix_builtins import scope as builtin_scope

from .bytestr import from_text
from .compile.names import builtin_global
from .compile.unit import CompiledUnit, compile_module, compile_unit
from .errors import NixError
from .filesystem import RealIO
from .importer import Importer
from .resolve.resolver import resolve
from .runtime.context import Context, Settings
from .runtime.io import EvalIO
from .runtime.linkage import Unit, link
from .runtime.thunk import finish
from .runtime.values import Cell, Value
from .source import SourceFile
from .syntax.nodes import Expr
from .syntax.parser import parse
from .vm import traceback
from .vm.loop import drive
from .vm.waiting import Domain

__all__ = ["Evaluator"]


class Evaluator:
    """Evaluates Nix expressions that share builtins, imports and settings."""

    def __init__(
        self,
        *,
        io: EvalIO | None = None,
        settings: Settings | None = None,
        builtins: Mapping[str, Callable[..., Any]] | None = None,
        emit: Callable[[str], None] | None = None,
    ) -> None:
        self.context = Context(io if io is not None else RealIO(), settings or Settings())
        if emit is not None:
            self.context.emit = emit
        self.domain = Domain()
        builtin_scope.populate(self.context)
        self._globals = builtin_scope.global_scope(self.context)
        self._linked = {builtin_global(name): cell for name, cell in self._globals.items()}
        importer = Importer(self)
        self.context.import_path = importer.import_path
        self.context.import_scoped = importer.import_scoped
        traceback.BUILTIN_FRAMES.update(builtin_scope.frames())
        traceback.CHECKED_FRAMES.update(builtin_scope.checked_frames())

    # --- phases -----------------------------------------------------------------------

    def parse(self, source: SourceFile) -> Expr:
        """Syntax of *source*.  Raises NixSyntaxError."""
        features = self.context.settings.experimental_features
        home = None if self.context.settings.pure_eval else self._home
        return parse(
            source,
            home=home,
            pipe_operators="pipe-operators" in features,
            warn=lambda message, offset: self.context.warn(message, source.position(offset)),
        )

    def _home(self) -> str:
        return self.context.io.home() or "/"

    def compile(self, source: SourceFile, scope: Iterable[str] = ()) -> CompiledUnit:
        """Parse, resolve and compile *source*; *scope*: names given at run time."""
        root = self.parse(source)
        resolution = resolve(root, source, frozenset(self._globals), scope)
        return compile_unit(root, source, resolution)

    def load(
        self, source: SourceFile, scope: Iterable[str] = ()
    ) -> Callable[[Mapping[str, Cell], int], Any]:
        """The entry of compiled *source*: ``main(scope cells, depth)``."""
        compiled = self.compile(source, scope)
        unit = Unit(source, self.context, compiled.contexts, compiled.places)
        builtins = {builtin_global(n): self._globals[n] for n in compiled.builtins}
        return link(compiled.code, unit, builtins)

    def generated_code(self, source: SourceFile) -> str:
        """The Python that *source* is compiled to, as text."""
        import ast

        root = self.parse(source)
        resolution = resolve(root, source, frozenset(self._globals))
        module, _ = compile_module(root, source, resolution)
        return ast.unparse(module)

    # --- running ----------------------------------------------------------------------

    async def run(self, coro: Coroutine[Any, Any, Any]) -> Any:
        """Drive a coroutine that forces and applies, inside the VM."""
        with quiet_gc():
            return await drive(coro, self.domain)

    async def value_of(
        self, source: SourceFile, scope: Mapping[str, Cell] | None = None
    ) -> Value:
        """The value (weak head normal form) of *source*."""
        scope = scope or {}
        main = self.load(source, scope)
        return await self.run(_value(main, scope))

    async def evaluate(self, text: str, *, base: str = "/") -> Any:
        """Evaluate *text* to a runtime value."""
        return await self.value_of(SourceFile("«string»", from_text(text), base=base))


async def _value(main: Callable[..., Any], scope: Mapping[str, Cell]) -> Value:
    return await finish(main(scope, 0), 0)


@contextmanager
def quiet_gc() -> Any:
    """Fewer cyclic collections while evaluating: thunks die by reference count mostly.

    With the default threshold a million live frames are walked again and again
    (20 s against 1.1 s, ``benchmarks/depth.py``).
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


_ = NixError
