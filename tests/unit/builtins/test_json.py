"""JSON both ways: depth, size, exactness of numbers and strings."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from typing import Any

import pytest
from handmade import call, context, function, thunk

import aionix
from aionix import json_writer, output_json
from aionix.errors import CallDepthError, EvalError, NixTypeError
from aionix.floats import format_json_float
from aionix.output_json import to_json
from aionix.runtime.values import Attrs, ContextString, context_of, with_context
from aionix.vm.loop import drive
from aionix_builtins import fromjson
from aionix_builtins.fromjson import parse_json
from aionix_builtins.jsonscan import Reader

pytestmark = pytest.mark.anyio

DEPTH = 100_000


def plain(value: Any) -> Any:
    if isinstance(value, Attrs):
        return {name: plain(cell) for name, cell in value.d.items()}
    return [plain(cell) for cell in value] if isinstance(value, tuple) else value


async def test_deep_values() -> None:
    nested: Any = 1
    for _ in range(DEPTH):
        nested = (nested,)
    text = "[" * DEPTH + "1" + "]" * DEPTH
    assert await call("toJSON", nested) == text
    assert await call("toJSON", await call("fromJSON", text)) == text
    chain: Any = 1
    for _ in range(DEPTH):
        chain = thunk(lambda inner=chain: Attrs({"a": inner}))
    text = '{"a":' * DEPTH + "1" + "}" * DEPTH
    assert await call("toJSON", chain) == text
    assert await call("toJSON", await call("fromJSON", text)) == text


async def test_big_values() -> None:
    items = [{"name": f"n{i}", "at": [i, i + 0.5, None, True]} for i in range(50_000)]
    text = json.dumps(items, separators=(",", ":"), sort_keys=True)
    value = await call("fromJSON", text)
    assert plain(value) == items
    assert await call("toJSON", value) == text


def random_value(choose: random.Random, depth: int) -> Any:
    kind = choose.random() if depth else 0.0
    if kind < 0.4:
        scalars = [0, -1, 2**62, 10**17, 1.5, -1e300, True, None, "", "é😀\n\\", "a,b}]", "x" * 40]
        return choose.choice(scalars)
    if kind < 0.7:
        return [random_value(choose, depth - 1) for _ in range(choose.randrange(5))]
    return {f"k{choose.randrange(9)}": random_value(choose, depth - 1) for _ in range(4)}


def outcome(read: Callable[[str], Any], text: str) -> str:
    try:
        return repr(plain(read(text)))
    except EvalError as error:
        return error.message


def read_oddly(text: str) -> Any:
    return Reader(text).read()


async def read_in_steps(text: str) -> str | None:
    try:
        return repr(plain(await fromjson.read_large(text)))
    except fromjson.ODD:
        return None


async def test_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little is looked at at once, the value and the error are the same."""
    choose = random.Random(5)
    in_steps = 0
    for _ in range(300):
        value = random_value(choose, 5)
        indent, plain_text = choose.choice([None, 1]), choose.random() < 0.5
        text = json.dumps(value, indent=indent, ensure_ascii=plain_text).encode().decode("latin-1")
        at = choose.randrange(len(text))
        wrong = choose.choice([",", "]", "}", "{", '"', "1", "e999", "9" * 20, "\\ud800", "\xff"])
        for each in (text, text[:at] + wrong + text[at + choose.randrange(2) :]):
            monkeypatch.setattr(fromjson, "WINDOW", choose.choice([2, 9, 50, 300]))
            expected = outcome(read_oddly, each)
            assert outcome(parse_json, each) == expected
            found = await drive(read_in_steps(each))
            in_steps += found is not None
            assert found is None or found == expected
    assert in_steps > 50


