"""What was typed: a command, an expression, bindings, nothing, or not all of it yet.

Input is incomplete when the parser fails at its end: more text may make it right.
Everything here only parses; nothing is evaluated, no warning is given.
"""

from __future__ import annotations

from typing import Literal

from ...bytestr import from_text
from ...errors import NixError, NixSyntaxError
from ...records import dataclass
from ...source import SourceFile
from ...syntax.lexer import Lexer
from ...syntax.nodes import AttrSet
from ...syntax.parser import parse
from ...syntax.tokens import END

Kind = Literal["empty", "command", "expression", "bindings", "incomplete", "invalid"]

#: Commands whose argument is an expression: those may span lines too.
EXPRESSION_COMMANDS = frozenset(
    (
        ":a",
        ":add",
        ":b",
        ":bl",
        ":doc",
        ":e",
        ":edit",
        ":i",
        ":log",
        ":p",
        ":print",
        ":sh",
        ":t",
        ":u",
    )
)

_UNFINISHED = "unexpected end of file"


@dataclass(frozen=True)
class Input:
    """*text* (of *kind*) without blanks around; for a command its *name* and its argument.

    *error*: what is wrong with invalid or incomplete input.
    """

    kind: Kind
    text: str = ""
    name: str = ""
    error: NixError | None = None


def read(text: str, *, pipe_operators: bool = False) -> Input:
    """What *text* is."""
    text = text.strip()
    if text.startswith(":"):
        name, *rest = text.split(None, 1)
        argument = rest[0] if rest else ""
        if argument and name in EXPRESSION_COMMANDS:
            found = _read_expression(_source(argument), pipe_operators)
            if found is not None and _UNFINISHED in found.message:
                return Input("incomplete", argument, name, found)
            if found is not None and "\n" in argument:
                return Input("invalid", argument, name, found)
        return Input("command", argument, name)
    source = _source(text)
    if _is_blank(source):
        return Input("empty")
    failed = _read_expression(source, pipe_operators)
    if failed is None:
        return Input("expression", text)
    bad = _read_bindings(source, pipe_operators)
    if bad is None:
        return Input("bindings", text)
    if _UNFINISHED in failed.message or _place(bad) == _end(source):
        return Input("incomplete", text, error=failed)
    # Bindings with a mistake, when they make sense for longer than as an expression.
    return Input("invalid", text, error=bad if _place(bad) > _place(failed) else failed)


def split(text: str, *, pipe_operators: bool = False) -> list[str]:
    """The inputs that *text* consists of, as if typed line by line: what was pasted.

    A line that begins with a blank belongs to those before it.  *text* alone when it is
    an expression as a whole, or can't be taken apart.
    """
    lines = text.splitlines()
    if len(lines) < 2 or read(text, pipe_operators=pipe_operators).kind == "expression":
        return [text]
    found: list[str] = []
    part: list[str] = []
    for index, line in enumerate(lines):
        part.append(line)
        if lines[index + 1 : index + 2] and lines[index + 1][:1].isspace():
            continue
        one = "\n".join(part)
        kind = read(one, pipe_operators=pipe_operators).kind
        if kind == "invalid":
            return [text]
        if kind != "incomplete":
            if kind != "empty":
                found.append(one)
            part = []
    return [text] if part else found


def _source(text: str) -> SourceFile:
    return SourceFile("«string»", from_text(text))


def _is_blank(source: SourceFile) -> bool:
    """Whether there is nothing but blanks and comments."""
    lexer = Lexer(source)
    lexer.run()
    return lexer.kinds == [END]


def _end(source: SourceFile) -> tuple[int, int]:
    """Where the parser finds that there is no more: what is missing there is reported there."""
    lexer = Lexer(source)
    lexer.run()
    return source.line_column(lexer.spans[-1][0]) if lexer.kinds[-1] == END else (0, 0)


def _read_expression(source: SourceFile, pipe_operators: bool) -> NixError | None:
    try:
        parse(source, home="/", pipe_operators=pipe_operators)
    except NixError as error:
        return error
    return None


def _read_bindings(source: SourceFile, pipe_operators: bool) -> NixError | None:
    try:
        root = parse(source, home="/", pipe_operators=pipe_operators, bindings=True)
    except NixError as error:
        return error
    if isinstance(root, AttrSet):
        return None
    # ``a = 1; } // { b = 2;`` is no list of bindings.
    return NixSyntaxError("syntax error, unexpected '}'", source.position(0))


def _place(error: NixError) -> tuple[int, int]:
    position = error.position
    return (position.line, position.column) if position is not None else (-1, -1)
