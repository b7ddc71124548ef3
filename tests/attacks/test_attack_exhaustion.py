"""Attacks on time and memory: each ends in a value or an error, soon, and within its limits.

Without the limit named some of them would run for ever, or take all the memory there is.
(What an event loop notices meanwhile is measured by ``benchmarks/service.py`` and
``benchmarks/stall.py``.)
"""

from __future__ import annotations

import gc
from dataclasses import replace

import anyio
import pytest

import aionix
from aionix import Limits
from aionix.limits import resident
from aionix.syntax import symbols

LIMITS = Limits(
    seconds=60,
    cpu_seconds=0.5,
    call_depth=10_000,
    string_size=1 << 20,
    list_size=1 << 18,
    set_size=1 << 16,
    memory=64 << 20,
    output=1 << 20,
)

SIZE, TIME, OUTPUT, MEMORY, DEPTH = (
    aionix.SizeLimitError,
    aionix.TimeLimitError,
    aionix.OutputLimitError,
    aionix.MemoryLimitError,
    aionix.CallDepthError,
)
#: Which of these comes first depends on the machine.
ANY = (SIZE, TIME, OUTPUT, MEMORY, DEPTH)

SIXTY = "(builtins.genList (i: i) 60)"
PAIRS = f"(builtins.foldl' (x: _: [ x x ]) 1 {SIXTY})"


def grown(text: str, times: int) -> str:
    """*text* doubled so often."""
    return f'(builtins.foldl\' (s: _: s + s) "{text}" (builtins.genList (i: i) {times}))'


def repeated(text: str, times: int) -> str:
    """*text* so many times."""
    return f'(builtins.concatStringsSep "" (builtins.genList (i: "{text}") {times}))'


