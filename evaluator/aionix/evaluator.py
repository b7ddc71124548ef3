"""``Evaluator``: text in, values out.  The surface that puts all layers together.

An evaluator owns a ``Context`` (settings, I/O, builtins, caches).  Its methods
may be awaited from any number of tasks of one event loop; they share imports
and thunks.

Invariant: whatever the Nix input, what comes out is a value, a ``NixError``, or
the host's cancellation.  Misuse from Python is TypeError or ValueError.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from aionix_builtins import scope as builtin_scope

from .bounded import deadline, limited
from .bytestr import from_text
from .callables import summary, wrap_callable
from .convert import Converter, nix_string
from .errors import HostError, InternalError, NixError
from .filesystem import RealIO, join
from .guarded import guard_emit, guard_io
from .handles import Function, Value
from .importer import Importer
from .limits import Budget, Limits
from .loader import CacheChoice, Loader, Notes, cache_for
from .messages import Warnings, collecting, noting
from .python_traceback import with_nix_lines
from .records import dataclass, replace
from .restricted import restricted
from .runtime.context import Context, Settings
from .runtime.io import EvalIO
from .runtime.literals import show_attr_name
from .runtime.offload import offload
from .runtime.requests import Run, suspend
from .runtime.thunk import finish
from .runtime.values import Attrs, Cell, Path
from .runtime.values import Value as NixValue
from .selection import auto_call, select_path
from .source import SourceFile
from .sources import attach_store
from .vm import traceback
from .vm.collector import quiet_gc
from .vm.current import CURRENT
from .vm.loop import drive
from .vm.waiting import Domain

if TYPE_CHECKING:
    import ast

    from .compile.program import CompiledUnit
    from .compile.unit import Compilation
    from .observers import CompileObserver, Observer
    from .store.interface import Store
    from .syntax.nodes import Expr

__all__ = ["Evaluation", "Evaluator", "Options"]

#: Characters of a text whose evaluation is expected to take a millisecond.
LENGTHY = 300


class Options(TypedDict, total=False):
    """The fields of ``Settings`` as keyword arguments; strings are text."""

    pure_eval: bool
    restrict_eval: bool
    allowed_paths: Iterable[str | os.PathLike[str]]
    trace_verbose: bool
    abort_on_warn: bool
    current_system: str | None
    experimental_features: Iterable[str]
    nix_path: Iterable[str]
    max_call_depth: int | None
    store_dir: str
    read_only: bool
    allow_import_from_derivation: bool
    trace_import_from_derivation: bool
    limits: Limits


@dataclass(frozen=True)
class Evaluation:
    """The outcome of ``evaluate_result``.

    *value*: the Python value.  *warnings*: the messages of ``builtins.warn`` and of
    the parser.  *messages*: every line that was emitted, ``trace:`` lines included.
    """

    value: Any
    warnings: tuple[str, ...]
    messages: tuple[str, ...]


class Evaluator:
    """Evaluates Nix expressions that share builtins, imports and settings.

    *io*: the files and the environment that evaluation sees (``RealIO()``).
    *builtins*: functions (and other values) of yours, by name; visible under
    their names and in ``builtins``.  *emit* is called with each line that
    ``builtins.trace`` and warnings print (the default logs them).  *observer* and
    *compile_observer* are told what happens: see ``aionix.observers``.  *cache*: the
    directory where the code of files is kept between processes; None for the user's
    own (or what ``$AIONIX_CACHE_DIR`` says), False for no such cache.  *store*: where
    derivations and sources go (see ``aionix.open_store``; memory by default), yours to
    close.  *preempt*: a computation gives the event loop its turn every few milliseconds;
    otherwise only what waits does.  *overlap*: while one part of a value waits for Python,
    its other parts are evaluated (needs *preempt*).  *settings*, or its fields as keyword
    arguments: see ``Settings``.
    """

    def __init__(
        self,
        *,
        io: EvalIO | None = None,
        settings: Settings | None = None,
        builtins: Mapping[str, Any] | None = None,
        emit: Callable[[str], None] | None = None,
        observer: Observer | None = None,
        compile_observer: CompileObserver | None = None,
        cache: CacheChoice = None,
        store: Store | None = None,
        preempt: bool = True,
        overlap: bool = True,
        **options: Unpack[Options],
    ) -> None:
        settings = replace(settings or Settings(), **_normal(options))
        if store is not None:
            settings = replace(settings, store_dir=store.directory)
        files = restricted(guard_io(io or RealIO()), settings, os.getcwd)
        context = self.context = Context(files, settings)
        context.emit = noting(None if emit is None else guard_emit(emit))
        context.warnings = Warnings()
        self._observer = observer
        self._preempt = preempt
        self._overlap = overlap
        self.compile_observer = compile_observer
        self.converter = Converter(self, self._wrap_callable, self._function)
        builtin_scope.populate(context)
        self._globals = builtin_scope.global_scope(context)
        for name, value in (builtins or {}).items():
            self._add_builtin(name, value)
        self.loader = Loader(self, self._globals, cache_for(cache, os.environ))
        self.importer = importer = Importer(self)
        context.import_path = importer.import_path
        context.import_scoped = importer.import_scoped
        context.load = self.load
        attach_store(context, store)
        traceback.BUILTIN_FRAMES.update(builtin_scope.frames())
        traceback.CHECKED_FRAMES.update(builtin_scope.checked_frames())
        traceback.CALLING.update(builtin_scope.entry_frames())

    # --- evaluating -------------------------------------------------------------------

    async def evaluate(
        self,
        text: str,
        *,
        variables: Mapping[str, Any] | None = None,
        attribute: str | None = None,
        arguments: Mapping[str, Any] | None = None,
        base: str | os.PathLike[str] | None = None,
        name: str = "«string»",
        limits: Limits | None = None,
    ) -> Any:
        """The plain Python value of the Nix expression *text* (``aionix.convert``).

        *variables*: names that the expression may use.  *attribute*: the path of
        the attribute wanted, as ``"a.b.0"``.  *arguments*: what functions on the
        way there are called with, as by ``nix-instantiate --arg``; a function is
        called when *attribute* or *arguments* is given.  *base*: the directory
        that relative paths are relative to (the current one).  *name*: what
        errors call the text.  *limits*: of this evaluation, instead of the evaluator's.
        """
        with self._limited(limits), quiet_gc():
            found = await self.value(
                text,
                variables=variables,
                attribute=attribute,
                arguments=arguments,
                base=base,
                name=name,
            )
            return await found._taken()

    async def evaluate_file(
        self,
        path: str | os.PathLike[str],
        *,
        attribute: str | None = None,
        arguments: Mapping[str, Any] | None = None,
        limits: Limits | None = None,
    ) -> Any:
        """The plain Python value of a Nix file, or of ``default.nix`` in a directory."""
        with self._limited(limits), quiet_gc():
            found = await self.value_file(path, attribute=attribute, arguments=arguments)
            return await found._taken()

    async def evaluate_result(
        self,
        text: str | None = None,
        *,
        file: str | os.PathLike[str] | None = None,
        variables: Mapping[str, Any] | None = None,
        attribute: str | None = None,
        arguments: Mapping[str, Any] | None = None,
        limits: Limits | None = None,
    ) -> Evaluation:
        """As ``evaluate`` (of *text*) or ``evaluate_file`` (of *file*), with what was reported."""
        if (text is None) == (file is None):
            raise TypeError("give either a text or a file")
        with collecting() as collected:
            if text is not None:
                value = await self.evaluate(
                    text,
                    variables=variables,
                    attribute=attribute,
                    arguments=arguments,
                    limits=limits,
                )
            elif variables is not None:
                raise TypeError("a file sees no variables: give it arguments")
            else:
                assert file is not None
                value = await self.evaluate_file(
                    file, attribute=attribute, arguments=arguments, limits=limits
                )
        return Evaluation(value, tuple(collected.warnings), tuple(collected.messages))

    async def value(
        self,
        text: str,
        *,
        variables: Mapping[str, Any] | None = None,
        attribute: str | None = None,
        arguments: Mapping[str, Any] | None = None,
        base: str | os.PathLike[str] | None = None,
        name: str = "«string»",
        limits: Limits | None = None,
    ) -> Value:
        """A handle on the value of *text*, evaluated only as far as to know its type.

        *limits*: of that evaluation.  What is awaited later has the evaluator's.
        """
        if not isinstance(text, str):
            raise TypeError(f"a Nix expression is a str, not {type(text).__name__}")
        scope = self._scope(variables or {})
        directory = self._directory()
        if base is not None:
            directory = join(directory, nix_string(os.fspath(base)))
        try:
            source = SourceFile(name, from_text(text), base=directory)
        except UnicodeEncodeError:
            raise ValueError("no UTF-8 for the text: it holds a lone surrogate") from None
        with self._limited(limits) as budget:
            if budget is not None:
                budget.string(len(source.text))
            try:
                with deadline(budget):
                    main = await self.loader.load_large(source, scope)
            except NixError as error:
                raise with_nix_lines(error)  # noqa: B904 - it is the same
            return await self._select(_value(main, scope), attribute, arguments)

    async def value_file(
        self,
        path: str | os.PathLike[str],
        *,
        attribute: str | None = None,
        arguments: Mapping[str, Any] | None = None,
        limits: Limits | None = None,
    ) -> Value:
        """A handle on the value of a file."""
        file = Path(join(self._directory(), nix_string(os.fspath(path))))
        with self._limited(limits):
            return await self._select(self._imported(file), attribute, arguments)

    def wrap(self, value: Any) -> Value:
        """A handle on the Nix value for a Python value."""
        return Value(self.converter.to_nix(value), self)

    async def _select(
        self,
        start: Coroutine[Any, Any, NixValue],
        attribute: str | None,
        arguments: Mapping[str, Any] | None,
    ) -> Value:
        """A handle on what *attribute* of *start* leads to."""
        try:
            cells = self._names(arguments) if arguments else {}
            path = None if attribute is None else nix_string(attribute)
        except BaseException:
            start.close()
            raise
        if path is not None or arguments is not None:
            start = self._selected(start, path, cells)
        return Value(await self.run(start), self)

    async def _selected(
        self,
        start: Coroutine[Any, Any, NixValue],
        path: str | None,
        arguments: dict[str, Cell],
    ) -> NixValue:
        value = await start
        if path:
            value = await select_path(self.context, value, path, arguments, 0)
        return await auto_call(self.context, arguments, value, 0)

    async def _imported(self, file: Path) -> NixValue:
        assert self.context.import_path is not None
        return await finish(await self.context.import_path(file, 0), 0)

    # --- phases -----------------------------------------------------------------------

    def parse(
        self, source: SourceFile, notes: Notes | None = None, *, bindings: bool = False
    ) -> Expr:
        """Syntax of *source*.  Raises NixSyntaxError.  *notes* receives what else parsing did.

        *bindings*: it holds bindings, as in a set.
        """
        from .syntax.parser import parse

        noted = Notes() if notes is None else notes

        def warn(message: str, offset: int) -> None:
            noted.warnings.append((message, offset))
            self.context.warn(message, source.position(offset))

        def home() -> str:
            noted.home = self.home() or ""
            return noted.home

        return parse(
            source,
            home=None if self.context.settings.pure_eval else home,
            pipe_operators="pipe-operators" in self.context.settings.experimental_features,
            warn=warn,
            names=noted.names,
            bindings=bindings,
        )

    def home(self) -> str | None:
        """What ``~`` means in path literals; None in pure evaluation."""
        return None if self.context.settings.pure_eval else self.context.io.home() or "/"

    def check(self, source: SourceFile) -> Expr:
        """As ``parse``, and all names are found in scope.  Raises UndefinedVariableError too."""
        from .resolve.resolver import resolve

        root = self.parse(source)
        resolve(root, source, frozenset(self._globals))
        return root

    def compile(
        self, source: SourceFile, scope: Iterable[str] = (), notes: Notes | None = None
    ) -> CompiledUnit:
        """Parse, resolve and compile *source*; *scope*: names given at run time."""
        from .compile.unit import compile_unit
        from .resolve.resolver import resolve

        observer = self.compile_observer
        with quiet_gc():  # syntax trees are large and free of cycles
            root = self.parse(source, notes)
            if observer is not None:
                return self._observed_compile(root, source, scope, observer)
            resolution = resolve(root, source, frozenset(self._globals), scope)
            return compile_unit(root, source, resolution)

    def compilation(
        self, source: SourceFile, scope: Iterable[str] = (), notes: Notes | None = None
    ) -> Compilation:
        """As ``compile``, but nothing is compiled yet."""
        from .compile.unit import Compilation
        from .resolve.resolver import resolve

        with quiet_gc():
            root = self.parse(source, notes)
            resolution = resolve(root, source, frozenset(self._globals), scope)
            return Compilation(root, source, resolution)

    def _observed_compile(
        self, root: Expr, source: SourceFile, scope: Iterable[str], observer: CompileObserver
    ) -> CompiledUnit:
        from .compile.unit import compile_unit
        from .resolve.resolver import resolve

        def generated(source: SourceFile, module: ast.Module) -> None:
            _told(lambda: observer.generated(source, module))

        _told(lambda: observer.parsed(source, root))
        resolution = resolve(root, source, frozenset(self._globals), scope)
        compiled = compile_unit(root, source, resolution, (generated,))
        _told(lambda: observer.compiled(source, compiled))
        return compiled

    def load(
        self, source: SourceFile, scope: Iterable[str] = ()
    ) -> Callable[[Mapping[str, Cell], int], Any]:
        """The entry of compiled *source*: ``main(scope cells, depth)``."""
        return self.loader.load(source, scope)

    def load_parsed(
        self, root: Expr, source: SourceFile, scope: Iterable[str] = ()
    ) -> Callable[[Mapping[str, Cell], int], Any]:
        """As ``load``, of *root*, the expression in *source* or part of it."""
        return self.loader.load_parsed(root, source, scope)

    def generated_code(self, source: SourceFile) -> str:
        """The Python that *source* is compiled to, as text."""
        import ast

        from .compile.unit import compile_module
        from .resolve.resolver import resolve

        root = self.parse(source)
        resolution = resolve(root, source, frozenset(self._globals))
        module = compile_module(root, source, resolution)
        return ast.unparse(module)

    # --- running ----------------------------------------------------------------------

    @property
    def domain(self) -> Domain:
        """The evaluations that this thread has under way."""
        return CURRENT.domain

    async def run(self, coro: Coroutine[Any, Any, Any], lengthy: bool = False) -> Any:
        """Drive a coroutine that forces and applies, inside the VM (``vm.loop.drive``)."""
        if CURRENT.vm is not None:
            # Called by a builtin of the user's: go on inside the evaluation it is part of.
            return await suspend(Run(coro))
        with self._limited(None) as budget, quiet_gc():
            try:
                with deadline(budget):
                    result = await drive(
                        coro,
                        CURRENT.domain,
                        self._call_depth(budget),
                        self._observer,
                        preempt=self._preempt,
                        overlap=self._overlap,
                        limits=budget,
                        lengthy=lengthy,
                    )
                if self.loader.unsaved():
                    await offload(True, self.loader.save)
                return result
            except NixError as error:
                raise with_nix_lines(error)  # noqa: B904 - it is the same
            except Exception as error:
                raise InternalError(summary(error)) from error

    def _call_depth(self, budget: Budget | None) -> int | None:
        limit = None if budget is None else budget.limits.call_depth
        return self.context.settings.max_call_depth if limit is None else limit

    def _limited(self, limits: Limits | None) -> AbstractContextManager[Budget | None]:
        """The evaluation that the block is, or is part of; *limits*: given for it alone."""
        return limited(self, limits, self.context.settings.limits)

    async def value_of(
        self, source: SourceFile, scope: Mapping[str, Cell] | None = None
    ) -> NixValue:
        """The raw value (weak head normal form) of *source*; *scope*: cells by name."""
        scope = scope or {}
        main = self.load(source, scope)
        return await self.run(_value(main, scope), len(source.text) > LENGTHY)

    # --- the user's values ------------------------------------------------------------

    def _add_builtin(self, name: str, value: Any) -> None:
        key = _identifier(name, "builtin")
        cell = self._wrap_callable(name, value) if callable(value) else self.converter.to_nix(value)
        self.context.builtins[key] = cell
        self._globals[key] = cell
        if "__" + key in self._globals:
            self._globals["__" + key] = cell
        if key == "builtins" or key.startswith("__"):
            # What is in the set and what is in scope are no longer the same: see ``resolve``.
            self._globals["__builtins"] = self.context.builtins["builtins"]

    def _wrap_callable(self, name: str, function: Callable[..., Any]) -> Cell:
        return wrap_callable(name, function, self.context, self.converter, self._handle)

    def _handle(self, cell: Cell) -> Value:
        return Value(cell, self)

    def _function(self, value: NixValue) -> Function:
        return Function(value, self)

    def _scope(self, variables: Mapping[str, Any]) -> dict[str, Cell]:
        """Cells of the caller's variables."""
        return {
            _identifier(name, "variable"): self.converter.to_nix(value)
            for name, value in variables.items()
        }

    def _names(self, arguments: Mapping[str, Any]) -> dict[str, Cell]:
        cells = self.converter.to_nix(arguments)
        if type(cells) is not Attrs:
            raise TypeError("arguments are given as a mapping from names to values")
        return cells.d

    def _directory(self) -> str:
        """The current directory, as far as evaluation has one."""
        known: str | None = self.context.state.get("cwd")
        return known if known is not None else from_text(os.getcwd())


