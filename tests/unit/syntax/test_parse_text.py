"""Escapes, indentation, numbers and paths."""

from __future__ import annotations

import pytest

from aionix.syntax.literals import canonical_path, parse_float, parse_int, resolve_path
from aionix.syntax.text import Piece, strip_indentation, unescape


def strip(*pieces: str | None) -> list[str | None]:
    return strip_indentation([None if text is None else Piece(text, True) for text in pieces])


def test_unescape() -> None:
    assert unescape("plain") == "plain"
    assert unescape("a\\nb\\\\n\\$\r\n\r") == "a\nb\\n$\n\n"


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("", ""),
        ("a", "a"),
        ("  a\n    b\n  c\n", "a\n  b\nc\n"),
        ("  a\n b", " a\nb"),
        ("  a\n\n  b\n", "a\n\nb\n"),
        ("  a\n     \n  b\n", "a\n   \nb\n"),
        ("  a\n  ", "a\n"),
        ("  a\n      ", "a\n"),
        ("   ", ""),
        ("  \n  ", "\n"),
        ("\ta\n\tb\n", "\ta\n\tb\n"),
        ("  a\r\n  b\r\n", "a\r\nb\r\n"),
        ("  \r\n  b\n", "\r\nb\n"),
    ],
)
def test_strip_one_piece(text: str, stripped: str) -> None:
    assert strip(text) == [stripped]


def test_strip_around_interpolations() -> None:
    assert strip("  a ", None, "\n    b\n  ", None, " c\n ") == [
        "a ",
        None,
        "\n  b\n",
        None,
        " c\n",
    ]
    assert strip("    ", None, "\n  a") == ["  ", None, "\na"]
    assert strip(None, "\n  a\n") == [None, "\n  a\n"]


def test_an_escape_ends_the_indentation() -> None:
    pieces = [Piece("    ", True), Piece("\t", False), Piece("\n      b", True)]
    assert strip_indentation(pieces) == ["", "\t", "\n  b"]


def test_only_the_last_piece_loses_its_last_line() -> None:
    assert strip("a\n  ", None) == ["a\n  ", None]


@pytest.mark.parametrize(
    ("digits", "value"),
    [
        ("0", 0),
        ("007", 7),
        ("9223372036854775807", 2**63 - 1),
        ("0" * 9999 + "1", 1),
        ("9223372036854775808", None),
        ("1" * 9999, None),
    ],
)
def test_integers(digits: str, value: int | None) -> None:
    assert parse_int(digits) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.", 1.0),
        (".5", 0.5),
        ("1.5e-3", 0.0015),
        ("0.0", 0.0),
        ("0.0e999999999", 0.0),
        ("1.0e-999999999", None),
        ("2.2250738585072014e-308", 2.2250738585072014e-308),
        ("1.0e309", None),
        ("1.0e-309", None),
        ("1.0e-400", None),
    ],
)
def test_floats(text: str, value: float | None) -> None:
    assert parse_float(text) == value


@pytest.mark.parametrize(
    ("path", "canonical"),
    [("/", "/"), ("/a/../..", "/"), ("/a/./b//c/", "/a/b/c"), ("/a/b/..", "/a"), ("//", "/")],
)
def test_canonical_paths(path: str, canonical: str) -> None:
    assert canonical_path(path) == canonical


@pytest.mark.parametrize(
    ("literal", "path"),
    [
        ("./a", "/base/a"),
        ("../a", "/a"),
        ("./.", "/base"),
        ("./", "/base/"),
        ("/", "/"),
        ("/a/", "/a/"),
        ("a/../b", "/base/b"),
    ],
)
def test_resolve(literal: str, path: str) -> None:
    assert resolve_path(literal, "/base") == path