LIMITED = {
    # Exponential strings, lists and graphs.
    "string +": (f'builtins.foldl\' (s: _: s + s) "x" {SIXTY}', SIZE),
    "string ${}": (f'builtins.foldl\' (s: _: "${{s}}${{s}}") "x" {SIXTY}', SIZE),
    "path +": (f"builtins.foldl' (p: _: p + toString p) /a {SIXTY}", SIZE),
    "list ++": (f"builtins.foldl' (s: _: s ++ s) [ 1 ] {SIXTY}", SIZE),
    "toJSON": (f"builtins.toJSON {PAIRS}", ANY),
    "toXML": (f"builtins.toXML {PAIRS}", ANY),
    "toString": (f"toString {PAIRS}", ANY),
    "==": (f"{PAIRS} == builtins.foldl' (x: _: [ x x ]) 1 {SIXTY}", ANY),
    "<": (f"{PAIRS} < builtins.foldl' (x: _: [ x x ]) 1 {SIXTY}", ANY),
    "result": (PAIRS, OUTPUT),
    "derivation": (
        f'(derivation {{ name = "x"; system = "x"; builder = "x"; a = {PAIRS}; }}).drvPath',
        ANY,
    ),
    "structured": (
        '(derivation { name = "x"; system = "x"; builder = "x"; __structuredAttrs = true;'
        f" a = {PAIRS}; }}).drvPath",
        ANY,
    ),
    "genList": ("builtins.genList (i: i) 9000000000000000000", SIZE),
    "concatMap": (
        "builtins.concatMap (x: builtins.genList (i: i) 10000) (builtins.genList (i: i) 10000)",
        ANY,
    ),
    "closure": (
        "builtins.genericClosure { startSet = [ { key = 0; } ];"
        " operator = x: [ { key = x.key + 1; } { key = x.key + 2; } ]; }",
        ANY,
    ),
    "zipAttrsWith": (
        "builtins.zipAttrsWith (n: v: v)"
        " (builtins.genList (i: builtins.listToAttrs (builtins.genList"
        " (j: { name = toString (i * 1000 + j); value = 1; }) 1000)) 1000)",
        ANY,
    ),
    "listToAttrs": (
        "builtins.listToAttrs (builtins.genList (i: { name = toString i; value = 1; }) 200000)",
        ANY,
    ),
    "toFile": (f'builtins.toFile "x" {grown("x", 30)}', SIZE),
    "replace with nothing": (
        f'builtins.replaceStrings [ "" ] [ {grown("x", 19)} ] {grown("x", 19)}',
        SIZE,
    ),
    "split": (f'builtins.split "" {grown("x", 20)}', ANY),
    # Quadratic.
    "append": ("let f = l: f (l ++ [ 1 ]); in f [ ]", ANY),
    "string append": ('let f = s: f (s + "x"); in f ""', ANY),
    "//": ('let f = s: n: f (s // { "a${toString n}" = n; }) (n + 1); in f { } 0', ANY),
    "many patterns": (
        'builtins.replaceStrings (builtins.genList (i: "p${toString i}") 20000)'
        f' (builtins.genList (i: "x") 20000) {grown("p1 ", 18)}',
        ANY,
    ),
    "patterns that all occur": (
        'let p = builtins.genList (i: "aaaaaaaaaaaaaaa${toString i}") 3000; in'
        f' builtins.replaceStrings p p (builtins.concatStringsSep "" p + {grown("a", 19)})',
        (*ANY, type(None)),
    ),
    # Endless.
    "recursion": ("let f = n: 1 + f (n + 1); in f 0", DEPTH),
    "loop": ("let f = n: if n < 0 then n else f (n + 1); in f 0", TIME),
    "functor": ("let x = { __functor = s: x; }; in x 1 2 3", ANY),
    "functors": ("let f = n: { __functor = f (n + 1); }; in (f 0) 1", ANY),
    "__toString": ('let x = { __toString = s: x; }; in "${x}"', ANY),
    "outPath": ('let x = { outPath = x; }; in "${x}"', ANY),
    "cycles ==": ("let x = [ x ]; y = [ y ]; in x == y", ANY),
    "cycle toString": ("let x = [ x ]; in toString x", ANY),
    "cycle toJSON": ("let x = { inherit x; }; in builtins.toJSON x", DEPTH),
    "cycle toXML": ("let x = [ x ]; in builtins.toXML x", DEPTH),
    # Messages.
    "trace": ('let f = n: builtins.trace "xxxxxxxxxxxxxxxxxxxx" (f (n + 1)); in f 0', OUTPUT),
    "warn": ('let f = n: builtins.warn "xxxxxxxxxxxxxxxxxxxx" (f (n + 1)); in f 0', OUTPUT),
    "trace of much": (
        f"let s = {grown('x', 19)}; in builtins.seq s (builtins.trace [ s s s s ] 1)",
        OUTPUT,
    ),
    "contexts": (
        'let f = n: builtins.addErrorContext "x${toString n}" (1 + f (n + 1)); in f 0',
        ANY,
    ),
    "large contexts": (
        f"let s = {grown('x', 19)};"
        ' f = n: builtins.addErrorContext "${s}${toString n}" (1 + f (n + 1)); in f 0',
        ANY,
    ),
    # Stores.
    "many files": (
        'builtins.foldl\' (a: i: builtins.seq (builtins.toFile "x" "${a}${toString i}") a)'
        f" {grown('x', 16)} (builtins.genList (i: i) 100000)",
        ANY,
    ),
}

#: Things that might hang, crash or take all memory, and what they give instead.
GIVES = {
    "regex star of star": (f'builtins.match "(a*)*b" {repeated("a", 20000)}', None),
    "regex alternatives": (f'builtins.match "(a|a)*(a|aa)*b" {repeated("a", 20000)}', None),
    "regex loops": (
        f'builtins.length (builtins.match "((((((a*)*)*)*)*)*)*" {repeated("a", 3000)})',
        6,
    ),
    "regex split": (f'builtins.length (builtins.split "(a*)*b" {repeated("a", 20000)})', 1),
    "deepSeq": (f"builtins.deepSeq {PAIRS} 1", 1),
    "trace of a graph": (
        f"builtins.trace (builtins.foldl' (x: _: {{ a = x; b = x; }}) 1 {SIXTY}) 1",
        1,
    ),
    "cyclic print": ("let x = { inherit x; y = [ x ]; }; in builtins.trace x 1", 1),
    "deep JSON": (
        f"builtins.seq (builtins.fromJSON ({repeated('[', 20000)} + {repeated(']', 20000)})) 1",
        1,
    ),
    "collisions of integers": (
        "builtins.length (builtins.genericClosure { startSet = builtins.genList"
        " (i: { key = i * 4294967296; }) 20000; operator = x: [ ]; })",
        20000,
    ),
    "deep source": ("[ " * 2000 + "1" + " ]" * 2000 + " != 1", True),
    "deep parentheses": ("(" * 4000 + "1" + ")" * 4000, 1),
    "deep strings": ('"${' * 1000 + '"x"' + '}"' * 1000, "x"),
    "many operands": ("+".join(["1"] * 300), 300),
    "many lambdas": ("(" + "x: " * 1000 + "1) 2 == 3", False),
    "versions": (f"builtins.compareVersions {grown('1.', 15)} {grown('1.', 15)}", 0),
}

