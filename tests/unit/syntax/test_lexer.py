"""Tokens: the longest match wins, and strings and paths have rules of their own."""

from __future__ import annotations

import pytest
from sources import source

from aionix.errors import NixError, NixSyntaxError, UnsupportedFeatureError
from aionix.source import SourceFile
from aionix.syntax.lexer import Lexer
from aionix.syntax.tokens import FAILURE, KIND, TOKENS


def lex(text: str, **options: bool) -> Lexer:
    lexer = Lexer(source(text), **options)
    lexer.run()
    return lexer


def tokens(text: str, **options: bool) -> list[tuple[str, object]]:
    """Kinds and values, without the end."""
    lexer = lex(text, **options)
    kinds = [TOKENS[kind][0] for kind in lexer.kinds]
    assert kinds[-1] == "$END"
    return list(zip(kinds[:-1], lexer.values, strict=False))


def kinds(text: str) -> list[str]:
    return [kind for kind, _ in tokens(text)]


def failure(text: str) -> NixError:
    lexer = lex(text)
    assert lexer.kinds[-1] == FAILURE
    error = lexer.values[-1]
    assert isinstance(error, NixError)
    return error


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b", ["ID", ".", "ID"]),
        ("a.b/c", ["SIMPLE_PATH"]),
        ("a-b", ["ID"]),
        ("a -b", ["ID", "-", "ID"]),
        ("a'b/c", ["ID", "SIMPLE_PATH"]),
        ("1/2", ["SIMPLE_PATH"]),
        ("1 / 2", ["INT", "/", "INT"]),
        ("1.", ["FLOAT"]),
        ("1.e3", ["FLOAT"]),
        ("1.e", ["FLOAT", "ID"]),
        (".5", ["FLOAT"]),
        ("01.5", ["INT", "FLOAT"]),
        ("1..2", ["FLOAT", "FLOAT"]),
        ("1e3", ["INT", "ID"]),
        ("...", ["..."]),
        ("....5", ["...", "FLOAT"]),
        (".../a", ["SIMPLE_PATH"]),
        ("x:x", ["URI"]),
        ("x: x", ["ID", ":", "ID"]),
        ("x_y:z", ["ID", ":", "ID"]),
        ("a.b+c-d:e", ["URI"]),
        ("x:$y", ["URI"]),
        ("<a/b>", ["SPATH"]),
        ("<a/b", ["<", "SIMPLE_PATH"]),
        ("<a//b>", ["<", "ID", "//", "ID", ">"]),
        ("a<b", ["ID", "<", "ID"]),
        ("a<=b", ["ID", "<=", "ID"]),
        ("a->b", ["ID", ">", "ID"]),
        ("a ->b", ["ID", "->", "ID"]),
        ("++/a", ["SIMPLE_PATH"]),
        ("//a", ["//", "ID"]),
        ("//a/b", ["//", "SIMPLE_PATH"]),
        ("-a/b", ["SIMPLE_PATH"]),
        ("- a", ["-", "ID"]),
        ("~", ["INVALID"]),
        ("~/a", ["HPATH", "PATH_END"]),
        ("~/${a}", ["HPATH", "${", "ID", "}", "PATH_END"]),
        ("&", ["INVALID"]),
        ("a&&b||c", ["ID", "&&", "ID", "||", "ID"]),
        ("or in rec recc", ["or", "in", "rec", "ID"]),
        ("${", ["${"]),
        ("é", ["INVALID", "INVALID"]),
        ("}}", ["}", "}"]),
    ],
)
def test_longest_match(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("./a${x}", ["PATH", "${", "ID", "}", "PATH_END"]),
        ("./${x}/b", ["PATH", "${", "ID", "}", "STR", "PATH_END"]),
        ("a/b/${x}c", ["PATH", "${", "ID", "}", "STR", "PATH_END"]),
        ("/${x}", ["PATH", "${", "ID", "}", "PATH_END"]),
        ("./a ${x}", ["SIMPLE_PATH", "${", "ID", "}"]),
        ("/a//b", ["PATH", "STR", "PATH_END"]),
        ("./a${x}//b", ["PATH", "${", "ID", "}", "STR", "STR", "PATH_END"]),
        ("./a${{ }}b", ["PATH", "${", "{", "}", "}", "STR", "PATH_END"]),
    ],
)
def test_paths(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("abc", "abc"),
        ("$", "$"),
        ("$$", "$$"),
        ("$${x}", "$${x}"),
        ("\\${x}", "${x}"),
        ("a$\\n", "a$\n"),
        ("\\n\\r\\t\\q\\\\", "\n\r\tq\\"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\\\r\n", "\r\n"),
        ('\\"', '"'),
    ],
)
def test_strings(raw: str, value: str) -> None:
    values = [value for kind, value in tokens(f'"{raw}"') if kind in ("STR", "SIMPLE_STRING")]
    assert values == [value]


