"""Syntax highlighting: the lexer's tokens as coloured parts of the text.

``parts`` cuts any text, finished or not, into consecutive parts with a class each;
joined they are the text again.  What the lexer can't read has the class ``text``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...bytestr import from_text, to_text
from ...source import SourceFile
from ...syntax import tokens as t
from ...syntax.lexer import Lexer

#: A class and its part of the text.
Part = tuple[str, str]

#: The classes, with prompt_toolkit's spelling of how each looks.
STYLES = {
    "command": "bold ansimagenta",
    "comment": "italic ansibrightblack",
    "keyword": "bold ansiblue",
    "constant": "ansicyan",
    "number": "ansicyan",
    "string": "ansigreen",
    "path": "ansiyellow",
    "operator": "",
    "name": "",
    "error": "ansired",
    "text": "",
}

_COMMAND = re.compile(r"\s*:\S*")
_CONSTANTS = frozenset(["true", "false", "null"])
_STRINGS = frozenset(
    [t.QUOTE, t.STR, t.IND_STR, t.IND_OPEN, t.IND_CLOSE, t.SIMPLE_STRING, t.SIMPLE_IND, t.URI]
)
_PATHS = frozenset([t.PATH, t.HPATH, t.SPATH, t.PATH_END, t.SIMPLE_PATH])
_NUMBERS = frozenset([t.INT, t.FLOAT])
_KEYWORDS = frozenset(t.KIND[word] for word in t.KEYWORDS)
_COMMENT = re.compile(r"#[^\r\n]*|/\*[\s\S]*?(?:\*/|\Z)")


def parts(text: str, *, pipe_operators: bool = False) -> list[Part]:
    """*text* (without lone surrogates) in coloured parts."""
    command = _COMMAND.match(text)
    found: list[Part] = []
    if command:
        found.append(("command", command[0]))
        text = text[command.end() :]
        if command[0].strip() in (":l", ":load", ":lf", ":load-flake", ":te"):
            return [*found, ("path", text)] if text else found
    return found + _expression(text, pipe_operators)


def _expression(text: str, pipe_operators: bool) -> list[Part]:
    source = SourceFile("«string»", from_text(text))
    lexer = Lexer(source, pipe_operators=pipe_operators)
    lexer.run()
    raw = source.text
    ranges: list[tuple[str, int, int]] = []
    end = 0
    for kind, value, (start, stop) in zip(lexer.kinds, lexer.values, lexer.spans, strict=True):
        if kind in (t.END, t.FAILURE) or start < end or stop <= start:
            continue
        ranges += _between(raw, end, start)
        ranges.append((_class(kind, value), start, stop))
        end = stop
    ranges += _between(raw, end, len(raw))
    found = [(name, to_text(raw[start:stop])) for name, start, stop in _joined(ranges)]
    # Bytes of one character in two parts: what nobody types on purpose.
    torn = any("\ud800" <= char <= "\udfff" for _, part in found for char in part)
    return [("text", text)] if torn else found


def _joined(ranges: list[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """Neighbours of one class as one: the bytes of a character are tokens of their own."""
    start = 0
    for index, (name, _, stop) in enumerate(ranges):
        if index + 1 == len(ranges) or ranges[index + 1][0] != name:
            yield name, start, stop
            start = stop


def _class(kind: int, value: object) -> str:
    if kind == t.ID:
        return "constant" if value in _CONSTANTS else "name"
    if kind in _STRINGS:
        return "string"
    if kind in _PATHS:
        return "path"
    if kind in _NUMBERS:
        return "number"
    if kind in _KEYWORDS:
        return "keyword"
    return "error" if kind == t.INVALID else "operator"


def _between(raw: str, end: int, start: int) -> Iterator[tuple[str, int, int]]:
    """What stands between two tokens: blanks and comments."""
    for comment in _COMMENT.finditer(raw, end, start):
        if comment.start() > end:
            yield "text", end, comment.start()
        yield "comment", *comment.span()
        end = comment.end()
    if end < start:
        yield "text", end, start
