"""Printing, where reading back the golden files does not reach."""

from __future__ import annotations

import pytest
from sources import parsed, shown

from aionix.bytestr import from_text
from aionix.syntax.show import identifier, literal_string, show, show_path


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        ("", '""'),
        ("a\n\r\t", '"a\\n\\r\\t"'),
        ('"\\', '"\\"\\\\"'),
        ("${a} $a $", '"\\${a} $a $"'),
    ],
)
def test_literal_strings(value: str, literal: str) -> None:
    assert literal_string(value) == literal


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("a", "a"),
        ("_a-b'1", "_a-b'1"),
        ("", '""'),
        ("if", '"if"'),
        ("or", "or"),
        ("1a", '"1a"'),
        ("a b", '"a b"'),
        ("a\n", '"a\\n"'),
        ("'a", '"\'a"'),
    ],
)
def test_identifiers(name: str, printed: str) -> None:
    assert identifier(name) == printed


def test_paths() -> None:
    assert show_path(["a", "b c", parsed('d + "e"')]) == 'a."b c"."${(d + "e")}"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(f a) b", "(f a b)"),
        ("(a - b) c", "(__sub a b c)"),
        ("(a > b) c", "(__lessThan b a c)"),
        ("(a <= b) c", "((! (__lessThan b a)) c)"),
        ("(-a) b", "(__sub 0 a b)"),
        ("<a> b", '(__findFile __nixPath "a" b)'),
        ("(f a) or", "((f a) or)"),
        ("(f a) or b", "((f a) or b)"),
        ("a <= b", "(! (__lessThan b a))"),
        ("a >= b", "(! (__lessThan a b))"),
        ("1.0", "1"),
        ("1.0e20", "1e+20"),
        ("0.1", "0.1"),
        ("assert a; b", "assert a; b"),
        ("{ b, a ? 1, ... }@c: d", "({ a ? 1, b, ... } @ c: d)"),
        ("{ }: 1", "({  }: 1)"),
        ("{ inherit (b) d c; inherit a; e = 1; }", "{ inherit a; inherit (b) c d; e = 1; }"),
        ("__curPos", "__curPos"),
        ("./a", "/base/a"),
        ("a |> f b", "(f b a)"),
    ],
)
def test_shown(text: str, expected: str) -> None:
    assert shown(text, pipe_operators=True) == expected


def test_bytes() -> None:
    assert show(parsed('{ "é" = "日"; }')) == from_text('{ "é" = "日"; }')


@pytest.mark.parametrize(
    "text",
    [
        "a: b: a + b",
        "[ (1) (2) ]",
        '("a" + b + "c")',
        "(if a then b else c)",
        "(let a = 1; in a)",
        "(with a; b)",
    ],
)
def test_output_is_nix_again(text: str) -> None:
    once = shown(text)
    assert shown(once) == once