def test_string_with_interpolation() -> None:
    assert tokens('"a${b}$"') == [
        ('"', None),
        ("STR", "a"),
        ("${", None),
        ("ID", "b"),
        ("}", "}"),
        ("STR", "$"),
        ('"', None),
    ]


@pytest.mark.parametrize(
    ("raw", "pieces"),
    [
        ("", []),
        ("  \n a", [" a"]),
        ("\n\n", ["\n"]),
        ("a'b", ["a'b"]),
        ("a''$b", ["a", "$", "b"]),
        ("a'''b", ["a", "''", "b"]),
        ("''\\n", ["\n"]),
        ("a$$b", ["a$$b"]),
        ("a$", ["a", "$"]),
        ("\r\n", ["\r\n"]),
        ("''\\\\", ["\\"]),
    ],
)
def test_indented_strings(raw: str, pieces: list[str]) -> None:
    ((kind, value),) = tokens(f"''{raw}''")
    assert kind == "SIMPLE_IND"
    assert isinstance(value, list)
    assert [piece.text for _, piece in value] == pieces


@pytest.mark.parametrize(
    "text", ["# c\n1", "# c\r1", "/* c */1", "/**/1", "/***/ 1", "/* # */ 1 # x", " \t\r\n1"]
)
def test_comments(text: str) -> None:
    assert kinds(text) == ["INT"]


def test_open_comment() -> None:
    assert kinds("/* a") == ["/", "*", "ID"]


def test_null_byte_ends_the_text() -> None:
    assert kinds("1\0 )(") == ["INT"]


@pytest.mark.parametrize("text", ['"a', '"a\\', '"a$', '"', "''a", "''"])
def test_open_string_ends_with_the_text(text: str) -> None:
    lexer = lex(text)
    assert lexer.kinds[-1] == KIND["$END"]
    assert lexer.spans[-1] == (len(text), len(text))


def test_end_after_path_is_reported_at_its_start() -> None:
    assert lex("( a/b").spans[-1][0] == 2
    assert lex("( a/b ").spans[-1][0] == 6


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("[ 9223372036854775808 ]", "invalid integer '9223372036854775808'", 3),
        (f"1{'0' * 5000}", f"invalid integer '1{'0' * 5000}'", 1),
        ("1.0e309", "invalid float '1.0e309'", 1),
        ("1.0e-310", "invalid float '1.0e-310'", 1),
        ("./a/ b", "path has a trailing slash", 5),
        ("./a/", "path has a trailing slash", 1),
    ],
)
def test_failures(text: str, message: str, column: int) -> None:
    error = failure(text)
    assert isinstance(error, NixSyntaxError)
    assert error.message == message
    assert error.position
    assert error.position.column == column


def test_null_byte_in_a_string() -> None:
    assert "a␀b" in failure('"a\0b"').message
    assert "a␀\\n" in failure("''a\0\\n''").message


def test_pipes_need_a_feature() -> None:
    assert isinstance(failure("1 |> 2"), UnsupportedFeatureError)
    assert [kind for kind, _ in tokens("1 |> 2 <| 3", pipe_operators=True)] == [
        "INT",
        "|>",
        "INT",
        "<|",
        "INT",
    ]


def test_bytes_are_kept() -> None:
    lexer = Lexer(SourceFile("x", '"\xff" # \xfe'))
    lexer.run()
    assert lexer.values[0] == "\xff"