FAILS = {
    "regex repetitions": (
        'builtins.match "((((a{1,30}){1,30}){1,30}){1,30}){1,30}" "aaa"',
        "memory limit exceeded",
    ),
    "regex large": ('builtins.match "(a{1,1000}){1,1000}" "aaa"', "memory limit exceeded"),
    "regex back reference": (r'builtins.match "(a)\\1" "aa"', "invalid regular expression"),
    "integer": ("9" * 5000, "invalid integer"),
    "float": ("9" * 5000 + ".5", "invalid float"),
    "JSON integer": (f"builtins.fromJSON {repeated('9', 50000)}", "number overflow"),
    "JSON exponent": ('builtins.fromJSON "1e999999999"', "number overflow"),
    "JSON depth": (f"builtins.fromJSON {repeated('[', 50000)}", "unexpected end of input"),
    "TOML integer": (f'builtins.fromTOML ("a = " + {repeated("9", 50000)})', "TOML"),
    "TOML float": (f'builtins.fromTOML ("a = " + {repeated("9", 50000)} + ".5")', "TOML"),
    "TOML hexadecimal": (f'builtins.fromTOML ("a = 0x" + {repeated("f", 50000)})', "TOML"),
    "TOML depth": (f'builtins.fromTOML ("a = " + {repeated("[", 20000)})', "TOML"),
    "large value in an error": (
        "1 + builtins.genList (i: builtins.genList (j: i) 1000) 1000",
        "cannot add a list",
    ),
    "large string in an error": (f"builtins.head {grown('x', 20)}", "elided"),
    "suggestions": (
        "{ " + " ".join(f"abcdefghijk{i} = 1;" for i in range(300)) + " }.abcdefghijkl",
        "missing",
    ),
}


def evaluate(text: str, limits: Limits = LIMITS) -> object:
    """The value of *text* for a stranger."""
    nix = aionix.Evaluator(
        pure_eval=True, limits=limits, emit=lambda line: None, cache=False, nix_path=[]
    )
    return anyio.run(nix.evaluate, text)


@pytest.mark.parametrize("attack", LIMITED)
def test_limited(attack: str) -> None:
    text, errors = LIMITED[attack]
    before = resident()
    kinds = errors if isinstance(errors, tuple) else (errors,)
    wanted = tuple(kind for kind in kinds if issubclass(kind, aionix.LimitError))
    try:
        evaluate(text)
    except wanted as error:
        assert len(error.message) < 1000
    else:
        assert type(None) in kinds
    # The limit, what may be added to it between two looks, and what the allocator keeps.
    assert resident() - before < 3 * (LIMITS.memory or 0)


@pytest.mark.parametrize("attack", GIVES)
def test_gives(attack: str) -> None:
    text, value = GIVES[attack]
    assert evaluate(text, replace(LIMITS, cpu_seconds=20)) == value


@pytest.mark.parametrize("attack", FAILS)
def test_fails(attack: str) -> None:
    text, message = FAILS[attack]
    with pytest.raises(aionix.NixError) as caught:
        evaluate(text, replace(LIMITS, cpu_seconds=20))
    assert not isinstance(caught.value, aionix.InternalError)
    assert message in caught.value.message
    assert len(caught.value.message) < 300_000


def test_names_are_not_collected_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symbols, "LIMIT", 2000)
    for number in range(30):
        names = " ".join(f"name{number}x{i} = {i};" for i in range(100))
        assert evaluate(f"{{ {names} }}.name{number}x7") == 7
    assert len(symbols.order) <= 2000


def test_evaluators_leave_nothing_behind() -> None:
    """What a process keeps of many evaluations is bounded."""

    def some(begin: int) -> None:
        for number in range(begin, begin + 100):
            evaluate(
                f'let s = {grown("x", 12)}; in builtins.match "a{number}(b|c)*" "a{number}bcb" =='
                f' null || builtins.stringLength (builtins.toFile "n{number}" s) == {number}'
            )
        gc.collect()

    some(0)
    before = resident()
    some(100)
    some(200)
    assert resident() - before < 16 << 20
