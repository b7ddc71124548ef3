"""The text of string literals: escapes, and the indentation of ``''…''`` strings.

Used by the lexer (escapes) and the actions (indentation).  Strings are nix strings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_ESCAPE = re.compile(r"\\([\s\S])|\r\n?")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_LINE_START = re.compile(r"^( *)(.?)", re.MULTILINE | re.DOTALL)


class Piece(NamedTuple):
    """A part of an indented string; *verbatim* is False for what stems from an escape."""

    text: str
    verbatim: bool


def _replace(match: re.Match[str]) -> str:
    char: str | None = match[1]
    if char is None:
        return "\n"
    return _ESCAPES.get(char, char)


def unescape(raw: str) -> str:
    """The value of the text *raw* of a ``"…"`` string.  Line ends become LF."""
    if "\\" not in raw and "\r" not in raw:
        return raw
    return _ESCAPE.sub(_replace, raw)


def _common_indent(pieces: Sequence[Piece | None]) -> int:
    """The least number of spaces that a line starts with; blank lines don't count."""
    least = 1000000
    current: int | None = 0  # spaces since the start of the line; None past its first character
    for piece in pieces:
        if piece is None or not piece.verbatim:
            if current is not None:
                least = min(least, current)
                current = None
            continue
        lines = piece.text.split("\n")
        last = len(lines) - 1
        for index, line in enumerate(lines):
            if index:
                current = 0
            if current is not None:
                stripped = line.lstrip(" ")
                current += len(line) - len(stripped)
                if stripped:
                    least = min(least, current)
                    current = None
                elif index != last:
                    current = 0
    return least


def strip_indentation(pieces: Sequence[Piece | None]) -> list[str | None]:
    """The texts of an indented string's *pieces* (None: an interpolation) without indentation.

    As many entries as *pieces*; an interpolation stays None.
    """
    indent = _common_indent(pieces)
    result: list[str | None] = []
    dropped: int | None = 0  # spaces dropped in this line; None past its first character
    for piece in pieces:
        if piece is None:
            dropped = None
            result.append(None)
            continue
        lines = piece.text.split("\n")
        for index, line in enumerate(lines):
            if index:
                dropped = 0
            if dropped is not None:
                stripped = line.lstrip(" ")
                spaces = len(line) - len(stripped)
                keep = max(0, dropped + spaces - max(indent, dropped))
                lines[index] = line[len(line) - len(stripped) - keep :]
                dropped = dropped + spaces if not stripped else None
        result.append("\n".join(lines))
    if pieces and (final := result[-1]) is not None:
        # A last line of nothing but spaces is dropped.
        head, newline, tail = final.rpartition("\n")
        if newline and not tail.strip(" "):
            result[-1] = head + newline
    return result
