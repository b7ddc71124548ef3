"""Depth is bounded by memory only: each case runs in a process of its own, within 3 GiB.

A process of its own because that is where a C stack overflow would show, and so
that its peak memory is its own.  Source is nested ``AIONIX_DEPTH`` levels deep,
10,000 unless that is set; `.ci/run` sets it to 100,000 once.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

MEMORY = 3 * 1024**3
DEPTH = int(os.environ.get("AIONIX_DEPTH", "10000"))
#: The forms that are tried as deep as that; the others stop at a tenth of it.
FULL = {
    "parentheses",
    "lists",
    "sets",
    "sums",
    "if",
    "lambdas",
    "applications",
    "with",
    "selections",
}

PRELUDE = f"""
import resource
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
import anyio
import aionix
nix = aionix.Evaluator()

def check(text, expected, **options):
    result = anyio.run(lambda: nix.evaluate(text, **options))
    assert result == expected, repr(result)[:200]

def fails(text, kind):
    try:
        anyio.run(lambda: nix.evaluate(text))
    except kind as error:
        assert str(error)
    else:
        raise AssertionError("it should have failed")
"""

LIST = "let nest = n: acc: if n == 0 then acc else nest (n - 1) [ acc ]; in "
SET = "let nest = n: acc: if n == 0 then acc else nest (n - 1) { a = acc; }; in "

#: Source text and its value.
SOURCES = {
    "parentheses": 'check("(" * DEEP + "1" + ")" * DEEP, 1)',
    "lists": 'check("builtins.length (" + "[" * DEEP + "]" * DEEP + ")", 1)',
    "sets": 'check("(" + "{ a = " * DEEP + "1" + "; }" * DEEP + ").a ? a", True)',
    "recursive sets": 'check("(" + "rec { a = " * DEEP + "1" + "; }" * DEEP + ").a ? a", True)',
    "let": 'check("let a = 1; in " * DEEP + "a", 1)',
    "with": 'check("with { a = 1; }; " * DEEP + "a", 1)',
    "assert": 'check("assert true; " * DEEP + "1", 1)',
    "if": 'check("if false then 0 else " * DEEP + "1", 1)',
    "conditions": 'check("if " * DEEP + "true" + " then true else false" * DEEP, True)',
    "lambdas": 'check("builtins.typeOf (" + "x: " * DEEP + "x)", "lambda")',
    "set patterns": 'check("builtins.typeOf (" + "{ x }: " * DEEP + "x)", "lambda")',
    "applications": 'check("(x: x) (" * DEEP + "1" + ")" * DEEP, 1)',
    "arguments": 'check("let f = x: f; in builtins.typeOf (f" + " 1" * DEEP + ")", "lambda")',
    "sums": 'check("1" + " + 1" * DEEP, DEEP + 1)',
    "sums to the right": 'check("1 + (" * DEEP + "1" + ")" * DEEP, DEEP + 1)',
    "differences": 'check("1" + " - 1" * DEEP, 1 - DEEP)',
    "products": 'check("1" + " * 1" * DEEP, 1)',
    "conjunctions": 'check("true" + " && true" * DEEP, True)',
    "disjunctions": 'check("false" + " || false" * DEEP, False)',
    "implications": 'check("true -> " * DEEP + "true", True)',
    "negations": 'check("!" * DEEP + "true", True)',
    "minus signs": 'check("-" * DEEP + "1", 1)',
    "concatenations": 'check("builtins.length ([ 1 ]" + " ++ [ 1 ]" * DEEP + ")", DEEP + 1)',
    "updates": 'check("{ a = 1; }" + " // { a = 2; }" * DEEP, {"a": 2})',
    "comparisons": 'check("(" * DEEP + "1" + " == 1)" * DEEP, False)',
    "strings": "check('\"' + 'a${\"' * DEEP + 'b' + '\"}' * DEEP + '\"', 'a' * DEEP + 'b')",
    "long strings": "check('\"' + '${a}' * DEEP + '\"', 'x' * DEEP, variables={'a': 'x'})",
    "selections": 'check("let x = { a = x; b = 1; }; in x" + ".a" * DEEP + ".b", 1)',
    "selections with or": 'check("{ }.a or (" * DEEP + "1" + ")" * DEEP, 1)',
    "attribute paths": 'check("{ " + "a." * DEEP + "a = 1; } ? a", True)',
    "inherit": 'check("(" + "{ inherit (" * DEEP + "{ a = 1; }" + ") a; }" * DEEP + ").a", 1)',
    "pipes": "fails('1 ' + '|> (x: x) ' * DEEP, aionix.NixError)",
    "open parentheses": 'fails("(" * DEEP, aionix.NixSyntaxError)',
    "open strings": "fails('\"${' * DEEP, aionix.NixSyntaxError)",
    "undefined names": 'fails("(" * DEEP + "x" + ")" * DEEP, aionix.UndefinedVariableError)',
}

#: Values nested 100,000 deep, and recursion.
VALUES = {
    "a million calls": (
        'check("let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 1000000", 1_000_000)'
    ),
    "a million tail calls": (
        'check("let f = n: if n == 0 then 0 else f (n - 1); in f 1000000", 0)'
    ),
    "mutual recursion": (
        'check("let even = n: if n == 0 then true else odd (n - 1);'
        ' odd = n: if n == 0 then false else even (n - 1); in !(even 300001)", True)'
    ),
    "lazy accumulator": (
        'check("builtins.foldl\' (a: b: a + b) 0 (builtins.genList (n: n) 300000)",'
        " 299999 * 150000)"
    ),
    "a chain of thunks": (
        'check("let go = n: acc: if n == 0 then acc else go (n - 1) (acc + 1); in go 300000 0",'
        " 300_000)"
    ),
    "deepSeq of lists": f"check({LIST!r} + 'builtins.deepSeq (nest 100000 1) 2', 2)",
    "deepSeq of sets": f"check({SET!r} + 'builtins.deepSeq (nest 100000 1) 2', 2)",
    "equal lists": f"check({LIST!r} + 'nest 100000 1 == nest 100000 1', True)",
    "unequal sets": f"check({SET!r} + 'nest 100000 1 == nest 100000 2', False)",
    "comparing lists": f"check({LIST!r} + 'nest 100000 1 < nest 100000 2', True)",
    "toJSON of lists": (
        f"check({LIST!r} + 'builtins.toJSON (nest 100000 1)', '[' * DEEP + '1' + ']' * DEEP)"
    ),
    "toJSON of sets": (
        f"check({SET!r} + 'builtins.stringLength (builtins.toJSON (nest 100000 1))', DEEP * 6 + 1)"
    ),
    "fromJSON": (
        "check('builtins.length (builtins.fromJSON x)', 1,"
        " variables={'x': '[' * DEEP + ']' * DEEP})"
    ),
    "toXML": f"check({LIST!r} + 'builtins.stringLength (builtins.toXML (nest 5000 1)) > 0', True)",
    "toString": f"check({LIST!r} + 'toString (nest 100000 1)', '1')",
    "outPath": (
        'check(\'let f = n: if n == 0 then "x" else { outPath = f (n - 1); };'
        " in \"${f 20000}\"', 'x')"
    ),
    "functors": (
        "check('let f = n: if n == 0 then (x: x) else { __functor = self: f (n - 1); };"
        " in f 20000 1', 1)"
    ),
    "concatLists": (
        "check('let f = n: if n == 0 then [ ] else [ n ] ++ f (n - 1);"
        " in builtins.length (f 20000)', 20000)"
    ),
    "map over map": (
        "check('let f = n: xs: if n == 0 then xs else f (n - 1) (map (x: x + 1) xs);"
        " in f 100000 [ 0 ]', [DEEP])"
    ),
    "updates in a loop": (
        "check('let f = n: s: if n == 0 then s else f (n - 1) (s // { a = n; });"
        " in f 100000 { }', {'a': 1})"
    ),
    "printing": """