async def test_tables_in_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elements that begin alike are read in one go, where they end and nowhere else."""
    read: list[int] = []
    several = fromjson._Walk._several

    def noted(self: Any, window: str, scan: Any, container: list[Any]) -> int:
        read.append(several(self, window, scan, container))
        return read[-1]

    monkeypatch.setattr(fromjson._Walk, "_several", noted)
    choose = random.Random(6)
    cells: list[Any] = [
        1,
        -0.5,
        "x",
        ',{"a":1',
        '"},{"',
        "[1],[",
        [],
        [1, [2]],
        {"a": 1},
        [{"a": 2}],
    ]
    for _ in range(300):
        keyed = choose.random() < 0.8
        rows: list[Any] = [
            {"a": choose.choice(cells), "b": choose.choice(cells)}
            if keyed
            else choose.choice(cells)
            for _ in range(choose.choice([3, 20]))
        ]
        separators = choose.choice([(",", ":"), (", ", ": "), (" ,\n\t", " :")])
        text = json.dumps(choose.choice([rows, {"r": rows}, [rows, 1]]), separators=separators)
        at = choose.randrange(len(text))
        wrong = choose.choice([",", "]", "}", "{", "[", '"', "1", "9" * 20, ",,", "\\"])
        for each in (text, text[:at] + wrong + text[at + choose.randrange(2) :]):
            monkeypatch.setattr(fromjson, "WINDOW", choose.choice([30, 50, 300]))
            found = await drive(read_in_steps(each))
            assert found is None or found == outcome(read_oddly, each)
    assert sum(map(bool, read)) > 100


async def test_cycles() -> None:
    cell: list[Any] = [None, None]
    cell[1] = (1, cell)
    with pytest.raises(CallDepthError, match="stack overflow; max-call-depth exceeded"):
        await call("toJSON", cell)
    cell[1] = Attrs({"outPath": cell})
    with pytest.raises(CallDepthError):
        await call("toJSON", cell)


async def test_what_stands_for_something_else() -> None:
    drv = "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a.drv"
    text = await call("toJSON", (Attrs({"outPath": with_context("o", frozenset([drv]))}),))
    assert (str(text), type(text), context_of(text)) == ('["o"]', ContextString, {drv})
    shown = Attrs({"__toString": function(lambda self: "s"), "outPath": "o"})
    assert await call("toJSON", shown) == '"s"'
    assert await call("toJSON", Attrs({"outPath": Attrs({"b": 1})})) == '{"b":1}'
    with pytest.raises(
        NixTypeError, match="cannot convert the built-in function 'handmade' to JSON"
    ):
        await call("toJSON", function(lambda x: x))


async def test_not_strict() -> None:
    text, _ = await drive(to_json(context(), (1, [None, 2]), 0, strict=False))
    assert text == "[1,2]"
    with pytest.raises(NixTypeError, match="cannot convert a thunk to JSON"):
        await drive(to_json(context(), (thunk(lambda: 1),), 0, strict=False))


async def test_strings() -> None:
    assert await call("toJSON", '"\\/\x01\n\x7f\xc3\xa9') == '"\\"\\\\/\\u0001\\n\x7f\xc3\xa9"'
    assert await call("fromJSON", '"\\u00e9\\ud83d\\ude00\\\\u0041"') == (
        "\xc3\xa9\xf0\x9f\x98\x80\\u0041"
    )
    with pytest.raises(EvalError, match="invalid UTF-8 byte at index 1: 0xFF"):
        await call("toJSON", "a\xff")
    with pytest.raises(EvalError, match="incomplete UTF-8 string; last byte: 0x82"):
        await call("toJSON", ("\xe2\x82",))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1.0, "1.0"),
        (1e15, "1e+15"),
        (99999999999999.0, "99999999999999.0"),
        (1e20, "1e+20"),
        (1e-5, "1e-05"),
        (0.0001, "0.0001"),
        (1 / 3, "0.3333333333333333"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (math.inf, "null"),
        (math.nan, "null"),
    ],
)
def test_floats(value: float, text: str) -> None:
    assert format_json_float(value) == text


def test_numbers() -> None:
    assert parse_json("[9223372036854775807,-9223372036854775808,-0,-0.0,1E2]") == (
        *(2**63 - 1, -(2**63), 0, 0.0, 100.0),
    )
    large = parse_json("18446744073709551616")
    assert (large, type(large)) == (2.0**64, float)
    with pytest.raises(EvalError, match="unsigned json number 9223372036854775808 outside of"):
        parse_json("9223372036854775808")
    with pytest.raises(EvalError, match=r"out_of_range.406\] number overflow parsing '1e999'"):
        parse_json("1e999")
    digits = "1" * 5000
    with pytest.raises(EvalError, match="number overflow"):
        parse_json(digits)


ERRORS = [
    ("", "line 1, column 1: attempting to parse an empty input; check that your input string or"),
    ("[1,]", "line 1, column 4: syntax error while parsing value - unexpected ']'; expected '[',"),
    ("nul", "line 1, column 4: syntax error while parsing value - invalid literal; last read: 'nu"),
    ("{a:1}", "line 1, column 2: syntax error while parsing object key - invalid literal; last re"),
    ("[1\n2]", "line 2, column 1: syntax error while parsing array - unexpected number literal;"),
    ("[1] x", "line 1, column 5: syntax error while parsing value - invalid literal; last read: '"),
    ('"\\ud800"', "line 1, column 8: syntax error while parsing value - invalid string: surrogate"),
    ('"a\tb"', "line 1, column 3: syntax error while parsing value - invalid string: control char"),
    ('"\xff"', "line 1, column 2: syntax error while parsing value - invalid string: ill-formed"),
    ("[NaN]", "line 1, column 2: syntax error while parsing value - invalid literal; last read: '"),
]


@pytest.mark.parametrize(("text", "message"), ERRORS)
async def test_errors(text: str, message: str) -> None:
    with pytest.raises(EvalError) as caught:
        await call("fromJSON", text)
    start = f"[json.exception.parse_error.101] parse error at {message}"
    assert caught.value.message.startswith(start)


ORDINARY = (
    '{"a":1,"a":[2]}',
    "[]",
    " {} ",
    '"x"',
    "-1.5e3",
    "[[],{},null,true,false]",
    '["\\u00e9","\\ud83d\\ude00","\xc3\xa9","\\"\\\\\\/\\b\\f\\n\\r\\t"]',
)


@pytest.mark.parametrize("text", ORDINARY)
def test_both_readers_agree(text: str) -> None:
    assert plain(parse_json(text)) == plain(Reader(text).read())


async def test_null_characters_are_refused() -> None:
    for text in ('"\\u0000"', '{"\\u0000":1}'):
        with pytest.raises(EvalError, match="because it contains null bytes"):
            await call("fromJSON", text)


IN_ONE_GO = [
    "[ { b = [ 1 (x 2) ]; a = { }; } [ ] 1.5 true ]",
    '[ { "%s" = "%"; "é" = null; c = [ [ (x "y") ] ]; } { outPath = [ 1 ]; } ]',
    "{ a = [ { b = { c = [ 1 (throw ''x'') ]; }; } ]; }",
    "{ a = [ 1 { b = y: y; } ]; }",
    "{ a = { b = [ 1 { c = x (throw ''x''); } ]; }; }",
    "{ a = [ { outPath = { b = [ (throw ''x'') ]; }; } ]; }",
    "let l = { a = [ 1 { b = l; } ]; }; in l",
    '{ a = [ "é" { b = builtins.substring 0 1 "é"; } ]; }',
    "let f = n: if n == 0 then [ ] else [ n { a = f (n - 1); } ]; in f 60",
    "builtins.genList (n: { inherit n; }) 2000",
    "builtins.genList (n: n) 600 ++ [ 1.5 null ''s'' true ]",
    "builtins.genList (n: { a = x n; b = [ n ''%s'' (x null) ]; }) 300 ++ [ 1 (x [ ]) ]",
    "map (n: if n == 9 then throw ''x'' else { a = n; }) twenty",
    "map (n: { a = 1; b = if n == 9 then { c = throw ''x''; } else { c = n; }; }) twenty",
    "map (n: { a = 1; b = if n == 9 then throw ''x'' else [ n ]; }) twenty",
    "map (n: { a = 1; b = if n == 9 then { outPath = n; } else n; }) twenty",
    'map (n: { a = "é"; ${if n == 9 then "é" else "b"} = "y"; }) twenty',
    'map (n: { a = builtins.substring 0 (if n > 9 then 1 else 2) "é"; b = n; }) twenty',
    "map (n: builtins.genList (m: [ m n ]) n) twenty",
    'map (n: { "a%" = { }; b = [ ]; c.d.e.f.g.h.i.j.k = n; }) twenty',
    "let l = { a = l; }; in builtins.genList (n: l) 20",
    "let l = builtins.genList (n: l) 20; in l",
    "let l = builtins.genList (n: { a = n; b = y: y; }) 20; in l",
    "let l = builtins.genList (n: { a = n; b = [ n ] ++ (if n == 9 then l else [ ]); }) 20; in l",
    "map (n: builtins.listToAttrs (map (m: { name = toString m; value = n; }) (twenty ++ [ 70 ])))"
    " twenty",
    "map (n: { a = { b = x 1; }; c = [ (x n) ]; d = [ [ (x n) ] ]; }) twenty",
]


@pytest.mark.parametrize("value", IN_ONE_GO)
async def test_containers_in_one_go(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As much as is written at once, text, error and trace are those of the walk."""

    start = "let x = y: y; twenty = builtins.genList x 20;"

    async def outcome() -> Any:
        try:
            return await aionix.evaluate(f"{start} in builtins.toJSON ({value})")
        except aionix.NixError as error:
            return error.message, [
                (frame.description, str(frame.position)) for frame in error.trace
            ]

    found = []
    for room, few in ((0, 1 << 20), (1, 1 << 20), (3, 8), (24, 1 << 20), (24, 2), (24, 8)):
        monkeypatch.setattr(output_json, "ROOM", room)
        for module in (output_json, json_writer):
            monkeypatch.setattr(module, "FEW", few)
        found.append(await outcome())
    assert found == found[:1] * 6


