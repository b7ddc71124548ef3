"""What the nodes hold besides their shape: places, home, warnings, the order of names."""

from __future__ import annotations

import pytest
from sources import parsed, source

from aionix.errors import NixSyntaxError
from aionix.syntax import symbols
from aionix.syntax.nodes import (
    Apply,
    Binary,
    HasAttr,
    Interpolation,
    Lambda,
    Negate,
    Op,
    PathLit,
    Select,
    Str,
)


@pytest.mark.parametrize(
    ("text", "pos", "end"),
    [
        (" a", 1, 2),
        ("a + b", 2, 5),
        ("a + b * c", 2, 9),
        ("(f) a", 0, 5),
        ("f a b", 0, 5),
        # Nix makes one call of both: the place is the inner one's.
        ("(f a) b", 1, 7),
        ("(a - b) c", 3, 9),
        ("(a + b) c", 0, 9),
        ("(a).b", 0, 5),
        ("a: b", 0, 4),
        ("a ? b", 0, 5),
        ("if a then b else c", 0, 18),
        ('"a"', 0, 3),
        ('"a${b}"', 1, 6),
        ("''a${b}''", 0, 9),
        ("./a${b}", 0, 7),
        ("{ }", 0, 3),
        ("rec { }", 0, 7),
        ("<a>", 0, 3),
        ("- a", 0, 3),
        ("! a", 0, 3),
        ("[ ]", 0, 3),
        ("( [ ] )", 2, 5),
    ],
)
def test_places(text: str, pos: int, end: int) -> None:
    expr = parsed(text)
    assert (expr.pos, expr.end) == (pos, end)


def test_operands_of_plus_know_where_they_start() -> None:
    expr = parsed("(a) + (b c)")
    assert isinstance(expr, Binary)
    assert expr.starts == (0, 6)
    minus = parsed("a - b")
    assert isinstance(minus, Binary)
    assert minus.starts is None


def test_parts_know_where_they_start() -> None:
    expr = parsed('"a${b}c"')
    assert isinstance(expr, Interpolation)
    assert expr.starts == (1, 2, 6)
    path = parsed("./a${b}/c")
    assert isinstance(path, Interpolation)
    assert path.starts == (0, 3, 7)
    assert path.is_path
    assert isinstance(path.parts[0], PathLit)


def test_pieces_of_an_indented_string_stay_apart() -> None:
    expr = parsed("''a''$b''")
    assert isinstance(expr, Interpolation)
    assert [part.value for part in expr.parts if isinstance(part, Str)] == ["a", "$", "b"]


def test_pipes_are_calls() -> None:
    expr = parsed("a |> f b", pipe_operators=True)
    assert isinstance(expr, Apply)
    assert isinstance(expr.function, Apply)
    assert expr.pos == 5
    plain = parsed("a |> f", pipe_operators=True)
    assert plain.pos == 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-a ? b", HasAttr),
        ("-a.b", Negate),
        ("a ? b.c", HasAttr),
        ("a.b or c d", Apply),
        ("a.b or c.d", Select),
        ("a: b", Lambda),
    ],
)
def test_precedence(text: str, kind: type) -> None:
    assert isinstance(parsed(text), kind)


def test_not_takes_everything_that_binds_tighter() -> None:
    expr = parsed("a * !b + c")
    assert isinstance(expr, Binary)
    assert expr.op is Op.MUL


def test_home() -> None:
    assert isinstance(parsed("~/a"), PathLit)
    expr = parsed("~/a/../b", home=lambda: "/there")
    assert isinstance(expr, PathLit)
    assert expr.value == "/there/a/../b"
    with pytest.raises(NixSyntaxError, match="can not be resolved in pure mode"):
        parsed("~/a", home=None)
    # The home directory is asked for only when it is needed.
    parsed("./a", home=lambda: pytest.fail("asked"))


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ("f or", []),
        ("[ f or ]", [2]),
        ("[ (f or) ]", []),
        ("a f or", [2]),
        ("a (f or) f or", [9]),
        ("a.b or c or", [7]),
        ("f or a", []),
    ],
)
def test_warnings(text: str, offsets: list[int]) -> None:
    heard: list[int] = []
    parsed(text, warn=lambda _message, offset: heard.append(offset))
    assert heard == offsets


def test_order_of_names() -> None:
    symbols_before = len(symbols.order)
    parsed("n1: { n2 ? n3, n4 }@n5: { n6.n7 = n8: n9; inherit (n10) n11; }")
    # As Nix's parser acts: parameters after the body, formals after their defaults.
    assert list(symbols.order)[symbols_before:] == [
        *["n3", "n2", "n4", "n6", "n7", "n9", "n8", "n10", "n11", "n5", "n1"]
    ]
    symbols.see(["n6", "never seen before"])
    assert symbols.order["n6"] < symbols.order["never seen before"]


def test_errors_are_met_in_reading_order() -> None:
    with pytest.raises(NixSyntaxError, match="already defined"):
        parsed("{ a = 1; a = 2; b = 99999999999999999999; }")
    with pytest.raises(NixSyntaxError, match="invalid integer"):
        parsed("{ a = 1; b = 99999999999999999999; a = 2; }")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 +", "syntax error, unexpected end of file"),
        ("{ a b }", "syntax error, unexpected identifier, expecting '.' or '='"),
        ("1 == 2 == 3", "syntax error, unexpected '=='"),
        ("1 )", "syntax error, unexpected ')', expecting end of file"),
        ("if 1 2", "syntax error, unexpected end of file, expecting 'then'"),
        ("{ a, ..., }: a", "syntax error, unexpected ',', expecting '}'"),
        ('{ a = 1; } "b', "syntax error, unexpected end of file, expecting '\"'"),
    ],
)
def test_syntax_errors(text: str, message: str) -> None:
    with pytest.raises(NixSyntaxError) as caught:
        parsed(text)
    assert caught.value.message == message


def test_source_is_kept_in_positions() -> None:
    with pytest.raises(NixSyntaxError) as caught:
        parsed("{\n  a = ;\n}")
    assert str(caught.value.position) == "«string»:2:7"
    assert source("x").name == "«string»"