async def _value(main: Callable[..., Any], scope: Mapping[str, Cell]) -> NixValue:
    return await finish(main(scope, 0), 0)


def _told(tell: Callable[[], None]) -> None:
    """Call an observer; what it raises becomes a HostError."""
    try:
        tell()
    except NixError:
        raise
    except Exception as error:
        raise HostError(f"an observer failed: {summary(error)}") from error


def _identifier(name: object, role: str) -> str:
    """The nix string for a name that an expression can mention."""
    if not isinstance(name, str):
        raise TypeError(f"the name of a {role} is a str, not {type(name).__name__}")
    if show_attr_name(name) != name or name == "or":
        raise ValueError(f"{name!r} cannot be the name of a {role}: it is no Nix identifier")
    return name


def _normal(options: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of ``Settings`` for keyword arguments."""
    known = Options.__annotations__
    for name in options:
        if name not in known:
            raise TypeError(f"Evaluator() has no option {name!r}; there are: {', '.join(known)}")
    fields = dict(options)
    if "allowed_paths" in fields:
        names = _several(fields["allowed_paths"], "allowed_paths")
        fields["allowed_paths"] = tuple(from_text(os.path.abspath(name)) for name in names)
    if "nix_path" in fields:
        fields["nix_path"] = tuple(map(nix_string, _several(fields["nix_path"], "nix_path")))
    if "experimental_features" in fields:
        features = _several(fields["experimental_features"], "experimental_features")
        fields["experimental_features"] = frozenset(features)
    for name in ("store_dir", "current_system"):
        if isinstance(fields.get(name), str):
            fields[name] = nix_string(fields[name])
    return fields


def _several(value: Any, name: str) -> tuple[Any, ...]:
    if isinstance(value, (str, bytes)):
        raise TypeError(f"{name} takes a list, not a single string")
    return tuple(value)