def random_text(choose: random.Random, room: int) -> str:
    """A Nix expression for a value of tables, nested in each other, odd cells here and there."""
    roll = choose.random()
    if roll < 0.01:
        odd = ("(throw ''t'')", "(y: y)", "{ outPath = 1; }", "(toString 1)", '"é"', "(x ''c'')")
        return choose.choice((*odd, '(builtins.substring 0 1 "é")', "{ __toString = s: ''s''; }"))
    if room == 0 or roll < 0.3:
        return choose.choice(("1", "(x 2)", '"s"', "(x ''t'')", "null", "true", "(-3)", "1.5", "n"))
    if roll < 0.6:
        one = random_text(choose, room - 1)
        return f"(builtins.genList (n: builtins.trace n {one}) {choose.choice((1, 3, 9, 20))})"
    items = [random_text(choose, room - 1) for _ in range(choose.choice((0, 1, 2, 3, 12)))]
    if roll < 0.75:
        return f"[ {' '.join(items)} ]"
    names = choose.sample(["a", "b", '"%s"', "c", "e", "q", *"fghijklm"], len(items))
    pairs = zip(names, items, strict=True)
    return f"{{ {' '.join(f'{name} = {item};' for name, item in pairs)} }}"


@pytest.mark.parametrize("seed", range(40))
async def test_tables_are_written_as_by_the_walk(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text, error, trace and the order of evaluation."""
    choose = random.Random(seed)
    value = " ++ ".join(f"[ {random_text(choose, 4)} ]" for _ in range(4))
    rows = f"builtins.genList (n: {random_text(choose, 3)}) 30"
    text = f"let x = y: y; n = 0; in builtins.toJSON [ ({value}) ({rows}) ]"

    async def outcome() -> Any:
        lines: list[str] = []
        try:
            nix = aionix.Evaluator(emit=lines.append, cache=False, overlap=False)
            return await nix.evaluate(text), lines
        except aionix.NixError as error:
            return error.message, [str(frame) for frame in error.trace], lines

    found = [await outcome()]
    for few in (2, 1 << 20):
        for module in (output_json, json_writer):
            monkeypatch.setattr(module, "FEW", few)
        found.append(await outcome())
    assert found == found[:1] * 3
