"""``import``: files to values, once per evaluator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .bytestr import from_bytes, to_text
from .filesystem import parent_of, read_bounded, resolve_import
from .runtime.coerce import traced
from .runtime.thunk import finish
from .runtime.values import Attrs, Cell, Path, Value
from .search_path import read_internal
from .source import SourceFile

if TYPE_CHECKING:
    from .evaluator import Evaluator


class Importer:
    """Finds, reads, compiles and evaluates files; remembers their values."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.cells: dict[str, Cell] = {}
        #: How many files were read.
        self.files = 0

    async def source(self, path: str) -> SourceFile:
        """The text of the file *path* (resolved, no directory)."""
        text = read_internal(path)
        if text is None:
            text = from_bytes(await read_bounded(self.evaluator.context.io, path))
            self.files += 1
        return SourceFile(to_text(path), text, path, parent_of(path))

    async def locate(self, path: str) -> str:
        """The file that importing *path* reads: links resolved, a directory's ``default.nix``."""
        if path.startswith("<"):  # comes with aionix
            return path
        return await resolve_import(self.evaluator.context.io, path)

    async def import_path(self, path: Path, depth: int) -> Value:
        """The value of a file, a directory's ``default.nix`` included."""
        cell = self.cells.get(path.name)
        if cell is None:
            file = await self.locate(path.name)
            cell = self.cells.get(file)
            if cell is None:
                main = await self.evaluator.loader.load_large(await self.source(file))
                what = f"while evaluating the file '{to_text(file)}':"
                # Another task may have been faster.
                cell = self.cells.setdefault(file, [_run_main, main, what])
            self.cells[path.name] = cell
        return cell

    async def import_scoped(self, scope: Attrs, path: Path, depth: int) -> Value:
        """The value of a file whose free variables are looked up in *scope* first; not cached."""
        source = await self.source(await self.locate(path.name))
        main = await self.evaluator.loader.load_large(source, scope.d)
        return await finish(main(scope.d, depth), depth)


def _run_main(thunk: list[Any], depth: int) -> Any:
    """Code of an imported file's thunk."""
    return _run_file(thunk[1], depth, thunk[2])


@traced
async def _run_file(main: Callable[[Mapping[str, Cell], int], Any], depth: int, what: str) -> Value:
    """Evaluate a file, with a line in the trace."""
    return await finish(main({}, depth), depth)
