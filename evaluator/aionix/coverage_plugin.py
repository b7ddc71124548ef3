"""A plugin of coverage.py: measures which lines of ``.nix`` files are evaluated.

    [run]
    plugins = aionix.coverage_plugin

Then ``coverage run`` measures Nix with whatever evaluates it in that process (a
test suite, ``-m aionix eval``), and every report of coverage.py has the ``.nix`` files
too.  What counts as executed is in ``coverage_lines``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from types import CodeType, FrameType
from typing import Any

from coverage import CoveragePlugin, FileReporter, FileTracer
from coverage.plugin import CodeRegion
from coverage.types import TLineNo

from .bytestr import from_bytes, from_text
from .coverage_lines import FileLines, file_lines, own_lines
from .errors import NixError
from .evaluator import Evaluator
from .source import SourceFile

#: What marks lines that are not to be counted, as in Python.
EXCLUDED = re.compile(r"#\s*pragma:\s*no\s*cover", re.IGNORECASE)

_NOTHING = (-1, -1)


class NixPlugin(CoveragePlugin):
    """Claims the code of ``.nix`` files, and keeps coverage from code that is no file."""

    def file_tracer(self, filename: str) -> FileTracer | None:
        name = os.path.basename(filename)
        if name.startswith("«"):
            return NoFileTracer()
        return NixTracer(filename) if name.endswith(".nix") else None

    def file_reporter(self, filename: str) -> FileReporter:
        return NixReporter(filename)


class NixTracer(FileTracer):
    """Tells which of the lines met are executed."""

    def __init__(self, filename: str) -> None:
        self._filename = filename
        self._own: dict[CodeType, frozenset[int]] = {}

    def source_filename(self) -> str:
        return self._filename

    def line_number_range(self, frame: FrameType) -> tuple[TLineNo, TLineNo]:
        code = frame.f_code
        own = self._own.get(code)
        if own is None:
            # The module only defines functions.
            is_module = code.co_name == "<module>"
            own = frozenset() if is_module else own_lines(code, frame.f_globals)
            self._own[code] = own
        line = frame.f_lineno
        return (line, line) if line in own else _NOTHING


class NoFileTracer(FileTracer):
    """For expressions that are no file: nothing is measured."""

    def source_filename(self) -> str:
        return ""

    def has_dynamic_source_filename(self) -> bool:
        return True

    def dynamic_source_filename(self, filename: str, frame: FrameType) -> str | None:
        return None


class NixReporter(FileReporter):
    """Tells reports what there is to execute in a file."""

    def __init__(self, filename: str) -> None:
        super().__init__(filename)
        self._found: FileLines | None = None

    def source(self) -> str:
        with open(self.filename, encoding="utf-8", errors="replace") as file:
            return file.read()

    def lines(self) -> set[TLineNo]:
        return set(self._lines().lines) - self.excluded_lines()

    def excluded_lines(self) -> set[TLineNo]:
        """Lines with ``# pragma: no cover``."""
        text = self.source().splitlines()
        return {number for number, line in enumerate(text, 1) if EXCLUDED.search(line)}

    def code_regions(self) -> Iterable[CodeRegion]:
        """Its functions."""
        regions = []
        for function in self._lines().functions:
            name = function.name or f"lambda at line {function.start}"
            regions.append(CodeRegion("function", name, function.start, set(function.lines)))
        return regions

    def code_region_kinds(self) -> Iterable[tuple[str, str]]:
        return [("function", "functions")]

    def _lines(self) -> FileLines:
        """What there is; nothing in a file that can't be compiled on its own."""
        if self._found is None:
            with open(self.filename, "rb") as file:
                text = from_bytes(file.read())
            path = os.path.abspath(self.filename)
            base = from_text(os.path.dirname(path))
            source = SourceFile(self.filename, text, from_text(path), base)
            evaluator = Evaluator(cache=False, experimental_features=["pipe-operators"])
            try:
                self._found = file_lines(evaluator, source)
            except NixError:
                self._found = FileLines(frozenset(), ())
        return self._found


def coverage_init(registry: Any, options: Any) -> None:
    """What coverage.py calls."""
    registry.add_file_tracer(NixPlugin())
