"""Nesting is limited by memory only: parsing, printing and freeing 100,000 levels."""

from __future__ import annotations

import sys
import time
from contextlib import suppress

import pytest
from sources import parsed, shown

from aionix.errors import NixSyntaxError
from aionix.syntax.show import show

DEPTH = 100_000

# What comes before, inside and after, per level.
FORMS = {
    "parentheses": ("(", "1", ")"),
    "lists": ("[", "", "]"),
    "sets": ("{a=", "1", ";}"),
    "recursive sets": ("rec{a=", "1", ";}"),
    "legacy lets": ("let{body=", "1", ";}"),
    "dynamic attributes": ("{${x}=", "1", ";}"),
    "inherit from": ("{inherit(", "a", ")b;}"),
    "lambdas": ("a: ", "1", ""),
    "set lambdas": ("{a}:", "1", ""),
    "formal defaults": ("{a?", "1", "}:1"),
    "lets": ("let a=1;in ", "1", ""),
    "let values": ("let a=", "1", ";in 1"),
    "withs": ("with a;", "1", ""),
    "with environments": ("with ", "1", ";1"),
    "asserts": ("assert a;", "1", ""),
    "assert conditions": ("assert ", "1", ";1"),
    "else if": ("if a then b else ", "1", ""),
    "then if": ("if a then ", "1", " else b"),
    "if if": ("if ", "1", " then a else b"),
    "left operators": ("1+", "1", ""),
    "right operators": ("a++", "a", ""),
    "operators in parentheses": ("1-(", "1", ")"),
    "comparisons": ("(a<=", "a", ")"),
    "nots": ("!", "a", ""),
    "nots below products": ("a*!", "a", ""),
    "minuses": ("- ", "a", ""),
    "arguments": ("f ", "a", ""),
    "calls of calls": ("(", "f", " a)"),
    "calls in arguments": ("f(", "a", ")"),
    "selections": ("", "a", ".a"),
    "selections of parentheses": ("(", "a", ").a"),
    "selection defaults": ("a.b or ", "a", ""),
    "dynamic selections": ("a.${", "a", "}"),
    "has": ("", "a", "?a"),
    "attribute paths": ("a.", "a=1;", ""),
    "interpolations": ('"${', "a", '}"'),
    "interpolations with text": ('"a${', "a", '}b"'),
    "indented interpolations": ("''\n a${", "a", "}b\n''"),
    "path interpolations": ("./a${", "a", "}"),
    "pipes": ("a|>", "a", ""),
    "pipes from": ("f<|", "a", ""),
}


def text_of(form: str, depth: int) -> str:
    before, inside, after = FORMS[form]
    text = before * depth + inside + after * depth
    return f"{{{text}}}" if form == "attribute paths" else text


@pytest.mark.parametrize("form", FORMS)
def test_deep(form: str) -> None:
    limit = sys.getrecursionlimit()
    expr = parsed(text_of(form, DEPTH), pipe_operators=True)
    assert show(expr)
    del expr
    assert sys.getrecursionlimit() == limit


def test_merging_is_not_recursive() -> None:
    path = "a." * DEPTH
    assert shown(f"{{ x = {{ {path}a = 1; }}; x = {{ {path}b = 1; }}; {path}c = 1; }}")


def test_duplicates_far_inside() -> None:
    path = "a." * 1000
    with pytest.raises(NixSyntaxError, match="already defined"):
        parsed(f"{{ x = {{ {path}a = 1; }}; x = {{ {path}a = 1; }}; }}")


@pytest.mark.parametrize(
    "text", ["(", "[", "{a=", '"${', "''${", "a: ", "let a=", "f(", "/*", "<a"]
)
def test_unfinished(text: str) -> None:
    with pytest.raises(NixSyntaxError):
        parsed(text * DEPTH)


@pytest.mark.parametrize(
    "text", ["a.", "a.b:", "a_.", "1.", "/*", "<a", "a-", "//", "'", "$", "\\", '"', "#\r"]
)
def test_lexing_is_linear(text: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        with suppress(NixSyntaxError):
            parsed(text * count)
        return time.process_time() - start

    # Quadratic time would be 16 times as much for 4 times the text.
    assert seconds(DEPTH) < 10 * seconds(DEPTH // 4) + 0.5
