"""What one evaluator shares with its frames: settings, I/O, the importer, warnings.

Generated code and builtins receive a ``Context``; it is the only road from them
to the outside, so that an evaluator can be sandboxed by what it is given here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from types import FrameType
from typing import TYPE_CHECKING, Any

from ..errors import UnsupportedFeatureError
from ..limits import Limits
from ..records import dataclass, field
from .io import EvalIO
from .values import Attrs, Cell, Path, Result, Value

if TYPE_CHECKING:
    from ..source import Position, SourceFile
    from ..store.evaluation import EvalStore


@dataclass(frozen=True)
class Settings:
    """What a user may choose about evaluation; names and meaning as in ``nix.conf``."""

    pure_eval: bool = False
    restrict_eval: bool = False
    allowed_paths: tuple[str, ...] = ()
    trace_verbose: bool = False
    abort_on_warn: bool = False
    current_system: str | None = None
    experimental_features: frozenset[str] = frozenset()
    nix_path: tuple[str, ...] = ()
    max_call_depth: int | None = None
    store_dir: str = "/nix/store"
    #: What is added to the store does not become valid, as in ``nix-instantiate --eval``.
    read_only: bool = False
    #: Whether files may be read that have to be built first.
    allow_import_from_derivation: bool = True
    trace_import_from_derivation: bool = False
    #: What each evaluation may use, unless it is given limits of its own.
    limits: Limits = field(default_factory=Limits)


@dataclass
class Context:
    """The state that the frames of one evaluator share.

    ``emit(line)`` writes one message of ``trace``/``warn`` (text, without line
    end).  ``import_path`` and ``import_scoped`` evaluate a file and give its
    value; set by the surface (``aionix.importer``).
    """

    io: EvalIO
    settings: Settings = field(default_factory=Settings)
    emit: Callable[[str], None] = lambda line: None
    warnings: list[str] = field(default_factory=list)
    import_path: Callable[[Path, int], Awaitable[Value]] | None = None
    import_scoped: Callable[[Attrs, Path, int], Awaitable[Value]] | None = None
    #: ``main(scope, depth)`` of some source, compiled; set by the surface.
    load: Callable[[SourceFile], Callable[[dict[str, Cell], int], Result]] | None = None
    #: where derivations, texts and sources go; set by the surface, as is ``copy_source``.
    store: EvalStore | None = None
    copy_source: Callable[[Path], Awaitable[str]] | None = None
    #: What ``builtins.break`` awaits, made from the frame that calls it (``aionix.debugger``).
    on_break: Callable[[FrameType], Coroutine[Any, Any, None]] | None = None
    #: name → value of every builtin, by the name inside ``builtins``.
    builtins: dict[str, Cell] = field(default_factory=dict)
    #: private state of builtin modules (regex cache, …), by module name.
    state: dict[str, Any] = field(default_factory=dict)

    async def copy_to_store(self, path: Path) -> str:
        """The store path of *path*, copied there: with a context naming it."""
        if self.copy_source is None:
            raise UnsupportedFeatureError(
                f"cannot copy '{path.name}' to the store: this context has none"
            )
        return await self.copy_source(path)

    def warn(self, message: str, position: Position | None = None) -> None:
        """Report a warning and keep it for the result.

        Those of the parser have a *position* (``warning: at …``), those of
        ``builtins.warn`` have none (``evaluation warning: …``).
        """
        self.warnings.append(message)
        if position is not None:
            self.emit(f"warning: at {position}: {message}")
        else:
            self.emit(f"evaluation warning: {message}")