from aionix.printer import show_value
from aionix.bytestr import from_text
from aionix.source import SourceFile
from aionix.runtime.deep import force_deep
async def main():
    text = "let nest = n: acc: if n == 0 then acc else nest (n - 1) [ acc ]; in nest 100000 1"
    value = await nix.value_of(SourceFile("x", from_text(text)))
    value = await nix.run(force_deep(nix.context, value, 0))
    assert show_value(value) == "[ " * DEEP + "1" + " ]" * DEEP
anyio.run(main)
""",
    "converting": f"""
value = anyio.run(lambda: nix.evaluate({SET!r} + "nest 100000 1"))
back = anyio.run(lambda: nix.evaluate("x ? a && x == x", variables={{"x": value}}))
assert back is True
while value != 1:
    value = value["a"]
    if value == 1: break
""",
    "errors a million calls deep": (
        "fails('let f = n: if n == 0 then throw \"bottom\" else 1 + f (n - 1); in f 1000000',"
        " aionix.ThrownError)"
    ),
    "errors in deep thunks": (
        "fails('let go = n: acc: if n == 0 then acc else go (n - 1) (acc + 1);"
        ' in go 100000 (throw "x")\', aionix.ThrownError)'
    ),
    "tryEval a long way up": (
        'check(\'let f = n: if n == 0 then throw "bottom" else 1 + f (n - 1);'
        " in (builtins.tryEval (f 300000)).success', False)"
    ),
    "tryEval in tryEval": (
        "check('let f = n: if n == 0 then 0 else (builtins.tryEval (f (n - 1))).value + 1;"
        " in f 100000', DEEP)"
    ),
    "imports": """
files = {f"/{n}.nix": f"1 + import ./{n + 1}.nix" for n in range(3000)} | {"/3000.nix": "0"}
nix = aionix.Evaluator(io=aionix.MemoryIO(files))
check("import /0.nix", 3000)
""",
}


def run(code: str, depth: int = 100_000) -> None:
    result = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", f"DEEP = {depth}\n{PRELUDE}{code}"],
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert result.returncode == 0, (result.stdout + result.stderr)[-3000:]


@pytest.mark.parametrize("form", SOURCES)
def test_nested_source(form: str) -> None:
    run(SOURCES[form], DEPTH if form in FULL else DEPTH // 10)


@pytest.mark.parametrize("case", VALUES)
def test_nested_values(case: str) -> None:
    run(VALUES[case])
