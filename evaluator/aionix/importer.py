"""``import``: files to values, once per evaluator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .bytestr import from_bytes, to_text
from .runtime.thunk import finish
from .runtime.values import Attrs, Cell, Path, Value
from .source import SourceFile

if TYPE_CHECKING:
    from .evaluator import Evaluator


class Importer:
    """Finds, reads, compiles and evaluates files; remembers their values."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.cells: dict[str, Cell] = {}

    async def source(self, path: str) -> SourceFile:
        """The text of the file *path* (resolved, no directory)."""
        data = await self.evaluator.context.io.read_file(path)
        base = path.rpartition("/")[0] or "/"
        return SourceFile(to_text(path), from_bytes(data), path, base)

    async def locate(self, path: str) -> str:
        """The file that importing *path* reads: links resolved, a directory's ``default.nix``."""
        io = self.evaluator.context.io
        resolved = await io.resolve(path)
        if await io.kind(resolved) == "directory":
            resolved = await io.resolve(resolved.rstrip("/") + "/default.nix")
        return resolved

    async def import_path(self, path: Path, depth: int) -> Value:
        """The value of a file, a directory's ``default.nix`` included."""
        cell = self.cells.get(path.name)
        if cell is None:
            file = await self.locate(path.name)
            cell = self.cells.get(file)
            if cell is None:
                main = self.evaluator.load(await self.source(file))
                cell = self.cells[file] = [_run_main, main]
            self.cells[path.name] = cell
        return cell

    async def import_scoped(self, scope: Attrs, path: Path, depth: int) -> Value:
        """The value of a file whose free variables are looked up in *scope* first; not cached."""
        source = await self.source(await self.locate(path.name))
        main = self.evaluator.load(source, scope.d)
        return await finish(main(scope.d, depth), depth)


def _run_main(thunk: list[Any], depth: int) -> Any:
    """Code of an imported file's thunk."""
    scope: Mapping[str, Cell] = {}
    return thunk[1](scope, depth)
