"""Source files and positions in them.

The first layer: imports nothing of ours but ``bytestr``.  A ``SourceFile`` holds
the bytes of one piece of Nix source as a nix string (see ``bytestr``); a
position inside it is a plain ``int``, the offset of a byte.  Offsets become
lines and columns only when something is shown or compiled, so that syntax nodes
stay small.

Lines and columns start at 1; columns count bytes, as in Nix.  A line ends at
LF, CRLF or a lone CR (what Nix's lexer counts as a line).
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from re import finditer

from .bytestr import to_text
from .records import dataclass


@dataclass(frozen=True, eq=False)
class SourceFile:
    """One piece of Nix source.

    *name* is what errors show (text): an absolute path, ``«string»`` or
    ``«stdin»``.  *path* is the file's path as a nix string, None when the source
    is no file.  *text* is a nix string.  *base* is the directory against which
    relative paths are resolved, a nix string.  *internal*: it belongs to a builtin;
    attributes that it defines are no lines of traces.
    """

    name: str
    text: str
    path: str | None = None
    base: str = "/"
    internal: bool = False

    @cached_property
    def _starts(self) -> list[int]:
        text = self.text
        if "\r" in text:
            return [0, *(match.end() for match in finditer(r"\r\n?|\n", text))]
        # The same, eight times as fast.
        *lines, _ = text.split("\n")
        return [0, *accumulate(map((1).__add__, map(len, lines)))]

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column (both from 1, the column in bytes) of the byte at *offset*."""
        index = bisect_right(self._starts, offset) - 1
        return index + 1, offset - self._starts[index] + 1

    def line_column_rest(self, offset: int) -> tuple[int, int, int]:
        """As ``line_column``, and how many bytes there are from *offset* to the next line."""
        starts = self._starts
        line = bisect_right(starts, offset)
        # The last line goes on for ever: what ends behind the text ends in it.
        following = starts[line] if line < len(starts) else sys.maxsize
        return line, offset - starts[line - 1] + 1, following - offset

    def offset(self, line: int, column: int) -> int:
        """The offset of the byte at *line* and *column*, which ``line_column`` gave."""
        return self._starts[line - 1] + column - 1

    def line(self, number: int) -> str | None:
        """Line *number* (from 1) as text without its line end; None past the end."""
        starts = self._starts
        if not 1 <= number <= len(starts):
            return None
        stop = starts[number] if number < len(starts) else len(self.text)
        return to_text(self.text[starts[number - 1] : stop].rstrip("\r\n"))

    def position(self, offset: int) -> Position:
        """The ``Position`` of the byte at *offset*."""
        return Position(self, *self.line_column(offset))

    def span(self, start: int, end: int) -> Span:
        """The ``Span`` of the bytes from *start* up to but not including *end*."""
        return Span(self, *self.line_column(start), *self.line_column(end))


@dataclass(frozen=True)
class Position:
    """A place in a source: what errors and ``unsafeGetAttrPos`` report."""

    source: SourceFile
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Span:
    """A piece of a source, from its first byte up to but not including the byte at its end.

    Lines and columns as everywhere: from 1, columns in bytes.
    """

    source: SourceFile
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def start(self) -> Position:
        """Where it begins."""
        return Position(self.source, self.line, self.column)

    @property
    def text(self) -> str:
        """What stands there; empty if the source's text is not known."""
        if not self.source.text:
            return ""
        start = self.source.offset(self.line, self.column)
        return to_text(self.source.text[start : self.source.offset(self.end_line, self.end_column)])

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}-{self.end_line}:{self.end_column}"
